import { dayNumber, type Day } from '../../day.ts'
import { between, HISTORY, ORDER, type Facts, type SalesDay } from './facts.ts'

/** Orders that a customer's rhythm is told from: the last so many. */
export const RHYTHM_ORDERS = 20
/** Of a customer who never ordered. */
export const NEVER = -2_147_483_648
/** How often an order comes where no customer has a rhythm yet, days. */
const USUAL_RHYTHM = 30

/** The days of every customer's orders, the oldest first: those of customer `c` are `day[first[c]]` to before `day[first[c + 1]]`. */
export interface OrderDays {
  first: Uint32Array
  /** Days since 1970-01-01; a day with two orders stands twice. */
  day: Int32Array
}

/**
 * The median of days between orders on different days, whole days; null with fewer than three of them.
 * @param days in order, either way; the last `RHYTHM_ORDERS` of a customer
 */
export function rhythmOf(days: readonly Day[]): number | null {
  const numbers = days.map(dayNumber)
  return medianGap(numbers, 0, numbers.length) || null
}

/** Orders of every customer up to a day: effective ones, and imported ones that are no credit notes (less than nothing). */
export function orderDays(facts: Facts, to: number): OrderDays {
  const days = between(facts.sales, 0, to)
  const documents = days.reduce((sum, day) => sum + day.documents, 0)
  const [who, when] = [new Uint32Array(documents), new Int32Array(documents)]
  const first = new Uint32Array(facts.customers.length + 1)
  let orders = 0
  for (const day of days)
    for (let d = 0; d < day.documents; d++) {
      if (!isPurchase(day, d)) continue
      who[orders] = day.customer[d]!
      when[orders++] = day.day
      first[day.customer[d]! + 1]! += 1
    }
  for (let c = 1; c < first.length; c++) first[c]! += first[c - 1]!
  const next = first.slice(0, -1)
  const day = new Int32Array(orders)
  for (let i = 0; i < orders; i++) day[next[who[i]!]!++] = when[i]!
  return { first, day }
}

/** True for a document by which a customer ordered something: not for returns, nor for imported credit notes. */
export function isPurchase(day: SalesDay, document: number): boolean {
  const kind = day.kind[document]
  if (kind !== HISTORY) return kind === ORDER
  let amount = 0
  for (let line = day.first[document]!, end = day.first[document + 1]!; line < end; line++) amount += day.amount[line]!
  return amount >= 0
}

/** Every customer's own rhythm in days, told from the last orders; 0: fewer than three different days with an order. */
export function rhythms(orders: OrderDays): Int32Array {
  const result = new Int32Array(orders.first.length - 1)
  for (let c = 0; c < result.length; c++) {
    const end = orders.first[c + 1]!
    result[c] = medianGap(orders.day, Math.max(orders.first[c]!, end - RHYTHM_ORDERS), end)
  }
  return result
}

/** The median of the rhythms there are, whole days: stands in for customers who have none yet. */
export function typicalRhythm(rhythm: Int32Array): number {
  const known = rhythm.filter((days) => days > 0).sort()
  return known.length === 0 ? USUAL_RHYTHM : middleOf(known, known.length)
}

const gaps = new Int32Array(RHYTHM_ORDERS)

/**
 * Median of the gaps between different days of `days[from]` to before `days[to]`; 0 with fewer than three of them. Asked for
 * every customer of a company many times over, hence sorted by insertion into one small array that is kept.
 */
export function medianGap(days: ArrayLike<number>, from: number, to: number): number {
  const sorted = to - from <= RHYTHM_ORDERS ? gaps : new Int32Array(to - from)
  let count = 0
  for (let i = from + 1; i < to; i++) {
    const gap = Math.abs(days[i]! - days[i - 1]!)
    if (gap === 0) continue
    let place = count++
    for (; place > 0 && sorted[place - 1]! > gap; place--) sorted[place] = sorted[place - 1]!
    sorted[place] = gap
  }
  return count < 2 ? 0 : middleOf(sorted, count)
}

function middleOf(sorted: Int32Array, count: number): number {
  const middle = count >> 1
  return count % 2 === 1 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2)
}
