import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { addDays } from '../../../../shared/day.ts'
import { AppError } from '../../../../shared/errors.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import type { TaskContext } from '../../rpc/context.ts'
import { hidesSale } from './mask.ts'
import type { OrdersJobs } from './orders.worker.ts'

const worker = workerOf<OrdersJobs>(new URL('./orders.worker.ts', import.meta.url))
const DAYS = 90

/** What changed rules would have made of the orders of the last 90 days, beside the saved ones. @throws CANCELLED, FORBIDDEN */
export async function simulateReview(
  ctx: TaskContext,
  input: Requests['orders']['simulateReview'],
): Promise<Outputs['orders']['simulateReview']> {
  // measured values tell prices and debts of every customer
  if (hidesSale(ctx) || ctx.user.scope === 'own') throw new AppError('FORBIDDEN', { right: 'company.manage' })
  const toDay = ctx.today
  const request = { fromDay: addDays(toDay, 1 - DAYS), toDay, saved: ctx.info.settings.review, changed: input.review }
  return worker('simulate', { file: ctx.company.file, ...request }, { signal: ctx.signal })
}
