import type Database from 'better-sqlite3'
import { addDays, dayNumber, type Day } from '../../../../shared/day.ts'

/**
 * What advice is worked out from, read on a worker by few plain statements and kept in arrays: 50,000 products and a year of
 * daily sales take seconds. Quantities are thousandths of the base unit.
 */
export interface Pool {
  productId: string
  siteId: string
  /** Sales by day, `[day of the period, quantity]`, the oldest first. */
  sales: { day: number; quantity: number }[]
  /** Net movements by day of the period; null: stock of this site never moved. */
  moves: Map<number, number> | null
  /** Day of the period of the first movement ever; days before say nothing about stock. */
  firstMove: number
  onHand: number
  available: number
  onOrder: number
  inTransit: number
  waiting: number
  /** Sum of the minimums and maximums typed for warehouses of the site; null: none. */
  minStock: number | null
  maxStock: number | null
  /** The warehouse that sells most of it: where an order goes. */
  warehouseId: string
}

export interface FactsScope {
  today: Day
  /** Days of history, the last of them yesterday. */
  days: number
  productId?: string
  siteId?: string
}

export interface Facts {
  pools: Pool[]
  /** First day of the period. */
  from: Day
}

/** Reads everything that concerns stock and demand; what needs nothing and sells nothing is left out. */
export function readFacts(reader: Database.Database, scope: FactsScope): Facts {
  const from = addDays(scope.today, -scope.days)
  const places = new Map(
    reader
      // seconds and goods for suppliers are not there to be sold
      .prepare<[], { id: string; site_id: string }>(
        "select id, site_id from warehouse where archived = 0 and kind = 'stock'",
      )
      .all()
      .filter((w) => scope.siteId === undefined || w.site_id === scope.siteId)
      .map((w) => [w.id, w.site_id]),
  )
  const pools = new Map<string, Pool>()
  const sold = new Map<Pool, Map<string, number>>()
  const poolOf = (productId: string, warehouseId: string): Pool | null => {
    const siteId = places.get(warehouseId)
    if (siteId === undefined) return null
    const key = productId + siteId
    let pool = pools.get(key)
    if (!pool) pools.set(key, (pool = emptyPool(productId, siteId, warehouseId)))
    return pool
  }
  readSales(reader, scope, from, (productId, warehouseId, day, quantity) => {
    const pool = poolOf(productId, warehouseId)
    if (!pool) return
    const last = pool.sales.at(-1)
    if (last?.day === day) last.quantity += quantity
    else pool.sales.push({ day, quantity })
    let byWarehouse = sold.get(pool)
    if (!byWarehouse) sold.set(pool, (byWarehouse = new Map()))
    byWarehouse.set(warehouseId, (byWarehouse.get(warehouseId) ?? 0) + quantity)
  })
  readBalances(reader, scope, poolOf)
  readWaiting(reader, scope, poolOf)
  readLimits(reader, scope, poolOf)
  readMoves(reader, scope, from, (productId, warehouseId) => pools.get(productId + (places.get(warehouseId) ?? '')))
  for (const [pool, byWarehouse] of sold) {
    let most = -1
    for (const [warehouseId, quantity] of byWarehouse) {
      if (quantity > most) [most, pool.warehouseId] = [quantity, warehouseId]
    }
  }
  return { pools: [...pools.values()], from }
}

function emptyPool(productId: string, siteId: string, warehouseId: string): Pool {
  return {
    productId,
    siteId,
    sales: [],
    moves: null,
    firstMove: Infinity,
    onHand: 0,
    available: 0,
    onOrder: 0,
    inTransit: 0,
    waiting: 0,
    minStock: null,
    maxStock: null,
    warehouseId,
  }
}

type PoolOf = (productId: string, warehouseId: string) => Pool | null | undefined
const only = (scope: FactsScope, column = 'product_id') => (scope.productId === undefined ? '' : ` and ${column} = ?`)
const given = (scope: FactsScope) => (scope.productId === undefined ? [] : [scope.productId])

function readSales(
  reader: Database.Database,
  scope: FactsScope,
  from: Day,
  add: (productId: string, warehouseId: string, day: number, quantity: number) => void,
): void {
  const rows = reader
    .prepare<string[], [string, string, string, number]>(
      `select day, product_id, warehouse_id, quantity from sales_product_day
       where day >= ? and day < ?${only(scope)} order by day, product_id, warehouse_id`,
    )
    .raw()
    .iterate(from, scope.today, ...given(scope))
  const start = dayNumber(from)
  let day = ''
  let index = 0
  for (const [rowDay, productId, warehouseId, quantity] of rows) {
    if (rowDay !== day) [day, index] = [rowDay, dayNumber(rowDay) - start]
    add(productId, warehouseId, index, quantity)
  }
}

