import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { timeAt, type Day } from '../../../../shared/day.ts'
import {
  cutOffFor,
  isCutOff,
  nextDelivery,
  runsOn,
  type LocalTime,
} from '../../../../shared/domain/order-plan/delivery.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** All routes with the next day each takes orders for. */
export async function list(ctx: QueryContext): Promise<Outputs['routes']['list']> {
  const rows = await ctx.db
    .selectFrom('delivery_route as r')
    .selectAll('r')
    .select((eb) =>
      eb
        .selectFrom('customer as c')
        .select((e) => e.fn.countAll<number>().as('n'))
        .whereRef('c.route_id', '=', 'r.id')
        .as('customers'),
    )
    .orderBy('r.archived')
    .orderBy('r.name')
    .execute()
  const rests = await restsOf(ctx)
  const now = localTime(ctx)
  return rows.map((row) => {
    const times = { weekdays: row.weekdays, cutOffTime: row.cut_off_time, cutOffDays: row.cut_off_days }
    return {
      id: row.id,
      name: row.name,
      ...times,
      remark: row.remark,
      archived: row.archived === 1,
      customers: row.customers ?? 0,
      nextDay: row.archived === 1 ? null : nextDelivery(times, now, rests),
      version: row.version,
    }
  })
}

/** The customers of a route in the order they are visited. */
export async function customers(
  ctx: QueryContext,
  input: Requests['routes']['customers'],
): Promise<Outputs['routes']['customers']> {
  const rows = await ctx.db
    .selectFrom('customer as c')
    .leftJoin('customer_address as a', (join) => join.onRef('a.customer_id', '=', 'c.id').on('a.no', '=', 1))
    .select(['c.id', 'c.code', 'c.name', 'a.address'])
    .where('c.route_id', '=', input.id)
    .orderBy('c.route_stop')
    .orderBy('c.id')
    .execute()
  return rows.map((row) => ({ ...row, address: row.address ?? '' }))
}

export async function daysOff(ctx: QueryContext): Promise<Outputs['routes']['daysOff']> {
  return ctx.db
    .selectFrom('day_off')
    .select(['id', 'name', 'from_day as fromDay', 'to_day as toDay', 'version'])
    .orderBy('from_day', 'desc')
    .limit(200)
    .execute()
}

/** What a customer's route says of a day of delivery. */
export async function delivery(
  ctx: QueryContext,
  input: Requests['routes']['delivery'],
): Promise<Outputs['routes']['delivery']> {
  const route = await ctx.db
    .selectFrom('customer as c')
    .innerJoin('delivery_route as r', 'r.id', 'c.route_id')
    .select(['r.id', 'r.name', 'r.weekdays', 'r.cut_off_time as cutOffTime', 'r.cut_off_days as cutOffDays'])
    .where('c.id', '=', input.customerId)
    .where('r.archived', '=', 0)
    .executeTakeFirst()
  if (!route) return { route: null, proposed: null, cutOff: null, passed: false, idle: false }
  const rests = await restsOf(ctx)
  const now = localTime(ctx)
  const proposed = nextDelivery(route, now, rests)
  const day = input.day ?? proposed
  return {
    route: { id: route.id, name: route.name },
    proposed,
    cutOff: day === null ? null : cutOffFor(route, day),
    passed: day !== null && isCutOff(route, day, now),
    idle: input.day !== null && (!runsOn(route, input.day) || rests(input.day)),
  }
}

/** Says of a day whether it is one off. */
export async function restsOf(ctx: Pick<QueryContext, 'db' | 'today'>): Promise<(day: Day) => boolean> {
  const rows = await ctx.db
    .selectFrom('day_off')
    .select(['from_day', 'to_day'])
    .where('to_day', '>=', ctx.today)
    .execute()
  return (day) => rows.some((row) => row.from_day <= day && day <= row.to_day)
}

const localTime = (ctx: QueryContext): LocalTime => ({ day: ctx.today, time: timeAt(ctx.now, ctx.info.timeZone) })
