import { addDays } from '../../../../shared/day.ts'
import { mostReceivable } from '../../../../shared/domain/purchasing/states.ts'
import { lineCost } from '../../../../shared/domain/purchasing/totals.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { allocate } from '../../../../shared/money.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { postMovements, reverseMovements, type Movement } from '../inventory/ledger.ts'
import { lotFor } from '../inventory/lots.service.ts'
import { giveBackKept, keepForOrder, type SupplyLine } from '../orders/supply.service.ts'
import { bookPayable, reversePayable } from '../settlement/payables.ts'
import { postCost, type SpreadLine } from './cost-posting.ts'
import { learnFrom, relearn } from './history.ts'
import {
  noteReceived,
  orderLines,
  orderRecord,
  requireOrder,
  type LineRecord,
  type OrderRecord,
} from './order-store.ts'
import { boughtProducts, supplierOf, type BoughtFrom, type BoughtProduct } from './parties.ts'
import {
  costsOf,
  receiptLines,
  receiptLots,
  type CostRecord,
  type ReceiptLineRecord,
  type ReceiptLotRecord,
  type ReceiptRecord,
} from './receipt-store.ts'

/** A receipt with all that booking it needs, as it stands in the database. */
export interface WholeReceipt {
  receipt: ReceiptRecord
  lines: readonly ReceiptLineRecord[]
  lots: readonly ReceiptLotRecord[]
  costs: readonly CostRecord[]
  order: OrderRecord | null
  supplier: BoughtFrom
  products: ReadonlyMap<string, BoughtProduct>
}

export async function wholeReceipt(ctx: CommandContext, receipt: ReceiptRecord): Promise<WholeReceipt> {
  const lines = await receiptLines(ctx, receipt.id)
  return {
    receipt,
    lines,
    lots: await receiptLots(ctx, receipt.id),
    costs: await costsOf(ctx, receipt.id),
    order: receipt.order_id === null ? null : await orderRecord(ctx, receipt.order_id),
    supplier: await supplierOf(ctx, receipt.supplier_id),
    products: await boughtProducts(
      ctx,
      lines.map((line) => line.product_id),
    ),
  }
}

/**
 * Books a receipt: lots, stock at what was paid without deductible tax plus landed costs, the order's progress and
 * expectation, the debt to the supplier and to whom the costs are owed; goods bought for a sales order are kept for it.
 * The record itself is the caller's to mark. @returns its total and tax, 分
 * @throws RULE ORDER_EMPTY, RECEIVE_MORE_THAN_ORDERED, LOTS_NOT_QUANTITY, LOT_REQUIRED, LOT_DATES; WRONG_STATE when the order
 *   is not open any more
 */
export async function bookReceipt(ctx: CommandContext, whole: WholeReceipt): Promise<{ total: number; tax: number }> {
  const { receipt, order, supplier, products } = whole
  const lines = whole.lines.filter((line) => line.quantity > 0)
  if (lines.length === 0) throw ruleError('ORDER_EMPTY')
  if (order) {
    requireOrder(ctx, order, 'receive')
    await refuseTooMuch(ctx, order, lines)
  }
  const { deductTax } = ctx.info.settings.purchasing
  const goods = lines.map((line) => ({ ...line, cost: lineCost(line, deductTax) }))
  const spread = goods.map((line): SpreadLine => ({
    lineNo: line.line_no,
    quantity: line.quantity,
    cost: line.cost,
    weight: products.get(line.product_id)!.weight,
  }))
  const landed = new Map<number, number>()
  for (const cost of whole.costs.filter((one) => one.status === 'draft')) {
    for (const share of await postCost(ctx, receipt, { ...cost, day: receipt.day }, spread))
      landed.set(share.lineNo, (landed.get(share.lineNo) ?? 0) + share.value)
  }
  const booked = goods.map((line) => ({ ...line, landed: landed.get(line.line_no) ?? 0 }))
  for (const [i, line] of booked.entries()) {
    // mostly nothing came to it since it was written
    if (line.cost === lines[i]!.cost && line.landed === lines[i]!.landed) continue
    await ctx.db
      .updateTable('purchase_receipt_line')
      .set({ cost: line.cost, landed: line.landed })
      .where('receipt_id', '=', receipt.id)
      .where('line_no', '=', line.line_no)
      .execute()
  }
  await postMovements(ctx, await movementsOf(ctx, { ...whole, lines: booked }))
  if (order) await tellOrder(ctx, order, lines, 1)
  if (order?.sales_order_id) await keep(ctx, order, receipt, lines)
  const total = lines.reduce((sum, line) => sum + line.net, 0)
  await bookPayable(ctx, {
    supplierId: supplier.id,
    siteId: receipt.site_id,
    kind: 'receipt',
    day: receipt.day,
    dueDay: addDays(receipt.day, supplier.credit_days),
    amount: total,
    documentId: receipt.id,
    documentNumber: receipt.number,
  })
  await learnFrom(ctx, receipt, lines, order?.approved_day ?? null)
  return { total, tax: lines.reduce((sum, line) => sum + line.tax, 0) }
}

