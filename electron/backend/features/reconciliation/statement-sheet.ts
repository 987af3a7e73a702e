import type { StatementContent, StatementLine } from '../../../../shared/contract/reconciliation.ts'
import { amountInChinese, amountInEnglish } from '../../../../shared/amount-words.ts'
import { daysBetween, type Day } from '../../../../shared/day.ts'
import { lineMark } from '../../../../shared/domain/reconciliation/answers.ts'
import type { StatementState } from '../../../../shared/domain/reconciliation/states.ts'
import { columnsOf } from '../../../../shared/domain/reconciliation/figures.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import type { Look, StyleIds } from '../../files/writer/skeleton.ts'
import { columnName, daySerial, escapeXml, looksLikeFormula, scaledText } from '../../files/writer/values.ts'
import type { SheetPlan } from '../../files/writer/workbook.ts'
import { fill } from '../printing/labels.ts'
import { ageingColumns, STATEMENT_LABELS, summaryOf, titleFor, type StatementLabels } from './statement-labels.ts'

/** A statement as a file or paper shows it. */
export interface StatementToWrite {
  id: string
  number: string
  /** Word for a state that is not the usual one; empty: none. */
  mark: string
  replyBy: Day | null
  content: StatementContent
}

/** A statement as files and paper show it, with a word for a state that is not the usual one. */
export function toWrite(
  statement: { id: string; number: string; status: StatementState; reply_by: Day | null },
  content: StatementToWrite['content'],
  locale: Locale,
): StatementToWrite {
  const { id, number, status, reply_by: replyBy } = statement
  const labels = STATEMENT_LABELS[locale]
  return { id, number, mark: status === 'draft' || status === 'void' ? labels[status] : '', replyBy, content }
}

export interface StatementLook {
  locale: Locale
  company: { name: string; phone: string; address: string }
  bankAccount: string
  today: Day
}

/** Lines for bills we left out. */
const BLANK_LINES = 5

type Value = string | number | null
interface Column {
  title: keyof StatementLabels
  width: number
  look: Look
  value: (line: StatementLine, labels: StatementLabels, content: StatementContent) => Value
}

const COLUMNS = {
  no: { title: 'no', width: 6, look: 'integer', value: (line) => line.no },
  day: { title: 'day', width: 12, look: 'day', value: (line) => line.day },
  number: { title: 'number', width: 22, look: 'code', value: (line) => line.documentNumber },
  summary: { title: 'summary', width: 11, look: 'text', value: (line, labels) => summaryOf(line, labels) },
  name: { title: 'name', width: 22, look: 'text', value: (line) => line.name },
  spec: { title: 'spec', width: 12, look: 'text', value: (line) => line.spec },
  unit: { title: 'unit', width: 6, look: 'text', value: (line) => line.unit },
  count: { title: 'quantity', width: 10, look: 'quantity', value: (line) => line.count },
  price: { title: 'price', width: 11, look: 'price', value: (line) => line.price },
  due: { title: 'due', width: 12, look: 'day', value: (line) => line.dueDay },
  late: {
    title: 'late',
    width: 9,
    look: 'integer',
    value: (line, _labels, content) => {
      const days = daysBetween(line.dueDay, content.to)
      return line.amount > 0 && days > 0 ? days : null
    },
  },
  owed: { title: 'owed', width: 14, look: 'money', value: (line) => columnsOf(line).owed },
  paid: { title: 'paid', width: 14, look: 'money', value: (line) => columnsOf(line).paid },
  balance: { title: 'balance', width: 14, look: 'money', value: (line) => line.balance },
} satisfies Record<string, Column>
type ColumnKey = keyof typeof COLUMNS

/** The columns of a statement's table, in their order; the same in files and on paper. */
export function columnsFor({ kind, detail }: Pick<StatementContent, 'kind' | 'detail'>): ColumnKey[] {
  if (kind === 'outstanding') return ['no', 'day', 'number', 'summary', 'due', 'late', 'owed', 'paid', 'balance']
  const goods: ColumnKey[] = detail === 'goods' ? ['name', 'spec', 'unit', 'count', 'price'] : []
  return ['no', 'day', 'number', 'summary', ...goods, 'owed', 'paid', 'balance']
}

const HEADER_ROW = 5

