import { Worker } from 'node:worker_threads'

/**
 * Rows written between two emptyings: about half of the log at which SQLite would empty it inside somebody's commit. Rows
 * and not the log's size, because its file never shrinks.
 */
const RELIEVE_ROWS = 15_000
/** How many times the pages of an order line a customer or product touches: it stands at random places of many indexes. */
export const MASTER_PAGES = 6

/**
 * Moves the write-ahead log into the company file from a thread of its own while a lot is written. A large import would
 * otherwise meet SQLite's own checkpoint again and again, inside a commit, with everybody waiting for the disk.
 *
 * The bulk is moved while the import goes on; then the import pauses for what has come since, because the log begins anew
 * only when all of it has been moved.
 */
export class Checkpointer {
  readonly #file: string
  #worker: Worker | null = null
  #done: (() => void) | null = null
  #state: 'idle' | 'moving' | 'moved' = 'idle'
  #rows = 0

  constructor(companyFile: string) {
    this.#file = companyFile
  }

  /**
   * Called between two units of work: starts to empty a log that has grown, and waits only for the short end of it.
   * @param rows rows that the last unit wrote
   */
  async relieve(rows: number): Promise<void> {
    this.#rows += rows
    if (this.#state === 'moving') return
    if (this.#state === 'moved') {
      await this.#checkpoint()
      this.#state = 'idle'
      return
    }
    if (this.#rows < RELIEVE_ROWS) return
    this.#rows = 0
    this.#state = 'moving'
    void this.#checkpoint().then(() => (this.#state = 'moved'))
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = null
  }

  #checkpoint(): Promise<void> {
    this.#worker ??= this.#start()
    const done = new Promise<void>((resolve) => (this.#done = resolve))
    this.#worker.postMessage('checkpoint')
    return done
  }

  #start(): Worker {
    const worker = new Worker(new URL('./checkpoint.worker.ts', import.meta.url), { workerData: this.#file })
    const end = () => this.#done?.()
    worker.on('message', end)
    worker.on('error', end)
    worker.on('exit', end)
    return worker
  }
}
