import type { Instant } from '../../../../shared/day.ts'
import {
  milestoneAfter,
  orderLogistics,
  type EventKind,
  type EventSource,
} from '../../../../shared/domain/delivery/logistics.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { noteLogistics } from '../orders/shipping.service.ts'
import { changeNote, type ShipmentRecord } from './shipment-store.ts'

/** What other features may tell a note: what happened to it on its way, and what the customer signed for. */

/** Something that happened to a note. `key`: the source's own name for it, told only once. */
export interface NoteEvent {
  id?: string
  kind: EventKind
  /** When it happened; now unless told. */
  at?: Instant
  place?: string
  remark?: string
  source: EventSource
  key?: string
}

type NotePatch = Partial<Pick<ShipmentRecord, 'driver' | 'plate' | 'copy' | 'carrier' | 'waybill'>>

/**
 * Writes an event down and moves the note's milestone; its order follows. What a carrier tells late moves nothing back.
 * @throws WRONG_STATE when it cannot happen at this milestone, CONFLICT
 */
export async function noteEvent(
  ctx: CommandContext,
  note: ShipmentRecord,
  event: NoteEvent,
  patch: NotePatch = {},
): Promise<ShipmentRecord> {
  const next = note.status === 'posted' ? milestoneAfter(note.logistics, event.kind) : undefined
  if (next === undefined && (event.source !== 'carrier' || note.status !== 'posted'))
    throw new AppError('WRONG_STATE', { entity: 'shipment', id: note.id, action: event.kind, state: note.logistics })
  const moves = next !== undefined && next !== note.logistics
  const last = await ctx.db
    .selectFrom('shipment_event')
    .select((eb) => eb.fn.max('no').as('no'))
    .where('shipment_id', '=', note.id)
    .executeTakeFirst()
  await ctx.db
    .insertInto('shipment_event')
    .values({
      id: event.id ?? ctx.newId(),
      shipment_id: note.id,
      no: (last?.no ?? 0) + 1,
      kind: event.kind,
      state: moves ? next : null,
      at: event.at ?? ctx.at,
      place: event.place ?? '',
      remark: event.remark ?? '',
      source: event.source,
      source_key: event.key ?? null,
      created_by: ctx.user.id,
      recorded_at: ctx.at,
    })
    .execute()
  if (event.kind === 'reopen') await setSigned(ctx, note.id, null)
  const changes = { ...patch, ...(moves ? { logistics: next } : {}) }
  const after = Object.keys(changes).length > 0 ? await changedNote(ctx, note, changes) : note
  if (moves) await orderFollows(ctx, note.order_id)
  return after
}

/** Changes how a note travels or whether its copy is waited for. @throws CONFLICT */
export async function changedNote(
  ctx: CommandContext,
  note: ShipmentRecord,
  patch: NotePatch & Partial<Pick<ShipmentRecord, 'logistics'>>,
): Promise<ShipmentRecord> {
  await changeNote(ctx, note, patch)
  return { ...note, ...patch, version: note.version + 1 }
}

/** What the customer took: all of every line, nothing at all, or null: not signed for. */
export async function setSigned(ctx: CommandContext, noteId: string, taken: 'all' | 'nothing' | null): Promise<void> {
  await ctx.db
    .updateTable('shipment_line')
    .set((eb) => ({ signed: taken === 'all' ? eb.ref('quantity') : taken === 'nothing' ? 0 : null }))
    .where('shipment_id', '=', noteId)
    .execute()
}

/** Takes quantities (thousandths, by line number) away from what was signed for. @throws RULE SHORT_MORE_THAN_SENT */
export async function lowerSigned(
  ctx: CommandContext,
  noteId: string,
  missing: ReadonlyMap<number, number>,
): Promise<void> {
  for (const [lineNo, quantity] of missing) {
    const { numUpdatedRows } = await ctx.db
      .updateTable('shipment_line')
      .set((eb) => ({ signed: eb('signed', '-', quantity) }))
      .where('shipment_id', '=', noteId)
      .where('line_no', '=', lineNo)
      .where('signed', '>=', quantity)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw ruleError('SHORT_MORE_THAN_SENT', { line: lineNo, field: 'quantity' })
  }
}

/** Sets the order's milestone from its posted notes. */
export async function orderFollows(ctx: CommandContext, orderId: string): Promise<void> {
  const notes = await ctx.db
    .selectFrom('shipment')
    .select('logistics')
    .where('order_id', '=', orderId)
    .where('status', '=', 'posted')
    .execute()
  await noteLogistics(ctx, orderId, orderLogistics(notes.map((note) => note.logistics)))
}

/** A note that travels on a trip, or was dropped from one, is not taken back behind the driver's back. @throws RULE NOTE_ON_TRIP */
export async function refuseOnTrip(ctx: CommandContext, noteId: string): Promise<void> {
  const trip = await ctx.db
    .selectFrom('trip_note as n')
    .innerJoin('trip as t', 't.id', 'n.trip_id')
    .select('t.number')
    .where('n.shipment_id', '=', noteId)
    .where('n.result', '<>', 'back')
    .executeTakeFirst()
  if (trip) throw ruleError('NOTE_ON_TRIP', { value: trip.number })
}
