import { Worker } from 'node:worker_threads'
import { AppError } from '../../../../shared/errors.ts'
import type { CommandContext, TaskContext } from '../../rpc/context.ts'
import type { CheckMessage, CheckOrder } from './check/check.worker.ts'
import type { CheckJob } from './check/environment.ts'
import { saveJob, type Job } from './job.ts'
import { endRun, importFiles, runsOf, startRun, type ImportRun } from './runs.ts'

/**
 * Starts the check of an import on a worker thread and returns at once. The stored job turns `ready` with the result; the run
 * stays until the records to be written are prepared too. A check under way is stopped first.
 * @param save notes in the job that it is being checked
 */
export async function startCheck(
  ctx: TaskContext,
  job: Pick<Job, 'id' | 'kind' | 'document'>,
  save = (unit: CommandContext) => saveJob(unit, job.id, { state: 'checking', document: { error: null } }),
): Promise<void> {
  const { company } = ctx
  runsOf(company).get(job.id)?.stop()
  const { sheets } = job.document
  const total = sheets.reduce((sum, sheet) => sum + (sheet.selected ? sheet.rows : 0), 0)
  const run = startRun(company, job.id, 'checking', total)
  run.prepared = runWorker(ctx, job.id, run, checkJobOf(ctx, job))
  run.prepared.catch(() => {})
  // the thread works meanwhile; its result is saved by a later unit
  await ctx.unit(save).catch((error: unknown) => {
    run.stop()
    throw error
  })
}

/**
 * Begins to check a sheet while its file is still being read, in the hope that what its first rows say of its columns is true
 * of the whole; the check itself finds out and begins anew if it was not.
 * @param job.sheets the one sheet, as proposed so far
 */
export function followReading(ctx: TaskContext, job: Pick<Job, 'id' | 'kind' | 'document'>): void {
  if (followers.has(job.id)) return
  const worker = takeSpare()
  const { id } = job
  followers.set(id, worker)
  const forget = () => void (followers.get(id) === worker && followers.delete(id))
  worker.once('error', forget)
  worker.once('exit', forget)
  const sheets = job.document.sheets.map((sheet) => ({ ...sheet, rows: 0 }))
  const order: CheckOrder = { follow: checkJobOf(ctx, { ...job, document: { ...job.document, sheets } }) }
  worker.postMessage(order)
}

/** Ends the thread that followed a reading and that no check has taken. */
export async function dropFollower(id: string): Promise<void> {
  const worker = followers.get(id)
  followers.delete(id)
  await worker?.terminate()
}

function checkJobOf(ctx: TaskContext, job: Pick<Job, 'id' | 'kind' | 'document'>): CheckJob {
  const { company } = ctx
  const files = importFiles(company, job.id)
  const { sheets, options } = job.document
  return {
    companyFile: company.file,
    stage: files.stage,
    plan: files.plan,
    corrections: files.corrections,
    pictures: files.pictures,
    kind: job.kind,
    sheets,
    options,
    today: ctx.today,
    taxRate: ctx.info.settings.taxRate,
    defaultWarehouseId: ctx.info.settings.defaultWarehouseId,
    now: ctx.now.getTime(),
  }
}

/** Threads that follow a file being read, by import. */
const followers = new Map<string, Worker>()
/** A thread without work ends after this time. */
const SPARE_MILLISECONDS = 3 * 60_000
let spare: { worker: Worker; timer: NodeJS.Timeout } | null = null

/** Starts the thread of the next check, unless one is waiting: to be called when somebody is about to choose a file. */
export function prepareCheck(): void {
  if (spare) return void spare.timer.refresh()
  const worker = newWorker()
  const made = { worker, timer: setTimeout(() => void worker.terminate(), SPARE_MILLISECONDS).unref() }
  spare = made
  // one that fails to start must not bring the program down: the check starts another
  const forget = () => {
    clearTimeout(made.timer)
    if (spare === made) spare = null
  }
  worker.once('error', forget)
  worker.once('exit', forget)
  worker.unref()
}

function takeSpare(): Worker {
  if (!spare) return newWorker()
  const { worker, timer } = spare
  spare = null
  clearTimeout(timer)
  worker.removeAllListeners()
  return worker
}

function takeWorker(id: string): Worker {
  const worker = followers.get(id) ?? takeSpare()
  followers.delete(id)
  worker.removeAllListeners()
  worker.ref()
  return worker
}

/** Room for the rows of many chunks: what one of them leaves behind is cleared away in one go. */
const YOUNG_MEGABYTES = 12

const newWorker = () =>
  new Worker(new URL('./check/check.worker.ts', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })

function runWorker(ctx: TaskContext, id: string, run: ImportRun, job: CheckJob): Promise<void> {
  const worker = takeWorker(id)
  const order: CheckOrder = { check: job }
  worker.postMessage(order)
  run.stop = () => {
    run.stopped = true
    void worker.terminate()
  }
  return new Promise<void>((resolve, reject) => {
    let saved: Promise<void> = Promise.resolve()
    let failure: unknown = null
    let isPrepared = false
    worker.on('message', (message: CheckMessage) => {
      if ('done' in message) run.progress = { ...run.progress, done: message.done }
      else if ('prepared' in message) isPrepared = true
      else {
        saved = ctx.unit(async (unit) => {
          if (run.stopped) return
          await saveJob(unit, id, { state: 'ready', document: message.result })
          run.state = 'idle'
        })
      }
    })
    worker.on('error', (error) => (failure = error))
    worker.on('exit', () => {
      void end()
    })
    const end = async () => {
      try {
        await saved
        if (run.stopped) throw new AppError('CANCELLED', {})
        if (!isPrepared) throw failure ?? new Error('the check ended early')
        resolve()
      } catch (error) {
        if (!run.stopped) await fail(ctx, id, error)
        reject(error)
      } finally {
        endRun(ctx.company, id, run)
      }
    }
  })
}

/** Notes that something of ours went wrong; the log says what. */
export async function fail(ctx: TaskContext, id: string, error: unknown): Promise<void> {
  ctx.company.log.error('import failed', {
    id,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  const reference = id.slice(-8)
  const document = { error: { code: 'INTERNAL', data: { reference } } }
  await ctx.unit((unit) => saveJob(unit, id, { state: 'failed', document, finished: true })).catch(() => {})
}
