import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { StockDifference } from '../../../../shared/contract/inventory.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import type { CommandContext, QueryContext, TaskContext } from '../../rpc/context.ts'
import type { InventoryJobs } from './inventory.worker.ts'
import type { Difference } from './rebuild-compare.ts'

const worker = workerOf<InventoryJobs>(new URL('./inventory.worker.ts', import.meta.url))

/** Differences shown. */
const MOST_SHOWN = 200
/** Figures put right in one unit of work. */
const AT_ONCE = 200

/**
 * Works every balance and value out from the movements, on a worker, and says what differs. With `apply` each of these
 * figures, and nothing else, is set to what its movements add up to by then.
 * @throws CANCELLED
 */
export async function rebuild(
  ctx: TaskContext,
  { apply }: Requests['inventory']['rebuild'],
): Promise<Outputs['inventory']['rebuild']> {
  const started = performance.now()
  const { movements, differences } = await worker('compare', { file: ctx.company.file }, { signal: ctx.signal })
  let put = 0
  if (apply) {
    for (let from = 0; from < differences.length; from += AT_ONCE) {
      const part = differences.slice(from, from + AT_ONCE)
      put += await ctx.unit((unit) => putRight(unit, part))
    }
  }
  return {
    movements,
    differences: differences.length,
    rows: await named(ctx, differences.slice(0, MOST_SHOWN)),
    applied: apply && put === differences.length,
    ms: Math.round(performance.now() - started),
  }
}

/** @returns how many of the figures are right now; a quantity less than what is reserved of it cannot be written */
async function putRight(ctx: CommandContext, differences: readonly Difference[]): Promise<number> {
  let put = 0
  for (const difference of differences) put += await SETTERS[difference.figure](ctx, difference)
  return put
}

/** Sums the movements again inside the unit: some may have come since the comparison. */
const SETTERS: Record<Difference['figure'], (ctx: CommandContext, d: Difference) => Promise<number>> = {
  'on-hand': async (ctx, { productId, placeId }) => {
    const { rows } = await sql<{ done: number }>`
      insert into stock_balance (product_id, warehouse_id, on_hand, may_lack)
      select p.id, w.id, m.quantity, w.allow_negative and not p.lot_tracked
      from product p join warehouse w on w.id = ${placeId}
      join (select coalesce(sum(quantity), 0) as quantity from stock_movement
        where product_id = ${productId} and warehouse_id = ${placeId}) m
      left join stock_balance b on b.product_id = p.id and b.warehouse_id = w.id
      where p.id = ${productId}
        and (coalesce(b.may_lack, 0) = 1 or m.quantity >= coalesce(b.reserved + b.frozen, 0))
      on conflict (product_id, warehouse_id) do update set on_hand = excluded.on_hand
      returning 1 as done`.execute(ctx.db)
    return rows.length
  },
  lot: async (ctx, { productId, placeId, lotId }) => {
    const { rows } = await sql<{ done: number }>`
      insert into stock_lot_balance (product_id, warehouse_id, lot_id, on_hand)
      select p.id, ${placeId}, ${lotId}, m.quantity
      from product p
      join (select coalesce(sum(quantity), 0) as quantity from stock_movement
        where product_id = ${productId} and warehouse_id = ${placeId} and lot_id = ${lotId}) m
      left join stock_lot_balance b
        on b.product_id = p.id and b.warehouse_id = ${placeId} and b.lot_id = ${lotId}
      where p.id = ${productId} and m.quantity >= coalesce(b.reserved, 0)
      on conflict (product_id, warehouse_id, lot_id) do update set on_hand = excluded.on_hand
      returning 1 as done`.execute(ctx.db)
    return rows.length
  },
  quantity: setValue,
  value: setValue,
  frozen: async (ctx, { productId, placeId }) => {
    const { rows } = await sql<{ done: number }>`
      update stock_balance set frozen = f.quantity
      from (select coalesce(sum(b.on_hand - b.reserved), 0) as quantity
        from stock_lot_balance b join stock_lot l on l.id = b.lot_id and l.frozen = 1
        where b.product_id = ${productId} and b.warehouse_id = ${placeId}) f
      where product_id = ${productId} and warehouse_id = ${placeId}
        and (may_lack = 1 or reserved + f.quantity <= on_hand)
      returning 1 as done`.execute(ctx.db)
    return rows.length
  },
}

async function setValue(ctx: CommandContext, { productId, placeId }: Difference): Promise<number> {
  const { rows } = await sql<{ done: number }>`
    insert into stock_value (product_id, site_id, quantity, value)
    select p.id, ${placeId}, m.quantity, m.value
    from product p
    join (select coalesce(sum(m.quantity), 0) as quantity, coalesce(sum(m.value), 0) as value
      from stock_movement m join warehouse w on w.id = m.warehouse_id
      where m.product_id = ${productId} and w.site_id = ${placeId}) m
    where p.id = ${productId}
    on conflict (product_id, site_id) do update set quantity = excluded.quantity, value = excluded.value
    returning 1 as done`.execute(ctx.db)
  return rows.length
}

async function named(ctx: QueryContext, differences: readonly Difference[]): Promise<StockDifference[]> {
  const codes = async (table: 'product' | 'warehouse' | 'site') =>
    new Map(
      (await ctx.db.selectFrom(table).select(['id', 'code']).where('id', 'in', idsFor(table)).execute()).map((row) => [
        row.id,
        row.code,
      ]),
    )
  const idsFor = (table: string) => [
    ...new Set(differences.map((d) => (table === 'product' ? d.productId : d.placeId))),
  ]
  const [products, warehouses, sites] = [await codes('product'), await codes('warehouse'), await codes('site')]
  const lots = new Map(
    (
      await ctx.db
        .selectFrom('stock_lot')
        .select(['id', 'number'])
        .where(
          'id',
          'in',
          differences.flatMap((d) => d.lotId ?? []),
        )
        .execute()
    ).map((row) => [row.id, row.number]),
  )
  return differences.map(({ figure, productId, placeId, lotId, stored, found }) => ({
    figure,
    product: products.get(productId) ?? productId,
    place: warehouses.get(placeId) ?? sites.get(placeId) ?? placeId,
    lot: lotId === null ? '' : (lots.get(lotId) ?? lotId),
    stored,
    found,
  }))
}
