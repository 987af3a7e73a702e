import type { Day } from '../../../../shared/day.ts'
import type { AccountKind, PayMethod } from '../../../../shared/domain/settlement/money.ts'
import { translate } from '../../../../shared/i18n/index.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { requireOpenMonth } from '../periods/locks.ts'

/** The only writer of what is in the money accounts. An entry is the truth (分; positive: it came in). */
export interface CashEntry {
  accountId: string
  siteId: string
  kind:
    | 'opening'
    | 'receipt'
    | 'refund'
    | 'payment'
    | 'supplier-refund'
    | 'transfer'
    | 'income'
    | 'expense'
    | 'bounce'
    | 'void'
  day: Day
  amount: number
  documentId: string
  documentNumber: string
}

/** Books an entry and moves the account's balance. Zero amounts leave no trace. @throws RULE PERIOD_LOCKED */
export async function bookCash(ctx: CommandContext, entry: CashEntry): Promise<void> {
  if (entry.amount === 0) return
  await requireOpenMonth(ctx, entry.day)
  await insertEntry.run(ctx.db, { ...entry, id: ctx.newId(), at: ctx.at })
  await addBalance.run(ctx.db, { accountId: entry.accountId, amount: entry.amount })
}

/** Books the opposite of everything a document moved. */
export async function reverseCash(ctx: CommandContext, documentId: string, day: Day): Promise<void> {
  const entries = await ctx.db
    .selectFrom('cash_entry')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('kind', '<>', 'void')
    .orderBy('id')
    .execute()
  for (const entry of entries)
    await bookCash(ctx, {
      accountId: entry.account_id,
      siteId: entry.site_id,
      kind: 'void',
      day,
      amount: -entry.amount,
      documentId: entry.document_id,
      documentNumber: entry.document_number,
    })
}

/** The account that money paid in a way goes to when nobody says: the oldest of its kind at the site, else anywhere. */
export async function usualAccount(ctx: CommandContext, siteId: string, method: PayMethod): Promise<AccountRecord> {
  const kind = ACCOUNT_KIND[method]
  const account = await firstOfKind.first(ctx.db, { kind, siteId })
  if (account) return account
  const id = ctx.newId()
  // a site of its own, or a company whose accounts of this kind are all archived
  const name = await freeName(ctx, siteId, await nameOfKind(ctx, kind))
  await ctx.db.insertInto('money_account').values({ id, site_id: siteId, kind, name }).execute()
  return { id, site_id: siteId }
}

interface AccountRecord {
  id: string
  site_id: string
}

/** @throws NOT_FOUND */
export async function accountOf(ctx: CommandContext, id: string): Promise<AccountRecord> {
  return found(await accountById.first(ctx.db, { id }), 'money_account', id)
}

const ACCOUNT_KIND: Record<PayMethod, AccountKind> = {
  cash: 'cash',
  transfer: 'bank',
  cheque: 'bank',
  wechat: 'wechat',
  alipay: 'alipay',
  stripe: 'other',
  other: 'other',
}

/** An account of a further site is called as the company's first of its kind. */
async function nameOfKind(ctx: CommandContext, kind: AccountKind): Promise<string> {
  const first = ctx.db.selectFrom('money_account').select('name').where('kind', '=', kind).orderBy('id').limit(1)
  return (await first.executeTakeFirst())?.name ?? translate('zh-CN', `money.accountKind.${kind}`)
}

async function freeName(ctx: CommandContext, siteId: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name}${n}`
    const taken = await ctx.db
      .selectFrom('money_account')
      .select('id')
      .where('site_id', '=', siteId)
      .where('name', '=', tried)
      .executeTakeFirst()
    if (!taken) return tried
  }
}

const firstOfKind = prepared<{ kind: AccountKind; siteId: string }, AccountRecord>((db, value) =>
  db
    .selectFrom('money_account')
    .select(['id', 'site_id'])
    .where('kind', '=', value('kind'))
    .where('archived', '=', 0)
    .orderBy((eb) => eb('site_id', '=', value('siteId')), 'desc')
    .orderBy('id')
    .limit(1),
)

const accountById = prepared<{ id: string }, AccountRecord>((db, value) =>
  db.selectFrom('money_account').select(['id', 'site_id']).where('id', '=', value('id')).where('archived', '=', 0),
)

const insertEntry = prepared<CashEntry & { id: string; at: string }>((db, value) =>
  db.insertInto('cash_entry').values({
    id: value('id'),
    account_id: value('accountId'),
    site_id: value('siteId'),
    kind: value('kind'),
    day: value('day'),
    amount: value('amount'),
    document_id: value('documentId'),
    document_number: value('documentNumber'),
    at: value('at'),
  }),
)

const addBalance = prepared<{ accountId: string; amount: number }>((db, value) =>
  db
    .insertInto('cash_balance')
    .values({ account_id: value('accountId'), balance: value('amount') })
    .onConflict((oc) =>
      oc.column('account_id').doUpdateSet((eb) => ({
        balance: eb('cash_balance.balance', '+', eb.ref('excluded.balance')),
      })),
    ),
)
