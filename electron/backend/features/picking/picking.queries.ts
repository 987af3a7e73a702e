import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PickListView, PickTask } from '../../../../shared/contract/picking.ts'
import type { PickState } from '../../../../shared/domain/picking/states.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { barcodesOf, packsOf } from '../inventory/packs.ts'
import { inIds } from '../search/find.ts'

export { packing } from './packing.queries.ts'

/** A sales person sees the lists of which every note is of an own order. */
const onlyOwn = (userId: string) => sql<boolean>`not exists (
  select 1 from pick_note n join shipment d on d.id = n.shipment_id join sales_order o on o.id = d.order_id
  where n.list_id = p.id and o.sales_person_id is not ${userId})`

/** One page of pick lists, newest first. */
export async function list(ctx: QueryContext, input: Requests['picking']['list']): Promise<Outputs['picking']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = ctx.db
    .selectFrom('pick_list as p')
    .innerJoin('warehouse as w', 'w.id', 'p.warehouse_id')
    .leftJoin('user_account as u', 'u.id', 'p.claimed_by')
    .select(['p.id', 'p.number', 'p.kind', 'p.route', 'p.status', 'p.day', 'w.name as warehouse'])
    .select(['u.name as claimedBy', 'p.created_at as createdAt'])
    .select([
      sql<number>`(select count(*) from pick_note where list_id = p.id)`.as('notes'),
      sql<number>`(select count(*) from pick_task where list_id = p.id)`.as('tasks'),
      sql<number>`(select count(*) from pick_task where list_id = p.id
        and (picked = quantity or short_reason <> ''))`.as('done'),
      sql<string>`(select group_concat(name, '、') from (
        select c.name from pick_note n join shipment d on d.id = n.shipment_id join customer c on c.id = d.customer_id
        where n.list_id = p.id order by n.tote limit 4))`.as('customers'),
    ])
    .orderBy('p.day', 'desc')
    .orderBy('p.id', 'desc')
    .limit(input.limit + 1)
  if (ctx.user.scope === 'own') query = query.where(onlyOwn(ctx.user.id))
  if (input.status) query = query.where('p.status', '=', input.status)
  const text = input.search?.trim()
  if (text) {
    const upper = text.toUpperCase()
    const customers = ctx.company.search.search('customer', text, { limit: 200 }).map((hit) => hit.id)
    query = query.where((eb) =>
      eb.or([
        eb.and([eb('p.number', '>=', upper), eb('p.number', '<', `${upper}\u{10FFFF}`)]),
        eb.exists(
          eb
            .selectFrom('pick_note as n')
            .innerJoin('shipment as d', 'd.id', 'n.shipment_id')
            .select('n.tote')
            .whereRef('n.list_id', '=', 'p.id')
            .where((or) => or.or([or('d.number', '=', upper), inIds('d.customer_id', customers)])),
        ),
      ]),
    )
  }
  if (after) query = query.where(sql<boolean>`(p.day, p.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    (row) => ({ ...row, claimedBy: row.claimedBy ?? '', customers: row.customers ?? '' }),
    (row) => [row.day, row.id],
  )
}

/** Lists in each state. */
export async function counts(ctx: QueryContext): Promise<Outputs['picking']['counts']> {
  let query = ctx.db
    .selectFrom('pick_list as p')
    .select((eb) => ['p.status', eb.fn.countAll<number>().as('count')])
    .groupBy('p.status')
  if (ctx.user.scope === 'own') query = query.where(onlyOwn(ctx.user.id))
  const found = new Map((await query.execute()).map((row) => [row.status, row.count]))
  const countOf = (status: PickState) => found.get(status) ?? 0
  return {
    open: countOf('open'),
    picking: countOf('picking'),
    picked: countOf('picked'),
    checked: countOf('checked'),
    void: countOf('void'),
  }
}

/** More notes than this nobody picks at once. */
const MOST_CANDIDATES = 500

/** Draft notes that are on no list, by route and the place on its way, oldest first. */
export async function candidates(ctx: QueryContext): Promise<Outputs['picking']['candidates']> {
  let query = ctx.db
    .selectFrom('shipment as d')
    .innerJoin('sales_order as o', 'o.id', 'd.order_id')
    .innerJoin('customer as c', 'c.id', 'd.customer_id')
    .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
    .leftJoin('delivery_route as r', 'r.id', 'c.route_id')
    .select(['d.id as shipmentId', 'd.number', 'd.day', 'c.name as customer', 'o.number as orderNumber'])
    .select([
      'o.delivery_day as deliveryDay',
      'r.name as route',
      'd.warehouse_id as warehouseId',
      'w.name as warehouse',
    ])
    .select(sql<number>`(select count(*) from shipment_line where shipment_id = d.id and quantity > 0)`.as('lines'))
    .where('d.status', '=', 'draft')
    .where('d.picking', '=', 'none')
    .orderBy(sql`r.name is null`)
    .orderBy('r.name')
    .orderBy('c.route_stop')
    .orderBy('d.day')
    .orderBy('d.id')
    .limit(MOST_CANDIDATES)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  const rows = await query.execute()
  return rows.map((row) => ({ ...row, orderNumber: row.orderNumber ?? '', route: row.route ?? '' }))
}

/** One list: its notes by tote, its tasks along the way. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<PickListView> {
  let query = ctx.db
    .selectFrom('pick_list as p')
    .innerJoin('warehouse as w', 'w.id', 'p.warehouse_id')
    .innerJoin('user_account as m', 'm.id', 'p.created_by')
    .leftJoin('user_account as u', 'u.id', 'p.claimed_by')
    .leftJoin('user_account as k', 'k.id', 'p.picked_by')
    .leftJoin('user_account as c', 'c.id', 'p.checked_by')
    .selectAll('p')
    .select(['w.name as warehouse', 'm.name as maker', 'u.name as claimer', 'k.name as picker', 'c.name as checker'])
    .where('p.id', '=', input.id)
  if (ctx.user.scope === 'own') query = query.where(onlyOwn(ctx.user.id))
  const list = found(await query.executeTakeFirst(), 'pickList', input.id)
  return {
    id: list.id,
    number: list.number,
    kind: list.kind,
    route: list.route,
    status: list.status,
    warehouseId: list.warehouse_id,
    warehouse: list.warehouse,
    day: list.day,
    remark: list.remark,
    reason: list.reason,
    claimedBy: list.claimed_by === null ? null : { id: list.claimed_by, name: list.claimer ?? '' },
    claimedAt: list.claimed_at,
    printed: list.printed,
    createdBy: list.maker,
    createdAt: list.created_at,
    pickedBy: list.picker ?? '',
    pickedAt: list.picked_at,
    checkedBy: list.checker ?? '',
    checkedAt: list.checked_at,
    notes: await notesOf(ctx, list.id),
    tasks: await tasksOf(ctx, list),
    lacking: await lackingOf(ctx, list.id),
    version: list.version,
  }
}

/** What notes that are being picked want beyond their tasks. */
async function lackingOf(ctx: QueryContext, listId: string): Promise<PickListView['lacking']> {
  const { rows } = await sql<PickListView['lacking'][number]>`
    select d.number, p.name, p.base_unit as "baseUnit", n.quantity - coalesce((
        select sum(t.quantity) from pick_task t
        where t.list_id = k.list_id and t.shipment_id = n.shipment_id and t.line_no = n.line_no), 0) as quantity
    from pick_note k join shipment d on d.id = k.shipment_id join shipment_line n on n.shipment_id = d.id
    join sales_order_line l on l.order_id = d.order_id and l.line_no = n.order_line_no
    join product p on p.id = l.product_id
    where k.list_id = ${listId} and d.status = 'draft' and d.picking = 'picking'
    order by k.tote, n.line_no`.execute(ctx.db)
  return rows.filter((row) => row.quantity > 0)
}

async function notesOf(ctx: QueryContext, listId: string): Promise<PickListView['notes']> {
  const rows = await ctx.db
    .selectFrom('pick_note as n')
    .innerJoin('shipment as d', 'd.id', 'n.shipment_id')
    .innerJoin('sales_order as o', 'o.id', 'd.order_id')
    .innerJoin('customer as c', 'c.id', 'd.customer_id')
    .leftJoin('delivery_route as r', 'r.id', 'c.route_id')
    .select(['n.shipment_id as shipmentId', 'd.number', 'n.tote', 'd.customer_id as customerId', 'c.name as customer'])
    .select(['o.number as orderNumber', 'o.address', 'o.delivery_day as deliveryDay', 'd.remark', 'd.status'])
    .select(['d.picking', 'd.version', 'r.name as route'])
    .select(sql<number>`(select count(*) from carton where shipment_id = d.id)`.as('cartons'))
    .where('n.list_id', '=', listId)
    .orderBy('n.tote')
    .execute()
  return rows.map((row) => ({ ...row, orderNumber: row.orderNumber ?? '', route: row.route ?? '' }))
}

/** Along the way: bins in their order, goods without a place last, then by code, lots by expiry, tote by tote. */
async function tasksOf(ctx: QueryContext, list: { id: string; warehouse_id: string }): Promise<PickTask[]> {
  const rows = await ctx.db
    .selectFrom('pick_task as t')
    .innerJoin('pick_note as n', (join) =>
      join.onRef('n.list_id', '=', 't.list_id').onRef('n.shipment_id', '=', 't.shipment_id'),
    )
    .innerJoin('shipment as d', 'd.id', 't.shipment_id')
    .innerJoin('shipment_line as s', (join) =>
      join.onRef('s.shipment_id', '=', 't.shipment_id').onRef('s.line_no', '=', 't.line_no'),
    )
    .innerJoin('sales_order_line as l', (join) =>
      join.onRef('l.order_id', '=', 'd.order_id').onRef('l.line_no', '=', 's.order_line_no'),
    )
    .innerJoin('product as p', 'p.id', 't.product_id')
    .leftJoin('product_place as k', (join) =>
      join.onRef('k.product_id', '=', 'p.id').on('k.warehouse_id', '=', list.warehouse_id),
    )
    .leftJoin('bin as b', 'b.id', 'k.bin_id')
    .leftJoin('stock_lot as o', 'o.id', 't.lot_id')
    .select(['t.no', 't.shipment_id as shipmentId', 't.line_no as lineNo', 'n.tote', 't.product_id as productId'])
    .select(['p.code', 'p.name', 'p.spec', 'p.base_unit as baseUnit', 'p.lot_tracked as lotTracked', 'b.code as bin'])
    .select(['t.lot_id as lotId', 'o.number as lot', 'o.expiry_day as expiryDay', 'l.gift', 't.quantity', 't.picked'])
    .select('t.short_reason as shortReason')
    .where('t.list_id', '=', list.id)
    .orderBy(sql`b.sort is null`)
    .orderBy('b.sort')
    .orderBy('b.code')
    .orderBy('p.code')
    .orderBy(sql`coalesce(o.expiry_day, '9999-12-31')`)
    .orderBy('o.number')
    .orderBy('n.tote')
    .orderBy('t.no')
    .execute()
  const ids = [...new Set(rows.map((row) => row.productId))]
  const packs = await packsOf(ctx, ids)
  const barcodes = await barcodesOf(ctx, ids)
  return rows.map((row) => ({
    ...row,
    bin: row.bin ?? '',
    lot: row.lot ?? '',
    lotTracked: row.lotTracked === 1,
    gift: row.gift === 1,
    packs: packs.get(row.productId) ?? [],
    barcodes: barcodes.get(row.productId) ?? [],
  }))
}
