import type { LotPart } from '../../../../shared/domain/inventory/fefo.ts'
import { inExpiryOrder, refusalOf } from '../../../../shared/domain/inventory/fefo.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import {
  acceptance,
  dropLots,
  keepLots,
  keptLots,
  reserveLots,
  trackedAmong,
  type KeptLot,
} from '../inventory/order-lots.ts'
import type { LineDemand, Receiver } from '../inventory/reservations.ts'
import { linesOf, type LineRecord, type OrderRecord } from '../orders/order-store.ts'
import { noteReserved } from '../orders/shipping.service.ts'

/**
 * Which lots a note takes. What stands on a draft note is always kept for its order line: nobody else can take it before the
 * note is confirmed. Quantities are thousandths of the base unit.
 */

/** A line of a draft note, as far as its lots need it. */
export interface NoteLine {
  shipment_id: string
  line_no: number
  order_line_no: number
  quantity: number
  lot_reason: string
}

/** The lines whose goods keep lots, each with its order line. */
export async function lotLines(
  ctx: CommandContext,
  own: readonly NoteLine[],
  lines: readonly LineRecord[],
): Promise<{ own: NoteLine; line: LineRecord }[]> {
  const pairs = own.map((one) => ({ own: one, line: lines.find((l) => l.line_no === one.order_line_no)! }))
  const tracked = await trackedAmong(
    ctx,
    pairs.map(({ line }) => ({ productId: line.product_id })),
  )
  return pairs.filter(({ line }) => tracked.has(line.product_id))
}

/**
 * Splits lines of a draft note over lots: what is kept for the order line and stands on no other draft, in order of expiry;
 * what is missing is kept now, first expired first, as the customer accepts it. Lines somebody split by hand stay as they are
 * while their sum is right.
 */
export async function planNote(
  ctx: CommandContext,
  order: OrderRecord,
  own: readonly NoteLine[],
  lines: readonly LineRecord[],
): Promise<void> {
  for (const pair of await lotLines(ctx, own, lines)) {
    const chosen = pair.own.lot_reason === '' ? [] : await lotsOfLine(ctx, pair.own)
    if (chosen.length > 0 && sumOf(chosen) === pair.own.quantity) continue
    await writeLots(ctx, pair.own, await plan(ctx, order, pair), '')
  }
}

async function plan(
  ctx: CommandContext,
  order: OrderRecord,
  { own, line }: { own: NoteLine; line: LineRecord },
): Promise<LotPart[]> {
  let kept = await freeOfNotes(ctx, own, line)
  const missing = own.quantity - sumOf(kept)
  if (missing > 0) {
    const got = await reserveLots(ctx, { ...demandOf(line), quantity: missing }, receiverOf(order))
    await noteReserved(ctx, { orderId: order.id, lineNo: line.line_no }, got)
    if (got > 0) kept = await freeOfNotes(ctx, own, line)
  }
  return takeFrom(kept, own.quantity)
}

/** What an order line keeps of lots and has on no other draft note. */
async function freeOfNotes(ctx: CommandContext, own: NoteLine, line: LineRecord): Promise<KeptLot[]> {
  const elsewhere = await lotsOnDrafts(ctx, line.order_id, line.line_no, own.shipment_id)
  return (await keptLots(ctx, line.order_id, line.line_no))
    .map((kept) => ({ ...kept, quantity: kept.quantity - (elsewhere.get(kept.lotId) ?? 0) }))
    .filter((kept) => kept.quantity > 0)
}

/** Puts lots an order has got since on those of its draft notes that lack some; asks the stock for nothing more. */
export async function fillDrafts(ctx: CommandContext, order: OrderRecord): Promise<void> {
  const open = await ctx.db
    .selectFrom('shipment')
    .select('id')
    .where('order_id', '=', order.id)
    .where('status', '=', 'draft')
    .where('picking', '=', 'none')
    .execute()
  const drafts = (await draftLines(ctx, order.id)).filter((own) => open.some(({ id }) => id === own.shipment_id))
  for (const { own, line } of await lotLines(ctx, drafts, await linesOf(ctx, order.id))) {
    if (own.lot_reason !== '' || sumOf(await lotsOfLine(ctx, own)) === own.quantity) continue
    await writeLots(ctx, own, takeFrom(await freeOfNotes(ctx, own, line), own.quantity), '')
  }
}

/**
 * The lots of a draft note's line as somebody chose them: the order keeps these from now on and gives others back.
 * Frozen lots go to nobody; expired and too old ones only because of the reason.
 * @throws RULE LOT_SHORT (do not add up, lot twice, not free), LOT_FROZEN, SHORTAGE
 */
