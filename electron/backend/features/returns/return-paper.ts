import { amountInChinese, amountInEnglish } from '../../../../shared/amount-words.ts'
import type { SalesReturnLineView, SalesReturnView } from '../../../../shared/contract/returns.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatFen, formatPrice } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import { code128Svg } from '../printing/code128.ts'
import { escapeHtml } from '../printing/delivery-note.ts'
import { sumInPacks } from '../printing/in-packs.ts'
import { fill } from '../printing/labels.ts'
import { stockStyleSheet } from '../printing/stock-document.css.ts'
import { PAPER_LABELS, type PaperLabels } from './return-paper-labels.ts'

export interface ReturnPaper {
  company: { name: string; phone: string; address: string }
  locale: Locale
  /** Lines on one page. */
  rows: number
  /** Wall clock of the print, ready to read. */
  printedAt: string
}

/**
 * Returns and price differences on the half form of the dot-matrix printer (241 × 139.7 mm), rows padded so that the tear line
 * stays. No script, nothing loaded, every text escaped. Amounts are left out where the view hides them.
 */
export function returnPapers(views: readonly SalesReturnView[], paper: ReturnPaper): { html: string; title: string } {
  const labels = PAPER_LABELS[paper.locale]
  const [first] = views
  const title = `${first ? labels.titles[first.kind] : ''} ${views.map((view) => view.number).join(' ')}`.slice(0, 120)
  const pages = views.flatMap((view) => pagesOf(view, paper, labels))
  const html = `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${stockStyleSheet('half', paper.rows)}
.bill { width: 38mm } .why { width: 14mm } .spec { width: 14mm } .lot { width: 19mm } .count { width: 12mm }
th.figure, td.figure { width: 16mm }</style></head>
<body>${pages.join('')}</body>
</html>
`
  return { html, title }
}

function pagesOf(view: SalesReturnView, paper: ReturnPaper, labels: PaperLabels): string[] {
  const count = Math.max(1, Math.ceil(view.lines.length / paper.rows))
  return Array.from({ length: count }, (_, i) => {
    const lines = view.lines.slice(i * paper.rows, (i + 1) * paper.rows)
    return `<section class="page">
${head(view, paper, labels)}
${table(view, lines, paper, labels)}
${totals(i === count - 1 ? view : null, paper, labels)}
${foot(view, paper, labels, i + 1, count)}
</section>`
  })
}

function head(view: SalesReturnView, paper: ReturnPaper, labels: PaperLabels): string {
  const state = view.status === 'posted' ? '' : labels.states[view.status]
  const marks = [state, view.printed > 0 ? fill(labels.reprint, { n: view.printed + 1 }) : ''].filter(Boolean)
  const fields: [string, string, boolean?][] = [
    [labels.customer, view.customer, true],
    [labels.day, view.day],
    [labels.warehouse, view.kind === 'allowance' ? '' : view.warehouse],
    [labels.note, view.shipmentNumber],
    [labels.exchange, view.exchange?.number ?? ''],
    [labels.withoutBill, view.withoutBill],
    [labels.remark, view.remark, true],
  ]
  return `<header>
<div class="company"><b>${escapeHtml(paper.company.name)}</b><span>${escapeHtml(
    [paper.company.phone, paper.company.address].filter(Boolean).join('　'),
  )}</span></div>
<h1>${escapeHtml(labels.titles[view.kind])}${marks.map((mark) => `<em>${escapeHtml(mark)}</em>`).join('')}</h1>
<div class="number">${code128Svg(view.number, { module: 0.25, height: 7 })}<span>${escapeHtml(view.number)}</span></div>
</header>
<dl>${fields
    .filter(([, value]) => value !== '')
    .map(
      ([label, value, wide]) =>
        `<div class="${wide ? 'wide' : ''}"><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`,
    )
    .join('')}</dl>`
}

interface PaperColumn {
  title: string
  kind: string
  cell: (line: SalesReturnLineView) => string
}

