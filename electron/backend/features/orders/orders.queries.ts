import { sql, type Expression, type SqlBool } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { OrderLineView, OrderRow, OrderView } from '../../../../shared/contract/orders.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../../../shared/domain/order/states.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { keptLotsByLine, shippedLotsByLine, type LotsByLine } from '../inventory/lot-views.ts'
import { inIds, inJsonIds } from '../search/find.ts'
import { prepared } from '../../db/prepared.ts'
import { shownOrder, shownOrderRow } from './mask.ts'
import { linksOf, type OrderLinks } from './order-links.ts'
import { actionsOf, orderRecord, type LineRecord, type OrderRecord } from './order-store.ts'
import { reviewsOf } from './review.ts'

type Filter = Requests['orders']['list']['filter']

/** Customers a search text may stand for in an order list. */
const MOST_CUSTOMERS = 200
/** Orders a search may find and still be looked up one by one. */
const FEW_ORDERS = 1000
/** A tab's count stops here when other filters are set; without them the kept counts are exact. */
const COUNT_LIMIT = 1000

/** One page of orders, newest day first, by keyset: any depth costs the same. */
export async function list(ctx: QueryContext, input: Requests['orders']['list']): Promise<Outputs['orders']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  const found = await foundByText(ctx, input.filter.search)
  let matching = filtered(ctx, input.filter, found)
    .select('o.id')
    // the unary plus keeps the database from walking all days for the few that were found
    .orderBy(found.ids ? sql`+o.day` : sql`o.day`, 'desc')
    .orderBy('o.id', 'desc')
    .limit(input.limit + 1)
  if (after) matching = matching.where(sql<boolean>`(o.day, o.id) < (${after[0]}, ${after[1]})`)
  // the page first and its names after it, each by its key: joined at once, a small table of names may lead
  const rows = await ctx.db
    .selectFrom(matching.as('p'))
    .crossJoin('sales_order as o')
    .whereRef('o.id', '=', 'p.id')
    .select(['o.id', 'o.number', 'o.source_number as sourceNumber', 'o.day', 'o.customer_id as customerId'])
    .select(['o.status', 'o.total', 'o.paid'])
    .select([
      'o.line_count as lineCount',
      'o.delivery_day as deliveryDay',
      'o.remark',
      'o.origin',
      'o.created_at as createdAt',
    ])
    .select((eb) => [
      nameIn(eb.selectFrom('customer as n').select('n.name').whereRef('n.id', '=', 'o.customer_id')).as('customer'),
      nameIn(eb.selectFrom('user_account as n').select('n.name').whereRef('n.id', '=', 'o.created_by')).as('createdBy'),
      nameIn(eb.selectFrom('user_account as n').select('n.name').whereRef('n.id', '=', 'o.sales_person_id')).as(
        'salesPerson',
      ),
    ])
    .orderBy('o.day', 'desc')
    .orderBy('o.id', 'desc')
    .execute()
  return page(
    rows,
    input.limit,
    (r: OrderRow) => shownOrderRow(ctx, r),
    (r) => [r.day, r.id],
  )
}

/** Orders per state for the tabs. Without other filters from the kept counts, otherwise counted up to a limit. */
export async function counts(
  ctx: QueryContext,
  input: Requests['orders']['counts'],
): Promise<Outputs['orders']['counts']> {
  const result = Object.fromEntries(ORDER_STATUSES.map((s) => [s, 0])) as Record<OrderStatus, number>
  if (Object.values(input.filter).every((v) => v === undefined || v === '') && ctx.user.scope === 'all') {
    const rows = await ctx.db.selectFrom('order_status_count').selectAll().execute()
    for (const row of rows) result[row.status as OrderStatus] = row.count
    return { counts: result, more: false }
  }
  let more = false
  const found = await foundByText(ctx, input.filter.search)
  for (const status of ORDER_STATUSES) {
    const { count } = await ctx.db
      .selectFrom(
        filtered(ctx, { ...input.filter, status }, found)
          .select('o.id')
          .limit(COUNT_LIMIT)
          .as('some'),
      )
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    result[status] = count
    more ||= count === COUNT_LIMIT
  }
  return { counts: result, more }
}

