import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseReceiptView, ReceiptRow } from '../../../../shared/contract/purchase-notes.ts'
import { noteActions } from '../../../../shared/domain/purchasing/actions.ts'
import type { PurchasePriceSource } from '../../../../shared/domain/purchasing/supply.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { prepared } from '../../db/prepared.ts'
import { packsOf } from '../inventory/packs.ts'
import { inIds } from '../search/find.ts'
import { numberOrSupplier } from './list-search.ts'
import { hidesPurchase } from './parties.ts'
import { costsOf, receiptLots, receiptRecord, type ReceiptLineRecord, type ReceiptRecord } from './receipt-store.ts'

/** One page of receipts, newest first, with what is not paid yet. */
export async function list(
  ctx: QueryContext,
  input: Requests['purchaseReceipts']['list'],
): Promise<Outputs['purchaseReceipts']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, input.filter)
    .innerJoin('supplier as s', 's.id', 'r.supplier_id')
    .innerJoin('warehouse as w', 'w.id', 'r.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'r.created_by')
    .leftJoin('purchase_order as o', 'o.id', 'r.order_id')
    .leftJoin('payable_entry as e', (join) => join.onRef('e.document_id', '=', 'r.id').on('e.kind', '=', 'receipt'))
    .leftJoin('payable_open as p', 'p.entry_id', 'e.id')
    .select(['r.id', 'r.number', 'r.day', 'r.status', 'r.supplier_id as supplierId', 's.name as supplier', 'p.open'])
    .select(['w.name as warehouse', 'r.line_count as lineCount', 'r.total', 'o.number as orderNumber'])
    .select(['r.delivery_note as deliveryNote', 'u.name as createdBy', 'r.created_at as createdAt'])
    .orderBy('r.day', 'desc')
    .orderBy('r.id', 'desc')
    .limit(input.limit + 1)
  if (after) query = query.where(sql<boolean>`(r.day, r.id) < (${after[0]}, ${after[1]})`)
  const none = hidesPurchase(ctx) ? { total: null, open: null } : {}
  return page(
    await query.execute(),
    input.limit,
    (row): ReceiptRow => ({ ...row, orderNumber: row.orderNumber ?? '', open: row.open ?? 0, ...none }),
    (row) => [row.day, row.id],
  )
}

/** Receipts per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['purchaseReceipts']['counts'],
): Promise<Outputs['purchaseReceipts']['counts']> {
  const result = { draft: 0, posted: 0, void: 0 }
  const rows = await filtered(ctx, input.filter)
    .select(['r.status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('r.status')
    .execute()
  for (const row of rows) result[row.status] = row.count
  return result
}

/** One receipt with lines, lots, costs and returns. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<PurchaseReceiptView> {
  return viewOf(ctx, await receiptRecord(ctx, input.id))
}

/** A receipt as it is seen, from its record. */
export async function viewOf(ctx: QueryContext, receipt: ReceiptRecord): Promise<PurchaseReceiptView> {
  const names = found(await namesOf.first(ctx.db, { id: receipt.id }), 'purchaseReceipt', receipt.id)
  const isHidden = hidesPurchase(ctx)
  const money = (amount: number) => (isHidden ? null : amount)
  return {
    id: receipt.id,
    number: receipt.number,
    status: receipt.status,
    supplierId: receipt.supplier_id,
    supplier: names.supplier,
    orderId: receipt.order_id,
    orderNumber: names.orderNumber ?? '',
    salesOrderNumber: names.salesOrderNumber ?? '',
    warehouseId: receipt.warehouse_id,
    warehouse: names.warehouse,
    day: receipt.day,
    taxIncluded: receipt.tax_included === 1,
    deliveryNote: receipt.delivery_note,
    total: money(receipt.total),
    tax: money(receipt.tax),
    open: money(names.open ?? 0),
    remark: receipt.remark,
    reason: receipt.reason,
    printed: receipt.printed,
    lines: await linesOf(ctx, receipt, money),
    costs: await costViews(ctx, receipt.id, money),
    returns: await returnsOf(ctx, receipt.id, money),
    actions: noteActions(receipt, ctx.user),
    createdBy: names.maker,
    createdAt: receipt.created_at,
    postedBy: names.poster ?? '',
    postedAt: receipt.posted_at,
    version: receipt.version,
  }
}

