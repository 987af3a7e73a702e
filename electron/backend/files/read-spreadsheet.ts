import { fork } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { DEFAULT_LIMITS, type ReadLimits } from './reader/limits.ts'
import type { ReaderJob, ReaderMessage } from './reader/reader-messages.ts'
import type { ReadProgress, StagedWorkbook } from './reader/staged.ts'
import { SpreadsheetError } from './spreadsheet-error.ts'

export { DEFAULT_LIMITS, type ReadLimits } from './reader/limits.ts'
export type { ReadProgress, SpreadsheetFormat, StagedSheet, StagedWorkbook } from './reader/staged.ts'

/** A process that reads one file. Plain Node forks it; Electron, where forking is switched off, starts a utility process. */
export interface ReaderProcess {
  send(job: ReaderJob): void
  onMessage(listener: (message: ReaderMessage) => void): void
  /** Told once when the process has ended; `outOfMemory` when it reached its heap limit. */
  onEnd(listener: (end: { outOfMemory: boolean }) => void): void
  kill(): void
  /** Lets it run behind everything else from now on. */
  stepBack?(): void
  /** Whether this process may end while the reader lives; a waiting reader keeps nobody alive. */
  mayBeLeft?(yes: boolean): void
}

export type StartReader = (entry: URL, heapMegabytes: number) => ReaderProcess

export interface ReadOptions {
  signal?: AbortSignal
  onProgress?: (news: ReadProgress) => void
  limits?: Partial<ReadLimits>
  /** A folder for the pictures of an .xlsx, made when there are any; `openPictures` reads it. */
  pictureFolder?: string
  /** How to start the reading process; as `startReadersWith` said unless given. */
  start?: StartReader
}

/**
 * Reads a spreadsheet somebody gave us, in a process of its own with limits on size, time and memory, and puts its rows into a
 * staging file (read it with `openStage`; whoever called deletes it). No row passes through this process except the first 100
 * of each sheet, which `onProgress` gets early. Format is told by content: .xlsx .xlsm .xlsb .xls .et .ods, text with
 * delimiters, HTML tables, SpreadsheetML 2003.
 *
 * @param stagePath a file that does not exist yet; it exists afterwards only if the promise is fulfilled
 * @throws SpreadsheetError with one of the codes of `shared/domain/import/file-errors.ts`
 */
export async function readSpreadsheet(
  path: string,
  stagePath: string,
  options: ReadOptions = {},
): Promise<StagedWorkbook> {
  const limits: ReadLimits = { ...DEFAULT_LIMITS, ...options.limits }
  rmSync(stagePath, { force: true })
  try {
    options.signal?.throwIfAborted()
    return await runReader({ path, stagePath, limits, pictureFolder: options.pictureFolder ?? null }, options)
  } catch (error) {
    rmSync(stagePath, { force: true, maxRetries: 5 })
    if (options.signal?.aborted) throw new SpreadsheetError('FILE_CANCELLED')
    throw error
  }
}

/** Starts the reading process under plain Node. */
export const forkReader: StartReader = (entry, heapMegabytes) => {
  const child = fork(entry, {
    execArgv: [`--max-old-space-size=${heapMegabytes}`, '--disable-warning=ExperimentalWarning'],
    // Nothing of our environment is of use to a process that meets untrusted content.
    env: { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], SystemRoot: process.env['SystemRoot'] },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errorText = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errorText = (errorText + text).slice(-8_192)
  })
  return {
    send: (job) => void child.send(job, () => {}),
    onMessage: (listener) => void child.on('message', (message) => listener(message as ReaderMessage)),
    onEnd: (listener) => {
      child.once('error', () => listener({ outOfMemory: false }))
      child.once('close', () => listener({ outOfMemory: /heap out of memory|heap limit/i.test(errorText) }))
    },
    kill: () => void child.kill('SIGKILL'),
    stepBack: () => lowerPriority(child.pid),
    mayBeLeft: (yes) => {
      for (const held of [child, child.channel, child.stderr as { ref?(): void; unref?(): void } | null]) {
        if (yes) held?.unref?.()
        else held?.ref?.()
      }
    },
  }
}

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // it has ended already, or the system does not let us: it reads all the same
  }
}

