import { addDays, daysBetween, weekdayOf, type Day } from '../../day.ts'

export const RHYTHMS = ['weekdays', 'interval', 'month-days'] as const

/** When a standing order falls due. Sets of days are bits: bit 0 is Monday, or the first of the month. */
export interface Rhythm {
  rhythm: (typeof RHYTHMS)[number]
  weekdays: number
  /** Days from one to the next, counted from `fromDay`. */
  intervalDays: number
  /** A day the month does not have falls on its last. */
  monthDays: number
  fromDay: Day
  toDay: Day | null
}

/** Days looked ahead for the next one: longer than any rhythm and any rest. */
const HORIZON = 800

export function isDue(plan: Rhythm, day: Day): boolean {
  if (day < plan.fromDay || (plan.toDay !== null && day > plan.toDay)) return false
  switch (plan.rhythm) {
    case 'weekdays':
      return hasBit(plan.weekdays, weekdayOf(day))
    case 'interval':
      return plan.intervalDays > 0 && daysBetween(plan.fromDay, day) % plan.intervalDays === 0
    case 'month-days': {
      const date = Number(day.slice(8))
      const isLast = addDays(day, 1).endsWith('-01')
      return isLast ? plan.monthDays >>> (date - 1) !== 0 : hasBit(plan.monthDays, date - 1)
    }
  }
}

/** The first due day from `from` on that is no day of rest; null: there is none any more. */
export function nextDue(plan: Rhythm, from: Day, rests: (day: Day) => boolean): Day | null {
  let day = from > plan.fromDay ? from : plan.fromDay
  for (let i = 0; i < HORIZON && (plan.toDay === null || day <= plan.toDay); i++, day = addDays(day, 1))
    if (isDue(plan, day) && !rests(day)) return day
  return null
}

const hasBit = (bits: number, bit: number): boolean => (bits >>> bit) % 2 === 1
