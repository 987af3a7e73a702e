import type { DeputyView } from '../../../../shared/contract/company.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

/** Deputies of today and later: the caller's, those the caller acts for, and everybody's for who manages users. */
export async function deputies(ctx: QueryContext): Promise<DeputyView[]> {
  let query = viewsOf(ctx).where('d.to_day', '>=', ctx.today)
  if (!managesUsers(ctx))
    query = query.where((eb) => eb.or([eb('d.user_id', '=', ctx.user.id), eb('d.deputy_id', '=', ctx.user.id)]))
  return query.orderBy('d.from_day').orderBy('d.id').execute()
}

/**
 * Names (version 0) or changes a deputy. Sent twice it names one.
 * @throws FORBIDDEN for somebody else's, RULE DATES_REVERSED, DEPUTY_SELF, CONFLICT
 */
export async function saveDeputy(ctx: CommandContext, input: Requests['users']['saveDeputy']): Promise<DeputyView> {
  const { id, version, userId, deputyId, fromDay, toDay } = input
  if (fromDay > toDay) throw ruleError('DATES_REVERSED', { field: 'toDay' })
  if (userId === deputyId) throw ruleError('DEPUTY_SELF', { field: 'deputyId' })
  const known = await ctx.db.selectFrom('deputy').selectAll().where('id', '=', id).executeTakeFirst()
  if (userId !== ctx.user.id || (known && known.user_id !== ctx.user.id)) requireManager(ctx)
  await requireActive(ctx, deputyId)
  const values = { user_id: userId, deputy_id: deputyId, from_day: fromDay, to_day: toDay }
  if (version > 0) {
    const update = ctx.db
      .updateTable('deputy')
      .set({ ...values, version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version)
    await claim(update, 'deputy', id)
  } else if (!known) {
    await ctx.db
      .insertInto('deputy')
      .values({ id, ...values, created_by: ctx.user.id, created_at: ctx.at })
      .execute()
  }
  return viewsOf(ctx).where('d.id', '=', id).executeTakeFirstOrThrow()
}

/** Takes a deputy back at once; what they decided stays told. @throws FORBIDDEN, NOT_FOUND, CONFLICT */
export async function endDeputy(
  ctx: CommandContext,
  input: Requests['users']['endDeputy'],
): Promise<Outputs['users']['endDeputy']> {
  const known = await ctx.db.selectFrom('deputy').selectAll().where('id', '=', input.id).executeTakeFirst()
  const { user_id, version } = found(known, 'deputy', input.id)
  if (user_id !== ctx.user.id) requireManager(ctx)
  if (version !== input.version) throw new AppError('CONFLICT', { entity: 'deputy', id: input.id })
  await ctx.db.deleteFrom('deputy').where('id', '=', input.id).execute()
  return { ok: true }
}

const managesUsers = (ctx: QueryContext) => ctx.user.rights.includes('users.manage')

function requireManager(ctx: QueryContext): void {
  if (!managesUsers(ctx)) throw new AppError('FORBIDDEN', { right: 'users.manage' })
}

async function requireActive(ctx: CommandContext, userId: string): Promise<void> {
  const user = await ctx.db
    .selectFrom('user_account')
    .select('id')
    .where('id', '=', userId)
    .where('status', '=', 'active')
    .executeTakeFirst()
  found(user, 'user', userId)
}

const viewsOf = (ctx: QueryContext) =>
  ctx.db
    .selectFrom('deputy as d')
    .innerJoin('user_account as u', 'u.id', 'd.user_id')
    .innerJoin('user_account as e', 'e.id', 'd.deputy_id')
    .select(['d.id', 'd.user_id as userId', 'u.name as user', 'd.deputy_id as deputyId', 'e.name as deputy'])
    .select(['d.from_day as fromDay', 'd.to_day as toDay', 'd.version'])
