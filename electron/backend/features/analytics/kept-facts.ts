import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import type Database from 'better-sqlite3'
import type { SalesDay, StockDay } from '../../../../shared/domain/analytics/facts.ts'
import { columnsOf } from '../../db/triggers.ts'
import { TABLES, type TableName } from '../../db/tables.ts'
import { decodeChanges } from '../../db/unit-of-work.ts'
import { ChangeNotes, type Changed } from './change-notes.ts'
import type { PlaceIds } from './places.ts'

/** Facts as they were at one commit, in a file beside the company's: derived, in no backup, thrown away when in doubt. */
export interface KeptFacts {
  seq: number
  places: PlaceIds
  sales: readonly SalesDay[]
  stock: readonly StockDay[]
}

/** Changed with what the columns mean: facts kept by another version are not used. */
const VERSION = 1
/** With more commits than this since, reading everything is as quick. */
const MOST_COMMITS = 20_000

interface File extends KeptFacts {
  version: number
  /** Migrations change documents without the change log. */
  schema: number
  /** The chain's hash of the commit: the same number of another history (a restored backup) is another one. */
  hash: Buffer
}

/** What was kept, if it belongs to this history of this company. */
export function readKept(path: string, database: Database.Database): KeptFacts | null {
  try {
    const kept = deserialize(readFileSync(path)) as File
    if (kept.version !== VERSION || kept.schema !== schemaOf(database)) return null
    return kept.hash.equals(hashOf(database, kept.seq)) ? kept : null
  } catch {
    // none, or one that was cut off
    return null
  }
}

/** Keeps facts; a full disk is no reason to give no report. */
export function writeKept(path: string, database: Database.Database, facts: KeptFacts): void {
  const part = `${path}.part`
  const stock = facts.stock.map((day) => ({
    ...day,
    product: day.product.slice(0, day.count),
    warehouse: day.warehouse.slice(0, day.count),
    type: day.type.slice(0, day.count),
    quantity: day.quantity.slice(0, day.count),
    value: day.value.slice(0, day.count),
  }))
  const file: File = {
    ...facts,
    stock,
    version: VERSION,
    schema: schemaOf(database),
    hash: hashOf(database, facts.seq),
  }
  try {
    writeFileSync(part, serialize(file))
    renameSync(part, path)
  } catch {
    rmSync(part, { force: true })
  }
}

/** What the commits since mean for the facts; null when there are too many. */
export function changesSince(database: Database.Database, seq: number): Changed | null {
  const count = database.prepare<[number], number>('select count(*) from change_log where seq > ?').pluck().get(seq)!
  if (count > MOST_COMMITS) return null
  const columns = new Map<string, string[]>()
  const columnsOfTable = (table: string) => {
    let known = columns.get(table)
    if (!known) columns.set(table, (known = columnsOf(database, table, TABLES[table as TableName])))
    return known
  }
  const notes = new ChangeNotes()
  const rows = database
    .prepare<[number], { seq: number; payload: Buffer }>(
      'select seq, payload from change_log where seq > ? order by seq',
    )
    .iterate(seq)
  for (const row of rows)
    notes.add({ seq: row.seq, changes: decodeChanges(row.payload, columnsOfTable), owners: new Set() })
  return notes.take()
}

const schemaOf = (database: Database.Database) => database.pragma('user_version', { simple: true }) as number

const hashOf = (database: Database.Database, seq: number): Buffer =>
  database.prepare<[number], Buffer>('select hash from change_log where seq = ?').pluck().get(seq) ?? Buffer.alloc(0)
