import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

/** Closes or opens the days of all customers. @throws RULE DAY_IN_FUTURE */
export async function lockMonth(
  ctx: CommandContext,
  input: Requests['reconciliation']['lockMonth'],
): Promise<Outputs['reconciliation']['lockMonth']> {
  const { until, reason } = input
  if (until !== null && until > ctx.today) throw ruleError('DAY_IN_FUTURE', { field: 'until', value: until })
  const last = await ctx.db
    .selectFrom('period_lock')
    .select((eb) => eb.fn.max('no').as('no'))
    .executeTakeFirst()
  await ctx.db
    .insertInto('period_lock')
    .values({ no: (last?.no ?? 0) + 1, locked_until: until, reason, user_id: ctx.user.id, at: ctx.at })
    .execute()
  return monthLock(ctx)
}

/** Up to which day all accounts are closed, and who closed or opened them when and why. */
export async function monthLock(ctx: QueryContext): Promise<Outputs['reconciliation']['monthLock']> {
  const history = await ctx.db
    .selectFrom('period_lock as p')
    .innerJoin('user_account as u', 'u.id', 'p.user_id')
    .select(['p.no', 'p.locked_until as until', 'p.reason', 'u.name as user', 'p.at'])
    .orderBy('p.no', 'desc')
    .limit(100)
    .execute()
  return { until: history[0]?.until ?? null, history }
}
