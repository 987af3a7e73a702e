import type { StockDocumentLine, StockDocumentView } from '../../../../shared/contract/stock-documents.ts'
import { hasParts } from '../../../../shared/domain/inventory/documents.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatPrice } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import { code128Svg } from './code128.ts'
import { escapeHtml } from './delivery-note.ts'
import { splitInPacks, sumInPacks } from './in-packs.ts'
import { fill } from './labels.ts'
import { stockStyleSheet, type Sheet } from './stock-document.css.ts'
import { STOCK_LABELS, STOCK_STATES, STOCK_TITLES, type StockLabels } from './stock-document-labels.ts'

export interface StockPaper {
  company: { name: string; phone: string; address: string }
  sheet: Sheet
  /** Lines on a page; the rest is padded. */
  rows: number
  showCosts: boolean
  locale: Locale
  /** Wall clock of the print, ready to read. */
  printedAt: string
}

/** Stock documents as one HTML document with its own `@page` size; no script, nothing loaded, every text escaped. */
export function stockDocuments(documents: readonly StockDocumentView[], paper: StockPaper): string {
  const pages = documents.flatMap((document) => pagesOf(document, paper))
  const title = escapeHtml(stockTitle(documents, paper.locale))
  return `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${title}</title><style>${stockStyleSheet(paper.sheet, paper.rows)}</style></head>
<body>${pages.join('')}</body>
</html>
`
}

/** Title of the document and name of a PDF of it. */
export function stockTitle(documents: readonly StockDocumentView[], locale: Locale): string {
  const [first] = documents
  const kind = first ? STOCK_TITLES[locale][first.kind] : ''
  return `${kind} ${documents.map((d) => d.number).join(' ')}`.slice(0, 120)
}

/** With more columns than this all of them are narrower, so that names keep their room. */
const MOST_WIDE = 10

interface PaperColumn {
  title: string
  kind: string
  cell: (line: StockDocumentLine) => string
  /** Its sum stands at the end of the page. */
  isValue?: boolean
}

function pagesOf(document: StockDocumentView, paper: StockPaper): string[] {
  const labels = STOCK_LABELS[paper.locale]
  const columns = columnsOf(document, paper, labels)
  const pages = Math.max(1, Math.ceil(document.lines.length / paper.rows))
  return Array.from({ length: pages }, (_, i) => {
    const lines = document.lines.slice(i * paper.rows, (i + 1) * paper.rows)
    return `<section class="page${columns.length > MOST_WIDE ? ' dense' : ''}">
${head(document, paper, labels)}
${table(document, lines, columns, paper, labels)}
${totals(i === pages - 1 ? document : null, paper, labels)}
${foot(document, paper, labels, i + 1, pages)}
</section>`
  })
}

function head(document: StockDocumentView, paper: StockPaper, labels: StockLabels): string {
  const { status, printed } = document
  const marks = [
    status === 'posted' ? '' : STOCK_STATES[paper.locale][status],
    printed > 0 ? fill(labels.reprint, { n: printed + 1 }) : '',
  ].filter(Boolean)
  const isTransfer = document.kind === 'transfer'
  const fields: [string, string, string][] = [
    ['', isTransfer ? labels.from : labels.warehouse, document.warehouse],
    ...(isTransfer ? ([['', labels.to, document.toWarehouse]] as [string, string, string][]) : []),
    ['', labels.day, document.day],
    [isTransfer ? '' : 'wide', labels.reason, document.reason],
    ...(document.source ? ([['', labels.source, document.source.number]] as [string, string, string][]) : []),
    ['wide', labels.remark, document.remark],
  ]
  return `<header>
<div class="company"><b>${escapeHtml(paper.company.name)}</b><span>${escapeHtml(
    [paper.company.phone, paper.company.address].filter(Boolean).join('　'),
  )}</span></div>
<h1>${escapeHtml(STOCK_TITLES[paper.locale][document.kind])}${marks.map((m) => `<em>${escapeHtml(m)}</em>`).join('')}</h1>
<div class="number">${code128Svg(document.number, { module: paper.sheet === 'a4' ? 0.2 : 0.25, height: 7 })}<span>${escapeHtml(document.number)}</span></div>
</header>
<dl>${fields
    .filter(([, , value]) => value !== '')
    .map(
      ([kind, name, value]) => `<div class="${kind}"><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
    )
    .join('')}</dl>`
}

function columnsOf(document: StockDocumentView, paper: StockPaper, labels: StockLabels): PaperColumn[] {
  const { kind, lines } = document
  const withLots = lines.some((line) => line.lotNumber !== '' || line.productionDay !== null)
  const isCost = kind === 'cost'
  const withReceived = kind === 'transfer' && lines.some((line) => line.received > 0)
  const columns: (PaperColumn | false)[] = [
    { title: labels.no, kind: 'no', cell: (line) => String(line.lineNo) },
    hasParts(kind) && {
      title: labels.role,
      kind: 'role',
      cell: (line) => (line.role === 'whole' ? labels.whole : labels.part),
    },
    { title: labels.code, kind: 'code', cell: (line) => line.code },
    { title: labels.name, kind: 'name', cell: (line) => line.name },
    { title: labels.spec, kind: 'spec', cell: (line) => line.spec },
    withLots && { title: labels.lot, kind: 'lot', cell: (line) => line.lotNumber },
    withLots && { title: labels.expiry, kind: 'day', cell: (line) => line.expiryDay ?? '' },
    !isCost && { title: labels.packs, kind: 'count', cell: (line) => splitInPacks(line).whole },
    !isCost && { title: labels.loose, kind: 'count', cell: (line) => splitInPacks(line).loose },
    { title: labels.unit, kind: 'unit', cell: (line) => (inUnit(line) ? line.unit : line.baseUnit) },
    { title: isCost ? labels.stock : labels.quantity, kind: 'figure', cell: (line) => counted(line, line.quantity) },
    withReceived && { title: labels.received, kind: 'figure', cell: (line) => counted(line, line.received) },
    paper.showCosts && { title: labels.cost, kind: 'figure', cell: unitCostText },
    paper.showCosts && {
      title: isCost ? labels.change : labels.value,
      kind: 'figure',
      isValue: true,
      cell: (line) => valueText(line.value),
    },
    { title: labels.remark, kind: 'remark', cell: (line) => line.remark },
  ]
  const shown = columns.filter((column) => column !== false)
  // where it is narrow, an empty column is left out
  const isEmpty = ({ kind, cell }: PaperColumn) =>
    kind === 'remark' || kind === 'spec' ? lines.every((l) => cell(l) === '') : false
  return shown.length > MOST_WIDE ? shown.filter((column) => !isEmpty(column)) : shown
}

/** A quantity that is no round number of the typed unit is written in the base unit. */
const inUnit = (line: StockDocumentLine) => (line.quantity * 1000) % line.factor === 0
const counted = (line: StockDocumentLine, quantity: number) =>
  formatQuantity(inUnit(line) && (quantity * 1000) % line.factor === 0 ? (quantity * 1000) / line.factor : quantity)

/** Cost per unit as booked; of cost documents the new one as typed. */
function unitCostText(line: StockDocumentLine): string {
  if (line.cost !== null) return formatPrice(line.cost)
  if (line.quantity === 0 || line.value === null) return ''
  const factor = inUnit(line) ? line.factor : 1000
  return formatPrice(Math.round((line.value * factor) / line.quantity))
}

/** 1/10000 yuan as yuan, with two decimals unless there are more. */
const valueText = (value: number | null): string => (value === null ? '' : formatPrice(value))

function table(
  document: StockDocumentView,
  lines: readonly StockDocumentLine[],
  columns: readonly PaperColumn[],
  paper: StockPaper,
  labels: StockLabels,
): string {
  const row = (cells: readonly string[], more = '') =>
    `<tr>${columns.map(({ kind }, i) => `<td class="${kind}${more}">${escapeHtml(cells[i] ?? '')}</td>`).join('')}</tr>`
  const body = lines.map((line) =>
    row(
      columns.map((column) => column.cell(line)),
      line.role === 'whole' ? ' wholeline' : '',
    ),
  )
  const padding = Array.from({ length: paper.rows - lines.length }, () => row([]))
  return `<table><thead><tr>${columns
    .map(({ title, kind }) => `<th class="${kind}">${escapeHtml(title)}</th>`)
    .join('')}</tr></thead>
