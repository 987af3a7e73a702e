import type { DraftOrder } from '../../../../shared/contract/orders.ts'
import type { Day } from '../../../../shared/day.ts'
import { orderTotals, type OrderTotals } from '../../../../shared/domain/order/totals.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import type { LineRecord } from './order-store.ts'
import { resolvePricesFor } from '../pricing/pricing.queries.ts'
import { inJsonIds } from '../search/find.ts'
import { prepared } from '../../db/prepared.ts'
import type { ProductTable } from '../../db/schema.ts'
import type { Selectable } from 'kysely'

/** A line ready to be written, with the floor price (1/10000 yuan per base unit) its review needs. */
export interface BuiltLine {
  record: LineRecord
  floorPrice: number | null
}

/**
 * Turns typed lines into order lines: unit → factor by the product's packs as they are now, tax rate, where the price
 * came from, and totals by the same pure functions as the screen.
 * @throws RULE with the line at fault, NOT_FOUND product
 */
export async function buildLines(
  ctx: CommandContext,
  draft: DraftOrder,
  order: { id: string; customerId: string; warehouseId: string; day: Day },
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
    const taxRate = product.tax_rate ?? ctx.info.settings.taxRate
    return { ...line, known, factor: known.factor, taxRate, floorPrice: product.floor_price }
  })
  const totals = orderTotals(priced, draft.discount)
  if (draft.discount > totals.amount) throw ruleError('ORDER_DISCOUNT_TOO_LARGE')
  const lines = priced.map((line, i): BuiltLine => ({
    floorPrice: line.floorPrice,
    record: {
      order_id: order.id,
      line_no: i + 1,
      product_id: line.productId,
      warehouse_id: line.warehouseId ?? order.warehouseId,
      unit: line.unit,
      factor: line.factor,
      quantity: line.quantity,
      price: line.price,
      price_source: line.known.price === line.price ? line.known.source : 'typed',
      discount: line.discount,
      gift: line.gift ? 1 : 0,
      tax_rate: line.taxRate,
      ...totals.lines[i]!,
      reserved: 0,
      shipped: 0,
      remark: line.remark,
    },
  }))
  return { lines, totals }
}

type OrderedProduct = Pick<Selectable<ProductTable>, 'id' | 'name' | 'status' | 'tax_rate' | 'floor_price'>

const productsByIds = prepared<{ ids: string }, OrderedProduct>((db, value) =>
  db
    .selectFrom('product')
    .select(['id', 'name', 'status', 'tax_rate', 'floor_price'])
    .where(inJsonIds('id', value('ids'))),
)

async function productsOf(ctx: CommandContext, draft: DraftOrder) {
  const ids = JSON.stringify([...new Set(draft.lines.map((l) => l.productId))])
  const rows = await productsByIds.all(ctx.db, { ids })
  return new Map(rows.map((r) => [r.id, r]))
}
