import { addDays } from '../../day.ts'
import { formatFen } from '../../money.ts'
import { CALENDAR_DIMENSIONS, type Dimension } from './dimensions.ts'
import type { AskedSales } from './sales-question.ts'
import { growth, SALES_MEASURES, type SalesAnswer, type SalesMeasure, type SalesValues } from './sales-report.ts'

/** What a figure is written as: `ReportKind` of the reports' contract. */
export const MEASURE_KINDS = {
  amount: 'money',
  revenue: 'money',
  quantity: 'quantity',
  cost: 'money',
  margin: 'money',
  marginRate: 'percent',
  documents: 'count',
  customers: 'count',
  average: 'money',
  returned: 'money',
  returnRate: 'percent',
} as const satisfies Record<SalesMeasure, 'money' | 'quantity' | 'percent' | 'count'>

/** Figures that are only looked at when somebody asks for them. */
const SELDOM: readonly SalesMeasure[] = ['revenue', 'cost', 'returnRate']

/** The texts the sheet needs, by key. */
export type SheetText =
  | `by.${Dimension}`
  | `measure.${SalesMeasure}`
  | `weekday.${'0' | '1' | '2' | '3' | '4' | '5' | '6'}`
  | `basis.${AskedSales['basis']}`
  | 'title'
  | 'unit'
  | 'code'
  | 'none'
  | 'hourOf'
  | 'hourUnknown'
  | 'own'
  | 'surplus'
  | 'rest'
  | 'total'
  | 'share'
  | 'before'
  | 'growth'
  | 'condition'
  | 'segmentOnly'
  | 'asked'
  | 'askedAcross'
  | 'days'
  | 'comparedWith'
  | `note.${AskedSales['basis']}`
  | 'note.uncosted'
  | 'note.today'
export type SheetWords = (key: SheetText, params?: Record<string, string | number>) => string

/** An answer as the backend gives it: with the days compared and the names of the conditions. */
export type ShownAnswer = Omit<SalesAnswer, 'uncosted'> & {
  uncosted: number | null
  /** What the groups are ranked by: not what was asked where that is hidden. */
  measure: SalesMeasure
  compared: { from: string; to: string } | null
  conditions: readonly { dimension: Dimension; key: string; label: string }[]
}

/** A report as screen, file and paper show it. */
export interface SalesSheet {
  title: string
  question: string[]
  columns: {
    key: string
    label: string
    kind: 'text' | 'money' | 'quantity' | 'percent' | 'count'
    opens?: boolean
    hidden?: boolean
    /** Pixels on the screen. */
    width?: number
  }[]
  rows: Record<string, string | number | null>[]
  totals: Record<string, string | number | null>
  note: string
}

/** Key of the row that holds the rest. */
export const REST = '\u0000rest'

