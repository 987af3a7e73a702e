import type { CommandContext } from '../../rpc/context.ts'
import { notePaid } from '../orders/shipping.service.ts'
import { bookCredit, bookEntry, settle } from '../settlement/ledger.ts'
import { billOf, type BillsByKey } from './return-lines.ts'
import type { ReturnLineRecord, ReturnRecord } from './return-store.ts'

/**
 * What a return takes off a customer's debt: one entry a bill, so that each settles the bill its goods came from before any
 * other; goods without a bill settle the oldest. A price difference the customer has to pay is a charge of its own.
 */
export async function bookCredits(
  ctx: CommandContext,
  record: ReturnRecord,
  lines: readonly ReturnLineRecord[],
  bills: BillsByKey,
): Promise<void> {
  for (const own of Map.groupBy(lines, (line) => line.shipment_id).values()) {
    const amount = own.reduce((sum, line) => sum + line.amount, 0)
    const bill = billOf(bills, own[0]!)
    const entry = {
      customerId: record.customer_id,
      siteId: record.site_id,
      kind: record.kind === 'allowance' ? ('adjust' as const) : ('return' as const),
      day: record.day,
      orderId: bill?.orderId ?? null,
      documentId: record.id,
      documentNumber: record.number,
    }
    if (amount >= 0) {
      const charge = bill && (await chargeOf(ctx, bill.shipmentId))
      await bookCredit(ctx, { ...entry, amount, ...(charge ? { settles: charge.id } : {}) })
    } else {
      // not the order's: what it costs in the end is what its notes booked
      await bookEntry(ctx, { ...entry, orderId: null, dueDay: record.day, amount: -amount })
      await notePaid(ctx, await settle(ctx, record.customer_id))
    }
  }
}

const chargeOf = (ctx: CommandContext, shipmentId: string) =>
  ctx.db
    .selectFrom('receivable_entry')
    .select('id')
    .where('document_id', '=', shipmentId)
    .where('kind', '=', 'shipment')
    .executeTakeFirst()
