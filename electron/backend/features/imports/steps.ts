import { setImmediate } from 'node:timers/promises'
import type { UnitOfWork } from '../../db/unit-of-work.ts'

/** What is written in one go: whatever else wants to run, reads included, waits for it at most. */
const SLICE_MILLISECONDS = 5
/**
 * What a unit of work takes while nobody else writes. Each unit writes every page it touched to the log, and the pages of a
 * customer's indexes lie anywhere: units of 100 customers take twice the time of units of 1,000.
 */
const UNIT_MILLISECONDS = 200
/** Rows changed by a unit at most: its commit writes them down in one go. */
const UNIT_CHANGES = 6_000
/** After somebody had to wait, units are as short as a slice for this long: the next command does not wait for a large commit. */
const CROWDED_MILLISECONDS = 1_000
const LEAST = 10
const MOST = 1_000

/**
 * Finds how many rows fit into a slice of work, from how long the last ones took, and how many slices into a unit of work; lets
 * everything else run between two slices.
 */
export class Pace {
  /** Rows of the next slice. */
  rows = 60
  readonly #units: UnitOfWork
  #unitStarted = 0
  #started = 0

  constructor(units: UnitOfWork) {
    this.#units = units
  }

  beginUnit(): void {
    this.#unitStarted = performance.now()
  }

  begin(): void {
    this.#started = performance.now()
  }

  async end(rows: number): Promise<void> {
    const elapsed = Math.max(0.5, performance.now() - this.#started)
    const fitting = (Math.max(1, rows) * SLICE_MILLISECONDS) / elapsed
    // halfway: one slow slice says little
    this.rows = Math.round(Math.min(MOST, Math.max(LEAST, (this.rows + fitting) / 2)))
    await setImmediate()
  }

  /** Whether the open unit may take another slice: not when somebody waits, nor while people are at work. */
  get hasTime(): boolean {
    if (this.#units.waiting > 0 || this.#units.sinceCrowded < CROWDED_MILLISECONDS) return false
    return this.#units.changed < UNIT_CHANGES && performance.now() - this.#unitStarted < UNIT_MILLISECONDS
  }
}

/** True for what the database refuses because of a key or a reference: a fact about the data, not a fault of ours. */
export function isConstraint(error: unknown): boolean {
  return error instanceof Error && Boolean((error as { code?: string }).code?.startsWith('SQLITE_CONSTRAINT'))
}
