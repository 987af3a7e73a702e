import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { Day } from '../../../../shared/day.ts'
import { priceSteps } from '../../../../shared/domain/pricing/resolve.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { giftProductIds, goodsOf, promotionsForId } from './active-promotions.ts'
import { factorOf, priceFacts, priceOf, type ResolvedPrice } from './price-facts.ts'

/**
 * Prices of many lines with their sources by `productId unit`, by one SQL statement however many there are (one more where
 * promotions run); no entry where the product or its unit is unknown. Nothing is hidden here: callers that answer a user
 * apply the price mask.
 * @param input.items quantity: of the product on the whole order, thousandths of the base unit; absent: the first step
 */
export async function resolvePricesFor(
  ctx: Pick<QueryContext, 'db'>,
  input: { customerId?: string; day: Day; items: readonly { productId: string; unit: string; quantity?: number }[] },
): Promise<Map<string, ResolvedPrice>> {
  const productIds = [...new Set(input.items.map((item) => item.productId))]
  const promotions = await promotionsForId(ctx, input.customerId, input.day)
  const facts = await priceFacts(ctx, { ...input, productIds, promotions })
  const prices = new Map<string, ResolvedPrice>()
  for (const { productId, unit, quantity = 0 } of input.items) {
    const known = facts.get(productId)
    const factor = known && factorOf(known, unit)
    if (known && factor) prices.set(`${productId} ${unit}`, priceOf(known, unit, factor, quantity))
  }
  return prices
}

/**
 * `pricing.price`: the price of one product for a customer in a unit; none when sale prices are hidden from the user.
 * @throws NOT_FOUND, RULE UNIT_UNKNOWN
 */
export async function price(
  ctx: QueryContext,
  input: Requests['pricing']['price'],
): Promise<Outputs['pricing']['price']> {
  await refuseForeignCustomer(ctx, input.customerId)
  const { productId, unit, customerId, quantity } = input
  const day = input.day ?? ctx.today
  const promotions = await promotionsForId(ctx, customerId, day)
  const facts = await priceFacts(ctx, { customerId, day, productIds: [productId], promotions })
  const known = found(facts.get(productId), 'product', productId)
  const factor = factorOf(known, unit)
  if (factor === null) throw ruleError('UNIT_UNKNOWN', { field: 'unit', value: unit })
  if (ctx.user.mask.includes('sale')) return { price: null, source: 'none', promotionId: null, steps: [] }
  const { price, source, promotionId } = priceOf(known, unit, factor, quantity)
  return { price, source, promotionId, steps: priceSteps(known, unit, factor) }
}

/** `pricing.desk`: how tax counts for the customer, the promotions it gets and the goods they give. @throws NOT_FOUND */
export async function desk(ctx: QueryContext, input: Requests['pricing']['desk']): Promise<Outputs['pricing']['desk']> {
  await refuseForeignCustomer(ctx, input.customerId)
  const promotions = await promotionsForId(ctx, input.customerId, input.day ?? ctx.today)
  const own = input.customerId === undefined ? undefined : await customerRow(ctx, input.customerId)
  return {
    taxIncluded: own?.tax_included == null ? ctx.info.settings.taxIncluded : own.tax_included === 1,
    promotions: ctx.user.mask.includes('sale') ? promotions.filter((one) => one.kind === 'gift') : promotions,
    goods: await goodsOf(ctx, giftProductIds(promotions)),
  }
}

/** `pricing.customer`: how a customer's prices are quoted and guarded. @throws NOT_FOUND */
export async function customer(
  ctx: QueryContext,
  input: Requests['pricing']['customer'],
): Promise<Outputs['pricing']['customer']> {
  await refuseForeignCustomer(ctx, input.customerId)
  const row = await customerRow(ctx, input.customerId)
  return {
    customerId: input.customerId,
    taxIncluded: row?.tax_included == null ? null : row.tax_included === 1,
    floorMargin: ctx.user.mask.includes('purchase') ? null : (row?.floor_margin ?? null),
    version: row?.version ?? 0,
  }
}

/** Prices and history of a customer are for those who may see the customer. @throws NOT_FOUND */
export async function refuseForeignCustomer(ctx: QueryContext, customerId: string | undefined): Promise<void> {
  if (customerId === undefined || ctx.user.scope === 'all') return
  const own = await ctx.db
    .selectFrom('customer')
    .select('id')
    .where('id', '=', customerId)
    .where('sales_person_id', '=', ctx.user.id)
    .executeTakeFirst()
  found(own, 'customer', customerId)
}

const customerRow = (ctx: Pick<QueryContext, 'db'>, customerId: string) =>
  ctx.db.selectFrom('customer_pricing').selectAll().where('customer_id', '=', customerId).executeTakeFirst()
