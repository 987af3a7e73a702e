import type { Requests } from '../../../../shared/contract/index.ts'
import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import { addDays } from '../../../../shared/day.ts'
import type { LotPart } from '../../../../shared/domain/inventory/fefo.ts'
import { shipmentAmount } from '../../../../shared/domain/order/totals.ts'
import { dueDays } from '../../../../shared/domain/order/payment.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { postMovements, reverseMovements, type Movement } from '../inventory/ledger.ts'
import { consumeLots, rekeepLots } from '../inventory/order-lots.ts'
import { reserveAvailable } from '../inventory/reservations.ts'
import { linesOf, orderRecord, requireAction, type LineRecord, type OrderRecord } from '../orders/order-store.ts'
import { judgeShipment } from '../orders/shipment-review.ts'
import { notePaid, noteShipped } from '../orders/shipping.service.ts'
import { bookEntry, reverseEntry, settle } from '../settlement/ledger.ts'
import { demandOf, lotLines, lotsOfLine, lotsToShip, planNote, receiverOf } from './note-lots.ts'
import {
  bookedAmounts,
  changeNote,
  draftQuantities,
  lineOf,
  noteLinesOf,
  noteRecord,
  requireNote,
  requireUnpicked,
  type ShipmentRecord,
} from './shipment-store.ts'
import { tellShipped } from './shipment-mail.ts'
import { refuseReturned } from './returned.service.ts'
import { orderFollows, refuseOnTrip } from './logistics.service.ts'
import { get } from './shipments.queries.ts'

/** One draft note per warehouse with all that is open and not on another draft. @throws WRONG_STATE, CONFLICT, RULE ORDER_EMPTY */
export async function createForOrder(
  ctx: CommandContext,
  input: Requests['shipments']['createForOrder'],
): Promise<ShipmentView[]> {
  const order = await orderRecord(ctx, input.orderId)
  requireAction(ctx, order, 'ship', input.version)
  const onDrafts = await draftQuantities(ctx, order.id)
  const lines = (await linesOf(ctx, order.id))
    .map((line) => ({ line, open: line.quantity - line.shipped - (onDrafts.get(line.line_no) ?? 0) }))
    .filter(({ open }) => open > 0)
  if (lines.length === 0) throw ruleError('ORDER_EMPTY')
  const views: ShipmentView[] = []
  for (const warehouseId of new Set(lines.map(({ line }) => line.warehouse_id))) {
    const own = lines.filter(({ line }) => line.warehouse_id === warehouseId)
    const id = await insertNote(ctx, order, warehouseId, own)
    await planNote(
      ctx,
      order,
      await noteLinesOf(ctx, id),
      own.map(({ line }) => line),
    )
    views.push(await get(ctx, { id }))
  }
  return views
}

/**
 * Changes a draft note: quantities (lowered or up to what is open), driver, plate, day.
 * @throws RULE SHIP_MORE_THAN_OPEN, NOTE_BEING_PICKED (quantities of a note on a pick list follow from what is picked)
 */
export async function update(ctx: CommandContext, input: Requests['shipments']['update']): Promise<ShipmentView> {
  const note = await noteRecord(ctx, input.id)
  requireNote(note, 'draft', 'edit', input.version)
  const others = await draftQuantities(ctx, note.order_id, note.id)
  const lines = await linesOf(ctx, note.order_id)
  const noteLines = await noteLinesOf(ctx, note.id)
  for (const { lineNo, quantity } of input.lines) {
    const own = found(
      noteLines.find((l) => l.line_no === lineNo),
      'shipmentLine',
      String(lineNo),
    )
    if (quantity !== own.quantity) requireUnpicked(note)
    const line = lineOf(lines, own.order_line_no)
    const open = line.quantity - line.shipped - (others.get(line.line_no) ?? 0)
    if (quantity > open) throw ruleError('SHIP_MORE_THAN_OPEN', { line: lineNo })
    await ctx.db
      .updateTable('shipment_line')
      .set({ quantity })
      .where('shipment_id', '=', note.id)
      .where('line_no', '=', lineNo)
      .execute()
  }
  const order = await orderRecord(ctx, note.order_id)
  const changed = (await noteLinesOf(ctx, note.id)).filter((own, i) => own.quantity !== noteLines[i]!.quantity)
  await planNote(ctx, order, changed, lines)
  const { driver, plate, remark } = input
  await changeNote(ctx, note, {
    driver,
    plate,
    remark,
    day: input.day ?? note.day,
    total: await expectedTotal(ctx, note, lines),
  })
  return get(ctx, { id: note.id })
}

