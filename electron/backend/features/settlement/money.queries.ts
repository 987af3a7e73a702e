import { sql, type RawBuilder } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { CashRow, MoneyAccount, MoneyRow, MoneyView } from '../../../../shared/contract/money.ts'
import type { MoneyKind } from '../../../../shared/domain/settlement/money.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, encodeCursor, page } from '../../rpc/keyset.ts'
import { inIds } from '../search/find.ts'

/** Money accounts with what is in them, by site and kind. */
export async function accounts(
  ctx: QueryContext,
  input: Requests['money']['accounts'],
): Promise<Outputs['money']['accounts']> {
  const { rows } = await sql<Omit<MoneyAccount, 'archived'> & { archived: number }>`
    select a.id, a.site_id as "siteId", s.name as site, a.kind, a.name, a.number, coalesce(b.balance, 0) as balance,
      a.archived, a.version
    from money_account a join site s on s.id = a.site_id left join cash_balance b on b.account_id = a.id
    where ${input.archived ? sql`true` : sql`a.archived = 0`}
    order by a.archived, s.id, a.id`.execute(ctx.db)
  return rows.map((row) => ({ ...row, archived: Boolean(row.archived) }))
}

/** One page of an account's cash book, newest first; the balance after each line goes on from page to page in the cursor. */
export async function ledger(
  ctx: QueryContext,
  input: Requests['money']['ledger'],
): Promise<Outputs['money']['ledger']> {
  const { accountId, from = '', to = '9999-12-31', limit } = input
  const after = decodeCursor<[string, string, number]>(input.cursor, 3)
  const totals = (
    await sql<{ before: number; in: number; out: number }>`
      select coalesce((select sum(amount) from cash_entry where account_id = ${accountId} and day < ${from}), 0) as before,
        coalesce(sum(case when amount > 0 then amount end), 0) as "in",
        coalesce(-sum(case when amount < 0 then amount end), 0) as out
      from cash_entry where account_id = ${accountId} and day between ${from} and ${to}`.execute(ctx.db)
  ).rows[0]!
  const closing = totals.before + totals.in - totals.out
  const { rows } = await sql<Omit<CashRow, 'balance'>>`
    select e.id, e.day, e.kind, e.document_id as "documentId", e.document_number as "documentNumber", e.amount,
      coalesce(c.name, s.name, d.category, '') as party, coalesce(d.note, '') as note
    from cash_entry e left join money_document d on d.id = e.document_id
    left join customer c on c.id = d.customer_id left join supplier s on s.id = d.supplier_id
    where e.account_id = ${accountId} and e.day between ${from} and ${to}
      and ${after ? sql`(e.day, e.id) < (${after[0]}, ${after[1]})` : sql`true`}
    order by e.day desc, e.id desc limit ${limit + 1}`.execute(ctx.db)
  let balance = after ? after[2] : closing
  const shown: CashRow[] = rows.slice(0, limit).map((row) => {
    const own = { ...row, balance }
    balance -= row.amount
    return own
  })
  const last = shown.at(-1)
  const next = rows.length > limit && last ? encodeCursor([last.day, last.id, balance]) : null
  return { rows: shown, next, in: totals.in, out: totals.out, opening: totals.before, closing }
}

interface HeadRecord extends Omit<MoneyRow, 'held'> {
  held: number
  customerId: string | null
  supplierId: string | null
  partyCode: string
  orderId: string | null
  sourceId: string | null
  discount: number
  rounding: number
  reason: string
  printed: number
  createdAt: string
  version: number
}

/** A deposit of it still waits. */
const HELD = sql`(exists (select 1 from receivable_entry e join receivable_open o on o.entry_id = e.id
    where e.document_id = d.id and o.held = 1)
  or exists (select 1 from payable_entry e join payable_open o on o.entry_id = e.id
    where e.document_id = d.id and o.held = 1))`

