import type { Requests } from '../../../../shared/contract/index.ts'
import type { DraftOrder, OrderView } from '../../../../shared/contract/orders.ts'
import { verdictOf, type ReviewOutcome } from '../../../../shared/domain/review/rules.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { release, reserveAvailable } from '../inventory/ledger.ts'
import { resolvePricesFor } from '../pricing/pricing.queries.ts'
import { buildLines } from './order-lines.ts'
import {
  actionsOf,
  changeOrder,
  linesOf,
  orderRecord,
  requireAction,
  type LineRecord,
  type OrderRecord,
} from './order-store.ts'
import { get } from './orders.queries.ts'
import { judge } from './review.ts'
import { countStatus } from './rollups.ts'

/** Keeps an unfinished order; version 0 makes it. Sent twice with version 0: the second changes it again, no copy is made. */
export async function saveDraft(ctx: CommandContext, input: Requests['orders']['saveDraft']): Promise<OrderView> {
  await writeDraft(ctx, input.id, input.version, input.draft, input.held)
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
  await ctx.db.deleteFrom('sales_order_line').where('order_id', '=', order.id).execute()
  await ctx.db.deleteFrom('sales_order').where('id', '=', order.id).execute()
  await countStatus(ctx.db, order.status, null)
  return { ok: true }
}

/**
 * Submits an order (saving `draft` first when given): number, totals, review, reservation, one transaction. A repeat of a
 * submit that went through returns the order as it is.
 * @throws RULE, WRONG_STATE, CONFLICT
 */
export async function submit(ctx: CommandContext, input: Requests['orders']['submit']): Promise<OrderView> {
  if (await wasSubmitted(ctx, input)) return get(ctx, { id: input.id })
  const order = input.draft
    ? await writeDraft(ctx, input.id, input.version, input.draft, false)
    : await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'submit', input.draft ? order.version : input.version)
  const lines = await linesOf(ctx, order.id)
  if (lines.length === 0) throw ruleError('ORDER_EMPTY')
  const number = order.number ?? (await nextNumber(ctx, 'salesOrder', order.site_id, order.day))
  const results = await judge(ctx, order, lines)
  const verdict = verdictOf(results)
  if (verdict === 'reject') throw ruleError('CUSTOMER_ARCHIVED')
  const patch = {
    number,
    review_run: order.review_run + 1,
    submitted_at: ctx.at,
    reason: '',
    held: 0,
    review: reviewStateFor(verdict),
  } as const
  if (patch.review === 'auto') await reserveLines(ctx, lines)
  await changeOrder(ctx, order, patch)
  return get(ctx, { id: order.id })
}

/** A person lets a held order pass; its stock is reserved as far as there is any. @throws RULE OWN_ORDER_REVIEW, CONFLICT */
export async function approve(ctx: CommandContext, input: Requests['orders']['approve']): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'approve', input.version)
  await reserveLines(ctx, await linesOf(ctx, order.id))
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
  await releaseLines(ctx, await linesOf(ctx, order.id))
  const payment = order.paid >= order.shipped_amount ? 'paid' : order.paid > 0 ? 'part' : 'none'
  await changeOrder(ctx, order, { closed: 'short', payment, reason: input.reason })
  return get(ctx, { id: order.id })
}

/** Cancels an order nothing was shipped of: reservation back, out of the rollups, number kept. */
async function voidOrder(ctx: CommandContext, input: Requests['orders']['void']): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'void', input.version)
  const draft = await ctx.db
    .selectFrom('shipment')
    .select('number')
    .where('order_id', '=', order.id)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (draft) throw ruleError('IN_USE', { field: 'shipment', value: draft.number })
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
  const items = lines.map((l) => ({ productId: l.product_id, unit: l.unit }))
  const prices = await resolvePricesFor(ctx, { customerId: from.customer_id, day: ctx.today, items })
  const draft: DraftOrder = {
    customerId: from.customer_id,
    warehouseId: from.warehouse_id,
    salesPersonId: from.sales_person_id,
    discount: 0,
    deliveryDay: null,
    address: from.address,
    contact: from.contact,
    phone: from.phone,
    remark: from.remark,
    lines: lines.map((l) => ({
      productId: l.product_id,
      unit: l.unit,
      quantity: l.quantity,
      price: prices.get(`${l.product_id} ${l.unit}`)?.price ?? l.price,
      discount: l.discount,
      gift: l.gift === 1,
      remark: l.remark,
      warehouseId: l.warehouse_id,
    })),
  }
  await writeDraft(ctx, input.newId, 0, draft, false)
  return get(ctx, { id: input.newId })
}

