import type { Purchases } from './purchases.ts'

/**
 * When a customer orders next. Each customer's own gaps between purchases count, the newer the more; how far people stray
 * from their rhythm, and how many never come back, is learned from all customers together; days of the week are weighed by
 * the customer's own habit. Back-tested in `demand-back-test.ts`.
 */
export interface Rhythm {
  /** Mean gap of all customers, days: what a customer with few gaps is drawn towards. */
  meanGap: number
  /** Part of the gaps that are over by a multiple of the customer's mean gap, in steps of `STEP`; those lost count as never over. */
  over: Float64Array
  /** Part of all purchases by day of the week, 0 is Monday. */
  weekdays: Float64Array
}

/** Purchases below which nothing is said about the next. */
export const LEAST_PURCHASES = 3
/** Gaps that are looked at, the newest; the oldest of them counts half. */
const GAPS = 24
/** What a gap counts against the one after it. */
const FADE = 0.97
/** Days a gap is spread by (standard deviation). */
const SPREAD = 3
/** As many gaps of its own a customer needs to weigh as much as what is learned from all. */
const ALL_WEIGH = 12
const MEAN_WEIGHS = 3
const WEEKDAYS_WEIGH = 20
/** Days around the likeliest that make it the likeliest. */
const AROUND = 7
const STEP = 0.1
const STEPS = 100
/** Days looked ahead. */
const HORIZON = 400

/** 0 is Monday. 1970-01-01 was a Thursday. */
export const weekdayOfNumber = (day: number): number => (((day + 3) % 7) + 7) % 7

/** Learns from all purchases before `until` how people keep to their rhythm (Kaplan and Meier 1958, open gaps included). */
export function learnRhythm(purchases: Purchases, until: number): Rhythm {
  const weekdays = new Float64Array(7)
  let gaps = 0
  let days = 0
  each(purchases, until, (begin, end) => {
    for (let at = begin; at < end; at++) weekdays[weekdayOfNumber(purchases.day[at]!)]!++
    gaps += end - begin - 1
    days += purchases.day[end - 1]! - purchases.day[begin]!
  })
  const all = weekdays.reduce((sum, count) => sum + count, 0)
  const meanGap = gaps === 0 ? 30 : days / gaps
  const ended = new Float64Array(STEPS + 1)
  const watched = new Float64Array(STEPS + 1)
  each(purchases, until, (begin, end) => {
    for (let at = begin + LEAST_PURCHASES - 1; at < end; at++) {
      const isOpen = at + 1 === end
      const gap = (isOpen ? until : purchases.day[at + 1]!) - purchases.day[at]!
      const step = Math.min(STEPS, Math.floor(gap / meanGapOf(purchases.day, begin, at + 1, meanGap) / STEP))
      watched[step]!++
      if (!isOpen) ended[step]!++
    }
  })
  const over = new Float64Array(STEPS + 1)
  for (let step = STEPS - 1; step >= 0; step--) watched[step]! += watched[step + 1]!
  for (let step = 0, left = 1; step < STEPS; step++) {
    left *= 1 - (watched[step] === 0 ? 0 : ended[step]! / watched[step]!)
    over[step + 1] = 1 - left
  }
  return { meanGap, over, weekdays: weekdays.map((count) => (all === 0 ? 1 / 7 : count / all)) }
}

function each(purchases: Purchases, until: number, visit: (begin: number, end: number) => void): void {
  for (let customer = 0; customer + 1 < purchases.first.length; customer++) {
    const begin = purchases.first[customer]!
    let end = purchases.first[customer + 1]!
    while (end > begin && purchases.day[end - 1]! >= until) end--
    if (end > begin) visit(begin, end)
  }
}

/**
 * Mean of the newest gaps of the days `begin` to `end` (not included), days; drawn towards that of all customers the more,
 * the fewer they are and the more they vary.
 */
function meanGapOf(day: Int32Array, begin: number, end: number, meanOfAll: number): number {
  const from = Math.max(begin, end - 1 - GAPS)
  const gaps = end - 1 - from
  const mean = (day[end - 1]! - day[from]!) / gaps
  let squares = 0
  for (let at = from + 1; at < end; at++) squares += (day[at]! - day[at - 1]! - mean) ** 2
  const pull = MEAN_WEIGHS * Math.min(1, squares / gaps / mean ** 2)
  return (gaps * mean + pull * meanOfAll) / (gaps + pull)
}

