import type { Requests } from '../../../../shared/contract/index.ts'
import type { DraftOrder, OrderView } from '../../../../shared/contract/orders.ts'
import { paymentOf } from '../../../../shared/domain/order/states.ts'
import { quantityByProduct } from '../../../../shared/domain/pricing/resolve.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { resolvePricesFor } from '../pricing/pricing.queries.ts'
import { prepareOrder, writeOrder } from './order-draft.ts'
import { endChange, waitingChange } from './change-store.ts'
import { draftOf, typedLine } from './typed-order.ts'
import { refuseDraftNotes } from './order-notes.ts'
import { releaseLines } from './order-reservation.ts'
import {
  changeOrder,
  linesOf,
  orderById,
  orderRecord,
  requireAction,
  type LineRecord,
  type OrderRecord,
} from './order-store.ts'
import { NO_LINKS } from './order-links.ts'
import { get, viewOf } from './orders.queries.ts'
import { launchOrder, recordsOf } from './order-launch.ts'
import { confirmByMail } from './order-mail.ts'
import { countStatus } from './rollups.ts'

/** Keeps an unfinished order; version 0 makes it. Sent twice with version 0: the second changes it again, no copy is made. */
export async function saveDraft(ctx: CommandContext, input: Requests['orders']['saveDraft']): Promise<OrderView> {
  const existing = (await orderById.first(ctx.db, { id: input.id })) ?? null
  const prepared = await prepareOrder(ctx, input.id, input.version, input.draft, existing)
  prepared.order.held = input.held ? 1 : 0
  await writeOrder(ctx, prepared, recordsOf(prepared))
  return get(ctx, { id: input.id })
}

/** Drops a draft for good: it has no number yet and was never a document. */
export async function discardDraft(
  ctx: CommandContext,
  input: Requests['orders']['discardDraft'],
): Promise<{ ok: true }> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'discard', input.version)
  if (order.number !== null)
    throw new AppError('WRONG_STATE', { entity: 'order', id: order.id, action: 'discard', state: 'numbered' })
  await ctx.db.deleteFrom('order_decision').where('order_id', '=', order.id).execute()
  await ctx.db.deleteFrom('order_review').where('order_id', '=', order.id).execute()
  await ctx.db.deleteFrom('sales_order_promotion').where('order_id', '=', order.id).execute()
  await ctx.db.deleteFrom('sales_order_line').where('order_id', '=', order.id).execute()
  await ctx.db.updateTable('sales_order').set({ split_from: null }).where('split_from', '=', order.id).execute()
  await ctx.db.deleteFrom('sales_order').where('id', '=', order.id).execute()
  await countStatus(ctx.db, order.status, null)
  return { ok: true }
}

/**
 * Submits an order (saving `draft` first when given): totals, review, number, reservation, one transaction. A repeat of a
 * submit that went through returns the order as it is.
 * @throws RULE, WRONG_STATE, CONFLICT
 */
export async function submit(ctx: CommandContext, input: Requests['orders']['submit']): Promise<OrderView> {
  const existing = (await orderById.first(ctx.db, { id: input.id })) ?? null
  if (existing && isRepeat(ctx, existing, input.version)) return get(ctx, { id: input.id })
  const draft = input.draft ?? draftOf(await orderRecord(ctx, input.id), await linesOf(ctx, input.id))
  const prepared = await prepareOrder(ctx, input.id, input.version, draft, existing)
  if (prepared.lines.length === 0) throw ruleError('ORDER_EMPTY')
  const { written, reviewResults } = await launchOrder(ctx, prepared)
  if (written.review === 'auto') await confirmByMail(ctx, written)
  // what was not approved before has no notes yet, and a new order no relatives
  return viewOf(ctx, written, { reviewResults, shipments: [], ...(existing ? {} : { links: NO_LINKS }) })
}

/** Gives up what is not shipped: its reservation goes back, the order closes with what was shipped. */
export async function close(ctx: CommandContext, input: Requests['orders']['close']): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'close', input.version)
  await refuseDraftNotes(ctx, order.id)
  await releaseLines(ctx, await linesOf(ctx, order.id))
  const payment = paymentOf(order.shipped_amount, order.paid)
  await changeOrder(ctx, order, { closed: 'short', payment, reason: input.reason })
  return get(ctx, { id: order.id })
}

/** Cancels an order nothing was shipped of: reservation back, out of the rollups, number kept. */
async function voidOrder(ctx: CommandContext, input: Requests['orders']['void']): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'void', input.version)
  await refuseDraftNotes(ctx, order.id)
  const change = await waitingChange(ctx, order.id)
  if (change) await endChange(ctx, change, 'refused')
  await releaseLines(ctx, await linesOf(ctx, order.id))
  await changeOrder(ctx, order, { closed: 'void', reason: input.reason })
  return get(ctx, { id: order.id })
}
export { voidOrder as void }

/** A former order's lines as a new draft with today's prices for this customer. Archived products are left out. */
export async function copy(ctx: CommandContext, input: Requests['orders']['copy']): Promise<OrderView> {
  const existing = await ctx.db.selectFrom('sales_order').select('id').where('id', '=', input.newId).executeTakeFirst()
  if (existing) return get(ctx, { id: input.newId })
  const from = await orderRecord(ctx, input.id)
  const lines = await usableLines(ctx, from.id)
  const quantities = quantityByProduct(lines.map(typedLine))
  const items = lines.map((l) => ({ productId: l.product_id, unit: l.unit, quantity: quantities.get(l.product_id) }))
  const prices = await resolvePricesFor(ctx, { customerId: from.customer_id, day: ctx.today, items })
  const draft: DraftOrder = {
    ...draftOf(from, []),
    day: ctx.today,
    discount: 0,
    overrideReason: '',
    deliveryDay: null,
    payBy: null,
    lines: lines.map((l) => ({ ...typedLine(l), price: prices.get(`${l.product_id} ${l.unit}`)?.price ?? l.price })),
  }
  const prepared = await prepareOrder(ctx, input.newId, 0, draft, null)
  await writeOrder(ctx, prepared, recordsOf(prepared))
  return get(ctx, { id: input.newId })
}

/** True when this very submit has already gone through (a repeated click, a lost reply). */
function isRepeat(ctx: CommandContext, order: OrderRecord, version: number): boolean {
  const waits = order.review === 'draft' || order.review === 'rejected'
  return !waits && order.submitted_at !== null && order.created_by === ctx.user.id && order.version === version + 1
}

async function usableLines(ctx: CommandContext, orderId: string): Promise<LineRecord[]> {
  return ctx.db
    .selectFrom('sales_order_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .selectAll('l')
    .where('l.order_id', '=', orderId)
    .where((eb) => eb.or([eb('l.gift', '=', 0), eb('l.promotion_id', 'is', null)]))
    .where('p.status', '=', 'active')
    .where((eb) =>
      eb.or([
        eb('l.unit', '=', eb.ref('p.base_unit')),
        eb.exists(
          eb
            .selectFrom('product_pack as k')
            .select('k.no')
            .whereRef('k.product_id', '=', 'l.product_id')
            .whereRef('k.unit', '=', 'l.unit'),
        ),
      ]),
    )
    .orderBy('l.line_no')
    .execute()
}
