import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseReturnView, ReturnRow } from '../../../../shared/contract/purchase-notes.ts'
import { noteActions } from '../../../../shared/domain/purchasing/actions.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { packsOf } from '../inventory/packs.ts'
import { inIds } from '../search/find.ts'
import { numberOrSupplier } from './list-search.ts'
import { hidesPurchase } from './parties.ts'

/** One page of returns to suppliers, newest first. */
export async function list(
  ctx: QueryContext,
  input: Requests['purchaseReturns']['list'],
): Promise<Outputs['purchaseReturns']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, input.filter)
    .innerJoin('supplier as s', 's.id', 'r.supplier_id')
    .innerJoin('warehouse as w', 'w.id', 'r.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'r.created_by')
    .leftJoin('purchase_receipt as x', 'x.id', 'r.receipt_id')
    .leftJoin('payable_entry as e', (join) => join.onRef('e.document_id', '=', 'r.id').on('e.kind', '=', 'return'))
    .leftJoin('payable_open as p', 'p.entry_id', 'e.id')
    .select(['r.id', 'r.number', 'r.day', 'r.status', 'r.supplier_id as supplierId', 's.name as supplier', 'p.open'])
    .select(['w.name as warehouse', 'r.line_count as lineCount', 'r.total', 'x.number as receiptNumber', 'r.cause'])
    .select(['u.name as createdBy', 'r.created_at as createdAt'])
    .orderBy('r.day', 'desc')
    .orderBy('r.id', 'desc')
    .limit(input.limit + 1)
  if (after) query = query.where(sql<boolean>`(r.day, r.id) < (${after[0]}, ${after[1]})`)
  const none = hidesPurchase(ctx) ? { total: null, open: null } : {}
  return page(
    await query.execute(),
    input.limit,
    (row): ReturnRow => ({ ...row, receiptNumber: row.receiptNumber ?? '', open: row.open ?? 0, ...none }),
    (row) => [row.day, row.id],
  )
}

/** Returns per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['purchaseReturns']['counts'],
): Promise<Outputs['purchaseReturns']['counts']> {
  const result = { draft: 0, posted: 0, void: 0 }
  const rows = await filtered(ctx, input.filter)
    .select(['r.status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('r.status')
    .execute()
  for (const row of rows) result[row.status] = row.count
  return result
}

/** One return with its lines. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<PurchaseReturnView> {
  const record = found(
    await ctx.db
      .selectFrom('purchase_return as r')
      .innerJoin('supplier as s', 's.id', 'r.supplier_id')
      .innerJoin('warehouse as w', 'w.id', 'r.warehouse_id')
      .innerJoin('user_account as u', 'u.id', 'r.created_by')
      .leftJoin('user_account as a', 'a.id', 'r.posted_by')
      .leftJoin('purchase_receipt as x', 'x.id', 'r.receipt_id')
      .leftJoin('payable_entry as e', (join) => join.onRef('e.document_id', '=', 'r.id').on('e.kind', '=', 'return'))
      .leftJoin('payable_open as p', 'p.entry_id', 'e.id')
      .selectAll('r')
      .select(['s.name as supplier', 'w.name as warehouse', 'u.name as maker', 'a.name as poster', 'p.open'])
      .select('x.number as receipt_number')
      .where('r.id', '=', input.id)
      .executeTakeFirst(),
    'purchaseReturn',
    input.id,
  )
  const isHidden = hidesPurchase(ctx)
  const money = (amount: number) => (isHidden ? null : amount)
  return {
    id: record.id,
    number: record.number,
    status: record.status,
    supplierId: record.supplier_id,
    supplier: record.supplier,
    receiptId: record.receipt_id,
    receiptNumber: record.receipt_number ?? '',
    warehouseId: record.warehouse_id,
    warehouse: record.warehouse,
    day: record.day,
    taxIncluded: record.tax_included === 1,
    cause: record.cause,
    total: money(record.total),
    tax: money(record.tax),
    open: money(record.open ?? 0),
    remark: record.remark,
    reason: record.reason,
    printed: record.printed,
    lines: await linesOf(ctx, record.id, money),
    actions: noteActions(record, ctx.user),
    createdBy: record.maker,
    createdAt: record.created_at,
    postedBy: record.poster ?? '',
    postedAt: record.posted_at,
    version: record.version,
  }
}

async function linesOf(
  ctx: QueryContext,
  returnId: string,
  money: (amount: number) => number | null,
): Promise<PurchaseReturnView['lines']> {
  const rows = await ctx.db
    .selectFrom('purchase_return_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('stock_lot as t', 't.id', 'l.lot_id')
    .select(['l.line_no as lineNo', 'l.receipt_line_no as receiptLineNo', 'l.product_id as productId', 'p.code'])
    .select(['p.name', 'p.spec', 'p.base_unit as baseUnit', 'p.lot_tracked as lotTracked', 'l.lot_id as lotId'])
    .select(['t.number as lot', 'l.unit', 'l.factor', 'l.quantity', 'l.price', 'l.tax_rate as taxRate', 'l.net'])
    .select(['l.tax', 'l.remark'])
    .where('l.return_id', '=', returnId)
    .orderBy('l.line_no')
    .execute()
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.productId),
  )
  return rows.map((row) => ({
    ...row,
    lotTracked: row.lotTracked === 1,
    lot: row.lot ?? '',
    packs: packs.get(row.productId) ?? [],
    price: money(row.price),
    net: money(row.net),
    tax: money(row.tax),
  }))
}

function filtered(ctx: QueryContext, filter: Requests['purchaseReturns']['list']['filter']) {
  let query = ctx.db.selectFrom('purchase_return as r')
  if (filter.status) query = query.where('r.status', '=', filter.status)
  if (filter.supplierId) query = query.where('r.supplier_id', '=', filter.supplierId)
  if (filter.warehouseId) query = query.where('r.warehouse_id', '=', filter.warehouseId)
  if (filter.fromDay) query = query.where('r.day', '>=', filter.fromDay)
  if (filter.toDay) query = query.where('r.day', '<=', filter.toDay)
  const text = filter.search?.trim()
  if (text) {
    const { front, behind, supplierIds } = numberOrSupplier(ctx, text)
    query = query.where((eb) =>
      eb.or([eb.and([eb('r.number', '>=', front), eb('r.number', '<', behind)]), inIds('r.supplier_id', supplierIds)]),
    )
  }
  return query
}
