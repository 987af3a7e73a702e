import type { Requests } from '../../../../shared/contract/index.ts'
import type { AmendedOrder } from '../../../../shared/contract/order-changes.ts'
import type { OrderView } from '../../../../shared/contract/orders.ts'
import { taxIncluded } from '../../../../shared/money.ts'
import { dueOf, outboundOf, paymentOf } from '../../../../shared/domain/order/states.ts'
import { newHolds } from '../../../../shared/domain/review/again.ts'
import { OVERRIDABLE_RULES, verdictOf } from '../../../../shared/domain/review/rules.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { keepChange, lastLineNo } from './change-store.ts'
import { computeOrder, writePromotions, type PreparedOrder } from './order-draft.ts'
import type { Accepted } from './order-launch.ts'
import { isDerived, type BuiltLine, type FormerLine } from './order-lines.ts'
import { lineNotes, type LineNotes } from './order-notes.ts'
import { releaseSurplus, withReservation } from './order-reservation.ts'
import { changeOrder, linesOf, orderRecord, requireAction, type LineRecord, type OrderRecord } from './order-store.ts'
import { get } from './orders.queries.ts'
import { judge, refusal, reviewsOf, storeReview } from './review.ts'

/**
 * Changes an approved order: head and lines, down to what was shipped or stands on draft notes. Promotions and totals are
 * worked out anew and the order is judged again with itself left out of the exposure; what a person has let pass before does
 * not hold it a second time. Clean: the reservation follows the difference. Otherwise the order waits again, keeps what it
 * still wants of its reservation and ships nothing until somebody decides: approved it goes on as changed, refused it is as
 * it was before the change. The same `changeId` again changes nothing.
 * @throws RULE AMEND_BELOW_SHIPPED, AMEND_BELOW_NOTED, AMEND_SHIPPED_LINE, ORDER_EMPTY, CUSTOMER_FROZEN; WRONG_STATE, CONFLICT
 */
export async function amend(ctx: CommandContext, input: Requests['orders']['amend']): Promise<OrderView> {
  const known = await ctx.db
    .selectFrom('order_change')
    .select('order_id')
    .where('id', '=', input.changeId)
    .executeTakeFirst()
  if (known) return get(ctx, { id: known.order_id })
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'amend', input.version)
  await amendOrder(ctx, order, input)
  return get(ctx, { id: order.id })
}

/**
 * The same for other commands that change an approved order as part of their work; the caller has checked the state.
 * @param merged orders that went into this one, with what they were approved with
 */
export async function amendOrder(
  ctx: CommandContext,
  order: OrderRecord,
  { changeId, reason, order: wanted }: Pick<Requests['orders']['amend'], 'changeId' | 'reason' | 'order'>,
  { accepted: alsoAccepted, merged }: { accepted: Accepted['findings']; merged: string[] } = {
    accepted: [],
    merged: [],
  },
): Promise<OrderRecord> {
  const before = await linesOf(ctx, order.id)
  const notes = await lineNotes(ctx, order.id)
  const prepared = await prepareChange(ctx, order, before, wanted, notes)
  if (prepared.lines.length === 0) throw ruleError('ORDER_EMPTY')
  const stays = await releaseSurplus(
    ctx,
    before,
    prepared.lines.map((line) => line.record),
    notes,
  )
  for (const { record } of prepared.lines) record.reserved = stays.get(record.line_no) ?? 0
  const results = await judge(ctx, prepared.order, prepared.customer, prepared.lines)
  if (verdictOf(results) === 'reject') throw refusal(results)
  const { findings } = await acceptedOf(ctx, order)
  const waits = newHolds(results, [...findings, ...alsoAccepted]).length > 0
  const records = prepared.lines.map((line) => line.record)
  const lines = waits ? records : await withReservation(ctx, prepared.order, records)
  await keepChange(ctx, order, before, { id: changeId, reason, waits, merged })
  const { id, ...columns } = prepared.order
  const changed = await changeOrder(
    ctx,
    order,
    {
      ...columns,
      ...progressOf(order, prepared, lines),
      review: waits ? 'pending' : order.review,
      review_run: order.review_run + 1,
    },
    lines,
    before,
  )
  await writePromotions(ctx, prepared)
  await storeReview(ctx, id, changed.review_run, results)
  return changed
}

/**
 * What an order was approved with: what a person let pass, and what somebody with the right to override gave a reason for.
 * Nothing for an order that was not approved.
 */
export async function acceptedOf(ctx: CommandContext, order: OrderRecord) {
  const isApproved = order.review === 'auto' || order.review === 'approved'
  const results = isApproved ? await reviewsOf.all(ctx.db, { orderId: order.id, run: order.review_run }) : []
  const findings = results.filter(
    (one) =>
      (one.outcome === 'hold' && order.review === 'approved') ||
      (one.outcome === 'warn' && OVERRIDABLE_RULES.includes(one.rule)),
  )
  return { findings, review: order.review === 'approved' ? 'approved' : 'auto' } satisfies Accepted
}

/** Outbound and payment state of the changed order. */
function progressOf(order: OrderRecord, prepared: PreparedOrder, lines: readonly LineRecord[]) {
  const shipped = lines.reduce((a, l) => a + l.shipped, 0)
  const isAll = lines.every((l) => l.shipped >= l.quantity)
  const outbound = isAll && shipped > 0 ? ('all' as const) : outboundOf(Number.MAX_SAFE_INTEGER, shipped)
  const due = dueOf({ ...order, outbound, total: prepared.order.total, shippedAmount: order.shipped_amount })
  return { outbound, payment: paymentOf(due, order.paid) }
}

