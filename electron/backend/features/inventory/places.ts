import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { inJsonIds } from '../search/find.ts'

/** What booking has to know of the products, warehouses and lots it touches. */
export interface PlaceFacts {
  products: Map<string, { lotTracked: boolean; purchasePrice: number | null }>
  warehouses: Map<string, { siteId: string; mayLack: boolean }>
  frozenLots: Set<string>
}

/** Reads the facts by three statements at most. @throws NOT_FOUND product or warehouse */
export async function placeFacts(
  ctx: Pick<CommandContext, 'db'>,
  items: readonly { productId: string; warehouseId: string; lotId?: string | null }[],
): Promise<PlaceFacts> {
  const productIds = [...new Set(items.map((i) => i.productId))]
  const warehouseIds = [...new Set(items.map((i) => i.warehouseId))]
  const lotIds = [...new Set(items.flatMap((i) => i.lotId ?? []))]
  const products = new Map(
    (await productsOf.all(ctx.db, { ids: JSON.stringify(productIds) })).map((p) => [
      p.id,
      { lotTracked: p.lot_tracked === 1, purchasePrice: p.purchase_price },
    ]),
  )
  const warehouses = new Map(
    (await warehousesOf.all(ctx.db, { ids: JSON.stringify(warehouseIds) })).map((w) => [
      w.id,
      { siteId: w.site_id, mayLack: w.allow_negative === 1 },
    ]),
  )
  for (const id of productIds) found(products.get(id), 'product', id)
  for (const id of warehouseIds) found(warehouses.get(id), 'warehouse', id)
  const frozen = lotIds.length === 0 ? [] : await frozenOf.all(ctx.db, { ids: JSON.stringify(lotIds) })
  return { products, warehouses, frozenLots: new Set(frozen.map((lot) => lot.id)) }
}

const productsOf = prepared<{ ids: string }, { id: string; lot_tracked: number; purchase_price: number | null }>(
  (db, value) =>
    db
      .selectFrom('product')
      .select(['id', 'lot_tracked', 'purchase_price'])
      .where(inJsonIds('id', value('ids'))),
)
const warehousesOf = prepared<{ ids: string }, { id: string; site_id: string; allow_negative: number }>((db, value) =>
  db
    .selectFrom('warehouse')
    .select(['id', 'site_id', 'allow_negative'])
    .where(inJsonIds('id', value('ids'))),
)
const frozenOf = prepared<{ ids: string }, { id: string }>((db, value) =>
  db
    .selectFrom('stock_lot')
    .select('id')
    .where(inJsonIds('id', value('ids')))
    .where('frozen', '=', 1),
)