/**
 * How likely the next purchase is on each day after the last: entry n is n days after it, entry 0 is 0. The sum is below 1:
 * some come later than is looked ahead, some never.
 * @param begin,end the customer's purchases known, `end` not included; at least `LEAST_PURCHASES`
 */
export function nextOrderCurve(rhythm: Rhythm, day: Int32Array, begin: number, end: number): Float64Array {
  const from = Math.max(begin, end - 1 - GAPS)
  const mean = meanGapOf(day, begin, end, rhythm.meanGap)
  let longest = mean
  for (let at = from + 1; at < end; at++) longest = Math.max(longest, day[at]! - day[at - 1]!)
  const curve = new Float64Array(Math.min(HORIZON, Math.ceil(longest * 1.5) + 14) + 1)
  let weights = ALL_WEIGH
  for (let at = end - 1, weight = 1; at > from; at--, weight *= FADE) {
    weights += weight
    spread(curve, day[at]! - day[at - 1]!, weight)
  }
  for (let n = 1; n < curve.length; n++)
    curve[n]! += ALL_WEIGH * (overBy(rhythm, (n + 0.5) / mean) - overBy(rhythm, (n - 0.5) / mean))
  weighWeekdays(curve, rhythm, day.subarray(from, end))
  for (let n = 1; n < curve.length; n++) curve[n]! /= weights
  return curve
}

/** Moves likelihood to the days of the week the customer, and everybody, orders on; none is added or lost. */
function weighWeekdays(curve: Float64Array, rhythm: Rhythm, days: Int32Array): void {
  const habits = rhythm.weekdays.map((all) => WEEKDAYS_WEIGH * all)
  for (const day of days) habits[weekdayOfNumber(day)]!++
  const last = days.at(-1)!
  let before = 0
  let after = 0
  for (let n = 1; n < curve.length; n++) {
    before += curve[n]!
    curve[n]! *= habits[weekdayOfNumber(last + n)]!
    after += curve[n]!
  }
  for (let n = 1; n < curve.length && after > 0; n++) curve[n]! *= before / after
}

const KERNEL = Array.from({ length: 3 * SPREAD + 1 }, (_, days) => Math.exp((-days * days) / (2 * SPREAD * SPREAD)))

/** Spreads a weight over the days around a gap; nothing falls on the day of the last purchase or before. */
function spread(curve: Float64Array, gap: number, weight: number): void {
  const from = Math.max(1, gap - 3 * SPREAD)
  const to = Math.min(curve.length - 1, gap + 3 * SPREAD)
  let sum = 0
  for (let n = from; n <= to; n++) sum += KERNEL[Math.abs(n - gap)]!
  for (let n = from; n <= to; n++) curve[n]! += (weight * KERNEL[Math.abs(n - gap)]!) / sum
}

/** Part of the gaps over by `times` the mean, between the steps in a straight line. */
function overBy({ over }: Rhythm, times: number): number {
  const at = times / STEP
  const step = Math.floor(at)
  return step >= STEPS ? over[STEPS]! : over[step]! + (at - step) * (over[step + 1]! - over[step]!)
}

/** Days from the last purchase to the likeliest next: the day with the most around it. */
export function likeliestGap(curve: Float64Array): number {
  let best = 1
  let most = -1
  for (let n = 1; n < curve.length; n++) {
    let sum = 0
    for (let around = Math.max(1, n - AROUND); around <= n + AROUND && around < curve.length; around++)
      sum += curve[around]! * (1 - Math.abs(around - n) / (AROUND + 1))
    if (sum > most + 1e-12) {
      most = sum
      best = n
    }
  }
  return best
}

/**
 * How likely the next purchase comes in `days` days, counted from `elapsed` days after the last, when none has come before.
 * @returns 0 to 1
 */
export function chanceWithin(curve: Float64Array, elapsed: number, days: number): number {
  let left = 1
  let within = 0
  for (let n = 1; n < curve.length && n < elapsed + days; n++) {
    if (n < elapsed) left -= curve[n]!
    else within += curve[n]!
  }
  // who should have come long ago according to everything that is known is not waited for
  return left < 0.02 ? 0 : Math.min(1, within / left)
}