/**
 * Takes a posted receipt back: stock, order, debts and what was learnt. Later costs and returns must be taken back first.
 * @throws RULE FOLLOWED_BY, SHORTAGE when the goods have left
 */
export async function reverseReceipt(ctx: CommandContext, receipt: ReceiptRecord): Promise<void> {
  await refuseFollowers(ctx, receipt.id)
  const lines = (await receiptLines(ctx, receipt.id)).filter((line) => line.quantity > 0)
  const order = receipt.order_id === null ? null : await orderRecord(ctx, receipt.order_id)
  const kept = order?.sales_order_id ? await keptLines(ctx, order, receipt, lines) : []
  if (order?.sales_order_id) await giveBackKept(ctx, order.sales_order_id, kept)
  await reverseMovements(ctx, receipt.id, { day: receipt.day })
  if (order) await tellOrder(ctx, order, lines, -1)
  // other goods may be there for the sales order
  if (order?.sales_order_id) await keepForOrder(ctx, order.sales_order_id, kept)
  await reversePayable(ctx, receipt.id, ctx.today)
  for (const cost of await costsOf(ctx, receipt.id)) {
    if (cost.status === 'posted') await reversePayable(ctx, cost.id, ctx.today)
  }
  await relearn(
    ctx,
    receipt.supplier_id,
    lines.map((line) => line.product_id),
    receipt.id,
  )
}

/** The lines' value with their lots: the parts add up to cost and landed cost exactly. */
async function movementsOf(ctx: CommandContext, whole: WholeReceipt): Promise<Movement[]> {
  const { receipt, lines, lots, products } = whole
  const movements: Movement[] = []
  for (const line of lines) {
    const value = line.cost + line.landed
    const movement = {
      productId: line.product_id,
      warehouseId: receipt.warehouse_id,
      documentType: 'purchase-receipt' as const,
      documentId: receipt.id,
      documentNumber: receipt.number,
      lineNo: line.line_no,
      day: receipt.day,
    }
    if (products.get(line.product_id)!.lot_tracked === 0) {
      movements.push({ ...movement, quantity: line.quantity, value })
      continue
    }
    const own = lots.filter((lot) => lot.line_no === line.line_no)
    if (own.length === 0) throw ruleError('LOT_REQUIRED', { line: line.line_no })
    if (own.reduce((sum, lot) => sum + lot.quantity, 0) !== line.quantity)
      throw ruleError('LOTS_NOT_QUANTITY', { line: line.line_no })
    const values = allocate(
      value,
      own.map((lot) => lot.quantity),
    )
    for (const [i, lot] of own.entries()) {
      const lotId = await lotFor(ctx, {
        productId: line.product_id,
        number: lot.number,
        productionDay: lot.production_day,
        expiryDay: lot.expiry_day,
      })
      await ctx.db
        .updateTable('purchase_receipt_lot')
        .set({ lot_id: lotId })
        .where('receipt_id', '=', receipt.id)
        .where('line_no', '=', line.line_no)
        .where('no', '=', lot.no)
        .execute()
      movements.push({ ...movement, quantity: lot.quantity, lotId, value: values[i]! })
    }
  }
  return movements
}

