import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { noteLotsByLine } from '../inventory/lot-views.ts'
import { inIds } from '../search/find.ts'
import { hidesSale, shownShipment } from '../orders/mask.ts'
import { shipmentCheck } from '../orders/shipment-review.ts'
import { packsOf } from '../orders/orders.queries.ts'

/** One page of outbound notes, newest first. */
export async function list(
  ctx: QueryContext,
  input: Requests['shipments']['list'],
): Promise<Outputs['shipments']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = ctx.db
    .selectFrom('shipment as d')
    .innerJoin('sales_order as o', 'o.id', 'd.order_id')
    .innerJoin('customer as c', 'c.id', 'd.customer_id')
    .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
    .select(['d.id', 'd.number', 'd.status', 'd.day', 'd.order_id as orderId', 'o.number as orderNumber'])
    .select([
      'c.name as customer',
      'w.name as warehouse',
      'd.total',
      'd.driver',
      'd.logistics',
      'd.picking',
      'd.created_at as createdAt',
    ])
    .orderBy('d.day', 'desc')
    .orderBy('d.id', 'desc')
    .limit(input.limit + 1)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  if (input.status) query = query.where('d.status', '=', input.status)
  if (input.picking) query = query.where('d.picking', '=', input.picking)
  if (input.warehouseId) query = query.where('d.warehouse_id', '=', input.warehouseId)
  if (input.customerId) query = query.where('d.customer_id', '=', input.customerId)
  const text = input.search?.trim()
  if (text) {
    const upper = text.toUpperCase()
    const customers = ctx.company.search.search('customer', text, { limit: 200 }).map((h) => h.id)
    query = query.where((eb) =>
      eb.or([
        eb.and([eb('d.number', '>=', upper), eb('d.number', '<', `${upper}\u{10FFFF}`)]),
        eb('o.number', '=', upper),
        inIds('d.customer_id', customers),
      ]),
    )
  }
  if (after) query = query.where(sql<boolean>`(d.day, d.id) < (${after[0]}, ${after[1]})`)
  const rows = await query.execute()
  return page(
    rows,
    input.limit,
    (r) => ({ ...r, orderNumber: r.orderNumber ?? '', total: hidesSale(ctx) ? null : r.total }),
    (r) => [r.day, r.id],
  )
}

/** One outbound note with its lines. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<ShipmentView> {
  let query = ctx.db
    .selectFrom('shipment as d')
    .innerJoin('sales_order as o', 'o.id', 'd.order_id')
    .innerJoin('customer as c', 'c.id', 'd.customer_id')
    .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'd.created_by')
    .selectAll('d')
    .select([
      'o.number as order_number',
      'o.contact',
      'o.phone',
      'o.address',
      'o.pay_by',
      'o.delivery_day',
      'c.name as customer',
      'w.name as warehouse',
    ])
    .select('u.name as maker')
    .where('d.id', '=', input.id)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  const note = found(await query.executeTakeFirst(), 'shipment', input.id)
  const lines = await ctx.db
    .selectFrom('shipment_line as l')
    .innerJoin('sales_order_line as ol', (join) =>
      join.on('ol.order_id', '=', note.order_id).onRef('ol.line_no', '=', 'l.order_line_no'),
    )
    .innerJoin('product as p', 'p.id', 'ol.product_id')
    .select([
      'l.line_no as lineNo',
      'l.order_line_no as orderLineNo',
      'ol.product_id as productId',
      'p.code',
      'p.name',
      'p.spec',
    ])
    .select([
      'p.base_unit as baseUnit',
      'ol.unit',
      'ol.factor',
      'l.quantity',
      'ol.price',
      'ol.discount',
      'ol.gift',
      'l.amount',
      'ol.remark',
      'p.lot_tracked',
      'l.lot_reason as lotReason',
    ])
    .where('l.shipment_id', '=', note.id)
    .orderBy('l.line_no')
    .execute()
  const packs = await packsOf(
    ctx,
    lines.map((l) => l.productId),
  )
  const receiver = { customerId: note.customer_id, deliveryDay: note.delivery_day }
  const lots = await noteLotsByLine(ctx, note.id, note.status === 'draft' ? receiver : null)
  return shownShipment(ctx, {
    id: note.id,
    number: note.number,
    status: note.status,
    orderId: note.order_id,
    orderNumber: note.order_number ?? '',
    customerId: note.customer_id,
    customer: note.customer,
    contact: note.contact,
    phone: note.phone,
    address: note.address,
    warehouseId: note.warehouse_id,
    warehouse: note.warehouse,
    day: note.day,
    total: note.total,
    driver: note.driver,
    plate: note.plate,
    payBy: note.pay_by,
    remark: note.remark,
    logistics: note.logistics,
    picking: note.picking,
    printed: note.printed,
    check: await shipmentCheck(ctx, note.id),
    lines: lines.map(({ lot_tracked, ...l }) => ({
      ...l,
      gift: l.gift === 1,
      packs: packs.get(l.productId) ?? [],
      lotTracked: lot_tracked === 1 || lots.has(l.lineNo),
      lots: lots.get(l.lineNo) ?? [],
    })),
    createdBy: note.maker,
    createdAt: note.created_at,
    postedAt: note.posted_at,
    version: note.version,
  })
}
