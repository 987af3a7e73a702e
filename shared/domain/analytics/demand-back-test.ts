import { CALL_DAYS, callList, median, type Expected } from './call-list.ts'
import { expectedBasket, learnHabits, type Habits } from './next-basket.ts'
import {
  LEAST_PURCHASES,
  learnRhythm,
  likeliestGap,
  nextOrderCurve,
  weekdayOfNumber,
  chanceWithin,
  type Rhythm,
} from './next-order.ts'
import { purchasesBefore, sampleOf, type Purchases } from './purchases.ts'

/** How near the days came: purchases tried, those hit within 3 and within 7 days, and the median error in days. */
export interface DayScore {
  tries: number
  within3: number
  within7: number
  medianError: number
}

/** Goods named and goods taken over all purchases tried, those in both, and those whose quantity was the very same. */
export interface BasketScore {
  named: number
  taken: number
  right: number
  sameQuantity: number
}

/** Customers on the lists of all days, and those who ordered within `CALL_DAYS` days. */
export interface CallScore {
  called: number
  ordered: number
}

/**
 * What the forecasts of next orders would have been worth on the last `days` days, beside the guesses anybody can make
 * without a computer. Everything is learned from before those days; what happens on them is known only as it happens.
 */
export interface DemandBackTest {
  /** Days since 1970-01-01, the first and the last tried. */
  from: number
  to: number
  /** Customers tried: all, or as many as suffice. */
  customers: number
  /** Purchases tried. */
  purchases: number
  /** Naive: the last day plus the customer's mean gap. */
  dates: { ours: DayScore; naive: DayScore }
  /** Naive: what was taken last time. */
  baskets: { ours: BasketScore; naive: BasketScore }
  /**
   * The first `LIST` of each working day. Naive: who is due by the mean gap, the newest due first; frequent: of those, the ones
   * with the most purchases first.
   */
  calls: { days: number; ours: CallScore; naive: CallScore; frequent: CallScore }
}

export const BACK_TEST_DAYS = 90
/** Customers of a day's list that count: what one person can call. */
export const LIST = 20
const CUSTOMERS_AT_ONCE = 50

/**
 * @param today days since 1970-01-01; the days tried end the day before
 * @param include customers tried; what is usual is learned from all of them
 */
export async function demandBackTest(
  purchases: Purchases,
  {
    today,
    products,
    days = BACK_TEST_DAYS,
    include = () => true,
  }: { today: number; products: number; days?: number; include?: (customer: number) => boolean },
  breathe: () => Promise<void>,
): Promise<DemandBackTest> {
  const from = today - days
  const rhythm = learnRhythm(purchases, from)
  const habits = await learnHabits(purchases, from, products, breathe)
  const trial = new Trial(purchases, { from, today, rhythm, habits })
  let done = 0
  for (const customer of sampleOf(purchases, include)) {
    trial.customer(customer)
    if (++done % CUSTOMERS_AT_ONCE === 0) await breathe()
  }
  return trial.result()
}

interface Candidate {
  expected: Expected
  meanDue: number
  isRight: boolean
}

/** Keeps score, customer by customer. */
class Trial {
  readonly #purchases: Purchases
  readonly #at: { from: number; today: number; rhythm: Rhythm; habits: Habits }
  readonly #errors: { ours: number[]; naive: number[] } = { ours: [], naive: [] }
  readonly #baskets = { ours: emptyBasket(), naive: emptyBasket() }
  /** By working day, who could be on its list. */
  readonly #days = new Map<number, Candidate[]>()
  #customers = 0

  constructor(purchases: Purchases, at: { from: number; today: number; rhythm: Rhythm; habits: Habits }) {
    this.#purchases = purchases
    this.#at = at
    for (let day = at.from; day + CALL_DAYS <= at.today; day++)
      if (at.rhythm.weekdays[weekdayOfNumber(day)]! > 0) this.#days.set(day, [])
  }

