import type { Outputs } from '../../../../shared/contract/index.ts'
import { dayFromNumber, dayNumber, type Day } from '../../../../shared/day.ts'
import { ABC_CLASSES, abcLimits, abcOf } from '../../../../shared/domain/analytics/abc.ts'
import { ageStock, AGE_BANDS, type StockAges } from '../../../../shared/domain/analytics/ageing.ts'
import type { Facts } from '../../../../shared/domain/analytics/facts.ts'
import { fenOf } from '../../../../shared/domain/analytics/stock-flow-rows.ts'
import {
  healthOf,
  returnOf,
  STOCK_LISTS,
  type StockHealth,
  type StockList,
  type StockPolicy,
} from '../../../../shared/domain/analytics/stock-health.ts'
import type { StockScope } from '../../../../shared/domain/analytics/stock-scope.ts'
import { weeklyVariation, xyzClass, XYZ_CLASSES } from '../../../../shared/domain/analytics/xyz.ts'
import { measureStock, type StockMeasures } from '../../../../shared/domain/analytics/turnover.ts'
import type { Breathing, RowsAsked } from './flow.jobs.ts'

type GoodsInput = StockScope &
  StockPolicy &
  RowsAsked & {
    from: Day
    to: Day
    useDays: number
    list: StockList
    cell?: string | undefined
    band?: number | undefined
    hideCost: boolean
    hideSales: boolean
  }
type Answer = Outputs['stockAnalysis']['goods']
type Row = Answer['rows'][number]

/** No class: nothing was sold, or too few weeks to say. */
const NO_CLASS = '–'

/** Every product of the scope with stock or sales: its measures, its age and its class; the first rows and sums of all. */
export async function stockGoods(facts: Facts, input: GoodsInput, job: Breathing): Promise<Answer> {
  const question = { ...input, from: dayNumber(input.from), to: dayNumber(input.to) }
  const measures = measureStock(facts, question)
  await job.breathe()
  const ages = ageStock(facts, { ...input, day: question.to })
  await job.breathe()
  const variation = weeklyVariation(facts, question)
  const limits = abcLimits(measures.soldAmount)
  await job.breathe()
  const days = question.to - question.from + 1
  const all = facts.products.flatMap((_, product): Found[] => {
    const { quantity, value, soldQuantity, soldAmount, sold } = measures
    if (quantity[product] === 0 && value[product] === 0 && soldQuantity[product] === 0 && sold[product] === 0) return []
    const health = healthOf(measures, product, question.to, input)
    const classes = {
      abc: soldAmount[product]! > 0 ? abcOf(soldAmount[product]!, limits) : NO_CLASS,
      xyz: XYZ_CLASSES[xyzClass(variation[product]!)] ?? NO_CLASS,
    }
    return [{ product, health, ...classes }]
  })
  const { list, cell, band } = input
  const asked = all.filter(
    (one) =>
      one.health.lists.includes(list) &&
      (cell === undefined || cell === one.abc + one.xyz) &&
      (band === undefined || ages.quantity[band]![one.product] !== 0),
  )
  const rows = asked.map((one) => rowOf(facts, one, measures, ages, variation, days, input))
  return {
    rows: inOrder(rows, input).slice(0, input.limit),
    count: rows.length,
    ...sumsOf(all, measures, ages, days, input),
  }
}

interface Found {
  product: number
  health: StockHealth
  abc: string
  xyz: string
}

const hundredths = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) + 0)
const whole = (value: number | null): number | null => (value === null ? null : Math.round(value) + 0)

function rowOf(
  facts: Facts,
  { product, health, abc, xyz }: Found,
  measures: StockMeasures,
  ages: StockAges,
  variation: Float64Array,
  days: number,
  { hideCost, hideSales }: GoodsInput,
): Row {
  const { id, code, name, spec, baseUnit } = facts.products[product]!
  const cost = (value: number) => (hideCost ? null : fenOf(Math.round(value)))
  const average = measures.averageValue[product]!
  const { turnover, turnoverDays, gmroi } = returnOf(
    average,
    measures.cost[product]!,
    measures.costedRevenue[product]!,
    days,
  )
  const lastSale = measures.lastSale[product]!
  return {
    productId: id,
    code,
    name,
    spec,
    baseUnit,
    quantity: measures.quantity[product]!,
    value: cost(measures.value[product]!),
    usePerDay: Math.round(measures.usePerDay[product]!),
    cover: whole(health.cover),
    excessQuantity: health.excess,
    excessValue: cost(health.excessValue),
    shortQuantity: health.shortage,
    lastSale: lastSale < 0 ? null : dayFromNumber(lastSale),
    quietDays: health.quietDays,
    soldQuantity: measures.soldQuantity[product]!,
    soldAmount: hideSales ? null : measures.soldAmount[product]!,
    cost: cost(measures.cost[product]!),
    averageValue: cost(average),
    turnover: hideCost ? null : hundredths(turnover),
    turnoverDays: hideCost ? null : whole(turnoverDays),
    gmroi: hideCost || hideSales ? null : hundredths(gmroi),
    ageQuantity: ages.quantity.map((column) => column[product]!),
    ageValue: hideCost ? null : roundedParts(ages.value.map((column) => column[product]!)),
    abc,
    xyz,
    variation: Number.isNaN(variation[product]) ? null : hundredths(variation[product]!),
    lists: health.lists,
  }
}

