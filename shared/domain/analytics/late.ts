import { medianGap, RHYTHM_ORDERS, type OrderDays } from './rhythm.ts'

/** From how many percent of the own rhythm without an order a customer counts as late (domain.md 2: 1.5 times). */
export const LATE_AFTER = 150
/** Who has been away longer is lost rather than late, and no alarm brings them up. */
export const LATE_WITHIN_DAYS = 365
/** The alarm is judged by who came back in so many days. */
export const RETURN_DAYS = 30

/** True when more than `lateAfter` percent of the own rhythm have gone by since the last order. @param rhythm 0: none yet */
export const isLate = (daysSince: number, rhythm: number, lateAfter: number): boolean =>
  rhythm > 0 && daysSince <= LATE_WITHIN_DAYS && daysSince * 100 > rhythm * lateAfter

/** What an alarm was worth: customers by whether it went off, and how many of them did not order in the days after. */
export interface AlarmTest {
  flagged: number
  flaggedGone: number
  unflagged: number
  unflaggedGone: number
}

export const NO_ALARMS: AlarmTest = { flagged: 0, flaggedGone: 0, unflagged: 0, unflaggedGone: 0 }

/**
 * The alarm of a past day, told from the orders up to that day alone, against what came in the `RETURN_DAYS` after it. Adds
 * to `test`. Counted are customers with a rhythm of their own and an order within `LATE_WITHIN_DAYS`.
 * @param day days since 1970-01-01, with all `RETURN_DAYS` after it known
 * @param longest rhythms that count, days: of somebody who comes every two months, 30 days without an order say nothing
 */
export function testAlarm(
  orders: OrderDays,
  day: number,
  lateAfter: number,
  skip: (customer: number) => boolean,
  test: AlarmTest,
  longest = RETURN_DAYS,
): AlarmTest {
  const result = { ...test }
  for (let c = 0; c + 1 < orders.first.length; c++) {
    const begin = orders.first[c]!
    const after = placeAfter(orders.day, begin, orders.first[c + 1]!, day)
    if (after === begin || skip(c)) continue
    const since = day - orders.day[after - 1]!
    const rhythm = medianGap(orders.day, Math.max(begin, after - RHYTHM_ORDERS), after)
    if (rhythm === 0 || rhythm > longest || since > LATE_WITHIN_DAYS) continue
    const gone = after === orders.first[c + 1]! || orders.day[after]! > day + RETURN_DAYS
    if (isLate(since, rhythm, lateAfter)) {
      result.flagged += 1
      if (gone) result.flaggedGone += 1
    } else {
      result.unflagged += 1
      if (gone) result.unflaggedGone += 1
    }
  }
  return result
}

/** The days an alarm is tested on: every `RETURN_DAYS` over the year before `to`, oldest first, none before `since`. */
export function testDays(since: number, to: number): number[] {
  const days: number[] = []
  for (let day = to - RETURN_DAYS; day >= since && days.length < 12; day -= RETURN_DAYS) days.unshift(day)
  return days
}

/** The first place from `from` whose day is after `day`, found by halving. */
function placeAfter(days: Int32Array, from: number, to: number, day: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if (days[middle]! <= day) low = middle + 1
    else high = middle
  }
  return low
}
