import type Database from 'better-sqlite3'
import { addDays, dayNumber, type Day } from '../../../../shared/day.ts'
import type { Facts, SalesDay } from '../../../../shared/domain/analytics/facts.ts'
import { openReader } from '../../db/open.ts'
import type { Changed } from './change-notes.ts'
import { changesSince, readKept, writeKept } from './kept-facts.ts'
import { loadSales } from './load-sales.ts'
import { STOCK_TYPES, StockColumns } from './load-stock.ts'
import { Places } from './places.ts'

/** Days of sales read by one statement. */
const DAYS_AT_ONCE = 30
/** After so many commits the facts are kept again, so that the next start has less to take in. */
const MANY_COMMITS = 2000

/**
 * The facts of one company in memory: read once from the documents and the ledger, then kept current by what commits changed.
 * Every `current()` is a snapshot: what a report under way reads never changes.
 */
export class FactStore {
  readonly #database: Database.Database
  readonly #keptAt: string | null
  readonly #places = new Places()
  readonly #stock = new StockColumns()
  readonly #sales = new Map<number, SalesDay>()
  #sorted: readonly SalesDay[] | null = null
  /** The last commit that the loaded movements contain. */
  #seq = 0

  /** @param keptAt file where facts are kept between starts; without one they are always read anew */
  constructor(file: string, keptAt?: string) {
    this.#database = openReader(file)
    this.#keptAt = keptAt ?? null
  }

  /**
   * Makes the facts ready: from what was kept at an earlier time and the change log since, or from the documents and the
   * ledger. @param breathe lets others in; gets how much is done, in percent
   */
  async load(breathe: (percent: number) => Promise<void>): Promise<void> {
    // one snapshot, so that it is known which commits are in it
    this.#database.exec('begin')
    try {
      const before = this.#restore()
      if (before === null) await this.#readAll(breathe)
      else if (this.#seq - before < MANY_COMMITS) return
    } finally {
      this.#database.exec('commit')
    }
    if (this.#keptAt) this.#keep()
  }

  async #readAll(breathe: (percent: number) => Promise<void>): Promise<void> {
    await breathe(0)
    const database = this.#database
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
  }

  /** Takes in what was kept and what was committed since. @returns the commit it was kept at; null: nothing fitting was */
  #restore(): number | null {
    const kept = this.#keptAt ? readKept(this.#keptAt, this.#database) : null
    const changed = kept && changesSince(this.#database, kept.seq)
    if (!kept || !changed) return null
    this.#places.restore(kept.places)
    this.#places.read(this.#database)
    // hours would be those of another zone
    if (this.#places.ids.zone !== kept.places.zone) return null
    this.#seq = kept.seq
    this.#stock.restore(kept.stock)
    for (const record of kept.sales) this.#sales.set(record.day, record)
    this.update(changed)
    this.#seq = this.#database.prepare<[], number>('select coalesce(max(seq), 0) from change_log').pluck().get()!
    return kept.seq
  }

  /** Keeps the facts for the next start; what cannot be written is read anew then. */
  #keep(): void {
    const { sales, stock } = this.current('1970-01-01')
    writeKept(this.#keptAt!, this.#database, { seq: this.#seq, places: this.#places.ids, sales, stock })
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
