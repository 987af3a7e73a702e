import { repointTables, type Moved, type RepointCustomer } from '../../db/repoint.ts'
import type { CommandContext } from '../../rpc/context.ts'

/**
 * Gives a customer's contract prices, terms of pricing and promotions to another. A price or term the other has itself
 * stays where it is.
 */
export const repointPrices: RepointCustomer = async (ctx, move) => ({
  ...(await repointTables(ctx, ['contract_price', 'customer_pricing', 'price_change_line'], move)),
  ...(await repointPromotions(ctx, move)),
})

/** Promotions that name the one and not the other name the other instead. */
async function repointPromotions(
  ctx: CommandContext,
  { from, to, moved }: Parameters<RepointCustomer>[1],
): Promise<Moved> {
  const promotions = await ctx.db
    .selectFrom('promotion')
    .select(['id', 'rule'])
    .where('rule', 'like', `%${from}%`)
    .execute()
  const changed: string[] = []
  for (const { id, rule } of promotions) {
    if (moved && !moved.promotion?.some(([key]) => key === id)) continue
    if (rule.includes(to)) continue
    await ctx.db
      .updateTable('promotion')
      .set((eb) => ({ rule: rule.replaceAll(from, to), version: eb('version', '+', 1), updated_at: ctx.at }))
      .where('id', '=', id)
      .execute()
    changed.push(id)
  }
  return changed.length > 0 ? { promotion: changed.map((id) => [id]) } : {}
}
