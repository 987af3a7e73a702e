import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseLineView, PurchaseRow, PurchaseView } from '../../../../shared/contract/purchasing.ts'
import { mostReceivable, openOf, PURCHASE_ORDER_STATUSES } from '../../../../shared/domain/purchasing/states.ts'
import { purchasePrice, type PurchasePriceSource } from '../../../../shared/domain/purchasing/supply.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { packsOf } from '../inventory/packs.ts'
import { inIds } from '../search/find.ts'
import { priceFactsFor } from '../suppliers/supply.queries.ts'
import { numberOrSupplier } from './list-search.ts'
import { orderActions, orderRecord } from './order-store.ts'
import { hidesPurchase } from './parties.ts'

type Filter = Requests['purchasing']['list']['filter']

/** One page of purchase orders, newest first. */
export async function list(
  ctx: QueryContext,
  input: Requests['purchasing']['list'],
): Promise<Outputs['purchasing']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, input.filter)
    .innerJoin('supplier as s', 's.id', 'o.supplier_id')
    .innerJoin('warehouse as w', 'w.id', 'o.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'o.created_by')
    .leftJoin('sales_order as x', 'x.id', 'o.sales_order_id')
    .select(['o.id', 'o.number', 'o.day', 'o.expected_day as expectedDay', 'o.status', 'o.supplier_id as supplierId'])
    .select(['s.name as supplier', 'w.name as warehouse', 'o.line_count as lineCount', 'o.total'])
    .select(['o.received_amount as receivedAmount', 'x.number as salesOrderNumber', 'u.name as createdBy'])
    .select('o.created_at as createdAt')
    .orderBy('o.day', 'desc')
    .orderBy('o.id', 'desc')
    .limit(input.limit + 1)
  if (after) query = query.where(sql<boolean>`(o.day, o.id) < (${after[0]}, ${after[1]})`)
  const none = hidesPurchase(ctx) ? { total: null, receivedAmount: null } : {}
  return page(
    await query.execute(),
    input.limit,
    (row): PurchaseRow => ({ ...row, salesOrderNumber: row.salesOrderNumber ?? '', ...none }),
    (row) => [row.day, row.id],
  )
}

/** Orders per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['purchasing']['counts'],
): Promise<Outputs['purchasing']['counts']> {
  const rows = await filtered(ctx, input.filter)
    .select(['o.status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('o.status')
    .execute()
  const result = Object.fromEntries(PURCHASE_ORDER_STATUSES.map((status) => [status, 0]))
  for (const row of rows) result[row.status] = row.count
  return result as Outputs['purchasing']['counts']
}

/** One purchase order with lines and receipts. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<PurchaseView> {
  const order = await orderRecord(ctx, input.id)
  const names = await ctx.db
    .selectFrom('supplier as s')
    .innerJoin('warehouse as w', (join) => join.on('w.id', '=', order.warehouse_id))
    .innerJoin('user_account as u', (join) => join.on('u.id', '=', order.created_by))
    .leftJoin('user_account as a', (join) => join.on('a.id', '=', order.approved_by))
    .leftJoin('sales_order as x', (join) => join.on('x.id', '=', order.sales_order_id))
    .leftJoin('customer as c', 'c.id', 'x.customer_id')
    .select(['s.name as supplier', 'w.name as warehouse', 'u.name as maker', 'a.name as approver', 'x.id as salesId'])
    .select(['x.number as salesNumber', 'c.name as customer'])
    .where('s.id', '=', order.supplier_id)
    .executeTakeFirstOrThrow()
  const receipts = await ctx.db
    .selectFrom('purchase_receipt')
    .select(['id', 'number', 'day', 'status', 'total'])
    .where('order_id', '=', order.id)
    .orderBy('id')
    .execute()
  const isHidden = hidesPurchase(ctx)
  const money = (amount: number) => (isHidden ? null : amount)
  return {
    id: order.id,
    number: order.number,
    day: order.day,
    expectedDay: order.expected_day,
    status: order.status,
    review: order.review,
    received: order.received,
    closed: order.closed,
    supplierId: order.supplier_id,
    supplier: names.supplier,
    warehouseId: order.warehouse_id,
    warehouse: names.warehouse,
    taxIncluded: order.tax_included === 1,
    contact: order.contact,
    phone: order.phone,
    remark: order.remark,
    reason: order.reason,
    amount: money(order.amount),
    total: money(order.total),
    tax: money(order.tax),
    receivedAmount: money(order.received_amount),
    salesOrder: names.salesId
      ? { id: names.salesId, number: names.salesNumber ?? '', customer: names.customer ?? '' }
      : null,
    lines: await linesOf(ctx, order.id),
    receipts: receipts.map((receipt) => ({ ...receipt, total: money(receipt.total) })),
    actions: orderActions(ctx, order),
    createdBy: names.maker,
    createdAt: order.created_at,
    approvedBy: names.approver ?? '',
    approvedAt: order.approved_at,
    version: order.version,
  }
}

/** The price of a product from a supplier in a unit. @throws NOT_FOUND, RULE UNIT_UNKNOWN */
export async function price(
  ctx: QueryContext,
  input: Requests['purchasing']['price'],
): Promise<Outputs['purchasing']['price']> {
  const facts = await priceFactsFor(ctx, input.supplierId, [input.productId])
  const fact = found(facts.get(input.productId), 'product', input.productId)
  const factor = fact.factors.get(input.unit)
  if (factor === undefined) throw ruleError('UNIT_UNKNOWN', { field: 'unit', value: input.unit })
  if (hidesPurchase(ctx)) return { price: null, source: 'none' }
  return purchasePrice(fact, { ...input, factor, day: input.day ?? ctx.today })
}

