import type { CommandContext } from '../../rpc/context.ts'
import { release, reserveAvailable } from '../inventory/reservations.ts'
import { linesOf } from './order-store.ts'

/** Goods that came in for a line of a sales order (以销定购). Quantity in thousandths of the base unit. */
export interface SupplyLine {
  lineNo: number
  warehouseId: string
  quantity: number
}

/**
 * Keeps goods that came in for lines of an order, as far as the lines still want them and ship from that warehouse. An order
 * that does not wait any more keeps nothing. @returns what was kept of each, in the order given
 */
export async function keepForOrder(
  ctx: CommandContext,
  orderId: string,
  supplied: readonly SupplyLine[],
): Promise<number[]> {
  const order = await ctx.db.selectFrom('sales_order').selectAll().where('id', '=', orderId).executeTakeFirstOrThrow()
  const isWaiting = order.status === 'to-ship' || order.status === 'part-shipped'
  const kept: number[] = []
  for (const { lineNo, warehouseId, quantity } of supplied) {
    const line = (await linesOf(ctx, orderId)).find((one) => one.line_no === lineNo)
    const open =
      line && isWaiting && line.warehouse_id === warehouseId ? line.quantity - line.shipped - line.reserved : 0
    const wanted = Math.min(quantity, Math.max(0, open))
    if (!line || wanted === 0) {
      kept.push(0)
      continue
    }
    const demand = { orderId, lineNo, productId: line.product_id, warehouseId, quantity: wanted }
    const [got] = await reserveAvailable(ctx, [demand], {
      customerId: order.customer_id,
      deliveryDay: order.delivery_day,
    })
    await setReserved(ctx, orderId, lineNo, line.reserved + got!)
    kept.push(got!)
  }
  return kept
}

/** Gives back what was kept when the goods are taken back, as far as it was not shipped meanwhile. */
export async function giveBackKept(
  ctx: CommandContext,
  orderId: string,
  supplied: readonly SupplyLine[],
): Promise<void> {
  for (const { lineNo, warehouseId, quantity } of supplied) {
    const line = (await linesOf(ctx, orderId)).find((one) => one.line_no === lineNo)
    const back = Math.min(quantity, line?.reserved ?? 0)
    if (!line || back === 0 || line.warehouse_id !== warehouseId) continue
    await release(ctx, [{ orderId, lineNo, productId: line.product_id, warehouseId, quantity: back }])
    await setReserved(ctx, orderId, lineNo, line.reserved - back)
  }
}

async function setReserved(ctx: CommandContext, orderId: string, lineNo: number, reserved: number): Promise<void> {
  await ctx.db
    .updateTable('sales_order_line')
    .set({ reserved })
    .where('order_id', '=', orderId)
    .where('line_no', '=', lineNo)
    .execute()
}
