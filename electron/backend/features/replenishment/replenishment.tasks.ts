import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { AdviceRow } from '../../../../shared/contract/replenishment.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import type { QueryContext, TaskContext } from '../../rpc/context.ts'
import { matchesProduct } from '../search/find.ts'
import { branchOf } from '../trees/branch.ts'
import type { AdviceInput } from './advice-run.ts'
import type { ReplenishmentJobs } from './replenishment.worker.ts'

const worker = workerOf<ReplenishmentJobs>(new URL('./replenishment.worker.ts', import.meta.url))

/** `replenishment.warnings`: on a worker, because every balance is looked at. @throws CANCELLED */
export async function warnings(
  ctx: TaskContext,
  input: Requests['replenishment']['warnings'],
): Promise<Outputs['replenishment']['warnings']> {
  const { search, ...rest } = input
  const productIds = search ? await matching(ctx, { search }) : undefined
  const request = { ...rest, file: ctx.company.file, today: ctx.today, productIds }
  return worker('warnings', request, { signal: ctx.signal })
}

/** `replenishment.advice`: what to buy, from the demand of the period; on a worker. @throws CANCELLED */
export async function advice(
  ctx: TaskContext,
  input: Requests['replenishment']['advice'],
): Promise<Outputs['replenishment']['advice']> {
  const began = performance.now()
  const { all, limit } = input
  const result = await worker('advise', { ...(await requestOf(ctx, input)), all, limit }, { signal: ctx.signal })
  const hidden = ctx.user.mask.includes('purchase')
  return {
    ...result,
    asOf: ctx.today,
    ms: Math.round(performance.now() - began),
    amount: hidden ? null : result.amount,
    rows: hidden ? result.rows.map(withoutPrices) : result.rows,
  }
}

/** `replenishment.explain`: one product and site with every sum and the back-test. @throws NOT_FOUND */
export async function explain(
  ctx: TaskContext,
  input: Requests['replenishment']['explain'],
): Promise<Outputs['replenishment']['explain']> {
  const request = { ...input, file: ctx.company.file, today: ctx.today }
  const detail = await worker('explain', request, { signal: ctx.signal })
  return ctx.user.mask.includes('purchase') ? { ...detail, row: withoutPrices(detail.row) } : detail
}

/** `replenishment.backTest`: the fill rate the advice would have given in the last quarter; on a worker. */
export async function backTest(
  ctx: TaskContext,
  input: Requests['replenishment']['backTest'],
): Promise<Outputs['replenishment']['backTest']> {
  const request = { ...(await requestOf(ctx, input)), all: true, limit: 0 }
  return worker('backTest', request, { signal: ctx.signal })
}

async function requestOf(
  ctx: QueryContext,
  input: Requests['replenishment']['backTest'],
): Promise<Omit<AdviceInput, 'all' | 'limit'>> {
  const { policy, siteId, supplierId, typeId, search } = input
  const productIds = typeId || search ? await matching(ctx, { typeId, search }) : undefined
  return { file: ctx.company.file, today: ctx.today, policy, siteId, supplierId, productIds }
}

/** Active products of a type and matching a text. */
async function matching(
  ctx: QueryContext,
  { typeId, search }: { typeId?: string; search?: string },
): Promise<string[]> {
  let query = ctx.db.selectFrom('product as p').select('p.id').where('p.status', '=', 'active')
  if (typeId) query = query.where('p.type_id', 'in', branchOf(typeId))
  if (search) query = query.where(matchesProduct(ctx, search, 'active'))
  return (await query.execute()).map((row) => row.id)
}

function withoutPrices(row: AdviceRow): AdviceRow {
  return { ...row, amount: null, supply: { ...row.supply, price: null } }
}
