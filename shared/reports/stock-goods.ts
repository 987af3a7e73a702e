import type { Inputs, Outputs } from '../contract/index.ts'
import type { Day } from '../day.ts'
import { AGE_BANDS } from '../domain/analytics/ageing.ts'
import { askedPeriod } from '../domain/analytics/period.ts'
import { STOCK_LISTS, type StockList } from '../domain/analytics/stock-health.ts'
import type {
  HiddenFigures,
  ReportAddress,
  ReportColumn,
  ReportRow,
  ReportSheet,
  ReportTableShown,
  Words,
} from './report.ts'
import { askedScope } from './stock-scope.ts'

export type GoodsAnswer = Outputs['stockAnalysis']['goods']
/** What the page looks at. */
export const GOODS_VIEWS = ['health', 'age', 'class'] as const
export type GoodsView = (typeof GOODS_VIEWS)[number]

export const STOCK_VIEWS = [...GOODS_VIEWS, 'expiry'] as const
export type StockView = (typeof STOCK_VIEWS)[number]
type Expiry = Outputs['stockAnalysis']['expiry']

/** Days that say what is too much, too little, slow and dead: usual, least and most. */
export const STOCK_LIMITS = {
  excessDays: [90, 1, 730],
  shortDays: [7, 1, 365],
  slowDays: [60, 7, 730],
  deadDays: [180, 7, 1460],
} as const
const LIMIT_NAMES = Object.keys(STOCK_LIMITS) as (keyof typeof STOCK_LIMITS)[]

/** What an address of the page of stock analysis asks, today. */
export function askedGoods(address: ReportAddress, today: Day) {
  const { from, to } = askedPeriod(address, today, { preset: 'last-12-months' })
  const limits = LIMIT_NAMES.map((name) => {
    const [usual, least, most] = STOCK_LIMITS[name]
    return [name, Math.min(most, Math.max(least, Math.round(Number(address[name])) || usual))] as const
  })
  const { band, cell } = address
  return {
    ...askedScope(address),
    ...(Object.fromEntries(limits) as Record<keyof typeof STOCK_LIMITS, number>),
    from,
    to,
    list: STOCK_LISTS.find((one) => one === address['list']) ?? ('all' satisfies StockList),
    ...(band ? { band: Math.min(4, Math.max(0, Number(band) || 0)) } : {}),
    ...(cell ? { cell: cell.slice(0, 2) } : {}),
  } satisfies Inputs['stockAnalysis']['goods']
}
export type AskedGoods = ReturnType<typeof askedGoods>

/** Which part of the stock an address of the page looks at. */
export const stockViewIn = (address: ReportAddress): StockView =>
  STOCK_VIEWS.find((one) => one === address['view']) ?? 'health'

/** The table of goods as the page shows it; sums only where all goods of the scope are in it. */
export function goodsTable(
  view: GoodsView,
  { list, band, cell }: Pick<AskedGoods, 'list' | 'band' | 'cell'>,
  { rows, totals: sums, ages }: Pick<GoodsAnswer, 'rows' | 'totals' | 'ages'>,
  hidden: HiddenFigures,
  words: Words,
): ReportTableShown {
  const { value, averageValue, cost, soldAmount, turnover, turnoverDays, gmroi, excessValue } = sums
  const banded = hidden.cost ? {} : Object.fromEntries(AGE_BANDS.map((_, at) => [`age${at}`, ages[at]!.value]))
  const isWhole = list === 'all' && band === undefined && cell === undefined
  return {
    columns: goodsColumns(view, hidden, words),
    rows: rows.map((row) => ({ ...goodsRow(row), key: row.productId })),
    ...(isWhole
      ? { totals: { value, averageValue, cost, soldAmount, turnover, turnoverDays, gmroi, excessValue, ...banded } }
      : {}),
  }
}

/** The table of lots by what is left of their life. */
export const expiryTable = (answer: Expiry, hidden: HiddenFigures, words: Words): ReportTableShown => ({
  columns: [
    { key: 'name', label: words('stockAnalysis.band'), kind: 'text' },
    { key: 'lots', label: words('stockAnalysis.lots'), kind: 'count' },
    { key: 'products', label: words('stockAnalysis.products'), kind: 'count' },
    ...(hidden.cost ? [] : [{ key: 'value', label: words('stockAnalysis.worth'), kind: 'money' } as const]),
  ],
  rows: answer.map((row) => ({ ...row, key: row.band, name: words(`lots.band.${row.band}`) })),
})

