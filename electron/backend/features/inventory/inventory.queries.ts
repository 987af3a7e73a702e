import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds, matchesProduct } from '../search/find.ts'
import { branchOf } from '../trees/branch.ts'

/**
 * Stock by product and warehouse, by product code, as far as something ever was there.
 * `lowOnly`: products of which less is available in all warehouses together than their safety stock.
 */
export async function list(
  ctx: QueryContext,
  input: Requests['inventory']['list'],
): Promise<Outputs['inventory']['list']> {
  const { limit } = input
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  // cross joins keep SQLite to this order of tables: products by their code index, then the balances of each
  let query = ctx.db
    .selectFrom('product as p')
    .crossJoin('stock_balance as b')
    .crossJoin('warehouse as w')
    .whereRef('b.product_id', '=', 'p.id')
    .whereRef('w.id', '=', 'b.warehouse_id')
    .select([
      'p.id as productId',
      'p.code',
      'p.name',
      'p.spec',
      'p.base_unit as baseUnit',
      'b.warehouse_id as warehouseId',
      'w.name as warehouse',
      'b.on_hand as onHand',
      'b.reserved',
      'b.frozen',
      'p.safety_stock as safetyStock',
    ])
    .orderBy('p.code')
    .orderBy('b.warehouse_id')
    .limit(limit + 1)
  if (input.warehouseId) query = query.where('b.warehouse_id', '=', input.warehouseId)
  if (input.nonZero) query = query.where((eb) => eb.or([eb('b.on_hand', '<>', 0), eb('b.reserved', '<>', 0)]))
  if (input.typeId) query = query.where('p.type_id', 'in', branchOf(input.typeId))
  if (input.search) query = query.where(matchesProduct(ctx, input.search))
  if (input.lowOnly) {
    query = query
      .where('p.safety_stock', '>', 0)
      .where(
        sql<boolean>`(select sum(on_hand - reserved - frozen) from stock_balance where product_id = p.id) < p.safety_stock`,
      )
  }
  if (after) {
    const [code, warehouseId] = after
    query = query
      .where('p.code', '>=', code)
      .where((eb) => eb.or([eb('p.code', '>', code), eb('b.warehouse_id', '>', warehouseId)]))
  }
  const rows = await query.execute()
  const packs = await packsOf(
    ctx,
    rows.slice(0, limit).map((row) => row.productId),
  )
  return page(
    rows,
    limit,
    (row) => ({ ...row, packs: packs.get(row.productId) ?? [], available: row.onHand - row.reserved - row.frozen }),
    (row) => [row.code, row.warehouseId],
  )
}

/** Movements of a product, the newest first, all warehouses or one. */
export async function movements(
  ctx: QueryContext,
  input: Requests['inventory']['movements'],
): Promise<Outputs['inventory']['movements']> {
  const { productId, warehouseId, limit } = input
  const after = decodeCursor<[string]>(input.cursor, 1)
  // the ids alone are in the index: only the rows of this page are read
  let newest = ctx.db
    .selectFrom('stock_movement')
    .select('id')
    .where('product_id', '=', productId)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (warehouseId) newest = newest.where('warehouse_id', '=', warehouseId)
  if (after) newest = newest.where('id', '<', after[0])
  const rows = await ctx.db
    .selectFrom('stock_movement as m')
    .innerJoin('warehouse as w', 'w.id', 'm.warehouse_id')
    .select([
      'm.id',
      'm.day',
      'm.at',
      'w.name as warehouse',
      'm.quantity',
      'm.document_type as documentType',
      'm.document_id as documentId',
      'm.document_number as documentNumber',
    ])
    .where('m.id', 'in', newest)
    .orderBy('m.id', 'desc')
    .execute()
  return page(
    rows,
    limit,
    (row) => row,
    (row) => [row.id],
  )
}

async function packsOf(
  ctx: QueryContext,
  productIds: readonly string[],
): Promise<Map<string, { unit: string; factor: number }[]>> {
  const rows = await ctx.db
    .selectFrom('product_pack as k')
    .select(['k.product_id', 'k.unit', 'k.factor'])
    .where(inIds('k.product_id', productIds))
    .orderBy('k.product_id')
    .orderBy('k.no')
    .execute()
  const packs = new Map<string, { unit: string; factor: number }[]>()
  for (const { product_id, ...pack } of rows) {
    const list = packs.get(product_id)
    if (list) list.push(pack)
    else packs.set(product_id, [pack])
  }
  return packs
}
