import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds } from '../search/find.ts'

/** 调整单, newest first. */
export async function adjustments(
  ctx: QueryContext,
  { cursor, limit, status, from, to, search }: Requests['reconciliation']['adjustments'],
): Promise<Outputs['reconciliation']['adjustments']> {
  const after = decodeCursor<[string, string]>(cursor, 2)
  let query = selected(ctx)
    .orderBy('a.day', 'desc')
    .orderBy('a.id', 'desc')
    .limit(limit + 1)
  if (status) query = query.where('a.status', '=', status)
  if (from) query = query.where('a.day', '>=', from)
  if (to) query = query.where('a.day', '<=', to)
  if (search) {
    const customers = ctx.company.search.search('customer', search, { limit: MOST_CUSTOMERS }).map((hit) => hit.id)
    query = query.where((eb) =>
      eb.or([
        sql<boolean>`instr(a.number, ${search.toUpperCase()}) > 0`,
        sql<boolean>`instr(a.reason, ${search}) > 0`,
        inIds('a.customer_id', customers),
      ]),
    )
  }
  if (after) query = query.where(sql<boolean>`(a.day, a.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    limit,
    (row) => row,
    (row) => [row.day, row.id],
  )
}

/** Customers matched by a search text at most. */
const MOST_CUSTOMERS = 2000

/** One 调整单. @throws NOT_FOUND, also for a customer the user may not see */
export async function adjustment(
  ctx: QueryContext,
  { id }: Requests['reconciliation']['adjustment'],
): Promise<Outputs['reconciliation']['adjustment']> {
  return found(await selected(ctx).where('a.id', '=', id).executeTakeFirst(), 'adjustment', id)
}

function selected(ctx: QueryContext) {
  const query = ctx.db
    .selectFrom('receivable_adjustment as a')
    .innerJoin('customer as c', 'c.id', 'a.customer_id')
    .innerJoin('user_account as u', 'u.id', 'a.created_by')
    .select(['a.id', 'a.number', 'a.customer_id as customerId', 'c.name as customer', 'a.day', 'a.amount'])
    .select(['a.reason', 'a.status', 'a.void_reason as voidReason', 'u.name as createdBy', 'a.version'])
  return ctx.user.scope === 'own' ? query.where('c.sales_person_id', '=', ctx.user.id) : query
}
