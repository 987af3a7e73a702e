import type { DraftOrder } from '../../../../shared/contract/orders.ts'
import type { Day } from '../../../../shared/day.ts'
import { orderTotals, type OrderTotals } from '../../../../shared/domain/order/totals.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { resolvePricesFor } from '../pricing/pricing.queries.ts'

/** A line ready to be written, all but its order. */
export interface BuiltLine {
  line_no: number
  product_id: string
  warehouse_id: string
  unit: string
  factor: number
  quantity: number
  price: number
  price_source: string
  discount: number
  gift: number
  tax_rate: number
  amount: number
  net: number
  tax: number
  remark: string
}

/**
 * Turns typed lines into order lines: unit → factor by the product's packs as they are now, tax rate, where the price
 * came from, and totals by the same pure functions as the screen.
 * @throws RULE with the line at fault, NOT_FOUND product
 */
export async function buildLines(
  ctx: CommandContext,
  draft: DraftOrder,
  order: { customerId: string; warehouseId: string; day: Day },
): Promise<{ lines: BuiltLine[]; totals: OrderTotals }> {
  if (draft.lines.length === 0) return { lines: [], totals: orderTotals([], 0) }
  const products = await productsOf(ctx, draft)
  const prices = await resolvePricesFor(ctx, {
    customerId: order.customerId,
    day: order.day,
    items: draft.lines.map((l) => ({ productId: l.productId, unit: l.unit })),
  })
  const priced = draft.lines.map((line, i) => {
    const product = found(products.get(line.productId), 'product', line.productId)
    if (product.status === 'archived') throw ruleError('PRODUCT_ARCHIVED', { line: i + 1, value: product.name })
    const known = prices.get(`${line.productId} ${line.unit}`)
    if (!known) throw ruleError('UNIT_UNKNOWN', { line: i + 1, value: line.unit })
    return { ...line, known, factor: known.factor, taxRate: product.tax_rate ?? ctx.info.settings.taxRate }
  })
  const totals = orderTotals(priced, draft.discount)
  if (draft.discount > totals.amount) throw ruleError('ORDER_DISCOUNT_TOO_LARGE')
  const lines = priced.map((line, i): BuiltLine => {
    const { known } = line
    return {
      line_no: i + 1,
      product_id: line.productId,
      warehouse_id: line.warehouseId ?? order.warehouseId,
      unit: line.unit,
      factor: line.factor,
      quantity: line.quantity,
      price: line.price,
      price_source: known.price === line.price ? known.source : 'typed',
      discount: line.discount,
      gift: line.gift ? 1 : 0,
      tax_rate: line.taxRate,
      ...totals.lines[i]!,
      remark: line.remark,
    }
  })
  return { lines, totals }
}

async function productsOf(ctx: CommandContext, draft: DraftOrder) {
  const rows = await ctx.db
    .selectFrom('product')
    .select(['id', 'name', 'status', 'tax_rate'])
    .where('id', 'in', [...new Set(draft.lines.map((l) => l.productId))])
    .execute()
  return new Map(rows.map((r) => [r.id, r]))
}
