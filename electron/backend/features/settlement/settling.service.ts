import type { Day } from '../../../../shared/day.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { EFFECT } from '../../../../shared/domain/settlement/money.ts'
import { matchOldest, type Match } from '../../../../shared/domain/settlement/oldest-first.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { notePaid } from '../orders/shipping.service.ts'
import { bookCash } from './cash-ledger.ts'
import {
  allocate,
  entriesOf,
  insertEntry,
  liveAllocations,
  openOf,
  setHeld,
  settleOpen,
  settlersOf,
  takeBack,
  type Settled,
  type Side,
} from './debts.ts'
import { paidByOrder } from './ledger.ts'
import { moneyView } from './money.queries.ts'
import { findParty, firstSite, insertDocument, knownNumber } from './money-store.ts'

type Money = Outputs['money']

/** Settles chosen charges with chosen credits, deposits that wait included. @throws RULE SETTLE_MORE_THAN_OPEN, NOT_FOUND */
export async function settle(ctx: CommandContext, input: Requests['money']['settle']): Promise<Money['settle']> {
  if ((await knownNumber(ctx, input.id)) !== null) return moneyView(ctx, input.id)
  const { side, partyId } = input
  await findParty(ctx, side, partyId)
  const open = await openOf(ctx, side, partyId)
  const credits = [...new Set(input.creditIds)].map((id) => open.get(id))
  const seen = new Set<string>()
  const charges = input.bills.map(({ entryId, amount }, line) => {
    const item = open.get(entryId)
    if (!item || item.open < amount || seen.has(entryId)) throw ruleError('SETTLE_MORE_THAN_OPEN', { line: line + 1 })
    seen.add(entryId)
    return { ...item, open: amount }
  })
  const usable = credits.filter((item) => item !== undefined && item.open < 0).map((item) => item!)
  const matches = matchOldest(charges, usable)
  const total = charges.reduce((sum, charge) => sum + charge.open, 0)
  if (sumOf(matches) < total) throw ruleError('SETTLE_MORE_THAN_OPEN', { field: 'creditIds' })
  await insertMatch(ctx, input, 'match', matches, null)
  for (const match of matches) await allocate(ctx, side, match)
  const settled = matches.map((match) => ({ ...match, orderId: open.get(match.chargeId)!.orderId }))
  if (side === 'receivable') await notePaid(ctx, paidByOrder(settled))
  return moneyView(ctx, input.id)
}

/**
 * Undoes what a document settles now, or what it settles of one charge. Its credits then wait (held), or the next booking
 * would settle the same again.
 * @throws WRONG_STATE when it settles nothing, NOT_FOUND
 */
export async function unsettle(ctx: CommandContext, input: Requests['money']['unsettle']): Promise<Money['unsettle']> {
  if ((await knownNumber(ctx, input.id)) !== null) return moneyView(ctx, input.id)
  const document = await documentOf(ctx, input.documentId)
  const [side, partyId] = partyOf(document)
  const live = (await settledBy(ctx, side, document)).filter(
    (match) => input.chargeId === undefined || match.chargeId === input.chargeId,
  )
  if (live.length === 0 || document.status === 'void')
    throw new AppError('WRONG_STATE', {
      entity: 'money_document',
      id: document.id,
      action: 'unsettle',
      state: document.status,
    })
  for (const match of live) await allocate(ctx, side, { ...match, amount: -match.amount })
  await setHeld(ctx, side, [...new Set(live.map((match) => match.creditId))], true)
  await insertMatch(ctx, { ...input, side, partyId }, 'unmatch', live, document.id)
  const undone = live.map((match) => ({ ...match, amount: -match.amount }))
  if (side === 'receivable') await notePaid(ctx, paidByOrder(undone))
  // another credit may pay what is open again
  const settled = await settleOpen(ctx, side, partyId)
  if (side === 'receivable') await notePaid(ctx, paidByOrder(settled))
  return moneyView(ctx, input.id)
}

/**
 * A cheque came back: the opposite of its amount, taken first from what the document has not settled yet, then from what it
 * settled last, so that those bills are open again; the bank's fee is our expense or the customer's debt.
 * @throws WRONG_STATE, NOT_FOUND, RULE NOT_A_CHEQUE
 */