/** More than ordered only within the tolerance, summed over the receipt's lines. */
async function refuseTooMuch(
  ctx: CommandContext,
  order: OrderRecord,
  lines: readonly ReceiptLineRecord[],
): Promise<void> {
  const ordered = new Map((await orderLines(ctx, order.id)).map((line) => [line.line_no, line]))
  const sums = new Map<number, number>()
  for (const line of lines) {
    if (line.order_line_no === null) continue
    const { quantity, received } = ordered.get(line.order_line_no)!
    const sum = (sums.get(line.order_line_no) ?? received) + line.quantity
    if (sum > mostReceivable(quantity, ctx.info.settings.purchasing.overReceipt))
      throw ruleError('RECEIVE_MORE_THAN_ORDERED', { line: line.line_no })
    sums.set(line.order_line_no, sum)
  }
}

async function tellOrder(
  ctx: CommandContext,
  order: OrderRecord,
  lines: readonly ReceiptLineRecord[],
  sign: 1 | -1,
): Promise<void> {
  const received = new Map<number, number>()
  for (const line of lines) {
    if (line.order_line_no === null) continue
    received.set(line.order_line_no, (received.get(line.order_line_no) ?? 0) + sign * line.quantity)
  }
  const amount = lines.reduce((sum, line) => sum + (line.order_line_no === null ? 0 : line.net), 0)
  await noteReceived(ctx, order, received, sign * amount)
}

/** Keeps what came for the sales order the goods were bought for. */
async function keep(
  ctx: CommandContext,
  order: OrderRecord,
  receipt: ReceiptRecord,
  lines: readonly ReceiptLineRecord[],
): Promise<void> {
  const wanted = salesLines(await orderLines(ctx, order.id), receipt, lines)
  const kept = await keepForOrder(ctx, order.sales_order_id!, wanted)
  for (const [i, { receiptLineNo }] of wanted.entries()) {
    if (kept[i]! === 0) continue
    await ctx.db
      .updateTable('purchase_receipt_line')
      .set({ kept: kept[i]! })
      .where('receipt_id', '=', receipt.id)
      .where('line_no', '=', receiptLineNo)
      .execute()
  }
}

async function keptLines(
  ctx: CommandContext,
  order: OrderRecord,
  receipt: ReceiptRecord,
  lines: readonly ReceiptLineRecord[],
): Promise<SupplyLine[]> {
  const kept = lines.map((line) => ({ ...line, quantity: line.kept }))
  return salesLines(await orderLines(ctx, order.id), receipt, kept)
}

function salesLines(
  ordered: readonly LineRecord[],
  receipt: ReceiptRecord,
  lines: readonly ReceiptLineRecord[],
): (SupplyLine & { receiptLineNo: number })[] {
  const sales = new Map(ordered.map((line) => [line.line_no, line.sales_line_no]))
  return lines.flatMap((line) => {
    const lineNo = line.order_line_no === null ? null : (sales.get(line.order_line_no) ?? null)
    if (lineNo === null || line.quantity === 0) return []
    return [{ lineNo, warehouseId: receipt.warehouse_id, quantity: line.quantity, receiptLineNo: line.line_no }]
  })
}

async function refuseFollowers(ctx: CommandContext, receiptId: string): Promise<void> {
  const returned = await ctx.db
    .selectFrom('purchase_return')
    .select('number')
    .where('receipt_id', '=', receiptId)
    .where('status', '<>', 'void')
    .executeTakeFirst()
  const cost = (await costsOf(ctx, receiptId)).find((one) => one.late === 1 && one.status === 'posted')
  const follower = returned?.number ?? cost?.number
  if (follower) throw ruleError('FOLLOWED_BY', { value: follower })
}
