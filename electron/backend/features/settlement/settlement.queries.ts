import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'

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
  const row = found(
    await ctx.db
      .selectFrom('money_document as r')
      .innerJoin('money_line as l', (join) => join.onRef('l.document_id', '=', 'r.id').on('l.line_no', '=', 1))
      .innerJoin('customer as c', 'c.id', 'r.customer_id')
      .select(['r.id', 'r.number', 'c.id as customerId', 'c.name as customer', 'r.day', 'r.amount', 'l.method'])
      .select(['r.note', 'r.status', 'r.version'])
      .where('r.id', '=', id)
      .executeTakeFirst(),
    'receipt',
    id,
  )
  const allocated = await ctx.db
    .selectFrom('receivable_entry as credit')
    .innerJoin('receivable_allocation as a', 'a.credit_id', 'credit.id')
    .innerJoin('receivable_entry as charge', 'charge.id', 'a.charge_id')
    .select(['charge.document_number as documentNumber', (eb) => eb.fn.sum<number>('a.amount').as('amount')])
    .where('credit.document_id', '=', id)
    .where('credit.kind', '=', 'receipt')
    .where('charge.document_id', '<>', id)
    .groupBy('a.charge_id')
    .having((eb) => eb.fn.sum('a.amount'), '<>', 0)
    .execute()
  return { ...row, allocated }
}
