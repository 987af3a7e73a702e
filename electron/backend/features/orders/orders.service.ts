import type { Requests } from '../../../../shared/contract/index.ts'
import type { DraftOrder, OrderView } from '../../../../shared/contract/orders.ts'
import { paymentOf } from '../../../../shared/domain/order/states.ts'
import { quantityByProduct } from '../../../../shared/domain/pricing/resolve.ts'
import { verdictOf, type ReviewResult } from '../../../../shared/domain/review/rules.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { release, reserveAvailable } from '../inventory/reservations.ts'
import { resolvePricesFor } from '../pricing/pricing.queries.ts'
import { prepareOrder, writeOrder, type PreparedOrder } from './order-draft.ts'
import { isDerived } from './order-lines.ts'
import {
  changeOrder,
  linesOf,
  orderById,
  orderRecord,
  requireAction,
  type LineRecord,
  type OrderRecord,
} from './order-store.ts'
import { get, viewOf } from './orders.queries.ts'
import { judge, requireOverride, storeReview } from './review.ts'
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
  await ctx.db.deleteFrom('order_review').where('order_id', '=', order.id).execute()
  await ctx.db.deleteFrom('sales_order_promotion').where('order_id', '=', order.id).execute()
  await ctx.db.deleteFrom('sales_order_line').where('order_id', '=', order.id).execute()
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
  const { order, customer } = prepared
  const results = await judge(ctx, order, customer, prepared.lines)
  const verdict = verdictOf(results)
  if (verdict === 'reject') throw refusal(results)
  order.number ??= await nextNumber(ctx, 'salesOrder', order.site_id, order.day)
  order.review = verdict === 'hold' ? 'pending' : 'auto'
  order.review_run += 1
  order.submitted_at = ctx.at
  order.reason = ''
  order.held = 0
  const lines = recordsOf(prepared)
  const written = await writeOrder(
    ctx,
    prepared,
    order.review === 'auto' ? await withReservation(ctx, order, lines) : lines,
  )
  const reviewResults = await storeReview(ctx, order.id, order.review_run, results)
  // what was not approved before has no notes yet
  return viewOf(ctx, written, { reviewResults, shipments: [] })
}

/**
 * A person lets a held order pass; its stock is reserved as far as there is any. Prices, margin, discount and gift budget
 * need the right to override them, and a reason.
 * @throws RULE OWN_ORDER_REVIEW, CONFLICT, FORBIDDEN, RULE REASON_REQUIRED
 */
export async function approve(ctx: CommandContext, input: Requests['orders']['approve']): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'approve', input.version)
  await requireOverride(ctx, order, input.reason)
  const lines = await linesOf(ctx, order.id)
  await setReserved(ctx, lines, await withReservation(ctx, order, lines))
  await changeOrder(ctx, order, { review: 'approved', reason: input.reason })
  return get(ctx, { id: order.id })
}

/** A person refuses a held order, with a reason; the maker may change and submit it again. */
export const reject = (ctx: CommandContext, input: Requests['orders']['reject']): Promise<OrderView> =>
  judgeByHand(ctx, input, 'reject', 'rejected')

/** Back to the maker as a draft, with a reason; the number is kept. */
export const sendBack = (ctx: CommandContext, input: Requests['orders']['sendBack']): Promise<OrderView> =>
  judgeByHand(ctx, input, 'sendBack', 'draft')

/** The maker takes a waiting order back. */
export const withdraw = (ctx: CommandContext, input: Requests['orders']['withdraw']): Promise<OrderView> =>
  judgeByHand(ctx, { ...input, reason: '' }, 'withdraw', 'draft')

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
    lines: lines.map((l) => ({ ...typedLine(l), price: prices.get(`${l.product_id} ${l.unit}`)?.price ?? l.price })),
  }
  const prepared = await prepareOrder(ctx, input.newId, 0, draft, null)
  await writeOrder(ctx, prepared, recordsOf(prepared))
  return get(ctx, { id: input.newId })
}

/** Why an order is refused outright; nothing of it is kept. */
function refusal(results: readonly ReviewResult[]): AppError {
  const rules = [...new Set(results.filter((r) => r.outcome === 'reject').map((r) => r.rule))]
  if (rules.includes('customer-status')) return ruleError('CUSTOMER_FROZEN', { field: 'customerId' })
  return ruleError('ORDER_REFUSED', { value: rules.join(' ') })
}

const recordsOf = (prepared: PreparedOrder) => prepared.lines.map((l) => l.record)

/** True when this very submit has already gone through (a repeated click, a lost reply). */
function isRepeat(ctx: CommandContext, order: OrderRecord, version: number): boolean {
  const waits = order.review === 'draft' || order.review === 'rejected'
  return !waits && order.submitted_at !== null && order.created_by === ctx.user.id && order.version === version + 1
}

/** A saved order as it was typed, to be judged again with the prices typed then. */
function draftOf(order: OrderRecord, lines: readonly LineRecord[]): DraftOrder {
  return {
    customerId: order.customer_id,
    day: order.day,
    warehouseId: order.warehouse_id,
    salesPersonId: order.sales_person_id,
    discount: order.discount,
    deliveryDay: order.delivery_day,
    address: order.address,
    contact: order.contact,
    phone: order.phone,
    remark: order.remark,
    overrideReason: order.override_reason,
    lines: lines.filter((line) => !isDerived(line)).map(typedLine),
  }
}

function typedLine(line: LineRecord): DraftOrder['lines'][number] {
  const { unit, quantity, price, discount, remark } = line
  const gift = line.gift === 1
  return { productId: line.product_id, warehouseId: line.warehouse_id, unit, quantity, price, discount, gift, remark }
}

async function judgeByHand(
  ctx: CommandContext,
  input: { id: string; version: number; reason: string },
  action: 'reject' | 'sendBack' | 'withdraw',
  review: 'rejected' | 'draft',
): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, action, input.version)
  await changeOrder(ctx, order, { review, reason: input.reason })
  return get(ctx, { id: order.id })
}

const lineDemand = (line: LineRecord) => ({
  orderId: line.order_id,
  lineNo: line.line_no,
  productId: line.product_id,
  warehouseId: line.warehouse_id,
  quantity: line.quantity,
})

/** Reserves each line as far as stock goes and returns the lines with what they got. */
async function withReservation(
  ctx: CommandContext,
  order: Pick<OrderRecord, 'customer_id' | 'delivery_day'>,
  lines: readonly LineRecord[],
): Promise<LineRecord[]> {
  const receiver = { customerId: order.customer_id, deliveryDay: order.delivery_day }
  const got = await reserveAvailable(ctx, lines.map(lineDemand), receiver)
  return lines.map((line, i) => ({ ...line, reserved: got[i]! }))
}

async function releaseLines(ctx: CommandContext, lines: readonly LineRecord[]): Promise<void> {
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

async function setReserved(
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

/** A draft note still wants to ship this order: it has to be confirmed or dropped first. @throws RULE IN_USE */
async function refuseDraftNotes(ctx: CommandContext, orderId: string): Promise<void> {
  const draft = await ctx.db
    .selectFrom('shipment')
    .select('number')
    .where('order_id', '=', orderId)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (draft) throw ruleError('IN_USE', { field: 'shipment', value: draft.number })
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
