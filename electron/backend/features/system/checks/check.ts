import type Database from 'better-sqlite3'
import { formatFen, mulDiv } from '../../../../../shared/money.ts'
import { formatQuantity } from '../../../../../shared/quantity.ts'

/** One statement about the books that must hold, and how to look whether it does. */
export interface Check {
  /** Named after what is compared; the health page has a text for each. */
  name: string
  run(database: Database.Database, shared: Shared): Findings
}

/** What several checks of one run need and only one works out. */
export class Shared {
  readonly #results = new Map<string, unknown>()

  once<T>(key: string, work: () => T): T {
    if (!this.#results.has(key)) this.#results.set(key, work())
    return this.#results.get(key) as T
  }
}

export interface Findings {
  /** Rows looked at. */
  count: number
  /** The first differences: codes, numbers and amounts, readable in any language. */
  faults: string[]
}

/** Differences listed per check; the first say where to look. */
export const MOST_FAULTS = 5

/**
 * A check in SQL.
 * @param countSql one number: rows looked at
 * @param faultSql one text column, a row for each difference
 */
export function sqlCheck(name: string, countSql: string, faultSql: string): Check {
  return {
    name,
    run: (database) => ({ count: countOf(database, countSql), faults: faultsOf(database, faultSql) }),
  }
}

/** The first differences that a statement finds. */
export function faultsOf(database: Database.Database, faultSql: string): string[] {
  return database.prepare<[], string | null>(`${faultSql} limit ${MOST_FAULTS}`).pluck().all().map(String)
}

export function countOf(database: Database.Database, sql: string): number {
  return database.prepare<[], number>(sql).pluck().get() ?? 0
}

/** SQL functions of the checks: the same pure functions as everywhere, for rounding and for readable numbers. */
export function installFunctions(database: Database.Database): void {
  const pure = { deterministic: true }
  database.function('check_share', pure, (a: number, b: number, divisor: number) => mulDiv(a, b, divisor))
  database.function('check_fen', pure, (amount: number | null) => formatFen(amount ?? 0))
  database.function('check_quantity', pure, (quantity: number | null) => formatQuantity(quantity ?? 0))
}