/** Lines of approved, open orders that are still to come, the longest expected first. */
export async function expected(
  ctx: QueryContext,
  input: Requests['purchasing']['expected'],
): Promise<Outputs['purchasing']['expected']> {
  let query = ctx.db
    .selectFrom('purchase_order as o')
    .innerJoin('purchase_order_line as l', 'l.order_id', 'o.id')
    .innerJoin('supplier as s', 's.id', 'o.supplier_id')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .select(['o.id as orderId', 'o.number as orderNumber', 'o.version as orderVersion', 'l.line_no as lineNo'])
    .select([
      'o.supplier_id as supplierId',
      's.name as supplier',
      'l.warehouse_id as warehouseId',
      'l.unit',
      'l.factor',
    ])
    .select(['o.expected_day as expectedDay', 'l.quantity', 'l.received', 'l.product_id as productId', 'p.code'])
    .select(['p.name', 'p.spec', 'p.base_unit as baseUnit', 'p.lot_tracked as lotTracked'])
    .where('o.status', 'in', ['to-receive', 'part-received'])
    .where(sql<boolean>`l.received < l.quantity`)
    .orderBy(sql`coalesce(o.expected_day, o.day)`)
    .orderBy('o.id')
    .orderBy('l.line_no')
    .limit(2000)
  if (input.orderId) query = query.where('o.id', '=', input.orderId)
  if (input.supplierId) query = query.where('o.supplier_id', '=', input.supplierId)
  if (input.warehouseId) query = query.where('l.warehouse_id', '=', input.warehouseId)
  if (input.productId) query = query.where('l.product_id', '=', input.productId)
  const rows = await query.execute()
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.productId),
  )
  const { overReceipt } = ctx.info.settings.purchasing
  return rows.map((row) => ({
    ...row,
    lotTracked: row.lotTracked === 1,
    packs: packs.get(row.productId) ?? [],
    open: openOf(row.quantity, row.received),
    most: Math.max(0, mostReceivable(row.quantity, overReceipt) - row.received),
  }))
}

async function linesOf(ctx: QueryContext, orderId: string): Promise<PurchaseLineView[]> {
  const rows = await ctx.db
    .selectFrom('purchase_order_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .innerJoin('warehouse as w', 'w.id', 'l.warehouse_id')
    .leftJoin('purchase_request as r', 'r.id', 'l.request_id')
    .selectAll('l')
    .select(['p.code', 'p.name', 'p.spec', 'p.base_unit', 'p.lot_tracked', 'w.name as warehouse'])
    .select('r.number as request_number')
    .where('l.order_id', '=', orderId)
    .orderBy('l.line_no')
    .execute()
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.product_id),
  )
  const isHidden = hidesPurchase(ctx)
  const money = (amount: number) => (isHidden ? null : amount)
  return rows.map((row) => ({
    lineNo: row.line_no,
    productId: row.product_id,
    code: row.code,
    name: row.name,
    spec: row.spec,
    baseUnit: row.base_unit,
    packs: packs.get(row.product_id) ?? [],
    lotTracked: row.lot_tracked === 1,
    warehouseId: row.warehouse_id,
    warehouse: row.warehouse,
    unit: row.unit,
    factor: row.factor,
    quantity: row.quantity,
    received: row.received,
    price: money(row.price),
    priceSource: row.price_source as PurchasePriceSource,
    taxRate: row.tax_rate,
    amount: money(row.amount),
    net: money(row.net),
    tax: money(row.tax),
    remark: row.remark,
    requestId: row.request_id,
    requestLineNo: row.request_line_no,
    requestNumber: row.request_number ?? '',
    salesLineNo: row.sales_line_no,
  }))
}

function filtered(ctx: QueryContext, filter: Filter) {
  let query = ctx.db.selectFrom('purchase_order as o')
  if (filter.status) query = query.where('o.status', '=', filter.status)
  if (filter.supplierId) query = query.where('o.supplier_id', '=', filter.supplierId)
  if (filter.warehouseId) query = query.where('o.warehouse_id', '=', filter.warehouseId)
  if (filter.fromDay) query = query.where('o.day', '>=', filter.fromDay)
  if (filter.toDay) query = query.where('o.day', '<=', filter.toDay)
  const text = filter.search?.trim()
  if (text) {
    const { front, behind, supplierIds } = numberOrSupplier(ctx, text)
    query = query.where((eb) =>
      eb.or([eb.and([eb('o.number', '>=', front), eb('o.number', '<', behind)]), inIds('o.supplier_id', supplierIds)]),
    )
  }
  return query
}
