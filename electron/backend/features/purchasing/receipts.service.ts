import type { Requests } from '../../../../shared/contract/index.ts'
import type { CostFields, PurchaseReceiptView, ReceiptWanted } from '../../../../shared/contract/purchase-notes.ts'
import { openOf } from '../../../../shared/domain/purchasing/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { orderLines, orderRecord, requireOrder } from './order-store.ts'
import { activeSupplier, refuseOtherSite, supplierOf, warehouseOf } from './parties.ts'
import { buildReceiptLines } from './receipt-lines.ts'
import { bookReceipt, reverseReceipt, wholeReceipt, type WholeReceipt } from './receipt-posting.ts'
import {
  changeReceipt,
  receiptById,
  receiptLines,
  receiptRecord,
  requireReceipt,
  type CostRecord,
  type ReceiptRecord,
} from './receipt-store.ts'
import { get, viewOf } from './receipts.queries.ts'

/** A draft with all that is still to come of an order into one warehouse and is on no other draft. */
export async function start(
  ctx: CommandContext,
  input: Requests['purchaseReceipts']['start'],
): Promise<PurchaseReceiptView> {
  const existing = await ctx.db
    .selectFrom('purchase_receipt')
    .select('id')
    .where('id', '=', input.id)
    .executeTakeFirst()
  if (existing) return get(ctx, { id: input.id })
  const order = await orderRecord(ctx, input.orderId)
  requireOrder(ctx, order, 'receive')
  const onDrafts = await draftQuantities(ctx, order.id)
  const open = (await orderLines(ctx, order.id))
    .map((line) => ({ line, open: openOf(line.quantity, line.received) - (onDrafts.get(line.line_no) ?? 0) }))
    .filter((one) => one.open > 0)
  const warehouseId =
    input.warehouseId ??
    (open.some((one) => one.line.warehouse_id === order.warehouse_id)
      ? order.warehouse_id
      : (open[0]?.line.warehouse_id ?? order.warehouse_id))
  const lines = open
    .filter(({ line }) => line.warehouse_id === warehouseId)
    .map(({ line, open: quantity }) => ({
      orderLineNo: line.line_no,
      productId: line.product_id,
      unit: line.unit,
      quantity,
      price: line.price,
      taxRate: line.tax_rate,
      lots: [],
      remark: '',
    }))
  if (lines.length === 0) throw ruleError('ORDER_EMPTY')
  const wanted = { orderId: order.id, supplierId: null, warehouseId, deliveryNote: '', remark: '', lines, costs: [] }
  return viewOf(ctx, (await write(ctx, input.id, 0, wanted)).receipt)
}

/** Makes (version 0) or changes a draft. The same first save again returns what is there. */
export async function save(
  ctx: CommandContext,
  input: Requests['purchaseReceipts']['save'],
): Promise<PurchaseReceiptView> {
  const existing = await receiptById.first(ctx.db, { id: input.id })
  if (existing && input.version === 0) return viewOf(ctx, existing)
  const { receipt } = await write(ctx, input.id, input.version, input.receipt)
  return viewOf(ctx, receipt)
}

/** Books stock, cost and debt. @throws what bookReceipt throws, WRONG_STATE, CONFLICT */
export async function post(
  ctx: CommandContext,
  input: Requests['purchaseReceipts']['post'],
): Promise<PurchaseReceiptView> {
  const receipt = await receiptRecord(ctx, input.id)
  requireReceipt(ctx, receipt, 'post', input.version)
  const booked = await bookReceipt(ctx, await wholeReceipt(ctx, receipt))
  return viewOf(ctx, await changeReceipt(ctx, receipt, { ...postedNow(ctx), ...booked }))
}

/** `purchasing.receive`: makes a receipt and posts it in one call. The same id again returns what is there. */
export async function receive(
  ctx: CommandContext,
  input: Requests['purchasing']['receive'],
): Promise<PurchaseReceiptView> {
  const { id, ...wanted } = input
  const existing = await receiptById.first(ctx.db, { id })
  if (existing?.status === 'draft') throw new AppError('CONFLICT', { entity: 'purchaseReceipt', id })
  if (existing) return viewOf(ctx, existing)
  const whole = await write(ctx, id, 0, wanted, postedNow(ctx))
  await bookReceipt(ctx, whole)
  return viewOf(ctx, whole.receipt)
}

/** What posting notes on the record. */
const postedNow = (ctx: CommandContext) => ({
  status: 'posted' as const,
  posted_by: ctx.user.id,
  posted_at: ctx.at,
})

async function voidReceipt(
  ctx: CommandContext,
  input: Requests['purchaseReceipts']['void'],
): Promise<PurchaseReceiptView> {
  const receipt = await receiptRecord(ctx, input.id)
  requireReceipt(ctx, receipt, 'void', input.version)
  if (receipt.status === 'posted') await reverseReceipt(ctx, receipt)
  await ctx.db
    .updateTable('purchase_cost')
    .set((eb) => ({ status: 'void', version: eb('version', '+', 1) }))
    .where('receipt_id', '=', receipt.id)
    .where('status', '<>', 'void')
    .execute()
  await changeReceipt(ctx, receipt, { status: 'void', reason: input.reason })
  return get(ctx, { id: receipt.id })
}
/** Drops a draft, or takes a posted receipt back by opposite entries; the number is kept. */
export { voidReceipt as void }

