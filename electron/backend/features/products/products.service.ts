import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ProductFields, ProductView } from '../../../../shared/contract/products.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { Db } from '../../db/dialect.ts'
import { pinyinOf } from '../../pinyin.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextCode } from '../company/numbers.ts'
import { bookOpeningStock } from '../inventory/inventory.service.ts'
import { putStockBack, takeStockOut } from '../inventory/switch-lots.ts'
import { imageTypeOf } from './image-type.ts'
import { keepHidden } from './mask.ts'
import { dropBegunPrices } from './product-prices.ts'
import * as queries from './products.queries.ts'

/**
 * Makes a product with packs, barcodes and opening stock. The same id again returns what is there (a repeated click).
 * @throws DUPLICATE code or barcode, RULE FACTOR_INVALID, NOT_FOUND tree node or warehouse
 */
export async function create(ctx: CommandContext, input: Requests['products']['create']): Promise<ProductView> {
  const existing = await ctx.db.selectFrom('product').select('id').where('id', '=', input.id).executeTakeFirst()
  if (existing) return queries.get(ctx, { id: input.id })
  const { openingStock, ...fields } = input
  await refuseUnfit(ctx, input.id, fields)
  const code = fields.code === '' ? await nextCode(ctx, 'product') : fields.code
  await refuseTakenCode(ctx, input.id, code)
  await insertProduct(ctx.db, { ...fields, code }, ctx.at)
  await bookOpeningStock(
    ctx,
    openingStock.map((stock) => ({ productId: input.id, ...stock })),
  )
  return queries.get(ctx, { id: input.id })
}

/**
 * Changes a product's fields, packs and barcodes. Prices hidden from the user stay. Lines of orders keep the factor they
 * were typed with. The base unit is fixed once stock has moved, because quantities are counted in it.
 * @throws CONFLICT, DUPLICATE code or barcode, NOT_FOUND, RULE FACTOR_INVALID, IN_USE baseUnit, LOT_RESERVED, LOT_NEGATIVE,
 *   LOT_STILL_FROZEN
 */
export async function update(ctx: CommandContext, input: Requests['products']['update']): Promise<ProductView> {
  const current = await queries.wholeProduct(ctx, input.id)
  const { version, ...sent } = input
  const own = { code: sent.code === '' ? current.code : sent.code, lotTracked: sent.lotTracked ?? current.lotTracked }
  const fields = keepHidden(ctx.user, { ...sent, ...own }, current)
  await refuseUnfit(ctx, input.id, fields)
  await refuseTakenCode(ctx, input.id, fields.code)
  if (fields.baseUnit !== current.baseUnit) await refuseMoved(ctx, input.id)
  const switched = fields.lotTracked !== current.lotTracked
  const taken = switched ? await takeStockOut(ctx, input.id) : null
  await updateProduct(ctx.db, fields, version, ctx.at)
  await dropBegunPrices(ctx, input.id)
  if (taken) await putStockBack(ctx, taken)
  return queries.get(ctx, { id: input.id })
}

/** Archives or restores a product. @throws CONFLICT */
export async function setStatus(ctx: CommandContext, input: Requests['products']['setStatus']): Promise<ProductView> {
  const update = ctx.db
    .updateTable('product')
    .set({ status: input.status, updated_at: ctx.at, version: input.version + 1 })
    .where('id', '=', input.id)
    .where('version', '=', input.version)
  await claim(update, 'product', input.id)
  return queries.get(ctx, { id: input.id })
}

/** The same for several at once; those that already are in the state are left alone. @throws NOT_FOUND */
export async function setStatusMany(
  ctx: CommandContext,
  input: Requests['products']['setStatusMany'],
): Promise<Outputs['products']['setStatusMany']> {
  for (const id of input.ids) {
    found(await ctx.db.selectFrom('product').select('id').where('id', '=', id).executeTakeFirst(), 'product', id)
  }
  const { numUpdatedRows } = await ctx.db
    .updateTable('product')
    .set((eb) => ({ status: input.status, updated_at: ctx.at, version: eb('version', '+', 1) }))
    .where('id', 'in', input.ids)
    .where('status', '<>', input.status)
    .executeTakeFirst()
  return { changed: Number(numUpdatedRows) }
}

