import type { MergeRecord } from '../../../../shared/contract/customer-file.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { scoped } from '../customers/filter.ts'
import { giveBack, takeOver, type CustomerRecord } from '../customers/take-over.service.ts'
import { recountCustomer } from '../orders/repoint-customer.service.ts'
import { notePaid } from '../orders/shipping.service.ts'
import { moveOpenItems, undoMove } from '../settlement/debts.ts'
import { paidByOrder, settle } from '../settlement/ledger.ts'
import { refuseContradiction } from './contradictions.ts'
import { record, type MergeNotes } from './merge.queries.ts'
import { repointAll } from './repoint.ts'

/**
 * `customerMerge.merge`: two records turned out to be one customer. Documents, prices, plans and papers of the loser become
 * the winner's; what is open on its account moves by opposite entries, so that nothing booked is touched and statements sent
 * stay true; the loser is put away as another name of the winner. The same id again changes nothing.
 * @throws NOT_FOUND, CONFLICT, RULE MERGE_WALK_IN, CUSTOMER_MERGED, MERGE_STATEMENT_OPEN, PERIOD_LOCKED
 */
export async function merge(ctx: CommandContext, input: Requests['customerMerge']['merge']): Promise<MergeRecord> {
  const { id, winnerId, loserId } = input
  const known = await ctx.db.selectFrom('customer_merge').select('id').where('id', '=', id).executeTakeFirst()
  if (known) return record(ctx, id)
  const winner = await customerRecord(ctx, winnerId, input.winnerVersion)
  const loser = await customerRecord(ctx, loserId, input.loserVersion)
  if (winnerId === loserId) throw new AppError('CONFLICT', { entity: 'customer', id: loserId })
  await refuseUnfit(ctx, winner, loser)
  const balance = await ctx.db
    .selectFrom('receivable_balance')
    .select('balance')
    .where('customer_id', '=', loserId)
    .executeTakeFirst()
  const rows = await repointAll(ctx, { from: loserId, to: winnerId })
  const entries = await moveOpenItems(ctx, loserId, winnerId)
  const notes: MergeNotes = { rows, entries, file: await takeOver(ctx, winner, loser) }
  await ctx.db
    .insertInto('customer_merge')
    .values({
      id,
      loser_id: loserId,
      winner_id: winnerId,
      moved: JSON.stringify(notes),
      balance: balance?.balance ?? 0,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  for (const one of [winnerId, loserId]) await recountCustomer(ctx, one)
  // an advance of the one pays the bills of the other from now on
  await notePaid(ctx, await settle(ctx, winnerId))
  return record(ctx, id)
}

/**
 * `customerMerge.undo`: gives the loser back what went over, by opposite entries where it is money. What was made for the
 * winner since stays with it.
 * @throws NOT_FOUND, CONFLICT, RULE MERGE_UNDO_… saying what was done since that contradicts
 */
export async function undo(
  ctx: CommandContext,
  { id, version }: Requests['customerMerge']['undo'],
): Promise<MergeRecord> {
  const row = found(
    await ctx.db.selectFrom('customer_merge').selectAll().where('id', '=', id).executeTakeFirst(),
    'customer_merge',
    id,
  )
  if (row.undone_at !== null) return record(ctx, id)
  const { winner_id: winnerId, loser_id: loserId } = row
  const winner = await customerRecord(ctx, winnerId)
  const loser = await customerRecord(ctx, loserId)
  const notes = JSON.parse(row.moved) as MergeNotes
  await refuseContradiction(ctx, { winner, loser, notes, at: row.created_at })
  await claim(
    ctx.db
      .updateTable('customer_merge')
      .set({ undone_at: ctx.at, undone_by: ctx.user.id, version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version),
    'customer_merge',
    id,
  )
  for (const entry of notes.entries.toReversed()) await notePaid(ctx, paidByOrder(await undoMove(ctx, entry)))
  await repointAll(ctx, { from: winnerId, to: loserId, moved: notes.rows })
  await giveBack(ctx, winner, loser, notes.file)
  for (const one of [winnerId, loserId]) {
    await recountCustomer(ctx, one)
    await notePaid(ctx, await settle(ctx, one))
  }
  return record(ctx, id)
}

/** `customerMerge.keepApart`: a person has looked and says they are two. */
export async function keepApart(
  ctx: CommandContext,
  input: Requests['customerMerge']['keepApart'],
): Promise<Outputs['customerMerge']['keepApart']> {
  const [one_id, other_id] = await inOrder(ctx, input)
  await ctx.db
    .insertInto('customer_distinct')
    .values({ one_id, other_id, created_by: ctx.user.id, created_at: ctx.at })
    .onConflict((oc) => oc.columns(['one_id', 'other_id']).doNothing())
    .execute()
  return { ok: true }
}

/** `customerMerge.forgetApart` */
export async function forgetApart(
  ctx: CommandContext,
  input: Requests['customerMerge']['forgetApart'],
): Promise<Outputs['customerMerge']['forgetApart']> {
  const [one, other] = await inOrder(ctx, input)
  await ctx.db.deleteFrom('customer_distinct').where('one_id', '=', one).where('other_id', '=', other).execute()
  return { ok: true }
}

/** @throws NOT_FOUND when one of them is not this user's */
async function inOrder(ctx: CommandContext, { oneId, otherId }: { oneId: string; otherId: string }) {
  await customerRecord(ctx, oneId)
  await customerRecord(ctx, otherId)
  if (oneId === otherId) throw new AppError('CONFLICT', { entity: 'customer', id: oneId })
  return oneId < otherId ? ([oneId, otherId] as const) : ([otherId, oneId] as const)
}

/** @throws NOT_FOUND, CONFLICT */
async function customerRecord(ctx: CommandContext, id: string, version?: number): Promise<CustomerRecord> {
  const row = found(await scoped(ctx).selectAll('c').where('c.id', '=', id).executeTakeFirst(), 'customer', id)
  if (version !== undefined && row.version !== version) throw new AppError('CONFLICT', { entity: 'customer', id })
  return row
}

async function refuseUnfit(ctx: CommandContext, winner: CustomerRecord, loser: CustomerRecord): Promise<void> {
  if (winner.walk_in === 1 || loser.walk_in === 1) throw ruleError('MERGE_WALK_IN')
  for (const one of [winner, loser])
    if (one.merged_into !== null) throw ruleError('CUSTOMER_MERGED', { value: one.name })
  // an answer to it would correct an account that is empty by then
  const statement = await ctx.db
    .selectFrom('customer_statement')
    .select('number')
    .where('customer_id', '=', loser.id)
    .where('status', 'in', ['draft', 'sent', 'disputed'])
    .executeTakeFirst()
  if (statement) throw ruleError('MERGE_STATEMENT_OPEN', { value: statement.number })
}
