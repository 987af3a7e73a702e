import { AMOUNT, COUNTS, DOCUMENTS, LINES, QUANTITY, sums, SUMS, unitsOf, type Cells, type Slice } from './cube.ts'
import { grouping } from './dimensions.ts'
import type { Facts } from './facts.ts'

/** Why the amount differs, in the order they are shown. */
export const GROWTH_CAUSES = [
  'new-customers',
  'lost-customers',
  'new-products',
  'dropped-products',
  'quantity',
  'mix',
  'price',
] as const
export type GrowthCause = (typeof GROWTH_CAUSES)[number]

/** What the customers who bought in both periods did with one product. Amounts 分, quantities thousandths of the base unit. */
export interface ProductGrowth {
  /** Place in `Facts.products`. */
  product: number
  quantityBefore: number
  quantityAfter: number
  amountBefore: number
  amountAfter: number
  /** `comparable`: sold in both periods; its difference is `volume + price`. */
  kind: 'comparable' | 'new' | 'dropped'
  /** Quantity sold now at the price of before − amount of before (what it adds to quantity and mix together). */
  volume: number
  /** Amount now − quantity sold now at the price of before. */
  price: number
}

export interface CustomerGrowth {
  /** Place in `Facts.customers`. */
  customer: number
  kind: 'new' | 'lost'
  amountBefore: number
  amountAfter: number
}

export interface Growth {
  before: number
  after: number
  /** 分; they sum to `after − before` exactly. */
  causes: Record<GrowthCause, number>
  products: ProductGrowth[]
  customers: CustomerGrowth[]
  /** Customers who bought in both periods. */
  staying: number
}

/** Two periods of the same sales. Days since 1970-01-01, both included. */
export interface GrowthQuestion extends Omit<Slice, 'from' | 'to'> {
  before: { from: number; to: number }
  after: { from: number; to: number }
}

/**
 * Splits the difference in sales between two periods into causes that sum to it exactly, to the 分.
 *
 * 1. Customers who bought (a document that is not a return) in the second period only are new or won back: all their sales
 *    are gain. Those who bought in the first only are lost: all they bought is loss. The rest stay; everything below is of
 *    these.
 * 2. Products with a net quantity above 0 in the second period only are new to them, in the first only dropped; their whole
 *    difference counts there.
 * 3. For the products of both periods, with q quantity, a amount, p = a/q average price, 0 before, 1 after:
 *    price = Σ (a1 − q1·p0). What is left, Σ (q1·p0 − a0), splits within each base unit, because bags and kilograms do not
 *    add up: quantity = a0·(q1/q0 − 1) over the sums of the unit, as if all of its products had grown alike; mix = the rest:
 *    more or less of the dearer ones. Each term is rounded to the 分 where it arises, and the rest takes the difference.
 *
 * The price-volume-mix analysis of management accounting. A price is the average of all staying customers: that a larger
 * share went to customers with lower prices shows as price.
 */
export function growthOf(facts: Facts, question: GrowthQuestion): Growth {
  const units = unitsOf(facts).places
  const cells = (
    range: GrowthQuestion['before'],
    by: 'customer' | 'product',
    customerIds = question.customerIds,
  ): Cells => {
    const slice = { ...question, ...range, customerIds }
    return sums(facts, slice, [grouping(facts, by, { ...range, level: 0 })], units, false).cells
  }
  const causes = Object.fromEntries(GROWTH_CAUSES.map((cause) => [cause, 0])) as Record<GrowthCause, number>
  const growth: Growth = { before: 0, after: 0, causes, products: [], customers: [], staying: 0 }

  const customers = { before: cells(question.before, 'customer'), after: cells(question.after, 'customer') }
  const staying: string[] = []
  facts.customers.forEach(({ id }, customer) => {
    const amountBefore = amountOf(customers.before, customer)
    const amountAfter = amountOf(customers.after, customer)
    growth.before += amountBefore
    growth.after += amountAfter
    const isNow = bought(customers.after, customer)
    if (isNow && bought(customers.before, customer)) staying.push(id)
    else if (isIn(customers.before, customer) || isIn(customers.after, customer)) {
      const kind = isNow ? 'new' : 'lost'
      causes[`${kind}-customers`] += amountAfter - amountBefore
      growth.customers.push({ customer, kind, amountBefore, amountAfter })
    }
  })
  growth.staying = staying.length

  const before = cells(question.before, 'product', staying)
  const after = cells(question.after, 'product', staying)
  const byUnit = new Map<
    number,
    { quantityBefore: number; quantityAfter: number; amountBefore: number; volume: number }
  >()
  facts.products.forEach((_, product) => {
    if (!isIn(before, product) && !isIn(after, product)) return
    const row = productGrowth(product, before, after)
    growth.products.push(row)
    if (row.kind !== 'comparable') {
      causes[`${row.kind}-products`] += row.amountAfter - row.amountBefore
      return
    }
    causes.price += row.price
    const unit = byUnit.get(units[product]!) ?? { quantityBefore: 0, quantityAfter: 0, amountBefore: 0, volume: 0 }
    unit.quantityBefore += row.quantityBefore
    unit.quantityAfter += row.quantityAfter
    unit.amountBefore += row.amountBefore
    unit.volume += row.volume
    byUnit.set(units[product]!, unit)
  })
  for (const { quantityBefore, quantityAfter, amountBefore, volume } of byUnit.values()) {
    const quantity = Math.round((amountBefore * quantityAfter) / quantityBefore) - amountBefore
    causes.quantity += quantity
    causes.mix += volume - quantity
  }
  return growth
}

function productGrowth(product: number, before: Cells, after: Cells): ProductGrowth {
  const row = {
    product,
    quantityBefore: quantityOf(before, product),
    quantityAfter: quantityOf(after, product),
    amountBefore: amountOf(before, product),
    amountAfter: amountOf(after, product),
  }
  if (row.quantityBefore <= 0 || row.quantityAfter <= 0)
    return { ...row, kind: row.quantityAfter > 0 ? 'new' : 'dropped', volume: 0, price: 0 }
  const atOldPrice = Math.round((row.quantityAfter * row.amountBefore) / row.quantityBefore)
  return { ...row, kind: 'comparable', volume: atOldPrice - row.amountBefore, price: row.amountAfter - atOldPrice }
}

const amountOf = ({ sums }: Cells, group: number): number => sums[group * SUMS + AMOUNT]!
const quantityOf = ({ sums }: Cells, group: number): number => sums[group * SUMS + QUANTITY]!
/** Any line, returns included. */
const isIn = ({ counts }: Cells, group: number): boolean => counts[group * COUNTS + LINES]! > 0
/** Any document that is not a return. */
const bought = ({ counts }: Cells, group: number): boolean => counts[group * COUNTS + DOCUMENTS]! > 0
