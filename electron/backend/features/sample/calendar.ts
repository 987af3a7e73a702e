import { addDays, dayNumber, daysBetween, type Day } from '../../../../shared/day.ts'

/** New Year's days of the lunar calendar: a rush before, a week without business after. */
const SPRING_FESTIVALS = [
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
  '2031-01-23',
]
/** Share of usual business by month: quiet heat of summer, baking for the moon festival, the end of the year. */
const MONTHS = [1.05, 0.85, 0.95, 1, 1, 0.9, 0.82, 0.95, 1.15, 1.05, 1, 1.1]

/** The day, or the next one of business. */
export const workday = (day: Day): Day => (isClosed(day) ? workday(addDays(day, 1)) : day)

/** Sundays and the week of the Spring Festival. */
export function isClosed(day: Day): boolean {
  const sunday = dayNumber(day) % 7 === 3
  return sunday || SPRING_FESTIVALS.some((f) => day >= addDays(f, -1) && day <= addDays(f, 5))
}

/** Share of usual business on a day. */
export function seasonOf(day: Day): number {
  const rush = SPRING_FESTIVALS.some((f) => day < f && daysBetween(day, f) <= 18) ? 1.5 : 1
  return MONTHS[Number(day.slice(5, 7)) - 1]! * rush
}
