import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { kyselyOn, type Db } from './dialect.ts'
import { TABLES, type TableInfo, type TableName } from './tables.ts'
import { CAPTURE, columnsOf, GUARD } from './triggers.ts'

/** One changed row. `before` is null for inserts, `after` for deletes; updates hold the changed columns only. */
export interface Change {
  table: TableName
  op: 'I' | 'U' | 'D'
  key: (string | number)[]
  root: string | null
  before: Record<string, SqlValue> | null
  after: Record<string, SqlValue> | null
}
export type SqlValue = string | number | null

export interface UnitInfo {
  /** Contract path of the command, e.g. `orders.submit`. */
  command: string
  userId: string
  /** Instant of the command, UTC. */
  at: string
  importId?: string
  /**
   * The commit may wait for the disk until the next ordinary one: a power cut may take the last relaxed units back, in
   * order and whole. Only for work that knows after a restart how far it came (imports keep their mark in the same unit).
   */
  relaxed?: boolean
}

/** What a committed unit did, for announcing and for indexes in memory. */
export interface Committed {
  /** Number in the change log; null when nothing that is captured changed. */
  seq: number | null
  changes: Change[]
  /** Features whose tables were touched, derived ones included. */
  owners: Set<string>
}

interface TableCapture {
  name: TableName
  info: TableInfo
  columns: string[]
  keyAt: number[]
  rootAt: number
}

/** Rows of the history's index written by one statement. */
const INDEX_BATCH = 32

/** An inserted or deleted row as captured: its values in column order, by name only for those who ask. */
class RowChange implements Change {
  readonly table: TableName
  readonly op: 'I' | 'D'
  readonly key: (string | number)[]
  readonly root: string | null
  readonly values: SqlValue[]
  readonly #columns: readonly string[]
  #row: Record<string, SqlValue> | null = null

  constructor(table: TableCapture, op: 'I' | 'D', key: (string | number)[], root: string | null, values: SqlValue[]) {
    this.table = table.name
    this.op = op
    this.key = key
    this.root = root
    this.values = values
    this.#columns = table.columns
  }

  get before(): Record<string, SqlValue> | null {
    return this.op === 'D' ? this.#named() : null
  }

  get after(): Record<string, SqlValue> | null {
    return this.op === 'I' ? this.#named() : null
  }

  #named(): Record<string, SqlValue> {
    if (!this.#row) {
      this.#row = {}
      for (let i = 0; i < this.#columns.length; i++) this.#row[this.#columns[i]!] = this.values[i]!
    }
    return this.#row
  }
}

/**
 * The only way to write. Units run one after the other; each is one `BEGIN IMMEDIATE` … `COMMIT`. Triggers report every
 * changed row while a unit is open; at commit they become one hashed, numbered row of `change_log`. Anything thrown
 * rolls everything back.
 */
export class UnitOfWork {
  readonly db: Db
  readonly #database: Database.Database
  readonly #tables = new Map<string, TableCapture>()
  readonly #schemaVersion: number
  readonly #onCommit: (committed: Committed, info: UnitInfo) => void
  #open: { changes: Change[]; owners: Set<string> } | null = null
  #last: Promise<unknown> = Promise.resolve()
  #asked = 0
  #crowdedAt = Number.NEGATIVE_INFINITY
  #head: { seq: number; hash: Buffer }
  readonly #insertLog
  readonly #insertIndex
  readonly #insertIndexBatch

