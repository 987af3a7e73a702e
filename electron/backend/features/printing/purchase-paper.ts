import { amountInChinese, amountInEnglish } from '../../../../shared/amount-words.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatFen, formatPrice } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import { code128Svg } from './code128.ts'
import { escapeHtml } from './delivery-note.ts'
import { splitInPacks, sumInPacks } from './in-packs.ts'
import { fill } from './labels.ts'
import { PURCHASE_LABELS, PURCHASE_TITLES, type PurchaseLabels, type PurchasePaperKind } from './purchase-labels.ts'
import { A4_ROWS, stockStyleSheet } from './stock-document.css.ts'

/** A purchase order, receipt or return as paper shows it. */
export interface PurchasePaperDocument {
  kind: PurchasePaperKind
  number: string
  /** Word for a state that is not the usual one; empty: none. */
  mark: string
  printed: number
  /** Head fields in order; empty ones are left out. Wide ones take two columns. */
  fields: { label: keyof PurchaseLabels; value: string; wide?: boolean }[]
  lines: PurchasePaperLine[]
  /** 分; null: hidden from the user. */
  total: number | null
  tax: number | null
  maker: string
  reviewer: string
}

export interface PurchasePaperLine {
  lineNo: number
  code: string
  name: string
  spec: string
  lot: string
  unit: string
  factor: number
  baseUnit: string
  packs: { unit: string; factor: number }[]
  quantity: number
  price: number | null
  net: number | null
  remark: string
}

export interface PurchasePaper {
  company: { name: string; phone: string; address: string }
  locale: Locale
  /** Wall clock of the print, ready to read. */
  printedAt: string
}

/** Purchase documents on A4 as one HTML document; no script, nothing loaded, every text escaped. */
export function purchaseDocuments(documents: readonly PurchasePaperDocument[], paper: PurchasePaper): string {
  const pages = documents.flatMap((document) => pagesOf(document, paper))
  const title = escapeHtml(purchaseTitle(documents, paper.locale))
  return `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${title}</title><style>${stockStyleSheet('a4', A4_ROWS)}</style></head>
<body>${pages.join('')}</body>
</html>
`
}

/** Title of the document and name of a PDF of it. */
export function purchaseTitle(documents: readonly PurchasePaperDocument[], locale: Locale): string {
  const [first] = documents
  const kind = first ? PURCHASE_TITLES[locale][first.kind] : ''
  return `${kind} ${documents.map((document) => document.number).join(' ')}`.slice(0, 120)
}

function pagesOf(document: PurchasePaperDocument, paper: PurchasePaper): string[] {
  const labels = PURCHASE_LABELS[paper.locale]
  const pages = Math.max(1, Math.ceil(document.lines.length / A4_ROWS))
  return Array.from({ length: pages }, (_, i) => {
    const lines = document.lines.slice(i * A4_ROWS, (i + 1) * A4_ROWS)
    return `<section class="page">
${head(document, paper, labels)}
${table(document, lines, labels)}
${totals(i === pages - 1 ? document : null, paper, labels)}
${foot(document, paper, labels, i + 1, pages)}
</section>`
  })
}

function head(document: PurchasePaperDocument, paper: PurchasePaper, labels: PurchaseLabels): string {
  const marks = [document.mark, document.printed > 0 ? fill(labels.reprint, { n: document.printed + 1 }) : '']
  const fields = document.fields.filter((field) => field.value !== '')
  return `<header>
<div class="company"><b>${escapeHtml(paper.company.name)}</b><span>${escapeHtml(
    [paper.company.phone, paper.company.address].filter(Boolean).join('　'),
  )}</span></div>
<h1>${escapeHtml(PURCHASE_TITLES[paper.locale][document.kind])}${marks
    .filter(Boolean)
    .map((mark) => `<em>${escapeHtml(mark)}</em>`)
    .join('')}</h1>
<div class="number">${code128Svg(document.number, { module: 0.25, height: 7 })}<span>${escapeHtml(document.number)}</span></div>
</header>
<dl>${fields
    .map(
      ({ label, value, wide }) =>
        `<div class="${wide ? 'wide' : ''}"><dt>${escapeHtml(labels[label])}</dt><dd>${escapeHtml(value)}</dd></div>`,
    )
    .join('')}</dl>`
}

