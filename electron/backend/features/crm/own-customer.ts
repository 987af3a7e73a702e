import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** A customer the user may see, with who looks after it: a sales person who signs in. @throws NOT_FOUND */
export async function ownCustomer(ctx: QueryContext, id: string): Promise<{ id: string; personId: string | null }> {
  let query = ctx.db
    .selectFrom('customer as c')
    .leftJoin('user_account as u', (join) => join.onRef('u.id', '=', 'c.sales_person_id').on('u.status', '=', 'active'))
    .select(['c.id', 'u.id as personId'])
    .where('c.id', '=', id)
  if (ctx.user.scope === 'own') query = query.where('c.sales_person_id', '=', ctx.user.id)
  return found(await query.executeTakeFirst(), 'customer', id)
}
