import { Worker } from 'node:worker_threads'
import type { Company } from '../../backend.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { TaskContext } from '../../rpc/context.ts'
import type { CheckMessage } from './check/check.worker.ts'
import type { CheckJob } from './check/environment.ts'
import { saveJob, type Job } from './job.ts'
import { endRun, importFiles, runsOf, startRun, type ImportRun } from './runs.ts'

/**
 * Starts the check of an import on a worker thread and returns at once. The stored job turns `ready` with the result; the run
 * stays until the records to be written are prepared too. A check under way is stopped first.
 */
export async function startCheck(ctx: TaskContext, job: Job): Promise<void> {
  const { company } = ctx
  runsOf(company).get(job.id)?.stop()
  const { sheets, options } = job.document
  const total = sheets.reduce((sum, sheet) => sum + (sheet.selected ? sheet.rows : 0), 0)
  const run = startRun(company, job.id, 'checking', total)
  await ctx.unit((unit) => saveJob(unit, job.id, { state: 'checking', document: { error: null } }))
  const files = importFiles(company, job.id)
  const check: CheckJob = {
    companyFile: company.file,
    stage: files.stage,
    plan: files.plan,
    corrections: files.corrections,
    kind: job.kind,
    sheets,
    options,
    today: ctx.today,
    taxRate: ctx.info.settings.taxRate,
    defaultWarehouseId: ctx.info.settings.defaultWarehouseId,
    now: ctx.now.getTime(),
  }
  run.prepared = runWorker(ctx, job.id, run, check)
  run.prepared.catch(() => {})
}

const waiting = new WeakMap<Company, Worker>()

/** Starts the thread of a check while its file is still being read: by then it has loaded what it needs. */
export function prepareCheck(company: Company): void {
  if (waiting.has(company)) return
  const worker = newWorker()
  waiting.set(company, worker)
  // one that fails to start must not bring the program down: the check starts another
  const forget = () => {
    if (waiting.get(company) === worker) waiting.delete(company)
  }
  worker.once('error', forget)
  worker.once('exit', forget)
  worker.unref()
}

/** Ends a thread that no check has taken. */
export function dropPreparedCheck(company: Company): void {
  void waiting.get(company)?.terminate()
  waiting.delete(company)
}

function takeWorker(company: Company): Worker {
  const worker = waiting.get(company)
  if (!worker) return newWorker()
  waiting.delete(company)
  worker.removeAllListeners()
  worker.ref()
  return worker
}

/** Room for the rows of many chunks: what one of them leaves behind is cleared away in one go. */
const YOUNG_MEGABYTES = 32

const newWorker = () =>
  new Worker(new URL('./check/check.worker.ts', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })

function runWorker(ctx: TaskContext, id: string, run: ImportRun, job: CheckJob): Promise<void> {
  const worker = takeWorker(ctx.company)
  worker.postMessage(job)
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
