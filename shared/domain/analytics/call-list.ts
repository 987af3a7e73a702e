import { expectedBasket, type ExpectedGoods, type Habits } from './next-basket.ts'
import { chanceWithin, LEAST_PURCHASES, likeliestGap, nextOrderCurve, type Rhythm } from './next-order.ts'
import { medianGap, RHYTHM_ORDERS } from './rhythm.ts'
import { amountOfPurchase, purchasesBefore, type Purchases } from './purchases.ts'

/** Why somebody is to be called: the likeliest day is today, has passed, or an order in the days ahead is more likely than not. */
export const CALL_REASONS = ['due', 'late', 'likely'] as const
export type CallReason = (typeof CALL_REASONS)[number]

/** Somebody who is likely to order. Days since 1970-01-01. */
export interface Expected {
  /** Place in `Facts.customers`. */
  customer: number
  lastDay: number
  /** The likeliest day of the next order, as seen on the day of the last. */
  dueDay: number
  /** The customer's own rhythm (rhythm.ts), days. */
  usualGap: number
  purchases: number
  /** 0 to 1: an order within `CALL_DAYS` days, today included. */
  chance: number
  /** What a purchase usually comes to: median of the last five, 分. */
  usualAmount: number
}

export interface Call extends Expected {
  reason: CallReason
}

/** Days ahead a call is made for. */
export const CALL_DAYS = 7
/** Who is less likely than this has probably gone elsewhere: another list's work. */
const LEAST_CHANCE = 0.1
const LIKELY = 0.5
const AMOUNTS = 5
const CUSTOMERS_AT_ONCE = 1000

/**
 * When each customer with at least three purchases orders next, seen in the morning of `today`: what was ordered today is
 * not known yet. In the order of customers. @param breathe called between slices of the work
 */
export async function expectedOrders(
  purchases: Purchases,
  today: number,
  rhythm: Rhythm,
  breathe: () => Promise<void>,
): Promise<Expected[]> {
  const found: Expected[] = []
  for (let customer = 0; customer + 1 < purchases.first.length; customer++) {
    const begin = purchases.first[customer]!
    const end = purchasesBefore(purchases, customer, today)
    if (customer % CUSTOMERS_AT_ONCE === 0) await breathe()
    if (end - begin < LEAST_PURCHASES) continue
    const curve = nextOrderCurve(rhythm, purchases.day, begin, end)
    const lastDay = purchases.day[end - 1]!
    found.push({
      customer,
      lastDay,
      dueDay: lastDay + likeliestGap(curve),
      usualGap: medianGap(purchases.day, Math.max(begin, end - RHYTHM_ORDERS), end),
      purchases: end - begin,
      chance: chanceWithin(curve, today - lastDay, CALL_DAYS),
      usualAmount: usualAmount(purchases, begin, end),
    })
  }
  return found
}

/** Who is to be called today, the likeliest to order first. */
export function callList(expected: readonly Expected[], today: number): Call[] {
  return expected
    .filter(({ chance, dueDay }) => (dueDay <= today ? chance >= LEAST_CHANCE : chance >= LIKELY))
    .map((one): Call => {
      const reason = one.dueDay === today ? 'due' : one.dueDay < today ? 'late' : 'likely'
      return { ...one, reason }
    })
    .sort((a, b) => b.chance - a.chance || b.usualAmount - a.usualAmount || a.customer - b.customer)
}

/** What a customer on the list is expected to take. */
export const basketOf = (purchases: Purchases, customer: number, today: number, habits: Habits): ExpectedGoods[] =>
  expectedBasket(purchases, customer, purchasesBefore(purchases, customer, today), habits)

function usualAmount(purchases: Purchases, begin: number, end: number): number {
  const amounts: number[] = []
  for (let at = Math.max(begin, end - AMOUNTS); at < end; at++) amounts.push(amountOfPurchase(purchases, at))
  return Math.round(median(amounts))
}

/** @param values not empty; sorted in place */
export function median(values: number[]): number {
  values.sort((a, b) => a - b)
  const middle = values.length >> 1
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2
}
