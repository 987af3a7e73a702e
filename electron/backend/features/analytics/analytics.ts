import { Worker } from 'node:worker_threads'
import type { Day } from '../../../../shared/day.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { Committed } from '../../db/unit-of-work.ts'
import { toError } from '../../db/workers/run-on-worker.ts'
import type { AnalyticsJobs } from './analytics.worker.ts'
import { ChangeNotes } from './change-notes.ts'
import type { FactsMessage, FactsOrder } from './serve-facts.ts'

/** The thread and its memory are given back after this time without a question. */
const IDLE_MILLISECONDS = 20 * 60_000
/** More changes than this wait for nobody: the facts are read anew when they are asked for again. */
const MOST_CHANGES = 200_000
interface Waiting {
  resolve: (result: never) => void
  reject: (error: unknown) => void
}

/** Input of a report as it is asked for; `today` is the company's day. */
type InputOf<Job> = Job extends (facts: never, input: infer Input, job: never) => unknown
  ? unknown extends Input
    ? { today: Day }
    : Input & { today: Day }
  : { today: Day }

/**
 * The reports of one company: a thread that holds its sales and movements in columns (`shared/domain/analytics/facts.ts`),
 * started by the first question, kept current by every commit, ended when nobody has asked for a while.
 */
export class Analytics {
  readonly #file: string
  readonly #keptAt: string
  #worker: Worker | null = null
  readonly #notes = new ChangeNotes()
  #asked = 0
  readonly #waiting = new Map<number, Waiting>()
  #percent = 0
  #idle: NodeJS.Timeout | null = null

  /** @param keptAt where the facts are kept between starts */
  constructor(file: string, keptAt: string) {
    this.#file = file
    this.#keptAt = keptAt
  }

  /** How far the facts are: null when nobody has asked yet, then percent up to 100. */
  get loaded(): number | null {
    return this.#worker ? this.#percent : null
  }

  /**
   * Answers one question from the facts, as of the last commit. @throws CANCELLED
   * @param name a function of `analytics.worker.ts`
   */
  ask<Name extends keyof AnalyticsJobs & string>(
    name: Name,
    input: InputOf<AnalyticsJobs[Name]>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<Awaited<ReturnType<AnalyticsJobs[Name]>>> {
    if (signal?.aborted) return Promise.reject(new AppError('CANCELLED', {}))
    const worker = this.#start()
    const ask = ++this.#asked
    const order: FactsOrder = { ask, name, input, changed: this.#notes.take() }
    return new Promise<Awaited<ReturnType<AnalyticsJobs[Name]>>>((resolve, reject) => {
      const cancel = () => worker.postMessage({ cancel: ask } satisfies FactsOrder)
      signal?.addEventListener('abort', cancel, { once: true })
      const done = () => signal?.removeEventListener('abort', cancel)
      this.#waiting.set(ask, {
        resolve: (result) => (done(), resolve(result)),
        reject: (error) => (done(), reject(error)),
      })
      worker.ref()
      worker.postMessage(order)
    })
  }

  /** Notes what a commit means for the facts; nothing while no facts are held. */
  noteCommit(committed: Committed): void {
    if (!this.#worker) return
    this.#notes.add(committed)
    if (this.#notes.size > MOST_CHANGES && this.#waiting.size === 0) void this.#end()
  }

  /** Ends the thread; questions still open fail. */
  async close(): Promise<void> {
    await this.#end()
  }

  #start(): Worker {
    if (this.#idle) clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      if (this.#waiting.size === 0) void this.#end()
    }, IDLE_MILLISECONDS).unref()
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('./analytics.worker.ts', import.meta.url), {
      workerData: { file: this.#file, keptAt: this.#keptAt },
    })
    this.#worker = worker
    this.#percent = 0
    this.#notes.take()
    worker.on('message', (message: FactsMessage) => {
      if ('loaded' in message) return void (this.#percent = message.loaded)
      const waiting = this.#waiting.get(message.ask)
      this.#waiting.delete(message.ask)
      // a thread that nobody waits for keeps no program running
      if (this.#waiting.size === 0) worker.unref()
      if ('result' in message) waiting?.resolve(message.result as never)
      else waiting?.reject(toError(message.failed))
    })
    const lost = (error: unknown) => {
      if (this.#worker === worker) this.#worker = null
      for (const { reject } of this.#waiting.values()) reject(error)
      this.#waiting.clear()
    }
    worker.on('error', lost)
    worker.on('exit', () => {
      if (this.#worker === worker) lost(new AppError('CANCELLED', {}))
    })
    return worker
  }

  async #end(): Promise<void> {
    if (this.#idle) clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = null
    this.#notes.take()
    await worker?.terminate()
    for (const { reject } of this.#waiting.values()) reject(new AppError('CANCELLED', {}))
    this.#waiting.clear()
  }
}