export async function bounce(ctx: CommandContext, input: Requests['money']['bounce']): Promise<Money['bounce']> {
  if ((await knownNumber(ctx, input.id)) !== null) return moneyView(ctx, input.id)
  const document = await documentOf(ctx, input.documentId)
  const line = await ctx.db
    .selectFrom('money_line as l')
    .innerJoin('money_account as a', 'a.id', 'l.account_id')
    .select(['l.account_id as accountId', 'a.site_id as siteId', 'l.method', 'l.amount', 'l.reference', 'l.bounced_id'])
    .where('l.document_id', '=', document.id)
    .where('l.line_no', '=', input.lineNo)
    .executeTakeFirst()
  const isParty = document.kind === 'receipt' || document.kind === 'payment'
  if (!isParty || line?.method !== 'cheque') throw ruleError('NOT_A_CHEQUE', { field: 'lineNo' })
  if (document.status === 'void' || line.bounced_id !== null) {
    const state = document.status === 'void' ? 'void' : 'bounced'
    throw new AppError('WRONG_STATE', { entity: 'money_document', id: document.id, action: 'bounce', state })
  }
  const [side, partyId] = partyOf(document)
  const { cash } = EFFECT[isParty && document.kind === 'payment' ? 'payment' : 'receipt']
  const { accountId, siteId, amount, reference } = line
  const charged = input.chargeFee && side === 'receivable' ? input.fee : 0
  const day = input.day ?? ctx.today
  const placed = { accountId, siteId, reference }
  const documentNumber = await insertDocument(
    ctx,
    {
      id: input.id,
      siteId: document.site_id,
      kind: 'bounce',
      customerId: document.customer_id,
      supplierId: document.supplier_id,
      sourceId: document.id,
      day,
      amount: amount + charged,
      money: amount + input.fee,
      reason: input.reason,
    },
    [
      { ...placed, method: 'cheque', amount },
      ...(input.fee > 0 ? [{ ...placed, method: 'transfer' as const, amount: input.fee }] : []),
    ],
  )
  await ctx.db
    .updateTable('money_line')
    .set({ bounced_id: input.id })
    .where('document_id', '=', document.id)
    .where('line_no', '=', input.lineNo)
    .execute()
  const own = { siteId: document.site_id, day, documentId: input.id, documentNumber }
  await bookCash(ctx, { ...own, accountId, kind: 'bounce', amount: -cash * amount })
  await bookCash(ctx, { ...own, accountId, kind: 'bounce', amount: -input.fee })
  const credit = (await entriesOf(ctx, side, document.id)).find((entry) => entry.kind !== 'discount')!
  // of a customer merged away the cheque's credit stands on the account it was booked on
  const { partyId: creditor } = credit
  const unsettled = -((await openOf(ctx, side, creditor)).get(credit.id)?.open ?? 0)
  const undone = amount > unsettled ? await takeBack(ctx, side, credit.id, amount - unsettled) : []
  const entry = { ...own, partyId, dueDay: day, orderId: null }
  const opposite = await insertEntry(ctx, side, { ...entry, partyId: creditor, kind: 'void', amount })
  await allocate(ctx, side, { chargeId: opposite!, creditId: credit.id, amount })
  await insertEntry(ctx, side, { ...entry, kind: 'adjust', amount: charged })
  const settled = [...undone, ...(await settleOpen(ctx, side, partyId))]
  if (side === 'receivable') await notePaid(ctx, paidByOrder(settled))
  return moneyView(ctx, input.id)
}

/** Lets the deposits of a party that wait settle its open bills; what is left settles the next bill by itself. */
export async function release(ctx: CommandContext, input: Requests['money']['release']): Promise<Money['release']> {
  return { settled: await releaseDeposits(ctx, input.side, input.partyId) }
}

/** @returns what was settled, 分 */
export async function releaseDeposits(ctx: CommandContext, side: Side, partyId: string): Promise<number> {
  await findParty(ctx, side, partyId)
  await ctx.db
    .updateTable('money_document')
    .set((eb) => ({ held: 0, version: eb('version', '+', 1) }))
    .where(side === 'receivable' ? 'customer_id' : 'supplier_id', '=', partyId)
    .where('held', '=', 1)
    .where('status', '=', 'posted')
    .execute()
  const waiting = [...(await openOf(ctx, side, partyId)).values()].filter((item) => item.held === 1)
  const ids = waiting.map((item) => item.id)
  await setHeld(ctx, side, ids, false)
  const settled = await settleOpen(ctx, side, partyId)
  if (side === 'receivable') await notePaid(ctx, paidByOrder(settled))
  return sumOf(settled)
}

/** What a document settles now: its entries' live matches, or the pairs a settlement wrote as far as they still hold. */
async function settledBy(ctx: CommandContext, side: Side, document: { id: string; kind: string }): Promise<Settled[]> {
  if (document.kind === 'match') {
    const pairs = await ctx.db
      .selectFrom('money_match')
      .select(['charge_id as chargeId', 'credit_id as creditId', 'amount'])
      .where('document_id', '=', document.id)
      .orderBy('line_no')
      .execute()
    const live: Settled[] = []
    for (const pair of pairs) {
      const now = (await liveAllocations(ctx, side, pair.chargeId)).find((match) => match.creditId === pair.creditId)
      if (now) live.push({ ...now, amount: Math.min(now.amount, pair.amount) })
    }
    return live
  }
  const entries = await settlersOf(ctx, side, document.id)
  return (await Promise.all(entries.map((entry) => liveAllocations(ctx, side, entry.id)))).flat()
}

async function insertMatch(
  ctx: CommandContext,
  input: { id: string; side: Side; partyId: string; day?: Day | undefined; note: string },
  kind: 'match' | 'unmatch',
  matches: readonly Match[],
  sourceId: string | null,
): Promise<void> {
  const { id, side, partyId, note } = input
  await insertDocument(
    ctx,
    {
      id,
      siteId: await firstSite(ctx),
      kind,
      customerId: side === 'receivable' ? partyId : null,
      supplierId: side === 'payable' ? partyId : null,
      sourceId,
      day: input.day ?? ctx.today,
      amount: sumOf(matches),
      money: 0,
      note,
    },
    [],
  )
  await insertRows(
    ctx.db,
    'money_match',
    MATCH_COLUMNS,
    matches.map((match, i) => [id, i + 1, match.chargeId, match.creditId, match.amount]),
  )
}

const MATCH_COLUMNS = ['document_id', 'line_no', 'charge_id', 'credit_id', 'amount']

const sumOf = (matches: readonly Match[]) => matches.reduce((sum, match) => sum + match.amount, 0)

async function documentOf(ctx: CommandContext, id: string) {
  const row = await ctx.db.selectFrom('money_document').selectAll().where('id', '=', id).executeTakeFirst()
  return found(row, 'money_document', id)
}

/** @throws RULE PARTY_REQUIRED for transfers, income and expense */
function partyOf(document: { customer_id: string | null; supplier_id: string | null }): [Side, string] {
  if (document.customer_id !== null) return ['receivable', document.customer_id]
  if (document.supplier_id !== null) return ['payable', document.supplier_id]
  throw ruleError('PARTY_REQUIRED', { field: 'documentId' })
}
