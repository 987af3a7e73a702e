import type { PurchaseDraft } from '../../../../shared/contract/purchasing.ts'
import type { Day } from '../../../../shared/day.ts'
import { purchasePrice } from '../../../../shared/domain/purchasing/supply.ts'
import { purchaseTotals, type PurchaseTotals } from '../../../../shared/domain/purchasing/totals.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { priceFactsFor } from '../suppliers/supply.queries.ts'
import type { LineRecord } from './order-store.ts'
import { boughtProducts, factorIn, hidesPurchase } from './parties.ts'

interface LineOrder {
  id: string
  supplier: { id: string; tax_rate: number | null }
  warehouseId: string
  day: Day
  taxIncluded: boolean
  /** The lines as they are written now: what a user cannot see stays as it is. */
  existing: readonly LineRecord[]
}

/**
 * Turns typed lines into order lines: factors, tax rates, prices where none was typed and where they came from, amounts by
 * the same pure functions as the screen. @throws RULE with the line at fault, NOT_FOUND product
 */
export async function buildOrderLines(
  ctx: CommandContext,
  lines: PurchaseDraft['lines'],
  order: LineOrder,
): Promise<{ records: LineRecord[]; totals: PurchaseTotals }> {
  const ids = lines.map((line) => line.productId)
  const products = await boughtProducts(ctx, ids)
  const facts = await priceFactsFor(ctx, order.supplier.id, [...new Set(ids)])
  const priced = lines.map((line, i) => {
    const product = products.get(line.productId)!
    if (product.status === 'archived') throw ruleError('PRODUCT_ARCHIVED', { line: i + 1, value: product.name })
    const factor = factorIn(product, line.unit, i + 1)
    const known = purchasePrice(facts.get(line.productId)!, { ...line, factor, day: order.day })
    const kept = hidesPurchase(ctx) ? keptPrice(order.existing[i], line) : null
    const price = (hidesPurchase(ctx) ? null : line.price) ?? kept ?? known.price
    const taxRate = line.taxRate ?? product.tax_rate ?? order.supplier.tax_rate ?? ctx.info.settings.taxRate
    return { line, factor, price, source: price === known.price ? known.source : ('typed' as const), taxRate }
  })
  const totals = purchaseTotals(
    priced.map(({ line, ...rest }) => ({ quantity: line.quantity, ...rest })),
    order.taxIncluded,
  )
  const records = priced.map(({ line, factor, price, source, taxRate }, i): LineRecord => ({
    order_id: order.id,
    line_no: i + 1,
    product_id: line.productId,
    warehouse_id: line.warehouseId ?? order.warehouseId,
    unit: line.unit,
    factor,
    quantity: line.quantity,
    price,
    price_source: source,
    tax_rate: taxRate,
    ...totals.lines[i]!,
    received: 0,
    request_id: line.requestId,
    request_line_no: line.requestLineNo,
    sales_line_no: line.salesLineNo,
    remark: line.remark,
  }))
  return { records, totals }
}

function keptPrice(existing: LineRecord | undefined, line: { productId: string; unit: string }): number | null {
  return existing && existing.product_id === line.productId && existing.unit === line.unit ? existing.price : null
}
