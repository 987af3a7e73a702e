import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseSuggestion } from '../../../../shared/contract/purchasing.ts'
import { purchasePrice } from '../../../../shared/domain/purchasing/supply.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { packsOf } from '../inventory/packs.ts'
import { inIds } from '../search/find.ts'
import { priceFactsFor } from '../suppliers/supply.queries.ts'
import { suppliesOf } from '../suppliers/supply-facts.ts'
import { hidesPurchase } from './parties.ts'

/**
 * Search as you type in the purchase grid: goods this supplier delivers first, in the unit it sells in, with its price and
 * what is there and on order. A barcode means its own unit.
 */
export async function suggest(
  ctx: QueryContext,
  input: Requests['purchasing']['suggest'],
): Promise<Outputs['purchasing']['suggest']> {
  const { supplierId, warehouseId, limit } = input
  const own = supplierId ? await suppliesOf(ctx, { supplierIds: [supplierId], productIds: null }) : []
  const boost = new Map(own.map((supply) => [supply.productId, 1]))
  const ids = ctx.company.search.search('product', input.text, { limit, boost }).map((hit) => hit.id)
  if (ids.length === 0) return []
  const products = await ctx.db
    .selectFrom('product')
    .select(['id', 'code', 'name', 'spec', 'base_unit as baseUnit', 'tax_rate as taxRate'])
    .select(['lot_tracked as lotTracked', 'shelf_life_days as shelfLifeDays'])
    .where(inIds('id', ids))
    .execute()
  const barcodes = await ctx.db
    .selectFrom('product_barcode')
    .select(['product_id', 'barcode', 'unit'])
    .where(inIds('product_id', ids))
    .execute()
  const packs = await packsOf(ctx, ids)
  const facts = await priceFactsFor(ctx, supplierId ?? null, ids)
  const stock = await stockOf(ctx, ids, warehouseId)
  const supplies = new Map(own.map((supply) => [supply.productId, supply]))
  const supplierTax = supplierId ? await taxRateOf(ctx, supplierId) : null
  const byId = new Map(
    products.map((product): [string, PurchaseSuggestion] => {
      const fact = facts.get(product.id)!
      const supply = supplies.get(product.id)
      const codes = barcodes.filter((code) => code.product_id === product.id)
      const scanned = codes.find((code) => code.barcode === input.text.trim())
      const wanted = scanned?.unit ?? supply?.unit ?? fact.last?.unit ?? product.baseUnit
      const unit = fact.factors.has(wanted) ? wanted : product.baseUnit
      const factor = fact.factors.get(unit)!
      const known = purchasePrice(fact, { unit, factor, quantity: factor, day: input.day ?? ctx.today })
      return [
        product.id,
        {
          ...product,
          barcode: (scanned ?? codes.find((code) => code.unit === unit) ?? codes[0])?.barcode ?? '',
          unit,
          factor,
          packs: packs.get(product.id) ?? [],
          price: hidesPurchase(ctx) ? null : known.price,
          priceSource: known.source,
          taxRate: product.taxRate ?? supplierTax ?? ctx.info.settings.taxRate,
          minOrder: supply?.minOrder ?? 0,
          multiple: supply?.multiple ?? 0,
          available: stock.get(product.id)?.available ?? 0,
          onOrder: stock.get(product.id)?.onOrder ?? 0,
          lotTracked: product.lotTracked === 1,
        },
      ]
    }),
  )
  return ids.flatMap((id) => byId.get(id) ?? [])
}

async function stockOf(ctx: QueryContext, ids: readonly string[], warehouseId: string | undefined) {
  let query = ctx.db
    .selectFrom('stock_balance')
    .select(['product_id', 'on_hand', 'reserved', 'frozen', 'on_order'])
    .where(inIds('product_id', ids))
  if (warehouseId) query = query.where('warehouse_id', '=', warehouseId)
  const sums = new Map<string, { available: number; onOrder: number }>()
  for (const row of await query.execute()) {
    const sum = sums.get(row.product_id) ?? { available: 0, onOrder: 0 }
    sum.available += row.on_hand - row.reserved - row.frozen
    sum.onOrder += row.on_order
    sums.set(row.product_id, sum)
  }
  return sums
}

async function taxRateOf(ctx: QueryContext, supplierId: string): Promise<number | null> {
  const row = await ctx.db.selectFrom('supplier').select('tax_rate').where('id', '=', supplierId).executeTakeFirst()
  return row?.tax_rate ?? null
}