/** Sets or removes the picture; what it is, its first bytes say, never its name. @throws NOT_FOUND, RULE IMAGE_INVALID */
export async function setImage(ctx: CommandContext, input: Requests['products']['setImage']): Promise<ProductView> {
  const { id } = input
  found(await ctx.db.selectFrom('product').select('id').where('id', '=', id).executeTakeFirst(), 'product', id)
  const bytes = input.image === null ? null : new Uint8Array(await input.image.arrayBuffer())
  const mime = bytes && imageTypeOf(bytes)
  if (bytes && !mime) throw ruleError('IMAGE_INVALID', { field: 'image' })
  const imageId = bytes ? ctx.newId() : null
  await ctx.db.deleteFrom('product_image').where('product_id', '=', id).execute()
  if (imageId && bytes && mime) {
    await ctx.db.insertInto('product_image').values({ id: imageId, product_id: id, mime, bytes }).execute()
  }
  await ctx.db
    .updateTable('product')
    .set((eb) => ({ image_id: imageId, updated_at: ctx.at, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  return queries.get(ctx, { id })
}

/**
 * Writes one product with packs and barcodes; also used by imports, which check codes, barcodes and units themselves
 * (`refuseUnfit` does it for one). Pinyin and mnemonic are made here.
 */
export async function insertProduct(db: Db, product: ProductFields & { id: string }, at: string): Promise<void> {
  await db
    .insertInto('product')
    .values({ id: product.id, ...columnsOf(product), created_at: at, updated_at: at })
    .execute()
  if (product.packs.length > 0) await db.insertInto('product_pack').values(packRows(product)).execute()
  const barcodes = barcodeRows(product)
  if (barcodes.length > 0) await db.insertInto('product_barcode').values(barcodes).execute()
}

/** Writes all fields of a product over what is there, touching only rows that differ. @throws CONFLICT */
export async function updateProduct(
  db: Db,
  product: ProductFields & { id: string },
  version: number,
  at: string,
): Promise<void> {
  const { id } = product
  const update = db
    .updateTable('product')
    .set({ ...columnsOf(product), updated_at: at, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
  await claim(update, 'product', id)
  await db.deleteFrom('product_pack').where('product_id', '=', id).where('no', '>', product.packs.length).execute()
  for (const row of packRows(product)) {
    const { unit, factor, price } = row
    await db
      .insertInto('product_pack')
      .values(row)
      .onConflict((oc) => oc.columns(['product_id', 'no']).doUpdateSet({ unit, factor, price }))
      .execute()
  }
  const barcodes = barcodeRows(product)
  let gone = db.deleteFrom('product_barcode').where('product_id', '=', id)
  if (barcodes.length > 0) {
    gone = gone.where(
      'barcode',
      'not in',
      barcodes.map((b) => b.barcode),
    )
  }
  await gone.execute()
  for (const row of barcodes) {
    await db
      .insertInto('product_barcode')
      .values(row)
      .onConflict((oc) => oc.column('barcode').doUpdateSet({ unit: row.unit }))
      .execute()
  }
}

/**
 * Checks what one product's fields can break: each unit once, each barcode once in the company, a type that exists.
 * @throws RULE FACTOR_INVALID, DUPLICATE barcode (`id`: the product that has it), NOT_FOUND
 */
export async function refuseUnfit(
  ctx: Pick<CommandContext, 'db'>,
  id: string,
  fields: Pick<ProductFields, 'baseUnit' | 'barcode' | 'packs' | 'typeId'>,
): Promise<void> {
  const units = new Set([fields.baseUnit])
  for (const [i, { unit }] of fields.packs.entries()) {
    if (units.has(unit)) throw ruleError('FACTOR_INVALID', { field: `packs.${i}.unit`, line: i + 1, value: unit })
    units.add(unit)
  }
  const own = new Set<string>()
  for (const { barcode } of barcodeRows({ ...fields, id })) {
    const other = own.has(barcode)
      ? { product_id: id }
      : await ctx.db
          .selectFrom('product_barcode')
          .select('product_id')
          .where('barcode', '=', barcode)
          .where('product_id', '<>', id)
          .executeTakeFirst()
    if (other) {
      throw new AppError('DUPLICATE', { entity: 'product', field: 'barcode', value: barcode, id: other.product_id })
    }
    own.add(barcode)
  }
  if (fields.typeId !== null) {
    const type = await ctx.db
      .selectFrom('tree_node')
      .select('id')
      .where('id', '=', fields.typeId)
      .where('kind', '=', 'product-type')
      .executeTakeFirst()
    found(type, 'tree', fields.typeId)
  }
}

async function refuseTakenCode(ctx: CommandContext, id: string, code: string): Promise<void> {
  const other = await ctx.db
    .selectFrom('product')
    .select('id')
    .where('code', '=', code)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'product', field: 'code', value: code, id: other.id })
}

async function refuseMoved(ctx: CommandContext, id: string): Promise<void> {
  const moved = await ctx.db.selectFrom('stock_movement').select('id').where('product_id', '=', id).limit(1).execute()
  if (moved.length > 0) throw ruleError('IN_USE', { field: 'baseUnit' })
}

/** Fields as columns, with the search forms of the name. */
function columnsOf(fields: ProductFields) {
  const sound = pinyinOf(fields.name)
  return {
    code: fields.code,
    name: fields.name,
    mnemonic: fields.mnemonic === '' ? sound.mnemonic : fields.mnemonic,
    pinyin: sound.full,
    initials: sound.initials.join(' '),
    spec: fields.spec,
    model: fields.model,
    brand: fields.brand,
    manufacturer: fields.manufacturer,
    type_id: fields.typeId,
    use: fields.use,
    base_unit: fields.baseUnit,
    purchase_price: fields.purchasePrice,
    retail_price: fields.retailPrice,
    sale_price: fields.salePrice,
    floor_price: fields.floorPrice,
    tax_rate: fields.taxRate,
    weight: fields.weight,
    sale_minimum: fields.saleMinimum,
    sale_multiple: fields.saleMultiple,
    shelf_life_days: fields.shelfLifeDays,
    safety_stock: fields.safetyStock,
    max_stock: fields.maxStock,
    lot_tracked: fields.lotTracked ? 1 : 0,
    bin: fields.bin,
    notes: fields.notes,
  }
}

const packRows = (product: Pick<ProductFields, 'packs'> & { id: string }) =>
  product.packs.map(({ unit, factor, price }, i) => ({ product_id: product.id, no: i + 1, unit, factor, price }))

const barcodeRows = (product: Pick<ProductFields, 'barcode' | 'baseUnit' | 'packs'> & { id: string }) =>
  [{ barcode: product.barcode, unit: product.baseUnit }, ...product.packs]
    .filter(({ barcode }) => barcode !== '')
    .map(({ barcode, unit }) => ({ barcode, product_id: product.id, unit }))
