import type { Day } from '../../../../shared/day.ts'
import { EFFECT, overLimit, type PartyKind } from '../../../../shared/domain/settlement/money.ts'
import { matchOldest } from '../../../../shared/domain/settlement/oldest-first.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { notePaid } from '../orders/shipping.service.ts'
import { bookCash } from './cash-ledger.ts'
import { allocate, insertEntry, openOf, settleOpen, type Settled } from './debts.ts'
import { paidByOrder } from './ledger.ts'
import { findParty, firstSite, insertDocument, knownNumber, placeLines, type MoneyLine } from './money-store.ts'

/** Money between us and a customer or a supplier, with what is let off beside it. */
export interface PartyMoney {
  /** The same id again books nothing more. */
  id: string
  kind: PartyKind
  /** The customer or supplier. */
  partyId: string
  /** Absent: that of the first account. */
  siteId?: string
  day?: Day
  /** The sales or purchase order it is paid for in advance: it waits for that order's bills. */
  orderId?: string | null
  lines: readonly MoneyLine[]
  discount?: number
  /** 抹零. */
  rounding?: number
  /** What it settles first: charges, for a refund credits. */
  bills?: readonly { entryId: string; amount: number }[]
  /** What the bills leave over: settles the oldest by itself, or waits as a deposit (预收, 预付). */
  rest?: 'oldest' | 'hold'
  /** A refund that has already left the house: what no credit covers the customer owes again. */
  uncovered?: 'owed'
  note?: string
  /** Why more is let off than the company's limit. */
  reason?: string
}

/**
 * Books money received from a customer inside the caller's unit of work: document, accounts, receivable, what it settles,
 * what orders are paid. For other features too (gateways, a driver's cash). Repeatable by id.
 * @throws AppError RULE AMOUNT_NOT_POSITIVE, LET_OFF_TOO_MUCH, SETTLE_MORE_THAN_OPEN; FORBIDDEN settlement.override
 */
export function receiveMoney(
  ctx: CommandContext,
  { customerId, ...money }: Omit<PartyMoney, 'kind' | 'partyId'> & { customerId: string },
): Promise<{ id: string; number: string }> {
  return bookPartyMoney(ctx, { ...money, kind: 'receipt', partyId: customerId })
}

/** The same for every document between us and a customer or supplier. */
export async function bookPartyMoney(ctx: CommandContext, input: PartyMoney): Promise<{ id: string; number: string }> {
  const known = await knownNumber(ctx, input.id)
  if (known !== null) return { id: input.id, number: known }
  const { side, debt, cash } = EFFECT[input.kind]
  const { kind, partyId, discount = 0, rounding = 0, orderId = null, bills = [] } = input
  await findParty(ctx, side, partyId)
  const site = input.siteId ?? (input.lines[0]?.accountId ? null : await firstSite(ctx))
  const lines = await placeLines(ctx, input.lines, site)
  const siteId = site ?? lines[0]!.siteId
  const money = lines.reduce((sum, line) => sum + line.amount, 0)
  const amount = money + discount + rounding
  if (amount <= 0) throw ruleError('AMOUNT_NOT_POSITIVE', { field: 'amount' })
  checkLetOff(ctx, { money, discount, rounding }, input.reason)
  const held = debt < 0 && (input.rest === 'hold' || (orderId !== null && input.rest === undefined))
  const day = input.day ?? ctx.today
  const number = await insertDocument(
    ctx,
    {
      id: input.id,
      siteId,
      kind,
      customerId: side === 'receivable' ? partyId : null,
      supplierId: side === 'payable' ? partyId : null,
      orderId,
      day,
      amount,
      money,
      discount,
      rounding,
      held,
      note: input.note,
      reason: input.reason,
    },
    lines,
  )
  const document = { siteId, day, documentId: input.id, documentNumber: number }
  for (const line of lines)
    await bookCash(ctx, {
      ...document,
      siteId: line.siteId,
      accountId: line.accountId,
      kind,
      amount: cash * line.amount,
    })
  const entry = { ...document, partyId, dueDay: day, orderId }
  const entryKind = kind === 'supplier-refund' ? 'refund' : kind
  const own = [
    await insertEntry(ctx, side, { ...entry, kind: entryKind, amount: debt * money, held }),
    await insertEntry(ctx, side, { ...entry, kind: 'discount', amount: debt * (discount + rounding) }),
  ].filter((id) => id !== null)
  const chosen = bills.length > 0 || debt > 0 || discount + rounding > 0
  const settled = chosen ? await settleChosen(ctx, input, own) : []
  settled.push(...(await settleOpen(ctx, side, partyId)))
  if (side === 'receivable') await notePaid(ctx, paidByOrder(settled))
  return { id: input.id, number }
}

/** Settles the chosen bills with what was just booked; a refund takes credits instead, deposits that wait included. */
async function settleChosen(ctx: CommandContext, input: PartyMoney, own: readonly string[]): Promise<Settled[]> {
  const { side, debt } = EFFECT[input.kind]
  const open = await openOf(ctx, side, input.partyId)
  const mine = own.map((id) => open.get(id)!)
  const total = Math.abs(mine.reduce((sum, item) => sum + item.open, 0))
  const others = [...open.values()].filter((item) => !own.includes(item.id) && Math.sign(item.open) === -debt)
  const available = Math.abs(others.reduce((sum, item) => sum + item.open, 0))
  if (debt > 0 && total > available && input.uncovered !== 'owed')
    throw ruleError('REFUND_MORE_THAN_CREDIT', { field: 'amount' })
  const letOff = (input.discount ?? 0) + (input.rounding ?? 0)
  if (letOff > available) throw ruleError('LET_OFF_MORE_THAN_OPEN', { field: 'discount' })
  const byId = new Map(others.map((item) => [item.id, item]))
  let left = total
  const bills = (input.bills ?? []).map(({ entryId, amount }, line) => {
    const item = byId.get(entryId)
    left -= amount
    if (!item || Math.abs(item.open) < amount || left < 0) throw ruleError('SETTLE_MORE_THAN_OPEN', { line: line + 1 })
    byId.delete(entryId)
    return { ...item, open: Math.sign(item.open) * amount }
  })
  const wanted = debt > 0 && bills.length === 0 ? others : bills
  const matches = debt < 0 ? matchOldest(wanted, mine) : matchOldest(mine, wanted)
  const settled = matches.map((match) => ({ ...match, orderId: open.get(match.chargeId)!.orderId }))
  for (const match of settled) await allocate(ctx, side, match)
  return settled
}

/** @throws AppError RULE LET_OFF_TOO_MUCH, REASON_REQUIRED; FORBIDDEN */
function checkLetOff(
  ctx: CommandContext,
  letOff: { money: number; discount: number; rounding: number },
  reason: string | undefined,
): void {
  const field = overLimit(letOff, ctx.info.settings.settlement)
  if (field === null) return
  if (!ctx.user.rights.includes('settlement.override')) throw ruleError('LET_OFF_TOO_MUCH', { field })
  if (!reason?.trim()) throw ruleError('REASON_REQUIRED', { field: 'reason' })
}
