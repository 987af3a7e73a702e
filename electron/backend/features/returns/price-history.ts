import { sql } from 'kysely'
import type { Requests } from '../../../../shared/contract/index.ts'
import { resolvePrice } from '../../../../shared/domain/pricing/resolve.ts'
import { returnPrice, type Paid, type ReturnPrice } from '../../../../shared/domain/returns/prices.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { hidesSale } from '../orders/mask.ts'
import { priceFacts } from '../pricing/price-facts.ts'
import { boughtProducts, factorIn } from '../purchasing/parties.ts'

/**
 * Price of goods that come back without a bill: what this customer paid the last time, at most what they ever paid; without a
 * history the list price as far as the company allows.
 */
export async function priceWithoutBill(
  ctx: Pick<QueryContext, 'db' | 'info' | 'today'>,
  wanted: { customerId: string; productId: string; unit: string; factor: number },
): Promise<ReturnPrice | null> {
  const { customerId, productId, unit, factor } = wanted
  // cross join: through the customer's orders, not through all sales of the product
  const { rows } = await sql<Paid>`
    select l.net, l.quantity from sales_order o cross join sales_order_line l on l.order_id = o.id
    where o.customer_id = ${customerId} and o.review in ('auto', 'approved') and o.closed <> 'void'
      and l.product_id = ${productId} and l.gift = 0 and l.quantity > 0
    order by o.day desc, o.id desc, l.line_no`.execute(ctx.db)
  const facts = (await priceFacts(ctx, { day: ctx.today, productIds: [productId] })).get(productId)
  const list = facts ? resolvePrice({ ...facts, unit, factor, quantity: 0, typed: null }).price : null
  return returnPrice(rows, list, ctx.info.settings.returns.capShare, factor)
}

/** The same for the screen; nothing for users who may not see sale prices. @throws NOT_FOUND, RULE UNIT_UNKNOWN */
export async function price(ctx: QueryContext, input: Requests['returns']['price']): Promise<ReturnPrice | null> {
  if (hidesSale(ctx)) return null
  const product = (await boughtProducts(ctx, [input.productId])).get(input.productId)!
  return priceWithoutBill(ctx, { ...input, factor: factorIn(product, input.unit, 1) })
}
