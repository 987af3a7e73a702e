import type { Day } from '../../../../shared/day.ts'
import { matchOwnFirst, type Match, type OwnedItem } from '../../../../shared/domain/settlement/oldest-first.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { runCompiled } from '../../db/dialect.ts'
import type { SqlValue } from '../../db/unit-of-work.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { admitEntry, requireOpenMonth } from '../periods/locks.ts'

/**
 * The only writer of receivables and payables: two ledgers with the same tables, so the same statements. An entry is the
 * truth (分; positive: the customer owes more, or we owe the supplier more); the balance, the open items and the
 * allocations that settle them are written here in the same transaction.
 */
export type Side = 'receivable' | 'payable'

export interface DebtEntry {
  /** The customer or supplier. */
  partyId: string
  siteId: string
  kind: string
  day: Day
  /** Day the money is due; for credits the day itself. */
  dueDay: Day
  amount: number
  /** The sales or purchase order it belongs to. */
  orderId: string | null
  documentId: string
  documentNumber: string
  /** A deposit that settles nothing but its own order until it is used. */
  held?: boolean
}

export interface DebtRecord extends Omit<DebtEntry, 'held'> {
  id: string
}

/**
 * Books an entry: ledger row, balance, open item. Zero amounts leave no trace.
 * @returns the entry's id
 * @throws AppError RULE PERIOD_LOCKED for a day in a closed period
 */
export async function insertEntry(ctx: CommandContext, side: Side, entry: DebtEntry): Promise<string | null> {
  if (entry.amount === 0) return null
  if (side === 'receivable') await admitEntry(ctx, entry.partyId, entry.day, entry.amount)
  else await requireOpenMonth(ctx, entry.day)
  const id = ctx.newId()
  const { partyId, siteId, kind, day, dueDay, amount, orderId, documentId, documentNumber } = entry
  const row = [id, partyId, siteId, kind, day, dueDay, amount, orderId, documentId, documentNumber, ctx.at]
  await run(ctx, TEXTS[side].insertEntry, row)
  await run(ctx, TEXTS[side].addBalance, [partyId, amount])
  await run(ctx, TEXTS[side].insertOpen, [id, partyId, dueDay, amount, entry.held ? 1 : 0])
  return id
}

/** Books many receivables of former times, each customer once: a few statements for all. */
export async function insertOpenings(ctx: CommandContext, entries: readonly DebtEntry[]): Promise<void> {
  const rows = entries.map((entry) => ({ ...entry, id: ctx.newId() }))
  await insertRows(
    ctx.db,
    'receivable_entry',
    ENTRY_COLUMNS,
    rows.map((e) => [
      e.id,
      e.partyId,
      e.siteId,
      e.kind,
      e.day,
      e.dueDay,
      e.amount,
      e.documentId,
      e.documentNumber,
      ctx.at,
    ]),
  )
  const balances = rows.map(({ partyId, amount }) => [partyId, amount])
  await insertRows(ctx.db, 'receivable_balance', BALANCE_COLUMNS, balances, ADD_BALANCE)
  const open = rows.map(({ id, partyId, dueDay, amount }) => [id, partyId, dueDay, amount])
  await insertRows(ctx.db, 'receivable_open', OPEN_COLUMNS, open)
}

const ENTRY_COLUMNS = 'id customer_id site_id kind day due_day amount document_id document_number at'.split(' ')
const BALANCE_COLUMNS = ['customer_id', 'balance']
const ADD_BALANCE = 'on conflict (customer_id) do update set balance = receivable_balance.balance + excluded.balance'
const OPEN_COLUMNS = ['entry_id', 'customer_id', 'due_day', 'open']

/** A match that was written (above 0) or taken back (below 0), with the order of the charge. */
export interface Settled extends Match {
  orderId: string | null
}

/**
 * Settles open credits against open charges: what was paid for an order settles it first, then oldest due first
 * (domain.md 9, 自动核销). Deposits that are held take no part but for their own order.
 */
export async function settleOpen(ctx: CommandContext, side: Side, partyId: string): Promise<Settled[]> {
  if (side === 'payable') return settleAccount(ctx, side, partyId)
  // what came open again on the account of a customer that was merged away belongs to the one that stayed
  const stayed = await survivorOf(ctx, partyId)
  await gatherStrays(ctx, stayed)
  return settleAccount(ctx, side, stayed)
}

