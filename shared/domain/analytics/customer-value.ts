import { ABC_BOUNDS, abcLimits, type AbcLimits } from './abc.ts'
import { customerMoney, measureOf, valuesOf, type CustomerMoney, type ValueMeasure } from './customer-money.ts'
import type { Facts } from './facts.ts'
import { LATE_AFTER } from './late.ts'
import { FIXED_BOUNDS, scoreRfm, SEGMENT_RULES, type FixedBounds, type RfmScores, type SegmentRule } from './rfm.ts'
import { NEVER, orderDays, rhythms, typicalRhythm, type OrderDays } from './rhythm.ts'

/** How recency is measured: against the customer's own rhythm, or in days alike for all. */
export const RECENCY_MEASURES = ['rhythm', 'days'] as const
export type RecencyMeasure = (typeof RECENCY_MEASURES)[number]

/** The company's rules of customer value; kept in its settings and printed on the report. */
export interface ValueRules {
  recency: RecencyMeasure
  measure: ValueMeasure
  /** Where A and B end, basis points. */
  abc: readonly [number, number]
  fixed: FixedBounds
  segments: readonly SegmentRule[]
  /** Percent of the own rhythm after which a customer counts as late. */
  lateAfter: number
}

export const VALUE_RULES: ValueRules = {
  recency: 'rhythm',
  measure: 'margin',
  abc: ABC_BOUNDS,
  fixed: FIXED_BOUNDS,
  segments: SEGMENT_RULES,
  lateAfter: LATE_AFTER,
}

export interface ValueQuestion {
  /** Days since 1970-01-01, both included: orders, money and classes of these days, recency as of the last. */
  from: number
  to: number
  /** Customers that are nobody in particular (散客): they count in contribution and nowhere else. */
  walkIns: readonly string[]
  rules: ValueRules
}

/** What is known of every customer's buying, in columns by place in `Facts.customers`. */
export interface CustomerValues {
  orders: OrderDays
  /** Orders of the period. */
  count: Uint32Array
  /** Days of the first and the last order up to `to`, or NEVER. */
  firstDay: Int32Array
  lastDay: Int32Array
  /** Own rhythm in days, 0: none yet. */
  rhythm: Int32Array
  /** Stands in for customers without a rhythm, days. */
  typicalRhythm: number
  money: CustomerMoney
  /** What counts as worth: the measure asked for, or sales where too little cost is known. */
  measure: ValueMeasure
  /** 分 of the period by `measure`. */
  value: Float64Array
  abc: AbcLimits
  rfm: RfmScores
  walkIn: Uint8Array
}

/**
 * Buying of every customer: orders (effective and imported) give frequency, recency and rhythm; shipments less returns give the
 * money. Recency is days since the last order, by own rhythm in percent of it (half up), with the median rhythm of all
 * customers for those who have none. Scored are customers with an order in the period.
 */
export function customerValues(facts: Facts, { from, to, walkIns, rules }: ValueQuestion): CustomerValues {
  const count = facts.customers.length
  const orders = orderDays(facts, to)
  const money = customerMoney(facts, from, to)
  const measure = measureOf(money, rules.measure)
  const value = valuesOf(money, measure)
  const rhythm = rhythms(orders)
  const typical = typicalRhythm(rhythm)
  const walkIn = new Uint8Array(count)
  if (walkIns.length > 0) facts.customers.forEach((customer, c) => (walkIn[c] = walkIns.includes(customer.id) ? 1 : 0))

  const [firstDay, lastDay] = [new Int32Array(count).fill(NEVER), new Int32Array(count).fill(NEVER)]
  const times = new Uint32Array(count)
  const recency = new Float64Array(count).fill(NaN)
  const frequency = new Float64Array(count)
  for (let c = 0; c < count; c++) {
    const [begin, end] = [orders.first[c]!, orders.first[c + 1]!]
    if (begin === end) continue
    firstDay[c] = orders.day[begin]!
    const last = (lastDay[c] = orders.day[end - 1]!)
    for (let i = end - 1; i >= begin && orders.day[i]! >= from; i--) times[c]! += 1
    if (times[c] === 0 || walkIn[c] === 1) continue
    frequency[c] = times[c]!
    recency[c] = rules.recency === 'days' ? to - last : percentOf(to - last, rhythm[c]! || typical)
  }
  const fixed = {
    r: rules.recency === 'days' ? rules.fixed.days : rules.fixed.rhythm,
    f: rules.fixed.orders,
    m: rules.fixed.value,
  }
  return {
    orders,
    count: times,
    firstDay,
    lastDay,
    rhythm,
    typicalRhythm: typical,
    money,
    measure,
    value,
    abc: abcLimits(value, rules.abc),
    rfm: scoreRfm({ recency, frequency, monetary: value }, fixed),
    walkIn,
  }
}

/** Days in percent of a rhythm, whole, half up. */
export const percentOf = (days: number, rhythm: number): number => Math.floor((days * 100) / rhythm + 0.5)