/** Widths and print titles: the same for all statements of one kind and detail. The last column is not shown. */
export function statementLayout(shape: Pick<StatementContent, 'kind' | 'detail'>, locale: Locale) {
  const own = columnsFor(shape).map((key) => COLUMNS[key].width)
  return {
    name: STATEMENT_LABELS[locale].title,
    widths: [...own, 10, 14, 26, 4],
    hidden: [own.length + 3],
    repeatedRows: [HEADER_ROW, HEADER_ROW] as const,
  }
}

/**
 * A statement as a sheet the customer fills in and sends back: three columns for the answer, and in a hidden one the mark by
 * which `readAnswers` finds each line again.
 */
export function statementSheet(
  statement: StatementToWrite,
  look: StatementLook,
): Omit<SheetPlan, 'name' | 'widths' | 'hidden' | 'repeatedRows'> {
  const { content } = statement
  const labels = STATEMENT_LABELS[look.locale]
  const columns = columnsFor(content)
  const answer = columns.length
  const last = columnName(answer + 2)
  const merged: string[] = []
  const choices: string[] = []
  return {
    portrait: content.detail === 'bill',
    frozenRows: HEADER_ROW,
    *rows(styles) {
      const row = rowWriter(styles)
      const wide = (cells: Cells, height?: number) => {
        const { xml, number } = row(cells, height)
        merged.push(`A${number}:${last}${number}`)
        return xml
      }
      const title = `${look.company.name}　${titleFor(content.kind, labels)}${statement.mark ? `（${statement.mark}）` : ''}`
      yield wide([[0, 'title', title]], 28)
      yield wide([[0, 'plain', headText(statement, look, labels)]])
      yield wide([[0, 'plain', periodText(statement, look, labels)]])
      yield wide([[0, 'plain', labels.howTo]])
      const titles = [...columns.map((key) => labels[COLUMNS[key].title]), labels.confirm, labels.yours, labels.remark]
      yield row(
        titles.map((text, column) => [column, 'header', text]),
        20,
      ).xml
      if (content.kind === 'activity') {
        const at = columns.indexOf('summary')
        yield row([
          [at, 'text', labels.broughtForward],
          [answer - 1, 'money', content.figures.opening],
        ]).xml
      }
      let batch = ''
      for (const line of content.lines) {
        const cells = columns.map((key, column): Cells[number] => {
          const { look: plain, value } = COLUMNS[key] as Column
          return [column, plain, value(line, labels, content)]
        })
        const { xml, number } = row([...cells, ...answerCells(answer, lineMark(statement.id, line.no, line.item))])
        choices.push(`${columnName(answer)}${number}`)
        batch += xml
        if (batch.length < 8_192) continue
        yield batch
        batch = ''
      }
      yield batch
      const owed = content.lines.reduce((sum, line) => sum + (columnsOf(line).owed ?? 0), 0)
      const paid = content.lines.reduce((sum, line) => sum + (columnsOf(line).paid ?? 0), 0)
      const closing = row([
        [columns.indexOf('summary'), 'header', labels.closing],
        [columns.indexOf('owed'), 'money', owed],
        [columns.indexOf('paid'), 'money', paid],
        [answer - 1, 'money', content.figures.closing],
        ...answerCells(answer, lineMark(statement.id, 0, 0)),
      ])
      choices.push(`${columnName(answer)}${closing.number}`)
      yield closing.xml
      yield wide([[0, 'plain', wordsText(content, look.locale, labels)]])
      yield wide([[0, 'plain', figuresText(content, labels)]])
      yield wide([[0, 'plain', ageingText(content, labels)]])
      if (look.bankAccount) yield wide([[0, 'plain', `${labels.account}${labels.colon}${look.bankAccount}`]])
      if (statement.replyBy) yield wide([[0, 'plain', fill(labels.please, { day: statement.replyBy })]])
      yield wide([[0, 'header', labels.missing]])
      for (let i = 1; i <= BLANK_LINES; i++) {
        const blank = columns.map((_, column): Cells[number] => [column, 'text', ''])
        yield row([...blank, ...answerCells(answer, lineMark(statement.id, 0, i))]).xml
      }
      yield wide(
        [[0, 'plain', `${labels.ourSeal}${labels.colon}　　　　　　　　　${labels.theirSeal}${labels.colon}`]],
        60,
      )
    },
    after: () => ({
      merged,
      choices: { cells: grouped(choices), texts: [labels.yes, labels.not] },
    }),
  }
}

