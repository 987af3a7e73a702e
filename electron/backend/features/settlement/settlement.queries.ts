import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { Day } from '../../../../shared/day.ts'
import { ageingOf } from '../../../../shared/domain/reconciliation/ageing.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { prepared } from '../../db/prepared.ts'
import { inIds } from '../search/find.ts'

/** A customer's receivable entries, newest first, with what is still open of each. */
export async function entries(
  ctx: QueryContext,
  input: Requests['settlement']['entries'],
): Promise<Outputs['settlement']['entries']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = ctx.db
    .selectFrom('receivable_entry as e')
    .innerJoin('customer as c', 'c.id', 'e.customer_id')
    .leftJoin('receivable_open as o', 'o.entry_id', 'e.id')
    .leftJoin('money_document as r', (join) =>
      join.onRef('r.id', '=', 'e.document_id').on('e.kind', '=', 'receipt').on('r.status', '=', 'posted'),
    )
    .select(['e.id', 'e.day', 'e.kind', 'e.document_id as documentId', 'e.document_number as documentNumber'])
    .select(['e.amount', 'e.due_day as dueDay', 'o.open', 'o.held', 'r.version as receiptVersion'])
    .where('e.customer_id', '=', input.customerId)
    .orderBy('e.day', 'desc')
    .orderBy('e.id', 'desc')
    .limit(input.limit + 1)
  if (ctx.user.scope === 'own') query = query.where('c.sales_person_id', '=', ctx.user.id)
  if (input.openOnly) query = query.where('o.open', 'is not', null)
  if (after) query = query.where(sql<boolean>`(e.day, e.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    (r) => ({ ...r, open: r.open ?? 0, held: r.held === 1 }),
    (r) => [r.day, r.id],
  )
}

/** One receipt with the documents it settles. @throws NOT_FOUND */
export async function receiptView(ctx: QueryContext, id: string): Promise<Outputs['settlement']['receive']> {
  const row = found(await receiptById.first(ctx.db, { id }), 'receipt', id)
  return { ...row, allocated: await settledBy.all(ctx.db, { id }) }
}

type Receipt = Outputs['settlement']['receive']
const receiptById = prepared<{ id: string }, Omit<Receipt, 'allocated'>>((db, value) =>
  db
    .selectFrom('money_document as r')
    .innerJoin('money_line as l', (join) => join.onRef('l.document_id', '=', 'r.id').on('l.line_no', '=', 1))
    .innerJoin('customer as c', 'c.id', 'r.customer_id')
    .select(['r.id', 'r.number', 'c.id as customerId', 'c.name as customer', 'r.day', 'r.amount', 'l.method'])
    .select(['r.note', 'r.status', 'r.version'])
    .where('r.id', '=', value('id')),
)
const settledBy = prepared<{ id: string }, Receipt['allocated'][number]>((db, value) =>
  db
    .selectFrom('receivable_entry as credit')
    .innerJoin('receivable_allocation as a', 'a.credit_id', 'credit.id')
    .innerJoin('receivable_entry as charge', 'charge.id', 'a.charge_id')
    .select(['charge.document_number as documentNumber', (eb) => eb.fn.sum<number>('a.amount').as('amount')])
    .where('credit.document_id', '=', value('id'))
    .where('credit.kind', 'in', ['receipt', 'moved-in'])
    .where('charge.document_id', '<>', value('id'))
    .groupBy('a.charge_id')
    .having((eb) => eb.fn.sum('a.amount'), '<>', 0),
)

interface AgedRecord {
  customerId: string
  code: string
  name: string
  settlement: 'cash' | 'cod' | 'monthly' | 'credit' | 'deposit'
  creditLimit: number | null
  balance: number
}

/** Customers with what they owe by days overdue, by code; only the page's customers are summed up. */
export async function accounts(
  ctx: QueryContext,
  input: Requests['settlement']['accounts'],
): Promise<Outputs['settlement']['accounts']> {
  const { buckets } = ctx.info.settings.statements
  const after = decodeCursor<[string]>(input.cursor, 1)
  const text = input.search?.trim()
  const hits = text ? ctx.company.search.search('customer', text, { limit: 2000 }).map((hit) => hit.id) : null
  const open = sql`exists (select 1 from receivable_open where customer_id = c.id)`
  const overdue = sql`exists (select 1 from receivable_open where customer_id = c.id and due_day < ${ctx.today} and open > 0)`
  const { rows } = await sql<AgedRecord>`
    select c.id as "customerId", c.code, c.name, c.settlement, c.credit_limit as "creditLimit",
      coalesce(b.balance, 0) as balance
    from customer c left join receivable_balance b on b.customer_id = c.id
    where ${input.which === 'open' ? open : input.which === 'overdue' ? overdue : sql`c.status <> 'archived'`}
      and ${hits === null ? sql`true` : inIds('c.id', hits)}
      and ${ctx.user.scope === 'own' ? sql`c.sales_person_id = ${ctx.user.id}` : sql`true`}
      and ${after ? sql`c.code > ${after[0]}` : sql`true`}
    order by c.code limit ${input.limit + 1}`.execute(ctx.db)
  const items = await sql<{ customerId: string; dueDay: Day; open: number }>`
    select customer_id as "customerId", due_day as "dueDay", sum(open) as open from receivable_open
    where ${inIds(
      'customer_id',
      rows.map((row) => row.customerId),
    )} and open > 0 group by 1, 2`.execute(ctx.db)
  const credits = await sql<{ customerId: string; open: number }>`
    select customer_id as "customerId", -sum(open) as open from receivable_open
    where ${inIds(
      'customer_id',
      rows.map((row) => row.customerId),
    )} and open < 0 group by 1`.execute(ctx.db)
  const charges = Map.groupBy(items.rows, (item) => item.customerId)
  const credit = new Map(credits.rows.map((item) => [item.customerId, item.open]))
  const result = page(
    rows,
    input.limit,
    (row) => {
      const { amounts } = ageingOf(charges.get(row.customerId) ?? [], ctx.today, buckets)
      return { ...row, notDue: amounts[0]!, overdue: amounts.slice(1), credit: credit.get(row.customerId) ?? 0 }
    },
    (row) => [row.code],
  )
  return { ...result, buckets: [...buckets] }
}
