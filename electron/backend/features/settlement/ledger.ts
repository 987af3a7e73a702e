import { addDays, type Day } from '../../../../shared/day.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { admitEntry } from '../periods/locks.ts'
import { notePaid } from '../orders/shipping.service.ts'
import {
  allocate,
  entriesOf,
  entryOf,
  insertEntry,
  insertOpenings,
  openOf,
  reverse,
  settleOpen,
  type Settled,
} from './debts.ts'

/** What other features book on a customer's account (分; positive: the customer owes more). Written by debts.ts. */
export interface Entry {
  customerId: string
  siteId: string
  kind: 'opening' | 'shipment' | 'return' | 'receipt' | 'refund' | 'discount' | 'adjust' | 'void'
  day: Day
  /** Day the money is due; for credits the day itself. */
  dueDay: Day
  amount: number
  orderId: string | null
  documentId: string
  documentNumber: string
  /** A deposit that settles nothing but its own order until it is used. */
  held?: boolean
}

/** Books an entry: ledger row, balance, open item. Zero amounts leave no trace. @returns the entry's id */
export function bookEntry(ctx: CommandContext, { customerId, ...entry }: Entry): Promise<string | null> {
  return insertEntry(ctx, 'receivable', { ...entry, partyId: customerId })
}

/** What lowers a customer's debt without being money: a return, a discount, an adjustment. */
export interface Credit {
  customerId: string
  siteId: string
  kind: 'return' | 'discount' | 'adjust'
  day: Day
  /** 分, positive: by how much the customer owes less. */
  amount: number
  orderId: string | null
  documentId: string
  documentNumber: string
  /** The charge it settles first, as far as that is open; then the order's own charges, then the oldest. */
  settles?: string
}

/** Books a credit, settles open charges with it and tells the orders what is paid. @returns the entry's id */
export async function bookCredit(ctx: CommandContext, { settles, ...credit }: Credit): Promise<string | null> {
  if (credit.amount < 0) throw new RangeError(`a credit of ${credit.amount}`)
  const creditId = await bookEntry(ctx, { ...credit, dueDay: credit.day, amount: -credit.amount })
  if (creditId === null) return null
  const charge = settles ? (await openOf(ctx, 'receivable', credit.customerId)).get(settles) : undefined
  if (charge && charge.open > 0) {
    const match = { chargeId: charge.id, creditId, amount: Math.min(charge.open, credit.amount) }
    await allocate(ctx, 'receivable', match)
    await notePaid(ctx, paidByOrder([{ ...match, orderId: charge.orderId }]))
  }
  await notePaid(ctx, await settle(ctx, credit.customerId))
  return creditId
}

/** What a customer owed before the first order here, in 分. */
export interface Opening {
  customerId: string
  amount: number
  creditDays: number
}

/** Books what a customer already owed before the first order here. */
export function bookOpening(
  ctx: CommandContext,
  customerId: string,
  amount: number,
  creditDays: number,
): Promise<void> {
  return bookOpenings(ctx, [{ customerId, amount, creditDays }])
}

/** The same for many customers, each of them once. Zero amounts leave no trace. */
export async function bookOpenings(ctx: CommandContext, openings: readonly Opening[]): Promise<void> {
  const owed = openings.filter(({ amount }) => amount !== 0)
  if (owed.length === 0) return
  for (const { customerId, amount } of owed) await admitEntry(ctx, customerId, ctx.today, amount)
  const site = await ctx.db.selectFrom('site').select('id').orderBy('id').executeTakeFirstOrThrow()
  await insertOpenings(
    ctx,
    owed.map(({ customerId, amount, creditDays }) => ({
      partyId: customerId,
      siteId: site.id,
      kind: 'opening',
      day: ctx.today,
      dueDay: addDays(ctx.today, creditDays),
      amount,
      orderId: null,
      documentId: customerId,
      documentNumber: '期初',
    })),
  )
}

/**
 * Settles a customer's open credits against open charges and returns the orders whose paid amount changed. Called after
 * every booking, so that an advance pays the next bill by itself.
 */
export async function settle(ctx: CommandContext, customerId: string): Promise<Map<string, number>> {
  return paidByOrder(await settleOpen(ctx, 'receivable', customerId))
}

/**
 * Books the opposite of a posted entry and takes back every allocation it took part in, so that the other side is open
 * again. Returns the change of the paid amount per order.
 */
export async function reverseEntry(ctx: CommandContext, entryId: string, day: Day): Promise<Map<string, number>> {
  return paidByOrder(await reverse(ctx, 'receivable', await entryOf(ctx, 'receivable', entryId), day))
}

/**
 * Takes back every entry a document booked, tells the orders, and lets other credits settle what is open again. Once for
 * a document: its state must keep it from being taken back twice.
 */
export async function reverseDocument(ctx: CommandContext, documentId: string, day: Day): Promise<void> {
  const entries = await entriesOf(ctx, 'receivable', documentId)
  for (const entry of entries) await notePaid(ctx, paidByOrder(await reverse(ctx, 'receivable', entry, day)))
  for (const customerId of new Set(entries.map((entry) => entry.partyId)))
    await notePaid(ctx, await settle(ctx, customerId))
}

/** What orders are paid more (less) by allocations that were written (taken back), 分. */
export function paidByOrder(settled: readonly Settled[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { orderId, amount } of settled) if (orderId !== null) sums.set(orderId, (sums.get(orderId) ?? 0) + amount)
  return sums
}
