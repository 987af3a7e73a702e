import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { packsOf } from './packs.ts'

/** Bins in the order of the way, archived ones last. */
export async function bins(
  ctx: Pick<QueryContext, 'db'>,
  input: Requests['places']['bins'],
): Promise<Outputs['places']['bins']> {
  let query = ctx.db
    .selectFrom('bin as b')
    .innerJoin('warehouse as w', 'w.id', 'b.warehouse_id')
    .select((eb) => [
      'b.id',
      'b.warehouse_id as warehouseId',
      'w.name as warehouse',
      'b.code',
      'b.name',
      'b.sort',
      'b.archived',
      'b.version',
      eb
        .selectFrom('product_place as p')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('p.bin_id', '=', 'b.id')
        .as('products'),
    ])
    .orderBy('w.code')
    .orderBy('b.archived')
    .orderBy('b.sort')
    .orderBy('b.code')
  if (input.warehouseId) query = query.where('b.warehouse_id', '=', input.warehouseId)
  const rows = await query.execute()
  return rows.map((row) => ({ ...row, archived: row.archived === 1, products: row.products ?? 0 }))
}

/** What has its place in a bin, by code, with what the warehouse has of it. */
export async function goods(
  ctx: Pick<QueryContext, 'db'>,
  input: Requests['places']['goods'],
): Promise<Outputs['places']['goods']> {
  const rows = await ctx.db
    .selectFrom('product_place as k')
    .innerJoin('product as p', 'p.id', 'k.product_id')
    .leftJoin('stock_balance as b', (join) =>
      join.onRef('b.product_id', '=', 'k.product_id').onRef('b.warehouse_id', '=', 'k.warehouse_id'),
    )
    .select(['p.id as productId', 'p.code', 'p.name', 'p.spec', 'p.base_unit as baseUnit', 'b.on_hand as onHand'])
    .where('k.bin_id', '=', input.binId)
    .orderBy('p.code')
    .execute()
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.productId),
  )
  return rows.map((row) => ({ ...row, onHand: row.onHand ?? 0, packs: packs.get(row.productId) ?? [] }))
}

/** A product's place in each warehouse that is not archived. */
export async function ofProduct(
  ctx: Pick<QueryContext, 'db'>,
  input: Requests['places']['ofProduct'],
): Promise<Outputs['places']['ofProduct']> {
  const rows = await ctx.db
    .selectFrom('warehouse as w')
    .leftJoin('product_place as k', (join) =>
      join.onRef('k.warehouse_id', '=', 'w.id').on('k.product_id', '=', input.productId),
    )
    .leftJoin('bin as b', 'b.id', 'k.bin_id')
    .leftJoin('stock_balance as s', (join) =>
      join.onRef('s.warehouse_id', '=', 'w.id').on('s.product_id', '=', input.productId),
    )
    .select([
      'w.id as warehouseId',
      'w.name as warehouse',
      'k.bin_id as binId',
      'b.code as bin',
      'k.min_stock as minStock',
      'k.max_stock as maxStock',
      's.on_hand as onHand',
    ])
    .where('w.archived', '=', 0)
    .orderBy('w.code')
    .execute()
  return rows.map((row) => ({ ...row, bin: row.bin ?? '', onHand: row.onHand ?? 0 }))
}
