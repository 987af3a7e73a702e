import type { NoteDelivery } from '../../../../shared/contract/delivery.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { changedNote, noteEvent, refuseOnTrip } from '../shipments/logistics.service.ts'
import { noteRecord } from '../shipments/shipment-store.ts'
import { hasReturns, note as noteDelivery } from './note.queries.ts'

/**
 * Writes down by hand what happened to a note. The same id again changes nothing. While it is on a trip, the trip says
 * when it left and arrived. Signing is taken back only while neither copy nor goods came back.
 * @throws NOT_FOUND, WRONG_STATE, RULE NOTE_ON_TRIP, FOLLOWED_BY, REASON_REQUIRED
 */
export async function addEvent(ctx: CommandContext, input: Requests['delivery']['addEvent']): Promise<NoteDelivery> {
  const { id, shipmentId, kind, place, remark } = input
  const known = await ctx.db.selectFrom('shipment_event').select('id').where('id', '=', id).executeTakeFirst()
  if (known) return noteDelivery(ctx, { shipmentId })
  const note = await noteRecord(ctx, shipmentId)
  const leaves = kind === 'transit' && note.logistics === 'waiting'
  if (leaves || kind === 'depart' || kind === 'arrive' || kind === 'back' || kind === 'reopen')
    await refuseOnTrip(ctx, note.id)
  if (kind === 'reopen') {
    if (remark === '') throw ruleError('REASON_REQUIRED', { field: 'remark' })
    if (note.copy === 'returned' || (await hasReturns(ctx, note.id))) throw ruleError('FOLLOWED_BY')
  }
  await noteEvent(ctx, note, { id, kind, at: input.at ?? ctx.at, place, remark, source: 'hand' })
  return noteDelivery(ctx, { shipmentId })
}

/** Which carrier takes a note, under which number. @throws CONFLICT, WRONG_STATE */
export async function setWaybill(
  ctx: CommandContext,
  input: Requests['delivery']['setWaybill'],
): Promise<NoteDelivery> {
  const note = await noteRecord(ctx, input.shipmentId)
  if (note.version !== input.version) throw new AppError('CONFLICT', { entity: 'shipment', id: note.id })
  if (note.status === 'void')
    throw new AppError('WRONG_STATE', { entity: 'shipment', id: note.id, action: 'setWaybill', state: note.status })
  await changedNote(ctx, note, { carrier: input.carrier, waybill: input.waybill })
  return noteDelivery(ctx, { shipmentId: note.id })
}
