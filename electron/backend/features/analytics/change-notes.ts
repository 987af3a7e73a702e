import type { Day } from '../../../../shared/day.ts'
import type { Committed } from '../../db/unit-of-work.ts'
import type { MovementRow } from './load-stock.ts'

/** What commits have changed since the last question. */
export interface Changed {
  /** Master data. */
  places: boolean
  /** Days whose sales are to be read again, and documents whose days are not known. */
  days: Day[]
  orders: string[]
  shipments: string[]
  returns: string[]
  /** New movements, with the number of their commit in the change log. */
  movements: { seq: number; rows: MovementRow[] }[]
}

/** Master data that reports group by. */
const PLACE_TABLES = new Set(['company', 'customer', 'product', 'tree_node', 'warehouse', 'site', 'user_account'])
/** Documents that make sales, and under what their changes are noted. */
const HEADS = { sales_order: 'orders', shipment: 'shipments', sales_return: 'returns' } as const
/** What re-costing changes afterwards is booked under these. */
const SALE_MOVEMENTS = new Set(['shipment', 'sales-return'])

/** Collects what commits mean for the facts, until the next question takes it. */
export class ChangeNotes {
  #changed = nothing()
  /** Notes so far. */
  size = 0

  /** Only heads of documents: no line changes what it counts without its document. */
  add({ seq, changes }: Committed): void {
    if (seq === null) return
    const changed = this.#changed
    const movements: MovementRow[] = []
    for (const { table, key, before, after } of changes) {
      if (PLACE_TABLES.has(table)) changed.places = true
      else if (table === 'stock_movement') {
        const movement = after as unknown as MovementRow
        movements.push(movement)
        if (SALE_MOVEMENTS.has(movement.document_type)) push(changed.days, movement.day)
      } else if (table in HEADS) {
        this.size += 1
        if (typeof before?.['day'] === 'string') push(changed.days, before['day'])
        if (typeof after?.['day'] === 'string') push(changed.days, after['day'])
        else if (after) push(changed[HEADS[table as keyof typeof HEADS]], String(key[0]))
      }
    }
    if (movements.length > 0) changed.movements.push({ seq, rows: movements })
    this.size += movements.length
  }

  /** Hands over what was noted and begins anew. */
  take(): Changed {
    const changed = this.#changed
    this.#changed = nothing()
    this.size = 0
    return changed
  }
}

const nothing = (): Changed => ({ places: false, days: [], orders: [], shipments: [], returns: [], movements: [] })

/** Adds a value unless it is the last one: documents of one day come together. */
function push<Value>(list: Value[], value: Value): void {
  if (list.at(-1) !== value) list.push(value)
}