async function settleAccount(ctx: CommandContext, side: Side, partyId: string): Promise<Settled[]> {
  // mostly there are none: the charges are only read when there is something to settle them with
  const credits = await rows<OwnedItem>(ctx, TEXTS[side].openCredits, [partyId])
  if (credits.every((credit) => credit.held === 1 && credit.orderId === null)) return []
  const charges = await rows<OwnedItem>(ctx, TEXTS[side].openCharges, [partyId])
  const orderByCharge = new Map(charges.map((charge) => [charge.id, charge.orderId]))
  const settled = matchOwnFirst(charges, credits).map((match) => ({
    ...match,
    orderId: orderByCharge.get(match.chargeId) ?? null,
  }))
  for (const match of settled) await allocate(ctx, side, match)
  return settled
}

/** Writes that a credit settled so much of a charge (negative: no longer) and moves what is open of both. */
export async function allocate(ctx: CommandContext, side: Side, { chargeId, creditId, amount }: Match): Promise<void> {
  await run(ctx, TEXTS[side].insertAllocation, [ctx.newId(), chargeId, creditId, amount, ctx.at])
  await moveOpen(ctx, side, chargeId, -amount)
  await moveOpen(ctx, side, creditId, amount)
}

/** Moves what is open of an entry; nothing left: the row goes, something left again: it comes back. */
async function moveOpen(ctx: CommandContext, side: Side, entryId: string, by: number): Promise<void> {
  if ((await run(ctx, TEXTS[side].deleteOpen, [entryId, by])) === 0) await run(ctx, TEXTS[side].addOpen, [by, entryId])
}

/** What is open of entries of a party, by id; settled ones are absent. */
export async function openOf(ctx: CommandContext, side: Side, partyId: string): Promise<Map<string, OwnedItem>> {
  const credits = await rows<OwnedItem>(ctx, TEXTS[side].openCredits, [partyId])
  const charges = await rows<OwnedItem>(ctx, TEXTS[side].openCharges, [partyId])
  return new Map([...charges, ...credits].map((item) => [item.id, item]))
}

/** Makes credits wait until somebody uses them, or (`held` false) lets them take part again. */
export async function setHeld(ctx: CommandContext, side: Side, entryIds: readonly string[], held: boolean) {
  for (const id of entryIds) await run(ctx, TEXTS[side].setHeld, [held ? 1 : 0, id])
}

/** What a document booked, moves between merged customers left out: taking an entry back takes its moves back. */
export function entriesOf(ctx: CommandContext, side: Side, documentId: string): Promise<DebtRecord[]> {
  return rows<DebtRecord>(ctx, TEXTS[side].entriesOfDocument, [documentId])
}

/** The same with what goes on of it on the account of the customer it was merged into: whatever may settle something now. */
export function settlersOf(ctx: CommandContext, side: Side, documentId: string): Promise<DebtRecord[]> {
  return rows<DebtRecord>(ctx, TEXTS[side].entriesOfDocument.replace(`, 'moved-in'`, ''), [documentId])
}

/** @throws Error when there is no such entry */
export async function entryOf(ctx: CommandContext, side: Side, entryId: string): Promise<DebtRecord> {
  const [entry] = await rows<DebtRecord>(ctx, TEXTS[side].entry, [entryId])
  if (!entry) throw new Error(`no ${side} entry ${entryId}`)
  return entry
}

/**
 * Books the opposite of an entry and takes back every allocation it took part in, so that the other side is open again.
 * @returns the allocations that were taken back
 */
export async function reverse(ctx: CommandContext, side: Side, entry: DebtRecord, day: Day): Promise<Settled[]> {
  const undone = await takeBack(ctx, side, entry.id)
  const opposite = await insertEntry(ctx, side, { ...entry, kind: 'void', day, amount: -entry.amount })
  // the pair settles each other and nothing else
  const [chargeId, creditId] = entry.amount > 0 ? [entry.id, opposite!] : [opposite!, entry.id]
  await allocate(ctx, side, { chargeId, creditId, amount: Math.abs(entry.amount) })
  return undone
}

/** Takes back what an entry settles or is settled by, the newest allocation first, up to an amount (none: all of it). */
export async function takeBack(
  ctx: CommandContext,
  side: Side,
  entryId: string,
  most = Number.MAX_SAFE_INTEGER,
): Promise<Settled[]> {
  const undone: Settled[] = []
  let left = most
  for (const { movedBy, ...live } of await pairsOf(ctx, side, entryId)) {
    if (left <= 0) break
    if (movedBy !== null) {
      left -= live.amount
      undone.push(...(await undoMove(ctx, movedBy)))
      continue
    }
    const amount = -Math.min(live.amount, left)
    left += amount
    await allocate(ctx, side, { ...live, amount })
    undone.push({ ...live, amount })
  }
  return undone
}

