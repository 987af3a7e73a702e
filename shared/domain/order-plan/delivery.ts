import { addDays, weekdayOf, type Day } from '../../day.ts'

/** A route as far as a day of delivery depends on it. */
export interface RouteTimes {
  /** Bits, bit 0 is Monday. */
  weekdays: number
  /** `HH:MM` of `cutOffDays` days before. */
  cutOffTime: string
  cutOffDays: number
}

/** A moment by the company's clock. */
export interface LocalTime {
  day: Day
  /** `HH:MM`. */
  time: string
}

/** Until when orders for a day are taken. */
export const cutOffFor = (route: RouteTimes, day: Day): LocalTime => ({
  day: addDays(day, -route.cutOffDays),
  time: route.cutOffTime,
})

/** True when the cut-off of a day is over: at the very minute it still counts. */
export function isCutOff(route: RouteTimes, day: Day, now: LocalTime): boolean {
  const until = cutOffFor(route, day)
  return now.day > until.day || (now.day === until.day && now.time > until.time)
}

/** True on days the route drives. */
export const runsOn = (route: RouteTimes, day: Day): boolean => (route.weekdays >>> weekdayOf(day)) % 2 === 1

/** The next day the route drives for which orders are still taken; null: none within a quarter of a year. */
export function nextDelivery(route: RouteTimes, now: LocalTime, rests: (day: Day) => boolean): Day | null {
  for (let i = 0; i < 92; i++) {
    const day = addDays(now.day, i)
    if (runsOn(route, day) && !rests(day) && !isCutOff(route, day, now)) return day
  }
  return null
}