/** The report of a view around its table. @param scope which goods and places, in words */
export function stockSheet(
  view: StockView,
  asked: AskedGoods,
  table: ReportTableShown,
  scope: readonly string[],
  words: Words,
): ReportSheet {
  const { from, to, list, band, cell } = asked
  return {
    title: `${words('stockAnalysis.goodsTitle')} ${words(`stockAnalysis.view.${view}`)}`,
    question: [
      words('reports.days', { from, to }),
      ...scope,
      ...(list === 'all' ? [] : [words(`stockAnalysis.list.${list}`)]),
      ...(band === undefined ? [] : [words(`stockAnalysis.age.${band as 0 | 1 | 2 | 3 | 4}`)]),
      ...(cell === undefined ? [] : [cell]),
    ],
    ...table,
    note: stockNote(view, asked, words),
  }
}

/** How the figures of a view are come by. */
export const stockNote = (
  view: StockView,
  { to, excessDays: excess, shortDays: short, slowDays: slow, deadDays: dead }: AskedGoods,
  words: Words,
): string => words(`stockAnalysis.${view}Note`, { to, excess, short, slow, dead })

/** Ages as columns of their own. */
export function goodsRow(row: GoodsAnswer['rows'][number]): ReportRow {
  const { ageQuantity, ageValue, lists, ...rest } = row
  const ages = Object.fromEntries(AGE_BANDS.map((_, at) => [`age${at}`, (ageValue ?? ageQuantity)[at]!]))
  return { ...rest, ...ages }
}

export function goodsColumns(view: GoodsView, hidden: HiddenFigures, words: Words): ReportColumn[] {
  const text = (key: string, label: string, width: number): ReportColumn => ({ key, label, kind: 'text', width })
  const quantity = (key: string, label: string): ReportColumn => ({ key, label, kind: 'quantity', width: 96 })
  const count = (key: string, label: string): ReportColumn => ({ key, label, kind: 'count', width: 84 })
  const ratio = (key: string, label: string): ReportColumn => ({ key, label, kind: 'ratio', width: 92 })
  const cost = (key: string, label: string): ReportColumn[] =>
    hidden.cost ? [] : [{ key, label, kind: 'money', width: 112 }]
  const sales = (key: string, label: string): ReportColumn[] =>
    hidden.sales ? [] : [{ key, label, kind: 'money', width: 112 }]
  const goods = [
    text('code', words('stockAnalysis.code'), 96),
    text('name', words('stockAnalysis.name'), 170),
    text('spec', words('stockAnalysis.spec'), 76),
    text('baseUnit', words('stockAnalysis.unit'), 48),
    quantity('quantity', words('stockAnalysis.onHand')),
    ...cost('value', words('stockAnalysis.value', { what: words('stockAnalysis.closing') })),
  ]
  switch (view) {
    case 'health':
      return [
        ...goods,
        quantity('usePerDay', words('stockAnalysis.usePerDay')),
        count('cover', words('stockAnalysis.cover')),
        quantity('excessQuantity', words('stockAnalysis.excessQuantity')),
        ...cost('excessValue', words('stockAnalysis.excessValue')),
        quantity('shortQuantity', words('stockAnalysis.shortQuantity')),
        { key: 'lastSale', label: words('stockAnalysis.lastSale'), kind: 'day', width: 96 },
        count('quietDays', words('stockAnalysis.quietDays')),
        quantity('soldQuantity', words('stockAnalysis.soldQuantity')),
        ...cost('cost', words('stockAnalysis.cost')),
        ...cost('averageValue', words('stockAnalysis.averageValue')),
        ...(hidden.cost
          ? []
          : [
              ratio('turnover', words('stockAnalysis.turnover')),
              count('turnoverDays', words('stockAnalysis.turnoverDays')),
            ]),
        ...(hidden.cost || hidden.sales ? [] : [ratio('gmroi', words('stockAnalysis.gmroi'))]),
      ]
    case 'age':
      return [
        ...goods,
        ...AGE_BANDS.map((_, at): ReportColumn => {
          const label = words(`stockAnalysis.age.${at as 0 | 1 | 2 | 3 | 4}`)
          return { key: `age${at}`, label, kind: hidden.cost ? 'quantity' : 'money', width: 112 }
        }),
        { key: 'lastSale', label: words('stockAnalysis.lastSale'), kind: 'day', width: 96 },
      ]
    case 'class':
      return [
        ...goods,
        text('abc', words('stockAnalysis.abc'), 56),
        text('xyz', words('stockAnalysis.xyz'), 56),
        ...sales('soldAmount', words('stockAnalysis.soldAmount')),
        quantity('soldQuantity', words('stockAnalysis.soldQuantity')),
        ratio('variation', words('stockAnalysis.variation')),
        count('cover', words('stockAnalysis.cover')),
        count('quietDays', words('stockAnalysis.quietDays')),
      ]
  }
}
