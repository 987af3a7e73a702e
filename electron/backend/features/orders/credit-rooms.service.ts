import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { siteRooms } from './credit.ts'

/** What a customer may owe the sites that work on their own; empty without such sites, or without a limit. @throws NOT_FOUND */
export async function rooms(
  ctx: QueryContext,
  input: Requests['reviews']['rooms'],
): Promise<Outputs['reviews']['rooms']> {
  const limit = await creditLimitOf(ctx, input.customerId)
  return limit === null ? [] : siteRooms(ctx, input.customerId, limit)
}

/**
 * Sets what a customer may owe one site that works on its own; null: the site's share of the limit again.
 * @throws NOT_FOUND, RULE ROOMS_ABOVE_LIMIT
 */
export async function setRoom(
  ctx: CommandContext,
  input: Requests['reviews']['setRoom'],
): Promise<Outputs['reviews']['setRoom']> {
  const { customerId, siteId, amount } = input
  const limit = await creditLimitOf(ctx, customerId)
  const keys = { customer_id: customerId, site_id: siteId }
  if (amount === null)
    await ctx.db.deleteFrom('credit_room').where('customer_id', '=', customerId).where('site_id', '=', siteId).execute()
  else
    await ctx.db
      .insertInto('credit_room')
      .values({ ...keys, amount })
      .onConflict((conflict) => conflict.columns(['customer_id', 'site_id']).doUpdateSet({ amount }))
      .execute()
  const now = limit === null ? [] : await siteRooms(ctx, customerId, limit)
  if (limit !== null && now.reduce((sum, room) => sum + room.amount, 0) > limit)
    throw ruleError('ROOMS_ABOVE_LIMIT', { field: 'amount' })
  return now
}

async function creditLimitOf(ctx: QueryContext, customerId: string): Promise<number | null> {
  const customer = await ctx.db
    .selectFrom('customer')
    .select(['credit_limit', 'sales_person_id'])
    .where('id', '=', customerId)
    .executeTakeFirst()
  const seen = ctx.user.scope === 'all' || customer?.sales_person_id === ctx.user.id
  return found(seen ? customer : undefined, 'customer', customerId).credit_limit
}
