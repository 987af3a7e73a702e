import { daysBetween, type Day } from '../../day.ts'
import type { Fen } from '../../money.ts'

/** What is open of an entry: above 0 a charge, below 0 a credit (分). */
export interface AgedItem {
  dueDay: Day
  open: Fen
}

/** Open charges by days overdue, and the credits that have not settled anything. All together are the balance. */
export interface Ageing {
  /** Last days of the buckets but the last, rising: 30, 60 means 1–30, 31–60, over 60. */
  buckets: number[]
  /** Not yet due, then one amount for each bucket: two more than `buckets` has days. */
  amounts: Fen[]
  /** Advances and credits, 0 or below. */
  credits: Fen
}

/**
 * The ageing strip of a statement as at the end of a day (domain.md 9): by due day, what is due on the day itself is not
 * overdue yet.
 */
export function ageingOf(items: Iterable<AgedItem>, day: Day, buckets: readonly number[]): Ageing {
  const amounts = Array.from({ length: buckets.length + 2 }, () => 0)
  let credits = 0
  for (const { dueDay, open } of items) {
    if (open < 0) credits += open
    else amounts[bucketOf(daysBetween(dueDay, day), buckets)]! += open
  }
  return { buckets: [...buckets], amounts, credits }
}

/** 0: not overdue; 1 for the first bucket and so on. */
export function bucketOf(daysOverdue: number, buckets: readonly number[]): number {
  if (daysOverdue <= 0) return 0
  const found = buckets.findIndex((last) => daysOverdue <= last)
  return found < 0 ? buckets.length + 1 : found + 1
}

/** The days of each overdue bucket, for its title; `to` null: and more. */
export function bucketRanges(buckets: readonly number[]): { from: number; to: number | null }[] {
  return [...buckets, null].map((to, i) => ({ from: (i === 0 ? 0 : buckets[i - 1]!) + 1, to }))
}
