import type { TripView } from '../../../../shared/contract/trips.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import type { TripResult } from '../../../../shared/domain/delivery/logistics.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { receiveMoney } from '../settlement/money.ts'
import { noteEvent } from '../shipments/logistics.service.ts'
import { noteRecord } from '../shipments/shipment-store.ts'
import { bookDifference } from './driver-ledger.ts'
import { signNote } from './sign.service.ts'
import {
  changeTrip,
  changeTripNote,
  requireTrip,
  requireTripState,
  tripNotes,
  tripRecord,
  type TripNoteRecord,
  type TripRecord,
} from './trip-store.ts'
import { get } from './trips.queries.ts'

/**
 * How one note of a trip under way ended, with the money taken for it. Two people report two stops at once; the same stop
 * twice is a conflict. Until the driver hands in, the money can be put right.
 * @throws CONFLICT, WRONG_STATE, NOT_FOUND, and what `signNote` throws
 */
export async function report(ctx: CommandContext, input: Requests['trips']['report']): Promise<TripView> {
  const trip = await tripRecord(ctx, input.id)
  requireTripState(trip, 'underway', 'report')
  const own = found(
    (await tripNotes(ctx, trip.id)).find((one) => one.shipment_id === input.shipmentId),
    'tripNote',
    input.shipmentId,
  )
  if (own.version !== input.version) throw new AppError('CONFLICT', { entity: 'tripNote', id: input.shipmentId })
  const result = await resultOf(ctx, trip, own, input)
  await changeTripNote(ctx, own, { result })
  await writeMoney(ctx, trip.id, input, result)
  return get(ctx, { id: trip.id })
}

/** Tells the note what the driver reports. What was signed or refused stays; only its money may be put right. */
async function resultOf(
  ctx: CommandContext,
  trip: TripRecord,
  own: TripNoteRecord,
  input: Requests['trips']['report'],
): Promise<TripResult> {
  const final = own.result !== 'open' && own.result !== 'delivered'
  const same = input.result === own.result || (input.result === 'signed' && own.result === 'short')
  if (final || same) {
    if (same && input.lines.length === 0) return own.result
    throw new AppError('WRONG_STATE', { entity: 'tripNote', id: own.shipment_id, action: 'report', state: own.result })
  }
  const note = await noteRecord(ctx, own.shipment_id)
  const remark = input.remark === '' ? trip.number : `${trip.number} ${input.remark}`
  if (input.result === 'delivered') {
    await noteEvent(ctx, note, { kind: 'arrive', source: 'trip', remark })
    return 'delivered'
  }
  if (input.result === 'back') {
    await noteEvent(ctx, note, { kind: 'back', source: 'trip', remark })
    return 'back'
  }
  const refused = input.result === 'refused'
  return signNote(ctx, note, { ...input, refused, remark, source: 'trip' })
}

/** Money of a note on a trip, replaced as a whole; nothing was taken for goods that came back. */
async function writeMoney(
  ctx: CommandContext,
  tripId: string,
  { shipmentId, money }: Requests['trips']['report'],
  result: TripResult,
): Promise<void> {
  if (result === 'back' && money.length > 0) throw ruleError('MONEY_FOR_NOTHING', { field: 'money' })
  await ctx.db.deleteFrom('trip_money').where('trip_id', '=', tripId).where('shipment_id', '=', shipmentId).execute()
  for (const { id, method, amount } of money)
    await ctx.db
      .insertInto('trip_money')
      .values({ id, trip_id: tripId, shipment_id: shipmentId, method, amount })
      .execute()
}

/**
 * 交账: the driver hands in the cash. Every note has an end by now; each sum taken becomes a receipt of its own (same id),
 * that settles the bill it was paid for first. What is missing in the cash stays open with the driver, what is too much
 * likewise. Sent twice it books once.
 * @throws CONFLICT, WRONG_STATE, RULE TRIP_NOT_DONE
 */
export async function handIn(ctx: CommandContext, input: Requests['trips']['handIn']): Promise<TripView> {
  const trip = await tripRecord(ctx, input.id)
  if (trip.status === 'settled' && trip.version === input.version + 1 && trip.handed_in === input.handedIn)
    return get(ctx, { id: trip.id })
  requireTrip(trip, 'underway', 'handIn', input.version)
  const view = await get(ctx, { id: trip.id })
  const open = view.notes.find((note) => note.result === 'open')
  if (open) throw ruleError('TRIP_NOT_DONE', { value: open.number })
  for (const note of view.notes) {
    for (const { id, method, amount } of note.money) {
      const bill = await openBill(ctx, note.shipmentId)
      const settled = bill && Math.min(bill.open, amount)
      await receiveMoney(ctx, {
        id,
        customerId: note.customerId,
        siteId: trip.site_id,
        lines: [{ method, amount }],
        bills: settled ? [{ entryId: bill.entryId, amount: settled }] : [],
        note: `${trip.number} ${note.number}`,
      })
    }
  }
  const difference = view.cash - input.handedIn
  await bookDifference(ctx, {
    id: ctx.newId(),
    driverId: trip.driver_id!,
    tripId: trip.id,
    amount: difference,
    siteId: trip.site_id,
    remark: [trip.number, input.remark].filter(Boolean).join(' '),
  })
  await changeTrip(ctx, trip, { status: 'settled', settled_at: ctx.at, handed_in: input.handedIn })
  return get(ctx, { id: trip.id })
}

async function openBill(ctx: CommandContext, shipmentId: string) {
  return ctx.db
    .selectFrom('receivable_entry as e')
    .innerJoin('receivable_open as o', 'o.entry_id', 'e.id')
    .select(['e.id as entryId', 'o.open'])
    .where('e.document_id', '=', shipmentId)
    .where('e.kind', 'in', ['shipment', 'moved-in'])
    .where('o.open', '>', 0)
    .executeTakeFirst()
}
