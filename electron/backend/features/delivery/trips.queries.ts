import { sql } from 'kysely'
import type { TripNote, TripView } from '../../../../shared/contract/trips.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { stopsOf, TRIP_STATES, type TripState } from '../../../../shared/domain/delivery/logistics.ts'
import { paysAtDoor } from '../../../../shared/domain/order/payment.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { hidesSale } from '../orders/mask.ts'
import { inIds } from '../search/find.ts'

/** Candidates shown at once; more are found by narrowing. */
const MOST_CANDIDATES = 300

/** One page of trips, newest day first. */
export async function list(ctx: QueryContext, input: Requests['trips']['list']): Promise<Outputs['trips']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = ctx.db
    .selectFrom('trip as t')
    .leftJoin('vehicle as v', 'v.id', 't.vehicle_id')
    .leftJoin('driver as d', 'd.id', 't.driver_id')
    .innerJoin('user_account as u', 'u.id', 't.created_by')
    .select(['t.id', 't.number', 't.day', 't.status', 't.remark', 'v.plate', 'd.name as driver', 'u.name as createdBy'])
    .select([
      sql<number>`(select count(*) from trip_note n where n.trip_id = t.id)`.as('notes'),
      sql<number>`(select count(*) from trip_note n where n.trip_id = t.id and n.result = 'open')`.as('open'),
      sql<number>`coalesce((select sum(m.amount) from trip_money m where m.trip_id = t.id), 0)`.as('taken'),
    ])
    .orderBy('t.day', 'desc')
    .orderBy('t.id', 'desc')
    .limit(input.limit + 1)
  if (input.status) query = query.where('t.status', '=', input.status)
  if (input.driverId) query = query.where('t.driver_id', '=', input.driverId)
  const text = input.search?.trim()
  if (text) {
    const like = `%${text.replace(/[%_\\]/g, '\\$&')}%`
    query = query.where(
      sql<boolean>`(t.number like ${like} escape '\\' or v.plate like ${like} escape '\\' or d.name like ${like} escape '\\')`,
    )
  }
  if (after) query = query.where(sql<boolean>`(t.day, t.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    (row) => ({ ...row, plate: row.plate ?? '', driver: row.driver ?? '' }),
    (row) => [row.day, row.id],
  )
}

/** Trips per state. */
export async function counts(ctx: QueryContext): Promise<Outputs['trips']['counts']> {
  const rows = await ctx.db
    .selectFrom('trip')
    .select((eb) => ['status', eb.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute()
  const all = Object.fromEntries(TRIP_STATES.map((state) => [state, 0])) as Record<TripState, number>
  for (const { status, count } of rows) all[status] = count
  return all
}

/** One trip with its notes in the order they are dropped. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<TripView> {
  const trip = found(
    await ctx.db
      .selectFrom('trip as t')
      .leftJoin('vehicle as v', 'v.id', 't.vehicle_id')
      .leftJoin('driver as d', 'd.id', 't.driver_id')
      .innerJoin('user_account as u', 'u.id', 't.created_by')
      .selectAll('t')
      .select(['v.plate', 'v.capacity', 'd.name as driver', 'd.phone as driver_phone', 'u.name as maker'])
      .select(
        sql<number>`coalesce((select sum(amount) from driver_entry e where e.driver_id = t.driver_id), 0)`.as('owed'),
      )
      .where('t.id', '=', input.id)
      .executeTakeFirst(),
    'trip',
    input.id,
  )
  const notes = await notesOf(ctx, trip.id)
  const money = notes.flatMap((note) => note.money)
  const sum = (amounts: readonly number[]) => amounts.reduce((a, b) => a + b, 0)
  return {
    id: trip.id,
    number: trip.number,
    day: trip.day,
    status: trip.status,
    vehicleId: trip.vehicle_id,
    plate: trip.plate ?? '',
    capacity: trip.capacity,
    driverId: trip.driver_id,
    driver: trip.driver ?? '',
    driverPhone: trip.driver_phone ?? '',
    remark: trip.remark,
    reason: trip.reason,
    notes,
    grams: sum(notes.map((note) => note.grams)),
    collect: sum(notes.map((note) => note.collect)),
    cash: sum(money.filter((one) => one.method === 'cash').map((one) => one.amount)),
    taken: sum(money.map((one) => one.amount)),
    handedIn: trip.handed_in,
    driverOpen: trip.owed,
    departedAt: trip.departed_at,
    settledAt: trip.settled_at,
    createdBy: trip.maker,
    createdAt: trip.created_at,
    version: trip.version,
  }
}

async function notesOf(ctx: QueryContext, tripId: string): Promise<TripNote[]> {
  const rows = await ctx.db
    .selectFrom('trip_note as n')
    .innerJoin('shipment as s', 's.id', 'n.shipment_id')
    .innerJoin('sales_order as o', 'o.id', 's.order_id')
    .innerJoin('customer as c', 'c.id', 's.customer_id')
    .select(['n.shipment_id as shipmentId', 'n.collect as told', 'n.result', 'n.version', 's.version as noteVersion'])
    .select(['s.number', 's.status', 's.logistics', 's.order_id as orderId', 's.customer_id as customerId', 's.total'])
    .select(['c.name as customer', 'o.pay_by as payBy', 'o.address', 'o.contact', 'o.phone'])
    .select([
      GRAMS.as('grams'),
      LINES.as('lineCount'),
      // what is still to be paid of the bill; a draft has none yet
      sql<number | null>`(select sum(p.open) from receivable_entry e join receivable_open p on p.entry_id = e.id
        where e.document_id = s.id and e.kind in ('shipment', 'moved-in') and p.open > 0)`.as('open'),
    ])
    .where('n.trip_id', '=', tripId)
    .orderBy('n.position')
    .execute()
  const money = await ctx.db
    .selectFrom('trip_money')
    .select(['id', 'shipment_id', 'method', 'amount'])
    .where('trip_id', '=', tripId)
    .orderBy('id')
    .execute()
  const stops = stopsOf(rows)
  return rows.map(({ open, told, ...row }, i) => ({
    ...row,
    stop: stops[i]!,
    total: hidesSale(ctx) ? null : row.total,
    collect: told ?? (paysAtDoor(row.payBy) ? (row.status === 'draft' ? row.total : (open ?? 0)) : 0),
    money: money
      .filter((one) => one.shipment_id === row.shipmentId)
      .map(({ id, method, amount }) => ({ id, method, amount })),
  }))
}

const GRAMS = sql<number>`coalesce((select sum(l.quantity * coalesce(p.weight, 0) / 1000)
  from shipment_line l join sales_order_line ol on ol.order_id = s.order_id and ol.line_no = l.order_line_no
  join product p on p.id = ol.product_id where l.shipment_id = s.id), 0)`
const LINES = sql<number>`(select count(*) from shipment_line l where l.shipment_id = s.id and l.quantity > 0)`

/** Notes that wait to be delivered and stand on no trip, by route and its stops, the oldest first. */
export async function candidates(
  ctx: QueryContext,
  input: Requests['trips']['candidates'],
): Promise<Outputs['trips']['candidates']> {
  let query = ctx.db
    .selectFrom('shipment as s')
    .innerJoin('sales_order as o', 'o.id', 's.order_id')
    .innerJoin('customer as c', 'c.id', 's.customer_id')
    .innerJoin('warehouse as w', 'w.id', 's.warehouse_id')
    .leftJoin('tree_node as r', 'r.id', 'c.region_id')
    .leftJoin('delivery_route as t', 't.id', 'c.route_id')
    .select(['s.id as shipmentId', 's.number', 's.status', 's.day', 'o.delivery_day as deliveryDay'])
    .select(['c.name as customer', 'o.address', 'r.path as region', 't.name as route', 'w.name as warehouse'])
    .select([GRAMS.as('grams'), LINES.as('lineCount')])
    .where('s.status', 'in', ['draft', 'posted'])
    .where('s.logistics', 'in', ['none', 'waiting'])
    .where(sql<boolean>`not exists (select 1 from trip_note n where n.shipment_id = s.id and n.result <> 'back')`)
    .orderBy('t.name')
    .orderBy('c.route_stop')
    .orderBy('s.day')
    .orderBy('s.id')
    .limit(MOST_CANDIDATES)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  if (input.warehouseId) query = query.where('s.warehouse_id', '=', input.warehouseId)
  if (input.untilDay) query = query.where(sql<boolean>`coalesce(o.delivery_day, s.day) <= ${input.untilDay}`)
  if (input.routeId) query = query.where('c.route_id', '=', input.routeId)
  if (input.regionId)
    query = query.where(
      sql<boolean>`c.region_id in (with recursive below(id) as (select ${input.regionId} union all
        select t.id from tree_node t join below b on t.parent_id = b.id) select id from below)`,
    )
  const text = input.search?.trim()
  if (text) {
    const customers = ctx.company.search.search('customer', text, { limit: 200 }).map((hit) => hit.id)
    query = query.where((eb) =>
      eb.or([
        sql<boolean>`s.number like ${`%${text.replace(/[%_\\]/g, '\\$&')}%`} escape '\\'`,
        sql<boolean>`instr(o.address, ${text}) > 0`,
        inIds('s.customer_id', customers),
      ]),
    )
  }
  return (await query.execute()).map((row) => ({ ...row, region: row.region ?? '', route: row.route ?? '' }))
}