/**
 * Confirms a note: stock leaves (what was reserved for the order first), of goods with lots exactly the lots on the note;
 * the order's remaining quantity shrinks, the receivable is booked and meets open advances.
 * @throws SHORTAGE, RULE SHIP_MORE_THAN_OPEN, LOT_SHORT, LOT_FROZEN, LOT_TOO_OLD, NOTE_BEING_PICKED, CONFLICT
 */
export async function confirm(ctx: CommandContext, input: Requests['shipments']['confirm']): Promise<ShipmentView> {
  const note = await noteRecord(ctx, input.id)
  requireNote(note, 'draft', 'confirm', input.version)
  if (note.picking === 'picking') requireUnpicked(note)
  const order = await ctx.db
    .selectFrom('sales_order')
    .selectAll()
    .where('id', '=', note.order_id)
    .executeTakeFirstOrThrow()
  requireAction(ctx, order, 'ship', order.version)
  const lines = await linesOf(ctx, order.id)
  const noteLines = (await noteLinesOf(ctx, note.id)).filter((l) => l.quantity > 0)
  if (noteLines.length === 0) throw ruleError('ORDER_EMPTY')
  const mayGo = await judgeShipment(ctx, order, { id: note.id, amount: note.total }, input.leftReason)
  if (!mayGo) return get(ctx, { id: note.id })
  const booked = await bookedAmounts(ctx, order.id)
  const withLots = new Set((await lotLines(ctx, noteLines, lines)).map(({ own }) => own.line_no))
  let total = 0
  const shipped: Shipped[] = []
  for (const own of noteLines) {
    const line = lineOf(lines, own.order_line_no)
    const after = line.shipped + own.quantity
    if (after > line.quantity) throw ruleError('SHIP_MORE_THAN_OPEN', { line: own.line_no })
    const amount = shipmentAmount(line.net, line.quantity, after, booked.get(line.line_no) ?? 0)
    total += amount
    await ctx.db
      .updateTable('shipment_line')
      .set({ amount })
      .where('shipment_id', '=', note.id)
      .where('line_no', '=', own.line_no)
      .execute()
    const lots = withLots.has(own.line_no) ? await lotsToShip(ctx, order, { own, line }) : null
    if (lots) await consumeLots(ctx, { orderId: order.id, lineNo: line.line_no }, lots)
    shipped.push({
      own,
      line,
      lots,
      reserved: Math.max(0, line.reserved - own.quantity),
      fromReserved: Math.min(line.reserved, own.quantity),
    })
  }
  await moveOut(ctx, note, shipped)
  await noteShipped(
    ctx,
    order,
    shipped.map((s) => ({ lineNo: s.line.line_no, quantity: s.own.quantity, reserved: s.reserved })),
    total,
  )
  await changeNote(ctx, note, { status: 'posted', posted_at: ctx.at, total, logistics: 'waiting', copy: 'due' })
  await bookReceivable(ctx, note, order, total)
  await tellShipped(ctx, note, order, total)
  return get(ctx, { id: note.id })
}

/**
 * Drops a draft note, or reverses a posted one by opposite entries; the number is kept.
 * @throws RULE NOTE_ON_TRIP, FOLLOWED_BY (goods came back)
 */
