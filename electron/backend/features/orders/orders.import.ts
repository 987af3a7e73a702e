import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import type { SqlValue } from '../../db/unit-of-work.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { ADD_CUSTOMER_DAY, ADD_HABIT, ADD_PRODUCT_DAY, CUSTOMER_DAY, HABIT, PRODUCT_DAY } from './rollup-columns.ts'
import { recountHabits } from './rollups.ts'

/** Amounts 分, price 1/10000 yuan per unit, quantity and factor in thousandths of the base unit, rates in basis points. */
export type HistoryLine = [
  productId: string,
  warehouseId: string,
  unit: string,
  factor: number,
  quantity: number,
  price: number,
  discount: number,
  taxRate: number,
  amount: number,
  tax: number,
  remark: string,
]

/** A finished order of the past, from a file. Returns have negative quantities and amounts. */
export interface HistoryOrder {
  id: string
  /** Its number in the file. It gets none of ours: numbers come from the series and nowhere else. */
  sourceNumber: string
  siteId: string
  warehouseId: string
  customerId: string
  salesPersonId: string | null
  day: Day
  lines: HistoryLine[]
}

const ORDER_COLUMNS =
  'id site_id customer_id day status review outbound payment closed origin history source_number warehouse_id sales_person_id amount total tax line_count shipped_amount paid created_by created_at updated_at'.split(
    ' ',
  )
const LINE_COLUMNS =
  'order_id line_no product_id warehouse_id unit factor quantity price price_source discount tax_rate amount net tax shipped remark'.split(
    ' ',
  )
const STATUS_COUNT = ['status', 'count']
const ADD_STATUS_COUNT = 'on conflict (status) do update set count = order_status_count.count + excluded.count'

/**
 * Writes past orders as finished: they count in every report, move no stock and book no receivable. Rollups of the whole
 * batch are summed first and written once.
 */
export async function insertHistoryOrders(ctx: CommandContext, orders: readonly HistoryOrder[]): Promise<void> {
  const orderRows: SqlValue[][] = []
  const lineRows: SqlValue[][] = []
  for (const o of orders) {
    let amount = 0
    let tax = 0
    for (const [i, line] of o.lines.entries()) {
      const [productId, warehouseId, unit, factor, quantity, price, discount, taxRate, net, lineTax, remark] = line
      amount += net
      tax += lineTax
      lineRows.push([
        o.id,
        i + 1,
        productId,
        warehouseId,
        unit,
        factor,
        quantity,
        price,
        'typed',
        discount,
        taxRate,
        net,
        net,
        lineTax,
        Math.max(0, quantity),
        remark,
      ])
    }
    orderRows.push([
      o.id,
      o.siteId,
      o.customerId,
      o.day,
      'completed',
      'approved',
      'all',
      'paid',
      'open',
      'import',
      1,
      o.sourceNumber,
      o.warehouseId,
      o.salesPersonId,
      amount,
      amount,
      tax,
      o.lines.length,
      amount,
      amount,
      ctx.user.id,
      ctx.at,
      ctx.at,
    ])
  }
  await insertRows(ctx.db, 'sales_order', ORDER_COLUMNS, orderRows)
  await insertRows(ctx.db, 'sales_order_line', LINE_COLUMNS, lineRows)
  const sums = sumOf(orders, 1)
  await addDays(ctx, sums)
  await insertRows(ctx.db, 'customer_product', HABIT, sums.habits, ADD_HABIT)
  await countCompleted(ctx, orders.length)
}

/**
 * Removes past orders that an import wrote, with their part in every rollup. Cheapest from the oldest day on: then the
 * newest line of a customer's usual goods goes last.
 * @returns the source numbers of orders that were changed since and stay
 */
export async function removeHistoryOrders(
  ctx: CommandContext,
  ids: readonly string[],
): Promise<{ removed: number; kept: { id: string; sourceNumber: string }[] }> {
  const { rows } = await sql<{
    id: string
    version: number
    history: number
    customerId: string
    warehouseId: string
    day: Day
    sourceNumber: string
  }>`
    select id, version, history, customer_id as "customerId", warehouse_id as "warehouseId", day, source_number as "sourceNumber"
    from sales_order where id in (select value from json_each(${JSON.stringify(ids)}))`.execute(ctx.db)
  const isUntouched = (row: (typeof rows)[number]) => row.version === 1 && row.history === 1
  const kept = rows.filter((row) => !isUntouched(row)).map(({ id, sourceNumber }) => ({ id, sourceNumber }))
  const orders = rows
    .filter(isUntouched)
    .map((o) => ({ ...o, lines: [] as HistoryLine[], siteId: '', salesPersonId: null }))
  if (orders.length === 0) return { removed: 0, kept }
  const gone = JSON.stringify(orders.map((o) => o.id))
  const ordersById = new Map(orders.map((o) => [o.id, o]))
  const lines = await sql<{
    orderId: string
    productId: string
    unit: string
    factor: number
    quantity: number
    price: number
    net: number
  }>`
    select order_id as "orderId", product_id as "productId", unit, factor, quantity, price, net from sales_order_line
    where order_id in (select value from json_each(${gone})) order by order_id, line_no`.execute(ctx.db)
  for (const l of lines.rows) {
    const line: HistoryLine = [l.productId, '', l.unit, l.factor, l.quantity, l.price, 0, 0, l.net, 0, '']
    ordersById.get(l.orderId)!.lines.push(line)
  }
  await sql`delete from sales_order_line where order_id in (select value from json_each(${gone}))`.execute(ctx.db)
  await sql`delete from sales_order where id in (select value from json_each(${gone}))`.execute(ctx.db)
  await countCompleted(ctx, -orders.length)
  const sums = sumOf(orders, -1)
  await addDays(ctx, sums)
  const days = JSON.stringify(sums.productDays)
  await sql`delete from sales_product_day where lines = 0 and returned_quantity = 0 and returned_amount = 0 and (day, product_id, warehouse_id) in
    (select value ->> 0, value ->> 1, value ->> 2 from json_each(${days}))`.execute(ctx.db)
  await sql`delete from sales_customer_day where orders = 0 and returned_amount = 0 and (day, customer_id) in
    (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(sums.customerDays)}))`.execute(ctx.db)
  await takeHabits(ctx, sums.habits, gone)
  return { removed: orders.length, kept }
}

