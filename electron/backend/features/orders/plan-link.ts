import type { CommandContext } from '../../rpc/context.ts'

/** Says from which template or standing order an order just made came. */
export async function notePlan(ctx: CommandContext, orderId: string, planId: string): Promise<void> {
  await ctx.db.updateTable('sales_order').set({ plan_id: planId }).where('id', '=', orderId).execute()
}
