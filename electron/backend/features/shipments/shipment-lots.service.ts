import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import { isEffective } from '../../../../shared/domain/order/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { linesOf, orderRecord } from '../orders/order-store.ts'
import { chooseNoteLots, lotLines, reallocateOrder } from './note-lots.ts'
import { changeNote, noteLinesOf, noteRecord, requireNote, requireUnpicked } from './shipment-store.ts'
import { get } from './shipments.queries.ts'

/**
 * Sends other lots than first expired, first out with a draft note's line: for holders of the right, with a reason that stays
 * on the line and in its history. @throws RULE LOT_SHORT, LOT_FROZEN, NOTE_BEING_PICKED, SHORTAGE, CONFLICT
 */
export async function chooseLots(
  ctx: CommandContext,
  input: Requests['shipments']['chooseLots'],
): Promise<ShipmentView> {
  const note = await noteRecord(ctx, input.id)
  requireNote(note, 'draft', 'edit', input.version)
  requireUnpicked(note)
  const order = await orderRecord(ctx, note.order_id)
  const lines = await linesOf(ctx, order.id)
  const own = (await noteLinesOf(ctx, note.id)).filter((l) => l.line_no === input.lineNo)
  const [pair] = await lotLines(ctx, own, lines)
  if (!pair) throw ruleError('LOT_NOT_KEPT', { line: input.lineNo })
  await chooseNoteLots(ctx, order, pair, input.lots, input.reason)
  await changeNote(ctx, note, {})
  return get(ctx, { id: note.id })
}

/**
 * Gives back what an order keeps of lots that may not go out (frozen, expired, too old for the customer) and keeps others,
 * on its draft notes too. For whoever may change the order or its notes.
 * @throws FORBIDDEN, WRONG_STATE, CONFLICT, RULE NOTE_BEING_PICKED
 */
export async function reallocate(
  ctx: CommandContext,
  input: Requests['shipments']['reallocate'],
): Promise<Outputs['shipments']['reallocate']> {
  const may = ctx.user.rights.includes('orders.edit') || ctx.user.rights.includes('shipments.edit')
  if (!may) throw new AppError('FORBIDDEN', { right: 'shipments.edit' })
  const order = await orderRecord(ctx, input.orderId)
  if (order.version !== input.version) throw new AppError('CONFLICT', { entity: 'order', id: order.id })
  if (!isEffective(order) || order.closed !== 'open' || order.history === 1)
    throw new AppError('WRONG_STATE', { entity: 'order', id: order.id, action: 'reallocate', state: order.status })
  const picking = await ctx.db
    .selectFrom('shipment')
    .select(['number', 'picking'])
    .where('order_id', '=', order.id)
    .where('status', '=', 'draft')
    .where('picking', '<>', 'none')
    .executeTakeFirst()
  if (picking) requireUnpicked(picking)
  const dropped = await reallocateOrder(ctx, order)
  const missing = (await linesOf(ctx, order.id)).reduce((sum, l) => sum + l.quantity - l.shipped - l.reserved, 0)
  return { dropped, missing }
}
