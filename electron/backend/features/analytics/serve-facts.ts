import { parentPort, workerData } from 'node:worker_threads'
import type { Day } from '../../../../shared/day.ts'
import type { Facts } from '../../../../shared/domain/analytics/facts.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { WorkerFailure } from '../../db/workers/run-on-worker.ts'
import { describeError } from '../../db/workers/serve-worker.ts'
import type { Changed } from './change-notes.ts'
import { FactStore } from './fact-store.ts'

/** What a report may use besides the facts and its question. */
export interface FactsJob {
  /** Lets other questions in between two slices of long work. @throws CANCELLED */
  breathe(): Promise<void>
  /** Files the report may read itself: what the facts do not hold. */
  file: string
}

/** Functions that answer questions from the facts. */
export type FactsJobs = Record<string, (facts: Facts, input: never, job: FactsJob) => unknown>

export type FactsOrder = { ask: number; name: string; input: { today: Day }; changed: Changed } | { cancel: number }
export type FactsMessage =
  { loaded: number } | { ask: number; result: unknown } | { ask: number; failed: WorkerFailure }

/** The last line of the worker: loads the facts of the company's file and answers questions until the thread is ended. */
export function serveFacts(jobs: FactsJobs): void {
  const { file, keptAt } = workerData as { file: string; keptAt: string }
  const send = (message: FactsMessage) => parentPort!.postMessage(message)
  const store = new FactStore(file, keptAt)
  const cancelled = new Set<number>()
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  const ready = store.load(async (percent) => {
    send({ loaded: Math.min(percent, 99) })
    await pause()
  })
  ready.then(() => send({ loaded: 100 }), end)
  // questions are answered as of their own moment: what had changed before each is taken in first, in order
  let updated: Promise<void> = ready
  parentPort!.on('message', (order: FactsOrder) => {
    if ('cancel' in order) return void cancelled.add(order.cancel)
    const breathe = async () => {
      await pause()
      if (cancelled.has(order.ask)) throw new AppError('CANCELLED', {})
    }
    updated = updated.then(() => store.update(order.changed))
    updated.catch(end)
    updated
      .then(breathe)
      .then(() => jobs[order.name]!(store.current(order.input.today), order.input as never, { breathe, file }))
      .then(
        (result) => send({ ask: order.ask, result }),
        (error: unknown) => send({ ask: order.ask, failed: describeError(error) }),
      )
      .finally(() => cancelled.delete(order.ask))
  })
}

/** Facts that could not be read are not answered from: the thread ends, the next question starts another. */
function end(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}
