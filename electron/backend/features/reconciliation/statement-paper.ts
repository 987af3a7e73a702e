import type { StatementContent, StatementLine } from '../../../../shared/contract/reconciliation.ts'
import { amountInChinese, amountInEnglish } from '../../../../shared/amount-words.ts'
import { daysBetween } from '../../../../shared/day.ts'
import { columnsOf } from '../../../../shared/domain/reconciliation/figures.ts'
import { formatFen, formatPrice } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import { escapeHtml } from '../printing/delivery-note.ts'
import { fill } from '../printing/labels.ts'
import { ageingColumns, STATEMENT_LABELS, summaryOf, titleFor, type StatementLabels } from './statement-labels.ts'
import { PAPER_ROWS, STATEMENT_STYLES } from './statement-paper.css.ts'
import { columnsFor, type StatementLook, type StatementToWrite } from './statement-sheet.ts'

export interface StatementPaper extends StatementLook {
  /** Wall clock of the print, ready to read. */
  printedAt: string
}

type Cell = [kind: string, text: string]

/**
 * Statements on A4 as one HTML document with its own `@page` sizes, every text escaped: head and column titles on each page,
 * on the last the sums in figures and capitals, the ageing strip, where to pay, room for differences and both seals.
 */
export function statementPapers(statements: readonly StatementToWrite[], paper: StatementPaper): string {
  const labels = STATEMENT_LABELS[paper.locale]
  const pages = statements.flatMap((statement) => pagesOf(statement, paper, labels))
  return `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(paperTitle(statements, labels))}</title><style>${STATEMENT_STYLES}</style></head>
<body>${pages.join('')}</body>
</html>
`
}

/** Title of the document and name of a PDF of it. */
export const paperTitle = (statements: readonly StatementToWrite[], labels: StatementLabels): string =>
  `${labels.title} ${statements.map(({ number, content }) => `${number} ${content.customer.name}`).join(' ')}`.slice(
    0,
    120,
  )

function pagesOf(statement: StatementToWrite, paper: StatementPaper, labels: StatementLabels): string[] {
  const { content } = statement
  const columns = columnsFor(content)
  const shape = content.detail === 'goods' ? 'across' : 'upright'
  const rows = [...broughtForward(content, labels), ...content.lines.map((line) => lineRow(line, content, labels))]
  rows.push(sumRow(content, labels))
  const parts = inPages(rows, PAPER_ROWS[shape])
  const head = columns
    .map((key) => `<th class="${key}">${escapeHtml(labels[key === 'count' ? 'quantity' : key])}</th>`)
    .join('')
  const body = (part: readonly Row[]) =>
    part.map(({ kind, cells }) => {
      const byKey = new Map(cells)
      const tds = columns.map((key) => `<td class="${key}">${escapeHtml(byKey.get(key) ?? '')}</td>`)
      return `<tr class="${kind}">${tds.join('')}</tr>`
    })
  return parts.map(
    (part, i) => `<section class="page ${shape}">
${headOf(statement, paper, labels)}
<table class="${content.detail}"><thead><tr>${head}</tr></thead><tbody>${body(part).join('')}</tbody></table>
${i === parts.length - 1 ? closing(statement, paper, labels) : ''}
<p class="pages"><span>${escapeHtml(`${labels.printedAt} ${paper.printedAt}`)}</span><span>${escapeHtml(
      fill(labels.page, { page: i + 1, pages: parts.length }),
    )}</span></p>
</section>`,
  )
}

interface Row {
  kind: '' | 'sum'
  cells: Cell[]
}

/** Full pages, then one that leaves room for what follows the table. */
function inPages(rows: readonly Row[], size: { full: number; last: number }): Row[][] {
  const pages: Row[][] = []
  let done = 0
  while (rows.length - done > size.last) {
    pages.push(rows.slice(done, done + size.full))
    done += size.full
  }
  pages.push(rows.slice(done))
  return pages
}

function lineRow(line: StatementLine, content: StatementContent, labels: StatementLabels): Row {
  const { owed, paid } = columnsOf(line)
  const late = daysBetween(line.dueDay, content.to)
  return {
    kind: '',
    cells: [
      ['no', String(line.no)],
      ['day', line.day],
      ['number', line.documentNumber],
      ['summary', summaryOf(line, labels)],
      ['name', line.name],
      ['spec', line.spec],
      ['unit', line.unit],
      ['count', line.count === null ? '' : formatQuantity(line.count)],
      ['price', line.price === null ? '' : formatPrice(line.price)],
      ['due', line.dueDay],
      ['late', line.amount > 0 && late > 0 ? String(late) : ''],
      ['owed', owed === null ? '' : formatFen(owed)],
      ['paid', paid === null ? '' : formatFen(paid)],
      ['balance', formatFen(line.balance)],
    ],
  }
}

