import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

/** Write-ahead log, in bytes, from which on it is worth emptying: far below where SQLite would do it inside somebody's commit. */
const RELIEVE_BYTES = 24 * 1024 * 1024

/**
 * Moves the write-ahead log into the company file from a thread of its own while a lot is written. A large import would
 * otherwise meet SQLite's own checkpoint again and again, inside a commit, with everybody waiting for the disk.
 */
export class Checkpointer {
  readonly #file: string
  #worker: Worker | null = null

  constructor(companyFile: string) {
    this.#file = companyFile
  }

  /** Empties the log when it has grown; the caller waits, others do not. */
  async relieve(): Promise<void> {
    const size = statSync(`${this.#file}-wal`, { throwIfNoEntry: false })?.size ?? 0
    if (size < RELIEVE_BYTES) return
    this.#worker ??= this.#start()
    const worker = this.#worker
    await new Promise<void>((resolve) => {
      worker.once('message', () => resolve())
      worker.once('exit', () => resolve())
      worker.postMessage('checkpoint')
    })
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = null
  }

  #start(): Worker {
    const worker = new Worker(new URL('./checkpoint.worker.ts', import.meta.url), { workerData: this.#file })
    worker.on('error', () => {
      this.#worker = null
    })
    return worker
  }
}