/**
 * Allocations of an entry that have not been taken back, summed per pair, the newest first. An entry that was itself taken
 * back (all of it, or a bounced cheque's part) is paired with its opposite for good: that is none.
 */
export async function liveAllocations(ctx: CommandContext, side: Side, entryId: string): Promise<Settled[]> {
  const pairs = await pairsOf(ctx, side, entryId)
  return pairs.flatMap(({ movedBy, ...live }) => (movedBy === null ? live : []))
}

/** The same with the pairs by which an open item left a merged customer's account; `movedBy`: the moved-out entry. */
function pairsOf(ctx: CommandContext, side: Side, entryId: string): Promise<(Settled & { movedBy: string | null })[]> {
  return rows(ctx, TEXTS[side].liveAllocations, [entryId, entryId])
}

/** The customer whose account stands for this one: itself, or the one it was merged into. */
async function survivorOf(ctx: CommandContext, customerId: string): Promise<string> {
  const [row] = await rows<{ id: string }>(ctx, SURVIVOR, [customerId])
  return row?.id ?? customerId
}

async function gatherStrays(ctx: CommandContext, customerId: string): Promise<void> {
  for (const { id } of await rows<{ id: string }>(ctx, STRAYED, [customerId])) await moveOpenItems(ctx, id, customerId)
}

/**
 * Moves what is open on a customer's account to another's, because both are the same: each item is settled by an opposite
 * entry (moved-out) and goes on as one on the other account (moved-in), with its document, due day and order. Nothing that
 * was booked is touched, and both balances change by the same amount.
 * @returns the moved-out entries
 * @throws RULE PERIOD_LOCKED when today is closed on one of the accounts
 */
export async function moveOpenItems(ctx: CommandContext, from: string, to: string): Promise<string[]> {
  const moved: string[] = []
  for (const { id, open, held } of (await openOf(ctx, 'receivable', from)).values()) {
    const entry = await entryOf(ctx, 'receivable', id)
    const out = await insertMoved(ctx, { ...entry, kind: 'moved-out', orderId: null, amount: -open }, id, false)
    const [chargeId, creditId] = open > 0 ? [id, out] : [out, id]
    await allocate(ctx, 'receivable', { chargeId, creditId, amount: Math.abs(open) })
    await insertMoved(ctx, { ...entry, partyId: to, kind: 'moved-in', amount: open }, out, held === 1)
    moved.push(out)
  }
  return moved
}

/**
 * Takes a move back by opposite entries on both accounts: the item is open again where it was booked.
 * @returns what of it had been settled on the other account and is not any more
 */
export async function undoMove(ctx: CommandContext, outId: string): Promise<Settled[]> {
  const out = await entryOf(ctx, 'receivable', outId)
  const [moved] = await rows<{ originalId: string; inId: string; held: number | null }>(ctx, MOVE, [outId])
  if (!moved) throw new Error(`${outId} moved nothing`)
  const undone = await reverse(ctx, 'receivable', await entryOf(ctx, 'receivable', moved.inId), ctx.today)
  const [chargeId, creditId] = out.amount < 0 ? [moved.originalId, outId] : [outId, moved.originalId]
  await allocate(ctx, 'receivable', { chargeId, creditId, amount: -Math.abs(out.amount) })
  const opposite = await insertEntry(ctx, 'receivable', { ...out, kind: 'void', day: ctx.today, amount: -out.amount })
  const [charge, credit] = out.amount > 0 ? [outId, opposite!] : [opposite!, outId]
  await allocate(ctx, 'receivable', { chargeId: charge, creditId: credit, amount: Math.abs(out.amount) })
  if (moved.held === 1) await setHeld(ctx, 'receivable', [moved.originalId], true)
  return undone
}

async function insertMoved(ctx: CommandContext, entry: DebtEntry, follows: string, held: boolean): Promise<string> {
  await admitEntry(ctx, entry.partyId, ctx.today, entry.amount)
  const id = ctx.newId()
  const { partyId, siteId, kind, dueDay, amount, orderId, documentId, documentNumber } = entry
  const row = [id, partyId, siteId, kind, ctx.today, dueDay, amount, orderId, documentId, documentNumber, ctx.at]
  await run(ctx, INSERT_MOVED, [...row, follows])
  await run(ctx, RECEIVABLE.addBalance, [partyId, amount])
  await run(ctx, RECEIVABLE.insertOpen, [id, partyId, dueDay, amount, held ? 1 : 0])
  return id
}

