import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { DOCUMENT_PREFIXES, formatNumber, type DocumentType } from '../../../../shared/numbering.ts'
import type { CommandContext } from '../../rpc/context.ts'

/**
 * The next number of a document type, site and day, e.g. `XSDD-ZB-261123-0007`. Taken inside the transaction, so numbers
 * have no gaps; never given twice.
 */
export async function nextNumber(
  ctx: CommandContext,
  type: DocumentType,
  siteId: string,
  day: Day = ctx.today,
): Promise<string> {
  const prefix = DOCUMENT_PREFIXES[type]
  const { next } = await ctx.db
    .insertInto('series')
    .values({ prefix, site_id: siteId, day, next: 2 })
    .onConflict((oc) => oc.columns(['prefix', 'site_id', 'day']).doUpdateSet({ next: sql`next + 1` }))
    .returning('next')
    .executeTakeFirstOrThrow()
  const site = await ctx.db.selectFrom('site').select('code').where('id', '=', siteId).executeTakeFirstOrThrow()
  return formatNumber({ prefix, site: site.code, day, counter: next - 1 })
}

/** The next free code of a kind of master data: `C00001`, `P00001`. Codes people typed themselves are passed over. */
export async function nextCode(ctx: CommandContext, table: 'customer' | 'product'): Promise<string> {
  const prefix = table === 'customer' ? 'C' : 'P'
  const site = await ctx.db.selectFrom('site').select('id').orderBy('id').executeTakeFirstOrThrow()
  for (;;) {
    const { next } = await ctx.db
      .insertInto('series')
      .values({ prefix, site_id: site.id, day: '', next: 2 })
      .onConflict((oc) => oc.columns(['prefix', 'site_id', 'day']).doUpdateSet({ next: sql`next + 1` }))
      .returning('next')
      .executeTakeFirstOrThrow()
    const code = prefix + String(next - 1).padStart(5, '0')
    const taken = await ctx.db.selectFrom(table).select('id').where('code', '=', code).executeTakeFirst()
    if (!taken) return code
  }
}