  constructor(database: Database.Database, onCommit: (committed: Committed, info: UnitInfo) => void = () => {}) {
    this.#database = database
    this.#onCommit = onCommit
    this.#schemaVersion = database.pragma('user_version', { simple: true }) as number
    for (const [name, info] of Object.entries(TABLES) as [TableName, TableInfo][]) {
      const columns = columnsOf(database, name, info)
      this.#tables.set(name, {
        name,
        info,
        columns,
        keyAt: info.key.map((c) => columns.indexOf(c)),
        rootAt: info.root ? columns.indexOf(info.root) : -1,
      })
    }
    database.function(CAPTURE, { varargs: true }, (table: string, op: string, ...values: SqlValue[]) => {
      this.#capture(table, op as Change['op'], values)
      return null
    })
    database.function(GUARD, (table: string) => {
      this.#current().owners.add(TABLES[table as TableName].owner)
      return null
    })
    this.#head = this.#readHead()
    this.#insertLog = database.prepare(
      'insert into change_log (seq, command, user_id, at, import_id, schema_version, prev_hash, hash, payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    const insertIndex = 'insert or ignore into change_index (root_id, seq) values (?, ?)'
    this.#insertIndex = database.prepare(insertIndex)
    this.#insertIndexBatch = database.prepare(insertIndex + ', (?, ?)'.repeat(INDEX_BATCH - 1))
    this.db = kyselyOn(database)
  }

  /**
   * Runs `work` as one transaction and logs what it changed. Waits for the unit before it. No network, files or timers
   * inside: the company waits while a unit is open.
   */
  run<T>(info: UnitInfo, work: (db: Db) => Promise<T>): Promise<{ result: T; committed: Committed }> {
    if (this.#asked > 0) this.#crowdedAt = performance.now()
    this.#asked++
    const next = this.#last.then(() => this.#runNow(info, work)).finally(() => this.#asked--)
    this.#last = next.catch(() => {})
    return next
  }

  /** Units waiting for the open one: long work inside a unit looks here, and ends it when somebody wants to write. */
  get waiting(): number {
    return Math.max(0, this.#asked - 1)
  }

  /** Rows changed so far in the open unit: what its commit will have to write down. */
  get changed(): number {
    return this.#open?.changes.length ?? 0
  }

  /** Milliseconds since a unit last had to wait for another. */
  get sinceCrowded(): number {
    return performance.now() - this.#crowdedAt
  }

  /** Resolves when every unit asked for so far has ended. */
  async idle(): Promise<void> {
    await this.#last
  }

  async #runNow<T>(info: UnitInfo, work: (db: Db) => Promise<T>): Promise<{ result: T; committed: Committed }> {
    // cannot be changed inside a transaction
    if (info.relaxed) this.#database.pragma('synchronous = NORMAL')
    try {
      return await this.#transaction(info, work)
    } finally {
      if (info.relaxed) this.#database.pragma('synchronous = FULL')
    }
  }

  async #transaction<T>(info: UnitInfo, work: (db: Db) => Promise<T>): Promise<{ result: T; committed: Committed }> {
    this.#database.exec('BEGIN IMMEDIATE')
    const open = { changes: [] as Change[], owners: new Set<string>() }
    this.#open = open
    let head = this.#head
    let result: T
    try {
      result = await work(this.db)
      if (open.changes.length > 0) head = this.#log(info, open.changes)
      this.#open = null
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#open = null
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
    const seq = head === this.#head ? null : head.seq
    this.#head = head
    const committed: Committed = { seq, changes: open.changes, owners: open.owners }
    this.#onCommit(committed, info)
    return { result, committed }
  }

  #current() {
    if (!this.#open) throw new Error('write outside a unit of work')
    return this.#open
  }

  #capture(tableName: string, op: Change['op'], values: SqlValue[]): void {
    const unit = this.#current()
    const table = this.#tables.get(tableName)!
    const { columns } = table
    unit.owners.add(table.info.owner)
    const key = table.keyAt.map((i) => values[i] as string | number)
    const root = table.rootAt < 0 ? null : String(values[table.rootAt])
    if (op === 'U') {
      const before: Record<string, SqlValue> = {}
      const after: Record<string, SqlValue> = {}
      let changed = false
      for (let i = 0; i < columns.length; i++) {
        const next = values[columns.length + i]!
        if (values[i] === next) continue
        before[columns[i]!] = values[i]!
        after[columns[i]!] = next
        changed = true
      }
      if (changed) unit.changes.push({ table: table.name, op, key, root, before, after })
      return
    }
    unit.changes.push(new RowChange(table, op, key, root, values))
  }

  #log(info: UnitInfo, changes: Change[]): { seq: number; hash: Buffer } {
    const seq = this.#head.seq + 1
    const payload = Buffer.from(JSON.stringify(changes.map((c) => this.#encode(c))))
    const hash = chainHash(this.#head.hash, payload)
    this.#insertLog.run(
      seq,
      info.command,
      info.userId,
      info.at,
      info.importId ?? null,
      this.#schemaVersion,
      this.#head.hash,
      hash,
      payload,
    )
    const roots = new Set<string>()
    for (const change of changes) if (change.root !== null) roots.add(change.root)
    this.#index(seq, [...roots])
    return { seq, hash }
  }

  /** Notes whose history an entry belongs to: many at once, since an import may make a thousand records in one unit. */
  #index(seq: number, roots: readonly string[]): void {
    let done = 0
    for (; roots.length - done >= INDEX_BATCH; done += INDEX_BATCH) {
      this.#insertIndexBatch.run(...roots.slice(done, done + INDEX_BATCH).flatMap((root) => [root, seq]))
    }
    for (; done < roots.length; done++) this.#insertIndex.run(roots[done], seq)
  }

  /** Inserts and deletes as `[table, op, values…]` in column order (columns are only ever appended); updates by name. */
  #encode(change: Change): unknown[] {
    if (change.op === 'U') return [change.table, 'U', change.key, change.before, change.after]
    return [change.table, change.op, (change as RowChange).values]
  }

  #readHead(): { seq: number; hash: Buffer } {
    const row = this.#database
      .prepare<[], { seq: number; hash: Buffer }>('select seq, hash from change_log order by seq desc limit 1')
      .get()
    return row ?? { seq: 0, hash: Buffer.alloc(16) }
  }
}

/** SHA-256 over the hash before and the payload's bytes, first 16 bytes (sync.md 2.3). */
export function chainHash(previous: Uint8Array, payload: Uint8Array): Buffer {
  return createHash('sha256').update(previous).update(payload).digest().subarray(0, 16)
}

/** Reads a payload of `change_log` back. @param columns columns of each table when the entry was written, or later */
export function decodeChanges(payload: Uint8Array, columns: (table: string) => readonly string[]): Change[] {
  const entries = JSON.parse(Buffer.from(payload).toString('utf8')) as unknown[][]
  return entries.flatMap((entry) => {
    const table = entry[0] as TableName
    const info: TableInfo | undefined = TABLES[table]
    // tables of former versions are gone; their rows live on elsewhere
    if (!info) return []
    const op = entry[1] as Change['op']
    if (op === 'U') {
      const key = entry[2] as (string | number)[]
      const before = entry[3] as Record<string, SqlValue>
      const after = entry[4] as Record<string, SqlValue>
      return {
        table,
        op,
        key,
        root: info.root ? String(key[info.key.indexOf(info.root)] ?? key[0]) : null,
        before,
        after,
      }
    }
    const values = entry[2] as SqlValue[]
    const names = columns(table)
    const row = Object.fromEntries(values.map((value, i) => [names[i]!, value]))
    const key = info.key.map((c) => row[c] as string | number)
    const root = info.root ? String(row[info.root]) : null
    return { table, op, key, root, before: op === 'D' ? row : null, after: op === 'I' ? row : null }
  })
}