async function voidNote(ctx: CommandContext, input: Requests['shipments']['void']): Promise<ShipmentView> {
  const note = await noteRecord(ctx, input.id)
  if (note.version !== input.version) throw new AppError('CONFLICT', { entity: 'shipment', id: note.id })
  if (note.status === 'void')
    throw new AppError('WRONG_STATE', { entity: 'shipment', id: note.id, action: 'void', state: note.status })
  if (note.status === 'draft' && note.picking === 'picking') requireUnpicked(note)
  await refuseOnTrip(ctx, note.id)
  if (note.status === 'posted') {
    await reverse(ctx, note)
    // what was signed for has come back with it
    await ctx.db.updateTable('shipment_line').set({ signed: null }).where('shipment_id', '=', note.id).execute()
  }
  await changeNote(ctx, note, { status: 'void', reason: input.reason, logistics: 'none', copy: 'none' })
  await orderFollows(ctx, note.order_id)
  return get(ctx, { id: note.id })
}
export { voidNote as void }

/** Counts a print of some notes; the second and later copies are marked as reprints. */
export async function countPrint(ctx: CommandContext, ids: readonly string[]): Promise<void> {
  await ctx.db
    .updateTable('shipment')
    .set((eb) => ({ printed: eb('printed', '+', 1) }))
    .where('id', 'in', ids)
    .execute()
}

async function reverse(ctx: CommandContext, note: ShipmentRecord): Promise<void> {
  await refuseReturned(ctx, note.id)
  const order = await ctx.db
    .selectFrom('sales_order')
    .selectAll()
    .where('id', '=', note.order_id)
    .executeTakeFirstOrThrow()
  const lines = await linesOf(ctx, order.id)
  const noteLines = (await noteLinesOf(ctx, note.id)).filter((l) => l.quantity > 0)
  await reverseMovements(ctx, note.id, { day: note.day })
  // the goods are back and the order waits again: keep them for it, unless it was closed meanwhile
  const again = order.closed === 'open' ? noteLines : []
  const withLots = await lotLines(ctx, again, lines)
  const got = new Map<number, number>()
  for (const { own, line } of withLots) {
    const demand = { ...demandOf(line), quantity: own.quantity }
    got.set(own.line_no, await rekeepLots(ctx, demand, await lotsOfLine(ctx, own), receiverOf(order)))
  }
  const plain = again.filter((own) => !got.has(own.line_no))
  const demands = plain.map((own) => ({ ...demandOf(lineOf(lines, own.order_line_no)), quantity: own.quantity }))
  const reserved = await reserveAvailable(ctx, demands, receiverOf(order))
  for (const [i, own] of plain.entries()) got.set(own.line_no, reserved[i]!)
  await noteShipped(
    ctx,
    order,
    noteLines.map((own) => ({
      lineNo: own.order_line_no,
      quantity: -own.quantity,
      reserved: lineOf(lines, own.order_line_no).reserved + (got.get(own.line_no) ?? 0),
    })),
    -note.total,
  )
  const entry = await ctx.db
    .selectFrom('receivable_entry')
    .select('id')
    .where('document_id', '=', note.id)
    .where('kind', '=', 'shipment')
    .executeTakeFirst()
  if (!entry) return
  await notePaid(ctx, await reverseEntry(ctx, entry.id, ctx.today))
  await notePaid(ctx, await settle(ctx, note.customer_id))
}

/** A confirmed line: which lots it takes (null: goods without lots), what the order has reserved after it, what it took of that. */
interface Shipped {
  own: { line_no: number; quantity: number }
  line: LineRecord
  lots: LotPart[] | null
  reserved: number
  fromReserved: number
}

