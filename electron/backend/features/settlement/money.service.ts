import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { bookCash } from './cash-ledger.ts'
import { accounts, moneyView } from './money.queries.ts'
import { insertDocument, knownNumber, placeLines } from './money-store.ts'
import { bookPartyMoney } from './money.ts'
import { voidDocument } from './void.ts'

type Money = Outputs['money']

/** Books a receipt, payment or refund. The same id again returns what is there. @throws RULE, FORBIDDEN, NOT_FOUND */
export async function record(
  ctx: CommandContext,
  { rest, ...input }: Requests['money']['record'],
): Promise<Money['record']> {
  await bookPartyMoney(ctx, { ...input, ...(rest && { rest }) })
  return moneyView(ctx, input.id)
}

/** Moves money from one of our accounts to another. @throws RULE SAME_ACCOUNT */
export async function transfer(ctx: CommandContext, input: Requests['money']['transfer']): Promise<Money['transfer']> {
  if ((await knownNumber(ctx, input.id)) !== null) return moneyView(ctx, input.id)
  if (input.fromAccountId === input.toAccountId) throw ruleError('SAME_ACCOUNT', { field: 'toAccountId' })
  const day = input.day ?? ctx.today
  const ways = [input.fromAccountId, input.toAccountId].map((accountId) => ({
    accountId,
    method: 'transfer' as const,
    amount: input.amount,
  }))
  const lines = await placeLines(ctx, ways, null)
  const document = { siteId: lines[0]!.siteId, kind: 'transfer' as const, day }
  const documentNumber = await insertDocument(
    ctx,
    { ...document, id: input.id, amount: input.amount, money: input.amount, note: input.note },
    lines,
  )
  for (const [i, { accountId, siteId, amount }] of lines.entries())
    await bookCash(ctx, {
      ...document,
      accountId,
      siteId,
      amount: i === 0 ? -amount : amount,
      documentId: input.id,
      documentNumber,
    })
  return moneyView(ctx, input.id)
}

/** Income or expense that is no customer's or supplier's. */
export async function other(ctx: CommandContext, input: Requests['money']['other']): Promise<Money['other']> {
  if ((await knownNumber(ctx, input.id)) !== null) return moneyView(ctx, input.id)
  const day = input.day ?? ctx.today
  const lines = await placeLines(ctx, input.lines, null)
  const money = lines.reduce((sum, line) => sum + line.amount, 0)
  const document = { siteId: lines[0]!.siteId, kind: input.kind, day }
  const { id, category, note } = input
  const documentNumber = await insertDocument(ctx, { ...document, id, amount: money, money, category, note }, lines)
  const sign = input.kind === 'income' ? 1 : -1
  for (const { accountId, siteId, amount } of lines)
    await bookCash(ctx, { ...document, accountId, siteId, amount: sign * amount, documentId: id, documentNumber })
  return moneyView(ctx, id)
}

/** Makes a money account with what is in it, or changes its name. @throws CONFLICT, DUPLICATE, RULE ACCOUNT_NOT_EMPTY */
export async function saveAccount(
  ctx: CommandContext,
  input: Requests['money']['saveAccount'],
): Promise<Money['saveAccount']> {
  const { id, version, siteId, kind, name, number, opening } = input
  const archived = input.archived ? 1 : 0
  const taken = await ctx.db
    .selectFrom('money_account')
    .select('id')
    .where('site_id', '=', siteId)
    .where('name', '=', name)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (taken) throw new AppError('DUPLICATE', { entity: 'money_account', field: 'name', value: name, id: taken.id })
  const existing = await ctx.db.selectFrom('money_account').select('id').where('id', '=', id).executeTakeFirst()
  if (!existing) {
    found(await ctx.db.selectFrom('site').select('id').where('id', '=', siteId).executeTakeFirst(), 'site', siteId)
    await ctx.db.insertInto('money_account').values({ id, site_id: siteId, kind, name, number, archived }).execute()
    const booking = { accountId: id, siteId, kind: 'opening' as const, day: ctx.today, amount: opening }
    await bookCash(ctx, { ...booking, documentId: id, documentNumber: '期初' })
  } else if (version > 0) {
    const balance = await ctx.db
      .selectFrom('cash_balance')
      .select('balance')
      .where('account_id', '=', id)
      .executeTakeFirst()
    if (archived === 1 && balance && balance.balance !== 0) throw ruleError('ACCOUNT_NOT_EMPTY', { field: 'archived' })
    await claim(
      ctx.db
        .updateTable('money_account')
        .set({ name, number, kind, archived, version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version),
      'money_account',
      id,
    )
  }
  return (await accounts(ctx, { archived: true })).find((account) => account.id === id)!
}

/** Takes a document back by the opposite entries; what it had settled is open again. @throws WRONG_STATE, CONFLICT, RULE */
async function voidMoney(ctx: CommandContext, input: Requests['money']['void']): Promise<Money['void']> {
  await voidDocument(ctx, input)
  return moneyView(ctx, input.id)
}
export { voidMoney as void }
