import { sql } from 'kysely'
import type { CommandContext } from '../rpc/context.ts'
import { TABLES, type TableInfo, type TableName } from './tables.ts'
import type { SqlValue } from './unit-of-work.ts'

/** Keys of rows, the customer's own column left out. */
export type RowKeys = SqlValue[][]

/**
 * Gives the rows of a customer to another because both are the same; a row that the other already has by the same key stays.
 * Only the files of the feature that owns the table call it.
 * @param only keys this returned before: those alone go, which takes an earlier move back
 * @returns the keys of the rows that went
 */
export async function repointRows(
  { db }: Pick<CommandContext, 'db'>,
  table: TableName,
  { from, to, only }: Repointing,
): Promise<RowKeys> {
  const info: TableInfo = TABLES[table]
  const key = info.key.filter((column) => column !== 'customer_id')
  const columns = sql.join(key.map((column) => sql.ref(column)))
  // a customer with one row of the kind has no key beside the customer
  const keyText = key.length === 0 ? sql`'[]'` : sql`json_array(${columns})`
  const versions = await sql<{
    name: string
  }>`select name from pragma_table_info(${table}) where name = 'version'`.execute(db)
  const next = versions.rows.length > 0 ? sql`, version = version + 1` : sql``
  const chosen = only
    ? sql` and ${keyText} in (select value from json_each(${JSON.stringify(only.map((one) => JSON.stringify(one)))}))`
    : sql``
  const { rows } = await sql<{ key: string }>`update or ignore ${sql.table(table)} set customer_id = ${to}${next}
    where customer_id = ${from}${chosen} returning ${keyText} as key`.execute(db)
  return rows.map((row) => JSON.parse(row.key) as SqlValue[])
}

export interface Repointing {
  from: string
  to: string
  only?: RowKeys | undefined
}

/** What went over, by table. */
export type Moved = Partial<Record<TableName, RowKeys>>

/** The same for several tables of a feature. @param moved what an earlier move gave: that alone goes, the other way */
export async function repointTables(
  ctx: Pick<CommandContext, 'db'>,
  tables: readonly TableName[],
  { from, to, moved }: { from: string; to: string; moved?: Moved | undefined },
): Promise<Moved> {
  const result: Moved = {}
  for (const table of tables) {
    const only = moved ? (moved[table] ?? []) : undefined
    if (only?.length === 0) continue
    const keys = await repointRows(ctx, table, { from, to, only })
    if (keys.length > 0) result[table] = keys
  }
  return result
}

/** How a feature gives what it keeps of a customer to another, or takes it back. */
export type RepointCustomer = (
  ctx: CommandContext,
  move: { from: string; to: string; moved?: Moved | undefined },
) => Promise<Moved>