function table(
  view: SalesReturnView,
  lines: readonly SalesReturnLineView[],
  paper: ReturnPaper,
  labels: PaperLabels,
): string {
  const withMoney = view.total !== null
  const isAllowance = view.kind === 'allowance'
  const columns = (
    [
      { title: labels.no, kind: 'no', cell: (line) => String(line.lineNo) },
      { title: labels.name, kind: 'name', cell: (line) => `${line.name}${line.gift ? `（${labels.gift}）` : ''}` },
      { title: labels.spec, kind: 'spec', cell: (line) => line.spec },
      view.lines.some((line) => line.lot !== '') && { title: labels.lot, kind: 'lot', cell: (line) => line.lot },
      { title: labels.bill, kind: 'bill', cell: (line) => line.bill?.number ?? '' },
      !isAllowance && { title: labels.reason, kind: 'why', cell: (line) => labels.reasons[line.reason] },
      !isAllowance && { title: labels.disposition, kind: 'why', cell: (line) => labels.dispositions[line.disposition] },
      { title: labels.unit, kind: 'unit', cell: (line) => (inUnit(line) ? line.unit : line.baseUnit) },
      { title: labels.quantity, kind: 'count', cell: counted },
      withMoney && { title: labels.price, kind: 'figure', cell: priceText },
      withMoney && { title: labels.amount, kind: 'figure', cell: (line) => formatFen(line.amount ?? 0) },
    ] satisfies (PaperColumn | false)[]
  ).filter((column) => column !== false)
  const row = (cells: readonly string[]) =>
    `<tr>${columns.map(({ kind }, i) => `<td class="${kind}">${escapeHtml(cells[i] ?? '')}</td>`).join('')}</tr>`
  const body = lines.map((line) => row(columns.map((column) => column.cell(line))))
  const padding = Array.from({ length: paper.rows - lines.length }, () => row([]))
  return `<table><thead><tr>${columns
    .map(({ title, kind }) => `<th class="${kind}">${escapeHtml(title)}</th>`)
    .join('')}</tr></thead><tbody>${body.join('')}${padding.join('')}</tbody></table>`
}

/** A quantity that is no round number of the typed unit is written in the base unit. */
const inUnit = (line: SalesReturnLineView) => (line.quantity * 1000) % line.factor === 0
const counted = (line: SalesReturnLineView) =>
  formatQuantity(inUnit(line) ? (line.quantity * 1000) / line.factor : line.quantity)
const priceText = (line: SalesReturnLineView) =>
  line.price === null ? '' : `${formatPrice(line.price)}${inUnit(line) ? '' : `/${line.unit}`}`

function totals(view: SalesReturnView | null, paper: ReturnPaper, labels: PaperLabels): string {
  if (!view) return '<p class="totals"></p>'
  const parts: [string, string][] = [[labels.total, sumInPacks(view.lines)]]
  if (view.total !== null) {
    const amount = Math.abs(view.total)
    parts.push([view.total < 0 ? labels.toPay : labels.credit, `¥${formatFen(amount)}`])
    parts.push([labels.words, paper.locale === 'en' ? amountInEnglish(amount) : amountInChinese(amount)])
  }
  return `<p class="totals">${parts
    .map(([name, value]) => `<span>${escapeHtml(name)}${labels.colon}<b>${escapeHtml(value)}</b></span>`)
    .join('')}</p>`
}

function foot(view: SalesReturnView, paper: ReturnPaper, labels: PaperLabels, page: number, pages: number): string {
  const blank = (name: string, value = '') =>
    `<span>${escapeHtml(name)}${labels.colon}<u>${escapeHtml(value)}</u></span>`
  const taken = view.kind === 'allowance' ? [] : [blank(labels.storeman)]
  return `<footer>
<p class="signatures">${[blank(labels.maker, view.createdBy), blank(labels.reviewer, view.postedBy), ...taken, blank(labels.signed)].join('')}</p>
<p class="pages"><span>${escapeHtml(labels.printedAt)} ${escapeHtml(paper.printedAt)}</span><span>${escapeHtml(
    fill(labels.page, { page, pages }),
  )}</span></p>
</footer>`
}
