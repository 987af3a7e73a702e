import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { SupplyOffer, SupplyView } from '../../../../shared/contract/suppliers.ts'
import type { Day } from '../../../../shared/day.ts'
import {
  leadTime,
  purchasePrice,
  type LeadTimes,
  type PurchasePriceFacts,
  type PurchasePriceSource,
} from '../../../../shared/domain/purchasing/supply.ts'
import { BASE_FACTOR } from '../../../../shared/quantity.ts'
import { prepared } from '../../db/prepared.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { packsOf } from '../inventory/packs.ts'
import { inJsonIds } from '../search/find.ts'
import { historyOf, pricesOf, suppliesOf, typedLeadOf } from './supply-facts.ts'

const hidden = (ctx: Pick<QueryContext, 'user'>) => ctx.user.mask.includes('purchase')
const NO_TIMES: LeadTimes = { count: 0, sum: 0, squares: 0 }

/** Goods of a supplier by code, or suppliers of a product, the preferred first: what was agreed and what receipts tell. */
export async function supplies(
  ctx: QueryContext,
  { supplierId, productId }: Requests['suppliers']['supplies'],
): Promise<Outputs['suppliers']['supplies']> {
  if (supplierId === undefined && productId === undefined) return []
  const scope = { supplierIds: supplierId ? [supplierId] : null, productIds: productId ? [productId] : null }
  const rows = await suppliesOf(ctx, scope)
  const history = await historyOf(ctx, scope)
  const whole = await typedLeadOf(
    ctx,
    rows.map((row) => row.supplierId),
  )
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.productId),
  )
  const prices = hidden(ctx) ? new Map<string, never[]>() : await pricesOf(ctx, scope)
  return rows.map((row): SupplyView => {
    const key = `${row.supplierId} ${row.productId}`
    const seen = history.get(key)
    const supplier = whole.get(row.supplierId)!
    return {
      ...row,
      packs: packs.get(row.productId) ?? [],
      preferred: row.preferred === 1,
      prices: prices.get(key) ?? [],
      leadTime: leadTime(seen?.times ?? NO_TIMES, supplier.times, row.leadDays ?? supplier.days),
      last: seen ? { ...seen.last, price: hidden(ctx) ? null : seen.last.price } : null,
    }
  })
}

/** What a price of one supplier and product follows from. */
type Fact = PurchasePriceFacts & { baseUnit: string; taxRate: number | null }

type BoughtGoods = { id: string; base_unit: string; purchase_price: number | null; tax_rate: number | null }
const boughtGoods = prepared<{ ids: string }, BoughtGoods>((db, value) =>
  db
    .selectFrom('product')
    .select(['id', 'base_unit', 'purchase_price', 'tax_rate'])
    .where(inJsonIds('id', value('ids'))),
)

/** Facts for the prices of products from one supplier, by product; products that do not exist are missing. */
export async function priceFactsFor(
  ctx: Pick<QueryContext, 'db'>,
  supplierId: string | null,
  productIds: readonly string[],
): Promise<Map<string, Fact>> {
  const scope = { supplierIds: supplierId === null ? [] : [supplierId], productIds }
  const products = await boughtGoods.all(ctx.db, { ids: JSON.stringify(productIds) })
  const packs = await packsOf(ctx, productIds)
  const prices = await pricesOf(ctx, scope)
  const history = await historyOf(ctx, scope)
  return new Map(
    products.map((product) => {
      const key = `${supplierId} ${product.id}`
      const units = [{ unit: product.base_unit, factor: BASE_FACTOR }, ...(packs.get(product.id) ?? [])]
      return [
        product.id,
        {
          prices: prices.get(key) ?? [],
          last: history.get(key)?.last ?? null,
          purchasePrice: product.purchase_price,
          factors: new Map(units.map(({ unit, factor }) => [unit, factor])),
          baseUnit: product.base_unit,
          taxRate: product.tax_rate,
        },
      ]
    }),
  )
}

/** Who delivers some products, at which price for the quantity asked for; the best of each first. */
export async function offers(
  ctx: QueryContext,
  input: Requests['suppliers']['offers'],
): Promise<Outputs['suppliers']['offers']> {
  const found = await offersOf(ctx, input.items, input.day ?? ctx.today)
  const shown = input.bestOnly ? found.filter((offer) => offer.best) : found
  return hidden(ctx) ? shown.map((offer) => ({ ...offer, price: null })) : shown
}

/**
 * The same for services: nothing is hidden. Every active supplier with an agreement or a receipt of the product counts;
 * best is the preferred one, else the one bought from last, else the cheapest.
 */
export async function offersOf(
  ctx: Pick<QueryContext, 'db'>,
  items: readonly { productId: string; quantity: number }[],
  day: Day,
): Promise<SupplyOffer[]> {
  const productIds = [...new Set(items.map((item) => item.productId))]
  const scope = { supplierIds: null, productIds }
  const supplies = new Map(
    (await suppliesOf(ctx, scope)).map((row): [string, typeof row] => [`${row.supplierId} ${row.productId}`, row]),
  )
  const history = await historyOf(ctx, scope)
  const prices = await pricesOf(ctx, scope)
  const keys = [...new Set([...supplies.keys(), ...history.keys()])]
  const suppliers = await typedLeadOf(
    ctx,
    keys.map((key) => key.split(' ')[0]!),
  )
  const facts = await priceFactsFor(ctx, null, productIds)
  const byProduct = new Map<string, string[]>()
  for (const key of keys) {
    const [supplierId, productId] = key.split(' ') as [string, string]
    if (suppliers.get(supplierId)!.status !== 'active') continue
    byProduct.set(productId, [...(byProduct.get(productId) ?? []), supplierId])
  }
  return items.flatMap(({ productId, quantity }) => {
    const fact = facts.get(productId)
    if (!fact) return []
    const found = (byProduct.get(productId) ?? []).map((supplierId) => {
      const key = `${supplierId} ${productId}`
      const supply = supplies.get(key)
      const seen = history.get(key)
      const supplier = suppliers.get(supplierId)!
      const wanted = supply?.unit ?? seen?.last.unit ?? fact.baseUnit
      const unit = fact.factors.has(wanted) ? wanted : fact.baseUnit
      const factor = fact.factors.get(unit)!
      const { price, source } = purchasePrice(
        { ...fact, prices: prices.get(key) ?? [], last: seen?.last ?? null },
        { unit, factor, quantity, day },
      )
      return {
        offer: {
          productId,
          supplierId,
          supplier: supplier.name,
          best: false,
          unit,
          factor,
          price,
          priceSource: source as PurchasePriceSource,
          minOrder: supply?.minOrder ?? 0,
          multiple: supply?.multiple ?? 0,
          leadTime: leadTime(seen?.times ?? NO_TIMES, supplier.times, supply?.leadDays ?? supplier.days),
        },
        preferred: supply?.preferred === 1,
        lastDay: seen?.last.day ?? '',
        perBase: price / factor,
      }
    })
    found.sort(
      (a, b) =>
        Number(b.preferred) - Number(a.preferred) ||
        (a.lastDay < b.lastDay ? 1 : a.lastDay > b.lastDay ? -1 : 0) ||
        a.perBase - b.perBase,
    )
    return found.map(({ offer }, i) => ({ ...offer, best: i === 0 }))
  })
}
