import type { Selectable } from 'kysely'
import type { DraftOrder } from '../../../../shared/contract/orders.ts'
import type { Day } from '../../../../shared/day.ts'
import { lineAmount, orderTotals, possibleDiscount, type OrderTotals } from '../../../../shared/domain/order/totals.ts'
import { costOf, unitCostOf } from '../../../../shared/domain/pricing/cost.ts'
import { quantityByProduct } from '../../../../shared/domain/pricing/resolve.ts'
import { applyPromotions, type AppliedPromotion } from '../../../../shared/domain/promotion/apply.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { NO_DISCOUNT, type Fen } from '../../../../shared/money.ts'
import { prepared } from '../../db/prepared.ts'
import type { ProductTable } from '../../db/schema.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { giftProductIds, promotionsFor } from '../pricing/active-promotions.ts'
import { factorOf, priceFacts, priceOf } from '../pricing/price-facts.ts'
import { inJsonIds } from '../search/find.ts'
import type { LineRecord } from './order-store.ts'

/** A line ready to be written, with what its review needs. */
export interface BuiltLine {
  record: LineRecord
  /** 1/10000 yuan per base unit. */
  floorPrice: number | null
  /** Agreed with this customer, per unit of the line. */
  contractPrice: number | null
  /** What the price rules give, per unit of the line; null: that is the line's price, or they give none. */
  rulePrice: number | null
}

export interface BuiltLines {
  /** The typed lines in their order, after them the gifts promotions add. */
  lines: BuiltLine[]
  totals: OrderTotals
  /** The order's discount: as typed, unless lines that have left leave no room for it (分). */
  discount: Fen
  promotions: AppliedPromotion[]
}

/** What of an order its lines are built for. */
export interface LineOrder {
  id: string
  customer: { id: string; grade: string }
  siteId: string
  warehouseId: string
  day: Day
  taxIncluded: boolean
  /** Of an order that is changed: what its typed lines were, in their order; null: a new line. */
  former?: readonly (FormerLine | null)[]
}

/** A line of an approved order that stays: unit, price and their sources are kept as long as nobody changes them. */
export interface FormerLine {
  record: LineRecord
  /** Nothing of it is left to ship: what it comes to before tax on top stays at that, 分; null: something is left. */
  settled: Fen | null
}

/**
 * Turns typed lines into order lines: unit → factor by the product's packs as they are now, tax rate, where the price
 * came from, gifts and discounts of promotions, cost, and totals, by the same pure functions as the screen.
 * @throws RULE with the line at fault, NOT_FOUND product
 */
