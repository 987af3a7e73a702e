import { sql } from 'kysely'
import { addDays, type Day } from '../../../../shared/day.ts'
import { matchOldest, type OpenItem } from '../../../../shared/domain/settlement/oldest-first.ts'
import { prepared } from '../../db/prepared.ts'
import type { CommandContext } from '../../rpc/context.ts'

/**
 * The only writer of payables: the mirror of ledger.ts. An entry is the truth (分; positive: we owe more); the balance, the
 * open items and the allocations that settle them are written here in the same transaction.
 */
export interface PayableEntry {
  supplierId: string
  siteId: string
  kind: 'opening' | 'receipt' | 'return' | 'cost' | 'payment' | 'void' | 'adjust'
  day: Day
  /** Day the money is due; for credits the day itself. */
  dueDay: Day
  amount: number
  documentId: string
  documentNumber: string
  /** A prepayment that settles nothing until it is used. */
  held?: boolean
}

/**
 * Books an entry (ledger row, balance, open item) and lets open credits settle open bills, oldest due first. Zero amounts
 * leave no trace.
 */
export async function bookPayable(ctx: CommandContext, entry: PayableEntry): Promise<void> {
  if ((await insertEntry(ctx, entry)) !== null && !entry.held) await settlePayables(ctx, entry.supplierId)
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
 * Settles a supplier's open credits (payments, returns) against open bills, oldest due first (domain.md 9). Prepayments that
 * are held take no part. @returns what was settled, 分
 */
export async function settlePayables(ctx: CommandContext, supplierId: string): Promise<number> {
  // mostly there are none: a supplier's bills are only read when there is something to pay them with
  const credits = await openCredits.all(ctx.db, { supplierId })
  if (credits.length === 0) return 0
  const matches = matchOldest(await openCharges.all(ctx.db, { supplierId }), credits)
  for (const match of matches) await allocate(ctx, match.chargeId, match.creditId, match.amount)
  return matches.reduce((sum, match) => sum + match.amount, 0)
}

const openSide = (side: '<' | '>') =>
  prepared<{ supplierId: string }, OpenItem>((db, value) =>
    db
      .selectFrom('payable_open')
      .select(['entry_id as id', 'open'])
      .where('supplier_id', '=', value('supplierId'))
      // literal, so that SQLite can use the small index of the credits
      .where(side === '<' ? sql<boolean>`open < 0` : sql<boolean>`open > 0`)
      .where('held', '=', 0)
      .orderBy('due_day')
      .orderBy('entry_id'),
  )
const openCredits = openSide('<')
const openCharges = openSide('>')

/** Lets the held prepayments of a supplier take part from now on and settles. @returns what was settled, 分 */
export async function releaseHeld(ctx: CommandContext, supplierId: string): Promise<number> {
  await ctx.db
    .updateTable('payable_open')
    .set({ held: 0 })
    .where('supplier_id', '=', supplierId)
    .where('held', '=', 1)
    .execute()
  return settlePayables(ctx, supplierId)
}

/**
 * Takes back what a document booked: the opposite entry, and every allocation it took part in is undone, so that the other
 * side is open again and settles anew.
 */
export async function reversePayable(ctx: CommandContext, documentId: string, day: Day): Promise<void> {
  const entries = await ctx.db
    .selectFrom('payable_entry')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('kind', '<>', 'void')
    .execute()
  for (const entry of entries) {
    for (const { chargeId, creditId, amount } of await liveAllocations(ctx, entry.id))
      await allocate(ctx, chargeId, creditId, -amount)
    const opposite = await insertEntry(ctx, {
      supplierId: entry.supplier_id,
      siteId: entry.site_id,
      kind: 'void',
      day,
      dueDay: entry.due_day,
      amount: -entry.amount,
      documentId: entry.document_id,
      documentNumber: entry.document_number,
    })
    // the pair settles each other and nothing else
    const [chargeId, creditId] = entry.amount > 0 ? [entry.id, opposite!] : [opposite!, entry.id]
    await allocate(ctx, chargeId, creditId, Math.abs(entry.amount))
    await settlePayables(ctx, entry.supplier_id)
  }
}

async function insertEntry(ctx: CommandContext, entry: PayableEntry): Promise<string | null> {
  if (entry.amount === 0) return null
  const id = ctx.newId()
  await ctx.db
    .insertInto('payable_entry')
    .values({
      id,
      supplier_id: entry.supplierId,
      site_id: entry.siteId,
      kind: entry.kind,
      day: entry.day,
      due_day: entry.dueDay,
      amount: entry.amount,
      document_id: entry.documentId,
      document_number: entry.documentNumber,
      at: ctx.at,
    })
    .execute()
  await ctx.db
    .insertInto('payable_balance')
    .values({ supplier_id: entry.supplierId, balance: entry.amount })
    .onConflict((oc) => oc.column('supplier_id').doUpdateSet({ balance: sql`balance + ${entry.amount}` }))
    .execute()
  await ctx.db
    .insertInto('payable_open')
    .values({
      entry_id: id,
      supplier_id: entry.supplierId,
      due_day: entry.dueDay,
      open: entry.amount,
      held: entry.held ? 1 : 0,
    })
    .execute()
  return id
}

/** Writes that a credit settled so much of a charge (negative: no longer) and moves what is open of both. */
async function allocate(ctx: CommandContext, chargeId: string, creditId: string, amount: number): Promise<void> {
  await ctx.db
    .insertInto('payable_allocation')
    .values({ id: ctx.newId(), charge_id: chargeId, credit_id: creditId, amount, at: ctx.at })
    .execute()
  await changeOpen(ctx, chargeId, -amount)
  await changeOpen(ctx, creditId, amount)
}

/** Moves what is open of an entry; nothing left: the row goes, something left again: it comes back. */
async function changeOpen(ctx: CommandContext, entryId: string, by: number): Promise<void> {
  const row = await ctx.db.selectFrom('payable_open').select('open').where('entry_id', '=', entryId).executeTakeFirst()
  const open = (row?.open ?? 0) + by
  if (open === 0) await ctx.db.deleteFrom('payable_open').where('entry_id', '=', entryId).execute()
  else if (row) await ctx.db.updateTable('payable_open').set({ open }).where('entry_id', '=', entryId).execute()
  else {
    const { supplier_id, due_day } = await ctx.db
      .selectFrom('payable_entry')
      .select(['supplier_id', 'due_day'])
      .where('id', '=', entryId)
      .executeTakeFirstOrThrow()
    await ctx.db.insertInto('payable_open').values({ entry_id: entryId, supplier_id, due_day, open }).execute()
  }
}

/** Allocations of an entry that have not been taken back, summed per pair. */
function liveAllocations(ctx: CommandContext, entryId: string) {
  return ctx.db
    .selectFrom('payable_allocation')
    .select(['charge_id as chargeId', 'credit_id as creditId'])
    .select((eb) => eb.fn.sum<number>('amount').as('amount'))
    .where((eb) => eb.or([eb('charge_id', '=', entryId), eb('credit_id', '=', entryId)]))
    .groupBy(['charge_id', 'credit_id'])
    .having((eb) => eb.fn.sum('amount'), '<>', 0)
    .execute()
}
