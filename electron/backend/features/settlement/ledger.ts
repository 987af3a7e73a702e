import { sql } from 'kysely'
import { addDays, type Day } from '../../../../shared/day.ts'
import { matchOldest } from '../../../../shared/domain/settlement/oldest-first.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { admitEntry } from '../reconciliation/locks.ts'

/**
 * The only writer of receivables. An entry is the truth (分; positive: the customer owes more); the balance, the open
 * items and the allocations that settle them are written here in the same transaction.
 */
export interface Entry {
  customerId: string
  siteId: string
  kind: 'opening' | 'shipment' | 'receipt' | 'void' | 'adjust'
  day: Day
  /** Day the money is due; for credits the day itself. */
  dueDay: Day
  amount: number
  orderId: string | null
  documentId: string
  documentNumber: string
}

/**
 * Books an entry: ledger row, balance, open item. Zero amounts leave no trace.
 * @returns the entry's id
 * @throws RULE PERIOD_LOCKED
 */
export async function bookEntry(ctx: CommandContext, entry: Entry): Promise<string | null> {
  if (entry.amount === 0) return null
  await admitEntry(ctx, entry.customerId, entry.day, entry.amount)
  const id = ctx.newId()
  await ctx.db
    .insertInto('receivable_entry')
    .values({
      id,
      customer_id: entry.customerId,
      site_id: entry.siteId,
      kind: entry.kind,
      day: entry.day,
      due_day: entry.dueDay,
      amount: entry.amount,
      order_id: entry.orderId,
      document_id: entry.documentId,
      document_number: entry.documentNumber,
      at: ctx.at,
    })
    .execute()
  await ctx.db
    .insertInto('receivable_balance')
    .values({ customer_id: entry.customerId, balance: entry.amount })
    .onConflict((oc) => oc.column('customer_id').doUpdateSet({ balance: sql`balance + ${entry.amount}` }))
    .execute()
  await ctx.db
    .insertInto('receivable_open')
    .values({ entry_id: id, customer_id: entry.customerId, due_day: entry.dueDay, open: entry.amount })
    .execute()
  return id
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

/** The same for many customers, each of them once: a few statements for all. Zero amounts leave no trace. */
export async function bookOpenings(ctx: CommandContext, openings: readonly Opening[]): Promise<void> {
  const owed = openings.filter(({ amount }) => amount !== 0)
  if (owed.length === 0) return
  for (const { customerId, amount } of owed) await admitEntry(ctx, customerId, ctx.today, amount)
  const site = await ctx.db.selectFrom('site').select('id').orderBy('id').executeTakeFirstOrThrow()
  const entries = owed.map((opening) => ({
    ...opening,
    id: ctx.newId(),
    dueDay: addDays(ctx.today, opening.creditDays),
  }))
  await insertRows(
    ctx.db,
    'receivable_entry',
    ENTRY_COLUMNS,
    entries.map(({ id, customerId, dueDay, amount }) => [
      id,
      customerId,
      site.id,
      'opening',
      ctx.today,
      dueDay,
      amount,
      customerId,
      '期初',
      ctx.at,
    ]),
  )
  const balances = owed.map(({ customerId, amount }) => [customerId, amount])
  await insertRows(ctx.db, 'receivable_balance', BALANCE_COLUMNS, balances, ADD_BALANCE)
  const open = entries.map(({ id, customerId, dueDay, amount }) => [id, customerId, dueDay, amount])
  await insertRows(ctx.db, 'receivable_open', OPEN_COLUMNS, open)
}

const ENTRY_COLUMNS = 'id customer_id site_id kind day due_day amount document_id document_number at'.split(' ')
const BALANCE_COLUMNS = ['customer_id', 'balance']
const ADD_BALANCE = 'on conflict (customer_id) do update set balance = receivable_balance.balance + excluded.balance'
const OPEN_COLUMNS = ['entry_id', 'customer_id', 'due_day', 'open']

/**
 * Settles a customer's open credits against open charges, oldest due first (domain.md 9, 自动核销), and returns the orders
 * whose paid amount changed. Called after every booking, so that an advance pays the next bill by itself.
 */
export async function settle(ctx: CommandContext, customerId: string): Promise<Map<string, number>> {
  const paidByOrder = new Map<string, number>()
  const credits = await openItems(ctx, customerId, '<')
  if (credits.length === 0) return paidByOrder
  const charges = await openItems(ctx, customerId, '>')
  const orderByCharge = new Map(charges.map((charge) => [charge.id, charge.order_id]))
  for (const { chargeId, creditId, amount } of matchOldest(charges, credits)) {
    await writeAllocation(ctx, chargeId, creditId, amount)
    await changeOpen(ctx, chargeId, -amount)
    await changeOpen(ctx, creditId, amount)
    addTo(paidByOrder, orderByCharge.get(chargeId) ?? null, amount)
  }
  return paidByOrder
}

/**
 * Books the opposite of a posted entry and takes back every allocation it took part in, so that the other side is open
 * again. Returns the change of the paid amount per order.
 */
export async function reverseEntry(
  ctx: CommandContext,
  entryId: string,
  kind: 'void',
  day: Day,
): Promise<Map<string, number>> {
  const entry = await ctx.db
    .selectFrom('receivable_entry')
    .selectAll()
    .where('id', '=', entryId)
    .executeTakeFirstOrThrow()
  const paidByOrder = new Map<string, number>()
  for (const { chargeId, creditId, amount, orderId } of await liveAllocations(ctx, entryId)) {
    await writeAllocation(ctx, chargeId, creditId, -amount)
    await changeOpen(ctx, chargeId, amount)
    await changeOpen(ctx, creditId, -amount)
    addTo(paidByOrder, orderId, -amount)
  }
  const reversal = await bookEntry(ctx, {
    customerId: entry.customer_id,
    siteId: entry.site_id,
    kind,
    day,
    dueDay: entry.due_day ?? day,
    amount: -entry.amount,
    orderId: entry.order_id,
    documentId: entry.document_id,
    documentNumber: entry.document_number,
  })
  // the pair settles each other and nothing else
  const [chargeId, creditId] = entry.amount > 0 ? [entryId, reversal!] : [reversal!, entryId]
  await writeAllocation(ctx, chargeId, creditId, Math.abs(entry.amount))
  await changeOpen(ctx, chargeId, -Math.abs(entry.amount))
  await changeOpen(ctx, creditId, Math.abs(entry.amount))
  return paidByOrder
}

async function openItems(ctx: CommandContext, customerId: string, side: '<' | '>') {
  return ctx.db
    .selectFrom('receivable_open as o')
    .innerJoin('receivable_entry as e', 'e.id', 'o.entry_id')
    .select(['o.entry_id as id', 'o.open', 'e.order_id'])
    .where('o.customer_id', '=', customerId)
    .where('o.open', side, 0)
    .orderBy('o.due_day')
    .orderBy('o.entry_id')
    .execute()
}

async function writeAllocation(
  ctx: CommandContext,
  charge_id: string,
  credit_id: string,
  amount: number,
): Promise<void> {
  await ctx.db
    .insertInto('receivable_allocation')
    .values({ id: ctx.newId(), charge_id, credit_id, amount, at: ctx.at })
    .execute()
}

/** Moves what is open of an entry; nothing left: the row goes, something left again: it comes back. */
async function changeOpen(ctx: CommandContext, entryId: string, by: number): Promise<void> {
  const row = await ctx.db
    .selectFrom('receivable_open')
    .select('open')
    .where('entry_id', '=', entryId)
    .executeTakeFirst()
  const open = (row?.open ?? 0) + by
  if (open === 0) await ctx.db.deleteFrom('receivable_open').where('entry_id', '=', entryId).execute()
  else if (row) await ctx.db.updateTable('receivable_open').set({ open }).where('entry_id', '=', entryId).execute()
  else {
    const entry = await ctx.db
      .selectFrom('receivable_entry')
      .selectAll()
      .where('id', '=', entryId)
      .executeTakeFirstOrThrow()
    await ctx.db
      .insertInto('receivable_open')
      .values({ entry_id: entryId, customer_id: entry.customer_id, due_day: entry.due_day ?? entry.day, open })
      .execute()
  }
}

/** Allocations of an entry that have not been taken back, summed per pair. */
async function liveAllocations(ctx: CommandContext, entryId: string) {
  return ctx.db
    .selectFrom('receivable_allocation as a')
    .innerJoin('receivable_entry as e', 'e.id', 'a.charge_id')
    .select(['a.charge_id as chargeId', 'a.credit_id as creditId', 'e.order_id as orderId'])
    .select((eb) => eb.fn.sum<number>('a.amount').as('amount'))
    .where((eb) => eb.or([eb('a.charge_id', '=', entryId), eb('a.credit_id', '=', entryId)]))
    .groupBy(['a.charge_id', 'a.credit_id'])
    .having((eb) => eb.fn.sum('a.amount'), '<>', 0)
    .execute()
}

function addTo(sums: Map<string, number>, orderId: string | null, amount: number): void {
  if (orderId !== null) sums.set(orderId, (sums.get(orderId) ?? 0) + amount)
}
