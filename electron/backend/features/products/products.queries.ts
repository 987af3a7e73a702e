import { sql, type SelectQueryBuilder } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PackFields, ProductRow, ProductView } from '../../../../shared/contract/products.ts'
import type { Db } from '../../db/dialect.ts'
import type { Schema } from '../../db/schema.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { branchOf } from '../trees/branch.ts'
import { inIds, matchesProduct } from '../search/find.ts'
import { withoutHidden } from './mask.ts'
import { withPricesOf } from './product-prices.ts'

type Filter = Requests['products']['list']['filter']

/** One page of products, in the order of a column, by keyset: first the ids from an index, then their rows. */
export async function list(
  ctx: QueryContext,
  input: Requests['products']['list'],
): Promise<Outputs['products']['list']> {
  const { filter, sort, descending, limit } = input
  const column = sort === 'code' ? 'p.code' : sort === 'name' ? 'p.pinyin' : 'p.updated_at'
  const direction = descending ? 'desc' : 'asc'
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, filter)
    .select(['p.id', `${column} as key`])
    .orderBy(column, direction)
    .orderBy('p.id', direction)
    .limit(limit + 1)
  if (after) {
    const compare = sql.raw(descending ? '<' : '>')
    query = query.where(sql<boolean>`(${sql.ref(column)}, p.id) ${compare} (${after[0]}, ${after[1]})`)
  }
  const keys = await query.execute()
  const rows = await rowsOf(
    ctx,
    keys.slice(0, limit).map((k) => k.id),
  )
  return page(
    keys,
    limit,
    (k) => rows.get(k.id)!,
    (k) => [k.key, k.id],
  )
}

