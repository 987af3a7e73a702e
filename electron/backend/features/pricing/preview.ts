import type Database from 'better-sqlite3'
import type { PromotionPreview } from '../../../../shared/contract/pricing.ts'
import type { Day } from '../../../../shared/day.ts'
import { lineAmount } from '../../../../shared/domain/order/totals.ts'
import { costOf, unitCostOf } from '../../../../shared/domain/pricing/cost.ts'
import { convertPrice } from '../../../../shared/domain/pricing/resolve.ts'
import { applyPromotions, type PromotedLine } from '../../../../shared/domain/promotion/apply.ts'
import type { Promotion } from '../../../../shared/domain/promotion/promotion.ts'
import { formatInPacks } from '../../../../shared/quantity.ts'

/** Orders shown as examples. */
const MOST_TOP = 20

export interface PreviewInput {
  promotion: Promotion
  fromDay: Day
  toDay: Day
  /** Only orders of this sales person; null: all. */
  salesPersonId: string | null
}

interface OrderRow {
  id: string
  number: string | null
  sourceNumber: string
  day: Day
  customerId: string
  customer: string
  grade: string
  total: number
}
interface LineRow extends Omit<PromotedLine, 'gift' | 'promotionId' | 'warehouseId'> {
  gift: number
  promotionId: string | null
}
interface ProductRow {
  id: string
  name: string
  baseUnit: string
  purchasePrice: number | null
}

/**
 * What the effective orders of some days would have got from one promotion alone, by the same function that prices orders.
 * Its own dates are left out of account; whom it is for is not. A special price counts where it is below what was paid.
 */
export function previewPromotion(database: Database.Database, input: PreviewInput): PromotionPreview {
  const { promotion } = input
  const goods = goodsIn(database)
  const linesOf = database.prepare<[string], LineRow>(
    `select product_id as productId, quantity, factor, price, discount, gift, promotion_id as promotionId
     from sales_order_line where order_id = ? order by line_no`,
  )
  const orders = database
    .prepare<[Day, Day, string | null, string | null], OrderRow>(
      `select o.id, o.number, o.source_number as sourceNumber, o.day, o.customer_id as customerId, c.name as customer,
         c.grade, o.total
       from sales_order o join customer c on c.id = o.customer_id
       where o.day between ? and ? and o.review in ('auto', 'approved') and o.closed <> 'void'
         and (? is null or o.sales_person_id = ?) order by o.day desc, o.id desc`,
    )
    .iterate(input.fromDay, input.toDay, input.salesPersonId, input.salesPersonId)
  const preview: PromotionPreview = {
    fromDay: input.fromDay,
    toDay: input.toDay,
    orders: 0,
    hits: 0,
    customers: 0,
    revenue: 0,
    off: 0,
    giftCost: 0,
    gifts: [],
    top: [],
  }
  const customers = new Set<string>()
  const given = new Map<string, number>()
  const top: (PromotionPreview['top'][number] & { worth: number })[] = []
  for (const order of orders) {
    preview.orders++
    const { grades, customerIds } = promotion.rule
    const isFor = grades.length + customerIds.length === 0 || grades.includes(order.grade)
    if (!isFor && !customerIds.includes(order.customerId)) continue
    const lines = linesOf
      .all(order.id)
      .filter((line) => line.gift === 0 && line.quantity > 0)
      .map((line) => ({ ...line, gift: false, warehouseId: null, promotionId: null }))
    const got = promotion.kind === 'price' ? specialOff(lines, promotion, goods) : undefined
    const promoted = got ?? applyPromotions(lines, [promotion], { unitsOf: (id) => goods.get(id)?.units })
    const off = promoted.off.reduce((a, b) => a + b, 0)
    if (off === 0 && promoted.gifts.length === 0) continue
    let worth = off
    for (const gift of promoted.gifts) {
      given.set(gift.productId, (given.get(gift.productId) ?? 0) + gift.quantity)
      worth += costOf(gift.quantity, goods.get(gift.productId)?.cost ?? 0)
    }
    preview.hits++
    preview.off += off
    preview.revenue += order.total
    customers.add(order.customerId)
    const gifts = promoted.gifts.map((gift) => {
      const product = goods.get(gift.productId)
      return product ? `${product.name} ${formatInPacks(gift.quantity, product.units[0]!.unit, [])}` : ''
    })
    const number = order.number ?? order.sourceNumber
    const { id: orderId, day, customer, total } = order
    top.push({ orderId, number, day, customer, total, off, gifts: gifts.join('，'), worth })
    if (top.length > MOST_TOP * 50) keepTop(top)
  }
  keepTop(top)
  preview.customers = customers.size
  preview.top = top.map(({ worth: _, ...row }) => row)
  preview.gifts = [...given].map(([productId, quantity]) => {
    const product = goods.get(productId)!
    return { productId, name: product.name, baseUnit: product.units[0]!.unit, quantity }
  })
  preview.giftCost = [...given].reduce((sum, [id, quantity]) => sum + costOf(quantity, goods.get(id)?.cost ?? 0), 0)
  return preview
}

function keepTop(top: { worth: number }[]): void {
  top.sort((a, b) => b.worth - a.worth)
  top.length = Math.min(top.length, MOST_TOP)
}

/** What lines would have cost less at the special prices. */
function specialOff(
  lines: readonly PromotedLine[],
  { rule }: Promotion,
  goods: ReadonlyMap<string, Goods>,
): { off: number[]; gifts: ReturnType<typeof applyPromotions>['gifts'] } {
  const off = lines.map((line) => {
    const special = rule.prices.find((one) => one.productId === line.productId)
    const factor = goods.get(line.productId)?.units.find((one) => one.unit === special?.unit)?.factor
    if (!special || factor === undefined) return 0
    const count = (line.quantity * 1000) / factor
    if (
      (rule.minQuantity !== null && count < rule.minQuantity) ||
      (rule.maxQuantity !== null && count > rule.maxQuantity)
    )
      return 0
    const price = convertPrice(special.price, factor, line.factor)
    return Math.max(0, lineAmount({ ...line, taxRate: 0 }) - lineAmount({ ...line, price, taxRate: 0 }))
  })
  return { off, gifts: [] }
}

interface Goods {
  name: string
  /** 1/10000 yuan per base unit; null: unknown. */
  cost: number | null
  units: { unit: string; factor: number }[]
}

function goodsIn(database: Database.Database): Map<string, Goods> {
  const values = new Map(
    database
      .prepare<[], [string, number, number, number]>(
        'select product_id, sum(quantity), sum(value), max(last_cost) from stock_value group by product_id',
      )
      .raw()
      .all()
      .map(([id, quantity, value, lastCost]) => [id, { quantity, value, lastCost }]),
  )
  const goods = new Map<string, Goods>()
  const products = database.prepare<[], ProductRow>(
    'select id, name, base_unit as baseUnit, purchase_price as purchasePrice from product',
  )
  for (const { id, name, baseUnit, purchasePrice } of products.iterate()) {
    const cost = unitCostOf({ purchasePrice, stock: values.get(id) ?? null })
    goods.set(id, { name, cost, units: [{ unit: baseUnit, factor: 1000 }] })
  }
  const packs = database.prepare<[], { id: string; unit: string; factor: number }>(
    'select product_id as id, unit, factor from product_pack order by product_id, no',
  )
  for (const { id, unit, factor } of packs.iterate()) goods.get(id)?.units.push({ unit, factor })
  return goods
}
