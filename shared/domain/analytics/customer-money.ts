import { between, counts, type Facts } from './facts.ts'

/** What customers' shipments less returns came to between two days, a number a customer; imported orders count as shipped. */
export interface CustomerMoney {
  /** 分, as billed. */
  amount: Float64Array
  /** 分 without tax. */
  revenue: Float64Array
  /** Of `revenue`, what has a known cost. */
  known: Float64Array
  /** 1/10000 yuan, of the lines whose cost is known. */
  cost: Float64Array
}

/** Adds up the lines of the days from `from` to `to`, both included. */
export function customerMoney(facts: Facts, from: number, to: number): CustomerMoney {
  const count = facts.customers.length
  const [amount, revenue] = [new Float64Array(count), new Float64Array(count)]
  const [known, cost] = [new Float64Array(count), new Float64Array(count)]
  for (const day of between(facts.sales, from, to))
    for (let d = 0; d < day.documents; d++) {
      if (!counts(day.kind[d]!, 'shipped')) continue
      const customer = day.customer[d]!
      let [sold, earned, told, spent] = [0, 0, 0, 0]
      for (let line = day.first[d]!, end = day.first[d + 1]!; line < end; line++) {
        const revenueOf = day.revenue[line]!
        const costOf = day.cost[line]!
        sold += day.amount[line]!
        earned += revenueOf
        if (Number.isNaN(costOf)) continue
        told += revenueOf
        spent += costOf
      }
      amount[customer]! += sold
      revenue[customer]! += earned
      known[customer]! += told
      cost[customer]! += spent
    }
  return { amount, revenue, known, cost }
}

/** Margin in 分: revenue whose cost is known, less that cost rounded to the 分. */
export const marginOf = (money: CustomerMoney, customer: number): number =>
  money.known[customer]! - Math.round(money.cost[customer]! / 100)

/** What customers are ranked by. */
export const VALUE_MEASURES = ['margin', 'amount'] as const
export type ValueMeasure = (typeof VALUE_MEASURES)[number]

/** Below this share of revenue with a known cost (basis points) margin would rank the few customers whose cost is known. */
export const LEAST_KNOWN = 5000

/** Share of the revenue whose cost is known, basis points; 0 where there is no revenue. */
export function knownShare(money: CustomerMoney): number {
  const revenue = money.revenue.reduce((sum, fen) => sum + fen, 0)
  const known = money.known.reduce((sum, fen) => sum + fen, 0)
  return revenue <= 0 ? 0 : Math.max(0, Math.min(10_000, Math.round((known / revenue) * 10_000)))
}

/** What can be ranked by: margin asked for and known of at least half the revenue, otherwise sales. */
export const measureOf = (money: CustomerMoney, wanted: ValueMeasure): ValueMeasure =>
  wanted === 'margin' && knownShare(money) >= LEAST_KNOWN ? 'margin' : 'amount'

/** Every customer's worth by a measure, 分. */
export const valuesOf = (money: CustomerMoney, measure: ValueMeasure): Float64Array =>
  measure === 'amount' ? money.amount : money.known.map((_, customer) => marginOf(money, customer))
