import Database from 'better-sqlite3'

/** Pages in the write-ahead log before SQLite checkpoints inside a commit; we checkpoint earlier, when idle (performance.md). */
const AUTOCHECKPOINT_PAGES = 20_000

/** The connection that writes. FULL: a commit survives a power cut (better-sqlite3 defaults WAL to NORMAL). */
export function openWriter(file: string): Database.Database {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('busy_timeout = 5000')
  database.pragma(`wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`)
  database.pragma('cache_size = -65536')
  database.pragma('temp_store = MEMORY')
  return database
}

/** A connection that cannot write, for queries and workers. */
export function openReader(file: string): Database.Database {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  database.pragma('query_only = ON')
  database.pragma('busy_timeout = 5000')
  database.pragma('cache_size = -65536')
  database.pragma('temp_store = MEMORY')
  return database
}
