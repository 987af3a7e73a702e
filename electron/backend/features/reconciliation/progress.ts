import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { QueryContext } from '../../rpc/context.ts'

type Progress = Outputs['reconciliation']['progress']

/** Runs going on in this process, by the name their user gave them. */
const runs = new Map<string, Progress>()
const keyOf = (ctx: QueryContext, job: string) => `${ctx.info.id} ${ctx.user.id} ${job}`

/** Runs work under a name that `progress` can be asked about while it lasts. */
export async function tracked<T>(
  ctx: QueryContext,
  job: string | undefined,
  work: (report: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  if (job === undefined) return work(() => {})
  const key = keyOf(ctx, job)
  runs.set(key, { done: 0, total: 0 })
  try {
    return await work((done, total) => runs.set(key, { done, total }))
  } finally {
    runs.delete(key)
  }
}

/** How far a run of this user is. @throws NOT_FOUND when it has ended */
export function progress(ctx: QueryContext, input: Requests['reconciliation']['progress']): Progress {
  const found = runs.get(keyOf(ctx, input.job))
  if (!found) throw new AppError('NOT_FOUND', { entity: 'job', id: input.job })
  return found
}

/** @throws CANCELLED when the user stopped the run */
export function stopWhenCancelled(ctx: QueryContext): void {
  if (ctx.signal?.aborted) throw new AppError('CANCELLED', {})
}
