import { RETURN, type Facts, type SalesBasis } from './facts.ts'
import { eachLine, type SalesSieve } from './sieve.ts'

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

export interface GrowthQuestion {
  before: DayNumbers
  after: DayNumbers
  basis: SalesBasis
  sieve: SalesSieve
}

/** Days since 1970-01-01, both included. */
interface DayNumbers {
  from: number
  to: number
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
  const { before, after } = question
  const customers = { before: customerSums(facts, question, before), after: customerSums(facts, question, after) }
  const stays = Uint8Array.from(facts.customers, (_, i) => customers.before.bought[i]! & customers.after.bought[i]!)
  const causes = Object.fromEntries(GROWTH_CAUSES.map((cause) => [cause, 0])) as Record<GrowthCause, number>
  const growth: Growth = { before: 0, after: 0, causes, products: [], customers: [], staying: 0 }

  for (let customer = 0; customer < facts.customers.length; customer++) {
    const amountBefore = customers.before.amount[customer]!
    const amountAfter = customers.after.amount[customer]!
    growth.before += amountBefore
    growth.after += amountAfter
    if (stays[customer]) growth.staying += 1
    else if (customers.before.seen[customer] || customers.after.seen[customer]) {
      const kind = customers.after.bought[customer] ? 'new' : 'lost'
      causes[`${kind}-customers`] += amountAfter - amountBefore
      growth.customers.push({ customer, kind, amountBefore, amountAfter })
    }
  }
  const sums = {
    before: productSums(facts, question, before, stays),
    after: productSums(facts, question, after, stays),
  }
  const units = new Map<
    string,
    { quantityBefore: number; quantityAfter: number; amountBefore: number; volume: number }
  >()
  for (let product = 0; product < facts.products.length; product++) {
    if (!sums.before.seen[product] && !sums.after.seen[product]) continue
    const row = productGrowth(product, sums.before, sums.after)
    growth.products.push(row)
    if (row.kind !== 'comparable') {
      causes[`${row.kind}-products`] += row.amountAfter - row.amountBefore
      continue
    }
    causes.price += row.price
    const name = facts.products[product]!.baseUnit
    const unit = units.get(name) ?? { quantityBefore: 0, quantityAfter: 0, amountBefore: 0, volume: 0 }
    unit.quantityBefore += row.quantityBefore
    unit.quantityAfter += row.quantityAfter
    unit.amountBefore += row.amountBefore
    unit.volume += row.volume
    units.set(name, unit)
  }
  for (const { quantityBefore, quantityAfter, amountBefore, volume } of units.values()) {
    const quantity = Math.round((amountBefore * quantityAfter) / quantityBefore) - amountBefore
    causes.quantity += quantity
    causes.mix += volume - quantity
  }
  return growth
}

interface Sums {
  /** 1 where any line was. */
  seen: Uint8Array
  amount: Float64Array
  quantity: Float64Array
  /** 1 where a document that is not a return was. */
  bought: Uint8Array
}

function customerSums(facts: Facts, question: GrowthQuestion, range: DayNumbers): Sums {
  const sums = emptySums(facts.customers.length)
  eachLine(facts, { ...question, ...range }, (day, document, line) => {
    const customer = day.customer[document]!
    sums.seen[customer] = 1
    sums.amount[customer]! += day.amount[line]!
    if (day.kind[document] !== RETURN) sums.bought[customer] = 1
  })
  return sums
}

function productSums(facts: Facts, question: GrowthQuestion, range: DayNumbers, stays: Uint8Array): Sums {
  const sums = emptySums(facts.products.length)
  eachLine(facts, { ...question, ...range }, (day, document, line) => {
    if (!stays[day.customer[document]!]) return
    const product = day.product[line]!
    sums.seen[product] = 1
    sums.amount[product]! += day.amount[line]!
    sums.quantity[product]! += day.quantity[line]!
  })
  return sums
}

const emptySums = (length: number): Sums => ({
  seen: new Uint8Array(length),
  amount: new Float64Array(length),
  quantity: new Float64Array(length),
  bought: new Uint8Array(length),
})

function productGrowth(product: number, before: Sums, after: Sums): ProductGrowth {
  const row = {
    product,
    quantityBefore: before.quantity[product]!,
    quantityAfter: after.quantity[product]!,
    amountBefore: before.amount[product]!,
    amountAfter: after.amount[product]!,
  }
  if (row.quantityBefore <= 0 || row.quantityAfter <= 0)
    return { ...row, kind: row.quantityAfter > 0 ? 'new' : 'dropped', volume: 0, price: 0 }
  const atOldPrice = Math.round((row.quantityAfter * row.amountBefore) / row.quantityBefore)
  return { ...row, kind: 'comparable', volume: atOldPrice - row.amountBefore, price: row.amountAfter - atOldPrice }
}
