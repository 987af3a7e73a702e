import { prepared } from '../../db/prepared.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds, inJsonIds } from '../search/find.ts'

/** Packs of some products, in their own order; products without any are missing. */
export async function packsOf(
  ctx: Pick<QueryContext, 'db'>,
  productIds: readonly string[],
): Promise<Map<string, { unit: string; factor: number }[]>> {
  const rows = await packRows.all(ctx.db, { ids: JSON.stringify(productIds) })
  const packs = new Map<string, { unit: string; factor: number }[]>()
  for (const { product_id, ...pack } of rows) {
    const list = packs.get(product_id)
    if (list) list.push(pack)
    else packs.set(product_id, [pack])
  }
  return packs
}

const packRows = prepared<{ ids: string }, { product_id: string; unit: string; factor: number }>((db, value) =>
  db
    .selectFrom('product_pack')
    .select(['product_id', 'unit', 'factor'])
    .where(inJsonIds('product_id', value('ids')))
    .orderBy('product_id')
    .orderBy('no'),
)

/** Barcodes of some products with the unit each stands for; the factor is thousandths of the base unit. */
export async function barcodesOf(
  ctx: Pick<QueryContext, 'db'>,
  productIds: readonly string[],
): Promise<Map<string, { barcode: string; unit: string; factor: number }[]>> {
  const rows = await ctx.db
    .selectFrom('product_barcode as c')
    .innerJoin('product as p', 'p.id', 'c.product_id')
    .leftJoin('product_pack as k', (join) => join.onRef('k.product_id', '=', 'p.id').onRef('k.unit', '=', 'c.unit'))
    .select(['c.product_id', 'c.barcode', 'c.unit', 'p.base_unit', 'k.factor'])
    .where(inIds('c.product_id', productIds))
    .execute()
  const barcodes = new Map<string, { barcode: string; unit: string; factor: number }[]>()
  for (const { product_id, barcode, unit, base_unit, factor } of rows) {
    const known = unit === base_unit ? 1000 : factor
    // a barcode whose pack is gone names nothing that can be counted
    if (known === null) continue
    const list = barcodes.get(product_id)
    if (list) list.push({ barcode, unit, factor: known })
    else barcodes.set(product_id, [{ barcode, unit, factor: known }])
  }
  return barcodes
}