/** One order with lines, review, notes and what this user may do. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<OrderView> {
  return viewOf(ctx, await orderRecord(ctx, input.id))
}

/** The view of an order whose row is at hand. @param known what a command that just wrote it need not read again */
export async function viewOf(
  ctx: QueryContext,
  order: OrderRecord,
  known?: Pick<OrderView, 'reviewResults' | 'shipments'> & { links?: OrderLinks },
): Promise<OrderView> {
  const names = (await namesOf.first(ctx.db, {
    customerId: order.customer_id,
    warehouseId: order.warehouse_id,
    makerId: order.created_by,
    salesPersonId: order.sales_person_id ?? '',
  }))!
  const lines = await lineViews(ctx, order)
  const reviewResults =
    known?.reviewResults ?? (await reviewsOf.all(ctx.db, { orderId: order.id, run: order.review_run }))
  const shipments = known?.shipments ?? (await shipmentsOf.all(ctx.db, { orderId: order.id }))
  const links = known?.links ?? (await linksOf(ctx, order))
  const isPromoted = order.promotion_off !== 0 || lines.some((line) => line.promotionId !== null)
  const promotions = isPromoted ? await promotionsOf.all(ctx.db, { orderId: order.id }) : []
  return shownOrder(ctx, {
    id: order.id,
    number: order.number,
    status: order.status,
    review: order.review,
    outbound: order.outbound,
    logistics: order.logistics,
    payment: order.payment,
    closed: order.closed,
    origin: order.origin,
    history: order.history === 1,
    sourceNumber: order.source_number,
    day: order.day,
    customerId: order.customer_id,
    customerCode: names.customerCode,
    customer: names.customer,
    warehouseId: order.warehouse_id,
    warehouse: names.warehouse,
    salesPersonId: order.sales_person_id,
    salesPerson: names.salesPerson ?? '',
    deliveryDay: order.delivery_day,
    address: order.address,
    contact: order.contact,
    phone: order.phone,
    payBy: order.pay_by,
    remark: order.remark,
    reason: order.reason,
    taxIncluded: order.tax_included === 1,
    amount: order.amount,
    discount: order.discount,
    promotionOff: order.promotion_off,
    promotions,
    overrideReason: order.override_reason,
    total: order.total,
    tax: order.tax,
    shippedAmount: order.shipped_amount,
    paid: order.paid,
    lines,
    reviewResults,
    shipments,
    createdBy: { id: order.created_by, name: names.maker },
    createdAt: order.created_at,
    submittedAt: order.submitted_at,
    held: order.held === 1,
    ...links,
    actions: actionsOf(ctx, order),
    version: order.version,
  })
}

/** Drafts and held orders of this user, newest first. */
export async function drafts(ctx: QueryContext): Promise<Outputs['orders']['drafts']> {
  const rows = await ctx.db
    .selectFrom('sales_order as o')
    .innerJoin('customer as c', 'c.id', 'o.customer_id')
    .select([
      'o.id',
      'c.name as customer',
      'o.line_count as lineCount',
      'o.total',
      'o.held',
      'o.updated_at as updatedAt',
      'o.version',
    ])
    .where('o.status', '=', 'draft')
    .where('o.created_by', '=', ctx.user.id)
    .orderBy('o.day', 'desc')
    .orderBy('o.id', 'desc')
    .limit(100)
    .execute()
  return rows.map((r) => ({ ...r, held: r.held === 1 }))
}

const packsByIds = prepared<{ ids: string }, { product_id: string; unit: string; factor: number }>((db, value) =>
  db
    .selectFrom('product_pack')
    .select(['product_id', 'unit', 'factor'])
    .where(inJsonIds('product_id', value('ids')))
    .orderBy('product_id')
    .orderBy('no'),
)

