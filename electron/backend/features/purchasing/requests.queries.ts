import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { RequestView } from '../../../../shared/contract/purchasing.ts'
import { REQUEST_STATUSES } from '../../../../shared/domain/purchasing/states.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { packsOf } from '../inventory/packs.ts'
import { inIds } from '../search/find.ts'
import { numberOrSupplier } from './list-search.ts'
import { actionsOfRequest, requestRecord } from './request-store.ts'

/** One page of purchase requests, newest first. */
export async function list(
  ctx: QueryContext,
  input: Requests['purchaseRequests']['list'],
): Promise<Outputs['purchaseRequests']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, input.filter)
    .innerJoin('warehouse as w', 'w.id', 'o.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'o.created_by')
    .select(['o.id', 'o.number', 'o.day', 'o.wanted_day as wantedDay', 'o.status', 'w.name as warehouse'])
    .select(['o.purpose', 'o.line_count as lineCount', 'u.name as createdBy', 'o.created_at as createdAt'])
    .orderBy('o.day', 'desc')
    .orderBy('o.id', 'desc')
    .limit(input.limit + 1)
  if (after) query = query.where(sql<boolean>`(o.day, o.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    (row) => row,
    (row) => [row.day, row.id],
  )
}

/** Requests per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['purchaseRequests']['counts'],
): Promise<Outputs['purchaseRequests']['counts']> {
  const rows = await filtered(ctx, input.filter)
    .select(['o.status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('o.status')
    .execute()
  const result = Object.fromEntries(REQUEST_STATUSES.map((status) => [status, 0]))
  for (const row of rows) result[row.status] = row.count
  return result as Outputs['purchaseRequests']['counts']
}

/** One request with lines and the orders made of it. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<RequestView> {
  const request = await requestRecord(ctx, input.id)
  const names = await ctx.db
    .selectFrom('warehouse as w')
    .innerJoin('user_account as u', (join) => join.on('u.id', '=', request.created_by))
    .leftJoin('user_account as a', (join) => join.on('a.id', '=', request.approved_by))
    .select(['w.name as warehouse', 'u.name as maker', 'a.name as approver'])
    .where('w.id', '=', request.warehouse_id)
    .executeTakeFirstOrThrow()
  const orders = await ctx.db
    .selectFrom('purchase_order_line as l')
    .innerJoin('purchase_order as o', 'o.id', 'l.order_id')
    .innerJoin('supplier as s', 's.id', 'o.supplier_id')
    .select(['o.id', 'o.number', 's.name as supplier', 'o.status'])
    .distinct()
    .where('l.request_id', '=', request.id)
    .orderBy('o.id')
    .execute()
  return {
    id: request.id,
    number: request.number,
    day: request.day,
    wantedDay: request.wanted_day,
    status: request.status,
    review: request.review,
    ordered: request.ordered,
    closed: request.closed,
    warehouseId: request.warehouse_id,
    warehouse: names.warehouse,
    purpose: request.purpose,
    remark: request.remark,
    reason: request.reason,
    lines: await linesOf(ctx, request.id),
    orders,
    actions: actionsOfRequest(ctx, request),
    createdBy: names.maker,
    createdAt: request.created_at,
    approvedBy: names.approver ?? '',
    approvedAt: request.approved_at,
    version: request.version,
  }
}

async function linesOf(ctx: QueryContext, requestId: string): Promise<RequestView['lines']> {
  const rows = await ctx.db
    .selectFrom('purchase_request_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('supplier as s', 's.id', 'l.supplier_id')
    .select(['l.line_no as lineNo', 'l.product_id as productId', 'p.code', 'p.name', 'p.spec'])
    .select(['p.base_unit as baseUnit', 'p.lot_tracked as lotTracked', 'l.unit', 'l.factor', 'l.quantity', 'l.ordered'])
    .select(['l.supplier_id as supplierId', 's.name as supplier', 'l.remark'])
    .where('l.request_id', '=', requestId)
    .orderBy('l.line_no')
    .execute()
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.productId),
  )
  return rows.map((row) => ({
    ...row,
    lotTracked: row.lotTracked === 1,
    supplier: row.supplier ?? '',
    packs: packs.get(row.productId) ?? [],
  }))
}

function filtered(ctx: QueryContext, filter: Requests['purchaseRequests']['list']['filter']) {
  let query = ctx.db.selectFrom('purchase_request as o')
  if (filter.status) query = query.where('o.status', '=', filter.status)
  if (filter.warehouseId) query = query.where('o.warehouse_id', '=', filter.warehouseId)
  if (filter.fromDay) query = query.where('o.day', '>=', filter.fromDay)
  if (filter.toDay) query = query.where('o.day', '<=', filter.toDay)
  if (filter.supplierId) query = query.where(lineOf([filter.supplierId]))
  const text = filter.search?.trim()
  if (text) {
    const { front, behind, supplierIds } = numberOrSupplier(ctx, text)
    query = query.where((eb) =>
      eb.or([eb.and([eb('o.number', '>=', front), eb('o.number', '<', behind)]), lineOf(supplierIds)]),
    )
  }
  return query
}

/** A line of the request is wanted from one of these suppliers. */
const lineOf = (supplierIds: readonly string[]) =>
  sql<boolean>`exists (select 1 from purchase_request_line l where l.request_id = o.id and ${inIds('l.supplier_id', supplierIds)})`