function broughtForward({ kind, figures }: StatementContent, labels: StatementLabels): Row[] {
  if (kind === 'outstanding') return []
  const cells: Cell[] = [
    ['summary', labels.broughtForward],
    ['balance', formatFen(figures.opening)],
  ]
  return [{ kind: 'sum', cells }]
}

function sumRow({ lines, figures }: StatementContent, labels: StatementLabels): Row {
  const sums = lines.reduce(
    (sum, line) => {
      const { owed, paid } = columnsOf(line)
      return { owed: sum.owed + (owed ?? 0), paid: sum.paid + (paid ?? 0) }
    },
    { owed: 0, paid: 0 },
  )
  return {
    kind: 'sum',
    cells: [
      ['summary', labels.total],
      ['owed', formatFen(sums.owed)],
      ['paid', formatFen(sums.paid)],
      ['balance', formatFen(figures.closing)],
    ],
  }
}

function headOf({ number, mark, content }: StatementToWrite, paper: StatementPaper, labels: StatementLabels): string {
  const { customer, kind, from, to } = content
  const period: [string, string] =
    kind === 'outstanding' ? [labels.asAt, to] : [labels.period, fill(labels.range, { from, to })]
  const fields: [string, string][] = [
    [labels.customer, `${customer.name}　${customer.code}`],
    [labels.statementNumber, number],
    period,
    [labels.contact, `${customer.contact} ${customer.phone}`.trim()],
  ]
  const contact = [paper.company.phone, paper.company.address].filter(Boolean).join('　')
  return `<header><b>${escapeHtml(paper.company.name)}</b><p>${escapeHtml(contact)}</p>
<h1>${escapeHtml(titleFor(kind, labels))}${mark ? `<em>${escapeHtml(mark)}</em>` : ''}</h1></header>
<dl>${fields.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>`
}

function closing({ content, replyBy }: StatementToWrite, paper: StatementPaper, labels: StatementLabels): string {
  const { opening, charged, returned, received, discounted, adjusted, closing: due } = content.figures
  // paid and let off are read as what they are, not as what they do to the debt
  const sums: [string, number][] = [
    [labels.opening, opening],
    [labels.charged, charged],
    [labels.returned, returned],
    [labels.received, -received + 0],
    [labels.discounted, -discounted + 0],
    [labels.adjusted, adjusted],
  ]
  const words = paper.locale === 'en' ? amountInEnglish(due) : amountInChinese(due)
  const strip = ageingColumns(content, labels)
  const seal = (title: string) =>
    `<div><span>${escapeHtml(title)}</span><p><span>${escapeHtml(labels.signed)}${labels.colon}</span><span>${escapeHtml(
      labels.date,
    )}${labels.colon}</span></p></div>`
  return `${
    content.kind === 'outstanding'
      ? ''
      : `<p class="sums">${sums.map(([name, amount]) => `<span>${escapeHtml(name)} ${formatFen(amount)}</span>`).join('')}</p>`
  }
<p class="words"><b>${escapeHtml(labels.closing)} ¥${formatFen(due)}</b>　${escapeHtml(labels.words)}${labels.colon}${escapeHtml(words)}</p>
<table class="ageing"><thead><tr><th>${escapeHtml(labels.ageing)}</th>${strip
    .map(({ label }) => `<th>${escapeHtml(label)}</th>`)
    .join(
      '',
    )}</tr></thead><tbody><tr><td></td>${strip.map(({ amount }) => `<td>${formatFen(amount)}</td>`).join('')}</tr></tbody></table>
${paper.bankAccount ? `<p class="account">${escapeHtml(`${labels.account}${labels.colon}${paper.bankAccount}`)}</p>` : ''}
${replyBy ? `<p class="please">${escapeHtml(fill(labels.please, { day: replyBy }))}</p>` : ''}
<div class="box">${escapeHtml(labels.differences)}${labels.colon}</div>
<div class="seals">${seal(labels.ourSeal)}${seal(labels.theirSeal)}</div>`
}
