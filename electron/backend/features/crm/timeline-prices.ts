import { sql } from 'kysely'
import type { TimelineEntry } from '../../../../shared/contract/crm.ts'
import { dayAt, type Day, type Instant } from '../../../../shared/day.ts'
import { logColumns } from '../../db/log-columns.ts'
import { decodeChanges, type Change } from '../../db/unit-of-work.ts'
import { idOfBytes } from '../../../../shared/ids.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import { entryOf, type Line, type Place } from './timeline-sources.ts'

/** Prices named of a change of many. */
const MOST_NAMED = 3
const BATCH = 50

/**
 * Changes of the customer's contract prices, one line a command, read from the change log by the customer's index: newest
 * first from a place on. Commands that change no prices are passed over unread.
 */
export async function pricesOf(ctx: QueryContext, place: Place): Promise<Line[]> {
  const lines: Line[] = []
  let below = place.seq
  for (;;) {
    const rows = await ctx.db
      .selectFrom('change_index as i')
      .innerJoin('change_log as l', 'l.seq', 'i.seq')
      .innerJoin('user_account as u', 'u.id', 'l.user_id')
      .select(['l.seq', 'l.at', 'l.payload', 'u.name as who'])
      .where('i.root_id', '=', place.customerId)
      .where('i.seq', '<', below)
      .where(sql<boolean>`(l.command like 'pricing.%' or l.command like 'imports.%')`)
      .orderBy('i.seq', 'desc')
      .limit(BATCH)
      .execute()
    const columns = rows.length === 0 ? new Map<string, string[]>() : await logColumns(ctx.db)
    for (const { seq, at, payload, who } of rows) {
      const changes = decodeChanges(payload, (table) => columns.get(table) ?? []).filter(
        (c) => c.table === 'contract_price' && c.root === place.customerId,
      )
      if (changes.length > 0) lines.push(lineOf(ctx, { seq, at, who }, changes))
    }
    if (rows.length < BATCH || lines.length >= place.limit) break
    below = rows.at(-1)!.seq
  }
  const shown = lines.slice(0, place.limit)
  await nameProducts(
    ctx,
    shown.map((line) => line.entry),
  )
  return shown
}

function lineOf(
  ctx: QueryContext,
  { seq, at, who }: { seq: number; at: Instant; who: string },
  changes: Change[],
): Line {
  const day = dayAt(new Date(at), ctx.info.timeZone)
  const prices = changes.slice(0, MOST_NAMED).map(({ key, before, after }) => ({
    product: String(key[1]),
    unit: String(key[2]),
    old: (before?.['price'] ?? null) as number | null,
    new: (after?.['price'] ?? null) as number | null,
    fromDay: String(key[4]),
    toDay: (after?.['to_day'] ?? null) as Day | null,
  }))
  const entry = entryOf({ kind: 'price', id: String(seq), day, at, who, prices, count: changes.length })
  return { key: [day, idAt(at)], seq, entry }
}

async function nameProducts(ctx: QueryContext, entries: readonly TimelineEntry[]): Promise<void> {
  const ids = entries.flatMap((entry) => entry.prices.map((price) => price.product))
  if (ids.length === 0) return
  const rows = await ctx.db.selectFrom('product').select(['id', 'name', 'spec']).where(inIds('id', ids)).execute()
  const names = new Map(rows.map(({ id, name, spec }) => [id, `${name} ${spec}`.trim()]))
  for (const entry of entries) for (const price of entry.prices) price.product = names.get(price.product) ?? ''
}

/** The least id that could have been made at a moment: puts what has no id of its own among what has. */
function idAt(at: Instant): string {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(Date.parse(at)) << 16n)
  return idOfBytes(bytes)
}
