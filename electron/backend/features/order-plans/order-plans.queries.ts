import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PlanRow, PlanView } from '../../../../shared/contract/order-plans.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { packsOf } from '../orders/orders.queries.ts'
import { inIds } from '../search/find.ts'
import { planRecord, type PlanRecord } from './plan-store.ts'

const RUNS_SHOWN = 30

/** Templates and standing orders this user may see: those with an answer missing first, then by the next day. */
export async function list(
  ctx: QueryContext,
  input: Requests['orderPlans']['list'],
): Promise<Outputs['orderPlans']['list']> {
  let query = ctx.db
    .selectFrom('order_plan as p')
    .leftJoin('customer as c', 'c.id', 'p.customer_id')
    .selectAll('p')
    .where('p.archived', '=', input.archived ? 1 : 0)
  if (ctx.user.scope === 'own')
    query = query.where((eb) => eb.or([eb('p.customer_id', 'is', null), eb('c.sales_person_id', '=', ctx.user.id)]))
  const { customerId } = input
  if (customerId)
    query = query.where((eb) => eb.or([eb('p.customer_id', 'is', null), eb('p.customer_id', '=', customerId)]))
  const rows = await viewsOf(ctx, await query.orderBy('p.name').orderBy('p.id').limit(2000).execute())
  const rank = (row: PlanRow) => (row.open.length > 0 ? '0' : '1') + (row.nextDay ?? '9')
  return rows.toSorted((a, b) => rank(a).localeCompare(rank(b)))
}

/** One plan with its lines and what its last days came to. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<PlanView> {
  const plan = await planRecord(ctx, input.id)
  const [row] = await viewsOf(ctx, [plan])
  const lines = await ctx.db
    .selectFrom('order_plan_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('product_pack as k', (join) => join.onRef('k.product_id', '=', 'p.id').onRef('k.unit', '=', 'l.unit'))
    .select(['l.product_id as productId', 'l.unit', 'l.quantity', 'l.remark', 'p.code', 'p.name', 'p.spec'])
    .select(['p.base_unit as baseUnit', 'k.factor'])
    .where('l.plan_id', '=', plan.id)
    .orderBy('l.line_no')
    .execute()
  const packs = await packsOf(
    ctx,
    lines.map((line) => line.productId),
  )
  const runs = await runsOf(ctx, [plan.id])
  return {
    ...row!,
    lines: lines.map((line) => ({ ...line, factor: line.factor ?? 1000, packs: packs.get(line.productId) ?? [] })),
    runs: runs.slice(0, RUNS_SHOWN).map(runView),
  }
}

type RunRow = Awaited<ReturnType<typeof runsOf>>[number]
const runView = ({ day, outcome, order_id, number, problem }: RunRow): PlanView['runs'][number] => ({
  day,
  outcome: outcome as PlanView['runs'][number]['outcome'],
  order: order_id === null ? null : { id: order_id, number: number ?? '' },
  problem,
})

function runsOf(ctx: QueryContext, planIds: readonly string[]) {
  return ctx.db
    .selectFrom('order_plan_run as r')
    .leftJoin('sales_order as o', 'o.id', 'r.order_id')
    .select(['r.plan_id', 'r.day', 'r.outcome', 'r.order_id', 'r.problem', 'o.number'])
    .where(inIds('r.plan_id', planIds))
    .orderBy('r.day', 'desc')
    .execute()
}

async function viewsOf(ctx: QueryContext, plans: readonly PlanRecord[]): Promise<PlanRow[]> {
  const ids = plans.map((plan) => plan.id)
  const counts = await ctx.db
    .selectFrom('order_plan_line')
    .select(['plan_id', (eb) => eb.fn.countAll<number>().as('n')])
    .where(inIds('plan_id', ids))
    .groupBy('plan_id')
    .execute()
  const customers = await ctx.db
    .selectFrom('customer')
    .select(['id', 'name'])
    .where(inIds('id', [...new Set(plans.flatMap((plan) => plan.customer_id ?? []))]))
    .execute()
  const names = new Map(customers.map((one) => [one.id, one.name]))
  const lineCounts = new Map(counts.map((one) => [one.plan_id, one.n]))
  const runs = Map.groupBy(await runsOf(ctx, ids), (run) => run.plan_id)
  return plans.map((plan) => {
    const own = runs.get(plan.id) ?? []
    const [last] = own.filter((run) => run.outcome === 'made')
    return {
      id: plan.id,
      name: plan.name,
      customerId: plan.customer_id,
      customer: names.get(plan.customer_id ?? '') ?? '',
      warehouseId: plan.warehouse_id,
      remark: plan.remark,
      rhythm:
        plan.rhythm === null || plan.from_day === null
          ? null
          : {
              rhythm: plan.rhythm as 'weekdays' | 'interval' | 'month-days',
              weekdays: plan.weekdays,
              intervalDays: plan.interval_days,
              monthDays: plan.month_days,
              fromDay: plan.from_day,
              toDay: plan.to_day,
            },
      daysOff: plan.days_off as PlanRow['daysOff'],
      mode: plan.mode as PlanRow['mode'],
      lineCount: lineCounts.get(plan.id) ?? 0,
      nextDay: plan.next_day,
      last: last ? runView(last) : null,
      open: own.filter((run) => run.outcome === 'missed' || run.outcome === 'failed').map(runView),
      archived: plan.archived === 1,
      version: plan.version,
    }
  })
}
