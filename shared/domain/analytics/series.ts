import { dayFromNumber } from '../../day.ts'
import { mulDiv } from '../../money.ts'
import {
  AMOUNT,
  COST,
  COSTED,
  COUNTS,
  DOCUMENTS,
  QUANTITY,
  REVENUE,
  SUMS,
  sums,
  UNIT,
  unitsOf,
  type Slice,
} from './cube.ts'
import { grouping } from './dimensions.ts'
import type { Facts } from './facts.ts'

export const SERIES_UNITS = ['day', 'week', 'month'] as const
export type SeriesUnit = (typeof SERIES_UNITS)[number]

/** What a series may be of; who may not see the amounts sees orders and quantities only. */
export const TREND_MEASURES = ['amount', 'quantity', 'margin', 'orders'] as const
export type TrendMeasure = (typeof TREND_MEASURES)[number]

/** Sales of every day from `from` on, days without any included. */
export interface DailySales {
  /** Days since 1970-01-01. */
  from: number
  /** Documents that sell; returns count in the amounts alone. */
  orders: Float64Array
  /** 分, returns taken off. */
  amount: Float64Array
  /** Thousandths of the base unit, returns taken off. */
  quantity: Float64Array
  /** The base unit of everything sold; null where there are several, whose quantities do not add up. */
  unit: string | null
  /** 分 without tax. */
  revenue: Float64Array
  /** The part of it whose cost is known. */
  costed: Float64Array
  /** 1/10000 yuan, of that part. */
  cost: Float64Array
}

/** Some days in a row of a series. */
export interface Bucket {
  /** Days since 1970-01-01, both included. */
  from: number
  to: number
  /** False when it is cut off by the ends of the period asked for, or today is not over in it. */
  whole: boolean
}

/** Sums of a bucket; `quantity` is null where base units differ, `margin` where no cost is known. */
export interface SeriesPoint {
  orders: number
  amount: number
  quantity: number | null
  margin: number | null
  /** 分 of revenue without tax whose cost, and so whose margin, is not known. */
  uncosted: number
}

/**
 * What was sold on each day of a slice, counted as the sales report does (`cube.ts`): every line with its document's day,
 * amount as billed; an order counts once on its day when any of its lines passes.
 */
export function dailySales(facts: Facts, slice: Slice): DailySales {
  const units = unitsOf(facts)
  const days = grouping(facts, 'day', { from: slice.from, to: slice.to, level: 0 })
  const { cells, total } = sums(facts, slice, [days], units.places, false)
  const column = (place: number) =>
    Float64Array.from({ length: cells.size }, (_, day) => cells.sums[day * SUMS + place]!)
  const unit = total.counts[UNIT]!
  return {
    from: slice.from,
    orders: Float64Array.from({ length: cells.size }, (_, day) => cells.counts[day * COUNTS + DOCUMENTS]!),
    amount: column(AMOUNT),
    quantity: column(QUANTITY),
    unit: unit < 0 ? null : (units.names[unit - 1] ?? ''),
    revenue: column(REVENUE),
    costed: column(COSTED),
    cost: column(COST),
  }
}

/** The sums of some days. @param bucket days outside the series count nothing */
export function pointOf(daily: DailySales, { from, to }: Pick<Bucket, 'from' | 'to'>): SeriesPoint {
  const sum = (column: ArrayLike<number>): number => {
    let total = 0
    const end = Math.min(column.length, to - daily.from + 1)
    for (let day = Math.max(0, from - daily.from); day < end; day++) total += column[day]!
    return total
  }
  const [revenue, costed, cost] = [sum(daily.revenue), sum(daily.costed), sum(daily.cost)]
  return {
    orders: sum(daily.orders),
    amount: sum(daily.amount),
    quantity: daily.unit === null ? null : sum(daily.quantity),
    margin: costed === 0 && cost === 0 && revenue !== 0 ? null : mulDiv(costed * 100 - cost, 1, 100),
    uncosted: revenue - costed,
  }
}

/** One figure of each day; null where quantities do not add up. Margin in 分, of the lines with a known cost. */
export function dailyValues(daily: DailySales, measure: TrendMeasure): Float64Array | null {
  if (measure === 'margin') return Float64Array.from(daily.cost, (cost, day) => daily.costed[day]! - cost / 100)
  if (measure === 'quantity' && daily.unit === null) return null
  return daily[measure]
}

/** The days, weeks (from Monday) or months of a period, oldest first; the first and the last may be cut off by it. */
export function bucketsOf(unit: SeriesUnit, from: number, to: number, today: number): Bucket[] {
  const buckets: Bucket[] = []
  for (let start = bucketStart(unit, from); start <= to;) {
    const next = bucketStart(unit, start, 1)
    const whole = start >= from && next - 1 <= to && next - 1 < today
    buckets.push({ from: Math.max(start, from), to: Math.min(next - 1, to), whole })
    start = next
  }
  return buckets
}

/** First day of the day, week or month a day lies in, moved by `steps` of them. */
export function bucketStart(unit: SeriesUnit, day: number, steps = 0): number {
  if (unit === 'day') return day + steps
  // 1970-01-01 was a Thursday
  if (unit === 'week') return day - ((((day + 3) % 7) + 7) % 7) + 7 * steps
  const [year, month] = dayFromNumber(day).split('-').map(Number) as [number, number, number]
  return Date.UTC(year, month - 1 + steps, 1) / 86_400_000
}

/**
 * The bucket a year earlier: of a month the same month, of a day or week the one 52 weeks before, so that Mondays are
 * compared with Mondays. A bucket that is cut off is compared with the same part.
 */
export function yearEarlier(unit: SeriesUnit, { from, to }: Pick<Bucket, 'from' | 'to'>): { from: number; to: number } {
  if (unit !== 'month') return { from: from - 364, to: to - 364 }
  const start = bucketStart('month', from)
  const earlier = bucketStart('month', start, -12)
  const end = bucketStart('month', start, -11) - 1
  const whole = to === bucketStart('month', start, 1) - 1
  return { from: Math.min(earlier + (from - start), end), to: whole ? end : Math.min(earlier + (to - start), end) }
}

/** Mean of each value and the `length` − 1 before it; null where there are fewer. */
export function movingAverage(values: readonly number[], length: number): (number | null)[] {
  let sum = 0
  return values.map((value, i) => {
    sum += value - (i >= length ? values[i - length]! : 0)
    return i >= length - 1 ? sum / length : null
  })
}
