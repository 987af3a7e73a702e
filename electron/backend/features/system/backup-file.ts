import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type Database from 'better-sqlite3'
import { openReader } from '../../db/open.ts'
import { TABLES } from '../../db/tables.ts'

/** What a backup holds; only a file that has been opened and counted is called a backup. */
export interface BackupFacts {
  path: string
  bytes: number
  /** Rows of all tables together. */
  rows: number
}

/**
 * Copies a company file that may be in use: one read transaction, so the copy is a state the company was in, and nobody
 * waits. The copy is opened, its structure checked and its rows compared with the source's before it gets its name.
 * Synchronous and long: for workers.
 * @throws Error when the copy is not whole; nothing is left behind
 */
export function copyCompany({ file, to }: { file: string; to: string }): BackupFacts {
  const partial = `${to}.partial`
  mkdirSync(dirname(to), { recursive: true })
  rmSync(partial, { force: true })
  const source = openReader(file)
  try {
    // VACUUM writes its target, which query_only would refuse; the connection itself is read-only
    source.pragma('query_only = OFF')
    const before = lastEntry(source)
    source.prepare('vacuum into ?').run(partial)
    const facts = inspect(partial)
    if (facts.lastEntry < before) throw new Error(`the backup ends at entry ${facts.lastEntry}, not ${before}`)
    renameSync(partial, to)
    return { path: to, bytes: facts.bytes, rows: facts.rows }
  } finally {
    source.close()
    rmSync(partial, { force: true })
  }
}

/** Opens a copy as a restore would and counts every table. @throws Error when its structure is damaged */
function inspect(file: string): { bytes: number; rows: number; lastEntry: number } {
  const copy = openReader(file)
  try {
    const structure = copy.pragma('quick_check(1)', { simple: true })
    if (structure !== 'ok') throw new Error(`the backup is damaged: ${String(structure)}`)
    let rows = 0
    for (const table of Object.keys(TABLES)) {
      rows += copy.prepare<[], number>(`select count(*) from "${table}"`).pluck().get()!
    }
    const pages = copy.pragma('page_count', { simple: true }) as number
    const pageBytes = copy.pragma('page_size', { simple: true }) as number
    return { bytes: pages * pageBytes, rows, lastEntry: lastEntry(copy) }
  } finally {
    copy.close()
  }
}

function lastEntry(database: Database.Database): number {
  return database.prepare<[], number>('select coalesce(max(seq), 0) from change_log').pluck().get()!
}
