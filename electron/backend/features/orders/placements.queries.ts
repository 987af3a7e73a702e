import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { placeLines } from '../../../../shared/domain/order/warehouses.ts'
import { acceptableStock, trackedAmong } from '../inventory/order-lots.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'

/** From which warehouses lines that are short in theirs could be sent, by what is free there now. */
export async function placements(
  ctx: QueryContext,
  input: Requests['orders']['placements'],
): Promise<Outputs['orders']['placements']> {
  if (input.lines.length === 0) return []
  const rows = await ctx.db
    .selectFrom('stock_balance as b')
    .innerJoin('warehouse as w', 'w.id', 'b.warehouse_id')
    .select(['b.product_id as productId', 'b.warehouse_id as warehouseId', 'w.name'])
    .select((eb) =>
      eb('b.on_hand', '-', eb('b.reserved', '+', eb.ref('b.frozen')))
        .$castTo<number>()
        .as('free'),
    )
    .where(inIds('b.product_id', [...new Set(input.lines.map((line) => line.productId))]))
    .where('w.archived', '=', 0)
    .orderBy('w.code')
    .execute()
  const names = new Map(
    (await ctx.db.selectFrom('warehouse').select(['id', 'name']).execute()).map((w) => [w.id, w.name]),
  )
  const free = new Map(rows.map((row) => [`${row.productId} ${row.warehouseId}`, row.free]))
  return placeLines(input.lines, rows).map(({ line, parts, missing }) => ({
    line,
    missing,
    parts: parts.map(({ warehouseId, quantity }) => ({
      warehouseId,
      warehouse: names.get(warehouseId) ?? '',
      quantity,
      free: free.get(`${input.lines[line]!.productId} ${warehouseId}`) ?? 0,
    })),
  }))
}

/** Stock available now for products in warehouses, thousandths of the base unit. */
export async function availability(
  ctx: QueryContext,
  input: Requests['orders']['availability'],
): Promise<Outputs['orders']['availability']> {
  if (input.items.length === 0) return []
  const rows = await ctx.db
    .selectFrom('stock_balance')
    .select(['product_id', 'warehouse_id', 'on_hand', 'reserved', 'frozen'])
    .where(inIds('product_id', [...new Set(input.items.map((i) => i.productId))]))
    .execute()
  const free = new Map(rows.map((r) => [`${r.product_id} ${r.warehouse_id}`, r.on_hand - r.reserved - r.frozen]))
  const tracked = await trackedAmong(ctx, input.items)
  const views: Outputs['orders']['availability'] = []
  for (const place of input.items) {
    const acceptable = tracked.has(place.productId) ? await acceptableStock(ctx, place, input) : null
    views.push({ ...place, available: free.get(`${place.productId} ${place.warehouseId}`) ?? 0, acceptable })
  }
  return views
}