export async function buildLines(ctx: CommandContext, draft: DraftOrder, order: LineOrder): Promise<BuiltLines> {
  if (draft.lines.length === 0) return { lines: [], totals: orderTotals([], 0), discount: 0, promotions: [] }
  const promotions = await promotionsFor(ctx, order.customer, order.day)
  const productIds = [...new Set([...draft.lines.map((l) => l.productId), ...giftProductIds(promotions)])]
  const products = await productsOf(ctx, productIds)
  const facts = await priceFacts(ctx, { customerId: order.customer.id, day: order.day, productIds, promotions })
  const costs = await unitCosts(ctx, productIds, order.siteId, (id) => facts.get(id)?.purchasePrice ?? null)
  const quantities = quantityByProduct(draft.lines)
  const taxRateOf = (productId: string) => products.get(productId)?.tax_rate ?? ctx.info.settings.taxRate
  const typed = draft.lines.map((line, i) => {
    const product = found(products.get(line.productId), 'product', line.productId)
    const former = order.former?.[i]?.record
    if (product.status === 'archived' && !former)
      throw ruleError('PRODUCT_ARCHIVED', { line: i + 1, value: product.name })
    const prices = facts.get(line.productId)
    const factor = former?.unit === line.unit ? former.factor : prices && factorOf(prices, line.unit)
    if (!prices || !factor) throw ruleError('UNIT_UNKNOWN', { line: i + 1, value: line.unit })
    const known = priceOf(prices, line.unit, factor, quantities.get(line.productId) ?? line.quantity)
    const isKept = former?.unit === line.unit && former.price === line.price
    const source = isKept ? former.price_source : known.price === line.price ? known.source : ('typed' as const)
    const promotionId = isKept ? former.promotion_id : source === 'promotion' ? known.promotionId : null
    return {
      ...line,
      factor,
      taxRate: former?.tax_rate ?? taxRateOf(line.productId),
      source,
      promotionId,
      floorPrice: prices.floorPrice,
      contractPrice: known.source === 'contract' ? known.price : null,
      rulePrice: source === 'typed' ? known.price : null,
    }
  })
  const promoted = applyPromotions(typed, promotions, {
    unitsOf: (id) => (products.get(id)?.status === 'active' ? facts.get(id)?.units : undefined),
  })
  const gifts = promoted.gifts.map((gift) => ({
    ...gift,
    price: 0,
    discount: NO_DISCOUNT,
    gift: true,
    remark: '',
    taxRate: taxRateOf(gift.productId),
    source: 'promotion' as const,
    floorPrice: null,
    contractPrice: null,
    rulePrice: null,
  }))
  const all = [...typed, ...gifts]
  const rest = all.map((line, i) => lineAmount(line) - (promoted.off[i] ?? 0))
  const shares = rest.map((amount, i) => {
    const settled = order.former?.[i]?.settled ?? null
    return settled === null ? null : amount - settled
  })
  const hasLeft = shares.some((share) => share !== null)
  const discount = hasLeft ? possibleDiscount(draft.discount, rest, shares) : draft.discount
  const totals = orderTotals(all, discount, {
    taxIncluded: order.taxIncluded,
    promotionOff: promoted.off,
    ...(hasLeft ? { shares } : {}),
  })
  if (!hasLeft && discount > totals.amount - totals.promotionOff) throw ruleError('ORDER_DISCOUNT_TOO_LARGE')
  const lines = all.map((line, i): BuiltLine => {
    const cost = costs(line.productId)
    return {
      floorPrice: line.floorPrice,
      contractPrice: line.contractPrice,
      rulePrice: line.rulePrice,
      record: {
        order_id: order.id,
        line_no: i + 1,
        product_id: line.productId,
        warehouse_id: line.warehouseId ?? order.warehouseId,
        unit: line.unit,
        factor: line.factor,
        quantity: line.quantity,
        price: line.price,
        price_source: line.source,
        discount: line.discount,
        gift: line.gift ? 1 : 0,
        tax_rate: line.taxRate,
        ...totals.lines[i]!,
        reserved: 0,
        shipped: 0,
        remark: line.remark,
        promotion_id: line.promotionId,
        promotion_off: promoted.off[i] ?? 0,
        discount_share: shares[i] ?? null,
        cost: cost === null ? null : costOf(line.quantity, cost),
      },
    }
  })
  return { lines, totals, discount, promotions: promoted.applied }
}

/** True for a gift that followed from other lines: it is made anew each time, never kept. */
export const isDerived = (line: Pick<LineRecord, 'gift' | 'promotion_id'>): boolean =>
  line.gift === 1 && line.promotion_id !== null

type OrderedProduct = Pick<Selectable<ProductTable>, 'id' | 'name' | 'status' | 'tax_rate'>

const productsByIds = prepared<{ ids: string }, OrderedProduct>((db, value) =>
  db
    .selectFrom('product')
    .select(['id', 'name', 'status', 'tax_rate'])
    .where(inJsonIds('id', value('ids'))),
)

async function productsOf(ctx: CommandContext, productIds: readonly string[]) {
  const rows = await productsByIds.all(ctx.db, { ids: JSON.stringify(productIds) })
  return new Map(rows.map((r) => [r.id, r]))
}

interface ValueRow {
  product_id: string
  quantity: number
  value: number
  last_cost: number
}
const valuesAt = prepared<{ ids: string; siteId: string }, ValueRow>((db, value) =>
  db
    .selectFrom('stock_value')
    .select(['product_id', 'quantity', 'value', 'last_cost'])
    .where(inJsonIds('product_id', value('ids')))
    .where('site_id', '=', value('siteId')),
)

/** What one base unit of each product costs at a site, 1/10000 yuan; null where nothing is known. */
async function unitCosts(
  ctx: CommandContext,
  productIds: readonly string[],
  siteId: string,
  purchasePriceOf: (productId: string) => number | null,
): Promise<(productId: string) => number | null> {
  const rows = await valuesAt.all(ctx.db, { ids: JSON.stringify(productIds), siteId })
  const stock = new Map(
    rows.map((r) => [r.product_id, { quantity: r.quantity, value: r.value, lastCost: r.last_cost }]),
  )
  return (id) => unitCostOf({ purchasePrice: purchasePriceOf(id), stock: stock.get(id) ?? null })
}
