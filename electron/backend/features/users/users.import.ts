import type { CommandContext } from '../../rpc/context.ts'
import { revertChange, type Reverted } from '../../db/revert-change.ts'
import type { Change } from '../../db/unit-of-work.ts'

/** The user of this name, made without a login when there is none: the sales person a file names. */
export async function salesPersonNamed(ctx: CommandContext, id: string, name: string): Promise<string> {
  const known = await ctx.db
    .selectFrom('user_account')
    .select('id')
    .where('name', '=', name)
    .where('status', '<>', 'disabled')
    .orderBy('id')
    .executeTakeFirst()
  if (known) return known.id
  await ctx.db.insertInto('user_account').values({ id, name, status: 'no-login', created_at: ctx.at }).execute()
  return id
}

/** Takes back a user that an import made. */
export function revertUser(ctx: CommandContext, change: Change): Promise<Reverted> {
  return revertChange(ctx, change)
}
