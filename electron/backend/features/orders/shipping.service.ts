import type { LogisticsState } from '../../../../shared/domain/order/states.ts'
import { dueOf, outboundOf, paymentOf } from '../../../../shared/domain/order/states.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { changeOrder, linesOf, type OrderRecord } from './order-store.ts'
import { rollDay } from './rollups.ts'

/**
 * What other features may tell an order: that some of it was shipped or came back, and that it was paid. Only this
 * feature writes the order's tables.
 */

/** Adds shipped quantities (negative when a note is reversed) and the amount booked, and sets what is reserved. */
export async function noteShipped(
  ctx: CommandContext,
  order: OrderRecord,
  shipped: readonly { lineNo: number; quantity: number; reserved: number }[],
  amount: number,
): Promise<OrderRecord> {
  // a short-closed order counts in the rollups with what was shipped of it
  const rolled = order.closed === 'short'
  if (rolled) await rollDay(ctx.db, order, await linesOf(ctx, order.id), -1)
  for (const { lineNo, quantity, reserved } of shipped) {
    await ctx.db
      .updateTable('sales_order_line')
      .set((eb) => ({ shipped: eb('shipped', '+', quantity), reserved }))
      .where('order_id', '=', order.id)
      .where('line_no', '=', lineNo)
      .execute()
  }
  const lines = await linesOf(ctx, order.id)
  if (rolled) await rollDay(ctx.db, order, lines, 1)
  const ordered = lines.reduce((a, l) => a + l.quantity, 0)
  const out = lines.reduce((a, l) => a + l.shipped, 0)
  // a line shipped beyond its quantity must not hide another that is still open
  const all = lines.every((l) => l.shipped >= l.quantity)
  const outbound = all ? 'all' : out > 0 ? 'part' : outboundOf(ordered, out)
  // a note that has just been confirmed waits, and the order with it
  const waits = shipped.some((one) => one.quantity > 0)
  const logistics: LogisticsState = out === 0 ? 'none' : waits ? 'waiting' : order.logistics
  const shipped_amount = order.shipped_amount + amount
  const payment = paymentOf(orderDue({ ...order, outbound, shipped_amount }), order.paid)
  return changeOrder(ctx, order, { outbound, logistics, shipped_amount, payment })
}

/** Adds to what is reserved for a line (thousandths, negative: less): its lots were kept anew while a note was made. */
export async function noteReserved(
  ctx: CommandContext,
  line: { orderId: string; lineNo: number },
  quantity: number,
): Promise<void> {
  if (quantity === 0) return
  await ctx.db
    .updateTable('sales_order_line')
    .set((eb) => ({ reserved: eb('reserved', '+', quantity) }))
    .where('order_id', '=', line.orderId)
    .where('line_no', '=', line.lineNo)
    .execute()
}

/** Adds paid amounts per order (分; negative when an allocation is taken back). */
export async function notePaid(ctx: CommandContext, paidByOrder: ReadonlyMap<string, number>): Promise<void> {
  for (const [id, amount] of paidByOrder) {
    if (amount === 0) continue
    const order = await ctx.db.selectFrom('sales_order').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const paid = order.paid + amount
    await changeOrder(ctx, order, { paid, payment: paymentOf(orderDue(order), paid) })
  }
}

/** What the customer has to pay for an order in the end (分). */
const orderDue = (order: OrderRecord): number => dueOf({ ...order, shippedAmount: order.shipped_amount })

/** Sets the delivery milestone of an order from its notes. */
export async function noteLogistics(ctx: CommandContext, orderId: string, logistics: LogisticsState): Promise<void> {
  const order = await ctx.db.selectFrom('sales_order').selectAll().where('id', '=', orderId).executeTakeFirstOrThrow()
  if (order.logistics !== logistics) await changeOrder(ctx, order, { logistics })
}
