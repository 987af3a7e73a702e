import { bucketStart } from './series.ts'

/** How a weekday of a period compares with all of its days. */
export interface WeekdayShare {
  /** 0 Monday … 6 Sunday. */
  weekday: number
  /** How many of them the period has. */
  days: number
  /** Mean of such a day, in the unit of the values; 0 where there is none. */
  mean: number
  /** Mean of such a day ÷ mean of all days; null where either is not to be had. */
  index: number | null
}

/** How a month of the year compares with its year. */
export interface SeasonShare {
  /** 1 January … 12 December. */
  month: number
  /** Mean day of the month ÷ mean day of its twelve months, averaged over the years; 1 is usual. */
  index: number
}

/** @param values of each day; @param from the first of them, days since 1970-01-01 */
export function weekdayProfile(values: ArrayLike<number>, from: number): WeekdayShare[] {
  const sums = new Float64Array(7)
  const days = new Uint32Array(7)
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const weekday = (((from + i + 3) % 7) + 7) % 7
    sums[weekday]! += values[i]!
    days[weekday]! += 1
    total += values[i]!
  }
  const mean = total / values.length
  return Array.from(sums, (sum, weekday) => {
    const own = days[weekday]! === 0 ? 0 : sum / days[weekday]!
    return { weekday, days: days[weekday]!, mean: own, index: days[weekday]! > 0 && mean > 0 ? own / mean : null }
  })
}

/**
 * The season of the year. The last whole months are taken twelve at a time; in each twelve the mean day of a month is
 * measured against the mean day of the twelve, so that growth from year to year does not look like season; the years'
 * answers are averaged. Days, not months, are compared, because February is short.
 * @param values of each day from `from` (days since 1970-01-01) on, up to the last day that is over
 * @returns null with less than twelve whole months, or without sales in any twelve
 */
export function seasonProfile(
  values: ArrayLike<number>,
  from: number,
): { years: number; months: SeasonShare[] } | null {
  const firstMonth = bucketStart('month', from) === from ? from : bucketStart('month', from, 1)
  const end = bucketStart('month', from + values.length)
  const sums = new Float64Array(12)
  let years = 0
  for (let last = end; bucketStart('month', last, -12) >= firstMonth; last = bucketStart('month', last, -12)) {
    const start = bucketStart('month', last, -12)
    const year = meanOf(values, start - from, last - from)
    if (year <= 0) continue
    years += 1
    for (let i = 0; i < 12; i++) {
      const month = bucketStart('month', start, i)
      const mean = meanOf(values, month - from, bucketStart('month', month, 1) - from)
      sums[monthOf(month)]! += mean / year
    }
  }
  if (years === 0) return null
  return { years, months: Array.from(sums, (sum, month) => ({ month: month + 1, index: sum / years })) }
}

/** 0 January … 11 December. */
const monthOf = (day: number): number => new Date(day * 86_400_000).getUTCMonth()

function meanOf(values: ArrayLike<number>, start: number, end: number): number {
  let sum = 0
  for (let i = start; i < end; i++) sum += values[i]!
  return sum / (end - start)
}
