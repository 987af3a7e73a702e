import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import { amountInChinese, amountInEnglish } from '../../../../shared/amount-words.ts'
import type { OrderPayment } from '../../../../shared/domain/order/payment.ts'
import { convertPrice } from '../../../../shared/domain/pricing/resolve.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatFen, formatPrice } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import { code128Svg } from './code128.ts'
import {
  columnsToPrint,
  NOTE_SHEETS,
  sheetFor,
  type NoteColumn,
  type NoteColumnChoice,
  type NoteTemplate,
} from '../../../../shared/domain/printing/note-template.ts'
import { styleSheet } from './delivery-note.css.ts'
import { fill, LABELS, type Labels } from './labels.ts'
import { splitInPacks, sumInPacks } from './in-packs.ts'

type Line = ShipmentView['lines'][number]

/** What of a note stands on its paper. */
type PrintedNote = Pick<
  ShipmentView,
  | 'id'
  | 'number'
  | 'status'
  | 'orderNumber'
  | 'customer'
  | 'contact'
  | 'payBy'
  | 'phone'
  | 'address'
  | 'warehouse'
  | 'day'
  | 'total'
  | 'driver'
  | 'plate'
  | 'remark'
  | 'printed'
  | 'lines'
  | 'createdBy'
>

/** A note with everything it shows that is not on the note itself. */
export interface NoteToPrint {
  note: PrintedNote
  salesPerson: string
  settlement: 'cash' | 'cod' | 'monthly' | 'credit' | 'deposit'
  creditDays: number
  /** Grams of the whole note. */
  grams: number
  /** Barcodes by product id and unit. */
  barcodes: ReadonlyMap<string, string>
  /** What the customer owed before and with this note (分); null: not shown. */
  debt: { before: number; after: number } | null
}

export interface NotePaper {
  company: { name: string; phone: string; address: string }
  template: NoteTemplate
  /** Lines on a page; the rest of the page is padded, so that the tear line stays where it is. */
  rows: number
  footer: string
  showPrices: boolean
  locale: Locale
  /** Wall clock of the print, ready to read. */
  printedAt: string
}

/**
 * Notes as one HTML document with its own `@page` size: black on white for dot-matrix paper of 241 mm with tractor
 * strips or for A4, no script, nothing loaded. Every text is escaped. Named copies stand one after the other.
 */
export function deliveryNotes(notes: readonly NoteToPrint[], paper: NotePaper): string {
  const labels = LABELS[paper.locale]
  const sheet = NOTE_SHEETS[sheetFor(paper.template.sheet, paper.rows)]
  const copies = paper.template.copies.length > 0 ? paper.template.copies : ['']
  const pages = notes.flatMap((entry) => copies.flatMap((copy) => pagesOf(entry, paper, labels, copy)))
  const styles = styleSheet(sheet, paper.rows, paper.template.fontSize)
  return `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(titleOf(notes, paper.template.title || labels.title))}</title><style>${styles}</style></head>
<body>${pages.join('')}</body>
</html>
`
}

