import type { Outputs } from '../../../../shared/contract/index.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** `analytics.state`: how far the facts of the reports are, for those who wait for the first one. */
export async function state(ctx: QueryContext): Promise<Outputs['analytics']['state']> {
  return { loaded: ctx.company.analytics.loaded }
}

/** `analytics.prepare`: loads the facts, so that the first report need not. @throws CANCELLED */
export async function prepare(ctx: QueryContext): Promise<Outputs['analytics']['prepare']> {
  await ctx.company.analytics.ask('prepare', { today: ctx.today }, { signal: ctx.signal })
  return { ok: true }
}