const heads = (where: RawBuilder<unknown>, more: RawBuilder<unknown>) => sql<HeadRecord>`
  select d.id, d.number, d.kind, d.status, d.day, d.customer_id as "customerId", d.supplier_id as "supplierId",
    coalesce(d.customer_id, d.supplier_id) as "partyId", coalesce(c.name, s.name, '') as party,
    coalesce(c.code, s.code, '') as "partyCode", d.order_id as "orderId", d.source_id as "sourceId", d.amount, d.money,
    d.discount, d.rounding, d.discount + d.rounding as "letOff", ${HELD} as held, d.category, d.note, d.reason, d.printed,
    d.created_at as "createdAt", d.version, u.name as "createdBy",
    coalesce((select group_concat(name, '、') from (select distinct a.name from money_line l
      join money_account a on a.id = l.account_id where l.document_id = d.id)), '') as accounts,
    (select min(l.due_day) from money_line l where l.document_id = d.id and l.method = 'cheque' and l.bounced_id is null)
      as "chequeDay"
  from money_document d left join customer c on c.id = d.customer_id left join supplier s on s.id = d.supplier_id
  join user_account u on u.id = d.created_by
  where ${where} ${more}`

/** What the user may see: sales persons their own customers', nobody amounts paid who may not see purchase prices. */
function seen(ctx: QueryContext): RawBuilder<unknown> {
  const own = ctx.user.scope === 'own' ? sql`c.sales_person_id = ${ctx.user.id}` : sql`true`
  return ctx.user.mask.includes('purchase') ? sql`${own} and d.supplier_id is null` : own
}

/** Money documents, newest first; cheques by the day they may be cashed. */
export async function list(ctx: QueryContext, input: Requests['money']['list']): Promise<Outputs['money']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  const wanted: RawBuilder<unknown>[] = [seen(ctx)]
  if (input.kinds.length > 0) wanted.push(sql`d.kind in (${sql.join(input.kinds)})`)
  if (input.customerId) wanted.push(sql`d.customer_id = ${input.customerId}`)
  if (input.supplierId) wanted.push(sql`d.supplier_id = ${input.supplierId}`)
  if (input.status) wanted.push(sql`d.status = ${input.status}`)
  if (input.from) wanted.push(sql`d.day >= ${input.from}`)
  if (input.to) wanted.push(sql`d.day <= ${input.to}`)
  if (input.accountId)
    wanted.push(
      sql`exists (select 1 from money_line l where l.document_id = d.id and l.account_id = ${input.accountId})`,
    )
  if (input.only === 'held') wanted.push(HELD)
  if (input.only === 'cheque')
    wanted.push(sql`d.status = 'posted' and d.kind <> 'bounce' and exists (select 1 from money_line l
      where l.document_id = d.id and l.method = 'cheque' and l.bounced_id is null)`)
  const text = input.search?.trim()
  if (text) wanted.push(matching(ctx, text))
  if (after) wanted.push(sql`(d.day, d.id) < (${after[0]}, ${after[1]})`)
  const more = sql`order by d.day desc, d.id desc limit ${input.limit + 1}`
  const { rows } = await heads(sql.join(wanted, sql` and `), more).execute(ctx.db)
  return page(rows, input.limit, rowOf, (row) => [row.day, row.id])
}

function matching(ctx: QueryContext, text: string): RawBuilder<unknown> {
  const hits = (kind: 'customer' | 'supplier') =>
    ctx.company.search.search(kind, text, { limit: 2000 }).map((hit) => hit.id)
  return sql`(instr(d.number, ${text.toUpperCase()}) > 0 or instr(d.note, ${text}) > 0
    or ${inIds('d.customer_id', hits('customer'))} or ${inIds('d.supplier_id', hits('supplier'))}
    or d.id in (select document_id from money_line where reference <> '' and instr(reference, ${text}) > 0))`
}

function rowOf(row: HeadRecord): MoneyRow {
  const { id, number, kind, status, day, partyId, party, accounts, amount, money, letOff, category, note } = row
  const { chequeDay, createdBy } = row
  const head = { id, number, kind, status, day, partyId, party, accounts, amount, money, letOff, category, note }
  return { ...head, held: row.held === 1, chequeDay, createdBy }
}

/** One document with its accounts and what it settles. @throws NOT_FOUND */
export function get(ctx: QueryContext, input: { id: string }): Promise<MoneyView> {
  return moneyView(ctx, input.id)
}

