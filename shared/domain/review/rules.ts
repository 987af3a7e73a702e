import { mulDiv } from '../../money.ts'
import { marginOf } from '../pricing/cost.ts'
import { convertPrice } from '../pricing/resolve.ts'

/** How a rule answers when it is broken. */
export type RuleMode = 'hold' | 'warn' | 'off'

export const REVIEW_RULES = [
  'customer-status',
  'credit-limit',
  'overdue',
  'floor-price',
  'stock-short',
  'unusual-quantity',
  'duplicate',
  'margin',
  'discount',
  'gift-budget',
  'lot-life',
] as const
export type ReviewRule = (typeof REVIEW_RULES)[number]

/** Rules about money given away: a right and a reason let them pass (domain.md 3 and 7, rules 5, 6 and 12). */
export const OVERRIDABLE_RULES: readonly ReviewRule[] = ['floor-price', 'margin', 'discount', 'gift-budget']

/** `reject`: refused outright; `hold`: a person decides; `warn`: passes, but is shown; `pass`. */
export type ReviewOutcome = 'pass' | 'warn' | 'hold' | 'reject'

export interface ReviewThresholds {
  creditLimit: RuleMode
  overdue: RuleMode
  overdueAmount: number
  overdueDays: number
  floorPrice: RuleMode
  stockShort: RuleMode
  unusualQuantity: RuleMode
  unusualTimes: number
  duplicate: RuleMode
  duplicateMinutes: number
  margin: RuleMode
  /** Lowest gross margin of an order, basis points. */
  marginFloor: number
  discount: RuleMode
  /** Largest discount that needs nobody's leave, basis points taken off. */
  discountLimit: number
  giftBudget: RuleMode
  lotLife: RuleMode
}

/** All a review looks at. Amounts 分, quantities thousandths of base units, prices 1/10000 yuan. */
export interface ReviewFacts {
  customer: {
    status: 'active' | 'frozen' | 'archived'
    creditLimit: number | null
    prepaid: boolean
    /** Lowest gross margin agreed for this customer, basis points; null: the company's. */
    floorMargin: number | null
  }
  balance: number
  /** Approved and not shipped, other orders. */
  openOrders: number
  orderTotal: number
  overdueAmount: number
  overdueDays: number
  lines: {
    lineNo: number
    quantity: number
    factor: number
    price: number
    discount: number
    gift: boolean
    /** Per base unit. */
    floorPrice: number | null
    /** Agreed with this customer, per unit of the line; it takes the place of the floor price. */
    contractPrice: number | null
    /** What the line brings, without tax when the cost is without it, 分. */
    revenue: number
    /** What the goods cost, 分; null where nothing is known. */
    cost: number | null
    /** This customer's mean quantity of the product over past orders; null without history. */
    meanQuantity: number | null
  }[]
  /** Needed and available summed per product and warehouse; only those that are short. */
  shortages: { lineNo: number; needed: number; available: number }[]
  /**
   * Goods with lots of which there is enough, but not young enough for this customer (domain.md 7, rule 11): `needed` as far
   * as stock goes at all, `acceptable` of it.
   */
  tooOld: { lineNo: number; needed: number; acceptable: number }[]
  /** Number of an equal order of this customer, made `minutes` ago; null when there is none. */
  duplicate: { number: string; minutes: number } | null
  /** Typed discount on the whole order and what it was taken from, 分. */
  orderDiscount: number
  discountedAmount: number
  /** Gift promotions of this order that have a budget: what their gifts cost with this order, 分. */
  giftBudgets: { promotion: string; spent: number; budget: number }[]
  /** Why someone with the right to override lets money rules pass; empty: nobody does. */
  overrideReason: string
}

export interface ReviewResult {
  rule: ReviewRule
  outcome: ReviewOutcome
  /** 1-based line, or null for the whole order. */
  lineNo: number | null
  measured: number
  threshold: number
  /** Number of the other order for `duplicate`, name of the promotion for `gift-budget`, the reason of an overridden rule. */
  detail: string
}

/** Version of this table, stored with each result: what was judged by which rules stays readable later. */
export const REVIEW_RULES_VERSION = 2

/**
 * Judges an order. Every rule that is switched on gives at least one result with measured value and threshold;
 * rules per line give one result for each line that breaks them.
 */
