import type { Day } from '../../day.ts'
import type { Price } from '../../money.ts'

/** A price that begins on a day. Empty day: since ever. A price of null ends what was before. */
export interface DatedPrice {
  fromDay: Day | ''
  /** Last day it holds; null: until something follows it. */
  toDay?: Day | null
  price: Price | null
}

/**
 * The prices in force on a day, one for each key. Of those that have begun and not ended the one that began last holds, so a
 * short agreement inside a long one gives way again when it ends. Nothing has to run at midnight: looking at the day is all.
 */
export function pricesInForce<Row extends DatedPrice>(
  rows: readonly Row[],
  day: Day,
  keyOf: (row: Row) => string,
): (Row & { price: Price })[] {
  const newest = new Map<string, Row>()
  for (const row of rows) {
    if (row.fromDay > day || (row.toDay != null && row.toDay < day)) continue
    const known = newest.get(keyOf(row))
    if (!known || known.fromDay < row.fromDay) newest.set(keyOf(row), row)
  }
  return [...newest.values()].filter((row): row is Row & { price: Price } => row.price !== null)
}
