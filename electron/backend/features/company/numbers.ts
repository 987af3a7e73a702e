import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { DOCUMENT_PREFIXES, formatNumber, type DocumentType } from '../../../../shared/numbering.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
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
  const series = await takeNext.first(ctx.db, { prefix, siteId, day })
  const site = found(await siteCode.first(ctx.db, { siteId }), 'site', siteId)
  return formatNumber({ prefix, site: site.code, day, counter: series!.next - 1 })
}

const takeNext = prepared<{ prefix: string; siteId: string; day: Day }, { next: number }>((db, value) =>
  db
    .insertInto('series')
    .values({ prefix: value('prefix'), site_id: value('siteId'), day: value('day'), next: 2 })
    .onConflict((oc) => oc.columns(['prefix', 'site_id', 'day']).doUpdateSet({ next: sql`next + 1` }))
    .returning('next'),
)
const siteCode = prepared<{ siteId: string }, { code: string }>((db, value) =>
  db.selectFrom('site').select('code').where('id', '=', value('siteId')),
)

/** First letter of the codes we give. */
export const CODE_PREFIXES = { customer: 'C', product: 'P', supplier: 'S' } as const

/** The next free code of a kind of master data: `C00001`, `P00001`. Codes people typed themselves are passed over. */
export async function nextCode(ctx: CommandContext, table: keyof typeof CODE_PREFIXES): Promise<string> {
  const prefix = CODE_PREFIXES[table]
  const site = await ctx.db.selectFrom('site').select('id').orderBy('id').executeTakeFirstOrThrow()
  for (;;) {
    const series = await takeNext.first(ctx.db, { prefix, siteId: site.id, day: '' })
    const code = prefix + String(series!.next - 1).padStart(5, '0')
    const taken = await ctx.db.selectFrom(table).select('id').where('code', '=', code).executeTakeFirst()
    if (!taken) return code
  }
}
