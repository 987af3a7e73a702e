import type { ReceiptWanted } from '../../../../shared/contract/purchase-notes.ts'
import type { Day } from '../../../../shared/day.ts'
import { purchasePrice, type PurchasePriceSource } from '../../../../shared/domain/purchasing/supply.ts'
import { lineCost, purchaseTotals, type PurchaseTotals } from '../../../../shared/domain/purchasing/totals.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { mulDiv } from '../../../../shared/money.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { priceFactsFor } from '../suppliers/supply.queries.ts'
import { orderLines, type LineRecord } from './order-store.ts'
import { boughtProducts, factorIn, hidesPurchase, type BoughtProduct } from './parties.ts'
import type { ReceiptLineRecord, ReceiptLotRecord } from './receipt-store.ts'

interface LineReceipt {
  id: string
  orderId: string | null
  supplier: { id: string; tax_rate: number | null }
  day: Day
  taxIncluded: boolean
  /** The lines as they are written now: prices a user cannot see stay as they are. */
  existing: readonly ReceiptLineRecord[]
}

export interface BuiltReceipt {
  records: ReceiptLineRecord[]
  lots: ReceiptLotRecord[]
  totals: PurchaseTotals
  products: Map<string, BoughtProduct>
}

/**
 * Turns typed lines into receipt lines: factors, prices (typed, else the order's, else looked up), tax rates, amounts, lots.
 * @throws RULE with the line at fault, NOT_FOUND product
 */
export async function buildReceiptLines(
  ctx: CommandContext,
  lines: ReceiptWanted['lines'],
  receipt: LineReceipt,
): Promise<BuiltReceipt> {
  const ids = lines.map((line) => line.productId)
  const products = await boughtProducts(ctx, ids)
  const facts = await priceFactsFor(ctx, receipt.supplier.id, [...new Set(ids)])
  const ordered = new Map<number, LineRecord>(
    receipt.orderId === null ? [] : (await orderLines(ctx, receipt.orderId)).map((line) => [line.line_no, line]),
  )
  const priced = lines.map((line, i) => {
    const product = products.get(line.productId)!
    const factor = factorIn(product, line.unit, i + 1)
    const order = line.orderLineNo === null ? undefined : ordered.get(line.orderLineNo)
    if (line.orderLineNo !== null && order?.product_id !== line.productId)
      throw ruleError('NOT_ON_ORDER', { line: i + 1, value: product.name })
    if (line.lots.length > 0 && product.lot_tracked === 0) throw ruleError('LOT_NOT_KEPT', { line: i + 1 })
    const known = order
      ? { price: priceInUnit(order, factor), source: order.price_source as PurchasePriceSource }
      : purchasePrice(facts.get(line.productId)!, { ...line, factor, day: receipt.day })
    const price = (hidesPurchase(ctx) ? keptPrice(receipt.existing[i], line) : line.price) ?? known.price
    return {
      line,
      factor,
      price,
      source: price === known.price ? known.source : ('typed' as const),
      taxRate:
        line.taxRate ?? order?.tax_rate ?? product.tax_rate ?? receipt.supplier.tax_rate ?? ctx.info.settings.taxRate,
    }
  })
  const totals = purchaseTotals(
    priced.map(({ line, ...rest }) => ({ quantity: line.quantity, ...rest })),
    receipt.taxIncluded,
  )
  const records = priced.map(({ line, factor, price, source, taxRate }, i): ReceiptLineRecord => ({
    receipt_id: receipt.id,
    line_no: i + 1,
    order_line_no: line.orderLineNo,
    product_id: line.productId,
    unit: line.unit,
    factor,
    quantity: line.quantity,
    price,
    price_source: source,
    tax_rate: taxRate,
    net: totals.lines[i]!.net,
    tax: totals.lines[i]!.tax,
    cost: lineCost(totals.lines[i]!, ctx.info.settings.purchasing.deductTax),
    landed: 0,
    returned: 0,
    kept: 0,
    remark: line.remark,
  }))
  const lots = lines.flatMap((line, i) =>
    line.lots.map((lot, no): ReceiptLotRecord => ({
      receipt_id: receipt.id,
      line_no: i + 1,
      no: no + 1,
      number: lot.number,
      production_day: lot.productionDay,
      expiry_day: lot.expiryDay,
      lot_id: null,
      quantity: lot.quantity,
    })),
  )
  return { records, lots, totals, products }
}

/** The ordered price in the unit goods are received in; the same unit keeps it as it is. */
const priceInUnit = (order: LineRecord, factor: number): number => mulDiv(order.price, factor, order.factor)

function keptPrice(existing: ReceiptLineRecord | undefined, line: { productId: string; unit: string }): number | null {
  return existing && existing.product_id === line.productId && existing.unit === line.unit ? existing.price : null
}