export async function chooseNoteLots(
  ctx: CommandContext,
  order: OrderRecord,
  { own, line }: { own: NoteLine; line: LineRecord },
  chosen: readonly LotPart[],
  reason: string,
): Promise<void> {
  if (sumOf(chosen) !== own.quantity || new Set(chosen.map((c) => c.lotId)).size !== chosen.length)
    throw ruleError('LOT_SHORT', { line: own.line_no })
  const demand = demandOf(line)
  await dropLots(ctx, demand, await replacedBy(ctx, order, { own, line }))
  for (const { lotId } of chosen) {
    const lot = await ctx.db
      .selectFrom('stock_lot')
      .select(['number', 'frozen'])
      .where('id', '=', lotId)
      .where('product_id', '=', line.product_id)
      .executeTakeFirst()
    if (!lot) throw ruleError('LOT_SHORT', { line: own.line_no })
    if (lot.frozen === 1) throw ruleError('LOT_FROZEN', { line: own.line_no, value: lot.number })
  }
  await keepLots(ctx, demand, chosen)
  await settleReserved(ctx, line)
  await writeLots(ctx, own, chosen, reason)
}

/** What the order gives back of its lots when a note's line gets others: the line's, then those that stand on no note. */
async function replacedBy(
  ctx: CommandContext,
  order: OrderRecord,
  { own, line }: { own: NoteLine; line: LineRecord },
): Promise<KeptLot[]> {
  const onLine = new Map((await lotsOfLine(ctx, own)).map((p) => [p.lotId, p.quantity]))
  const elsewhere = await lotsOnDrafts(ctx, order.id, line.line_no, own.shipment_id)
  const kept = await keptLots(ctx, order.id, line.line_no)
  const first = kept.map((k) => ({ ...k, quantity: Math.min(k.quantity, onLine.get(k.lotId) ?? 0) }))
  const free = kept.map((k, i) => ({ ...k, quantity: k.quantity - first[i]!.quantity - (elsewhere.get(k.lotId) ?? 0) }))
  const more = takeFrom(free.reverse(), own.quantity - sumOf(first))
  return kept.flatMap((k, i) => {
    const quantity = first[i]!.quantity + (more.find((m) => m.lotId === k.lotId)?.quantity ?? 0)
    return quantity > 0 ? [{ ...k, quantity }] : []
  })
}

/**
 * Takes lots that may not go out any more (frozen, expired, too old for this customer) away from an order and its draft notes
 * and keeps others, as far as there are any. Lots somebody chose with a reason stay unless they are frozen.
 * @returns how many lots were given back
 */
export async function reallocateOrder(ctx: CommandContext, order: OrderRecord): Promise<number> {
  const lines = await linesOf(ctx, order.id)
  const drafts = await draftLines(ctx, order.id)
  const pairs = await lotLines(
    ctx,
    lines.map((l) => ({ shipment_id: '', line_no: l.line_no, order_line_no: l.line_no, quantity: 0, lot_reason: '' })),
    lines,
  )
  let dropped = 0
  for (const { line } of pairs) {
    const wish = await acceptance(ctx, line.product_id, receiverOf(order))
    const byHand = drafts.some((d) => d.order_line_no === line.line_no && d.lot_reason !== '')
    const bad = (await keptLots(ctx, order.id, line.line_no)).filter((kept) => {
      const refusal = refusalOf(kept, wish)
      return refusal === 'frozen' || (refusal !== null && !byHand)
    })
    dropped += bad.length
    const before = line.reserved
    await dropLots(ctx, demandOf(line), bad)
    const open = line.quantity - line.shipped - (before - sumOf(bad))
    if (open > 0) await reserveLots(ctx, { ...demandOf(line), quantity: open }, receiverOf(order))
    await settleReserved(ctx, line)
    const gone = new Set(bad.map((b) => b.lotId))
    for (const draft of drafts.filter((d) => d.order_line_no === line.line_no)) {
      const parts = await lotsOfLine(ctx, draft)
      const stale = parts.some((p) => gone.has(p.lotId)) || sumOf(parts) !== draft.quantity
      if (stale) await writeLots(ctx, draft, await plan(ctx, order, { own: draft, line }), '')
    }
  }
  return dropped
}

/**
 * The lots a note's line takes when it is confirmed: exactly those it shows.
 * @throws RULE LOT_SHORT (not enough lots), LOT_FROZEN, LOT_TOO_OLD naming line and lot
 */
export async function lotsToShip(
  ctx: CommandContext,
  order: OrderRecord,
  { own, line }: { own: NoteLine; line: LineRecord },
): Promise<LotPart[]> {
  const parts = await lotsOfLine(ctx, own)
  const kept = new Map((await keptLots(ctx, order.id, line.line_no)).map((k) => [k.lotId, k]))
  const wish = await acceptance(ctx, line.product_id, receiverOf(order))
  for (const { lotId, quantity } of parts) {
    const lot = kept.get(lotId)
    const where = { line: own.line_no, ...(lot ? { value: lot.number } : {}) }
    if (!lot || lot.quantity < quantity) throw ruleError('LOT_SHORT', where)
    const refusal = refusalOf(lot, wish)
    if (refusal === 'frozen') throw ruleError('LOT_FROZEN', where)
    if (refusal !== null && own.lot_reason === '') throw ruleError('LOT_TOO_OLD', where)
  }
  if (sumOf(parts) !== own.quantity) throw ruleError('LOT_SHORT', { line: own.line_no })
  return parts
}

