import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { DayOffView, RouteView } from '../../../../shared/contract/order-plans.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { putOnRoute } from '../customers/route.service.ts'
import { list } from './routes.queries.ts'

/** Makes or changes a route; the same first save again changes it. @throws DUPLICATE name, CONFLICT */
export async function save(ctx: CommandContext, input: Requests['routes']['save']): Promise<RouteView> {
  const other = await ctx.db
    .selectFrom('delivery_route')
    .select('id')
    .where('name', '=', input.name)
    .where('id', '<>', input.id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'route', field: 'name', value: input.name, id: other.id })
  const columns = {
    name: input.name,
    weekdays: input.weekdays,
    cut_off_time: input.cutOffTime,
    cut_off_days: input.cutOffDays,
    remark: input.remark,
    archived: input.archived ? 1 : 0,
  } as const
  if (input.version === 0)
    await ctx.db
      .insertInto('delivery_route')
      .values({ id: input.id, ...columns })
      .onConflict((oc) => oc.column('id').doUpdateSet(columns))
      .execute()
  else await claimRoute(ctx, input, columns)
  return routeOf(ctx, input.id)
}

/** Sets which customers a route visits, in this order. @throws CONFLICT, NOT_FOUND */
export async function assign(ctx: CommandContext, input: Requests['routes']['assign']): Promise<RouteView> {
  for (const id of input.customerIds)
    found(await ctx.db.selectFrom('customer').select('id').where('id', '=', id).executeTakeFirst(), 'customer', id)
  await claimRoute(ctx, input, {})
  await putOnRoute(ctx, input.id, input.customerIds)
  return routeOf(ctx, input.id)
}

/** Makes or changes days off. @throws RULE DATES_REVERSED, CONFLICT */
export async function saveDayOff(ctx: CommandContext, input: Requests['routes']['saveDayOff']): Promise<DayOffView> {
  if (input.fromDay > input.toDay) throw ruleError('DATES_REVERSED', { field: 'toDay' })
  const columns = { name: input.name, from_day: input.fromDay, to_day: input.toDay }
  if (input.version === 0)
    await ctx.db
      .insertInto('day_off')
      .values({ id: input.id, ...columns })
      .onConflict((oc) => oc.column('id').doUpdateSet(columns))
      .execute()
  else
    await claim(
      ctx.db
        .updateTable('day_off')
        .set({ ...columns, version: input.version + 1 })
        .where('id', '=', input.id)
        .where('version', '=', input.version),
      'dayOff',
      input.id,
    )
  return { ...input, version: input.version + 1 }
}

export async function removeDayOff(
  ctx: CommandContext,
  input: Requests['routes']['removeDayOff'],
): Promise<Outputs['routes']['removeDayOff']> {
  await ctx.db.deleteFrom('day_off').where('id', '=', input.id).execute()
  return { ok: true }
}

function claimRoute(ctx: CommandContext, { id, version }: { id: string; version: number }, columns: object) {
  const update = ctx.db
    .updateTable('delivery_route')
    .set({ ...columns, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
  return claim(update, 'route', id)
}

async function routeOf(ctx: CommandContext, id: string): Promise<RouteView> {
  return found(
    (await list(ctx)).find((one) => one.id === id),
    'route',
    id,
  )
}
