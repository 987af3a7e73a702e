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

/** What a thread is told once: the function and its input. */
export interface WorkerOrder {
  name: string
  input: unknown
}

export type WorkerFailure =
  { code: ErrorCode; data: ErrorData[ErrorCode] } | { name: string; message: string; stack: string }
export type WorkerMessage = { progress: number } | { result: unknown } | { failed: WorkerFailure }

/** Heavy work at once at most: the cores belong to the clerks. */
const MOST_AT_ONCE = 2
const HEAP_MEGABYTES = 1024
/** What a thread may fill between two small collections: more makes it hardly faster and is memory nobody else has. */
const YOUNG_MEGABYTES = 24

/** A thread that was started before its work was known ends after this time without any. */
const SPARE_MILLISECONDS = 3 * 60_000

/**
 * Names a worker file whose functions are run one call each on a thread of their own, so that nothing heavy runs where
 * orders are typed. Input and result travel by structured clone; a job opens its own reader on the company's file.
 * `prepare` starts the thread of the next call, when somebody is about to ask for it: it has loaded its modules by then.
 *
 * Made for the caller's own file: `workerOf<typeof jobs>(new URL('./x.worker.ts', import.meta.url))`, where `x.worker.ts`
 * ends with `serveWorker(jobs)`.
 */
export function workerOf<Jobs extends WorkerJobs>(entry: URL) {
  let spare: { worker: Worker; timer: NodeJS.Timeout } | null = null
  const prepare = (): void => {
    if (spare) return void spare.timer.refresh()
    const worker = start(entry)
    const made = { worker, timer: setTimeout(() => void worker.terminate(), SPARE_MILLISECONDS).unref() }
    spare = made
    const forget = () => {
      clearTimeout(made.timer)
      if (spare === made) spare = null
    }
    // one that fails to start must not bring the program down: the call starts another
    worker.once('error', forget)
    worker.once('exit', forget)
    worker.unref()
  }
  const take = (): Worker => {
    if (!spare) return start(entry)
    const { worker, timer } = spare
    spare = null
    clearTimeout(timer)
    worker.removeAllListeners()
    worker.ref()
    return worker
  }
  async function run<Name extends keyof Jobs & string>(
    name: Name,
    input: Parameters<Jobs[Name]>[0],
    options: RunOptions = {},
  ): Promise<Awaited<ReturnType<Jobs[Name]>>> {
    await turn(options.signal)
    try {
      return (await runOn(take(), { name, input }, options)) as Awaited<ReturnType<Jobs[Name]>>
    } finally {
      giveTurn()
    }
  }
  return Object.assign(run, { prepare })
}

const start = (entry: URL): Worker =>
  new Worker(entry, {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })

async function runOn(worker: Worker, order: WorkerOrder, options: RunOptions): Promise<unknown> {
  const { signal, onProgress } = options
  try {
    worker.postMessage(order)
  } catch (error) {
    // something in the input cannot be cloned
    void worker.terminate()
    throw error
  }
  return new Promise((resolve, reject) => {
    // told only when the thread has ended, so that its files are free
    let end: () => void = () => reject(new Error(`worker ${order.name} ended without a result`))
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

/** A failure of a thread as the error it was. */
export function toError(failed: WorkerFailure): Error {
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
