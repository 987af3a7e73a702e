import type { Selectable } from 'kysely'
import type { TripState } from '../../../../shared/domain/delivery/logistics.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { TripNoteTable, TripTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'

export type TripRecord = Selectable<TripTable>
export type TripNoteRecord = Selectable<TripNoteTable>

/** A trip as it is written. @throws NOT_FOUND */
export async function tripRecord(ctx: CommandContext, id: string): Promise<TripRecord> {
  return found(await ctx.db.selectFrom('trip').selectAll().where('id', '=', id).executeTakeFirst(), 'trip', id)
}

export function tripNotes(ctx: Pick<CommandContext, 'db'>, tripId: string): Promise<TripNoteRecord[]> {
  return ctx.db.selectFrom('trip_note').selectAll().where('trip_id', '=', tripId).orderBy('position').execute()
}

/** Refuses an old version and a wrong state. @throws CONFLICT, WRONG_STATE */
export function requireTrip(trip: TripRecord, state: TripState, action: string, version: number): void {
  if (trip.version !== version) throw new AppError('CONFLICT', { entity: 'trip', id: trip.id })
  requireTripState(trip, state, action)
}

/** @throws WRONG_STATE */
export function requireTripState(trip: TripRecord, state: TripState, action: string): void {
  if (trip.status !== state)
    throw new AppError('WRONG_STATE', { entity: 'trip', id: trip.id, action, state: trip.status })
}

/** The one way a trip changes. @throws CONFLICT */
export function changeTrip(ctx: CommandContext, trip: TripRecord, patch: Partial<TripRecord>): Promise<void> {
  return claim(
    ctx.db
      .updateTable('trip')
      .set({ ...patch, version: trip.version + 1 })
      .where('id', '=', trip.id)
      .where('version', '=', trip.version),
    'trip',
    trip.id,
  )
}

/** How a note on a trip ended. Its own version is claimed, so that two people report two stops at once. @throws CONFLICT */
export function changeTripNote(
  ctx: CommandContext,
  note: TripNoteRecord,
  patch: Partial<Pick<TripNoteRecord, 'result'>>,
): Promise<void> {
  return claim(
    ctx.db
      .updateTable('trip_note')
      .set({ ...patch, version: note.version + 1 })
      .where('trip_id', '=', note.trip_id)
      .where('shipment_id', '=', note.shipment_id)
      .where('version', '=', note.version),
    'tripNote',
    note.shipment_id,
  )
}