/** Title of the document and name of a PDF of it. */
export function titleOf(notes: readonly NoteToPrint[], title: string): string {
  return `${title} ${notes.map((n) => n.note.number).join(' ')}`.slice(0, 120)
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

function pagesOf(entry: NoteToPrint, paper: NotePaper, labels: Labels, copy: string): string[] {
  const { note } = entry
  const columns = columnsToPrint(paper.template, {
    prices: paper.showPrices,
    lots: note.lines.some((line) => line.lots.length > 0),
  })
  const rows = note.lines.flatMap(rowsOf)
  const pages = Math.max(1, Math.ceil(rows.length / paper.rows))
  return Array.from({ length: pages }, (_, i) => {
    const lines = rows.slice(i * paper.rows, (i + 1) * paper.rows)
    return `<section class="page">
${head(entry, paper, labels, copy)}
${table(lines, columns, entry, paper, labels)}
${i === pages - 1 ? totals(entry, paper, labels) : '<div class="totals"></div>'}
<p class="legal">${escapeHtml(paper.footer)}</p>
${foot(entry, paper, labels, i + 1, pages)}
</section>`
  })
}

function head(
  { note, salesPerson, settlement, creditDays }: NoteToPrint,
  paper: NotePaper,
  labels: Labels,
  copy: string,
): string {
  const marks = [
    copy,
    note.status === 'posted' ? '' : labels[note.status],
    note.printed > 0 ? fill(labels.reprint, { n: note.printed + 1 }) : '',
  ].filter(Boolean)
  const days = creditDays > 0 ? ` ${fill(labels.days, { n: creditDays })}` : ''
  const fields: [string, string, string][] = [
    ['wide', labels.customer, note.customer],
    ['', labels.contact, `${note.contact} ${note.phone}`.trim()],
    ['', labels.day, note.day],
    ['wide', labels.address, note.address],
    ['', labels.warehouse, note.warehouse],
    ['', labels.settlement, labels[wayToPay(note.payBy, settlement)] + days],
  ]
  return `<header>
<div class="company"><b>${escapeHtml(paper.company.name)}</b><span>${escapeHtml(
    [paper.company.phone, paper.company.address].filter(Boolean).join('　'),
  )}</span></div>
<h1>${escapeHtml(paper.template.title || labels.title)}${marks.map((m) => `<em>${escapeHtml(m)}</em>`).join('')}</h1>
<div class="number">${paper.template.showBarcode ? code128Svg(note.number, { module: 0.25, height: 7 }) : ''}<span>${escapeHtml(note.number)}</span></div>
</header>
<dl>${fields.map(([kind, name, value]) => field(kind, name, value)).join('')}</dl>
<dl class="small">${field('wide', labels.remark, note.remark)}${field('', labels.order, note.orderNumber)}${field(
    '',
    labels.salesPerson,
    salesPerson,
  )}</dl>`
}

/** On account says by which terms, as far as the customer has any. */
const wayToPay = (payBy: OrderPayment, settlement: NoteToPrint['settlement']) =>
  payBy === 'account' && (settlement === 'monthly' || settlement === 'credit') ? settlement : payBy

function field(kind: string, name: string, value: string): string {
  return `<div class="${kind}"><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`
}

/** A line as it is printed: one row, and one more for each further lot it is split over. */
interface Row {
  line: Line
  lot: Line['lots'][number] | null
  first: boolean
}

const rowsOf = (line: Line): Row[] =>
  line.lots.length === 0
    ? [{ line, lot: null, first: true }]
    : line.lots.map((lot, i) => ({ line, lot, first: i === 0 }))

/** Lot and production day with the quantity when there are several; a number that is the day itself stands alone. */
function lotText({ line, lot }: Row): string {
  if (!lot) return ''
  const day = lot.productionDay
  const shown = day === null || day.replaceAll('-', '') === lot.number ? lot.number : `${lot.number} ${day}`
  return line.lots.length > 1 ? `${shown} ×${formatQuantity(lot.quantity)}` : shown
}

/** How the cells of a column are set. */
const KIND: Record<NoteColumn, string> = {
  no: 'middle',
  code: '',
  barcode: '',
  name: '',
  spec: '',
  packs: 'number',
  loose: 'number',
  unit: 'middle',
  quantity: 'number',
  price: 'number',
  amount: 'number',
  lot: '',
  remark: '',
}

function table(
  rows: readonly Row[],
  columns: readonly NoteColumnChoice[],
  entry: NoteToPrint,
  paper: NotePaper,
  labels: Labels,
): string {
  const cell = (tag: 'td' | 'th', key: NoteColumn, text: string) =>
    `<${tag} class="${KIND[key]}">${escapeHtml(text)}</${tag}>`
  const row = (text: (key: NoteColumn) => string) =>
    `<tr>${columns.map(({ key }) => cell('td', key, text(key))).join('')}</tr>`
  const body = rows.map((one) => {
    const texts = one.first ? cellsOf(one.line, entry, paper, labels) : null
    return row((key) => (key === 'lot' ? lotText(one) : (texts?.[key] ?? '')))
  })
  const padding = Array.from({ length: paper.rows - rows.length }, () => row(() => ''))
  const widths = columns.map(({ width }) => (width === null ? '<col>' : `<col style="width:${width}mm">`))
  return `<table><colgroup>${widths.join('')}</colgroup>
<thead><tr>${columns.map(({ key }) => cell('th', key, labels[key])).join('')}</tr></thead>
<tbody>${body.join('')}${padding.join('')}${subtotalOf(rows, columns, labels)}</tbody></table>`
}

/** The page's own sums, each under its column; the words take what stands before the first of them. */
function subtotalOf(rows: readonly Row[], columns: readonly NoteColumnChoice[], labels: Labels): string {
  const lines = rows.filter((one) => one.first).map((one) => one.line)
  const amount = formatFen(lines.reduce((sum, line) => sum + (line.amount ?? 0), 0))
  const keys = columns.map((column) => column.key)
  const packsAt = keys.findIndex((key) => key === 'packs' || key === 'loose')
  const sumAt = packsAt >= 0 ? packsAt : keys.indexOf('quantity')
  // packs and loose quantities are summed together, over both columns where they stand side by side
  const span = packsAt >= 0 && ['packs', 'loose'].includes(keys[packsAt + 1]!) ? 2 : 1
  const before = sumAt > 0 ? `<td colspan="${sumAt}">${escapeHtml(labels.subtotal)}</td>` : ''
  const sums = `<td colspan="${span}" class="sums">${escapeHtml(sumInPacks(lines))}</td>`
  const after = keys.slice(sumAt + span).map((key) => `<td class="number">${key === 'amount' ? amount : ''}</td>`)
  return `<tr class="subtotal">${before}${sums}${after.join('')}</tr>`
}

function cellsOf(
  line: Line,
  entry: NoteToPrint,
  paper: NotePaper,
  labels: Labels,
): Partial<Record<NoteColumn, string>> {
  const { whole, loose } = splitInPacks(line)
  // a quantity that is no round number of the typed unit is written in the base unit
  const inUnit = (line.quantity * 1000) % line.factor === 0
  const quantity = formatQuantity(inUnit ? (line.quantity * 1000) / line.factor : line.quantity)
  // hidden figures are not printed at all: `showPrices` is off then
  const price = inUnit ? (line.price ?? 0) : convertPrice(line.price ?? 0, line.factor, 1000)
  const paid = paper.locale === 'en' ? line.discount / 100 : line.discount / 1000
  const remarks = [
    line.gift ? labels.gift : '',
    !line.gift && line.discount !== 10_000 && paper.showPrices ? fill(labels.off, { n: paid }) : '',
    line.remark,
  ]
  return {
    no: String(line.lineNo),
    code: line.code,
    barcode: entry.barcodes.get(`${line.productId} ${line.unit}`) ?? '',
    name: line.name,
    spec: line.spec,
    packs: whole,
    loose,
    unit: inUnit ? line.unit : line.baseUnit,
    quantity,
    price: formatPrice(price),
    amount: formatFen(line.amount ?? 0),
    remark: remarks.filter(Boolean).join(' '),
  }
}

function totals({ note, grams, debt }: NoteToPrint, paper: NotePaper, labels: Labels): string {
  const total = note.total ?? 0
  const words = paper.locale === 'en' ? amountInEnglish(total) : amountInChinese(total)
  const parts: [string, string][] = [
    [labels.total, sumInPacks(note.lines)],
    ...(grams > 0 && paper.template.showWeight
      ? ([[labels.weight, `${formatQuantity(grams)} kg`]] as [string, string][])
      : []),
    ...(paper.showPrices ? ([[labels.amount, `¥${formatFen(total)}`]] as [string, string][]) : []),
  ]
  const money: [string, string][] = paper.showPrices
    ? [
        ...(paper.template.showWords ? ([[labels.words, words]] as [string, string][]) : []),
        ...(debt && paper.template.showDebt
          ? ([
              [labels.before, formatFen(debt.before)],
              [labels.after, formatFen(debt.after)],
            ] as [string, string][])
          : []),
      ]
    : []
  const line = (items: [string, string][]) =>
    `<p>${items.map(([name, value]) => `<span>${escapeHtml(name)}${labels.colon}<b>${escapeHtml(value)}</b></span>`).join('')}</p>`
  return `<div class="totals">${line(parts)}${money.length > 0 ? line(money) : ''}</div>`
}

function foot({ note }: NoteToPrint, paper: NotePaper, labels: Labels, page: number, pages: number): string {
  const blank = (name: string, value: string) =>
    `<span>${escapeHtml(name)}${labels.colon}<u>${escapeHtml(value)}</u></span>`
  return `<footer>
<p class="signatures">${blank(labels.maker, note.createdBy)}${blank(labels.driver, note.driver)}${blank(
    labels.plate,
    note.plate,
  )}<span class="sign">${escapeHtml(labels.signature)}${labels.colon}<u></u></span>${blank(labels.signedDay, '')}</p>
<p class="pages"><span>${escapeHtml(labels.printedAt)} ${escapeHtml(paper.printedAt)}</span><span>${escapeHtml(
    fill(labels.page, { page, pages }),
  )}</span></p>
</footer>`
}