/** Products per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['products']['counts'],
): Promise<Outputs['products']['counts']> {
  const { status: _, ...filter } = input.filter
  const result = { active: 0, archived: 0 }
  const rows = await filtered(ctx, filter)
    .select(['p.status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('p.status')
    .execute()
  for (const row of rows) result[row.status] = row.count
  return result
}

/** One product with packs, barcodes and stock by warehouse; prices hidden from the user are null. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<ProductView> {
  return withoutHidden(ctx.user, await wholeProduct(ctx, input.id))
}

/** The product with every price, for commands that write it back. @throws NOT_FOUND */
export async function wholeProduct(ctx: Pick<QueryContext, 'db' | 'today'>, id: string): Promise<ProductView> {
  const row = found(
    await ctx.db
      .selectFrom('product as p')
      .leftJoin('tree_node as t', 't.id', 'p.type_id')
      .selectAll('p')
      .select('t.path as type')
      .where('p.id', '=', id)
      .executeTakeFirst(),
    'product',
    id,
  )
  const parts = (await partsOf(ctx.db, [id])).get(id)!
  const stock = await ctx.db
    .selectFrom('stock_balance as b')
    .innerJoin('warehouse as w', 'w.id', 'b.warehouse_id')
    .select(['b.warehouse_id as warehouseId', 'w.name as warehouse', 'b.on_hand as onHand', 'b.reserved', 'b.frozen'])
    .where('b.product_id', '=', id)
    .orderBy('w.code')
    .execute()
  const product: ProductView = {
    id: row.id,
    version: row.version,
    code: row.code,
    barcode: parts.barcodes.get(row.base_unit) ?? '',
    name: row.name,
    mnemonic: row.mnemonic,
    spec: row.spec,
    model: row.model,
    brand: row.brand,
    manufacturer: row.manufacturer,
    typeId: row.type_id,
    type: row.type ?? '',
    use: row.use,
    baseUnit: row.base_unit,
    packs: parts.packs,
    purchasePrice: row.purchase_price,
    retailPrice: row.retail_price,
    salePrice: row.sale_price,
    floorPrice: row.floor_price,
    taxRate: row.tax_rate,
    weight: row.weight,
    saleMinimum: row.sale_minimum,
    saleMultiple: row.sale_multiple,
    shelfLifeDays: row.shelf_life_days,
    safetyStock: row.safety_stock,
    maxStock: row.max_stock,
    lotTracked: row.lot_tracked === 1,
    bin: row.bin,
    notes: row.notes,
    imageId: row.image_id,
    status: row.status,
    stock,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
  return (await withPricesOf(ctx.db, [product], ctx.today))[0]!
}

/** Values in use for brand, use and unit, of all products in one pass; at most 200 of each. */
export async function choices(ctx: QueryContext): Promise<Outputs['products']['choices']> {
  const rows = await ctx.db.selectFrom('product').select(['brand', 'use', 'base_unit']).distinct().execute()
  const packs = await ctx.db.selectFrom('product_pack').select('unit').distinct().execute()
  const sorted = (values: string[]) => [...new Set(values.filter((v) => v !== ''))].sort().slice(0, 200)
  return {
    brands: sorted(rows.map((r) => r.brand)),
    uses: sorted(rows.map((r) => r.use)),
    units: sorted([...rows.map((r) => r.base_unit), ...packs.map((r) => r.unit)]),
  }
}

/** The picture of a product as a file, or null. */
export async function image(
  ctx: QueryContext,
  input: Requests['products']['image'],
): Promise<Outputs['products']['image']> {
  const row = await ctx.db
    .selectFrom('product_image as i')
    .innerJoin('product as p', 'p.image_id', 'i.id')
    .select(['i.mime', 'i.bytes', 'p.code'])
    .where('p.id', '=', input.id)
    .executeTakeFirst()
  if (!row) return null
  const extension = row.mime === 'image/jpeg' ? 'jpg' : row.mime.slice('image/'.length)
  return new File([new Uint8Array(row.bytes)], `${row.code}.${extension}`, { type: row.mime })
}

/** Packs in their order, with barcodes, and the barcode of every unit, by product. */
export async function partsOf(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { packs: PackFields[]; barcodes: Map<string, string> }>> {
  const parts = new Map(ids.map((id) => [id, { packs: [] as PackFields[], barcodes: new Map<string, string>() }]))
  const barcodes = await db
    .selectFrom('product_barcode as b')
    .select(['b.product_id', 'b.unit', 'b.barcode'])
    .where(inIds('b.product_id', ids))
    .execute()
  for (const { product_id, unit, barcode } of barcodes) parts.get(product_id)!.barcodes.set(unit, barcode)
  const packs = await db
    .selectFrom('product_pack as k')
    .select(['k.product_id', 'k.unit', 'k.factor', 'k.price'])
    .where(inIds('k.product_id', ids))
    .orderBy('k.product_id')
    .orderBy('k.no')
    .execute()
  for (const { product_id, ...pack } of packs) {
    const product = parts.get(product_id)!
    product.packs.push({ ...pack, barcode: product.barcodes.get(pack.unit) ?? '' })
  }
  return parts
}

/** Rows of the list for some products, in the order of the ids. */
export async function rowsByIds(ctx: QueryContext, ids: readonly string[]): Promise<ProductRow[]> {
  const rows = await rowsOf(ctx, ids)
  return ids.flatMap((id) => rows.get(id) ?? [])
}

/** List rows of some products, by id. */
async function rowsOf(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, ProductRow>> {
  const products = await ctx.db
    .selectFrom('product as p')
    .leftJoin('tree_node as t', 't.id', 'p.type_id')
    .select([
      'p.id',
      'p.code',
      'p.name',
      'p.mnemonic',
      'p.spec',
      'p.brand',
      't.path as type',
      'p.use',
      'p.base_unit as baseUnit',
      'p.purchase_price as purchasePrice',
      'p.retail_price as retailPrice',
      'p.sale_price as salePrice',
      'p.floor_price as floorPrice',
      'p.safety_stock as safetyStock',
      'p.image_id as imageId',
      'p.status',
      'p.updated_at as updatedAt',
    ])
    .where(inIds('p.id', ids))
    .execute()
  const parts = await partsOf(ctx.db, ids)
  const balances = await ctx.db
    .selectFrom('stock_balance as b')
    .select((eb) => [
      'b.product_id',
      eb.fn.sum<number>('b.on_hand').as('onHand'),
      eb.fn.sum<number>('b.reserved').as('reserved'),
      eb.fn.sum<number>('b.frozen').as('frozen'),
    ])
    .where(inIds('b.product_id', ids))
    .groupBy('b.product_id')
    .execute()
  const balanceOf = new Map(balances.map((b) => [b.product_id, b]))
  const rows = products.map((product): ProductRow => {
    const { packs, barcodes } = parts.get(product.id)!
    const { onHand, reserved, frozen } = balanceOf.get(product.id) ?? { onHand: 0, reserved: 0, frozen: 0 }
    return {
      ...product,
      type: product.type ?? '',
      barcode: barcodes.get(product.baseUnit) ?? '',
      packs,
      onHand,
      available: onHand - reserved - frozen,
    }
  })
  const priced = await withPricesOf(ctx.db, rows, ctx.today)
  return new Map(priced.map((row) => [row.id, withoutHidden(ctx.user, row)]))
}

function filtered(
  ctx: QueryContext,
  filter: Filter,
): SelectQueryBuilder<Schema & { p: Schema['product'] }, 'p', unknown> {
  let query = ctx.db.selectFrom('product as p')
  if (filter.status) query = query.where('p.status', '=', filter.status)
  if (filter.brand) query = query.where('p.brand', '=', filter.brand)
  if (filter.use) query = query.where('p.use', '=', filter.use)
  if (filter.typeId) query = query.where('p.type_id', 'in', branchOf(filter.typeId))
  if (filter.lowStock) {
    query = query
      .where('p.safety_stock', '>', 0)
      .where(
        sql<boolean>`coalesce((select sum(on_hand - reserved - frozen) from stock_balance where product_id = p.id), 0) < p.safety_stock`,
      )
  }
  const text = filter.search?.trim()
  if (text) query = query.where(matchesProduct(ctx, text, filter.status))
  return query
}
