import { sql } from 'kysely'
import type { Db } from './dialect.ts'
import { TABLES, type TableInfo, type TableName } from './tables.ts'

/** Columns of each table in the order of the change log's values, for reading it with `decodeChanges`. */
export async function logColumns(db: Db): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ table: string; name: string }>`
    select s.name as "table", c.name from sqlite_schema s, pragma_table_info(s.name) c
    where s.type = 'table' order by s.name, c.cid`.execute(db)
  const columns = new Map<string, string[]>()
  for (const { table, name } of rows) {
    const info: TableInfo | undefined = TABLES[table as TableName]
    if (!info || info.hidden?.includes(name)) continue
    const own = columns.get(table)
    if (own) own.push(name)
    else columns.set(table, [name])
  }
  return columns
}
