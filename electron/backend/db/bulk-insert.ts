import { runCompiled, type Db } from './dialect.ts'
import type { SqlValue } from './unit-of-work.ts'

/** Rows a statement holds: large ones carry most of many rows; the lines of a usual document go in one. */
const BATCH_SIZES = [32, 16, 8, 7, 6, 5, 4, 3, 2, 1]

/**
 * Inserts many rows by few prepared statements: several times as fast as one Kysely insert a row, whose text is built anew
 * each time. Only the files of the feature that owns the table call it.
 * @param columns a constant of the caller: texts are kept by it
 * @param rows values in the order of `columns`
 * @param conflict what to do with rows that exist, e.g. `on conflict (day) do update set …`; none: it is an error
 */
export async function insertRows(
  db: Db,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
  conflict = '',
): Promise<void> {
  let done = 0
  for (const size of BATCH_SIZES) {
    if (rows.length - done < size) continue
    const text = textFor(table, columns, size, conflict)
    for (; rows.length - done >= size; done += size) {
      runCompiled(db, text, rows.slice(done, done + size).flat())
    }
  }
}

/** The same for whole records of a table; all of them have the columns of the first. */
export async function insertRecords(
  db: Db,
  table: string,
  records: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  if (records.length === 0) return
  const names = Object.keys(records[0]!)
  const key = `${table} ${names.join(' ')}`
  let columns = columnsByRecord.get(key)
  if (!columns) columnsByRecord.set(key, (columns = names))
  const rows = records.map((record) => names.map((name) => record[name]!))
  await insertRows(db, table, columns, rows)
}

const columnsByRecord = new Map<string, readonly string[]>()

/** Kept, because making and comparing texts of this length would cost as much as running them. */
const texts = new WeakMap<readonly string[], Map<string, string>>()

function textFor(table: string, columns: readonly string[], size: number, conflict: string): string {
  let known = texts.get(columns)
  if (!known) texts.set(columns, (known = new Map()))
  const key = `${table} ${size} ${conflict}`
  let text = known.get(key)
  if (text === undefined) {
    const row = `(${columns.map(() => '?').join(', ')})`
    const names = columns.map((c) => `"${c}"`).join(', ')
    const values = Array.from({ length: size }, () => row).join(', ')
    known.set(key, (text = `insert into "${table}" (${names}) values ${values} ${conflict}`))
  }
  return text
}
