import { addDays } from '../../../../shared/day.ts'
import { costToSpread, spreadCost, type BearingLine } from '../../../../shared/domain/purchasing/landed-cost.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { bookPayable } from '../settlement/payables.ts'
import { supplierOf } from './parties.ts'
import type { CostRecord, ReceiptRecord } from './receipt-store.ts'

export interface SpreadLine extends BearingLine {
  lineNo: number
}

/**
 * Posts a cost of a receipt: gives it its number, spreads it over the lines, owes it to whom it names.
 * @returns each line's share, 1/10000 yuan; the caller books them into the stock
 */
export async function postCost(
  ctx: CommandContext,
  receipt: ReceiptRecord,
  cost: CostRecord,
  lines: readonly SpreadLine[],
): Promise<{ lineNo: number; value: number }[]> {
  const number = await nextNumber(ctx, 'purchaseCost', receipt.site_id, cost.day)
  await ctx.db
    .updateTable('purchase_cost')
    .set({ number, day: cost.day, status: 'posted', version: cost.version + 1 })
    .where('id', '=', cost.id)
    .execute()
  const value = costToSpread(cost.amount, cost.tax, ctx.info.settings.purchasing.deductTax)
  const shares = spreadCost(value, cost.basis, lines).map((part, i) => ({ lineNo: lines[i]!.lineNo, value: part }))
  await insertRecords(
    ctx.db,
    'purchase_cost_share',
    shares.map((share) => ({ cost_id: cost.id, line_no: share.lineNo, value: share.value })),
  )
  if (cost.supplier_id !== null) {
    const supplier = await supplierOf(ctx, cost.supplier_id)
    await bookPayable(ctx, {
      supplierId: supplier.id,
      siteId: receipt.site_id,
      kind: 'cost',
      day: cost.day,
      dueDay: addDays(cost.day, supplier.credit_days),
      amount: cost.amount,
      documentId: cost.id,
      documentNumber: number,
    })
  }
  return shares
}
