/**
 * What the demand of one product at one site looked like, day by day. Quantities are thousandths of the base unit; the
 * statistics are estimates and therefore ordinary numbers, rounded only where they become an order.
 */
export interface Demand {
  /** Days that count: those of the period without the excluded ones. */
  days: number
  /** Days left out because nothing was there to be sold. */
  stockOutDays: number
  /** Demand left out as one-off orders, thousandths. */
  oneOff: number
  /** Mean and standard deviation of a day. */
  mean: number
  deviation: number
  /** Coefficient of variation of the weeks: 1 and more means the formula is optimistic (domain.md 10). */
  weeklyVariation: number
  /** What was sold in the whole period, thousandths, one-off orders included. */
  total: number
}

export interface DemandOptions {
  /** Days on which nothing was there and nothing was sold: they say nothing about demand. */
  stockOut?: (day: number) => boolean
  /** A day this many times the mean of the other selling days is a one-off order. */
  oneOffTimes?: number
  /** Selling days below which nothing is called one-off. */
  oneOffFrom?: number
}

export const ONE_OFF_TIMES = 10
export const ONE_OFF_FROM = 8

/**
 * Measures a series of days, the oldest first. Days before the first sale are not counted: a product that is new has no
 * year behind it.
 * @param daily what was asked for each day, thousandths; negative days (returns) count as they are
 */
export function measureDemand(daily: ArrayLike<number>, options: DemandOptions = {}): Demand {
  const { stockOut, oneOffTimes = ONE_OFF_TIMES, oneOffFrom = ONE_OFF_FROM } = options
  const first = firstSale(daily)
  if (first < 0) return { days: 0, stockOutDays: 0, oneOff: 0, mean: 0, deviation: 0, weeklyVariation: 0, total: 0 }
  const limit = oneOffLimit(daily, first, oneOffTimes, oneOffFrom)
  let days = 0
  let stockOutDays = 0
  let oneOff = 0
  let total = 0
  let sum = 0
  let squares = 0
  for (let i = first; i < daily.length; i++) {
    const asked = daily[i]!
    total += asked
    if (asked === 0 && stockOut?.(i)) {
      stockOutDays++
      continue
    }
    const counted = asked > limit ? limit : asked
    oneOff += asked - counted
    days++
    sum += counted
    squares += counted * counted
  }
  const mean = days === 0 ? 0 : Math.max(0, sum / days)
  const variance = days < 2 ? 0 : Math.max(0, (squares - (sum * sum) / days) / (days - 1))
  return {
    days,
    stockOutDays,
    oneOff,
    mean,
    deviation: Math.sqrt(variance),
    weeklyVariation: weeklyVariation(daily, first, limit),
    total,
  }
}

function firstSale(daily: ArrayLike<number>): number {
  for (let i = 0; i < daily.length; i++) if (daily[i]! > 0) return i
  return -1
}

/** A day above the limit counts as the limit: the mean of the selling days without the largest, times `times`. */
function oneOffLimit(daily: ArrayLike<number>, first: number, times: number, from: number): number {
  let count = 0
  let sum = 0
  let largest = 0
  for (let i = first; i < daily.length; i++) {
    const asked = daily[i]!
    if (asked <= 0) continue
    count++
    sum += asked
    if (asked > largest) largest = asked
  }
  return count < from ? Infinity : ((sum - largest) / (count - 1)) * times
}

/** Deviation of whole weeks, counted back from the last day, over their mean; 0 for less than two weeks. */
function weeklyVariation(daily: ArrayLike<number>, first: number, limit: number): number {
  const weeks: number[] = []
  for (let end = daily.length; end - 7 >= first; end -= 7) {
    let sum = 0
    for (let i = end - 7; i < end; i++) sum += Math.min(daily[i]!, limit)
    weeks.push(sum)
  }
  if (weeks.length < 2) return 0
  const mean = weeks.reduce((a, b) => a + b, 0) / weeks.length
  if (mean <= 0) return 0
  const variance = weeks.reduce((a, week) => a + (week - mean) ** 2, 0) / (weeks.length - 1)
  return Math.sqrt(variance) / mean
}