/** The table of an answer: one row a group and the rest, figures or the cells of a pivot, totals, and how it was counted. */
export function salesSheet(asked: AskedSales, answer: ShownAnswer, words: SheetWords): SalesSheet {
  const { by, across } = asked
  const { measure } = answer
  const kind = MEASURE_KINDS[measure]
  const hasCode = by === 'product' || by === 'customer'
  const hides = (one: SalesMeasure) => answer.total.values[one] === null && isMasked(one, answer.total.values)
  const shown = SALES_MEASURES.filter((one) => !hides(one) && !(asked.basis === 'ordered' && isOfReturns(one)))
  const figures = across
    ? [
        ...answer.columns.map(({ key, label, groups }, at) => ({
          key: `cell${at}`,
          label: key === null ? words('rest', { count: groups }) : labelOf(across, key, label, words),
          kind,
          opens: key !== null,
        })),
        { key: measure, label: words('total'), kind, opens: true },
      ]
    : shown.map((one) => ({
        key: one,
        label: words(`measure.${one}`),
        kind: MEASURE_KINDS[one],
        opens: true,
        hidden: SELDOM.includes(one) && one !== measure,
      }))
  const withUnit =
    !across && shown.includes('quantity')
      ? [{ key: 'unit', label: words('unit'), kind: 'text' as const, width: 64 }]
      : []
  const adds = measure !== 'marginRate' && measure !== 'average' && measure !== 'returnRate'
  const rowOf = (group: ShownAnswer['total'], label: string, key: string, code = '') => {
    const value = group.values[measure]
    const row: Record<string, string | number | null> = { key, label, code, unit: group.values.unit }
    for (const one of SALES_MEASURES) row[one] = group.values[one]
    group.cells.forEach((cell, at) => void (row[`cell${at}`] = cell))
    row['share'] = adds ? share(value, answer.total.values[measure]) : null
    row['before'] = group.before?.[measure] ?? null
    row['growth'] = group.before ? growth(value, group.before[measure]) : null
    return row
  }
  const { rest } = answer
  return {
    title: words('title'),
    question: questionLines(asked, answer, words),
    columns: [
      { key: 'label', label: words(`by.${by}`), kind: 'text' },
      ...(hasCode ? [{ key: 'code', label: words('code'), kind: 'text' as const, width: 110 }] : []),
      ...figures.flatMap((column) => (column.key === 'quantity' ? [column, ...withUnit] : [column])),
      ...(adds ? [{ key: 'share', label: words('share'), kind: 'percent' as const }] : []),
      ...(answer.compared
        ? [
            { key: 'before', label: words('before', { measure: words(`measure.${measure}`) }), kind },
            { key: 'growth', label: words('growth'), kind: 'percent' as const },
          ]
        : []),
    ],
    rows: [
      ...answer.rows.map((row) => rowOf(row, labelOf(by, row.key, row.label, words), row.key, row.code)),
      ...(rest ? [rowOf(rest, words('rest', { count: rest.groups }), REST)] : []),
    ],
    totals: { ...rowOf(answer.total, words('total'), ''), share: null },
    note: [
      words(`note.${asked.basis}`),
      ...(answer.uncosted ? [words('note.uncosted', { amount: formatFen(answer.uncosted) })] : []),
      words('note.today'),
    ].join(' '),
  }
}

/** The name of a group: as it is called, in words for hours and weekdays, and something for what has none. */
export function labelOf(dimension: Dimension, key: string, label: string, words: SheetWords): string {
  if (dimension === 'hour') return key === '' ? words('hourUnknown') : words('hourOf', { hour: key })
  if (dimension === 'weekday') return words(`weekday.${key as '0'}`)
  if (CALENDAR_DIMENSIONS.includes(dimension)) {
    if (key === '') return words('surplus')
    return dimension === 'week' ? `${key} – ${addDays(key, 6).slice(5)}` : key
  }
  if (key === '') return words('none')
  return key.startsWith('=') && (dimension === 'region' || dimension === 'type') ? words('own', { name: label }) : label
}

/** The question in words, a line each. */
function questionLines(asked: AskedSales, answer: ShownAnswer, words: SheetWords): string[] {
  const { by, across, basis } = asked
  const { measure } = answer
  const dimensions = [...new Set(answer.conditions.map(({ dimension }) => dimension))]
  const conditions = dimensions.map((dimension) =>
    words('condition', {
      name: words(`by.${dimension}`),
      values: answer.conditions
        .filter((one) => one.dimension === dimension)
        .map(({ key, label }) => labelOf(dimension, key, label, words))
        .join('、'),
    }),
  )
  return [
    words('days', { from: asked.from, to: asked.to }) +
      (answer.compared ? `　${words('comparedWith', answer.compared)}` : ''),
    words(across ? 'askedAcross' : 'asked', {
      by: words(`by.${by}`),
      across: across ? words(`by.${across}`) : '',
      measure: words(`measure.${measure}`),
      basis: words(`basis.${basis}`),
    }),
    ...conditions,
    ...(asked.segmentId ? [words('segmentOnly')] : []),
  ]
}

const isOfReturns = (measure: SalesMeasure): boolean => measure === 'returned' || measure === 'returnRate'

/** A figure that is null in the total because nobody may see it, not because there is none. */
function isMasked(measure: SalesMeasure, total: SalesValues): boolean {
  if (measure === 'cost' || measure === 'margin' || measure === 'marginRate') return total.margin === null
  return total.amount === null && MEASURE_KINDS[measure] !== 'count' && measure !== 'quantity'
}

const share = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : Math.round((part / whole) * 10_000) + 0
