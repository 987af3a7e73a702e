import { join } from 'node:path'
import type { ImportKind } from '../../../../shared/contract/imports.ts'
import type { Company } from '../../backend.ts'
import type { Cell } from '../../../../shared/domain/import/cell.ts'
import type { ImportState, JobSheet } from './job.ts'

/**
 * What this process is doing for an import right now; gone when it is done. A job whose stored state says that something is
 * under way, but that has no run, was left behind by a process that ended.
 */
export interface ImportRun {
  /** What it does; `idle` while only the rows to be written are still being prepared. */
  state: ImportState | 'idle'
  progress: { done: number; total: number }
  /** Stops it; whoever started it sees that it has ended. */
  stop(): void
  stopped: boolean
  /** While the file is read: first rows and the sheets as far as known. */
  reading: {
    kind: ImportKind
    fileName: string
    sheets: JobSheet[]
    rows: Map<number, Cell[][]>
  } | null
  /** Fulfilled when every row to be written is in the plan. */
  prepared: Promise<void>
}

const runsByCompany = new WeakMap<Company, Map<string, ImportRun>>()

/** What runs in a company, by import. */
export function runsOf(company: Company): Map<string, ImportRun> {
  let runs = runsByCompany.get(company)
  if (!runs) runsByCompany.set(company, (runs = new Map()))
  return runs
}

/** Starts a run, in place of the one there may be. */
export function startRun(company: Company, id: string, state: ImportRun['state'], total = 0): ImportRun {
  const run: ImportRun = {
    state,
    progress: { done: 0, total },
    stop: () => {},
    stopped: false,
    reading: null,
    prepared: Promise.resolve(),
  }
  runsOf(company).set(id, run)
  return run
}

/** Ends a run, unless another has taken its place. */
export function endRun(company: Company, id: string, run: ImportRun): void {
  if (runsOf(company).get(id) === run) runsOf(company).delete(id)
}

/** Files of an import, in a folder of its own beside the company file. */
export function importFiles(company: Pick<Company, 'folder'>, id: string) {
  const folder = join(company.folder, 'imports', id)
  return {
    folder,
    stage: join(folder, 'rows.stage'),
    plan: join(folder, 'plan.sqlite'),
    corrections: join(folder, 'corrections.json'),
    pictures: join(folder, 'pictures'),
  }
}

/** A job's state as it is: what a process that ended had under way is open again, or interrupted in the middle. */
export function stateOf(stored: ImportState, run: ImportRun | undefined): ImportState {
  if (run && run.state !== 'idle') return run.state
  if (stored === 'reading' || stored === 'checking') return 'mapping'
  if (stored === 'committing' || stored === 'undoing') return 'interrupted'
  return stored
}
