import type { Selectable } from 'kysely'
import type { Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseReturnView, ReturnWanted } from '../../../../shared/contract/purchase-notes.ts'
import { noteActions, type NoteAction } from '../../../../shared/domain/purchasing/actions.ts'
import { purchasePrice } from '../../../../shared/domain/purchasing/supply.ts'
import { lineCost, partOf, purchaseLineTotals } from '../../../../shared/domain/purchasing/totals.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import type { PurchaseReturnLineTable, PurchaseReturnTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { postMovements, reverseMovements } from '../inventory/ledger.ts'
import { bookPayable, reversePayable } from '../settlement/payables.ts'
import { priceFactsFor } from '../suppliers/supply.queries.ts'
import {
  boughtProducts,
  factorIn,
  hidesPurchase,
  refuseOtherSite,
  requireAction,
  supplierOf,
  warehouseOf,
} from './parties.ts'
import { receiptLines, receiptRecord, type ReceiptLineRecord } from './receipt-store.ts'
import { get } from './returns.queries.ts'

type ReturnRecord = Selectable<PurchaseReturnTable>
type ReturnLineRecord = Selectable<PurchaseReturnLineTable>

/** Makes (version 0) or changes a draft return, from a receipt or free. The same first save again returns what is there. */
export async function save(
  ctx: CommandContext,
  input: Requests['purchaseReturns']['save'],
): Promise<PurchaseReturnView> {
  const { id, version, wanted } = input
  const existing = await ctx.db.selectFrom('purchase_return').selectAll().where('id', '=', id).executeTakeFirst()
  if (existing && version === 0) return get(ctx, { id })
  if (!existing && version > 0) throw new AppError('NOT_FOUND', { entity: 'purchaseReturn', id })
  if (existing) requireReturn(ctx, existing, 'edit', version)
  const receipt = wanted.receiptId === null ? null : await receiptRecord(ctx, wanted.receiptId)
  if (receipt && receipt.status !== 'posted')
    throw new AppError('WRONG_STATE', {
      entity: 'purchaseReceipt',
      id: receipt.id,
      action: 'return',
      state: receipt.status,
    })
  const supplier = await supplierOf(ctx, receipt?.supplier_id ?? wanted.supplierId)
  const warehouse = await warehouseOf(ctx, wanted.warehouseId ?? receipt?.warehouse_id ?? null)
  refuseOtherSite(existing, warehouse)
  const day = wanted.day ?? existing?.day ?? ctx.today
  const taxIncluded = receipt ? receipt.tax_included === 1 : ctx.info.settings.purchasing.taxIncluded
  const received = receipt ? await receiptLines(ctx, receipt.id) : []
  const lines = await buildLines(ctx, id, wanted, { supplier, day, taxIncluded, received })
  const head = {
    site_id: warehouse.site_id,
    supplier_id: supplier.id,
    receipt_id: receipt?.id ?? null,
    warehouse_id: warehouse.id,
    day,
    tax_included: taxIncluded ? 1 : 0,
    cause: wanted.cause,
    total: lines.reduce((sum, line) => sum + line.net, 0),
    tax: lines.reduce((sum, line) => sum + line.tax, 0),
    line_count: lines.length,
    remark: wanted.remark,
  }
  if (existing) {
    await ctx.db.deleteFrom('purchase_return_line').where('return_id', '=', id).execute()
    await changeReturn(ctx, existing, head)
  } else {
    await ctx.db
      .insertInto('purchase_return')
      .values({
        id,
        number: await nextNumber(ctx, 'purchaseReturn', warehouse.site_id, day),
        ...head,
        status: 'draft',
        created_by: ctx.user.id,
        created_at: ctx.at,
        updated_at: ctx.at,
      })
      .execute()
  }
  await insertRecords(ctx.db, 'purchase_return_line', lines)
  return get(ctx, { id })
}

/**
 * Goods leave at what was paid for them and the supplier owes that much. Parts of a receipt line returned one after the
 * other add up to it exactly. @throws SHORTAGE, RULE RETURN_MORE_THAN_RECEIVED, LOT_REQUIRED; WRONG_STATE, CONFLICT
 */
export async function post(
  ctx: CommandContext,
  input: Requests['purchaseReturns']['post'],
): Promise<PurchaseReturnView> {
  const record = await returnRecord(ctx, input.id)
  requireReturn(ctx, record, 'post', input.version)
  const received = record.receipt_id === null ? [] : await receiptLines(ctx, record.receipt_id)
  const lines = amountsAgain(await returnLines(ctx, record.id), received)
  for (const line of lines) {
    await ctx.db
      .updateTable('purchase_return_line')
      .set({ net: line.net, tax: line.tax, value: line.value })
      .where('return_id', '=', record.id)
      .where('line_no', '=', line.line_no)
      .execute()
  }
  await noteReturned(ctx, record.receipt_id, lines, 1)
  await postMovements(
    ctx,
    lines.map((line) => ({
      productId: line.product_id,
      warehouseId: record.warehouse_id,
      lotId: line.lot_id,
      quantity: -line.quantity,
      value: -line.value,
      documentType: 'purchase-return' as const,
      documentId: record.id,
      documentNumber: record.number,
      lineNo: line.line_no,
      day: record.day,
    })),
  )
  const total = lines.reduce((sum, line) => sum + line.net, 0)
  await bookPayable(ctx, {
    supplierId: record.supplier_id,
    siteId: record.site_id,
    kind: 'return',
    day: record.day,
    dueDay: record.day,
    amount: -total,
    documentId: record.id,
    documentNumber: record.number,
  })
  await changeReturn(ctx, record, {
    status: 'posted',
    posted_by: ctx.user.id,
    posted_at: ctx.at,
    total,
    tax: lines.reduce((sum, line) => sum + line.tax, 0),
  })
  return get(ctx, { id: record.id })
}