/** Packs of some products as screens need them, by product. */
export async function packsOf(ctx: Pick<QueryContext, 'db'>, productIds: readonly string[]) {
  const packs = new Map<string, { unit: string; factor: number }[]>()
  if (productIds.length === 0) return packs
  const rows = await packsByIds.all(ctx.db, { ids: JSON.stringify([...new Set(productIds)]) })
  for (const { product_id, unit, factor } of rows) {
    const own = packs.get(product_id)
    if (own) own.push({ unit, factor })
    else packs.set(product_id, [{ unit, factor }])
  }
  return packs
}

interface Names {
  customerCode: string
  customer: string
  warehouse: string
  maker: string
  salesPerson: string | null
}
const namesOf = prepared<{ customerId: string; warehouseId: string; makerId: string; salesPersonId: string }, Names>(
  (db, value) =>
    db
      .selectFrom('customer as c')
      .select(['c.code as customerCode', 'c.name as customer'])
      .select((eb) => [
        eb
          .selectFrom('warehouse')
          .select('name')
          .where('id', '=', value('warehouseId'))
          .$asScalar()
          .$notNull()
          .as('warehouse'),
        eb
          .selectFrom('user_account')
          .select('name')
          .where('id', '=', value('makerId'))
          .$asScalar()
          .$notNull()
          .as('maker'),
        eb
          .selectFrom('user_account')
          .select('name')
          .where('id', '=', value('salesPersonId'))
          .$asScalar()
          .as('salesPerson'),
      ])
      .where('c.id', '=', value('customerId')),
)

const promotionsOf = prepared<{ orderId: string }, OrderView['promotions'][number]>((db, value) =>
  db
    .selectFrom('sales_order_promotion as s')
    .innerJoin('promotion as p', 'p.id', 's.promotion_id')
    .select(['p.id', 'p.name', 's.times', 's.off'])
    .where('s.order_id', '=', value('orderId'))
    .orderBy('p.priority', 'desc')
    .orderBy('p.id'),
)

const shipmentsOf = prepared<{ orderId: string }, OrderView['shipments'][number]>((db, value) =>
  db
    .selectFrom('shipment as d')
    .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
    .select(['d.id', 'd.number', 'd.day', 'd.status', 'w.name as warehouse', 'd.total'])
    .where('d.order_id', '=', value('orderId'))
    .orderBy('d.id'),
)