<tbody>${body.join('')}${padding.join('')}${subtotal(document, lines, columns, labels)}</tbody></table>`
}

/** Sums of a page: what is counted in packs, and the value. Parts and wholes are not added up. */
function subtotal(
  document: StockDocumentView,
  lines: readonly StockDocumentLine[],
  columns: readonly PaperColumn[],
  labels: StockLabels,
): string {
  if (hasParts(document.kind)) return ''
  const valueAt = columns.findIndex((column) => column.isValue)
  const value = lines.reduce((sum, line) => sum + (line.value ?? 0), 0)
  const cell = (span: number, text: string, kind = '') =>
    span > 0 ? `<td class="${kind}" colspan="${span}">${escapeHtml(text)}</td>` : ''
  const before = valueAt >= 0 ? valueAt : columns.length
  return `<tr class="subtotal">${cell(4, labels.subtotal)}${cell(
    before - 4,
    document.kind === 'cost' ? '' : sumInPacks(lines),
  )}${valueAt >= 0 ? cell(1, valueText(value), 'figure') + cell(columns.length - valueAt - 1, '') : ''}</tr>`
}

function totals(document: StockDocumentView | null, paper: StockPaper, labels: StockLabels): string {
  if (!document) return '<p class="totals"></p>'
  const wanted = document.lines.filter((line) => line.role !== 'part')
  const parts: [string, string][] = [
    ...(document.kind === 'cost' ? [] : ([[labels.total, sumInPacks(wanted)]] as [string, string][])),
    ...(paper.showCosts
      ? ([[document.kind === 'cost' ? labels.change : labels.value, `¥${valueText(document.value)}`]] as [
          string,
          string,
        ][])
      : []),
  ]
  return `<p class="totals">${parts
    .map(([name, value]) => `<span>${escapeHtml(name)}${labels.colon}<b>${escapeHtml(value)}</b></span>`)
    .join('')}</p>`
}

function foot(
  document: StockDocumentView,
  paper: StockPaper,
  labels: StockLabels,
  page: number,
  pages: number,
): string {
  const blank = (name: string, value = '') =>
    `<span>${escapeHtml(name)}${labels.colon}<u>${escapeHtml(value)}</u></span>`
  const hands =
    document.kind === 'transfer'
      ? [blank(labels.out), blank(labels.in)]
      : document.kind === 'cost'
        ? []
        : [blank(labels.storeman)]
  return `<footer>
<p class="signatures">${[blank(labels.maker, document.createdBy), blank(labels.poster, document.postedBy), ...hands, blank(labels.approved)].join('')}</p>
<p class="pages"><span>${escapeHtml(labels.printedAt)} ${escapeHtml(paper.printedAt)}</span><span>${escapeHtml(
    fill(labels.page, { page, pages }),
  )}</span></p>
</footer>`
}
