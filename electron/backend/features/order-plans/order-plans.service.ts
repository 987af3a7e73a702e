import type { Requests } from '../../../../shared/contract/index.ts'
import type { PlanView } from '../../../../shared/contract/order-plans.ts'
import type { OrderView } from '../../../../shared/contract/orders.ts'
import { isDue } from '../../../../shared/domain/order-plan/rhythm.ts'
import { addDays } from '../../../../shared/day.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import * as orderQueries from '../orders/orders.queries.ts'
import { makeOrder } from './make-order.ts'
import { get } from './order-plans.queries.ts'
import { changePlan, moveOn, nextDayOf, planRecord, rhythmOf, writeRun } from './plan-store.ts'
import { restsOf } from './routes.queries.ts'

/** Days before today that are told one by one as missed; older ones are forgotten with them. */
const MOST_MISSED = 31

/** Makes or changes a template or standing order; its next due day follows. @throws RULE CUSTOMER_REQUIRED, RHYTHM_EMPTY, CONFLICT */
export async function save(ctx: CommandContext, input: Requests['orderPlans']['save']): Promise<PlanView> {
  const { rhythm } = input
  if (rhythm && input.customerId === null) throw ruleError('CUSTOMER_REQUIRED', { field: 'customerId' })
  if (
    rhythm &&
    { weekdays: rhythm.weekdays, interval: rhythm.intervalDays, 'month-days': rhythm.monthDays }[rhythm.rhythm] === 0
  )
    throw ruleError('RHYTHM_EMPTY', { field: 'rhythm' })
  if (rhythm?.toDay && rhythm.toDay < rhythm.fromDay) throw ruleError('DATES_REVERSED', { field: 'toDay' })
  const columns = {
    name: input.name,
    customer_id: input.customerId,
    warehouse_id: input.warehouseId,
    remark: input.remark,
    rhythm: rhythm?.rhythm ?? null,
    weekdays: rhythm?.weekdays ?? 0,
    interval_days: rhythm?.intervalDays ?? 0,
    month_days: rhythm?.monthDays ?? 0,
    from_day: rhythm?.fromDay ?? null,
    to_day: rhythm?.toDay ?? null,
    next_day: null,
    days_off: input.daysOff,
    mode: input.mode,
  } as const
  const existing = await ctx.db.selectFrom('order_plan').select('id').where('id', '=', input.id).executeTakeFirst()
  if (existing) {
    const plan = await planRecord(ctx, input.id)
    // the same first save again finds its own version
    await changePlan(ctx, { ...plan, version: input.version === 0 ? plan.version : input.version }, columns)
  } else {
    if (input.version > 0) throw new AppError('NOT_FOUND', { entity: 'plan', id: input.id })
    const site = await ctx.db.selectFrom('site').select('id').orderBy('id').executeTakeFirstOrThrow()
    const made = { id: input.id, site_id: site.id, created_by: ctx.user.id, created_at: ctx.at, updated_at: ctx.at }
    await ctx.db
      .insertInto('order_plan')
      .values({ ...made, ...columns })
      .execute()
  }
  await ctx.db.deleteFrom('order_plan_line').where('plan_id', '=', input.id).execute()
  await ctx.db
    .insertInto('order_plan_line')
    .values(
      input.lines.map((line, i) => ({
        plan_id: input.id,
        line_no: i + 1,
        product_id: line.productId,
        unit: line.unit,
        quantity: line.quantity,
        remark: line.remark,
      })),
    )
    .execute()
  await setNext(ctx, input.id)
  return get(ctx, { id: input.id })
}

/** Puts a plan away, or takes it out again; what was missed meanwhile is not asked about. */
export async function archive(ctx: CommandContext, input: Requests['orderPlans']['archive']): Promise<PlanView> {
  const plan = await planRecord(ctx, input.id)
  await changePlan(ctx, { ...plan, version: input.version }, { archived: input.archived ? 1 : 0, next_day: null })
  await setNext(ctx, input.id)
  return get(ctx, { id: input.id })
}

/** Leaves the next due day out. @throws CONFLICT, WRONG_STATE without a next day */
export async function skipNext(ctx: CommandContext, input: Requests['orderPlans']['skipNext']): Promise<PlanView> {
  const plan = await planRecord(ctx, input.id)
  if (plan.next_day === null)
    throw new AppError('WRONG_STATE', { entity: 'plan', id: plan.id, action: 'skip', state: 'over' })
  await changePlan(ctx, { ...plan, version: input.version }, {})
  await writeRun(ctx, plan.id, { day: plan.next_day, outcome: 'skipped' })
  await moveOn(ctx, plan, plan.next_day)
  return get(ctx, { id: plan.id })
}