// `ifnull` keeps SQLite from planning these anew whenever a value is bound (db/prepared.ts)
const SURVIVOR = 'select coalesce(merged_into, id) as id from customer where id = ?'
const STRAYED = `select distinct o.customer_id as id from customer c join receivable_open o on o.customer_id = c.id
  where c.merged_into = ifnull(?, null)`
const INSERT_MOVED = `insert into receivable_entry (id, customer_id, site_id, kind, day, due_day, amount, order_id,
  document_id, document_number, at, follows) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const MOVE = `select o.follows as "originalId", i.id as "inId", p.held
  from receivable_entry o join receivable_entry i on i.follows = o.id
  left join receivable_open p on p.entry_id = i.id where o.id = ifnull(?, null)`

/** Written once for receivables; payables are the same tables by other names. */
const RECEIVABLE = {
  insertEntry: `insert into receivable_entry (id, customer_id, site_id, kind, day, due_day, amount, order_id, document_id,
    document_number, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  addBalance: `insert into receivable_balance (customer_id, balance) values (?, ?)
    on conflict (customer_id) do update set balance = receivable_balance.balance + excluded.balance`,
  insertOpen: 'insert into receivable_open (entry_id, customer_id, due_day, open, held) values (?, ?, ?, ?, ?)',
  insertAllocation: 'insert into receivable_allocation (id, charge_id, credit_id, amount, at) values (?, ?, ?, ?, ?)',
  deleteOpen: 'delete from receivable_open where entry_id = ? and open + ? = 0',
  addOpen: `insert into receivable_open (entry_id, customer_id, due_day, open)
    select id, customer_id, coalesce(due_day, day), ? from receivable_entry where id = ?
    on conflict (entry_id) do update set open = receivable_open.open + excluded.open`,
  setHeld: 'update receivable_open set held = ? where entry_id = ? and open < 0',
  openCredits: `select o.entry_id as id, o.open, o.held, e.order_id as "orderId"
    from receivable_open o join receivable_entry e on e.id = o.entry_id
    where o.customer_id = ifnull(?, null) and o.open < 0 order by o.due_day, o.entry_id`,
  openCharges: `select o.entry_id as id, o.open, o.held, e.order_id as "orderId"
    from receivable_open o join receivable_entry e on e.id = o.entry_id
    where o.customer_id = ifnull(?, null) and o.open > 0 order by o.due_day, o.entry_id`,
  entry: `select id, customer_id as "partyId", site_id as "siteId", kind, day, coalesce(due_day, day) as "dueDay", amount,
    order_id as "orderId", document_id as "documentId", document_number as "documentNumber"
    from receivable_entry where id = ?`,
  entriesOfDocument: `select id, customer_id as "partyId", site_id as "siteId", kind, day,
    coalesce(due_day, day) as "dueDay", amount, order_id as "orderId", document_id as "documentId",
    document_number as "documentNumber" from receivable_entry where document_id = ifnull(?, null) and kind not in ('void', 'moved-out', 'moved-in') order by id`,
  liveAllocations: `select a.charge_id as "chargeId", a.credit_id as "creditId", sum(a.amount) as amount,
      e.order_id as "orderId",
      case 'moved-out' when e.kind then e.id when c.kind then c.id end as "movedBy"
    from (select * from receivable_allocation where charge_id = ifnull(?, null) union all
      select * from receivable_allocation where credit_id = ifnull(?, null)) a
    join receivable_entry e on e.id = a.charge_id and e.kind <> 'void'
    join receivable_entry c on c.id = a.credit_id and c.kind <> 'void'
    group by a.charge_id, a.credit_id having sum(a.amount) <> 0 order by max(a.id) desc`,
}

const PAYABLE = Object.fromEntries(
  Object.entries(RECEIVABLE).map(([name, text]) => [
    name,
    text.replaceAll('receivable_', 'payable_').replaceAll('customer_id', 'supplier_id'),
  ]),
) as typeof RECEIVABLE

const TEXTS: Record<Side, typeof RECEIVABLE> = { receivable: RECEIVABLE, payable: PAYABLE }

async function rows<Row>(ctx: CommandContext, text: string, values: SqlValue[]): Promise<Row[]> {
  return runCompiled<Row>(ctx.db, text, values).rows
}

async function run(ctx: CommandContext, text: string, values: SqlValue[]): Promise<number> {
  return runCompiled(ctx.db, text, values).changes
}
