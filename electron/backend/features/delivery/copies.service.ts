import type { NoteDelivery } from '../../../../shared/contract/delivery.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { imageTypeOf } from '../products/image-type.ts'
import { noteEvent } from '../shipments/logistics.service.ts'
import { noteRecord, requireNote, type ShipmentRecord } from '../shipments/shipment-store.ts'
import { note as noteDelivery } from './note.queries.ts'
import { signNote, takeOff, tripFollows } from './sign.service.ts'

/** Photographs kept of one note at most. */
const MOST_PHOTOS = 12

/**
 * A signed copy is back. A note nobody signed for yet is signed by it; what the customer wrote on it as missing or damaged
 * becomes a red note. Sent twice it changes nothing.
 * @throws CONFLICT, WRONG_STATE, RULE NOTE_ON_TRIP, IMAGE_INVALID, SHORT_MORE_THAN_SENT
 */
export async function record(ctx: CommandContext, input: Requests['copies']['record']): Promise<NoteDelivery> {
  const { shipmentId, signedBy, remark, lines } = input
  let note = await noteRecord(ctx, shipmentId)
  if (note.copy === 'returned') return noteDelivery(ctx, { shipmentId })
  requireNote(note, 'posted', 'copy', input.version)
  const unsigned = note.logistics !== 'signed' && note.logistics !== 'refused'
  if (unsigned) {
    const signature = { returnId: input.returnId, signedBy, remark, lines, refused: false, source: 'desk' as const }
    await tripFollows(ctx, note.id, await signNote(ctx, note, signature))
    note = await noteRecord(ctx, shipmentId)
  } else await takeOff(ctx, note, input)
  await noteEvent(ctx, note, { kind: 'copy', source: 'desk', place: signedBy, remark }, { copy: 'returned' })
  await writeCopy(ctx, note, { signed_by: signedBy, signed_day: input.signedDay ?? ctx.today, remark, waived: 0 })
  for (const one of input.photos) await insertPhoto(ctx, note.id, ctx.newId(), one)
  return noteDelivery(ctx, { shipmentId })
}

/** No copy will come. Sent twice it changes nothing. @throws CONFLICT, WRONG_STATE */
export async function waive(ctx: CommandContext, input: Requests['copies']['waive']): Promise<NoteDelivery> {
  const note = await noteRecord(ctx, input.shipmentId)
  if (note.copy === 'waived') return noteDelivery(ctx, input)
  requireNote(note, 'posted', 'waive', input.version)
  if (note.copy !== 'due')
    throw new AppError('WRONG_STATE', { entity: 'copy', id: note.id, action: 'waive', state: note.copy })
  await noteEvent(ctx, note, { kind: 'exception', source: 'desk', remark: input.reason }, { copy: 'waived' })
  await writeCopy(ctx, note, { signed_by: '', signed_day: null, remark: input.reason, waived: 1 })
  return noteDelivery(ctx, input)
}

/** The copy was not this note's, or comes after all: it is waited for again. @throws CONFLICT, WRONG_STATE */
export async function takeBack(ctx: CommandContext, input: Requests['copies']['takeBack']): Promise<NoteDelivery> {
  const note = await noteRecord(ctx, input.shipmentId)
  requireNote(note, 'posted', 'takeBack', input.version)
  if (note.copy === 'none' || note.copy === 'due')
    throw new AppError('WRONG_STATE', { entity: 'copy', id: note.id, action: 'takeBack', state: note.copy })
  await noteEvent(ctx, note, { kind: 'exception', source: 'desk', remark: input.reason }, { copy: 'due' })
  await ctx.db.deleteFrom('signed_copy_photo').where('shipment_id', '=', note.id).execute()
  await ctx.db.deleteFrom('signed_copy').where('shipment_id', '=', note.id).execute()
  return noteDelivery(ctx, input)
}

/** One more photograph of a note. The same id again changes nothing. @throws RULE IMAGE_INVALID, WRONG_STATE */
export async function addPhoto(ctx: CommandContext, input: Requests['copies']['addPhoto']): Promise<NoteDelivery> {
  const { id, shipmentId } = input
  const note = await noteRecord(ctx, shipmentId)
  if (note.status !== 'posted')
    throw new AppError('WRONG_STATE', { entity: 'shipment', id: note.id, action: 'photo', state: note.status })
  const known = await ctx.db.selectFrom('signed_copy_photo').select('id').where('id', '=', id).executeTakeFirst()
  if (!known) await insertPhoto(ctx, shipmentId, id, input.photo)
  return noteDelivery(ctx, { shipmentId })
}

/** What a file is, its first bytes say, never its name. */
async function insertPhoto(ctx: CommandContext, shipmentId: string, id: string, file: File): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const mime = imageTypeOf(bytes)
  if (mime === null) throw ruleError('IMAGE_INVALID', { field: 'photos' })
  const { count } = await ctx.db
    .selectFrom('signed_copy_photo')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('shipment_id', '=', shipmentId)
    .executeTakeFirstOrThrow()
  if (count >= MOST_PHOTOS) throw ruleError('PHOTOS_TOO_MANY', { field: 'photos', value: String(MOST_PHOTOS) })
  await ctx.db
    .insertInto('signed_copy_photo')
    .values({ id, shipment_id: shipmentId, mime, bytes, created_by: ctx.user.id, at: ctx.at })
    .execute()
}

/** A copy that was given up and comes after all takes the place of the reason. */
async function writeCopy(
  ctx: CommandContext,
  note: ShipmentRecord,
  values: { signed_by: string; signed_day: string | null; remark: string; waived: 0 | 1 },
): Promise<void> {
  const row = { shipment_id: note.id, ...values, created_by: ctx.user.id, at: ctx.at }
  await ctx.db
    .insertInto('signed_copy')
    .values(row)
    .onConflict((oc) => oc.column('shipment_id').doUpdateSet(row))
    .execute()
}
