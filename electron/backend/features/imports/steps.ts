import { setImmediate } from 'node:timers/promises'

/** What one unit of work of an import may take: an order submitted meanwhile waits for one of them at most. */
const TARGET_MILLISECONDS = 8
const LEAST = 10
const MOST = 1_000

/**
 * Finds how many rows fit into one unit of work, from how long the last ones took, and lets everything else run between
 * two of them.
 */
export class Pace {
  rows = 60
  #started = 0

  begin(): void {
    this.#started = performance.now()
  }

  async end(rows: number): Promise<void> {
    const elapsed = Math.max(0.5, performance.now() - this.#started)
    const fitting = (Math.max(1, rows) * TARGET_MILLISECONDS) / elapsed
    // halfway: one slow commit says little
    this.rows = Math.round(Math.min(MOST, Math.max(LEAST, (this.rows + fitting) / 2)))
    await setImmediate()
  }
}

/** True for what the database refuses because of a key or a reference: a fact about the data, not a fault of ours. */
export function isConstraint(error: unknown): boolean {
  return error instanceof Error && Boolean((error as { code?: string }).code?.startsWith('SQLITE_CONSTRAINT'))
}
