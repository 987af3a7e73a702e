import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { SupplyView } from '../../../../shared/contract/suppliers.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { priceFactsFor, supplies } from './supply.queries.ts'

/**
 * Makes (version 0) or changes what a supplier says of a product. One supplier of a product is preferred at most: the
 * newest choice counts. A user from whom purchase prices are hidden leaves them as they are.
 * @throws NOT_FOUND, CONFLICT, DUPLICATE, RULE UNIT_UNKNOWN, PRICE_TWICE
 */
export async function saveSupply(ctx: CommandContext, input: Requests['suppliers']['saveSupply']): Promise<SupplyView> {
  const { supplierId, productId } = input
  found(
    await ctx.db.selectFrom('supplier').select('id').where('id', '=', supplierId).executeTakeFirst(),
    'supplier',
    supplierId,
  )
  const units = found((await priceFactsFor(ctx, supplierId, [productId])).get(productId), 'product', productId).factors
  for (const unit of [input.unit, ...input.prices.map((price) => price.unit)])
    if (!units.has(unit)) throw ruleError('UNIT_UNKNOWN', { field: 'unit', value: unit })
  const keys = new Set(input.prices.map((p) => `${p.unit} ${p.minQuantity} ${p.fromDay}`))
  if (keys.size < input.prices.length) throw ruleError('PRICE_TWICE', { field: 'prices' })
  if (input.preferred) {
    await ctx.db
      .updateTable('supplier_product')
      .set((eb) => ({ preferred: 0, version: eb('version', '+', 1) }))
      .where('product_id', '=', productId)
      .where('supplier_id', '<>', supplierId)
      .where('preferred', '=', 1)
      .execute()
  }
  const fields = {
    supplier_code: input.supplierCode,
    unit: input.unit,
    min_order: input.minOrder,
    multiple: input.multiple,
    lead_days: input.leadDays,
    preferred: input.preferred ? 1 : 0,
  }
  if (input.version === 0) {
    if (await supplyOf(ctx, supplierId, productId))
      throw new AppError('DUPLICATE', { entity: 'supplierProduct', field: 'productId', value: '', id: productId })
    await ctx.db
      .insertInto('supplier_product')
      .values({ supplier_id: supplierId, product_id: productId, ...fields })
      .execute()
  } else {
    await claim(
      ctx.db
        .updateTable('supplier_product')
        .set({ ...fields, version: input.version + 1 })
        .where('supplier_id', '=', supplierId)
        .where('product_id', '=', productId)
        .where('version', '=', input.version),
      'supplierProduct',
      productId,
    )
  }
  if (!ctx.user.mask.includes('purchase')) await replacePrices(ctx, input)
  return (await supplies(ctx, { supplierId, productId }))[0]!
}

/** Forgets what a supplier said of a product; receipts and their prices stay. @throws CONFLICT */
export async function removeSupply(
  ctx: CommandContext,
  { supplierId, productId, version }: Requests['suppliers']['removeSupply'],
): Promise<Outputs['suppliers']['removeSupply']> {
  const supply = found(await supplyOf(ctx, supplierId, productId), 'supplierProduct', productId)
  if (supply.version !== version) throw new AppError('CONFLICT', { entity: 'supplierProduct', id: productId })
  await ctx.db
    .deleteFrom('supplier_price')
    .where('supplier_id', '=', supplierId)
    .where('product_id', '=', productId)
    .execute()
  await ctx.db
    .deleteFrom('supplier_product')
    .where('supplier_id', '=', supplierId)
    .where('product_id', '=', productId)
    .execute()
  return { ok: true }
}

async function replacePrices(ctx: CommandContext, input: Requests['suppliers']['saveSupply']): Promise<void> {
  const { supplierId, productId } = input
  await ctx.db
    .deleteFrom('supplier_price')
    .where('supplier_id', '=', supplierId)
    .where('product_id', '=', productId)
    .execute()
  for (const { unit, minQuantity, fromDay, toDay, price } of input.prices) {
    await ctx.db
      .insertInto('supplier_price')
      .values({
        supplier_id: supplierId,
        product_id: productId,
        unit,
        min_quantity: minQuantity,
        from_day: fromDay,
        to_day: toDay,
        price,
      })
      .execute()
  }
}

const supplyOf = (ctx: CommandContext, supplierId: string, productId: string) =>
  ctx.db
    .selectFrom('supplier_product')
    .select('version')
    .where('supplier_id', '=', supplierId)
    .where('product_id', '=', productId)
    .executeTakeFirst()
