import { sql, type RawBuilder } from 'kysely'
import type { CommandContext } from '../rpc/context.ts'
import { TABLES, type TableInfo } from './tables.ts'
import type { Change, SqlValue } from './unit-of-work.ts'

/** Columns that every edit moves: they say nothing about what was edited. */
const BOOKKEEPING = new Set(['version', 'updated_at'])

/**
 * - `done`: the row is as it was before, or already was
 * - `partly`: some columns were changed again since and stay
 * - `changed`: the row is no longer as the change left it, and stays
 */
export type Reverted = 'done' | 'partly' | 'changed'

/**
 * Takes one captured change back, as far as nobody changed the row since: a made row is deleted, changed columns get their
 * former values where they still hold what was written, a deleted row comes back. Only the files of the feature that owns
 * the table call it. References to a made row are not looked for: the database refuses to delete it.
 */
export async function revertChange(ctx: Pick<CommandContext, 'db' | 'at'>, change: Change): Promise<Reverted> {
  const info: TableInfo = TABLES[change.table]
  const table = sql.table(change.table)
  const isRow = and(info.key.map((column, i) => sql`${sql.ref(column)} = ${change.key[i]}`))
  const { rows } = await sql<Record<string, SqlValue>>`select * from ${table} where ${isRow}`.execute(ctx.db)
  const current = rows[0]
  if (change.op === 'I') {
    if (!current) return 'done'
    const after = Object.entries(change.after!)
    if (after.some(([column, value]) => current[column] !== value)) return 'changed'
    await sql`delete from ${table} where ${isRow}`.execute(ctx.db)
    return 'done'
  }
  const before = Object.entries(change.before!)
  if (change.op === 'D') {
    if (current) return 'changed'
    const columns = sql.join(before.map(([column]) => sql.ref(column)))
    await sql`insert into ${table} (${columns}) values (${sql.join(before.map(([, v]) => v))})`.execute(ctx.db)
    return 'done'
  }
  if (!current) return 'changed'
  const edited = before.filter(([column]) => !BOOKKEEPING.has(column))
  const restored = edited.filter(([column]) => current[column] === change.after![column])
  if (restored.length > 0) {
    const set = restored.map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
    if ('version' in current) set.push(sql`version = version + 1`)
    if ('updated_at' in current) set.push(sql`updated_at = ${ctx.at}`)
    await sql`update ${table} set ${sql.join(set)} where ${isRow}`.execute(ctx.db)
  }
  return restored.length === edited.length ? 'done' : restored.length > 0 ? 'partly' : 'changed'
}

function and(conditions: RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(conditions, sql` and `)
}
