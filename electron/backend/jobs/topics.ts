import type { Committed } from '../db/unit-of-work.ts'

const MANY = 40

/** Tells open screens which features and records changed; carries no rows and steers no work. */
export class TopicBus {
  readonly #listeners = new Set<(topics: string[]) => void>()
  readonly #enders = new Set<() => void>()

  /** Features by name, records by `id`; a large commit names its features only. */
  announce(committed: Committed): void {
    if (this.#listeners.size === 0) return
    const topics = [...committed.owners]
    const roots = new Set<string>()
    for (const change of committed.changes) if (change.root !== null) roots.add(change.root)
    if (roots.size <= MANY) topics.push(...roots)
    for (const listener of this.#listeners) listener(topics)
  }

  /** The announcements from now on, until the caller stops or the company closes. Quick ones are joined. */
  async *subscribe(signal?: AbortSignal): AsyncGenerator<{ topics: string[] }> {
    const waiting = new Set<string>()
    let wake: () => void = () => {}
    let ended = false
    const listener = (topics: string[]) => {
      for (const topic of topics) waiting.add(topic)
      wake()
    }
    const end = () => {
      ended = true
      wake()
    }
    this.#listeners.add(listener)
    this.#enders.add(end)
    signal?.addEventListener('abort', end)
    try {
      while (!ended && !signal?.aborted) {
        if (waiting.size === 0) await new Promise<void>((resolve) => (wake = resolve))
        if (waiting.size === 0) continue
        const topics = [...waiting]
        waiting.clear()
        yield { topics }
      }
    } finally {
      this.#listeners.delete(listener)
      this.#enders.delete(end)
      signal?.removeEventListener('abort', end)
    }
  }

  close(): void {
    for (const end of this.#enders) end()
  }
}
