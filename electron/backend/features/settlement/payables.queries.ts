import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds } from '../search/find.ts'

const hidden = (ctx: QueryContext) => ctx.user.mask.includes('purchase')

/** After every real day: suppliers with nothing due come last. */
const NEVER = '9999-12-31'

interface SupplierDebt {
  supplierId: string
  code: string
  name: string
  balance: number
  open: number
  overdue: number
  credit: number
  nextDue: string
}

/** Suppliers with a balance or something open, those longest due first; by keyset of due day and supplier. */
export async function list(
  ctx: QueryContext,
  input: Requests['payables']['list'],
): Promise<Outputs['payables']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  const text = input.search?.trim()
  const hits = text ? ctx.company.search.search('supplier', text, { limit: 2000 }).map((hit) => hit.id) : null
  const { rows } = await sql<SupplierDebt>`
    select * from (
      select s.id as "supplierId", s.code, s.name, coalesce(b.balance, 0) as balance,
        coalesce(sum(case when o.open > 0 then o.open end), 0) as open,
        coalesce(sum(case when o.open > 0 and o.due_day < ${ctx.today} then o.open end), 0) as overdue,
        coalesce(-sum(case when o.open < 0 then o.open end), 0) as credit,
        coalesce(min(case when o.open > 0 then o.due_day end), ${NEVER}) as "nextDue"
      from supplier s
      left join payable_balance b on b.supplier_id = s.id
      left join payable_open o on o.supplier_id = s.id
      where (b.balance <> 0 or o.entry_id is not null) and ${hits === null ? sql`true` : inIds('s.id', hits)}
      group by s.id)
    where ${input.overdueOnly ? sql`overdue > 0` : sql`true`}
      and ${after ? sql`("nextDue", "supplierId") > (${after[0]}, ${after[1]})` : sql`true`}
    order by "nextDue", "supplierId" limit ${input.limit + 1}`.execute(ctx.db)
  const none = hidden(ctx) ? { balance: null, open: null, overdue: null, credit: null } : {}
  return page(
    rows,
    input.limit,
    (row) => ({ ...row, nextDue: row.nextDue === NEVER ? null : row.nextDue, ...none }),
    (row) => [row.nextDue, row.supplierId],
  )
}

/** A supplier's payable entries, newest first, with what is still open of each. */
export async function entries(
  ctx: QueryContext,
  input: Requests['payables']['entries'],
): Promise<Outputs['payables']['entries']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = ctx.db
    .selectFrom('payable_entry as e')
    .leftJoin('payable_open as o', 'o.entry_id', 'e.id')
    .leftJoin('money_document as p', (join) =>
      join.onRef('p.id', '=', 'e.document_id').on('e.kind', '=', 'payment').on('p.status', '=', 'posted'),
    )
    .select(['e.id', 'e.day', 'e.kind', 'e.document_id as documentId', 'e.document_number as documentNumber'])
    .select(['e.amount', 'e.due_day as dueDay', 'o.open', 'o.held', 'p.version as paymentVersion'])
    .where('e.supplier_id', '=', input.supplierId)
    .orderBy('e.day', 'desc')
    .orderBy('e.id', 'desc')
    .limit(input.limit + 1)
  if (input.openOnly) query = query.where('o.open', 'is not', null)
  if (after) query = query.where(sql<boolean>`(e.day, e.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    (row) => ({
      ...row,
      amount: hidden(ctx) ? null : row.amount,
      open: hidden(ctx) ? null : (row.open ?? 0),
      held: row.held === 1,
    }),
    (row) => [row.day, row.id],
  )
}

/** One payment with the bills it settles. @throws NOT_FOUND */
export async function paymentView(ctx: QueryContext, id: string): Promise<Outputs['payables']['pay']> {
  const row = found(await paymentById.first(ctx.db, { id }), 'payment', id)
  return { ...row, held: row.held === 1, allocated: await settledBy.all(ctx.db, { id }) }
}

type Payment = Outputs['payables']['pay']
const paymentById = prepared<{ id: string }, Omit<Payment, 'allocated' | 'held'> & { held: number }>((db, value) =>
  db
    .selectFrom('money_document as p')
    .innerJoin('money_line as l', (join) => join.onRef('l.document_id', '=', 'p.id').on('l.line_no', '=', 1))
    .innerJoin('supplier as s', 's.id', 'p.supplier_id')
    .select(['p.id', 'p.number', 's.id as supplierId', 's.name as supplier', 'p.day', 'p.amount', 'l.method'])
    .select(['p.held', 'p.note', 'p.status', 'p.version'])
    .where('p.id', '=', value('id')),
)
const settledBy = prepared<{ id: string }, Payment['allocated'][number]>((db, value) =>
  db
    .selectFrom('payable_entry as credit')
    .innerJoin('payable_allocation as a', 'a.credit_id', 'credit.id')
    .innerJoin('payable_entry as charge', 'charge.id', 'a.charge_id')
    .select(['charge.document_number as documentNumber', (eb) => eb.fn.sum<number>('a.amount').as('amount')])
    .where('credit.document_id', '=', value('id'))
    .where('credit.kind', '=', 'payment')
    .where('charge.document_id', '<>', value('id'))
    .groupBy('a.charge_id')
    .having((eb) => eb.fn.sum('a.amount'), '<>', 0),
)