async function moveOut(ctx: CommandContext, note: ShipmentRecord, shipped: readonly Shipped[]): Promise<void> {
  // reserved stock first; what was never reserved must be free now
  const reserved = shipped.flatMap((s) =>
    s.lots
      ? s.lots.map((part) => movementOf(note, s, part.quantity, part.lotId))
      : movementOf(note, s, s.fromReserved, null),
  )
  const free = shipped.flatMap((s) => (s.lots ? [] : movementOf(note, s, s.own.quantity - s.fromReserved, null)))
  const moving = (movements: readonly Movement[]) => movements.filter((m) => m.quantity !== 0)
  await postMovements(ctx, moving(reserved), { fromReserved: true })
  await postMovements(ctx, moving(free))
}

function movementOf(note: ShipmentRecord, { own, line }: Shipped, quantity: number, lotId: string | null): Movement {
  return {
    productId: line.product_id,
    warehouseId: note.warehouse_id,
    lotId,
    quantity: -quantity,
    documentType: 'shipment',
    documentId: note.id,
    documentNumber: note.number,
    lineNo: own.line_no,
    day: note.day,
  }
}

async function bookReceivable(
  ctx: CommandContext,
  note: ShipmentRecord,
  order: OrderRecord,
  total: number,
): Promise<void> {
  const customer = await ctx.db
    .selectFrom('customer')
    .select(['settlement', 'pay_method as payMethod', 'credit_days as creditDays'])
    .where('id', '=', order.customer_id)
    .executeTakeFirstOrThrow()
  await bookEntry(ctx, {
    customerId: order.customer_id,
    siteId: note.site_id,
    kind: 'shipment',
    day: note.day,
    dueDay: addDays(note.day, dueDays(order.pay_by, customer)),
    amount: total,
    orderId: order.id,
    documentId: note.id,
    documentNumber: note.number,
  })
  await notePaid(ctx, await settle(ctx, order.customer_id))
}

async function insertNote(
  ctx: CommandContext,
  order: OrderRecord,
  warehouseId: string,
  own: readonly { line: LineRecord; open: number }[],
): Promise<string> {
  const warehouse = await ctx.db
    .selectFrom('warehouse')
    .select('site_id')
    .where('id', '=', warehouseId)
    .executeTakeFirstOrThrow()
  const booked = await bookedAmounts(ctx, order.id)
  const worthOf = ({ line, open }: { line: LineRecord; open: number }) =>
    shipmentAmount(line.net, line.quantity, line.shipped + open, booked.get(line.line_no) ?? 0)
  const id = ctx.newId()
  await ctx.db
    .insertInto('shipment')
    .values({
      id,
      number: await nextNumber(ctx, 'salesOutbound', warehouse.site_id),
      site_id: warehouse.site_id,
      order_id: order.id,
      customer_id: order.customer_id,
      warehouse_id: warehouseId,
      day: ctx.today,
      status: 'draft',
      total: own.reduce((a, part) => a + worthOf(part), 0),
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  await ctx.db
    .insertInto('shipment_line')
    .values(
      own.map(({ line, open }, i) => ({
        shipment_id: id,
        line_no: i + 1,
        order_line_no: line.line_no,
        quantity: open,
        amount: worthOf({ line, open }),
      })),
    )
    .execute()
  return id
}

/** What a draft note will book, with the amount of each line brought up to date (分). */
export async function expectedTotal(
  ctx: CommandContext,
  { id: noteId, order_id: orderId }: Pick<ShipmentRecord, 'id' | 'order_id'>,
  lines: readonly LineRecord[],
): Promise<number> {
  const booked = await bookedAmounts(ctx, orderId)
  let total = 0
  for (const own of await noteLinesOf(ctx, noteId)) {
    const line = lineOf(lines, own.order_line_no)
    const amount = shipmentAmount(line.net, line.quantity, line.shipped + own.quantity, booked.get(line.line_no) ?? 0)
    await ctx.db
      .updateTable('shipment_line')
      .set({ amount })
      .where('shipment_id', '=', noteId)
      .where('line_no', '=', own.line_no)
      .execute()
    total += amount
  }
  return total
}
