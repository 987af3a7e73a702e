import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ProductSuggestion } from '../../../../shared/contract/products.ts'
import type { Customs } from '../../../../shared/domain/order-text/goods.ts'
import { readOrderText, type LastLine } from '../../../../shared/domain/order-text/read.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { refuseForeignCustomer } from '../pricing/pricing.queries.ts'
import { suggestionsOf } from '../pricing/suggest.queries.ts'
import { goodsIndex, type TextGoodsIndex } from './goods-index.ts'

const MOST_ALTERNATIVES = 5

/**
 * `orderText.read`: the message as order lines with the prices of this customer. What it names is looked for among the
 * customer's usual goods and names first, then among all goods.
 */
export async function read(
  ctx: QueryContext,
  input: Requests['orderText']['read'],
): Promise<Outputs['orderText']['read']> {
  const { customerId } = input
  await refuseForeignCustomer(ctx, customerId)
  const goods = await goodsIndex(ctx)
  const customs = await customsOf(ctx, customerId)
  const order = readOrderText(input.text, goods.index, customs, await lastOrder(ctx, customerId, goods))
  const ids = order.lines.flatMap((line) => [
    ...(line.goods ? [line.goods.id] : []),
    ...line.alternatives.slice(0, MOST_ALTERNATIVES).map((other) => other.id),
  ])
  const suggestions = await suggestionsOf(ctx, [...new Set(ids)], input)
  const products = new Map(suggestions.map((one) => [one.id, one]))
  return {
    notes: order.notes,
    lines: order.lines.map((line) => {
      const product = line.goods ? (products.get(line.goods.id) ?? null) : null
      const factor = line.goods?.units.find((u) => u.unit === line.unit)?.factor ?? product?.factor ?? 1000
      return {
        source: line.source,
        words: line.words,
        confidence: product ? line.confidence : 'unknown',
        product: product && inUnit(product, line.unit, factor),
        alternatives: line.alternatives.flatMap((other) => products.get(other.id) ?? []).slice(0, MOST_ALTERNATIVES),
        unit: line.unit,
        factor,
        quantity: line.quantity,
        amount: line.amount,
      }
    }),
  }
}

/** A suggestion starts in the customer's usual unit; the message may say another, whose price the desk asks for. */
const inUnit = (product: ProductSuggestion, unit: string, factor: number): ProductSuggestion =>
  product.unit === unit ? product : { ...product, unit, factor, price: null, priceSource: 'none', steps: [] }

async function customsOf(ctx: QueryContext, customerId: string): Promise<Customs> {
  const habits = await ctx.db
    .selectFrom('customer_product')
    .select(['product_id', 'times', 'last_unit', 'last_quantity'])
    .where('customer_id', '=', customerId)
    .execute()
  const aliases = await ctx.db
    .selectFrom('customer_alias')
    .select(['words', 'product_id'])
    .where('customer_id', '=', customerId)
    .execute()
  return {
    habits: new Map(
      habits.map((h) => [h.product_id, { times: h.times, unit: h.last_unit, quantity: h.last_quantity }]),
    ),
    aliases: new Map(aliases.map((alias) => [alias.words, alias.product_id])),
  }
}

/** What 同上次 means: the lines of the customer's newest order that was submitted, gifts left out. */
async function lastOrder(ctx: QueryContext, customerId: string, { byId }: TextGoodsIndex): Promise<LastLine[]> {
  const order = await ctx.db
    .selectFrom('sales_order')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('status', 'not in', ['draft', 'void', 'rejected'])
    .orderBy('day', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!order) return []
  const lines = await ctx.db
    .selectFrom('sales_order_line')
    .select(['product_id', 'unit', 'quantity'])
    .where('order_id', '=', order.id)
    .where('gift', '=', 0)
    .where('quantity', '>', 0)
    .orderBy('line_no')
    .execute()
  return lines.flatMap(({ product_id, unit, quantity }) => {
    const goods = byId.get(product_id)
    return goods ? [{ goods, unit, quantity }] : []
  })
}
