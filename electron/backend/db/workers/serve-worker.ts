import { parentPort } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import { AppError } from '../../../../shared/errors.ts'
import { openReader } from '../open.ts'
import type { JobContext, WorkerFailure, WorkerMessage, WorkerOrder } from './run-on-worker.ts'

type Job = (input: never, job: JobContext) => unknown

/** The last line of a `*.worker.ts`: runs the one function this thread is asked for and sends its result. */
export function serveWorker(jobs: Record<string, Job>): void {
  const send = (message: WorkerMessage) => parentPort!.postMessage(message)
  const context: JobContext = { progress: (done) => send({ progress: done }) }
  parentPort!.once('message', ({ name, input }: WorkerOrder) => {
    Promise.resolve()
      .then(() => jobs[name]!(input as never, context))
      .then(
        (result) => send({ result }),
        (error: unknown) => send({ failed: describeError(error) }),
      )
  })
}

/** Runs `work` with a reader of its own on a company's file. */
export async function withReader<T>(file: string, work: (reader: Database.Database) => T | Promise<T>): Promise<T> {
  const reader = openReader(file)
  try {
    return await work(reader)
  } finally {
    reader.close()
  }
}

/** An error as it travels between threads. */
export function describeError(error: unknown): WorkerFailure {
  if (error instanceof AppError) return { code: error.code, data: error.data }
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack ?? '' }
  return { name: 'Error', message: String(error), stack: '' }
}
