import type { CommandContext } from '../../rpc/context.ts'

/**
 * Changes who looks after a customer. False: it has not `from` any more (null: nobody), and nothing was done.
 * The walk-in customer belongs to nobody.
 */
export async function passCustomer(
  ctx: CommandContext,
  customerId: string,
  { from, to }: { from: string | null; to: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('customer')
    .set((eb) => ({ sales_person_id: to, updated_at: ctx.at, version: eb('version', '+', 1) }))
    .where('id', '=', customerId)
    .where('sales_person_id', 'is', from)
    .where('status', '<>', 'archived')
    .where('walk_in', '=', 0)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
