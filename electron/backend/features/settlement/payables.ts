import { addDays, type Day } from '../../../../shared/day.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { entriesOf, insertEntry, reverse, settleOpen } from './debts.ts'

/** What other features book on a supplier's account (分; positive: we owe more). Written by debts.ts. */
export interface PayableEntry {
  supplierId: string
  siteId: string
  kind: 'opening' | 'receipt' | 'return' | 'cost' | 'payment' | 'refund' | 'discount' | 'void' | 'adjust'
  day: Day
  /** Day the money is due; for credits the day itself. */
  dueDay: Day
  amount: number
  /** The purchase order; absent: none in particular. */
  orderId?: string | null
  documentId: string
  documentNumber: string
  /** A prepayment that settles nothing until it is used. */
  held?: boolean
}

/**
 * Books an entry (ledger row, balance, open item) and lets open credits settle open bills, oldest due first. Zero amounts
 * leave no trace.
 */
export async function bookPayable(ctx: CommandContext, { supplierId, ...entry }: PayableEntry): Promise<void> {
  const id = await insertEntry(ctx, 'payable', { orderId: null, ...entry, partyId: supplierId })
  if (id !== null && !entry.held) await settleOpen(ctx, 'payable', supplierId)
}

/** What a supplier was already owed before the first receipt here. */
export async function bookOpeningPayable(
  ctx: CommandContext,
  supplierId: string,
  amount: number,
  creditDays: number,
): Promise<void> {
  const site = await ctx.db.selectFrom('site').select('id').orderBy('id').executeTakeFirstOrThrow()
  await bookPayable(ctx, {
    supplierId,
    siteId: site.id,
    kind: 'opening',
    day: ctx.today,
    dueDay: addDays(ctx.today, creditDays),
    amount,
    documentId: supplierId,
    documentNumber: '期初',
  })
}

/**
 * Takes back what a document booked: the opposite entry, and every allocation it took part in is undone, so that the other
 * side is open again and settles anew.
 */
export async function reversePayable(ctx: CommandContext, documentId: string, day: Day): Promise<void> {
  const entries = await entriesOf(ctx, 'payable', documentId)
  for (const entry of entries) await reverse(ctx, 'payable', entry, day)
  for (const supplierId of new Set(entries.map((entry) => entry.partyId))) await settleOpen(ctx, 'payable', supplierId)
}
