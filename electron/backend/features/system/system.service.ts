import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

/** Keeps a choice of the user: saved columns, density, language. */
export async function setPreference(
  ctx: CommandContext,
  input: Requests['system']['setPreference'],
): Promise<Outputs['system']['setPreference']> {
  const value = JSON.stringify(input.value)
  await ctx.db
    .insertInto('preference')
    .values({ user_id: ctx.user.id, key: input.key, value })
    .onConflict((oc) => oc.columns(['user_id', 'key']).doUpdateSet({ value }))
    .execute()
  return { ok: true }
}

/** The user's own choices by key. */
export async function preferences(ctx: QueryContext): Promise<Outputs['system']['preferences']> {
  const rows = await ctx.db
    .selectFrom('preference')
    .select(['key', 'value'])
    .where('user_id', '=', ctx.user.id)
    .execute()
  return Object.fromEntries(rows.map((r) => [r.key, JSON.parse(r.value) as unknown]))
}