interface PaperColumn {
  title: string
  kind: string
  cell: (line: PurchasePaperLine) => string
}

function table(document: PurchasePaperDocument, lines: readonly PurchasePaperLine[], labels: PurchaseLabels): string {
  const withLots = document.lines.some((line) => line.lot !== '')
  const withPrices = document.total !== null
  const columns = (
    [
      { title: labels.no, kind: 'no', cell: (line) => String(line.lineNo) },
      { title: labels.code, kind: 'code', cell: (line) => line.code },
      { title: labels.name, kind: 'name', cell: (line) => line.name },
      { title: labels.spec, kind: 'spec', cell: (line) => line.spec },
      withLots && { title: labels.lot, kind: 'lot', cell: (line) => line.lot },
      { title: labels.packs, kind: 'count', cell: (line) => splitInPacks(line).whole },
      { title: labels.loose, kind: 'count', cell: (line) => splitInPacks(line).loose },
      { title: labels.unit, kind: 'unit', cell: (line) => (inUnit(line) ? line.unit : line.baseUnit) },
      { title: labels.quantity, kind: 'figure', cell: (line) => counted(line) },
      withPrices && { title: labels.price, kind: 'figure', cell: priceText },
      withPrices && { title: labels.amount, kind: 'figure', cell: (line) => formatFen(line.net ?? 0) },
      { title: labels.remark, kind: 'remark', cell: (line) => line.remark },
    ] satisfies (PaperColumn | false)[]
  ).filter((column) => column !== false)
  const row = (cells: readonly string[]) =>
    `<tr>${columns.map(({ kind }, i) => `<td class="${kind}">${escapeHtml(cells[i] ?? '')}</td>`).join('')}</tr>`
  const body = lines.map((line) => row(columns.map((column) => column.cell(line))))
  const padding = Array.from({ length: A4_ROWS - lines.length }, () => row([]))
  return `<table><thead><tr>${columns
    .map(({ title, kind }) => `<th class="${kind}">${escapeHtml(title)}</th>`)
    .join('')}</tr></thead><tbody>${body.join('')}${padding.join('')}</tbody></table>`
}

/** A quantity that is no round number of the typed unit is written in the base unit. */
const inUnit = (line: PurchasePaperLine) => (line.quantity * 1000) % line.factor === 0
const counted = (line: PurchasePaperLine) =>
  formatQuantity(inUnit(line) ? (line.quantity * 1000) / line.factor : line.quantity)
const priceText = (line: PurchasePaperLine) =>
  line.price === null ? '' : `${formatPrice(line.price)}${inUnit(line) ? '' : `/${line.unit}`}`

function totals(document: PurchasePaperDocument | null, paper: PurchasePaper, labels: PurchaseLabels): string {
  if (!document) return '<p class="totals"></p>'
  const { total, tax } = document
  const parts: [string, string][] = [[labels.total, sumInPacks(document.lines)]]
  if (total !== null) {
    parts.push([labels.sum, `¥${formatFen(total)}`])
    if (tax) parts.push([labels.tax, formatFen(tax)])
    parts.push([labels.words, paper.locale === 'en' ? amountInEnglish(total) : amountInChinese(total)])
  }
  return `<p class="totals">${parts
    .map(([name, value]) => `<span>${escapeHtml(name)}${labels.colon}<b>${escapeHtml(value)}</b></span>`)
    .join('')}</p>`
}

function foot(
  document: PurchasePaperDocument,
  paper: PurchasePaper,
  labels: PurchaseLabels,
  page: number,
  pages: number,
): string {
  const blank = (name: string, value = '') =>
    `<span>${escapeHtml(name)}${labels.colon}<u>${escapeHtml(value)}</u></span>`
  const other =
    document.kind === 'order' ? labels.confirmed : document.kind === 'receipt' ? labels.storeman : labels.taken
  return `<footer>
<p class="signatures">${[blank(labels.maker, document.maker), blank(labels.reviewer, document.reviewer), blank(other)].join('')}</p>
<p class="pages"><span>${escapeHtml(labels.printedAt)} ${escapeHtml(paper.printedAt)}</span><span>${escapeHtml(
    fill(labels.page, { page, pages }),
  )}</span></p>
</footer>`
}
