import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import type { CloseState } from '../../../../shared/domain/order/states.ts'
import { shippedWorth } from '../../../../shared/domain/order/totals.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { prepared } from '../../db/prepared.ts'
import type { Db } from '../../db/dialect.ts'
import { ADD_CUSTOMER_DAY, ADD_HABIT, ADD_PRODUCT_DAY, CUSTOMER_DAY, HABIT, PRODUCT_DAY } from './rollup-columns.ts'

/**
 * The daily sales rollups and each customer's usual goods: derived from effective orders (approved or imported history,
 * not void), kept in the same transaction as the order. `verify` recomputes every row.
 */
export interface RolledOrder {
  id: string
  customer_id: string
  day: Day
  closed: CloseState
}
export interface RolledLine {
  product_id: string
  warehouse_id: string
  unit: string
  factor: number
  quantity: number
  price: number
  net: number
  shipped: number
  gift: number
}

/** What a line counts in the sales rollups: all of it, or what was shipped when the rest was given up. */
export function rolledMeasures(line: RolledLine, closed: CloseState): { quantity: number; amount: number } {
  if (closed !== 'short') return { quantity: line.quantity, amount: line.net }
  return { quantity: line.shipped, amount: shippedWorth(line.net, line.quantity, line.shipped) }
}

/**
 * Adds what an order's lines show of the customer's habits: usual goods with the newest unit, quantity and price. Gifts are no
 * habit: nobody ordered them, and their price is not the customer's last price.
 */
export async function addHabits(db: Db, order: RolledOrder, all: readonly RolledLine[]): Promise<void> {
  const lines = all.filter((line) => line.gift === 0)
  if (lines.length === 0) return
  const rows = lastPerProduct(lines).map(({ times, sum, last }) => [
    order.customer_id,
    last.product_id,
    times,
    sum,
    order.day,
    order.id,
    last.unit,
    last.factor,
    last.quantity,
    last.price,
  ])
  await insertRows(db, 'customer_product', HABIT, rows, ADD_HABIT)
}

/** Works out the habits of lines' products again: their order counts no more or counts otherwise, and its rows say so. */
export async function recountHabits(db: Db, order: RolledOrder, lines: readonly RolledLine[]): Promise<void> {
  for (const productId of new Set(lines.map((l) => l.product_id))) await recount(db, order.customer_id, productId)
}

/** One customer and product again from the orders: only voids, changes and undone imports need it. */
async function recount(db: Db, customerId: string, productId: string): Promise<void> {
  const lines = await db
    .selectFrom('sales_order as o')
    .innerJoin('sales_order_line as l', 'l.order_id', 'o.id')
    .select(['o.id', 'o.day', 'l.line_no', 'l.unit', 'l.factor', 'l.quantity', 'l.price'])
    .where('o.customer_id', '=', customerId)
    .where('l.product_id', '=', productId)
    .where('l.gift', '=', 0)
    .where('o.review', 'in', ['auto', 'approved'])
    .where('o.closed', '<>', 'void')
    .orderBy('o.day', 'desc')
    .orderBy('o.id', 'desc')
    .orderBy('l.line_no', 'desc')
    .execute()
  await db
    .deleteFrom('customer_product')
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .execute()
  const last = lines[0]
  if (!last) return
  await db
    .insertInto('customer_product')
    .values({
      customer_id: customerId,
      product_id: productId,
      times: lines.length,
      quantity: lines.reduce((a, l) => a + l.quantity, 0),
      last_day: last.day,
      last_order_id: last.id,
      last_unit: last.unit,
      last_factor: last.factor,
      last_quantity: last.quantity,
      last_price: last.price,
    })
    .execute()
}

/** Adds (1) or takes out (-1) an order's lines in the sales of its day, by customer and by product. */
export async function rollDay(db: Db, order: RolledOrder, lines: readonly RolledLine[], sign: 1 | -1): Promise<void> {
  const byPlace = new Map<string, (string | number)[]>()
  let total = 0
  for (const line of lines) {
    const measures = rolledMeasures(line, order.closed)
    const key = line.product_id + line.warehouse_id
    const [, , , quantity, amount, count] = byPlace.get(key) ?? [0, 0, 0, 0, 0, 0]
    byPlace.set(key, [
      order.day,
      line.product_id,
      line.warehouse_id,
      Number(quantity) + sign * measures.quantity,
      Number(amount) + sign * measures.amount,
      Number(count) + sign,
    ])
    total += measures.amount
  }
  const customerDay = [order.day, order.customer_id, sign, sign * total]
  await insertRows(db, 'sales_customer_day', CUSTOMER_DAY, [customerDay], ADD_CUSTOMER_DAY)
  if (byPlace.size === 0) return
  await insertRows(db, 'sales_product_day', PRODUCT_DAY, [...byPlace.values()], ADD_PRODUCT_DAY)
  if (sign < 0) {
    await db
      .deleteFrom('sales_customer_day')
      .where('day', '=', order.day)
      .where('customer_id', '=', order.customer_id)
      .where('orders', '=', 0)
      .where('returned_amount', '=', 0)
      .execute()
    await db
      .deleteFrom('sales_product_day')
      .where('day', '=', order.day)
      .where('product_id', 'in', [...new Set(lines.map((line) => line.product_id))])
      .where('lines', '=', 0)
      .where('returned_quantity', '=', 0)
      .where('returned_amount', '=', 0)
      .execute()
  }
}

function lastPerProduct(lines: readonly RolledLine[]) {
  const found = new Map<string, { times: number; sum: number; last: RolledLine }>()
  for (const line of lines) {
    const known = found.get(line.product_id)
    found.set(line.product_id, { times: (known?.times ?? 0) + 1, sum: (known?.sum ?? 0) + line.quantity, last: line })
  }
  return [...found.values()]
}

const addToCount = prepared<{ status: string; by: number }>((db, value) =>
  db
    .insertInto('order_status_count')
    .values({ status: value('status'), count: value('by') })
    .onConflict((oc) => oc.column('status').doUpdateSet({ count: sql`order_status_count.count + excluded.count` })),
)

/** Moves one order from one state's count to another; null: it did not or does not exist. */
export async function countStatus(db: Db, from: string | null, to: string | null): Promise<void> {
  if (from === to) return
  for (const [status, by] of [
    [from, -1],
    [to, 1],
  ] as const) {
    if (status === null) continue
    await addToCount.run(db, { status, by })
  }
}
