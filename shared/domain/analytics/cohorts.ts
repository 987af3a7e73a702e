import { dayFromNumber } from '../../day.ts'
import type { OrderDays } from './rhythm.ts'

/** Customers whose first order was in one month, and how many of them ordered in the months after. */
export interface Cohort {
  /** Months since 1970-01. */
  month: number
  customers: number
  /** Customers with an order in the month of the first one (all of them), in the month after, and so on to the last month. */
  active: number[]
}

/** Months since 1970-01 of a day. */
export function monthOf(day: number): number {
  const text = dayFromNumber(day)
  return Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1 - 1970 * 12
}
/** `2026-11` of a month's number. */
export const monthName = (month: number): string =>
  `${1970 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`

/**
 * Retention by the month of the first order, up to and with the month of `to`; months without new customers are left out.
 * @param skip customers that are nobody in particular
 */
export function cohortsOf(orders: OrderDays, to: number, skip: (customer: number) => boolean): Cohort[] {
  const cohorts = new Map<number, Cohort>()
  const month = monthTable(orders, to)
  const last = monthOf(to)
  for (let c = 0; c + 1 < orders.first.length; c++) {
    const [begin, end] = [orders.first[c]!, orders.first[c + 1]!]
    if (begin === end || skip(c)) continue
    const start = month(orders.day[begin]!)
    let cohort = cohorts.get(start)
    if (!cohort) {
      cohort = { month: start, customers: 0, active: Array<number>(last - start + 1).fill(0) }
      cohorts.set(start, cohort)
    }
    cohort.customers += 1
    for (let i = begin, seen = -1; i < end; i++) {
      const now = month(orders.day[i]!)
      if (now === seen) continue
      seen = now
      cohort.active[now - start]! += 1
    }
  }
  return [...cohorts.values()].sort((a, b) => a.month - b.month)
}

/** `monthOf` of every day between the first order and `to`, looked up. */
function monthTable(orders: OrderDays, to: number): (day: number) => number {
  let from = to
  for (const day of orders.day) if (day < from) from = day
  const table = Int32Array.from({ length: to - from + 1 }, (_, i) => monthOf(from + i))
  return (day) => table[day - from]!
}

/** True when the customer's first order was in `cohort` and, with `after`, some order came so many months later. */
export function inCohort(orders: OrderDays, customer: number, cohort: number, after: number | null): boolean {
  const [begin, end] = [orders.first[customer]!, orders.first[customer + 1]!]
  if (begin === end || monthOf(orders.day[begin]!) !== cohort) return false
  if (after === null) return true
  for (let i = begin; i < end; i++) if (monthOf(orders.day[i]!) === cohort + after) return true
  return false
}
