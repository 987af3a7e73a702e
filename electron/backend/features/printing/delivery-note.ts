import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import { amountInChinese, amountInEnglish } from '../../../../shared/amount-words.ts'
import { convertPrice } from '../../../../shared/domain/pricing/resolve.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatFen, formatPrice } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import { code128Svg } from './code128.ts'
import { styleSheet } from './delivery-note.css.ts'
import { fill, LABELS, type Labels } from './labels.ts'
import { splitInPacks, sumInPacks } from './in-packs.ts'

type Line = ShipmentView['lines'][number]

/** Everything a note shows that is not on the note itself. */
export interface NoteToPrint {
  note: ShipmentView
  salesPerson: string
  settlement: 'cash' | 'cod' | 'monthly' | 'credit' | 'deposit'
  creditDays: number
  /** Grams of the whole note. */
  grams: number
  /** What the customer owed before and with this note (分); null: not shown. */
  debt: { before: number; after: number } | null
}

export interface NotePaper {
  company: { name: string; phone: string; address: string }
  /** Lines on a page; the rest of the page is padded, so that the tear line stays where it is. */
  rows: number
  footer: string
  showPrices: boolean
  locale: Locale
  /** Wall clock of the print, ready to read. */
  printedAt: string
}

/** Above this many lines the whole sheet (241 × 279.4 mm) is used instead of the half. */
const MOST_ROWS_ON_HALF = 12

/**
 * Notes as one HTML document with its own `@page` size: black on white for dot-matrix paper of 241 mm with tractor
 * strips, no script, nothing loaded. Every text is escaped.
 */
export function deliveryNotes(notes: readonly NoteToPrint[], paper: NotePaper): string {
  const labels = LABELS[paper.locale]
  const height = paper.rows > MOST_ROWS_ON_HALF ? 279.4 : 139.7
  const pages = notes.flatMap((entry) => pagesOf(entry, paper, labels))
  return `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(titleOf(notes, labels))}</title><style>${styleSheet(height, paper.rows)}</style></head>
<body>${pages.join('')}</body>
</html>
`
}

/** Title of the document and name of a PDF of it. */
export function titleOf(notes: readonly NoteToPrint[], labels: Pick<Labels, 'title'>): string {
  return `${labels.title} ${notes.map((n) => n.note.number).join(' ')}`.slice(0, 120)
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

function pagesOf(entry: NoteToPrint, paper: NotePaper, labels: Labels): string[] {
  const { note } = entry
  const rows = note.lines.flatMap(rowsOf)
  const pages = Math.max(1, Math.ceil(rows.length / paper.rows))
  return Array.from({ length: pages }, (_, i) => {
    const lines = rows.slice(i * paper.rows, (i + 1) * paper.rows)
    return `<section class="page">
${head(entry, paper, labels)}
${table(
  lines,
  note.lines.some((l) => l.lots.length > 0),
  paper,
  labels,
)}
${i === pages - 1 ? totals(entry, paper, labels) : '<div class="totals"></div>'}
<p class="legal">${escapeHtml(paper.footer)}</p>
${foot(entry, paper, labels, i + 1, pages)}
</section>`
  })
}

function head({ note, salesPerson, settlement, creditDays }: NoteToPrint, paper: NotePaper, labels: Labels): string {
  const marks = [
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
    ['', labels.settlement, labels[settlement] + days],
  ]
  return `<header>
<div class="company"><b>${escapeHtml(paper.company.name)}</b><span>${escapeHtml(
    [paper.company.phone, paper.company.address].filter(Boolean).join('　'),
  )}</span></div>
<h1>${escapeHtml(labels.title)}${marks.map((m) => `<em>${escapeHtml(m)}</em>`).join('')}</h1>
<div class="number">${code128Svg(note.number, { module: 0.25, height: 7 })}<span>${escapeHtml(note.number)}</span></div>
</header>
<dl>${fields.map(([kind, name, value]) => field(kind, name, value)).join('')}</dl>
<dl class="small">${field('wide', labels.remark, note.remark)}${field('', labels.order, note.orderNumber)}${field(
    '',
    labels.salesPerson,
    salesPerson,
  )}</dl>`
}

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

function table(rows: readonly Row[], withLots: boolean, paper: NotePaper, labels: Labels): string {
  const lines = rows.filter((r) => r.first).map((r) => r.line)
  const columns: [keyof Labels & string, string][] = [
    ['no', 'no'],
    ['code', 'code'],
    ['name', 'name'],
    ['spec', 'spec'],
    ['packs', 'count'],
    ['loose', 'count'],
    ['unit', 'unit'],
    ['quantity', 'number'],
    ...(paper.showPrices
      ? ([
          ['price', 'number'],
          ['amount', 'number amount'],
        ] as [keyof Labels & string, string][])
      : []),
    ...(withLots ? ([['lot', 'lot']] as [keyof Labels & string, string][]) : []),
    ['remark', 'remark'],
  ]
  const row = (cells: readonly string[]) =>
    `<tr>${columns.map(([, kind], i) => `<td class="${kind}">${escapeHtml(cells[i] ?? '')}</td>`).join('')}</tr>`
  const body = rows.map((r) => {
    const cells = r.first ? cellsOf(r.line, paper, labels) : columns.map(() => '')
    return row(withLots ? [...cells.slice(0, columns.length - 2), lotText(r), r.first ? cells.at(-1)! : ''] : cells)
  })
  const padding = Array.from({ length: paper.rows - rows.length }, () => row([]))
  const amount = lines.reduce((sum, line) => sum + (line.amount ?? 0), 0)
  const sums = sumInPacks(lines)
  const subtotal = `<tr class="subtotal"><td colspan="4">${escapeHtml(labels.subtotal)}</td><td colspan="2">${escapeHtml(
    sums,
  )}</td><td></td><td></td>${
    paper.showPrices ? `<td></td><td class="number amount">${formatFen(amount)}</td>` : ''
  }${withLots ? '<td></td>' : ''}<td></td></tr>`
  return `<table${withLots ? ' class="with-lots"' : ''}><thead><tr>${columns.map(([key, kind]) => `<th class="${kind}">${escapeHtml(labels[key])}</th>`).join('')}</tr></thead>
<tbody>${body.join('')}${padding.join('')}${subtotal}</tbody></table>`
}

function cellsOf(line: Line, paper: NotePaper, labels: Labels): string[] {
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
  return [
    String(line.lineNo),
    line.code,
    line.name,
    line.spec,
    whole,
    loose,
    inUnit ? line.unit : line.baseUnit,
    quantity,
    ...(paper.showPrices ? [formatPrice(price), formatFen(line.amount ?? 0)] : []),
    remarks.filter(Boolean).join(' '),
  ]
}

function totals({ note, grams, debt }: NoteToPrint, paper: NotePaper, labels: Labels): string {
  const total = note.total ?? 0
  const words = paper.locale === 'en' ? amountInEnglish(total) : amountInChinese(total)
  const parts: [string, string][] = [
    [labels.total, sumInPacks(note.lines)],
    ...(grams > 0 ? ([[labels.weight, `${formatQuantity(grams)} kg`]] as [string, string][]) : []),
    ...(paper.showPrices ? ([[labels.amount, `¥${formatFen(total)}`]] as [string, string][]) : []),
  ]
  const money: [string, string][] = paper.showPrices
    ? [
        [labels.words, words],
        ...(debt
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