/** The same for the services that made it. */
export async function moneyView(ctx: Pick<QueryContext, 'db' | 'user'>, id: string): Promise<MoneyView> {
  const visible = seen(ctx as QueryContext)
  const { rows } = await heads(sql`d.id = ${id} and ${visible}`, sql``).execute(ctx.db)
  const row = found(rows[0], 'money_document', id)
  const side = row.customerId !== null ? 'receivable' : row.supplierId !== null ? 'payable' : null
  const lines = await ctx.db
    .selectFrom('money_line as l')
    .innerJoin('money_account as a', 'a.id', 'l.account_id')
    .select(['l.line_no as lineNo', 'a.id as accountId', 'a.name as account', 'l.method', 'l.amount', 'l.reference'])
    .select(['l.due_day as dueDay', 'l.bounced_id'])
    .where('l.document_id', '=', id)
    .orderBy('l.line_no')
    .execute()
  const related = await ctx.db
    .selectFrom('money_document')
    .select(['id', 'number', 'kind', 'day', 'source_id'])
    .$castTo<{ id: string; number: string; kind: MoneyKind; day: string; source_id: string | null }>()
    .where((eb) => eb.or([eb('source_id', '=', id), eb('id', '=', row.sourceId ?? '')]))
    .orderBy('id')
    .execute()
  const source = related.find((one) => one.id === row.sourceId)
  const { accounts: _accounts, letOff: _letOff, chequeDay: _chequeDay, ...head } = rowOf(row)
  const { partyCode, orderId, discount, rounding, reason, printed, createdAt, version } = row
  return {
    ...head,
    side,
    partyCode,
    orderId,
    discount,
    rounding,
    reason,
    printed,
    createdAt,
    version,
    source: source ? { id: source.id, number: source.number, kind: source.kind } : null,
    followers: related
      .filter((one) => one.source_id === id)
      .map(({ id: follower, number, kind, day }) => ({ id: follower, number, kind, day })),
    lines: lines.map(({ bounced_id, ...line }) => ({ ...line, bounced: bounced_id !== null })),
    settled: side === null ? [] : await settledOf(ctx, side, row),
    ...(side === null ? { left: 0, balance: 0 } : await standing(ctx, side, row)),
  }
}

const NAMES = {
  receivable: { entry: 'receivable_entry', allocation: 'receivable_allocation', open: 'receivable_open' },
  payable: { entry: 'payable_entry', allocation: 'payable_allocation', open: 'payable_open' },
} as const

async function settledOf(
  ctx: Pick<QueryContext, 'db'>,
  side: 'receivable' | 'payable',
  row: HeadRecord,
): Promise<MoneyView['settled']> {
  const entry = sql.table(NAMES[side].entry)
  const allocation = sql.table(NAMES[side].allocation)
  const pairs =
    row.kind === 'match' || row.kind === 'unmatch'
      ? sql`select charge_id, credit_id, amount from money_match where document_id = ${row.id}`
      : sql`select charge_id, credit_id, amount from ${allocation} a
          where charge_id in (select id from ${entry} where document_id = ${row.id})
            or credit_id in (select id from ${entry} where document_id = ${row.id})`
  const { rows } = await sql<MoneyView['settled'][number]>`
    select p.charge_id as "chargeId", g.document_number as "chargeNumber", g.document_id as "chargeDocumentId",
      p.credit_id as "creditId", r.document_number as "creditNumber", coalesce(g.due_day, g.day) as "dueDay",
      sum(p.amount) as amount
    from (${pairs}) p join ${entry} g on g.id = p.charge_id and g.kind not in ('void', 'moved-out')
    join ${entry} r on r.id = p.credit_id and r.kind not in ('void', 'moved-out')
    group by p.charge_id, p.credit_id having sum(p.amount) <> 0 order by min(g.due_day), p.charge_id, p.credit_id`.execute(
    ctx.db,
  )
  return rows
}

async function standing(ctx: Pick<QueryContext, 'db'>, side: 'receivable' | 'payable', row: HeadRecord) {
  const { entry, open } = NAMES[side]
  const balance =
    side === 'receivable'
      ? sql`select balance from receivable_balance where customer_id = ${row.partyId}`
      : sql`select balance from payable_balance where supplier_id = ${row.partyId}`
  const { rows } = await sql<{ left: number; balance: number }>`
    select coalesce((${balance}), 0) as balance,
      coalesce((select abs(sum(o.open)) from ${sql.table(entry)} e join ${sql.table(open)} o on o.entry_id = e.id
        where e.document_id = ${row.id}), 0) as left`.execute(ctx.db)
  return rows[0]!
}
