import {
  TRACKING_PROBLEMS,
  type CopyView,
  type EventView,
  type NoteDelivery,
} from '../../../../shared/contract/delivery.ts'
import { carrierOf, carrierPage } from '../../../../shared/domain/delivery/carriers.ts'
import { handKindsAt } from '../../../../shared/domain/delivery/logistics.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** What happened to a note on its way, newest first: events, signed copy, trip, and what its carrier may be asked. */
export async function note(ctx: QueryContext, input: { shipmentId: string }): Promise<NoteDelivery> {
  const row = found(await noteRow(ctx, input.shipmentId), 'shipment', input.shipmentId)
  const trip = await ctx.db
    .selectFrom('trip_note as n')
    .innerJoin('trip as t', 't.id', 'n.trip_id')
    .leftJoin('driver as d', 'd.id', 't.driver_id')
    .leftJoin('vehicle as v', 'v.id', 't.vehicle_id')
    .select(['t.id', 't.number', 't.status', 'd.name as driver', 'v.plate'])
    .where('n.shipment_id', '=', row.id)
    .where('n.result', '<>', 'back')
    .executeTakeFirst()
  const account = await ctx.db.selectFrom('tracking_account').select('provider').executeTakeFirst()
  const asked = await ctx.db
    .selectFrom('tracking_query')
    .select(['next_at', 'problem'])
    .where('carrier', '=', row.carrier)
    .where('waybill', '=', row.waybill)
    .executeTakeFirst()
  const posted = row.status === 'posted'
  return {
    shipmentId: row.id,
    events: await eventsOf(ctx, row.id),
    handKinds: posted ? handKindsAt(row.logistics) : [],
    copy: await copyOf(ctx, row.id, row.copy),
    trip: trip ? { ...trip, driver: trip.driver ?? '', plate: trip.plate ?? '' } : null,
    carrier: row.carrier,
    waybill: row.waybill,
    carrierPage: carrierPage(row.carrier, row.waybill),
    trackable: posted && account !== undefined && row.waybill !== '' && carrierOf(row.carrier) !== undefined,
    nextTrackAt: asked && asked.next_at > ctx.now.toISOString() ? asked.next_at : null,
    trackProblem: TRACKING_PROBLEMS.find((one) => one === asked?.problem) ?? '',
    signed: await ctx.db
      .selectFrom('shipment_line')
      .select(['line_no as lineNo', 'signed'])
      .where('shipment_id', '=', row.id)
      .orderBy('line_no')
      .execute(),
  }
}

async function noteRow(ctx: QueryContext, id: string) {
  let query = ctx.db
    .selectFrom('shipment as s')
    .innerJoin('sales_order as o', 'o.id', 's.order_id')
    .select(['s.id', 's.status', 's.logistics', 's.copy', 's.carrier', 's.waybill'])
    .where('s.id', '=', id)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  return query.executeTakeFirst()
}

function eventsOf(ctx: QueryContext, shipmentId: string): Promise<EventView[]> {
  return ctx.db
    .selectFrom('shipment_event as e')
    .innerJoin('user_account as u', 'u.id', 'e.created_by')
    .select(['e.id', 'e.kind', 'e.at', 'e.place', 'e.remark', 'e.source', 'u.name as by'])
    .where('e.shipment_id', '=', shipmentId)
    .orderBy('e.at', 'desc')
    .orderBy('e.no', 'desc')
    .execute()
}

async function copyOf(ctx: QueryContext, shipmentId: string, state: CopyView['state']): Promise<CopyView> {
  const copy = await ctx.db
    .selectFrom('signed_copy as c')
    .innerJoin('user_account as u', 'u.id', 'c.created_by')
    .select(['c.signed_by', 'c.signed_day', 'c.remark', 'c.at', 'u.name'])
    .where('c.shipment_id', '=', shipmentId)
    .executeTakeFirst()
  const photos = await ctx.db
    .selectFrom('signed_copy_photo as p')
    .innerJoin('user_account as u', 'u.id', 'p.created_by')
    .select(['p.id', 'p.at', 'u.name as by'])
    .where('p.shipment_id', '=', shipmentId)
    .orderBy('p.id')
    .execute()
  return {
    state,
    signedBy: copy?.signed_by ?? '',
    signedDay: copy?.signed_day ?? null,
    remark: copy?.remark ?? '',
    by: copy?.name ?? '',
    at: copy?.at ?? null,
    photos,
  }
}

/** Whether goods of a note came back by red notes: its signing then stays. */
export async function hasReturns(ctx: QueryContext, shipmentId: string): Promise<boolean> {
  const returned = await ctx.db
    .selectFrom('shipment_line')
    .select('line_no')
    .where('shipment_id', '=', shipmentId)
    .where('returned', '>', 0)
    .executeTakeFirst()
  return returned !== undefined
}
