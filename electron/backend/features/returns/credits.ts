import type { CommandContext } from '../../rpc/context.ts'
import { notePaid } from '../orders/shipping.service.ts'
import { bookEntry, reverseEntry, settle } from '../settlement/ledger.ts'
import { billOf, type BillsByKey } from './return-lines.ts'
import type { ReturnLineRecord, ReturnRecord } from './return-store.ts'

/**
 * What a return takes off a customer's debt: one entry a bill, so that each settles the bill its goods came from before any
 * other; goods without a bill settle the oldest.
 */
export async function bookCredits(
  ctx: CommandContext,
  record: ReturnRecord,
  lines: readonly ReturnLineRecord[],
  bills: BillsByKey,
): Promise<void> {
  for (const own of Map.groupBy(lines, (line) => line.shipment_id).values()) {
    const amount = own.reduce((sum, line) => sum + line.amount, 0)
    await bookEntry(ctx, {
      customerId: record.customer_id,
      siteId: record.site_id,
      kind: 'adjust',
      day: record.day,
      dueDay: record.day,
      amount: -amount,
      orderId: billOf(bills, own[0]!)?.orderId ?? null,
      documentId: record.id,
      documentNumber: record.number,
    })
  }
  await notePaid(ctx, await settle(ctx, record.customer_id))
}

/** Books the opposite of every entry of a return; what they had settled is open again and meets other credits. */
export async function takeBackCredits(ctx: CommandContext, record: ReturnRecord): Promise<void> {
  const entries = await ctx.db
    .selectFrom('receivable_entry')
    .select('id')
    .where('document_id', '=', record.id)
    .where('kind', '<>', 'void')
    .orderBy('id', 'desc')
    .execute()
  for (const { id } of entries) await notePaid(ctx, await reverseEntry(ctx, id, ctx.today))
  await notePaid(ctx, await settle(ctx, record.customer_id))
}
