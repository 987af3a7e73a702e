import { addDays, daysBetween, type Day } from '../../day.ts'

/** What the program reminds of by itself. */
export const FOUND_KINDS = ['due', 'overdue', 'contract-price', 'rhythm', 'near-expiry'] as const
export type FoundKind = (typeof FOUND_KINDS)[number]

/** Bills are spoken of this many days before they fall due, contract prices before they end. */
export const DUE_LEAD_DAYS = 3
export const PRICE_LEAD_DAYS = 7
/** Overdue money that was dealt with and has not come is spoken of again after as many days. */
export const OVERDUE_AGAIN_DAYS = 7
/** Days without an order, as a multiple of the customer's own rhythm, from which on it is noticed (domain.md 2). */
const SILENT_TIMES = 1.5
/** Beyond this multiple, and this many days, the customer is lost rather than late: reports list them, nobody is reminded. */
const LOST_TIMES = 6
const LOST_DAYS = 60
/** Goods count as the customer's when taken at least this often, the last time at most so many days ago. */
export const USUAL_TIMES = 2
export const USUAL_DAYS = 120
/** Customers who are named for one product near its end: those who take most of it. */
export const MOST_BUYERS = 10

/** The first day on which a customer of this rhythm is late after an order: more than 1.5 times the rhythm without one. */
export const lateFrom = (lastDay: Day, rhythm: number): Day => addDays(lastDay, Math.floor(rhythm * SILENT_TIMES) + 1)

/** True on days when a customer of this rhythm is late and not yet lost. */
export function isLate(lastDay: Day, rhythm: number, today: Day): boolean {
  return today >= lateFrom(lastDay, rhythm) && today <= addDays(lastDay, Math.max(LOST_DAYS, rhythm * LOST_TIMES))
}

/**
 * What a reminder of overdue money is about: the newest bill that is overdue, and the week since. Another bill, or another
 * week without the money, is spoken of anew.
 */
export function overdueEpisode(newestDueDay: Day, today: Day): string {
  return `${newestDueDay}+${Math.floor(daysBetween(newestDueDay, today) / OVERDUE_AGAIN_DAYS)}`
}
