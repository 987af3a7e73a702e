import type Database from 'better-sqlite3'
import { isCaptured, TABLES, type TableInfo } from './tables.ts'

/** Names of the two SQL functions that only an open writer registers; without them every guarded write fails. */
export const CAPTURE = 'huozhan_capture'
export const GUARD = 'huozhan_guard'

/**
 * Drops and makes again the triggers of every table: captured tables hand each change to the open unit of work, derived
 * ones only check that a unit is open, ledgers also refuse update and delete. A program that does not know our functions
 * cannot write at all ("no such function"), and the functions throw outside a unit of work.
 * Run after each migration, so that new columns are captured.
 */
export function installTriggers(database: Database.Database): void {
  dropTriggers(database)
  for (const [table, info] of Object.entries(TABLES)) {
    if (info.class === 'local') continue
    const columns = columnsOf(database, table, info)
    for (const sql of triggersOf(table, info, columns)) database.exec(sql)
  }
}

/** Takes the guards off, for a migration: it writes without a unit of work, and what it drops may be guarded. */
export function dropTriggers(database: Database.Database): void {
  const existing = database
    .prepare<[], { name: string }>("select name from sqlite_schema where type = 'trigger' and name like 'hz_%'")
    .all()
  for (const { name } of existing) database.exec(`drop trigger "${name}"`)
}

/** Columns of a table that reach the change log, in order. */
export function columnsOf(database: Database.Database, table: string, info: TableInfo): string[] {
  return database
    .prepare<[string], { name: string }>('select name from pragma_table_info(?) order by cid')
    .all(table)
    .map((c) => c.name)
    .filter((name) => !info.hidden?.includes(name))
}

function triggersOf(table: string, info: TableInfo, columns: string[]): string[] {
  const trigger = (op: string, body: string) => `create trigger "hz_${table}_${op}" ${body}`
  if (!isCaptured(info)) {
    return ['insert', 'update', 'delete'].map((op) =>
      trigger(op, `before ${op} on "${table}" begin select ${GUARD}('${table}'); end`),
    )
  }
  const values = (row: 'old' | 'new') => columns.map((c) => `${row}."${c}"`).join(', ')
  const insert = trigger(
    'insert',
    `after insert on "${table}" begin select ${CAPTURE}('${table}', 'I', ${values('new')}); end`,
  )
  if (info.class === 'ledger') {
    const refuse = (op: string) =>
      trigger(op, `before ${op} on "${table}" begin select raise(abort, '${table} is insert-only'); end`)
    return [insert, refuse('update'), refuse('delete')]
  }
  return [
    insert,
    trigger(
      'update',
      `after update on "${table}" begin select ${CAPTURE}('${table}', 'U', ${values('old')}, ${values('new')}); end`,
    ),
    trigger('delete', `after delete on "${table}" begin select ${CAPTURE}('${table}', 'D', ${values('old')}); end`),
  ]
}