export function reviewOrder(facts: ReviewFacts, limits: ReviewThresholds): ReviewResult[] {
  const results: ReviewResult[] = []
  const add = (
    rule: ReviewRule,
    broken: boolean,
    mode: RuleMode | 'reject',
    measured: number,
    threshold: number,
    lineNo: number | null = null,
    detail = '',
  ) => {
    if (mode === 'off') return
    const isLetPass = broken && mode === 'hold' && facts.overrideReason !== '' && OVERRIDABLE_RULES.includes(rule)
    const outcome = isLetPass ? 'warn' : broken ? mode : 'pass'
    const told = [detail, isLetPass ? facts.overrideReason : ''].filter(Boolean).join(' · ')
    results.push({ rule, outcome, lineNo, measured, threshold, detail: told })
  }

  add('customer-status', facts.customer.status !== 'active', 'reject', facts.customer.status === 'active' ? 0 : 1, 0)

  // A cash customer who has paid everything in advance skips the credit rules (domain.md 7, rule 15).
  const credit = facts.customer.prepaid ? 'off' : limits.creditLimit
  if (facts.customer.creditLimit !== null) {
    const exposure = facts.balance + facts.openOrders + facts.orderTotal
    add('credit-limit', exposure > facts.customer.creditLimit, credit, exposure, facts.customer.creditLimit)
  }
  add(
    'overdue',
    facts.overdueAmount > limits.overdueAmount && facts.overdueDays > limits.overdueDays,
    facts.customer.prepaid ? 'off' : limits.overdue,
    facts.overdueAmount,
    limits.overdueAmount,
    null,
    String(facts.overdueDays),
  )

  perLine('floor-price', limits.floorPrice, (line) => {
    if (line.gift) return null
    // what is agreed with the customer is the floor, be it lower or higher than everybody's
    const floor =
      line.contractPrice ?? (line.floorPrice === null ? null : convertPrice(line.floorPrice, 1000, line.factor))
    if (floor === null) return null
    const paid = Math.floor((line.price * line.discount) / 10_000)
    return paid < floor ? { measured: paid, threshold: floor } : null
  })
  for (const s of facts.shortages) add('stock-short', true, limits.stockShort, s.available, s.needed, s.lineNo)
  if (facts.shortages.length === 0) add('stock-short', false, limits.stockShort, 0, 0)
  for (const s of facts.tooOld) add('lot-life', true, limits.lotLife, s.acceptable, s.needed, s.lineNo)
  if (facts.tooOld.length === 0) add('lot-life', false, limits.lotLife, 0, 0)
  perLine('unusual-quantity', limits.unusualQuantity, (line) => {
    if (line.meanQuantity === null || line.meanQuantity <= 0) return null
    const threshold = line.meanQuantity * limits.unusualTimes
    return line.quantity > threshold ? { measured: line.quantity, threshold } : null
  })
  add(
    'duplicate',
    facts.duplicate !== null,
    limits.duplicate,
    facts.duplicate?.minutes ?? 0,
    limits.duplicateMinutes,
    null,
    facts.duplicate?.number ?? '',
  )
  const marginFloor = facts.customer.floorMargin ?? limits.marginFloor
  perLine('margin', limits.margin, (line) => {
    // a single line may earn less than the order has to, but nothing is sold below its cost
    if (line.gift || line.cost === null || line.revenue >= line.cost) return null
    return { measured: marginOf(line.revenue, line.cost) ?? -10_000, threshold: 0 }
  })
  const known = facts.lines.filter((line) => line.cost !== null)
  const cost = known.reduce((sum, line) => sum + (line.cost ?? 0), 0)
  if (cost > 0) {
    const margin = marginOf(
      known.reduce((sum, line) => sum + line.revenue, 0),
      cost,
    )
    const measured = margin ?? -10_000
    if (measured < marginFloor) add('margin', true, limits.margin, measured, marginFloor)
  }
  perLine('discount', limits.discount, (line) => {
    const off = 10_000 - line.discount
    return !line.gift && off > limits.discountLimit ? { measured: off, threshold: limits.discountLimit } : null
  })
  const orderOff = facts.discountedAmount > 0 ? mulDiv(facts.orderDiscount, 10_000, facts.discountedAmount) : 0
  if (orderOff > limits.discountLimit) add('discount', true, limits.discount, orderOff, limits.discountLimit)
  for (const { promotion, spent, budget } of facts.giftBudgets)
    add('gift-budget', spent > budget, limits.giftBudget, spent, budget, null, promotion)
  return results

  function perLine(
    rule: ReviewRule,
    mode: RuleMode,
    judge: (line: ReviewFacts['lines'][number]) => { measured: number; threshold: number } | null,
  ) {
    let broken = false
    for (const line of facts.lines) {
      const found = judge(line)
      if (!found) continue
      broken = true
      add(rule, true, mode, found.measured, found.threshold, line.lineNo)
    }
    if (!broken) add(rule, false, mode, 0, 0)
  }
}

/** What the results mean together: the worst outcome wins. */
export function verdictOf(results: readonly Pick<ReviewResult, 'outcome'>[]): ReviewOutcome {
  const rank: Record<ReviewOutcome, number> = { pass: 0, warn: 1, hold: 2, reject: 3 }
  return results.reduce<ReviewOutcome>((worst, r) => (rank[r.outcome] > rank[worst] ? r.outcome : worst), 'pass')
}
