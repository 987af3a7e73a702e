import type Database from 'better-sqlite3'
import { WARNING_KINDS, type StockWarning, type WarningKind } from '../../../../shared/contract/replenishment.ts'
import { addDays, daysBetween, type Day } from '../../../../shared/day.ts'
import { expiryBand } from '../../../../shared/domain/inventory/fefo.ts'
import { goodsOf, type Goods } from './goods.ts'

export interface WarningsInput {
  file: string
  today: Day
  kind: WarningKind
  warehouseId?: string
  productIds?: string[]
  quietDays: number
  limit: number
}

export interface WarningsResult {
  counts: Record<WarningKind, number>
  rows: StockWarning[]
}

interface Balance {
  productId: string
  warehouseId: string
  onHand: number
  available: number
  onOrder: number
  inTransit: number
}

/** Looks at all balances and lots once: how many warnings of every kind, and the rows of one, the most pressing first. */
export function stockWarnings(reader: Database.Database, input: WarningsInput): WarningsResult {
  const goods = goodsOf(reader)
  const warehouses = new Map(
    reader
      .prepare<[], { id: string; name: string }>('select id, name from warehouse')
      .all()
      .map((w) => [w.id, w.name]),
  )
  const wanted = input.productIds === undefined ? null : new Set(input.productIds)
  const counts = Object.fromEntries(WARNING_KINDS.map((kind) => [kind, 0])) as Record<WarningKind, number>
  const found: { warning: StockWarning; weight: number }[] = []
  const waiting = waitingOf(reader)
  /** @param weight the larger, the more pressing */
  const warn = (kind: WarningKind, known: Goods, b: Balance, weight: number, more: Partial<StockWarning> = {}) => {
    if (wanted && !wanted.has(known.id)) return
    if (input.warehouseId !== undefined && b.warehouseId !== input.warehouseId && b.warehouseId !== '') return
    counts[kind]++
    if (kind !== input.kind) return
    const { id: productId, code, name, spec, baseUnit, packs } = known
    const { onHand, available, onOrder, inTransit } = b
    const warehouse = warehouses.get(b.warehouseId) ?? ''
    const place = { warehouseId: b.warehouseId === '' ? null : b.warehouseId, warehouse }
    const none = { limit: null, waiting: 0, lotId: null, lot: '', expiryDay: null, days: null }
    const warning = { productId, code, name, spec, baseUnit, packs, kind, ...place }
    found.push({ warning: { ...warning, onHand, available, onOrder, inTransit, ...none, ...more }, weight })
  }

  const limits = limitsOf(reader)
  const totals = new Map<string, Balance>()
  const quiet = quietPlaces(reader, addDays(input.today, -input.quietDays))
  for (const b of balances(reader)) {
    const known = goods.get(b.productId)
    if (!known) continue
    const key = `${b.productId} ${b.warehouseId}`
    addTo(totals, b)
    const limit = limits.get(key)
    if (limit?.min != null && b.available < limit.min) {
      warn('below-minimum', known, b, 1 - b.available / Math.max(1, limit.min), { limit: limit.min })
    }
    if (limit?.max != null && b.onHand + b.onOrder > limit.max) {
      warn('over-maximum', known, b, (b.onHand + b.onOrder) / Math.max(1, limit.max), { limit: limit.max })
    }
    const waits = waiting.get(key) ?? 0
    if (waits > 0 && b.available <= 0) warn('sold-out', known, b, waits, { waiting: waits })
    waiting.delete(key)
    if (b.onHand < 0) warn('negative', known, b, -b.onHand)
    const since = b.onHand > 0 ? quiet(b.productId, b.warehouseId) : null
    if (since !== null) {
      const days = daysBetween(since, input.today)
      warn('no-movement', known, b, days, { days })
    }
  }
  // what customers wait for where nothing ever was
  for (const [key, waits] of waiting) {
    const [productId, warehouseId] = key.split(' ') as [string, string]
    const known = goods.get(productId)
    if (known) warn('sold-out', known, { ...nothing, productId, warehouseId }, waits, { waiting: waits })
  }
  for (const known of goods.values()) {
    const total = totals.get(known.id) ?? { ...nothing, productId: known.id }
    const { safetyStock: min, maxStock: max } = known
    if (min > 0 && total.available < min) {
      warn('below-minimum', known, total, 1 - total.available / min, { limit: min })
    }
    if (max !== null && total.onHand + total.onOrder > max) {
      warn('over-maximum', known, total, (total.onHand + total.onOrder) / Math.max(1, max), { limit: max })
    }
  }
  for (const lot of lots(reader)) {
    const known = goods.get(lot.productId)
    if (!known) continue
    const band = expiryBand(lot, input.today, lot.shelfLifeDays)
    if (band !== 'near' && band !== 'expired') continue
    const days = daysBetween(input.today, lot.expiryDay)
    warn('near-expiry', known, { ...nothing, ...lot, available: lot.free }, -days, {
      lotId: lot.lotId,
      lot: lot.number,
      expiryDay: lot.expiryDay,
      days,
    })
  }
  found.sort((a, b) => b.weight - a.weight || (a.warning.code < b.warning.code ? -1 : 1))
  return { counts, rows: found.slice(0, input.limit).map(({ warning }) => warning) }
}

