import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { postMovements, reverseMovements, type Movement } from '../inventory/ledger.ts'
import { rollReturn } from '../orders/return-rollups.ts'
import { reverseDocument } from '../settlement/ledger.ts'
import { noteReturned } from '../shipments/returned.service.ts'
import { billOf, billsOf, priceLines, type BillsByKey } from './return-lines.ts'
import { bookCredits } from './credits.ts'
import { placeFor } from './return-places.ts'
import { changeReturn, type ReturnLineRecord, type ReturnRecord } from './return-store.ts'

/**
 * Books a return: what came back is counted on the bills' lines, goods come in at the cost they left with, scrap and goods
 * that never came back leave as a loss, the customer owes less, and the sales of the day show it.
 * @throws RULE RETURN_MORE_THAN_SHIPPED, LOT_REQUIRED, LOT_NOT_ON_BILL, ALLOWANCE_TOO_LARGE, DOCUMENT_EMPTY; CONFLICT
 */
export async function postReturn(
  ctx: CommandContext,
  record: ReturnRecord,
  written: readonly ReturnLineRecord[],
): Promise<void> {
  if (written.length === 0) throw ruleError('DOCUMENT_EMPTY')
  const bills = await billsOf(
    ctx,
    written.map((line) => line.shipment_id),
  )
  for (const line of written)
    if (line.shipment_id !== null && !billOf(bills, line)) throw ruleError('NOT_ON_BILL', { line: line.line_no })
  const priced = priceLines(record.kind, written, bills)
  const lines = record.kind === 'allowance' ? priced : await moveGoods(ctx, record, priced)
  for (const { price, price_typed, amount, tax, worth, value, warehouse_id, line_no } of lines) {
    await ctx.db
      .updateTable('sales_return_line')
      .set({ price, price_typed, amount, tax, worth, value, warehouse_id })
      .where('return_id', '=', record.id)
      .where('line_no', '=', line_no)
      .execute()
  }
  await rollReturn(ctx, dayOf(record), salesOf(record, lines, bills), 1)
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  const tax = lines.reduce((sum, line) => sum + line.tax, 0)
  const posted = { status: 'posted', posted_by: ctx.user.id, posted_at: ctx.at, total, tax, reason: '' } as const
  await changeReturn(ctx, record, posted)
  await bookCredits(ctx, record, lines, bills)
}

/** Takes a posted return back by opposite entries. @throws SHORTAGE when goods that came back have left again */
export async function reverseReturn(
  ctx: CommandContext,
  record: ReturnRecord,
  lines: readonly ReturnLineRecord[],
): Promise<void> {
  const bills = await billsOf(
    ctx,
    lines.map((line) => line.shipment_id),
  )
  if (record.kind !== 'allowance') {
    await reverseMovements(ctx, record.id, { day: record.day })
    await noteReturned(ctx, returnedParts(lines, -1))
  }
  await rollReturn(ctx, dayOf(record), salesOf(record, lines, bills), -1)
  await reverseDocument(ctx, record.id, ctx.today)
}

async function moveGoods(
  ctx: CommandContext,
  record: ReturnRecord,
  priced: readonly ReturnLineRecord[],
): Promise<ReturnLineRecord[]> {
  await noteReturned(ctx, returnedParts(priced, 1))
  const home = { warehouseId: record.warehouse_id, siteId: record.site_id }
  const lines: ReturnLineRecord[] = []
  const movements: Movement[] = []
  const comesIn: number[] = []
  for (const line of priced) {
    const warehouse_id = await placeFor(ctx, line.disposition, home)
    lines.push({ ...line, warehouse_id })
    const value = line.value === null ? {} : { value: line.value }
    const movement = {
      productId: line.product_id,
      warehouseId: warehouse_id,
      lotId: line.lot_id,
      documentId: record.id,
      documentNumber: record.number,
      lineNo: line.line_no,
      day: record.day,
    }
    comesIn.push(movements.length)
    movements.push({ ...movement, ...value, quantity: line.quantity, documentType: 'sales-return' })
    if (line.disposition !== 'scrap' && line.disposition !== 'none') continue
    const lost = line.value === null ? {} : { value: -line.value + 0 }
    movements.push({ ...movement, ...lost, quantity: -line.quantity, documentType: 'return-loss' })
  }
  const posted = await postMovements(ctx, movements)
  return lines.map((line, i) => ({ ...line, value: line.value ?? posted[comesIn[i]!]!.value }))
}

const returnedParts = (lines: readonly ReturnLineRecord[], sign: 1 | -1) =>
  lines.flatMap((line) =>
    line.shipment_id === null
      ? []
      : {
          shipmentId: line.shipment_id,
          shipmentLineNo: line.shipment_line_no!,
          quantity: sign * line.quantity,
          lineNo: line.line_no,
        },
  )

const dayOf = (record: ReturnRecord) => ({ day: record.day, customerId: record.customer_id })

/** A price difference takes money off the sales, no goods. */
const salesOf = (record: ReturnRecord, lines: readonly ReturnLineRecord[], bills: BillsByKey) =>
  lines.map((line) => ({
    productId: line.product_id,
    warehouseId: billOf(bills, line)?.warehouseId ?? record.warehouse_id,
    quantity: record.kind === 'allowance' ? 0 : line.quantity,
    amount: line.amount,
  }))