async function writeDraft(
  ctx: CommandContext,
  id: string,
  version: number,
  draft: DraftOrder,
  held: boolean,
): Promise<OrderRecord> {
  const existing = await ctx.db.selectFrom('sales_order').selectAll().where('id', '=', id).executeTakeFirst()
  if (existing && version > 0) requireAction(ctx, existing, 'edit', version)
  if (existing && version === 0 && !actionsOf(ctx, existing).includes('edit')) {
    throw new AppError('WRONG_STATE', { entity: 'order', id, action: 'edit', state: existing.status })
  }
  if (!existing && version > 0) throw new AppError('NOT_FOUND', { entity: 'order', id })
  const customer = await customerFor(ctx, draft.customerId)
  const place = await placeFor(ctx, draft.warehouseId)
  const day = draft.day ?? existing?.day ?? ctx.today
  const { lines, totals } = await buildLines(ctx, draft, { customerId: customer.id, warehouseId: place.id, day })
  const fields = {
    site_id: place.site_id,
    customer_id: customer.id,
    day,
    warehouse_id: place.id,
    sales_person_id: draft.salesPersonId ?? customer.sales_person_id,
    delivery_day: draft.deliveryDay,
    address: draft.address,
    contact: draft.contact,
    phone: draft.phone,
    remark: draft.remark,
    amount: totals.amount,
    discount: draft.discount,
    total: totals.total,
    tax: totals.tax,
    line_count: lines.length,
    held: held ? 1 : 0,
  }
  let order: OrderRecord
  if (existing) {
    order = await changeOrder(ctx, existing, { ...fields, review: 'draft' })
    await ctx.db.deleteFrom('sales_order_line').where('order_id', '=', id).execute()
  } else {
    order = await ctx.db
      .insertInto('sales_order')
      .values({
        id,
        ...fields,
        status: 'draft',
        review: 'draft',
        origin: ctx.info.sample && ctx.user.email === '' ? 'sample' : 'desk',
        created_by: ctx.user.id,
        created_at: ctx.at,
        updated_at: ctx.at,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await countStatus(ctx.db, null, 'draft')
  }
  if (lines.length > 0) {
    await ctx.db
      .insertInto('sales_order_line')
      .values(lines.map((l) => ({ order_id: id, ...l })))
      .execute()
  }
  return order
}

async function customerFor(ctx: CommandContext, id: string) {
  let query = ctx.db.selectFrom('customer').select(['id', 'status', 'sales_person_id', 'name']).where('id', '=', id)
  if (ctx.user.scope === 'own') query = query.where('sales_person_id', '=', ctx.user.id)
  const customer = await query.executeTakeFirst()
  if (!customer) throw new AppError('NOT_FOUND', { entity: 'customer', id })
  if (customer.status === 'archived')
    throw ruleError('CUSTOMER_ARCHIVED', { field: 'customerId', value: customer.name })
  return customer
}

/** The order's warehouse: the one asked for, the company's default, or its first. */
async function placeFor(ctx: CommandContext, wanted: string | null) {
  const id = wanted ?? ctx.info.settings.defaultWarehouseId
  let query = ctx.db.selectFrom('warehouse').select(['id', 'site_id']).where('archived', '=', 0)
  if (id) query = query.where('id', '=', id)
  const place = await query.orderBy('id').executeTakeFirst()
  if (!place) throw new AppError('NOT_FOUND', { entity: 'warehouse', id: id ?? '' })
  return place
}

function reviewStateFor(verdict: ReviewOutcome): 'pending' | 'auto' {
  return verdict === 'hold' ? 'pending' : 'auto'
}

/** True when this very submit has already gone through (a repeated click, a lost reply). */
async function wasSubmitted(ctx: CommandContext, input: Requests['orders']['submit']): Promise<boolean> {
  const order = await ctx.db.selectFrom('sales_order').selectAll().where('id', '=', input.id).executeTakeFirst()
  if (!order || order.submitted_at === null || order.review === 'draft' || order.review === 'rejected') return false
  return order.created_by === ctx.user.id && input.version < order.version && order.version <= input.version + 2
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

/** Reserves each line as far as stock goes and notes on the line what it got. */
async function reserveLines(ctx: CommandContext, lines: readonly LineRecord[]): Promise<void> {
  const got = await reserveAvailable(
    ctx,
    lines.map((l) => ({ productId: l.product_id, warehouseId: l.warehouse_id, quantity: l.quantity })),
  )
  await setReserved(ctx, lines, got)
}

async function releaseLines(ctx: CommandContext, lines: readonly LineRecord[]): Promise<void> {
  const demands = lines.map((l) => ({ productId: l.product_id, warehouseId: l.warehouse_id, quantity: l.reserved }))
  await release(ctx, demands)
  await setReserved(
    ctx,
    lines,
    lines.map(() => 0),
  )
}

async function setReserved(
  ctx: CommandContext,
  lines: readonly LineRecord[],
  reserved: readonly number[],
): Promise<void> {
  for (const [i, line] of lines.entries()) {
    if (line.reserved === reserved[i]) continue
    await ctx.db
      .updateTable('sales_order_line')
      .set({ reserved: reserved[i]! })
      .where('order_id', '=', line.order_id)
      .where('line_no', '=', line.line_no)
      .execute()
  }
}

async function usableLines(ctx: CommandContext, orderId: string): Promise<LineRecord[]> {
  return ctx.db
    .selectFrom('sales_order_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .selectAll('l')
    .where('l.order_id', '=', orderId)
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
