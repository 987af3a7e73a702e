import type { CommandContext } from '../../rpc/context.ts'
import { dropLots, keptLots, trackedAmong } from '../inventory/order-lots.ts'
import { release, reserveAvailable, type LineDemand } from '../inventory/reservations.ts'
import type { LineNotes } from './order-notes.ts'
import type { LineRecord, OrderRecord } from './order-store.ts'

/** An order line as a demand on the stock. */
export const lineDemand = (line: LineRecord): LineDemand => ({
  orderId: line.order_id,
  lineNo: line.line_no,
  productId: line.product_id,
  warehouseId: line.warehouse_id,
  quantity: line.quantity,
})

/** Reserves what each line still lacks as far as stock goes and returns the lines with what they have then. */
export async function withReservation(
  ctx: CommandContext,
  order: Pick<OrderRecord, 'customer_id' | 'delivery_day'>,
  lines: readonly LineRecord[],
): Promise<LineRecord[]> {
  const receiver = { customerId: order.customer_id, deliveryDay: order.delivery_day }
  const demands = lines.map((line) => ({
    ...lineDemand(line),
    quantity: Math.max(0, line.quantity - line.shipped - line.reserved),
  }))
  const got = await reserveAvailable(ctx, demands, receiver)
  return lines.map((line, i) => ({ ...line, reserved: line.reserved + got[i]! }))
}

/** Gives back what is kept for lines, and writes it. */
export async function releaseLines(ctx: CommandContext, lines: readonly LineRecord[]): Promise<void> {
  await release(
    ctx,
    lines.map((l) => ({ ...lineDemand(l), quantity: l.reserved })),
  )
  await setReserved(
    ctx,
    lines,
    lines.map((l) => ({ ...l, reserved: 0 })),
  )
}

/** Writes what lines have reserved where it differs. */
export async function setReserved(
  ctx: CommandContext,
  lines: readonly LineRecord[],
  next: readonly LineRecord[],
): Promise<void> {
  for (const [i, line] of lines.entries()) {
    const { reserved } = next[i]!
    if (line.reserved === reserved) continue
    await ctx.db
      .updateTable('sales_order_line')
      .set({ reserved })
      .where('order_id', '=', line.order_id)
      .where('line_no', '=', line.line_no)
      .execute()
  }
}

/**
 * Gives back what changed lines have no use for any more; lots that stand on draft notes stay with them.
 * @returns by line number what stays reserved (thousandths)
 */
export async function releaseSurplus(
  ctx: CommandContext,
  before: readonly LineRecord[],
  after: readonly LineRecord[],
  { draftLots }: Pick<LineNotes, 'draftLots'>,
): Promise<Map<number, number>> {
  const next = new Map(after.map((line) => [line.line_no, line]))
  const stays = new Map<number, number>()
  const tracked = await trackedAmong(
    ctx,
    before.map((line) => ({ productId: line.product_id })),
  )
  for (const line of before) {
    const now = next.get(line.line_no)
    const isSameGoods = now?.product_id === line.product_id && now.warehouse_id === line.warehouse_id
    const kept = isSameGoods ? Math.min(line.reserved, Math.max(0, now.quantity - line.shipped)) : 0
    stays.set(line.line_no, kept)
    const surplus = line.reserved - kept
    if (surplus === 0) continue
    if (tracked.has(line.product_id)) await dropSurplusLots(ctx, line, surplus, draftLots)
    else await release(ctx, [{ ...lineDemand(line), quantity: surplus }])
  }
  return stays
}

/** The longest-lived lots go back first, but none that a draft note takes. */
async function dropSurplusLots(
  ctx: CommandContext,
  line: LineRecord,
  surplus: number,
  draftLots: LineNotes['draftLots'],
): Promise<void> {
  let open = surplus
  const parts = (await keptLots(ctx, line.order_id, line.line_no)).toReversed().flatMap((kept) => {
    const free = kept.quantity - (draftLots.get(`${line.line_no} ${kept.lotId}`) ?? 0)
    const quantity = Math.min(open, Math.max(0, free))
    open -= quantity
    return quantity > 0 ? [{ ...kept, quantity }] : []
  })
  if (open > 0) throw new Error(`order ${line.order_id} line ${line.line_no} keeps fewer lots than reserved`)
  await dropLots(ctx, lineDemand(line), parts)
}