function readBalances(reader: Database.Database, scope: FactsScope, poolOf: PoolOf): void {
  const rows = reader
    .prepare<string[], [string, string, number, number, number, number, number]>(
      `select product_id, warehouse_id, on_hand, reserved, frozen, on_order, in_transit from stock_balance
       where 1${only(scope)}`,
    )
    .raw()
    .iterate(...given(scope))
  for (const [productId, warehouseId, onHand, reserved, frozen, onOrder, inTransit] of rows) {
    const pool = poolOf(productId, warehouseId)
    if (!pool) continue
    pool.onHand += onHand
    pool.available += onHand - reserved - frozen
    pool.onOrder += onOrder
    pool.inTransit += inTransit
  }
}

/** What customers ordered and nothing is kept for yet. */
function readWaiting(reader: Database.Database, scope: FactsScope, poolOf: PoolOf): void {
  const rows = reader
    .prepare<string[], [string, string, number]>(
      `select l.product_id, l.warehouse_id, l.quantity - l.shipped - l.reserved
       from sales_order o cross join sales_order_line l on l.order_id = o.id
       where o.status in ('to-ship', 'part-shipped') and l.quantity - l.shipped - l.reserved > 0${only(scope, 'l.product_id')}`,
    )
    .raw()
    .iterate(...given(scope))
  for (const [productId, warehouseId, quantity] of rows) {
    const pool = poolOf(productId, warehouseId)
    if (pool) pool.waiting += quantity
  }
}

function readLimits(reader: Database.Database, scope: FactsScope, poolOf: PoolOf): void {
  const rows = reader
    .prepare<string[], [string, string, number | null, number | null]>(
      `select product_id, warehouse_id, min_stock, max_stock from product_place
       where (min_stock is not null or max_stock is not null)${only(scope)}`,
    )
    .raw()
    .iterate(...given(scope))
  for (const [productId, warehouseId, min, max] of rows) {
    const pool = poolOf(productId, warehouseId)
    if (!pool) continue
    if (min !== null) pool.minStock = (pool.minStock ?? 0) + min
    if (max !== null) pool.maxStock = (pool.maxStock ?? 0) + max
  }
}

/** Movements of the period for goods that are looked at; of earlier ones only that there were some. */
function readMoves(reader: Database.Database, scope: FactsScope, from: Day, poolOf: PoolOf): void {
  const rows = reader
    .prepare<string[], [string, string, string, number]>(
      `select product_id, warehouse_id, day, quantity from stock_movement where quantity <> 0${only(scope)}`,
    )
    .raw()
    .iterate(...given(scope))
  const start = dayNumber(from)
  const indexes = new Map<string, number>()
  for (const [productId, warehouseId, day, quantity] of rows) {
    const pool = poolOf(productId, warehouseId)
    if (!pool) continue
    let index = indexes.get(day)
    if (index === undefined) indexes.set(day, (index = dayNumber(day) - start))
    if (index < pool.firstMove) pool.firstMove = index
    pool.moves ??= new Map()
    if (index >= 0) pool.moves.set(index, (pool.moves.get(index) ?? 0) + quantity)
  }
}

/**
 * Days of the period on which nothing was there from morning to night, worked out backwards from today's stock; null when
 * the stock says nothing (it never moved here).
 */
export function stockOutDays(pool: Pool, days: number): ((day: number) => boolean) | null {
  if (pool.moves === null) return null
  let evening = pool.onHand - (pool.moves.get(days) ?? 0)
  const empty = new Uint8Array(days)
  for (let day = days - 1; day >= 0 && day >= pool.firstMove; day--) {
    const moved = pool.moves.get(day) ?? 0
    if (evening <= 0 && evening - moved <= 0) empty[day] = 1
    evening -= moved
  }
  return (day) => empty[day] === 1
}

/** The sales of a pool as a series of days. @param into reused between pools */
export function dailySales(pool: Pool, into: Float64Array): Float64Array {
  into.fill(0)
  for (const { day, quantity } of pool.sales) into[day] = quantity
  return into
}