/** Parts in 分 that add up to their sum in 分; nothing stays nothing. @param values 1/10000 yuan */
function roundedParts(values: readonly number[]): number[] {
  let upTo = 0
  let given = 0
  return values.map((value) => {
    upTo += value
    const part = fenOf(upTo) - given
    given += part
    return part
  })
}

/** By the column asked for; otherwise what runs out first, or what is worth most. Nothing known comes last. */
function inOrder(rows: Row[], { sort, list }: GoodsInput): Row[] {
  const { key, descending } = sort ?? (list === 'shortage' ? { key: 'cover', descending: false } : BY_VALUE)
  const sign = descending ? -1 : 1
  const values = new Map(rows.map((row) => [row, valueOf(row, key)]))
  return rows.sort((a, b) => {
    const [x, y] = [values.get(a) ?? null, values.get(b) ?? null]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return x < y ? -sign : x > y ? sign : 0
  })
}

const BY_VALUE = { key: 'value', descending: true }

/** What a column of the table shows, to put rows in order by; `age0` … are the bands. */
function valueOf(row: Row, key: string): string | number | null {
  if (/^age\d$/.test(key)) return row.ageValue?.[Number(key.slice(3))] ?? row.ageQuantity[Number(key.slice(3))] ?? null
  const value: unknown = (row as Record<string, unknown>)[key]
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

function sumsOf(all: readonly Found[], measures: StockMeasures, ages: StockAges, days: number, input: GoodsInput) {
  const { hideCost, hideSales } = input
  const cost = (value: number) => (hideCost ? null : fenOf(Math.round(value)))
  const sum = (column: ArrayLike<number>, found: readonly Found[] = all) =>
    found.reduce((total, { product }) => total + column[product]!, 0)
  const listed = (found: readonly Found[]) => ({
    products: found.length,
    value: cost(sum(measures.value, found)),
  })
  const average = sum(measures.averageValue)
  const costOfSales = sum(measures.cost)
  const back = returnOf(average, costOfSales, sum(measures.costedRevenue), days)
  const stocked = sum(measures.stocked)
  const sold = all.reduce((n, { product }) => n + (measures.stocked[product]! & measures.sold[product]!), 0)
  const classes = <const Name extends string>(names: readonly Name[]) => [...names, NO_CLASS]
  const inLists = (list: StockList) => all.filter(({ health }) => health.lists.includes(list))
  return {
    totals: {
      value: cost(sum(measures.value)),
      averageValue: cost(average),
      cost: cost(costOfSales),
      soldAmount: hideSales ? null : sum(measures.soldAmount),
      turnover: hideCost ? null : hundredths(back.turnover),
      turnoverDays: hideCost ? null : whole(back.turnoverDays),
      gmroi: hideCost || hideSales ? null : hundredths(back.gmroi),
      soldShare: stocked === 0 ? null : Math.round((sold * 10_000) / stocked),
      stocked,
      sold,
      excessValue: cost(all.reduce((total, { health }) => total + health.excessValue, 0)),
    },
    lists: Object.fromEntries(STOCK_LISTS.map((list) => [list, listed(inLists(list))])) as Answer['lists'],
    ages: AGE_BANDS.map((_, band) => ({
      products: all.filter(({ product }) => ages.quantity[band]![product] !== 0).length,
      quantity: sum(ages.quantity[band]!),
      value: cost(sum(ages.value[band]!)),
    })),
    matrix: classes(ABC_CLASSES).flatMap((abc) =>
      classes(XYZ_CLASSES).map((xyz) => {
        const found = all.filter((one) => one.abc === abc && one.xyz === xyz)
        return { abc, xyz, ...listed(found), soldAmount: hideSales ? null : sum(measures.soldAmount, found) }
      }),
    ),
  }
}
