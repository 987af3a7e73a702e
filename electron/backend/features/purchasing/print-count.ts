import type { CommandContext, QueryContext } from '../../rpc/context.ts'

type Printed = 'purchase_order' | 'purchase_receipt' | 'purchase_return'

/** How often a document was printed. */
export async function printsOf(ctx: Pick<QueryContext, 'db'>, table: Printed, id: string): Promise<number> {
  const row = await ctx.db.selectFrom(table).select('printed').where('id', '=', id).executeTakeFirstOrThrow()
  return row.printed
}

/** Counts a print; the second and later copies are marked as reprints. */
export async function countPrint(ctx: CommandContext, table: Printed, ids: readonly string[]): Promise<void> {
  await ctx.db
    .updateTable(table)
    .set((eb) => ({ printed: eb('printed', '+', 1) }))
    .where('id', 'in', ids)
    .execute()
}