interface Names {
  supplier: string
  warehouse: string
  maker: string
  poster: string | null
  open: number | null
  orderNumber: string | null
  salesOrderNumber: string | null
}
const namesOf = prepared<{ id: string }, Names>((db, value) =>
  db
    .selectFrom('purchase_receipt as r')
    .innerJoin('supplier as s', 's.id', 'r.supplier_id')
    .innerJoin('warehouse as w', 'w.id', 'r.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'r.created_by')
    .leftJoin('user_account as a', 'a.id', 'r.posted_by')
    .leftJoin('purchase_order as o', 'o.id', 'r.order_id')
    .leftJoin('sales_order as x', 'x.id', 'o.sales_order_id')
    .leftJoin('payable_entry as e', (join) => join.onRef('e.document_id', '=', 'r.id').on('e.kind', '=', 'receipt'))
    .leftJoin('payable_open as p', 'p.entry_id', 'e.id')
    .select(['s.name as supplier', 'w.name as warehouse', 'u.name as maker', 'a.name as poster', 'p.open'])
    .select(['o.number as orderNumber', 'x.number as salesOrderNumber'])
    .where('r.id', '=', value('id')),
)

type Money = (amount: number) => number | null

async function linesOf(ctx: QueryContext, receipt: ReceiptRecord, money: Money): Promise<PurchaseReceiptView['lines']> {
  const rows = await lineRows.all(ctx.db, { id: receipt.id, orderId: receipt.order_id })
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.product_id),
  )
  const lots = await receiptLots(ctx, receipt.id)
  const own = receipt.status === 'posted' ? 1 : 0
  return rows.map((row) => ({
    lineNo: row.line_no,
    orderLineNo: row.order_line_no,
    productId: row.product_id,
    code: row.code,
    name: row.name,
    spec: row.spec,
    baseUnit: row.base_unit,
    packs: packs.get(row.product_id) ?? [],
    lotTracked: row.lot_tracked === 1,
    shelfLifeDays: row.shelf_life_days,
    unit: row.unit,
    factor: row.factor,
    quantity: row.quantity,
    orderedQuantity: row.ordered,
    receivedBefore: row.received === null ? null : row.received - own * row.quantity,
    returned: row.returned,
    price: money(row.price),
    priceSource: row.price_source as PurchasePriceSource,
    taxRate: row.tax_rate,
    net: money(row.net),
    tax: money(row.tax),
    cost: money(row.cost),
    landed: money(row.landed),
    lots: lots
      .filter((lot) => lot.line_no === row.line_no)
      .map((lot) => ({
        lotId: lot.lot_id,
        number: lot.number,
        productionDay: lot.production_day,
        expiryDay: lot.expiry_day,
        quantity: lot.quantity,
      })),
    remark: row.remark,
  }))
}

type LineRow = ReceiptLineRecord & {
  code: string
  name: string
  spec: string
  base_unit: string
  lot_tracked: number
  shelf_life_days: number | null
  ordered: number | null
  received: number | null
}
const lineRows = prepared<{ id: string; orderId: string | null }, LineRow>((db, value) =>
  db
    .selectFrom('purchase_receipt_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('purchase_order_line as o', (join) =>
      join.on('o.order_id', '=', value('orderId')).onRef('o.line_no', '=', 'l.order_line_no'),
    )
    .selectAll('l')
    .select(['p.code', 'p.name', 'p.spec', 'p.base_unit', 'p.lot_tracked', 'p.shelf_life_days'])
    .select(['o.quantity as ordered', 'o.received'])
    .where('l.receipt_id', '=', value('id'))
    .orderBy('l.line_no'),
)

async function costViews(ctx: QueryContext, receiptId: string, money: Money): Promise<PurchaseReceiptView['costs']> {
  const costs = await costsOf(ctx, receiptId)
  if (costs.length === 0) return []
  const suppliers = await ctx.db
    .selectFrom('supplier')
    .select(['id', 'name'])
    .where(
      inIds(
        'id',
        costs.flatMap((cost) => cost.supplier_id ?? []),
      ),
    )
    .execute()
  const names = new Map(suppliers.map((supplier) => [supplier.id, supplier.name]))
  return costs.map((cost) => ({
    id: cost.id,
    number: cost.number ?? '',
    late: cost.late === 1,
    kind: cost.kind,
    basis: cost.basis,
    day: cost.day,
    amount: money(cost.amount),
    tax: money(cost.tax),
    supplierId: cost.supplier_id,
    supplier: cost.supplier_id === null ? '' : names.get(cost.supplier_id)!,
    status: cost.status,
    remark: cost.remark,
    version: cost.version,
  }))
}

async function returnsOf(ctx: QueryContext, receiptId: string, money: Money): Promise<PurchaseReceiptView['returns']> {
  const rows = await returnRows.all(ctx.db, { receiptId })
  return rows.map((row) => ({ ...row, total: money(row.total) }))
}

type ReturnRow = { id: string; number: string; day: string; status: 'draft' | 'posted' | 'void'; total: number }
const returnRows = prepared<{ receiptId: string }, ReturnRow>((db, value) =>
  db
    .selectFrom('purchase_return')
    .select(['id', 'number', 'day', 'status', 'total'])
    .where('receipt_id', '=', value('receiptId'))
    .orderBy('id'),
)

function filtered(ctx: QueryContext, filter: Requests['purchaseReceipts']['list']['filter']) {
  let query = ctx.db.selectFrom('purchase_receipt as r')
  if (filter.status) query = query.where('r.status', '=', filter.status)
  if (filter.supplierId) query = query.where('r.supplier_id', '=', filter.supplierId)
  if (filter.warehouseId) query = query.where('r.warehouse_id', '=', filter.warehouseId)
  if (filter.orderId) query = query.where('r.order_id', '=', filter.orderId)
  if (filter.fromDay) query = query.where('r.day', '>=', filter.fromDay)
  if (filter.toDay) query = query.where('r.day', '<=', filter.toDay)
  const text = filter.search?.trim()
  if (text) {
    const { front, behind, supplierIds } = numberOrSupplier(ctx, text)
    query = query.where((eb) =>
      eb.or([
        eb.and([eb('r.number', '>=', front), eb('r.number', '<', behind)]),
        eb('r.delivery_note', '=', text),
        inIds('r.supplier_id', supplierIds),
      ]),
    )
  }
  return query
}
