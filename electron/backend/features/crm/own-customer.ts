import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** A customer the user may see, with who looks after it. @throws NOT_FOUND */
export async function ownCustomer(ctx: QueryContext, id: string): Promise<{ id: string; personId: string | null }> {
  let query = ctx.db.selectFrom('customer').select(['id', 'sales_person_id as personId']).where('id', '=', id)
  if (ctx.user.scope === 'own') query = query.where('sales_person_id', '=', ctx.user.id)
  return found(await query.executeTakeFirst(), 'customer', id)
}
