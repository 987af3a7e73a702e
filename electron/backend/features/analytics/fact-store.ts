import type Database from 'better-sqlite3'
import { addDays, dayNumber, type Day } from '../../../../shared/day.ts'
import type { Facts, SalesDay } from '../../../../shared/domain/analytics/facts.ts'
import { openReader } from '../../db/open.ts'
import type { Changed } from './change-notes.ts'
import { loadSales } from './load-sales.ts'
import { STOCK_TYPES, StockColumns } from './load-stock.ts'
import { Places } from './places.ts'

/** Days of sales read by one statement. */
const DAYS_AT_ONCE = 30

/**
 * The facts of one company in memory: read once from the documents and the ledger, then kept current by what commits changed.
 * Every `current()` is a snapshot: what a report under way reads never changes.
 */
export class FactStore {
  readonly #database: Database.Database
  readonly #places = new Places()
  readonly #stock = new StockColumns()
  readonly #sales = new Map<number, SalesDay>()
  #sorted: readonly SalesDay[] | null = null
  /** The last commit that the loaded movements contain. */
  #seq = 0

  constructor(file: string) {
    this.#database = openReader(file)
  }

  /** Reads everything. @param breathe lets others in; gets how much is done, in percent */
  async load(breathe: (percent: number) => Promise<void>): Promise<void> {
    const database = this.#database
    // one snapshot, so that it is known which commits are in it
    database.exec('begin')
    try {
      this.#seq = database.prepare<[], number>('select coalesce(max(seq), 0) from change_log').pluck().get()!
      this.#places.read(database)
      const rows = database.prepare<[], number>('select count(*) from stock_movement').pluck().get()!
      await this.#stock.load(database, this.#places, (read) => breathe(Math.round((30 * read) / Math.max(rows, 1))))
      const range = database
        .prepare<[], { first: Day | null; last: Day | null }>(
          `select min(first) as first, max(last) as last from (
             select min(day) as first, max(day) as last from sales_order
             union all select min(day), max(day) from shipment union all select min(day), max(day) from sales_return)`,
        )
        .get()!
      if (range.first !== null) await this.#loadSales(range.first, range.last!, breathe)
    } finally {
      database.exec('commit')
    }
  }

  /** Takes in what commits have changed. */
  update(changed: Changed): void {
    if (changed.places) this.#places.read(this.#database)
    for (const { seq, rows } of changed.movements) if (seq > this.#seq) this.#stock.append(rows, this.#places)
    const days = new Set(changed.days)
    for (const [sql, ids] of [
      ['select day from sales_order where id in', changed.orders],
      // a note counts for the person of its order
      ['select day from shipment where order_id in', changed.orders],
      ['select day from shipment where id in', changed.shipments],
      ['select day from sales_return where id in', changed.returns],
    ] as const) {
      const find = this.#database.prepare<[string], Day>(`${sql} (select value from json_each(?))`).pluck()
      for (const day of find.all(JSON.stringify(ids))) days.add(day)
    }
    for (const day of days) {
      const [record] = this.#read(day, day)
      if (record) this.#sales.set(record.day, record)
      else this.#sales.delete(dayNumber(day))
    }
    if (days.size > 0) this.#sorted = null
  }

  /** Everything as of the last update. @param today the company's day */
  current(today: Day): Facts {
    this.#sorted ??= [...this.#sales.values()].sort((a, b) => a.day - b.day)
    return {
      today: dayNumber(today),
      sales: this.#sorted,
      stock: this.#stock.days,
      ...this.#places.lists,
      movementTypes: STOCK_TYPES,
    }
  }

  close(): void {
    this.#database.close()
  }

  async #loadSales(first: Day, last: Day, breathe: (percent: number) => Promise<void>): Promise<void> {
    const all = dayNumber(last) - dayNumber(first) + 1
    for (let done = 0; done < all; done += DAYS_AT_ONCE) {
      const from = addDays(first, done)
      for (const record of this.#read(from, addDays(from, DAYS_AT_ONCE - 1))) this.#sales.set(record.day, record)
      await breathe(Math.min(100, 30 + Math.round((70 * (done + DAYS_AT_ONCE)) / all)))
    }
    this.#sorted = null
  }

  #read(from: Day, to: Day): SalesDay[] {
    const withTax = this.#database.prepare<[], number>(`select settings ->> '$.taxIncluded' from company`).pluck().get()
    return loadSales(this.#database, this.#places, from, to, withTax === 1)
  }
}
