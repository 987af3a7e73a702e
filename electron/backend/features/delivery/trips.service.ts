import type { TripView } from '../../../../shared/contract/trips.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { noteEvent } from '../shipments/logistics.service.ts'
import { noteRecord } from '../shipments/shipment-store.ts'
import { changeTrip, requireTrip, tripNotes, tripRecord } from './trip-store.ts'
import { get } from './trips.queries.ts'

/**
 * Makes (version 0) or changes a planned trip; its notes follow the order given. Made twice it is the same.
 * @throws CONFLICT, WRONG_STATE, RULE NOTE_ON_TRIP, NOTE_NOT_FOR_TRIP
 */
export async function save(ctx: CommandContext, input: Requests['trips']['save']): Promise<TripView> {
  const { id, version, vehicleId, driverId, remark } = input
  const ids = [...new Set(input.shipmentIds)]
  if (version === 0) {
    const known = await ctx.db.selectFrom('trip').select('id').where('id', '=', id).executeTakeFirst()
    if (known) return get(ctx, { id })
    const siteId = await siteOf(ctx, ids)
    const day = input.day ?? ctx.today
    await ctx.db
      .insertInto('trip')
      .values({
        id,
        number: await nextNumber(ctx, 'trip', siteId, day),
        site_id: siteId,
        day,
        status: 'planned',
        vehicle_id: vehicleId,
        driver_id: driverId,
        remark,
        created_by: ctx.user.id,
        created_at: ctx.at,
      })
      .execute()
  } else {
    const trip = await tripRecord(ctx, id)
    requireTrip(trip, 'planned', 'edit', version)
    await changeTrip(ctx, trip, {
      day: input.day ?? trip.day,
      vehicle_id: vehicleId,
      driver_id: driverId,
      remark,
    })
  }
  await writeNotes(ctx, id, ids)
  return get(ctx, { id })
}

/** The number belongs to the site the goods leave from. */
async function siteOf(ctx: CommandContext, shipmentIds: readonly string[]): Promise<string> {
  const first = shipmentIds[0]
  if (first) return (await noteRecord(ctx, first)).site_id
  const site = ctx.db.selectFrom('site').select('id').where('archived', '=', 0).orderBy('id')
  return (await site.executeTakeFirstOrThrow()).id
}

async function writeNotes(ctx: CommandContext, tripId: string, ids: readonly string[]): Promise<void> {
  const known = new Map((await tripNotes(ctx, tripId)).map((note) => [note.shipment_id, note]))
  for (const one of known.keys())
    if (!ids.includes(one))
      await ctx.db.deleteFrom('trip_note').where('trip_id', '=', tripId).where('shipment_id', '=', one).execute()
  for (const [position, shipmentId] of ids.entries()) {
    const row = known.get(shipmentId)
    if (!row) {
      await requireFree(ctx, shipmentId)
      await ctx.db.insertInto('trip_note').values({ trip_id: tripId, shipment_id: shipmentId, position }).execute()
    } else if (row.position !== position)
      await ctx.db
        .updateTable('trip_note')
        .set({ position })
        .where('trip_id', '=', tripId)
        .where('shipment_id', '=', shipmentId)
        .execute()
  }
}

/** A note travels on one trip at a time, and only before it has been delivered. @throws RULE NOTE_ON_TRIP, NOTE_NOT_FOR_TRIP */
async function requireFree(ctx: CommandContext, shipmentId: string): Promise<void> {
  const note = await noteRecord(ctx, shipmentId)
  if (note.status === 'void' || !['none', 'waiting'].includes(note.logistics))
    throw ruleError('NOTE_NOT_FOR_TRIP', { value: note.number })
  const other = await ctx.db
    .selectFrom('trip_note as n')
    .innerJoin('trip as t', 't.id', 'n.trip_id')
    .select('t.number')
    .where('n.shipment_id', '=', shipmentId)
    .where('n.result', '<>', 'back')
    .executeTakeFirst()
  if (other) throw ruleError('NOTE_ON_TRIP', { value: other.number })
}

/**
 * The vehicle leaves: every note is under way, with the driver and plate of the trip, and what is to be collected stands.
 * @throws CONFLICT, WRONG_STATE, RULE TRIP_EMPTY, DRIVER_REQUIRED, NOTE_NOT_CONFIRMED
 */
export async function depart(ctx: CommandContext, input: Requests['trips']['depart']): Promise<TripView> {
  const trip = await tripRecord(ctx, input.id)
  requireTrip(trip, 'planned', 'depart', input.version)
  const view = await get(ctx, { id: trip.id })
  if (view.notes.length === 0) throw ruleError('TRIP_EMPTY')
  if (view.driverId === null) throw ruleError('DRIVER_REQUIRED', { field: 'driverId' })
  const draft = view.notes.find((note) => note.status !== 'posted')
  if (draft) throw ruleError('NOTE_NOT_CONFIRMED', { value: draft.number })
  for (const { shipmentId, collect } of view.notes) {
    const note = await noteRecord(ctx, shipmentId)
    const travels = { driver: view.driver, plate: view.plate }
    await noteEvent(ctx, note, { kind: 'depart', source: 'trip', remark: trip.number }, travels)
    await ctx.db
      .updateTable('trip_note')
      .set({ collect })
      .where('trip_id', '=', trip.id)
      .where('shipment_id', '=', shipmentId)
      .execute()
  }
  await changeTrip(ctx, trip, { status: 'underway', departed_at: ctx.at })
  return get(ctx, { id: trip.id })
}

/** Drops a planned trip; the number is kept, its notes wait for another. @throws CONFLICT, WRONG_STATE */
async function voidTrip(ctx: CommandContext, input: Requests['trips']['void']): Promise<TripView> {
  const trip = await tripRecord(ctx, input.id)
  requireTrip(trip, 'planned', 'void', input.version)
  await ctx.db.updateTable('trip_note').set({ result: 'back' }).where('trip_id', '=', trip.id).execute()
  await changeTrip(ctx, trip, { status: 'void', reason: input.reason })
  return get(ctx, { id: trip.id })
}
export { voidTrip as void }
