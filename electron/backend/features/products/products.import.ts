import type { Insertable } from 'kysely'
import { insertRows } from '../../db/bulk-insert.ts'
import { revertChange, type Reverted } from '../../db/revert-change.ts'
import type { ProductTable } from '../../db/schema.ts'
import type { Change, SqlValue } from '../../db/unit-of-work.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { takeCodes } from '../company/codes.import.ts'
import { bookOpeningStock } from '../inventory/inventory.service.ts'
import { imageTypeOf } from './image-type.ts'
import { dropBegunPrices, kindsIn } from './product-prices.ts'

/** Columns an import may fill; search forms of the name are already made. */
export type ProductColumns = Partial<
  Omit<Insertable<ProductTable>, 'id' | 'code' | 'image_id' | 'created_at' | 'updated_at' | 'version'>
>

export interface ImportedPack {
  /** Place among the packs, 1 to 3. */
  no: number
  unit: string
  /** Thousandths of the base unit. */
  factor: number
  /** Sale price per pack, 1/10000 yuan; null: base price × factor. */
  price: number | null
}

/** A picture among those of the file. */
export interface ImportedPicture {
  /** Under which it will be stored. */
  id: string
  no: number
}

export interface NewProduct {
  id: string
  /** Empty: the next of the series. */
  code: string
  fields: ProductColumns & { name: string; base_unit: string }
  packs: ImportedPack[]
  barcodes: { barcode: string; unit: string }[]
  /** Stock at the start, thousandths of the base unit. */
  opening: { warehouseId: string; quantity: number }[]
  picture?: ImportedPicture | null
}

/** What an import changes of a product: only what the file says. */
export interface ProductChange {
  id: string
  fields: ProductColumns
  /** New or changed packs. */
  packs: ImportedPack[]
  /** Barcodes it gets; the former one of the same unit goes. */
  barcodes: { barcode: string; unit: string }[]
  /** For a product that has none. */
  picture?: ImportedPicture | null
}

/** The bytes of a picture of the file. */
export type PictureBytes = (no: number) => Buffer

const DEFAULTS: Record<keyof ProductColumns, SqlValue> = {
  name: '',
  mnemonic: '',
  pinyin: '',
  initials: '',
  spec: '',
  model: '',
  brand: '',
  manufacturer: '',
  type_id: null,
  use: '',
  base_unit: '',
  purchase_price: null,
  retail_price: null,
  sale_price: null,
  floor_price: null,
  tax_rate: null,
  weight: null,
  sale_minimum: null,
  sale_multiple: null,
  shelf_life_days: null,
  safety_stock: 0,
  bin: '',
  notes: '',
  status: 'active',
  lot_tracked: 0,
  max_stock: null,
}
const FIELDS = Object.keys(DEFAULTS) as (keyof ProductColumns)[]
const COLUMNS = ['id', 'code', ...FIELDS, 'image_id', 'created_at', 'updated_at']
const PACK_COLUMNS = ['product_id', 'no', 'unit', 'factor', 'price']
const BARCODE_COLUMNS = ['barcode', 'product_id', 'unit']

/** Writes new products with packs, barcodes, pictures and opening stock. Rows are checked before; a taken code is an error. */
export async function insertProducts(
  ctx: CommandContext,
  products: readonly NewProduct[],
  pictureBytes: PictureBytes,
): Promise<void> {
  const codes = await takeCodes(ctx, 'product', products.filter((p) => p.code === '').length)
  const rows = products.map((p) => [
    p.id,
    p.code === '' ? codes.shift()! : p.code,
    ...FIELDS.map((f) => p.fields[f] ?? DEFAULTS[f]),
    p.picture?.id ?? null,
    ctx.at,
    ctx.at,
  ])
  await insertRows(ctx.db, 'product', COLUMNS, rows)
  const packs = products.flatMap((p) => p.packs.map((k) => [p.id, k.no, k.unit, k.factor, k.price]))
  await insertRows(ctx.db, 'product_pack', PACK_COLUMNS, packs)
  const barcodes = products.flatMap((p) => p.barcodes.map((b) => [b.barcode, p.id, b.unit]))
  await insertRows(ctx.db, 'product_barcode', BARCODE_COLUMNS, barcodes)
  for (const { id, picture } of products) if (picture) await insertPicture(ctx, id, picture, pictureBytes)
  await bookOpeningStock(
    ctx,
    products.flatMap((p) => p.opening.map((stock) => ({ productId: p.id, ...stock }))),
  )
}

/** Writes what a file says over existing products. */
export async function updateProducts(
  ctx: CommandContext,
  changes: readonly ProductChange[],
  pictureBytes: PictureBytes,
): Promise<void> {
  for (const { id, fields, packs, barcodes, picture } of changes) {
    await ctx.db
      .updateTable('product')
      .set((eb) => ({ ...fields, updated_at: ctx.at, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .execute()
    const kinds = kindsIn(fields)
    if (kinds.length > 0) await dropBegunPrices(ctx, id, { kinds })
    for (const { no, unit, factor, price } of packs) {
      await ctx.db
        .insertInto('product_pack')
        .values({ product_id: id, no, unit, factor, price })
        .onConflict((oc) => oc.columns(['product_id', 'no']).doUpdateSet({ unit, factor, price }))
        .execute()
      await dropBegunPrices(ctx, id, { kinds: ['sale'], unit })
    }
    for (const { barcode, unit } of barcodes) {
      await ctx.db.deleteFrom('product_barcode').where('product_id', '=', id).where('unit', '=', unit).execute()
      await ctx.db.insertInto('product_barcode').values({ barcode, product_id: id, unit }).execute()
    }
    if (!picture) continue
    const { numUpdatedRows } = await ctx.db
      .updateTable('product')
      .set({ image_id: picture.id })
      .where('id', '=', id)
      .where('image_id', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await insertPicture(ctx, id, picture, pictureBytes)
  }
}

/** What it is, its first bytes say; the process that took it from the file has looked at its size. */
async function insertPicture(
  ctx: CommandContext,
  productId: string,
  { id, no }: ImportedPicture,
  pictureBytes: PictureBytes,
): Promise<void> {
  const bytes = pictureBytes(no)
  const mime = imageTypeOf(bytes)
  if (mime === null) throw new Error('a picture of the import is not what it was')
  await ctx.db.insertInto('product_image').values({ id, product_id: productId, mime, bytes }).execute()
}

/** Takes back one change of a product, pack, barcode or picture that an import made. */
export function revertProduct(ctx: CommandContext, change: Change): Promise<Reverted> {
  return revertChange(ctx, change)
}

/** Puts a product away that an import made and that is in use by now. */
export async function archiveImportedProduct(ctx: CommandContext, id: string): Promise<void> {
  await ctx.db
    .updateTable('product')
    .set((eb) => ({ status: 'archived', updated_at: ctx.at, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('status', '<>', 'archived')
    .execute()
}