/** The order as it will be: typed lines keep their numbers, gifts that follow from them too, new ones get numbers never used. */
async function prepareChange(
  ctx: CommandContext,
  order: OrderRecord,
  before: readonly LineRecord[],
  wanted: AmendedOrder,
  notes: LineNotes,
): Promise<PreparedOrder> {
  const typed = new Map(before.filter((line) => !isDerived(line)).map((line) => [line.line_no, line]))
  const former = wanted.lines.map((line, i): FormerLine | null => {
    if (line.lineNo === null) return null
    const record = typed.get(line.lineNo)
    if (record?.product_id !== line.productId) throw new AppError('CONFLICT', { entity: 'order', id: order.id })
    refuseStarted(record, { ...line, warehouseId: line.warehouseId ?? wanted.warehouseId }, i + 1, notes)
    const isSettled = record.shipped > 0 && record.shipped >= line.quantity
    return { record, settled: isSettled ? settledAmount(order, record, line.quantity, notes) : null }
  })
  refuseLost(before, wanted, notes)
  const draft = { ...wanted, customerId: order.customer_id, day: order.day }
  const prepared = await computeOrder(ctx, order.id, draft, order, former)
  let next = await lastLineNo(ctx, order.id, before)
  const gifts = before.filter(isDerived)
  prepared.lines = prepared.lines.map((line, i) => {
    const was = i < former.length ? (former[i]?.record ?? null) : takeGift(gifts, line.record)
    return { ...line, record: { ...line.record, line_no: was?.line_no ?? ++next, shipped: was?.shipped ?? 0 } }
  })
  keepSentGifts(prepared, gifts, notes)
  prepared.order.review = order.review
  prepared.order.line_count = prepared.lines.length
  return prepared
}

/** A line that goods were shipped or noted of keeps unit, price, discount and warehouse; the rest can be a line of its own. */
function refuseStarted(
  record: LineRecord,
  line: Pick<AmendedOrder['lines'][number], 'unit' | 'quantity' | 'price' | 'discount' | 'gift'> & {
    warehouseId: string | null
  },
  lineNo: number,
  { drafts }: LineNotes,
): void {
  const noted = drafts.get(record.line_no)
  if (line.quantity < record.shipped) throw ruleError('AMEND_BELOW_SHIPPED', { line: lineNo })
  if (noted && line.quantity < record.shipped + noted.quantity)
    throw ruleError('AMEND_BELOW_NOTED', { line: lineNo, value: noted.number })
  if (record.shipped === 0 && !noted) return
  const isSame =
    line.unit === record.unit &&
    line.price === record.price &&
    line.discount === record.discount &&
    line.gift === (record.gift === 1) &&
    (line.warehouseId === null || line.warehouseId === record.warehouse_id)
  if (!isSame) throw ruleError('AMEND_SHIPPED_LINE', { line: lineNo, value: noted?.number ?? '' })
}

/** Lines that goods were shipped or noted of cannot be taken out. */
function refuseLost(before: readonly LineRecord[], wanted: AmendedOrder, { drafts }: LineNotes): void {
  const kept = new Set(wanted.lines.map((line) => line.lineNo))
  for (const line of before) {
    if (isDerived(line) || kept.has(line.line_no)) continue
    if (line.shipped > 0) throw ruleError('AMEND_BELOW_SHIPPED', { line: line.line_no })
    const noted = drafts.get(line.line_no)
    if (noted) throw ruleError('AMEND_BELOW_NOTED', { line: line.line_no, value: noted.number })
  }
}

/** What a line with nothing left to ship was billed with, before tax that comes on top (分). */
function settledAmount(order: OrderRecord, record: LineRecord, quantity: number, { booked }: LineNotes): number {
  if (quantity === record.quantity) return order.tax_included === 1 ? record.net : record.net - record.tax
  const billed = booked.get(record.line_no) ?? 0
  return order.tax_included === 1 ? billed : billed - taxIncluded(billed, record.tax_rate)
}

/** The gift line that stood for this one before; each is taken once. */
function takeGift(gifts: LineRecord[], record: LineRecord): LineRecord | null {
  const index = gifts.findIndex(
    (gift) =>
      gift.product_id === record.product_id &&
      gift.promotion_id === record.promotion_id &&
      gift.unit === record.unit &&
      gift.warehouse_id === record.warehouse_id,
  )
  return index < 0 ? null : gifts.splice(index, 1)[0]!
}

/** Gifts that have left, or stand on a draft note, stay as they went, whatever the promotions say now. */
function keepSentGifts(prepared: PreparedOrder, unclaimed: readonly LineRecord[], { drafts }: LineNotes): void {
  const floorOf = (record: LineRecord) => record.shipped + (drafts.get(record.line_no)?.quantity ?? 0)
  for (const { record } of prepared.lines)
    if (isDerived(record)) record.quantity = Math.max(record.quantity, floorOf(record))
  for (const record of unclaimed) {
    if (floorOf(record) === 0) continue
    const line: BuiltLine = {
      record: { ...record, quantity: floorOf(record), promotion_off: 0, discount_share: null },
      floorPrice: null,
      contractPrice: null,
      rulePrice: null,
    }
    prepared.lines.push(line)
  }
}
