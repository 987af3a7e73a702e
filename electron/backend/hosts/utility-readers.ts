import type { FromBackend, ToBackend } from '../../messages.ts'
import type { ReaderProcess, StartReader } from '../files/read-spreadsheet.ts'
import type { ReaderMessage } from '../files/reader/reader-messages.ts'

interface Listeners {
  message: (message: ReaderMessage) => void
  end: (end: { outOfMemory: boolean }) => void
}

/**
 * Readers of spreadsheets started by Electron's main process: in a packaged Electron (fuse RunAsNode off) the backend
 * cannot fork.
 */
export class UtilityReaders {
  readonly #tell: (message: FromBackend) => void
  readonly #listeners = new Map<number, Listeners>()
  #last = 0

  constructor(tell: (message: FromBackend) => void) {
    this.#tell = tell
  }

  readonly start: StartReader = (entry, heapMegabytes): ReaderProcess => {
    const helper = ++this.#last
    const listeners: Listeners = { message: () => {}, end: () => {} }
    this.#listeners.set(helper, listeners)
    this.#tell({ type: 'startHelper', helper, entry: entry.pathname.split('/').at(-1)!, heapMegabytes })
    return {
      send: (job) => this.#tell({ type: 'tellHelper', helper, message: job }),
      onMessage: (listener) => void (listeners.message = listener),
      onEnd: (listener) => void (listeners.end = listener),
      kill: () => this.#tell({ type: 'killHelper', helper }),
    }
  }

  /** What main passes on from a reader. */
  hear(message: Extract<ToBackend, { helper: number }>): void {
    const listeners = this.#listeners.get(message.helper)
    if (message.type === 'helper') return listeners?.message(message.message as ReaderMessage)
    this.#listeners.delete(message.helper)
    listeners?.end({ outOfMemory: message.outOfMemory })
  }
}
