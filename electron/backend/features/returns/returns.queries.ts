import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { SalesReturnRow, SalesReturnView } from '../../../../shared/contract/returns.ts'
import type { HoldResult } from '../../../../shared/domain/returns/review.ts'
import { unitPrice } from '../../../../shared/domain/returns/worth.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { packsOf } from '../inventory/packs.ts'
import { hidesSale } from '../orders/mask.ts'
import { inIds } from '../search/find.ts'
import { billLines, keyOf, type BillLine } from './bill-lines.ts'
import { actionsOf } from './return-store.ts'
import { unearnedGifts } from './unearned-gifts.ts'

/** One page of returns, newest first. */
export async function list(ctx: QueryContext, input: Requests['returns']['list']): Promise<Outputs['returns']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = rowsOf(ctx, filtered(ctx, input.filter)).limit(input.limit + 1)
  if (after) query = query.where(sql<boolean>`(r.day, r.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    (row) => shownRow(ctx, row),
    (row) => [row.day, row.id],
  )
}

/** Returns per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['returns']['counts'],
): Promise<Outputs['returns']['counts']> {
  const result = { draft: 0, pending: 0, posted: 0, void: 0 }
  const { status: _all, ...others } = input.filter
  const rows = await filtered(ctx, others)
    .select(['r.status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('r.status')
    .execute()
  for (const row of rows) result[row.status] = row.count
  return result
}

/** Returns of an order's notes or of one note, and what came back by line of the notes. */
export async function related(
  ctx: QueryContext,
  input: Requests['returns']['related'],
): Promise<Outputs['returns']['related']> {
  const { orderId = null, shipmentId = null } = input
  const { rows: lines } = await sql<Outputs['returns']['related']['lines'][number]>`
    select l.shipment_id as "shipmentId", l.line_no as "lineNo", l.order_line_no as "orderLineNo", l.returned
    from shipment d cross join shipment_line l on l.shipment_id = d.id
    where ${orderId === null ? sql`d.id = ${shipmentId}` : sql`d.order_id = ${orderId}`} and l.returned > 0
    order by l.shipment_id, l.line_no`.execute(ctx.db)
  const notes = sql<string>`select distinct k.return_id from shipment d
    cross join sales_return_line k on k.shipment_id = d.id
    where ${orderId === null ? sql`d.id = ${shipmentId}` : sql`d.order_id = ${orderId}`}`
  const rows = await rowsOf(ctx, filtered(ctx, {}).where(sql<boolean>`r.id in (${notes})`)).execute()
  return { returns: rows.map((row) => shownRow(ctx, row)), lines }
}

/** One return with its lines. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<SalesReturnView> {
  const record = found(
    await filtered(ctx, {})
      .innerJoin('customer as c', 'c.id', 'r.customer_id')
      .innerJoin('warehouse as w', 'w.id', 'r.warehouse_id')
      .innerJoin('user_account as u', 'u.id', 'r.created_by')
      .leftJoin('user_account as a', 'a.id', 'r.posted_by')
      .leftJoin('shipment as d', 'd.id', 'r.shipment_id')
      .leftJoin('sales_order as o', 'o.id', 'r.exchange_order_id')
      .selectAll('r')
      .select(['c.name as customer', 'w.name as warehouse', 'u.name as maker', 'a.name as poster'])
      .select(['d.number as shipment_number', 'o.id as order_id', 'o.number as order_number'])
      .select(['o.status as order_status', 'o.total as order_total'])
      .where('r.id', '=', input.id)
      .executeTakeFirst(),
    'salesReturn',
    input.id,
  )
  const isHidden = hidesSale(ctx)
  const money = (amount: number) => (isHidden ? null : amount)
  return {
    id: record.id,
    number: record.number,
    kind: record.kind,
    status: record.status,
    customerId: record.customer_id,
    customer: record.customer,
    warehouseId: record.warehouse_id,
    warehouse: record.warehouse,
    shipmentId: record.shipment_id,
    shipmentNumber: record.shipment_number ?? '',
    day: record.day,
    withoutBill: record.without_bill,
    remark: record.remark,
    reason: record.reason,
    held: isHidden ? [] : (JSON.parse(record.held) as HoldResult[]),
    total: money(record.total),
    tax: money(record.tax),
    printed: record.printed,
    ...(await linesAndGifts(ctx, record, money)),
    exchange:
      record.order_id === null
        ? null
        : {
            orderId: record.order_id,
            number: record.order_number ?? '',
            status: record.order_status!,
            total: money(record.order_total!),
            difference: money(record.order_total! - record.total),
          },
    // an order that was discarded leaves room for another
    actions: actionsOf(ctx, { ...record, exchange_order_id: record.order_id }),
    createdBy: record.maker,
    createdAt: record.created_at,
    postedBy: record.poster ?? '',
    postedAt: record.posted_at,
    version: record.version,
  }
}

type Money = (amount: number) => number | null

async function linesAndGifts(
  ctx: QueryContext,
  record: { id: string; kind: SalesReturnView['kind']; status: SalesReturnView['status'] },
  money: Money,
): Promise<Pick<SalesReturnView, 'lines' | 'gifts'>> {
  const rows = await ctx.db
    .selectFrom('sales_return_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('stock_lot as t', 't.id', 'l.lot_id')
    .leftJoin('warehouse as w', 'w.id', 'l.warehouse_id')
    .selectAll('l')
    .select(['p.code', 'p.name', 'p.spec', 'p.base_unit', 'p.lot_tracked', 't.number as lot', 'w.name as warehouse'])
    .where('l.return_id', '=', record.id)
    .orderBy('l.line_no')
    .execute()
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.product_id),
  )
  const shipmentIds = [...new Set(rows.flatMap((row) => row.shipment_id ?? []))]
  const found = shipmentIds.length === 0 ? [] : await billLines(ctx, { shipmentIds })
  const bills = new Map(found.map((bill) => [keyOf(bill.shipmentId, bill.lineNo), bill]))
  const lines = rows.map((row): SalesReturnView['lines'][number] => {
    const bill = row.shipment_id === null ? undefined : bills.get(keyOf(row.shipment_id, row.shipment_line_no!))
    return {
      lineNo: row.line_no,
      productId: row.product_id,
      code: row.code,
      name: row.name,
      spec: row.spec,
      baseUnit: row.base_unit,
      packs: packs.get(row.product_id) ?? [],
      lotTracked: row.lot_tracked === 1,
      bill: bill ? shownBill(bill, row.factor, money) : null,
      unit: row.unit,
      factor: row.factor,
      quantity: row.quantity,
      price: money(row.price),
      priceTyped: row.price_typed === 1,
      taxRate: row.tax_rate,
      amount: money(row.amount),
      tax: money(row.tax),
      gift: row.gift === 1,
      lotId: row.lot_id,
      lot: row.lot ?? '',
      reason: row.reason,
      disposition: row.disposition,
      warehouse: row.warehouse ?? '',
      remark: row.remark,
    }
  })
  const concerned = record.kind === 'return' && record.status !== 'void'
  return { lines, gifts: concerned ? await unearnedGifts(ctx, record, rows, found) : [] }
}

function shownBill(
  bill: BillLine,
  factor: number,
  money: Money,
): NonNullable<SalesReturnView['lines'][number]['bill']> {
  return {
    shipmentId: bill.shipmentId,
    lineNo: bill.lineNo,
    number: bill.number,
    day: bill.day,
    orderId: bill.orderId,
    orderNumber: bill.orderNumber ?? '',
    shipped: bill.quantity,
    returned: bill.returned,
    price: money(unitPrice(bill.amount, bill.quantity, factor)),
    leftAmount: money(bill.left.amount),
    lots: bill.lots,
  }
}

function filtered(ctx: QueryContext, filter: Requests['returns']['list']['filter']) {
  let query = ctx.db.selectFrom('sales_return as r')
  if (ctx.user.scope === 'own')
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('customer as own')
          .select('own.id')
          .whereRef('own.id', '=', 'r.customer_id')
          .where('own.sales_person_id', '=', ctx.user.id),
      ),
    )
  if (filter.status) query = query.where('r.status', '=', filter.status)
  if (filter.kind) query = query.where('r.kind', '=', filter.kind)
  if (filter.customerId) query = query.where('r.customer_id', '=', filter.customerId)
  if (filter.warehouseId) query = query.where('r.warehouse_id', '=', filter.warehouseId)
  if (filter.fromDay) query = query.where('r.day', '>=', filter.fromDay)
  if (filter.toDay) query = query.where('r.day', '<=', filter.toDay)
  const text = filter.search?.trim()
  if (text) {
    const upper = text.toUpperCase()
    const customers = ctx.company.search.search('customer', text, { limit: 200 }).map((hit) => hit.id)
    query = query.where((eb) =>
      eb.or([
        eb.and([eb('r.number', '>=', upper), eb('r.number', '<', `${upper}\u{10FFFF}`)]),
        inIds('r.customer_id', customers),
      ]),
    )
  }
  return query
}

const rowsOf = (_ctx: QueryContext, query: ReturnType<typeof filtered>) =>
  query
    .innerJoin('customer as c', 'c.id', 'r.customer_id')
    .innerJoin('warehouse as w', 'w.id', 'r.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'r.created_by')
    .select(['r.id', 'r.number', 'r.kind', 'r.status', 'r.day', 'r.customer_id as customerId', 'c.name as customer'])
    .select(['w.name as warehouse', 'r.line_count as lineCount', 'r.total', 'r.remark', 'u.name as createdBy'])
    .select('r.created_at as createdAt')
    .orderBy('r.day', 'desc')
    .orderBy('r.id', 'desc')

const shownRow = (ctx: QueryContext, row: SalesReturnRow & { total: number }): SalesReturnRow =>
  hidesSale(ctx) ? { ...row, total: null } : row