/** The lots on a note's line, in order of expiry. */
export async function lotsOfLine(
  ctx: Pick<CommandContext, 'db'>,
  own: Pick<NoteLine, 'shipment_id' | 'line_no'>,
): Promise<LotPart[]> {
  const rows = await ctx.db
    .selectFrom('shipment_line_lot as k')
    .innerJoin('stock_lot as l', 'l.id', 'k.lot_id')
    .select(['k.lot_id as lotId', 'k.quantity', 'l.number', 'l.expiry_day as expiryDay'])
    .where('k.shipment_id', '=', own.shipment_id)
    .where('k.line_no', '=', own.line_no)
    .execute()
  return inExpiryOrder(rows).map(({ lotId, quantity }) => ({ lotId, quantity }))
}

export const receiverOf = (order: Pick<OrderRecord, 'customer_id' | 'delivery_day'>): Receiver => ({
  customerId: order.customer_id,
  deliveryDay: order.delivery_day,
})

export const demandOf = (line: LineRecord): LineDemand => ({
  orderId: line.order_id,
  lineNo: line.line_no,
  productId: line.product_id,
  warehouseId: line.warehouse_id,
  quantity: line.quantity,
})

const sumOf = (parts: readonly { quantity: number }[]) => parts.reduce((sum, part) => sum + part.quantity, 0)

function takeFrom(kept: readonly KeptLot[], quantity: number): LotPart[] {
  let open = quantity
  return kept.flatMap((lot) => {
    const part = Math.min(open, lot.quantity)
    open -= part
    return part > 0 ? [{ lotId: lot.lotId, quantity: part }] : []
  })
}

/** Brings the line's reserved quantity to what is kept of lots for it. */
async function settleReserved(ctx: CommandContext, line: LineRecord): Promise<void> {
  const where = { orderId: line.order_id, lineNo: line.line_no }
  const now = await ctx.db
    .selectFrom('sales_order_line')
    .select('reserved')
    .where('order_id', '=', line.order_id)
    .where('line_no', '=', line.line_no)
    .executeTakeFirstOrThrow()
  await noteReserved(ctx, where, sumOf(await keptLots(ctx, line.order_id, line.line_no)) - now.reserved)
}

/** Writes the lots of a note's line, which the order keeps already. */
export async function writeLots(
  ctx: CommandContext,
  own: NoteLine,
  parts: readonly LotPart[],
  reason: string,
): Promise<void> {
  const before = new Map((await lotsOfLine(ctx, own)).map((p) => [p.lotId, p.quantity]))
  const after = new Map(parts.map((p) => [p.lotId, p.quantity]))
  for (const lotId of before.keys()) {
    if (after.has(lotId)) continue
    await ctx.db
      .deleteFrom('shipment_line_lot')
      .where('shipment_id', '=', own.shipment_id)
      .where('line_no', '=', own.line_no)
      .where('lot_id', '=', lotId)
      .execute()
  }
  for (const [lotId, quantity] of after) {
    if (before.get(lotId) === quantity) continue
    await ctx.db
      .insertInto('shipment_line_lot')
      .values({ shipment_id: own.shipment_id, line_no: own.line_no, lot_id: lotId, quantity })
      .onConflict((oc) => oc.columns(['shipment_id', 'line_no', 'lot_id']).doUpdateSet({ quantity }))
      .execute()
  }
  if (own.lot_reason === reason) return
  await ctx.db
    .updateTable('shipment_line')
    .set({ lot_reason: reason })
    .where('shipment_id', '=', own.shipment_id)
    .where('line_no', '=', own.line_no)
    .execute()
}

/** What other drafts take of the lots kept for an order line. */
async function lotsOnDrafts(
  ctx: CommandContext,
  orderId: string,
  orderLineNo: number,
  exceptId: string,
): Promise<Map<string, number>> {
  const rows = await ctx.db
    .selectFrom('shipment as d')
    .innerJoin('shipment_line as l', 'l.shipment_id', 'd.id')
    .innerJoin('shipment_line_lot as k', (join) =>
      join.onRef('k.shipment_id', '=', 'l.shipment_id').onRef('k.line_no', '=', 'l.line_no'),
    )
    .select(['k.lot_id', (eb) => eb.fn.sum<number>('k.quantity').as('quantity')])
    .where('d.order_id', '=', orderId)
    .where('d.status', '=', 'draft')
    .where('d.id', '<>', exceptId)
    .where('l.order_line_no', '=', orderLineNo)
    .groupBy('k.lot_id')
    .execute()
  return new Map(rows.map((r) => [r.lot_id, r.quantity]))
}

function draftLines(ctx: CommandContext, orderId: string): Promise<NoteLine[]> {
  return ctx.db
    .selectFrom('shipment as d')
    .innerJoin('shipment_line as l', 'l.shipment_id', 'd.id')
    .select(['l.shipment_id', 'l.line_no', 'l.order_line_no', 'l.quantity', 'l.lot_reason'])
    .where('d.order_id', '=', orderId)
    .where('d.status', '=', 'draft')
    .orderBy('l.shipment_id')
    .orderBy('l.line_no')
    .execute()
}
