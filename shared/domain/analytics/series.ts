import { dayFromNumber } from '../../day.ts'
import { RETURN, type Facts, type SalesDay } from './facts.ts'
import { eachLine, type SiftedDays } from './sieve.ts'

export const SERIES_UNITS = ['day', 'week', 'month'] as const
export type SeriesUnit = (typeof SERIES_UNITS)[number]

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
  /** 分 without tax of the lines whose cost is known. */
  costedRevenue: Float64Array
  /** 1/10000 yuan, of the same lines. */
  cost: Float64Array
  /** 分 without tax of the lines whose cost is not known. */
  uncostedRevenue: Float64Array
}

/** Some days in a row of a series. */
export interface Bucket {
  /** Days since 1970-01-01, both included. */
  from: number
  to: number
  /** False when it is cut off by the ends of the period asked for, or today is not over in it. */
  whole: boolean
}

/** Sums of a bucket; `margin` is null where no cost is known. */
export interface SeriesPoint {
  orders: number
  amount: number
  quantity: number
  margin: number | null
  /** 分 without tax whose cost, and so whose margin, is not known. */
  uncostedRevenue: number
}

/**
 * What was sold on each day of a range. Every line counts with its document's day: amount as billed, quantity in base units
 * (units of different products are added as they are), margin = revenue without tax − cost of the lines with a known cost.
 * An order counts once on its day when any of its lines passes.
 */
export function dailySales(facts: Facts, question: SiftedDays): DailySales {
  const daily = emptyDays(question.from, question.to)
  let counted: { day: SalesDay; document: number } | null = null
  eachLine(facts, question, (day, document, line) => {
    const at = day.day - question.from
    daily.amount[at]! += day.amount[line]!
    daily.quantity[at]! += day.quantity[line]!
    const cost = day.cost[line]!
    if (Number.isNaN(cost)) daily.uncostedRevenue[at]! += day.revenue[line]!
    else {
      daily.costedRevenue[at]! += day.revenue[line]!
      daily.cost[at]! += cost
    }
    if (day.kind[document] === RETURN || (counted?.day === day && counted.document === document)) return
    counted = { day, document }
    daily.orders[at]! += 1
  })
  return daily
}

/** The sums of some days. @param bucket within the days of the series */
export function pointOf(daily: DailySales, { from, to }: Pick<Bucket, 'from' | 'to'>): SeriesPoint {
  const [start, end] = [from - daily.from, to - daily.from + 1]
  const sum = (column: Float64Array): number => {
    let total = 0
    for (let day = Math.max(0, start); day < end; day++) total += column[day]!
    return total
  }
  const costedRevenue = sum(daily.costedRevenue)
  const uncostedRevenue = sum(daily.uncostedRevenue)
  const cost = sum(daily.cost)
  return {
    orders: sum(daily.orders),
    amount: sum(daily.amount),
    quantity: sum(daily.quantity),
    margin: costedRevenue === 0 && cost === 0 && uncostedRevenue !== 0 ? null : costedRevenue - Math.round(cost / 100),
    uncostedRevenue,
  }
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

function emptyDays(from: number, to: number): DailySales {
  const column = () => new Float64Array(Math.max(0, to - from + 1))
  return {
    from,
    orders: column(),
    amount: column(),
    quantity: column(),
    costedRevenue: column(),
    cost: column(),
    uncostedRevenue: column(),
  }
}
