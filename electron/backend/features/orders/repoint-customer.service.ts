import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { shippedWorth } from '../../../../shared/domain/order/totals.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { repointTables, type RepointCustomer } from '../../db/repoint.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { CUSTOMER_DAY } from './rollup-columns.ts'

/** Gives a customer's orders and credit rooms to another. The caller counts both again (`recountCustomer`). */
export const repointOrders: RepointCustomer = (ctx, move) => repointTables(ctx, ['sales_order', 'credit_room'], move)

/**
 * Works out the daily sales and usual goods of a customer again from orders and returns: for the two of a merge, whose
 * documents changed hands.
 */
export async function recountCustomer({ db }: CommandContext, customerId: string): Promise<void> {
  await db.deleteFrom('sales_customer_day').where('customer_id', '=', customerId).execute()
  await db.deleteFrom('customer_product').where('customer_id', '=', customerId).execute()
  const ofCustomer = sql`o.customer_id = ${customerId} and o.review in ('auto', 'approved') and o.closed <> 'void'`
  const { rows } = await sql<{ day: Day; orders: number; amount: number; returned: number }>`
    select o.day, 1 as orders, case o.closed when 'short' then 0 else o.total end as amount, 0 as returned
    from sales_order o where ${ofCustomer}
    union all
    select r.day, 0, 0, -r.total from sales_return r where r.customer_id = ${customerId} and r.status = 'posted'`.execute(
    db,
  )
  const short = await sql<{ day: Day; net: number; quantity: number; shipped: number }>`
    select o.day, l.net, l.quantity, l.shipped from sales_order o join sales_order_line l on l.order_id = o.id
    where ${ofCustomer} and o.closed = 'short'`.execute(db)
  const days = new Map<Day, { orders: number; amount: number; returned: number }>()
  const add = (day: Day, orders: number, amount: number, returned: number) => {
    const sum = days.get(day) ?? { orders: 0, amount: 0, returned: 0 }
    days.set(day, { orders: sum.orders + orders, amount: sum.amount + amount, returned: sum.returned + returned })
  }
  for (const { day, orders, amount, returned } of rows) add(day, orders, amount, returned)
  for (const { day, net, quantity, shipped } of short.rows) add(day, 0, shippedWorth(net, quantity, shipped), 0)
  await insertRows(
    db,
    'sales_customer_day',
    [...CUSTOMER_DAY, 'returned_amount'],
    [...days]
      .filter(([, sum]) => sum.orders !== 0 || sum.returned !== 0)
      .map(([day, { orders, amount, returned }]) => [day, customerId, orders, amount, returned]),
  )
  // beside max(), SQLite takes the other columns from the row that holds the maximum: the newest line
  await sql`insert into customer_product (customer_id, product_id, times, quantity, last_day, last_order_id, last_unit,
      last_factor, last_quantity, last_price)
    select ${customerId}, product_id, times, quantity, last_day, last_order_id, last_unit, last_factor, last_quantity,
      last_price
    from (
      select l.product_id, count(*) as times, sum(l.quantity) as quantity,
        max(o.day || o.id || printf('%09d', l.line_no)) as newest, o.day as last_day, o.id as last_order_id,
        l.unit as last_unit, l.factor as last_factor, l.quantity as last_quantity, l.price as last_price
      from sales_order o join sales_order_line l on l.order_id = o.id
      where ${ofCustomer} and l.gift = 0 group by l.product_id)`.execute(db)
}
