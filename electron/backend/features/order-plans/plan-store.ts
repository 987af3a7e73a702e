import type { Selectable } from 'kysely'
import type { OrderPlanTable } from '../../db/schema.ts'
import type { Rhythm } from '../../../../shared/domain/order-plan/rhythm.ts'
import { nextDue } from '../../../../shared/domain/order-plan/rhythm.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { restsOf } from './routes.queries.ts'

export type PlanRecord = Selectable<OrderPlanTable>

/** A plan this user may see. @throws NOT_FOUND */
export async function planRecord(ctx: QueryContext, id: string): Promise<PlanRecord> {
  const plan = await ctx.db.selectFrom('order_plan').selectAll().where('id', '=', id).executeTakeFirst()
  if (plan?.customer_id && ctx.user.scope === 'own') {
    const own = await ctx.db
      .selectFrom('customer')
      .select('id')
      .where('id', '=', plan.customer_id)
      .where('sales_person_id', '=', ctx.user.id)
      .executeTakeFirst()
    return found(own && plan, 'plan', id)
  }
  return found(plan, 'plan', id)
}

/** When a plan falls due; null: it is a template only, or put away. */
export function rhythmOf(plan: PlanRecord): Rhythm | null {
  if (plan.rhythm === null || plan.from_day === null || plan.archived === 1) return null
  return {
    rhythm: plan.rhythm as Rhythm['rhythm'],
    weekdays: plan.weekdays,
    intervalDays: plan.interval_days,
    monthDays: plan.month_days,
    fromDay: plan.from_day,
    toDay: plan.to_day,
  }
}

/** The first day from `from` on for which the plan is due and nothing is written yet. */
export async function nextDayOf(ctx: CommandContext, plan: PlanRecord, from: Day): Promise<Day | null> {
  const rhythm = rhythmOf(plan)
  if (!rhythm) return null
  const runs = await ctx.db
    .selectFrom('order_plan_run')
    .select('day')
    .where('plan_id', '=', plan.id)
    .where('day', '>=', from)
    .execute()
  const written = new Set(runs.map((run) => run.day))
  const off = plan.days_off === 'rest' ? await restsOf(ctx) : () => false
  return nextDue(rhythm, from, (day) => written.has(day) || off(day))
}

/** What a due day of a plan came to. */
export interface Run {
  day: Day
  outcome: 'made' | 'skipped' | 'missed' | 'failed' | 'dropped'
  orderId?: string
  problem?: string
}

/** Writes what became of a due day; what is written of that day already stays. @returns false when it was written */
export async function writeRun(ctx: CommandContext, planId: string, run: Run): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto('order_plan_run')
    .values({
      plan_id: planId,
      day: run.day,
      outcome: run.outcome,
      order_id: run.orderId ?? null,
      problem: run.problem ?? '',
      user_id: ctx.user.id,
      at: ctx.at,
    })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** The one way a plan changes. @throws CONFLICT */
export async function changePlan(ctx: CommandContext, plan: PlanRecord, patch: Partial<PlanRecord>): Promise<void> {
  await claim(
    ctx.db
      .updateTable('order_plan')
      .set({ ...patch, updated_at: ctx.at, version: plan.version + 1 })
      .where('id', '=', plan.id)
      .where('version', '=', plan.version),
    'plan',
    plan.id,
  )
}

/** Moves a plan on to its next due day after `day`. */
export async function moveOn(ctx: CommandContext, plan: PlanRecord, day: Day): Promise<void> {
  const next_day = await nextDayOf(ctx, plan, addDays(day, 1))
  await ctx.db.updateTable('order_plan').set({ next_day }).where('id', '=', plan.id).execute()
}
