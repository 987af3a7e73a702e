import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import type { Pool } from '../../../../shared/domain/inventory/cost.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { prepared } from '../../db/prepared.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { inJsonIds } from '../search/find.ts'
import type { PlaceFacts } from './places.ts'

/** The value pools of some products while movements are booked into them; written back once. */
export interface Pools {
  get(productId: string, siteId: string): Pool
  set(productId: string, siteId: string, pool: Pool): void
  save(ctx: CommandContext): Promise<void>
}

/** Reads the pools of all products concerned; one that is not there yet is empty and costs the purchase price. */
export async function openPools(
  ctx: Pick<CommandContext, 'db'>,
  items: readonly { productId: string }[],
  facts: PlaceFacts,
): Promise<Pools> {
  const ids = JSON.stringify([...new Set(items.map((i) => i.productId))])
  const pools = new Map<string, Pool>()
  for (const row of await poolsOf.all(ctx.db, { ids })) {
    pools.set(`${row.product_id} ${row.site_id}`, {
      quantity: row.quantity,
      value: row.value,
      lastCost: row.last_cost,
    })
  }
  const changed = new Set<string>()
  return {
    get: (productId, siteId) =>
      pools.get(`${productId} ${siteId}`) ?? {
        quantity: 0,
        value: 0,
        lastCost: facts.products.get(productId)?.purchasePrice ?? 0,
      },
    set: (productId, siteId, pool) => {
      pools.set(`${productId} ${siteId}`, pool)
      changed.add(`${productId} ${siteId}`)
    },
    save: (saving) =>
      insertRows(
        saving.db,
        'stock_value',
        VALUE_COLUMNS,
        [...changed].map((key) => {
          const { quantity, value, lastCost } = pools.get(key)!
          const [productId, siteId] = key.split(' ')
          return [productId!, siteId!, quantity, value, lastCost]
        }),
        `on conflict (product_id, site_id) do update set
           quantity = excluded.quantity, value = excluded.value, last_cost = excluded.last_cost`,
      ),
  }
}

const VALUE_COLUMNS = ['product_id', 'site_id', 'quantity', 'value', 'last_cost'] as const

interface PoolRow {
  product_id: string
  site_id: string
  quantity: number
  value: number
  last_cost: number
}
const poolsOf = prepared<{ ids: string }, PoolRow>((db, value) =>
  db
    .selectFrom('stock_value')
    .selectAll()
    .where(inJsonIds('product_id', value('ids'))),
)

/** Changes what sites' stocks of a product are worth, without moving any; `lastCosts`: what they cost at the end, by site. */
export async function revalue(
  ctx: Pick<CommandContext, 'db'>,
  productId: string,
  changes: ReadonlyMap<string, number>,
  lastCosts: ReadonlyMap<string, number>,
): Promise<void> {
  for (const siteId of new Set([...changes.keys(), ...lastCosts.keys()])) {
    const change = changes.get(siteId) ?? 0
    const lastCost = lastCosts.get(siteId)
    await ctx.db
      .updateTable('stock_value')
      .set((eb) => ({
        value: eb('value', '+', change),
        ...(lastCost === undefined ? {} : { last_cost: lastCost }),
      }))
      .where('product_id', '=', productId)
      .where('site_id', '=', siteId)
      .execute()
  }
}

/** A document booked into the past, or taken back after others took the average it made. */
export type BackDated = { productId: string; documentId: string } & ({ day: Day } | { since: string })

/**
 * Marks products whose costs have to be worked out again because movements stand after a document that came or went later:
 * `day`: booked into this day; `since`: the movement with this id was taken back. Reads nothing for documents of today.
 */
export async function noteBackDated(ctx: CommandContext, items: readonly BackDated[]): Promise<void> {
  for (const { productId, documentId, ...where } of items) {
    let later = ctx.db
      .selectFrom('stock_movement')
      .select('id')
      .where('product_id', '=', productId)
      .where('document_id', '<>', documentId)
      .limit(1)
    later = 'day' in where ? later.where('day', '>', where.day) : later.where('id', '>', where.since)
    if (!(await later.executeTakeFirst())) continue
    const own = await ctx.db
      .selectFrom('stock_movement')
      .select(['day', 'document_number'])
      .where('document_id', '=', documentId)
      .orderBy('day')
      .limit(1)
      .executeTakeFirstOrThrow()
    await ctx.db
      .insertInto('cost_pending')
      .values({ product_id: productId, from_day: own.day, document_number: own.document_number })
      .onConflict((oc) => oc.column('product_id').doUpdateSet({ from_day: sql`min(from_day, excluded.from_day)` }))
      .execute()
  }
}
