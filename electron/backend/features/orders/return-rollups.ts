import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import type { CommandContext } from '../../rpc/context.ts'

/** What a line of a return takes off the sales. Quantity thousandths of the base unit (0: a price difference), amount 分. */
export interface ReturnedSale {
  productId: string
  /** Whose sales it lowers: the warehouse the goods left from. */
  warehouseId: string
  quantity: number
  amount: number
}

/**
 * Adds (1) or takes out (-1) what came back on a day, beside what was sold on it: reports of net sales subtract it. Rows that
 * hold nothing any more go.
 */
export async function rollReturn(
  { db }: Pick<CommandContext, 'db'>,
  { day, customerId }: { day: Day; customerId: string },
  lines: readonly ReturnedSale[],
  sign: 1 | -1,
): Promise<void> {
  for (const line of lines) {
    await db
      .insertInto('sales_product_day')
      .values({
        day,
        product_id: line.productId,
        warehouse_id: line.warehouseId,
        quantity: 0,
        amount: 0,
        lines: 0,
        returned_quantity: sign * line.quantity,
        returned_amount: sign * line.amount,
      })
      .onConflict((oc) =>
        oc.columns(['day', 'product_id', 'warehouse_id']).doUpdateSet({
          returned_quantity: sql`sales_product_day.returned_quantity + excluded.returned_quantity`,
          returned_amount: sql`sales_product_day.returned_amount + excluded.returned_amount`,
        }),
      )
      .execute()
  }
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  await db
    .insertInto('sales_customer_day')
    .values({ day, customer_id: customerId, orders: 0, amount: 0, returned_amount: sign * total })
    .onConflict((oc) =>
      oc.columns(['day', 'customer_id']).doUpdateSet({
        returned_amount: sql`sales_customer_day.returned_amount + excluded.returned_amount`,
      }),
    )
    .execute()
  await db
    .deleteFrom('sales_product_day')
    .where('day', '=', day)
    .where('product_id', 'in', [...new Set(lines.map((line) => line.productId))])
    .where('lines', '=', 0)
    .where('returned_quantity', '=', 0)
    .where('returned_amount', '=', 0)
    .execute()
  await db
    .deleteFrom('sales_customer_day')
    .where('day', '=', day)
    .where('customer_id', '=', customerId)
    .where('orders', '=', 0)
    .where('returned_amount', '=', 0)
    .execute()
}
