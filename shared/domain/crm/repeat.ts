import { addDays, dayNumber, type Day } from '../../day.ts'

/** How often a reminder comes again after it is done. */
export const REPEATS = ['none', 'day', 'week', 'fortnight', 'month', 'quarter', 'year'] as const
export type Repeat = (typeof REPEATS)[number]

const DAYS: Partial<Record<Repeat, number>> = { day: 1, week: 7, fortnight: 14 }
const MONTHS: Partial<Record<Repeat, number>> = { month: 1, quarter: 3, year: 12 }

/**
 * The first day after `after` on which a repeated reminder falls; null when it does not repeat. Counted from its first day,
 * so that the 31st comes back as the last of a short month and as the 31st after it; days missed meanwhile do not pile up.
 */
export function nextOccurrence(firstDay: Day, repeat: Repeat, after: Day): Day | null {
  const days = DAYS[repeat]
  if (days !== undefined) {
    const passed = Math.max(-1, Math.floor((dayNumber(after) - dayNumber(firstDay)) / days))
    return addDays(firstDay, (passed + 1) * days)
  }
  const months = MONTHS[repeat]
  if (months === undefined) return null
  const passed = Math.max(0, Math.floor(monthsBetween(firstDay, after) / months))
  const next = addMonths(firstDay, passed * months)
  return next > after ? next : addMonths(firstDay, (passed + 1) * months)
}

/** The same day of a later month, or that month's last. */
function addMonths(day: Day, months: number): Day {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  const start = dayOf(month, 1)
  const last = addDays(dayOf(month + 1, 1), -1)
  const same = addDays(start, Number(day.slice(8)) - 1)
  return same > last ? last : same
}

const monthsBetween = (from: Day, to: Day): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))

const dayOf = (month: number, day: number): Day =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`
