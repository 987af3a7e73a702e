import { Worker } from 'node:worker_threads'
import { AppError, type ErrorCode, type ErrorData } from '../../../../shared/errors.ts'

/** What a worker file can do: named functions of one plain input. Made by `serveWorker`, named by its type here. */
export type WorkerJobs = Record<string, (input: never, job: JobContext) => unknown>

export interface JobContext {
  /** Tells the caller how far the work is, in whatever the job counts. */
  progress(done: number): void
}

export interface RunOptions {
  /** Ends the worker; the call throws CANCELLED. */
  signal?: AbortSignal
  onProgress?: (done: number) => void
}

export type WorkerMessage =
  | { progress: number }
  | { result: unknown }
  | { failed: { code: ErrorCode; data: ErrorData[ErrorCode] } | { name: string; message: string; stack: string } }

/** Heavy work at once at most: the cores belong to the clerks. */
const MOST_AT_ONCE = 2
const HEAP_MEGABYTES = 1024
/** What a thread may fill between two small collections: more makes it hardly faster and is memory nobody else has. */
const YOUNG_MEGABYTES = 24

/**
 * Names a worker file whose functions are run one call each on a thread of their own, so that nothing heavy runs where
 * orders are typed. Input and result travel by structured clone; a job opens its own reader on the company's file.
 *
 * Made for the caller's own file: `workerOf<typeof jobs>(new URL('./x.worker.ts', import.meta.url))`, where `x.worker.ts`
 * ends with `serveWorker(jobs)`.
 */
export function workerOf<Jobs extends WorkerJobs>(entry: URL) {
  return async function run<Name extends keyof Jobs & string>(
    name: Name,
    input: Parameters<Jobs[Name]>[0],
    options: RunOptions = {},
  ): Promise<Awaited<ReturnType<Jobs[Name]>>> {
    await turn(options.signal)
    try {
      return (await runNow(entry, { name, input }, options)) as Awaited<ReturnType<Jobs[Name]>>
    } finally {
      giveTurn()
    }
  }
}

function runNow(entry: URL, workerData: { name: string; input: unknown }, options: RunOptions): Promise<unknown> {
  const { signal, onProgress } = options
  const worker = new Worker(entry, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })
  return new Promise((resolve, reject) => {
    // told only when the thread has ended, so that its files are free
    let end: () => void = () => reject(new Error(`worker ${workerData.name} ended without a result`))
    const cancel = () => {
      end = () => reject(new AppError('CANCELLED', {}))
      void worker.terminate()
    }
    if (signal?.aborted) cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    worker.on('message', (message: WorkerMessage) => {
      if (signal?.aborted) return
      if ('progress' in message) onProgress?.(message.progress)
      else if ('result' in message) end = () => resolve(message.result)
      else end = () => reject(toError(message.failed))
    })
    worker.on('error', (error) => {
      if (!signal?.aborted) end = () => reject(error)
    })
    worker.on('exit', () => {
      signal?.removeEventListener('abort', cancel)
      end()
    })
  })
}

function toError(failed: Extract<WorkerMessage, { failed: unknown }>['failed']): Error {
  if ('code' in failed) return new AppError(failed.code, failed.data)
  return Object.assign(new Error(failed.message), { name: failed.name, stack: failed.stack })
}

let running = 0
const waiting: (() => void)[] = []

/** Waits until one of the places is free. @throws CANCELLED */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) throw new AppError('CANCELLED', {})
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
}

/** Hands the place to the next in line, or frees it. */
function giveTurn(): void {
  const next = waiting.shift()
  if (next) next()
  else running--
}
