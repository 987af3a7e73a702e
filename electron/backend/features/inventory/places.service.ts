import type { BinView } from '../../../../shared/contract/places.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { bins, ofProduct } from './places.queries.ts'

/** Makes (version 0, at the end of the way) or changes a bin. @throws NOT_FOUND warehouse, DUPLICATE, CONFLICT */
export async function saveBin(ctx: CommandContext, input: Requests['places']['saveBin']): Promise<BinView> {
  const { id, warehouseId, code, name, version } = input
  await requireWarehouse(ctx, warehouseId)
  const other = await ctx.db
    .selectFrom('bin')
    .select('id')
    .where('warehouse_id', '=', warehouseId)
    .where((eb) => eb(eb.fn<string>('upper', ['code']), '=', code.toUpperCase()))
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'bin', field: 'code', value: code, id: other.id })
  if (version === 0) {
    const known = await ctx.db.selectFrom('bin').select('id').where('id', '=', id).executeTakeFirst()
    if (!known) await insertBins(ctx, warehouseId, [{ id, code, name }])
  } else {
    await claim(
      ctx.db
        .updateTable('bin')
        .set({ code, name, archived: input.archived ? 1 : 0, version: version + 1 })
        .where('id', '=', id)
        .where('warehouse_id', '=', warehouseId)
        .where('version', '=', version),
      'bin',
      id,
    )
    if (input.archived) await emptyBin(ctx, id)
  }
  return (await bins(ctx, { warehouseId })).find((bin) => bin.id === id)!
}

/** Makes many bins at the end of the way; codes that are there already stay as they are. @throws NOT_FOUND warehouse */
export async function makeBins(
  ctx: CommandContext,
  input: Requests['places']['makeBins'],
): Promise<Outputs['places']['makeBins']> {
  await requireWarehouse(ctx, input.warehouseId)
  const rows = await ctx.db.selectFrom('bin').select('code').where('warehouse_id', '=', input.warehouseId).execute()
  const known = new Set(rows.map((row) => row.code.toUpperCase()))
  const fresh = input.codes.filter((code) => !known.has(code.toUpperCase()) && known.add(code.toUpperCase()))
  await insertBins(
    ctx,
    input.warehouseId,
    fresh.map((code) => ({ id: ctx.newId(), code, name: '' })),
  )
  return bins(ctx, { warehouseId: input.warehouseId })
}

/** Sets the way through a warehouse; bins not named keep their order behind those named. */
export async function orderBins(
  ctx: CommandContext,
  input: Requests['places']['orderBins'],
): Promise<Outputs['places']['orderBins']> {
  const known = await bins(ctx, { warehouseId: input.warehouseId })
  const byId = new Map(known.map((bin) => [bin.id, bin]))
  const named = [...new Set(input.ids)].map((id) => found(byId.get(id), 'bin', id))
  const rest = known.filter((bin) => !input.ids.includes(bin.id))
  for (const [i, bin] of [...named, ...rest].entries()) {
    if (bin.sort === i + 1) continue
    await ctx.db
      .updateTable('bin')
      .set({ sort: i + 1, version: bin.version + 1 })
      .where('id', '=', bin.id)
      .execute()
  }
  return bins(ctx, { warehouseId: input.warehouseId })
}

/** Replaces a product's places of the warehouses named. @throws NOT_FOUND */
export async function saveOfProduct(
  ctx: CommandContext,
  input: Requests['places']['saveOfProduct'],
): Promise<Outputs['places']['saveOfProduct']> {
  const { productId } = input
  await requireProducts(ctx, [productId])
  for (const place of input.places) {
    await requireWarehouse(ctx, place.warehouseId)
    await requireBin(ctx, place.warehouseId, place.binId)
    if (place.binId === null && place.minStock === null && place.maxStock === null) {
      await ctx.db
        .deleteFrom('product_place')
        .where('product_id', '=', productId)
        .where('warehouse_id', '=', place.warehouseId)
        .execute()
      continue
    }
    const values = { bin_id: place.binId, min_stock: place.minStock, max_stock: place.maxStock }
    await ctx.db
      .insertInto('product_place')
      .values({ product_id: productId, warehouse_id: place.warehouseId, ...values })
      .onConflict((oc) => oc.columns(['product_id', 'warehouse_id']).doUpdateSet(values))
      .execute()
  }
  return ofProduct(ctx, { productId })
}

/** Gives products their place in a bin, or none; least and most stay as they are. @throws NOT_FOUND */
export async function assign(
  ctx: CommandContext,
  input: Requests['places']['assign'],
): Promise<Outputs['places']['assign']> {
  const { warehouseId, binId } = input
  await requireWarehouse(ctx, warehouseId)
  await requireBin(ctx, warehouseId, binId)
  const productIds = [...new Set(input.productIds)]
  await requireProducts(ctx, productIds)
  await ctx.db
    .insertInto('product_place')
    .values(productIds.map((id) => ({ product_id: id, warehouse_id: warehouseId, bin_id: binId })))
    .onConflict((oc) => oc.columns(['product_id', 'warehouse_id']).doUpdateSet({ bin_id: binId }))
    .execute()
  await ctx.db
    .deleteFrom('product_place')
    .where('warehouse_id', '=', warehouseId)
    .where('bin_id', 'is', null)
    .where('min_stock', 'is', null)
    .where('max_stock', 'is', null)
    .execute()
  return { ok: true }
}

async function insertBins(
  ctx: CommandContext,
  warehouseId: string,
  fresh: readonly { id: string; code: string; name: string }[],
): Promise<void> {
  if (fresh.length === 0) return
  const last = await ctx.db
    .selectFrom('bin')
    .select((eb) => eb.fn.max<number | null>('sort').as('sort'))
    .where('warehouse_id', '=', warehouseId)
    .executeTakeFirst()
  await ctx.db
    .insertInto('bin')
    .values(fresh.map((bin, i) => ({ ...bin, warehouse_id: warehouseId, sort: (last?.sort ?? 0) + i + 1 })))
    .execute()
}

/** Goods of a bin that is given up have no place until they get another. */
async function emptyBin(ctx: CommandContext, id: string): Promise<void> {
  await ctx.db.updateTable('product_place').set({ bin_id: null }).where('bin_id', '=', id).execute()
}

async function requireWarehouse(ctx: CommandContext, id: string): Promise<void> {
  found(await ctx.db.selectFrom('warehouse').select('id').where('id', '=', id).executeTakeFirst(), 'warehouse', id)
}

async function requireBin(ctx: CommandContext, warehouseId: string, id: string | null): Promise<void> {
  if (id === null) return
  const bin = await ctx.db
    .selectFrom('bin')
    .select('id')
    .where('id', '=', id)
    .where('warehouse_id', '=', warehouseId)
    .where('archived', '=', 0)
    .executeTakeFirst()
  found(bin, 'bin', id)
}

async function requireProducts(ctx: CommandContext, ids: readonly string[]): Promise<void> {
  const rows = await ctx.db.selectFrom('product').select('id').where('id', 'in', ids).execute()
  const known = new Set(rows.map((row) => row.id))
  for (const id of ids) if (!known.has(id)) throw new AppError('NOT_FOUND', { entity: 'product', id })
}
