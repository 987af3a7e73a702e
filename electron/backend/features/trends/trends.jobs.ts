import type { Outputs } from '../../../../shared/contract/index.ts'
import type { TrendMeasure } from '../../../../shared/domain/analytics/series.ts'
import { dayFromNumber, dayNumber, type Day } from '../../../../shared/day.ts'
import type { SalesFilter, Slice } from '../../../../shared/domain/analytics/cube.ts'
import type { Facts, SalesBasis } from '../../../../shared/domain/analytics/facts.ts'
import { growthOf } from '../../../../shared/domain/analytics/growth.ts'
import { extremesOf } from '../../../../shared/domain/analytics/peaks.ts'
import { seasonProfile, weekdayProfile } from '../../../../shared/domain/analytics/profile.ts'
import {
  bucketsOf,
  bucketStart,
  dailySales,
  dailyValues,
  movingAverage,
  pointOf,
  yearEarlier,
  type Bucket,
  type SeriesUnit,
} from '../../../../shared/domain/analytics/series.ts'
import { trendForecast } from './trend-forecast.ts'

/** Which sales a question is about. */
export interface TrendAsk {
  basis: SalesBasis
  filter: SalesFilter
  customerIds: readonly string[] | undefined
  personId: string | undefined
}
interface Range {
  from: Day
  to: Day
}
export interface SeriesAsk extends TrendAsk {
  range: Range
  before: Range | null
  unit: SeriesUnit
  measure: TrendMeasure
}

/** Points the two averages are of: a week and four, a month and a quarter, a quarter and a year. */
const AVERAGES = { day: [7, 28], week: [4, 13], month: [3, 12] } as const
/** Rows of a list that are sent; the sums are of all. */
const MOST_ROWS = 200

/** Trends of the sales (run in `features/analytics/analytics.worker.ts`). */
export const trendJobs = { trendSeries, trendGrowth, trendForecast }

function trendSeries(facts: Facts, ask: SeriesAsk): Outputs['trends']['series'] {
  const { unit, measure } = ask
  const from = dayNumber(ask.range.from)
  const to = Math.min(dayNumber(ask.range.to), facts.today)
  const first = facts.sales[0]?.day ?? null
  // the whole history: for averages, the year before and the season
  const daily = dailySales(facts, sliceOf(ask, Math.min(first ?? from, from), to))
  const valueOf = (days: Pick<Bucket, 'from' | 'to'>) => pointOf(daily, days)[measure]
  const [short, long] = AVERAGES[unit]
  const earlier = bucketsOf(unit, bucketStart(unit, from, 1 - long), to, facts.today)
  const averages = [short, long].map((length) => averagesOf(earlier, first, length, (days) => valueOf(days) ?? 0))
  const buckets = bucketsOf(unit, from, to, facts.today)
  const before = earlier.length - buckets.length
  const values = buckets.map(valueOf)
  const extremes = extremesAmong(unit, buckets, values)
  const over = Math.min(to, facts.today - 1)
  const perDay = dailyValues(daily, measure)
  const past = (start: number) => perDay?.subarray(Math.max(0, start - daily.from), over - daily.from + 1) ?? []
  return {
    measure,
    unit: daily.unit,
    first: first === null ? null : dayFromNumber(first),
    points: buckets.map((bucket, i) => {
      const year = yearEarlier(unit, bucket)
      return {
        ...pointOf(daily, bucket),
        from: dayFromNumber(bucket.from),
        to: dayFromNumber(bucket.to),
        whole: bucket.whole,
        value: values[i]!,
        lastYear: first !== null && year.from >= first ? valueOf(year) : null,
        short: averages[0]![before + i]!,
        long: averages[1]![before + i]!,
        extreme: extremes.get(i) ?? null,
      }
    }),
    averages: { short, long },
    total: pointOf(daily, { from, to }),
    before: ask.before && pointOf(daily, { from: dayNumber(ask.before.from), to: dayNumber(ask.before.to) }),
    weekdays: weekdayProfile(past(from), from),
    season: seasonProfile(past(daily.from), daily.from),
  }
}

/** Averages of the last `length` buckets that are over and begin with the first sale or later. */
function averagesOf(
  buckets: readonly Bucket[],
  first: number | null,
  length: number,
  valueOf: (days: Bucket) => number,
): (number | null)[] {
  const enough = buckets.findIndex((bucket) => first !== null && bucket.from >= first) + length - 1
  return movingAverage(buckets.map(valueOf), length).map((mean, i) =>
    mean === null || first === null || i < enough || !buckets[i]!.whole ? null : Math.round(mean),
  )
}

function extremesAmong(
  unit: SeriesUnit,
  buckets: readonly Bucket[],
  values: readonly (number | null)[],
): Map<number, 'peak' | 'trough'> {
  const places = [...buckets.keys()].filter((i) => buckets[i]!.whole && values[i] !== null)
  // 1970-01-01 was a Thursday
  const weekdays = unit === 'day' ? places.map((i) => (buckets[i]!.from + 3) % 7) : undefined
  const found = extremesOf(
    places.map((i) => values[i]!),
    weekdays,
  )
  return new Map(found.map(({ index, kind }) => [places[index]!, kind]))
}

function trendGrowth(facts: Facts, ask: TrendAsk & { before: Range; after: Range }): Outputs['trends']['growth'] {
  const days = ({ from, to }: Range) => ({ from: dayNumber(from), to: dayNumber(to) })
  const { basis, filter, customerIds, personId } = ask
  const question = { before: days(ask.before), after: days(ask.after), basis, filter, customerIds, personId }
  const { before, after, causes, staying, customers, products } = growthOf(facts, question)
  const change = (row: { amountBefore: number; amountAfter: number }) => Math.abs(row.amountAfter - row.amountBefore)
  const largest = <Row extends { amountBefore: number; amountAfter: number }>(rows: readonly Row[]) =>
    rows.toSorted((a, b) => change(b) - change(a)).slice(0, MOST_ROWS)
  const fresh = customers.filter(({ kind }) => kind === 'new').length
  return {
    before,
    after,
    causes,
    customers: {
      staying,
      new: fresh,
      lost: customers.length - fresh,
      rows: largest(customers).map(({ customer, ...row }) => {
        const { id, code, name } = facts.customers[customer]!
        return { id, code, name, ...row }
      }),
    },
    products: {
      count: products.length,
      rows: largest(products).map(({ product, ...row }) => {
        const { id, code, name, spec, baseUnit } = facts.products[product]!
        return { id, code, name: spec === '' ? name : `${name} ${spec}`, unit: baseUnit, ...row }
      }),
    },
  }
}

function sliceOf({ basis, filter, customerIds, personId }: TrendAsk, from: number, to: number): Slice {
  return { from, to, basis, filter, customerIds, personId }
}