type LineRow = LineRecord & {
  code: string
  name: string
  spec: string
  base_unit: string
  warehouse: string
  promotion: string | null
  lot_tracked: number
}
const linesWithNames = prepared<{ orderId: string }, LineRow>((db, value) =>
  db
    .selectFrom('sales_order_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .innerJoin('warehouse as w', 'w.id', 'l.warehouse_id')
    .leftJoin('promotion as m', 'm.id', 'l.promotion_id')
    .selectAll('l')
    .select(['p.code', 'p.name', 'p.spec', 'p.base_unit', 'p.lot_tracked'])
    .select(['w.name as warehouse', 'm.name as promotion'])
    .where('l.order_id', '=', value('orderId'))
    .orderBy('l.line_no'),
)

async function lineViews(ctx: QueryContext, order: OrderRecord): Promise<OrderLineView[]> {
  const rows = await linesWithNames.all(ctx.db, { orderId: order.id })
  // most orders have no goods with lots: they cost no further question
  const hasLots = rows.some((r) => r.lot_tracked === 1)
  const receiver = { customerId: order.customer_id, deliveryDay: order.delivery_day }
  const kept: LotsByLine = hasLots ? await keptLotsByLine(ctx, order.id, receiver) : new Map()
  const gone: LotsByLine = hasLots ? await shippedLotsByLine(ctx, order.id) : new Map()
  const packs = await packsOf(
    ctx,
    rows.map((r) => r.product_id),
  )
  return rows.map((r) => ({
    lineNo: r.line_no,
    productId: r.product_id,
    code: r.code,
    name: r.name,
    spec: r.spec,
    baseUnit: r.base_unit,
    packs: packs.get(r.product_id) ?? [],
    warehouseId: r.warehouse_id,
    warehouse: r.warehouse,
    unit: r.unit,
    factor: r.factor,
    quantity: r.quantity,
    price: r.price,
    priceSource: r.price_source as OrderLineView['priceSource'],
    promotionId: r.promotion_id,
    promotion: r.promotion ?? '',
    discount: r.discount,
    gift: r.gift === 1,
    taxRate: r.tax_rate,
    amount: r.amount,
    net: r.net,
    tax: r.tax,
    reserved: r.reserved,
    shipped: r.shipped,
    remark: r.remark,
    lotTracked: r.lot_tracked === 1,
    keptLots: kept.get(r.line_no) ?? [],
    shippedLots: gone.get(r.line_no) ?? [],
  }))
}

/** What a search text stands for; without one there is no condition. */
interface Found {
  condition: Expression<SqlBool> | null
  /** The orders themselves, when they are few. */
  ids: string[] | null
}

/**
 * Orders by number or by the number they had elsewhere (both from the front), or by their customer. Few are looked up once, by
 * their indexes; many are dense enough to be met soon on the way through the days.
 */
async function foundByText(ctx: QueryContext, search: string | undefined): Promise<Found> {
  const text = search?.trim()
  if (!text) return { condition: null, ids: null }
  const upper = text.toUpperCase()
  const customers = ctx.company.search.search('customer', text, { limit: MOST_CUSTOMERS }).map((h) => h.id)
  const byNumber = sql<SqlBool>`o.number >= ${upper} and o.number < ${`${upper}\u{10FFFF}`}`
  // the first part is the condition of the index on it
  const bySource = sql<SqlBool>`o.source_number <> '' and o.source_number >= ${text} and o.source_number < ${`${text}\u{10FFFF}`}`
  const byCustomer = inIds('o.customer_id', customers)
  const condition = sql<SqlBool>`((${byNumber}) or (${bySource}) or ${byCustomer})`
  const ids = (where: Expression<SqlBool>) =>
    sql`select id from (select o.id from sales_order o where ${where} limit ${FEW_ORDERS + 1})`
  const { rows } = await sql<{ id: string }>`${ids(byNumber)} union ${ids(bySource)} union ${ids(byCustomer)}
    limit ${FEW_ORDERS + 1}`.execute(ctx.db)
  return { condition, ids: rows.length > FEW_ORDERS ? null : rows.map((r) => r.id) }
}

/** A name, or nothing where nobody is named. */
const nameIn = (name: Expression<{ name: string }>) => sql<string>`coalesce(${name}, '')`

function filtered(ctx: QueryContext, filter: Filter, found: Found) {
  let query = ctx.db.selectFrom('sales_order as o')
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  if (filter.status) query = query.where('o.status', '=', filter.status)
  if (filter.customerId) query = query.where('o.customer_id', '=', filter.customerId)
  if (filter.salesPersonId) query = query.where('o.sales_person_id', '=', filter.salesPersonId)
  if (filter.fromDay) query = query.where('o.day', '>=', filter.fromDay)
  if (filter.toDay) query = query.where('o.day', '<=', filter.toDay)
  if (filter.deliveryDay) query = query.where('o.delivery_day', '=', filter.deliveryDay)
  const { routeId } = filter
  if (routeId)
    query = query.where('o.customer_id', 'in', (eb) =>
      eb.selectFrom('customer').select('customer.id').where('customer.route_id', '=', routeId),
    )
  if (found.ids) return query.where(inIds('o.id', found.ids))
  return found.condition ? query.where(found.condition) : query
}
