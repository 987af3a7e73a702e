import type { Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseReceiptView } from '../../../../shared/contract/purchase-notes.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { postMovements, reverseMovements } from '../inventory/ledger.ts'
import { reversePayable } from '../settlement/payables.ts'
import { postCost } from './cost-posting.ts'
import { boughtProducts, supplierOf } from './parties.ts'
import { receiptLines, receiptRecord, type ReceiptRecord } from './receipt-store.ts'
import { get } from './receipts.queries.ts'

/**
 * A cost that arrives after its receipt: it goes into the value of the goods as of the receipt's day, so that what was sold
 * meanwhile is costed again, and is owed to whom it names. The same id again returns what is there.
 * @throws WRONG_STATE (the receipt is not posted), RULE TAX_ABOVE_AMOUNT
 */
export async function addCost(
  ctx: CommandContext,
  input: Requests['purchaseReceipts']['addCost'],
): Promise<PurchaseReceiptView> {
  const { id, receiptId, day = ctx.today } = input
  const existing = await ctx.db.selectFrom('purchase_cost').select('id').where('id', '=', id).executeTakeFirst()
  if (existing) return get(ctx, { id: receiptId })
  const receipt = await receiptRecord(ctx, receiptId)
  if (receipt.status !== 'posted')
    throw new AppError('WRONG_STATE', {
      entity: 'purchaseReceipt',
      id: receiptId,
      action: 'addCost',
      state: receipt.status,
    })
  if (input.tax > input.amount) throw ruleError('TAX_ABOVE_AMOUNT', { field: 'tax' })
  if (input.supplierId !== null) await supplierOf(ctx, input.supplierId)
  await ctx.db
    .insertInto('purchase_cost')
    .values({
      id,
      receipt_id: receiptId,
      late: 1,
      kind: input.kind,
      basis: input.basis,
      day,
      amount: input.amount,
      tax: input.tax,
      supplier_id: input.supplierId,
      status: 'draft',
      remark: input.remark,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  const lines = (await receiptLines(ctx, receiptId)).filter((line) => line.quantity > 0)
  const products = await boughtProducts(
    ctx,
    lines.map((line) => line.product_id),
  )
  const cost = await costRecord(ctx, id)
  const shares = await postCost(
    ctx,
    receipt,
    cost,
    lines.map((line) => ({
      lineNo: line.line_no,
      quantity: line.quantity,
      cost: line.cost,
      weight: products.get(line.product_id)!.weight,
    })),
  )
  const { number } = await costRecord(ctx, id)
  const productByLine = new Map(lines.map((line) => [line.line_no, line.product_id]))
  await postMovements(
    ctx,
    shares
      .filter((share) => share.value !== 0)
      .map((share) => ({
        productId: productByLine.get(share.lineNo)!,
        warehouseId: receipt.warehouse_id,
        quantity: 0,
        value: share.value,
        documentType: 'cost' as const,
        documentId: id,
        documentNumber: number!,
        lineNo: share.lineNo,
        day: receipt.day,
      })),
  )
  await addLanded(ctx, receipt, shares, 1)
  return get(ctx, { id: receiptId })
}

/** Takes a later cost back by opposite entries. @throws WRONG_STATE, CONFLICT */
export async function voidCost(
  ctx: CommandContext,
  input: Requests['purchaseReceipts']['voidCost'],
): Promise<PurchaseReceiptView> {
  const cost = await costRecord(ctx, input.id)
  if (cost.late === 0 || cost.status !== 'posted')
    throw new AppError('WRONG_STATE', { entity: 'purchaseCost', id: cost.id, action: 'void', state: cost.status })
  await claim(
    ctx.db
      .updateTable('purchase_cost')
      .set({ status: 'void', reason: input.reason, version: input.version + 1 })
      .where('id', '=', cost.id)
      .where('version', '=', input.version),
    'purchaseCost',
    cost.id,
  )
  const receipt = await receiptRecord(ctx, cost.receipt_id)
  const shares = await ctx.db
    .selectFrom('purchase_cost_share')
    .select(['line_no as lineNo', 'value'])
    .where('cost_id', '=', cost.id)
    .execute()
  await reverseMovements(ctx, cost.id, { day: receipt.day })
  await addLanded(ctx, receipt, shares, -1)
  await reversePayable(ctx, cost.id, ctx.today)
  return get(ctx, { id: receipt.id })
}

async function costRecord(ctx: CommandContext, id: string) {
  return found(
    await ctx.db.selectFrom('purchase_cost').selectAll().where('id', '=', id).executeTakeFirst(),
    'purchaseCost',
    id,
  )
}

async function addLanded(
  ctx: CommandContext,
  receipt: ReceiptRecord,
  shares: readonly { lineNo: number; value: number }[],
  sign: 1 | -1,
): Promise<void> {
  for (const { lineNo, value } of shares) {
    await ctx.db
      .updateTable('purchase_receipt_line')
      .set((eb) => ({ landed: eb('landed', '+', sign * value) }))
      .where('receipt_id', '=', receipt.id)
      .where('line_no', '=', lineNo)
      .execute()
  }
}
