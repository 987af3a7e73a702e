import type Database from 'better-sqlite3'
import { dayFromNumber, dayNumber, type Day } from '../../../../shared/day.ts'
import type { StockDay } from '../../../../shared/domain/analytics/facts.ts'
import { MOVEMENT_TYPES } from '../inventory/ledger.ts'
import type { Places } from './places.ts'

/** A movement as the ledger has it. Quantity thousandths of the base unit, value 1/10000 yuan. */
export interface MovementRow {
  day: Day
  product_id: string
  warehouse_id: string
  document_type: string
  quantity: number
  value: number
}

/** What a movement may be, as reports number it: each kind, and each taken back. */
export const STOCK_TYPES: readonly string[] = [...MOVEMENT_TYPES, ...MOVEMENT_TYPES.map((type) => `${type}-void`)]
const TYPE_AT = new Map(STOCK_TYPES.map((type, at) => [type, at]))

/** Room of a day that gets its first movement. */
const FIRST_ROOM = 16

interface Columns extends StockDay {
  count: number
}

/**
 * All stock movements, a record a day. The ledger only grows, so that movements are added and never read again; a day that
 * reports are being made of is copied before it gets more.
 */
export class StockColumns {
  readonly #days = new Map<Day, Columns>()
  #sorted: readonly StockDay[] | null = null

  /** Reads the whole ledger. @param breathe called now and then with the rows read so far */
  async load(database: Database.Database, places: Places, breathe: (rows: number) => Promise<void>): Promise<void> {
    const rows = database
      .prepare<[], MovementRow>(
        'select day, product_id, warehouse_id, document_type, quantity, value from stock_movement',
      )
      .iterate()
    let read = 0
    for (const row of rows) {
      this.#add(row, places)
      if (++read % 50_000 === 0) await breathe(read)
    }
    this.#sorted = null
  }

  /** Takes in records as `days` gave them. */
  restore(days: readonly StockDay[]): void {
    for (const day of days) this.#days.set(dayFromNumber(day.day), { ...day })
    this.#sorted = null
  }

  /** Takes in what was committed since. */
  append(rows: readonly MovementRow[], places: Places): void {
    // reports under way go on reading the records they have
    for (const day of new Set(rows.map((row) => row.day))) {
      const known = this.#days.get(day)
      if (known) this.#days.set(day, copyOf(known, known.product.length))
    }
    for (const row of rows) this.#add(row, places)
    this.#sorted = null
  }

  /** Oldest first. */
  get days(): readonly StockDay[] {
    this.#sorted ??= [...this.#days.values()].map((day) => ({ ...day })).sort((a, b) => a.day - b.day)
    return this.#sorted
  }

  #add(row: MovementRow, places: Places): void {
    let columns = this.#days.get(row.day)
    if (!columns) this.#days.set(row.day, (columns = emptyDay(dayNumber(row.day))))
    if (columns.count === columns.product.length)
      this.#days.set(row.day, (columns = copyOf(columns, columns.product.length * 2)))
    const at = columns.count++
    const type = TYPE_AT.get(row.document_type)
    if (type === undefined) throw new Error(`movement type ${row.document_type}`)
    columns.product[at] = places.product(row.product_id)
    columns.warehouse[at] = places.warehouse(row.warehouse_id)
    columns.type[at] = type
    columns.quantity[at] = row.quantity
    columns.value[at] = row.value
  }
}

const emptyDay = (day: number): Columns => ({
  day,
  count: 0,
  product: new Uint32Array(FIRST_ROOM),
  warehouse: new Uint16Array(FIRST_ROOM),
  type: new Uint8Array(FIRST_ROOM),
  quantity: new Float64Array(FIRST_ROOM),
  value: new Float64Array(FIRST_ROOM),
})

function copyOf(from: Columns, room: number): Columns {
  const to: Columns = {
    day: from.day,
    count: from.count,
    product: new Uint32Array(room),
    warehouse: new Uint16Array(room),
    type: new Uint8Array(room),
    quantity: new Float64Array(room),
    value: new Float64Array(room),
  }
  to.product.set(from.product)
  to.warehouse.set(from.warehouse)
  to.type.set(from.type)
  to.quantity.set(from.quantity)
  to.value.set(from.value)
  return to
}