const headText = ({ number, content }: StatementToWrite, _look: StatementLook, labels: StatementLabels): string =>
  [
    `${labels.customer}${labels.colon}${content.customer.name}（${content.customer.code}）`,
    `${labels.statementNumber}${labels.colon}${number}`,
  ].join('　　')

const periodText = ({ content }: StatementToWrite, look: StatementLook, labels: StatementLabels): string =>
  [
    content.kind === 'outstanding'
      ? `${labels.asAt}${labels.colon}${content.to}`
      : `${labels.period}${labels.colon}${fill(labels.range, { from: content.from, to: content.to })}`,
    `${labels.madeOn}${labels.colon}${look.today}`,
    look.company.phone,
  ]
    .filter(Boolean)
    .join('　　')

const money = (amount: number): string => scaledText(amount, 2, 2)

/** Closing in figures and in capitals. */
export function wordsText({ figures }: StatementContent, locale: Locale, labels: StatementLabels): string {
  const words = locale === 'en' ? amountInEnglish(figures.closing) : amountInChinese(figures.closing)
  return `${labels.closing}${labels.colon}¥${money(figures.closing)}　${labels.words}${labels.colon}${words}`
}

function figuresText({ figures }: StatementContent, labels: StatementLabels): string {
  const { opening, charged, returned, received, discounted, adjusted, closing } = figures
  // paid and let off are read as what they are, not as what they do to the debt
  const shown = { opening, charged, returned, received: -received, discounted: -discounted, adjusted, closing }
  return (Object.keys(shown) as (keyof typeof shown)[])
    .map((key) => `${labels[key]} ${money(shown[key] + 0)}`)
    .join('　')
}

const ageingText = (content: StatementContent, labels: StatementLabels): string =>
  `${labels.ageing}${labels.colon}${ageingColumns(content, labels)
    .map(({ label, amount }) => `${label} ${money(amount)}`)
    .join('　')}`

const answerCells = (column: number, mark: string): Cells => [
  [column, 'text', ''],
  [column + 1, 'money', null],
  [column + 2, 'text', ''],
  [column + 3, 'text', mark],
]

/** Column, look and value; `plain` is text without a frame. */
type Cells = [column: number, look: Look | 'plain', value: Value][]

function rowWriter(styles: StyleIds) {
  let number = 0
  return (cells: Cells, height?: number) => {
    number++
    const xml = cells.map(([column, look, value]) => cellXml(styles, `${columnName(column)}${number}`, look, value))
    const size = height ? ` ht="${height}" customHeight="1"` : ''
    return { number, xml: `<row r="${number}"${size}>${xml.join('')}</row>` }
  }
}

const DECIMALS: Partial<Record<Look, number>> = { money: 2, price: 4, quantity: 3, integer: 0 }

function cellXml(styles: StyleIds, at: string, look: Look | 'plain', value: Value): string {
  const style = look === 'plain' ? '' : ` s="${styleOf(styles, look, value)}"`
  if (value === null || value === '') return `<c r="${at}"${style}/>`
  const serial = look === 'day' ? daySerial(String(value)) : null
  if (serial !== null) return `<c r="${at}"${style}><v>${serial}</v></c>`
  if (typeof value === 'number')
    return `<c r="${at}"${style}><v>${scaledText(value, DECIMALS[look as Look]!, 0)}</v></c>`
  return `<c r="${at}"${style} t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`
}

function styleOf({ plain, guarded }: StyleIds, look: Look, value: Value): number {
  if (look === 'quantity' && typeof value === 'number' && value % 1000 === 0) return plain.wholeQuantity
  if ((look === 'text' || look === 'code') && looksLikeFormula(String(value ?? ''))) return guarded[look]
  return plain[look]
}

/** Cells below each other as ranges: `H6 H7 H8` is `H6:H8`. */
function grouped(cells: readonly string[]): string {
  const ranges: { column: string; from: number; to: number }[] = []
  for (const cell of cells) {
    const [, column = '', row = ''] = /^([A-Z]+)(\d+)$/.exec(cell) ?? []
    const last = ranges.at(-1)
    if (last && last.column === column && last.to === Number(row) - 1) last.to++
    else ranges.push({ column, from: Number(row), to: Number(row) })
  }
  return ranges.map(({ column, from, to }) => `${column}${from}:${column}${to}`).join(' ')
}
