import { addDays, dayFromNumber, dayNumber, daysBetween, isDay, weekdayOf, type Day } from '../../day.ts'

/** Periods people ask for by name; they move on with the calendar. `custom`: the days themselves. */
export const PERIOD_PRESETS = [
  'today',
  'yesterday',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'last-year',
  'last-30',
  'last-90',
  'last-12-months',
  'custom',
] as const
export type PeriodPreset = (typeof PERIOD_PRESETS)[number]

/** What a period is compared with: nothing, the one just before (前期), the same days a year earlier (同期). */
export const COMPARISONS = ['none', 'previous', 'last-year'] as const
export type Comparison = (typeof COMPARISONS)[number]

/** Both days included. */
export interface DayRange {
  from: Day
  to: Day
}

/**
 * The days of a preset as seen from today; those that are not over end today. Weeks begin on Monday.
 * @throws TypeError for `custom`, which has no days of its own
 */
export function presetDays(preset: PeriodPreset, today: Day): DayRange {
  const monday = addDays(today, -weekdayOf(today))
  const month = monthStart(today)
  const quarter = addMonths(month, -((monthOf(month) - 1) % 3))
  const year = `${today.slice(0, 4)}-01-01`
  switch (preset) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'this-week':
      return { from: monday, to: today }
    case 'last-week':
      return { from: addDays(monday, -7), to: addDays(monday, -1) }
    case 'this-month':
      return { from: month, to: today }
    case 'last-month':
      return { from: addMonths(month, -1), to: addDays(month, -1) }
    case 'this-quarter':
      return { from: quarter, to: today }
    case 'last-quarter':
      return { from: addMonths(quarter, -3), to: addDays(quarter, -1) }
    case 'this-year':
      return { from: year, to: today }
    case 'last-year':
      return { from: addMonths(year, -12), to: addDays(year, -1) }
    case 'last-30':
      return { from: addDays(today, -29), to: today }
    case 'last-90':
      return { from: addDays(today, -89), to: today }
    case 'last-12-months':
      return { from: addMonths(month, -11), to: today }
    case 'custom':
      throw new TypeError('custom days have no preset')
  }
}

/** A period as PeriodPicker sets it; with a preset it moves on with the calendar. */
export interface Period extends DayRange {
  preset: PeriodPreset
  compare: Comparison
}

/**
 * The period that stands in an address under `period`, `from`, `to` and `compare`, as seen from today. What is not there or does
 * not fit gives way to the default.
 */
export function askedPeriod(
  address: Readonly<Record<string, unknown>>,
  today: Day,
  usual: { preset: Exclude<PeriodPreset, 'custom'>; compare?: Comparison },
): Period {
  const chosen = PERIOD_PRESETS.find((one) => one === address['period']) ?? usual.preset
  const compare = COMPARISONS.find((one) => one === address['compare']) ?? usual.compare ?? 'none'
  const from = String(address['from'])
  const to = String(address['to'])
  if (chosen === 'custom' && isDay(from) && isDay(to) && from <= to) return { preset: chosen, from, to, compare }
  const preset = chosen === 'custom' ? usual.preset : chosen
  return { preset, ...presetDays(preset, today), compare }
}

/**
 * The days a period is compared with; null for `none`. Whole months are compared with as many whole months; a period within
 * one month that begins with it (month to date) with the same days of the month before; any other with as many days just
 * before it. A year earlier: the same days of the month, the 29th of February becomes the 28th, ends of months stay ends.
 */
export function comparedDays({ from, to }: DayRange, comparison: Comparison): DayRange | null {
  if (comparison === 'none') return null
  const endsMonth = isMonthEnd(to)
  if (comparison === 'last-year') {
    const start = addMonths(from, -12)
    const end = addMonths(to, -12)
    return { from: start, to: endsMonth && from.endsWith('-01') ? monthEnd(end) : end }
  }
  if (from.endsWith('-01')) {
    const months = monthsBetween(from, to) + 1
    if (endsMonth) return { from: addMonths(from, -months), to: addDays(from, -1) }
    // to date: as far into the month, quarter or year before as this one has come
    const whole =
      monthOf(from) === 1 && months > 3 && months <= 12 ? 12 : months === 2 && monthOf(from) % 3 === 1 ? 3 : months
    return { from: addMonths(from, -whole), to: addMonths(to, -whole) }
  }
  const days = daysBetween(from, to) + 1
  return { from: addDays(from, -days), to: addDays(from, -1) }
}

/** The period as long as this one right before (-1) or after it (1); whole months move by months. */
export function movedDays({ from, to }: DayRange, step: -1 | 1): DayRange {
  if (from.endsWith('-01') && isMonthEnd(to)) {
    const months = (monthsBetween(from, to) + 1) * step
    return { from: addMonths(from, months), to: monthEnd(addMonths(monthStart(to), months)) }
  }
  const days = (daysBetween(from, to) + 1) * step
  return { from: addDays(from, days), to: addDays(to, days) }
}

/** The day `months` later (negative: earlier); a day the month does not have becomes its last. */
export function addMonths(day: Day, months: number): Day {
  const count = Number(day.slice(0, 4)) * 12 + monthOf(day) - 1 + months
  const first = `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}-01`
  const last = Number(monthEnd(first).slice(8))
  return `${first.slice(0, 8)}${String(Math.min(Number(day.slice(8)), last)).padStart(2, '0')}`
}

/** The last day of the day's month. */
export function monthEnd(day: Day): Day {
  return dayFromNumber(dayNumber(`${nextMonth(day)}-01`) - 1)
}

const monthOf = (day: Day): number => Number(day.slice(5, 7))
const monthStart = (day: Day): Day => `${day.slice(0, 8)}01`
const isMonthEnd = (day: Day): boolean => addDays(day, 1).endsWith('-01')
const monthsBetween = (from: Day, to: Day): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + monthOf(to) - monthOf(from)

function nextMonth(day: Day): string {
  const month = monthOf(day)
  const year = Number(day.slice(0, 4)) + (month === 12 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`
}