async function voidReturn(
  ctx: CommandContext,
  input: Requests['purchaseReturns']['void'],
): Promise<PurchaseReturnView> {
  const record = await returnRecord(ctx, input.id)
  requireReturn(ctx, record, 'void', input.version)
  if (record.status === 'posted') {
    await reverseMovements(ctx, record.id, { day: record.day })
    await noteReturned(ctx, record.receipt_id, await returnLines(ctx, record.id), -1)
    await reversePayable(ctx, record.id, ctx.today)
  }
  await changeReturn(ctx, record, { status: 'void', reason: input.reason })
  return get(ctx, { id: record.id })
}
/** Drops a draft, or takes a posted return back by opposite entries; the number is kept. */
export { voidReturn as void }

interface LineReturn {
  supplier: { id: string; tax_rate: number | null }
  day: string
  taxIncluded: boolean
  received: readonly ReceiptLineRecord[]
}

async function buildLines(
  ctx: CommandContext,
  id: string,
  wanted: ReturnWanted,
  { supplier, day, taxIncluded, received }: LineReturn,
): Promise<ReturnLineRecord[]> {
  const ids = wanted.lines.map((line) => line.productId)
  const products = await boughtProducts(ctx, ids)
  const facts = await priceFactsFor(ctx, supplier.id, [...new Set(ids)])
  const { deductTax } = ctx.info.settings.purchasing
  const lines = wanted.lines.map((line, i): ReturnLineRecord => {
    const product = products.get(line.productId)!
    const factor = factorIn(product, line.unit, i + 1)
    const source = line.receiptLineNo === null ? undefined : receivedLine(received, line.receiptLineNo)
    if (line.receiptLineNo !== null && source?.product_id !== line.productId)
      throw ruleError('NOT_ON_ORDER', { line: i + 1, value: product.name })
    if (line.lotId !== null && product.lot_tracked === 0) throw ruleError('LOT_NOT_KEPT', { line: i + 1 })
    const taxRate =
      source?.tax_rate ?? line.taxRate ?? product.tax_rate ?? supplier.tax_rate ?? ctx.info.settings.taxRate
    const typed = hidesPurchase(ctx) ? null : line.price
    const price = source
      ? source.price
      : (typed ?? purchasePrice(facts.get(line.productId)!, { ...line, factor, day }).price)
    const { net, tax } = purchaseLineTotals({ quantity: line.quantity, factor, price, taxRate }, taxIncluded)
    return {
      return_id: id,
      line_no: i + 1,
      receipt_line_no: line.receiptLineNo,
      product_id: line.productId,
      lot_id: line.lotId,
      unit: line.unit,
      factor,
      quantity: line.quantity,
      price,
      tax_rate: taxRate,
      net,
      tax,
      value: lineCost({ net, tax }, deductTax),
      remark: line.remark,
    }
  })
  return amountsAgain(lines, received)
}

/** Amounts of lines that return part of a received line: its share of what was paid, after what went back before. */
function amountsAgain(lines: readonly ReturnLineRecord[], received: readonly ReceiptLineRecord[]): ReturnLineRecord[] {
  const before = new Map(received.map((line) => [line.line_no, line.returned]))
  return lines.map((line) => {
    if (line.receipt_line_no === null) return { ...line }
    const source = receivedLine(received, line.receipt_line_no)!
    const gone = before.get(source.line_no)!
    if (gone + line.quantity > source.quantity) throw ruleError('RETURN_MORE_THAN_RECEIVED', { line: line.line_no })
    before.set(source.line_no, gone + line.quantity)
    const part = (whole: number) => partOf(whole, source.quantity, gone, line.quantity)
    return { ...line, net: part(source.net), tax: part(source.tax), value: part(source.cost) }
  })
}

const receivedLine = (received: readonly ReceiptLineRecord[], lineNo: number) =>
  received.find((line) => line.line_no === lineNo)

async function noteReturned(
  ctx: CommandContext,
  receiptId: string | null,
  lines: readonly ReturnLineRecord[],
  sign: 1 | -1,
): Promise<void> {
  if (receiptId === null) return
  for (const line of lines) {
    if (line.receipt_line_no === null) continue
    await ctx.db
      .updateTable('purchase_receipt_line')
      .set((eb) => ({ returned: eb('returned', '+', sign * line.quantity) }))
      .where('receipt_id', '=', receiptId)
      .where('line_no', '=', line.receipt_line_no)
      .execute()
  }
}

async function returnRecord(ctx: CommandContext, id: string): Promise<ReturnRecord> {
  return found(
    await ctx.db.selectFrom('purchase_return').selectAll().where('id', '=', id).executeTakeFirst(),
    'purchaseReturn',
    id,
  )
}

const returnLines = (ctx: CommandContext, id: string) =>
  ctx.db.selectFrom('purchase_return_line').selectAll().where('return_id', '=', id).orderBy('line_no').execute()

function requireReturn(ctx: QueryContext, record: ReturnRecord, action: NoteAction, version: number): void {
  requireAction('purchaseReturn', record, noteActions(record, ctx.user), action, version)
}

async function changeReturn(
  ctx: CommandContext,
  record: ReturnRecord,
  patch: Partial<Omit<ReturnRecord, 'id' | 'number' | 'version' | 'updated_at'>>,
): Promise<void> {
  await claim(
    ctx.db
      .updateTable('purchase_return')
      .set({ ...patch, updated_at: ctx.at, version: record.version + 1 })
      .where('id', '=', record.id)
      .where('version', '=', record.version),
    'purchaseReturn',
    record.id,
  )
}
