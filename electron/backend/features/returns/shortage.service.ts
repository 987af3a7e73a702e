import type { SalesReturnView, ShortageWanted } from '../../../../shared/contract/returns.ts'
import { OPENING_LOT } from '../../../../shared/domain/inventory/lots.ts'
import type { ReturnReason } from '../../../../shared/domain/returns/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { lotFor } from '../inventory/lots.service.ts'
import { trackedAmong } from '../inventory/order-lots.ts'
import { billLines, type BillLine } from './bill-lines.ts'
import { postReturn } from './posting.ts'
import { priceLines } from './return-lines.ts'
import { returnRecord, type ReturnLineRecord } from './return-store.ts'
import { get } from './returns.queries.ts'

const REASONS = { short: 'short', damaged: 'damaged', refused: 'refused' } as const satisfies Record<
  ShortageWanted['lines'][number]['cause'],
  ReturnReason
>

/**
 * What was missing, damaged or refused when a note was delivered: a return bound to the note, posted at once. Red lines at the
 * note's prices lower the receivable; what came back goes to stock by disposition (`none`: it never came back, its cost leaves
 * as a loss). Lots are taken in order of expiry as far as the note's lines have them. The same id again returns what is there.
 * Quantities are thousandths of the base unit.
 * @throws NOT_FOUND; WRONG_STATE when the note is not posted; RULE RETURN_MORE_THAN_SHIPPED naming the line given
 */
export async function createShortage(ctx: CommandContext, input: ShortageWanted): Promise<SalesReturnView> {
  const { id, shipmentId } = input
  const existing = await ctx.db.selectFrom('sales_return').select('id').where('id', '=', id).executeTakeFirst()
  if (existing) return get(ctx, { id })
  const note = found(
    await ctx.db.selectFrom('shipment').selectAll().where('id', '=', shipmentId).executeTakeFirst(),
    'shipment',
    shipmentId,
  )
  if (note.status !== 'posted')
    throw new AppError('WRONG_STATE', { entity: 'shipment', id: shipmentId, action: 'shortage', state: note.status })
  const ownBills = await billLines(ctx, { shipmentIds: [shipmentId] })
  const bills = new Map(ownBills.map((bill) => [`${bill.shipmentId} ${bill.lineNo}`, bill]))
  const lines = priceLines('shortage', await shortLines(ctx, input, ownBills), bills)
  await ctx.db
    .insertInto('sales_return')
    .values({
      id,
      number: await nextNumber(ctx, 'salesReturn', note.site_id),
      kind: 'shortage',
      site_id: note.site_id,
      customer_id: note.customer_id,
      warehouse_id: note.warehouse_id,
      shipment_id: note.id,
      day: ctx.today,
      status: 'draft',
      remark: input.reason,
      total: lines.reduce((sum, line) => sum + line.amount, 0),
      tax: lines.reduce((sum, line) => sum + line.tax, 0),
      line_count: lines.length,
      created_by: ctx.user.id,
      created_at: ctx.at,
      submitted_by: ctx.user.id,
      updated_at: ctx.at,
    })
    .execute()
  await insertRecords(ctx.db, 'sales_return_line', lines)
  await postReturn(ctx, await returnRecord(ctx, id), lines)
  return get(ctx, { id })
}

/** One line a lot; amounts follow. @throws RULE RETURN_MORE_THAN_SHIPPED */
async function shortLines(
  ctx: CommandContext,
  input: ShortageWanted,
  bills: readonly BillLine[],
): Promise<ReturnLineRecord[]> {
  const tracked = await trackedAmong(ctx, bills)
  const lotsLeft = new Map(bills.flatMap((bill) => bill.lots.map((lot) => [`${bill.lineNo} ${lot.lotId}`, lot.left])))
  const lines: ReturnLineRecord[] = []
  for (const { lineNo, quantity, cause, disposition } of input.lines) {
    const bill = bills.find((one) => one.lineNo === lineNo)
    if (!bill) throw ruleError('NOT_ON_BILL', { line: lineNo })
    const add = (lotId: string | null, part: number) =>
      lines.push({
        return_id: input.id,
        line_no: lines.length + 1,
        shipment_id: input.shipmentId,
        shipment_line_no: lineNo,
        product_id: bill.productId,
        lot_id: lotId,
        unit: bill.unit,
        factor: bill.factor,
        quantity: part,
        price: 0,
        price_typed: 0,
        tax_rate: bill.taxRate,
        amount: 0,
        tax: 0,
        worth: 0,
        value: null,
        gift: bill.gift,
        reason: REASONS[cause],
        disposition,
        warehouse_id: null,
        remark: '',
      })
    if (!tracked.has(bill.productId)) add(null, quantity)
    else if (bill.lots.length === 0)
      add(await lotFor(ctx, { productId: bill.productId, number: OPENING_LOT }), quantity)
    else {
      let open = quantity
      for (const { lotId } of bill.lots) {
        const key = `${lineNo} ${lotId}`
        const part = Math.min(open, lotsLeft.get(key)!)
        if (part <= 0) continue
        lotsLeft.set(key, lotsLeft.get(key)! - part)
        open -= part
        add(lotId, part)
      }
      if (open > 0) throw ruleError('RETURN_MORE_THAN_SHIPPED', { line: lineNo, field: 'quantity' })
    }
  }
  return lines
}