async function takeHabits(ctx: CommandContext, habits: readonly SqlValue[][], goneOrders: string): Promise<void> {
  const pairs = JSON.stringify(habits.map((h) => h.slice(0, 4)))
  await sql`update customer_product set times = customer_product.times + s.times, quantity = customer_product.quantity + s.quantity
    from (select value ->> 0 as c, value ->> 1 as p, value ->> 2 as times, value ->> 3 as quantity from json_each(${pairs})) s
    where customer_id = s.c and product_id = s.p`.execute(ctx.db)
  await sql`delete from customer_product where times = 0 and (customer_id, product_id) in
    (select value ->> 0, value ->> 1 from json_each(${pairs}))`.execute(ctx.db)
  const { rows: stale } = await sql<{ customer_id: string; product_id: string }>`
    select k.customer_id, k.product_id from json_each(${pairs}) s
    join customer_product k on k.customer_id = s.value ->> 0 and k.product_id = s.value ->> 1
    where k.last_order_id in (select value from json_each(${goneOrders}))`.execute(ctx.db)
  for (const { customer_id, product_id } of stale) {
    const nothing = { unit: '', factor: 1, quantity: 0, price: 0, net: 0, shipped: 0, gift: 0 }
    const line = { product_id, warehouse_id: '', ...nothing }
    await recountHabits(ctx.db, { id: '', customer_id, day: '', closed: 'open' }, [line])
  }
}

type ProductDay = [day: string, productId: string, warehouseId: string, quantity: number, amount: number, lines: number]
type CustomerDay = [day: string, customerId: string, orders: number, amount: number]

interface Sums {
  productDays: ProductDay[]
  customerDays: CustomerDay[]
  habits: SqlValue[][]
}

function sumOf(orders: readonly Omit<HistoryOrder, 'salesPersonId'>[], sign: 1 | -1): Sums {
  const productDays = new Map<string, ProductDay>()
  const customerDays = new Map<string, CustomerDay>()
  const habits = new Map<string, SqlValue[]>()
  for (const o of orders) {
    const customerDay = entry(customerDays, o.day + o.customerId, (): CustomerDay => [o.day, o.customerId, 0, 0])
    customerDay[2] += sign
    for (const [productId, , unit, factor, quantity, price, , , amount] of o.lines) {
      customerDay[3] += sign * amount
      const productDay = entry(productDays, o.day + productId + o.warehouseId, (): ProductDay => [
        o.day,
        productId,
        o.warehouseId,
        0,
        0,
        0,
      ])
      productDay[3] += sign * quantity
      productDay[4] += sign * amount
      productDay[5] += sign
      const habit = entry(habits, o.customerId + productId, () => [o.customerId, productId, 0, 0, '', ''])
      habit[2] = (habit[2] as number) + sign
      habit[3] = (habit[3] as number) + sign * quantity
      const [day, orderId] = [habit[4] as string, habit[5] as string]
      if (o.day > day || (o.day === day && o.id >= orderId))
        habit.splice(4, 6, o.day, o.id, unit, factor, quantity, price)
    }
  }
  return {
    productDays: [...productDays.values()],
    customerDays: [...customerDays.values()],
    habits: [...habits.values()],
  }
}

async function addDays(ctx: CommandContext, sums: Sums): Promise<void> {
  await insertRows(ctx.db, 'sales_product_day', PRODUCT_DAY, sums.productDays, ADD_PRODUCT_DAY)
  await insertRows(ctx.db, 'sales_customer_day', CUSTOMER_DAY, sums.customerDays, ADD_CUSTOMER_DAY)
}

async function countCompleted(ctx: CommandContext, by: number): Promise<void> {
  await insertRows(ctx.db, 'order_status_count', STATUS_COUNT, [['completed', by]], ADD_STATUS_COUNT)
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}