/** Writes a receipt with lines, lots and costs; a new one as a draft, or as `posted` says. */
async function write(
  ctx: CommandContext,
  id: string,
  version: number,
  wanted: ReceiptWanted,
  posted?: Pick<ReceiptRecord, 'status' | 'posted_by' | 'posted_at'>,
): Promise<WholeReceipt> {
  const existing = version === 0 ? undefined : await receiptById.first(ctx.db, { id })
  if (!existing && version > 0) throw new AppError('NOT_FOUND', { entity: 'purchaseReceipt', id })
  if (existing) requireReceipt(ctx, existing, 'edit', version)
  const order = wanted.orderId === null ? null : await orderRecord(ctx, wanted.orderId)
  if (order) requireOrder(ctx, order, 'receive')
  const supplier = order ? await supplierOf(ctx, order.supplier_id) : await activeSupplier(ctx, wanted.supplierId)
  const warehouse = await warehouseOf(ctx, wanted.warehouseId ?? order?.warehouse_id ?? null)
  refuseOtherSite(existing, warehouse)
  const day = wanted.day ?? existing?.day ?? ctx.today
  const taxIncluded = order ? order.tax_included === 1 : ctx.info.settings.purchasing.taxIncluded
  const { records, lots, totals, products } = await buildReceiptLines(ctx, wanted.lines, {
    id,
    orderId: order?.id ?? null,
    supplier,
    day,
    taxIncluded,
    existing: existing ? await receiptLines(ctx, id) : [],
  })
  const head = {
    site_id: warehouse.site_id,
    supplier_id: supplier.id,
    order_id: order?.id ?? null,
    warehouse_id: warehouse.id,
    day,
    tax_included: taxIncluded ? 1 : 0,
    delivery_note: wanted.deliveryNote,
    total: totals.total,
    tax: totals.tax,
    line_count: records.length,
    remark: wanted.remark,
  }
  let receipt: ReceiptRecord
  if (existing) {
    for (const table of ['purchase_receipt_lot', 'purchase_receipt_line'] as const)
      await ctx.db.deleteFrom(table).where('receipt_id', '=', id).execute()
    await ctx.db.deleteFrom('purchase_cost').where('receipt_id', '=', id).where('status', '=', 'draft').execute()
    receipt = await changeReceipt(ctx, existing, head)
  } else {
    receipt = {
      id,
      number: await nextNumber(ctx, 'purchaseInbound', warehouse.site_id, day),
      ...head,
      status: 'draft',
      reason: '',
      printed: 0,
      created_by: ctx.user.id,
      created_at: ctx.at,
      posted_by: null,
      posted_at: null,
      updated_at: ctx.at,
      version: 1,
      ...posted,
    }
    await insertRecords(ctx.db, 'purchase_receipt', [{ ...receipt }])
  }
  await insertRecords(ctx.db, 'purchase_receipt_line', records)
  await insertRecords(ctx.db, 'purchase_receipt_lot', lots)
  const costs = await writeCosts(ctx, id, day, wanted.costs)
  return { receipt, lines: records, lots, costs, order, supplier, products }
}

/** The costs of a receipt, as typed; they become debts and value when it is posted. */
async function writeCosts(
  ctx: CommandContext,
  receiptId: string,
  day: string,
  costs: readonly CostFields[],
): Promise<CostRecord[]> {
  const records: CostRecord[] = []
  for (const cost of costs) {
    if (cost.tax > cost.amount) throw ruleError('TAX_ABOVE_AMOUNT', { field: 'tax' })
    if (cost.supplierId !== null) await supplierOf(ctx, cost.supplierId)
    records.push({
      id: ctx.newId(),
      number: null,
      receipt_id: receiptId,
      late: 0,
      kind: cost.kind,
      basis: cost.basis,
      day,
      amount: cost.amount,
      tax: cost.tax,
      supplier_id: cost.supplierId,
      status: 'draft',
      remark: cost.remark,
      reason: '',
      created_by: ctx.user.id,
      created_at: ctx.at,
      version: 1,
    })
  }
  await insertRecords(
    ctx.db,
    'purchase_cost',
    records.map((record) => ({ ...record })),
  )
  return records
}

async function draftQuantities(ctx: CommandContext, orderId: string): Promise<Map<number, number>> {
  const rows = await ctx.db
    .selectFrom('purchase_receipt as r')
    .innerJoin('purchase_receipt_line as l', 'l.receipt_id', 'r.id')
    .select('l.order_line_no')
    .select((eb) => eb.fn.sum<number>('l.quantity').as('quantity'))
    .where('r.order_id', '=', orderId)
    .where('r.status', '=', 'draft')
    .groupBy('l.order_line_no')
    .execute()
  return new Map(rows.flatMap((row) => (row.order_line_no === null ? [] : [[row.order_line_no, row.quantity]])))
}