/** Answers a missed or failed day: an order is made today, or the day is let go. Answered twice it stays as it was answered first. */
export async function settle(ctx: CommandContext, input: Requests['orderPlans']['settle']): Promise<PlanView> {
  const plan = await planRecord(ctx, input.id)
  const claimed = await ctx.db
    .updateTable('order_plan_run')
    .set({ outcome: 'dropped', problem: '', user_id: ctx.user.id, at: ctx.at })
    .where('plan_id', '=', plan.id)
    .where('day', '=', input.day)
    .where('outcome', 'in', ['missed', 'failed'])
    .executeTakeFirst()
  if (input.how === 'make' && claimed.numUpdatedRows === 1n && plan.customer_id) {
    const id = ctx.newId()
    await makeOrder(ctx, plan, { id, customerId: plan.customer_id, mode: plan.mode === 'submit' ? 'submit' : 'draft' })
    await ctx.db
      .updateTable('order_plan_run')
      .set({ outcome: 'made', order_id: id })
      .where('plan_id', '=', plan.id)
      .where('day', '=', input.day)
      .execute()
  }
  return get(ctx, { id: plan.id })
}

/** A new draft from a plan's lines for a customer, with today's prices. The same `newId` again returns what it made. */
export async function order(ctx: CommandContext, input: Requests['orderPlans']['order']): Promise<OrderView> {
  const known = await ctx.db.selectFrom('sales_order').select('id').where('id', '=', input.newId).executeTakeFirst()
  if (known) return orderQueries.get(ctx, { id: input.newId })
  const plan = await planRecord(ctx, input.id)
  if (plan.customer_id !== null && plan.customer_id !== input.customerId)
    throw new AppError('NOT_FOUND', { entity: 'plan', id: input.id })
  await makeOrder(ctx, plan, { id: input.newId, customerId: input.customerId, mode: 'draft' })
  return orderQueries.get(ctx, { id: input.newId })
}

/**
 * Does what a standing order is due for: today's order is made, days before today that nobody was there for are written down
 * as missed, to be asked about. Each day once, whoever comes first.
 */
export async function runPlan(ctx: CommandContext, planId: string): Promise<void> {
  const plan = await planRecord(ctx, planId)
  const rhythm = rhythmOf(plan)
  if (!rhythm || plan.next_day === null || plan.next_day > ctx.today || plan.customer_id === null) return
  const rests = plan.days_off === 'rest' ? await restsSince(ctx) : () => false
  const first = addDays(ctx.today, -MOST_MISSED)
  for (let day = plan.next_day > first ? plan.next_day : first; day < ctx.today; day = addDays(day, 1))
    if (isDue(rhythm, day) && !rests(day)) await writeRun(ctx, plan.id, { day, outcome: 'missed' })
  if (isDue(rhythm, ctx.today) && !rests(ctx.today)) {
    const written = await ctx.db
      .selectFrom('order_plan_run')
      .select('day')
      .where('plan_id', '=', plan.id)
      .where('day', '=', ctx.today)
      .executeTakeFirst()
    if (!written) {
      const id = ctx.newId()
      const mode = plan.mode === 'submit' ? 'submit' : 'draft'
      await makeOrder(ctx, plan, { id, customerId: plan.customer_id, mode })
      await writeRun(ctx, plan.id, { day: ctx.today, outcome: 'made', orderId: id })
    }
  }
  await moveOn(ctx, plan, ctx.today)
}

/** Writes down that today's order could not be made, and why; somebody is asked about it. */
export async function failPlan(ctx: CommandContext, planId: string, problem: string): Promise<void> {
  const plan = await ctx.db.selectFrom('order_plan').selectAll().where('id', '=', planId).executeTakeFirstOrThrow()
  await writeRun(ctx, plan.id, { day: ctx.today, outcome: 'failed', problem })
  await moveOn(ctx, plan, ctx.today)
}

async function setNext(ctx: CommandContext, id: string): Promise<void> {
  const plan = await planRecord(ctx, id)
  const next_day = await nextDayOf(ctx, plan, ctx.today)
  if (next_day !== plan.next_day)
    await ctx.db.updateTable('order_plan').set({ next_day }).where('id', '=', id).execute()
}

/** Days off among those that may have been missed, and today. */
const restsSince = (ctx: CommandContext) => restsOf({ ...ctx, today: addDays(ctx.today, -MOST_MISSED) })
