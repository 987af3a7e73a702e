import { sql } from 'kysely'
import type { CommandContext } from '../../rpc/context.ts'
import { CODE_PREFIXES } from './numbers.ts'

/**
 * The next `count` free codes of a kind of master data (`C00001`, `P00001`), as `nextCode` gives them one by one: one step
 * of the series for all of them, so that a large import costs no more than a single record.
 */
export async function takeCodes(
  ctx: CommandContext,
  table: keyof typeof CODE_PREFIXES,
  count: number,
): Promise<string[]> {
  if (count === 0) return []
  const prefix = CODE_PREFIXES[table]
  const site = await ctx.db.selectFrom('site').select('id').orderBy('id').executeTakeFirstOrThrow()
  const free: string[] = []
  while (free.length < count) {
    const wanted = count - free.length
    const { next } = await ctx.db
      .insertInto('series')
      .values({ prefix, site_id: site.id, day: '', next: wanted + 1 })
      .onConflict((oc) => oc.columns(['prefix', 'site_id', 'day']).doUpdateSet({ next: sql`next + ${wanted}` }))
      .returning('next')
      .executeTakeFirstOrThrow()
    const codes = Array.from({ length: wanted }, (_, i) => prefix + String(next - wanted + i).padStart(5, '0'))
    const { rows } = await sql<{ code: string }>`select code from ${sql.table(table)}
      where code in (select value from json_each(${JSON.stringify(codes)}))`.execute(ctx.db)
    const taken = new Set(rows.map((r) => r.code))
    free.push(...codes.filter((code) => !taken.has(code)))
  }
  return free
}