  customer(customer: number): void {
    const { day, first } = this.#purchases
    const { from, today } = this.#at
    const begin = first[customer]!
    const end = purchasesBefore(this.#purchases, customer, today)
    const start = Math.max(purchasesBefore(this.#purchases, customer, from), begin + LEAST_PURCHASES)
    if (end - begin < LEAST_PURCHASES) return
    this.#customers++
    for (let at = start; at <= end; at++) {
      const curve = nextOrderCurve(this.#at.rhythm, day, begin, at)
      const last = day[at - 1]!
      const dueDay = last + likeliestGap(curve)
      const meanDue = last + Math.max(1, Math.round((last - day[begin]!) / (at - 1 - begin)))
      if (at < end) {
        this.#errors.ours.push(Math.abs(dueDay - day[at]!))
        this.#errors.naive.push(Math.abs(meanDue - day[at]!))
        this.#tryBaskets(customer, at)
      }
      // on the mornings after the last purchase up to that of the next
      const until = at < end ? day[at]! : today - 1
      for (let morning = Math.max(from, last + 1); morning <= until; morning++) {
        const chance = chanceWithin(curve, morning - last, CALL_DAYS)
        const expected = { customer, lastDay: last, dueDay, usualGap: 0, purchases: at - begin, chance, usualAmount: 0 }
        const isRight = at < end && day[at]! < morning + CALL_DAYS
        this.#days.get(morning)?.push({ expected, meanDue, isRight })
      }
    }
  }

  #tryBaskets(customer: number, at: number): void {
    const { begin, end, product, quantity } = this.#purchases
    const taken = new Map<number, number>()
    for (let line = begin[at]!; line < end[at]!; line++) taken.set(product[line]!, quantity[line]!)
    const score = (basket: BasketScore, named: Iterable<readonly [product: number, quantity: number]>) => {
      basket.taken += taken.size
      for (const [one, its] of named) {
        basket.named++
        const real = taken.get(one)
        if (real === undefined) continue
        basket.right++
        if (real === its) basket.sameQuantity++
      }
    }
    const ours = expectedBasket(this.#purchases, customer, at, this.#at.habits)
    score(
      this.#baskets.ours,
      ours.map((goods) => [goods.product, goods.quantity]),
    )
    const last = Array.from({ length: end[at - 1]! - begin[at - 1]! }, (_, i) => begin[at - 1]! + i)
    score(
      this.#baskets.naive,
      last.map((line) => [product[line]!, quantity[line]!]),
    )
  }

  result(): DemandBackTest {
    const calls = { days: 0, ours: emptyCall(), naive: emptyCall(), frequent: emptyCall() }
    for (const [day, candidates] of this.#days) {
      const of = new Map(candidates.map((one) => [one.expected.customer, one]))
      const list = callList(
        candidates.map(({ expected }) => expected),
        day,
      )
      const due = candidates.filter(({ meanDue }) => meanDue <= day)
      // lists of the same length, so that nobody wins by saying less
      const length = Math.min(LIST, list.length, due.length)
      if (length === 0) continue
      calls.days++
      call(
        calls.ours,
        list.slice(0, length).map(({ customer }) => of.get(customer)!),
      )
      call(calls.naive, due.sort((a, b) => b.meanDue - a.meanDue).slice(0, length))
      call(calls.frequent, due.sort((a, b) => b.expected.purchases - a.expected.purchases).slice(0, length))
    }
    const { from, today } = this.#at
    return {
      from,
      to: today - 1,
      customers: this.#customers,
      purchases: this.#errors.ours.length,
      dates: { ours: dayScore(this.#errors.ours), naive: dayScore(this.#errors.naive) },
      baskets: this.#baskets,
      calls,
    }
  }
}

const emptyBasket = (): BasketScore => ({ named: 0, taken: 0, right: 0, sameQuantity: 0 })
const emptyCall = (): CallScore => ({ called: 0, ordered: 0 })

function call(score: CallScore, list: readonly Candidate[]): void {
  score.called += list.length
  score.ordered += list.filter(({ isRight }) => isRight).length
}

function dayScore(errors: number[]): DayScore {
  const within = (days: number) => errors.filter((error) => error <= days).length
  return {
    tries: errors.length,
    within3: within(3),
    within7: within(7),
    medianError: errors.length === 0 ? 0 : median(errors),
  }
}