const nothing: Balance = { productId: '', warehouseId: '', onHand: 0, available: 0, onOrder: 0, inTransit: 0 }

function addTo(totals: Map<string, Balance>, b: Balance): void {
  const total = totals.get(b.productId)
  if (!total) totals.set(b.productId, { ...b, warehouseId: '' })
  else {
    total.onHand += b.onHand
    total.available += b.available
    total.onOrder += b.onOrder
    total.inTransit += b.inTransit
  }
}

function balances(reader: Database.Database): Balance[] {
  return reader
    .prepare<[], Balance>(
      `select product_id as productId, warehouse_id as warehouseId, on_hand as onHand,
         on_hand - reserved - frozen as available, on_order as onOrder, in_transit as inTransit from stock_balance`,
    )
    .all()
}

function limitsOf(reader: Database.Database): Map<string, { min: number | null; max: number | null }> {
  const rows = reader
    .prepare<[], { key: string; min: number | null; max: number | null }>(
      `select product_id || ' ' || warehouse_id as key, min_stock as min, max_stock as max from product_place
       where min_stock is not null or max_stock is not null`,
    )
    .all()
  return new Map(rows.map((row) => [row.key, row]))
}

function waitingOf(reader: Database.Database): Map<string, number> {
  const rows = reader
    .prepare<[], { key: string; quantity: number }>(
      `select l.product_id || ' ' || l.warehouse_id as key, sum(l.quantity - l.shipped - l.reserved) as quantity
       from sales_order o cross join sales_order_line l on l.order_id = o.id
       where o.status in ('to-ship', 'part-shipped') and l.quantity - l.shipped - l.reserved > 0 group by 1`,
    )
    .all()
  return new Map(rows.map((row) => [row.key, row.quantity]))
}

/** Tells the day of the last movement of a place when it is before `since`; two index seeks a place. */
function quietPlaces(reader: Database.Database, since: Day): (productId: string, warehouseId: string) => Day | null {
  const last = reader
    .prepare<[string, string], string>(
      `select day from stock_movement where product_id = ? and warehouse_id = ? order by id desc limit 1`,
    )
    .pluck()
  return (productId, warehouseId) => {
    const day = last.get(productId, warehouseId)
    return day !== undefined && day < since ? day : null
  }
}

interface LotRow extends Balance {
  lotId: string
  number: string
  productionDay: Day | null
  expiryDay: Day
  shelfLifeDays: number | null
  free: number
}

function lots(reader: Database.Database): LotRow[] {
  return reader
    .prepare<[], LotRow>(
      `select b.product_id as productId, b.warehouse_id as warehouseId, b.on_hand as onHand,
         case l.frozen when 1 then 0 else b.on_hand - b.reserved end as free, 0 as available, 0 as onOrder,
         0 as inTransit, l.id as lotId, l.number, l.production_day as productionDay, l.expiry_day as expiryDay,
         p.shelf_life_days as shelfLifeDays
       from stock_lot_balance b join stock_lot l on l.id = b.lot_id join product p on p.id = b.product_id
       where b.on_hand > 0 and l.expiry_day is not null`,
    )
    .all()
}