let startReader = forkReader

/** How this process starts readers from now on: a host that cannot fork says so once, before any file is read. */
export function startReadersWith(start: StartReader): void {
  startReader = start
  spare?.reader.kill()
  spare = null
}

const ENTRY = new URL('./reader/reader-process.ts', import.meta.url)
/** A file that takes longer is read behind everything else: the cores belong to the clerks. Small and bad ones are answered at once. */
const STEP_BACK_MILLISECONDS = 1_000
/** A reader without work ends after this time. */
const SPARE_MILLISECONDS = 3 * 60_000

let spare: { reader: ReaderProcess; timer: NodeJS.Timeout } | null = null

/**
 * Starts a reader for the next file, unless one is waiting: a small file is read in less time than a process takes to start.
 * To be called when somebody is about to choose a file. Each reader still reads one file and ends.
 */
export function prepareReader(): void {
  if (spare) return void spare.timer.refresh()
  const reader = startReader(ENTRY, DEFAULT_LIMITS.heapMegabytes)
  const timer = setTimeout(() => reader.kill(), SPARE_MILLISECONDS).unref()
  const made = { reader, timer }
  spare = made
  reader.onEnd(() => {
    clearTimeout(timer)
    if (spare === made) spare = null
  })
  reader.mayBeLeft?.(true)
}

function readerFor(limits: ReadLimits, start: StartReader | undefined): ReaderProcess {
  if (!spare || start || limits.heapMegabytes !== DEFAULT_LIMITS.heapMegabytes) {
    return (start ?? startReader)(ENTRY, limits.heapMegabytes)
  }
  const { reader, timer } = spare
  spare = null
  clearTimeout(timer)
  reader.mayBeLeft?.(false)
  return reader
}

function runReader(job: ReaderJob, options: ReadOptions): Promise<StagedWorkbook> {
  const limit = millisecondsFor(job)
  const reader = readerFor(job.limits, options.start)
  return new Promise((resolve, reject) => {
    let result: StagedWorkbook | SpreadsheetError | undefined
    // A failure is told only when the process has ended, so that its files are free; a result comes with its files closed.
    const stop = (error: SpreadsheetError) => {
      result ??= error
      reader.kill()
    }
    const timer = setTimeout(() => stop(new SpreadsheetError('FILE_TIMEOUT', { limit })), limit)
    const long = setTimeout(() => reader.stepBack?.(), STEP_BACK_MILLISECONDS)
    const cancel = () => stop(new SpreadsheetError('FILE_CANCELLED'))
    options.signal?.addEventListener('abort', cancel, { once: true })
    reader.onMessage((message) => {
      if ('done' in message) {
        result ??= message.done
        if (!(result instanceof SpreadsheetError)) resolve(result)
        reader.kill()
      } else if ('failed' in message) stop(new SpreadsheetError(message.failed.code, message.failed.data))
      else if (!result) {
        try {
          options.onProgress?.(message.news)
        } catch (error) {
          reject(error)
          reader.kill()
        }
      }
    })
    reader.onEnd(({ outOfMemory }) => {
      clearTimeout(timer)
      clearTimeout(long)
      options.signal?.removeEventListener('abort', cancel)
      result ??= new SpreadsheetError(outOfMemory ? 'FILE_MEMORY' : 'FILE_DAMAGED', { part: 'reader' })
      if (result instanceof SpreadsheetError) reject(result)
      else resolve(result)
    })
    reader.send(job)
  })
}

function millisecondsFor({ path, limits }: ReaderJob): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return Math.round(limits.baseMilliseconds + (size / 1024 / 1024) * limits.millisecondsPerMegabyte)
}
