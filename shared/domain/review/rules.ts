import { mulDiv } from '../../money.ts'
import type { OrderPayment } from '../order/payment.ts'
import { marginOf } from '../pricing/cost.ts'
import { convertPrice } from '../pricing/resolve.ts'

/** How a rule answers when it is broken. */
export const RULE_MODES = ['warn', 'hold', 'reject', 'off'] as const
export type RuleMode = (typeof RULE_MODES)[number]

export const REVIEW_RULES = [
  'customer-status',
  'prepaid',
  'credit-limit',
  'credit-usage',
  'overdue',
  'later-payment',
  'first-order',
  'new-address',
  'floor-price',
  'hand-price',
  'stock-short',
  'unusual-quantity',
  'duplicate',
  'margin',
  'discount',
  'gift-budget',
  'lot-life',
  'sale-quantity',
  'cut-off',
  'order-amount',
] as const
export type ReviewRule = (typeof REVIEW_RULES)[number]

/** Rules about money given away: a right and a reason let them pass (domain.md 3 and 7, rules 5, 6 and 12). */
export const OVERRIDABLE_RULES: readonly ReviewRule[] = ['floor-price', 'margin', 'discount', 'gift-budget']

/** `reject`: refused outright; `hold`: a person decides; `warn`: passes, but is shown; `pass`. */
export type ReviewOutcome = 'pass' | 'warn' | 'hold' | 'reject'

export interface ReviewThresholds {
  creditLimit: RuleMode
  creditUsage: RuleMode
  /** Part of the credit limit that may be used without a word, basis points. */
  usageLimit: number
  /** What is paid at once, when the money is there already, is asked no credit. */
  prepaidSkips: boolean
  laterPayment: RuleMode
  overdue: RuleMode
  overdueAmount: number
  overdueDays: number
  firstOrder: RuleMode
  newAddress: RuleMode
  floorPrice: RuleMode
  handPrice: RuleMode
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
  saleQuantity: RuleMode
  cutOff: RuleMode
  orderAmount: RuleMode
  /** Orders above it are looked at by a person, 分. */
  amountLimit: number
}

/** All a review looks at. Amounts 分, quantities thousandths of base units, prices 1/10000 yuan. */
export interface ReviewFacts {
  customer: {
    status: 'active' | 'frozen' | 'archived'
    creditLimit: number | null
    /** The branch whose room the limit is; empty: the common one. */
    creditSite: string
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
  /** How the order is paid, when that is later than is agreed with the customer; null: it is not. */
  laterPayment: { payBy: OrderPayment; usual: OrderPayment } | null
  /** The customer has no approved order yet. */
  firstOrder: boolean
  /** The address goods go to, when none of the customer's approved orders went there; null: known, or none is named. */
  newAddress: string | null
  lines: {
    lineNo: number
    productId: string
    quantity: number
    factor: number
    price: number
    discount: number
    gift: boolean
    /** Per base unit. */
    floorPrice: number | null
    /** Agreed with this customer, per unit of the line; it takes the place of the floor price. */
    contractPrice: number | null
    /** What the price rules give, per unit of the line, when another price was typed; null: it was not changed by hand. */
    rulePrice: number | null
    /** What the line brings, without tax when the cost is without it, 分. */
    revenue: number
    /** What the goods cost, 分; null where nothing is known. */
    cost: number | null
    /** This customer's mean quantity of the product over past orders; null without history. */
    meanQuantity: number | null
    /** Least quantity a customer may order of the product, and what quantities must be multiples of; null: any. */
    saleMinimum: number | null
    saleMultiple: number | null
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
  /**
   * The moment up to which orders for this day of delivery are taken, as told to people, and minutes since then (negative:
   * still to come); null: no day of delivery, or no moment.
   */
  cutOff: { until: string; minutes: number } | null
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
  /**
   * Number of the other order for `duplicate`, the branch whose room the `credit-limit` is, name of the promotion for
   * `gift-budget`, days for `overdue`, times the mean for `unusual-quantity`, the agreed way and this order's for
   * `later-payment`, the address for `new-address`, `minimum` or `multiple` for `sale-quantity`, the moment for
   * `cut-off`, the reason of an overridden rule.
   */
  detail: string
}

/** Version of this table, stored with each result: what was judged by which rules stays readable later. */
export const REVIEW_RULES_VERSION = 5

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

  // domain.md 7, rule 15: asked no credit at all, and that is written down
  const isPrepaid = limits.prepaidSkips && facts.customer.prepaid
  if (isPrepaid) add('prepaid', false, 'warn', -facts.balance - facts.openOrders, facts.orderTotal)
  const { creditLimit } = facts.customer
  if (creditLimit !== null && !isPrepaid) {
    const exposure = facts.balance + facts.openOrders + facts.orderTotal
    add(
      'credit-limit',
      exposure > creditLimit,
      limits.creditLimit,
      exposure,
      creditLimit,
      null,
      facts.customer.creditSite,
    )
    // past the limit the rule above speaks, unless nobody wants to hear it
    if (creditLimit > 0 && (exposure <= creditLimit || limits.creditLimit === 'off')) {
      const used = usageOf(exposure, creditLimit)
      add('credit-usage', used >= limits.usageLimit, limits.creditUsage, used, limits.usageLimit)
    }
  }
  add(
    'overdue',
    facts.overdueAmount > limits.overdueAmount && facts.overdueDays > limits.overdueDays,
    isPrepaid ? 'off' : limits.overdue,
    facts.overdueAmount,
    limits.overdueAmount,
    null,
    String(facts.overdueDays),
  )
  const later = facts.laterPayment
  const ways = later ? `${later.usual} ${later.payBy}` : ''
  add('later-payment', later !== null, limits.laterPayment, later ? 1 : 0, 0, null, ways)
  add('first-order', facts.firstOrder, limits.firstOrder, facts.firstOrder ? 0 : 1, 1)
  const isElsewhere = facts.newAddress !== null && !facts.firstOrder
  add('new-address', isElsewhere, limits.newAddress, isElsewhere ? 1 : 0, 0, null, facts.newAddress ?? '')

  perLine('floor-price', limits.floorPrice, (line) => {
    if (line.gift) return null
    // what is agreed with the customer is the floor, be it lower or higher than everybody's
    const floor =
      line.contractPrice ?? (line.floorPrice === null ? null : convertPrice(line.floorPrice, 1000, line.factor))
    if (floor === null) return null
    const paid = Math.floor((line.price * line.discount) / 10_000)
    return paid < floor ? { measured: paid, threshold: floor } : null
  })
  perLine('hand-price', limits.handPrice, (line) =>
    line.gift || line.rulePrice === null || line.price === line.rulePrice
      ? null
      : { measured: line.price, threshold: line.rulePrice },
  )
  for (const s of facts.shortages) add('stock-short', true, limits.stockShort, s.available, s.needed, s.lineNo)
  if (facts.shortages.length === 0) add('stock-short', false, limits.stockShort, 0, 0)
  for (const s of facts.tooOld) add('lot-life', true, limits.lotLife, s.acceptable, s.needed, s.lineNo)
  if (facts.tooOld.length === 0) add('lot-life', false, limits.lotLife, 0, 0)
  judgeQuantities()
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
  judgeSaleQuantities()
  if (facts.cutOff)
    add('cut-off', facts.cutOff.minutes > 0, limits.cutOff, facts.cutOff.minutes, 0, null, facts.cutOff.until)
  add('order-amount', facts.orderTotal > limits.amountLimit, limits.orderAmount, facts.orderTotal, limits.amountLimit)
  return results

  /** domain.md 7, rule 10: the least quantity and full cartons count for all lines of a product together. */
  function judgeSaleQuantities() {
    const ordered = new Map<string, (typeof facts.lines)[number]>()
    for (const line of facts.lines) {
      if (line.gift || (line.saleMinimum === null && line.saleMultiple === null)) continue
      const known = ordered.get(line.productId)
      ordered.set(line.productId, { ...line, ...known, quantity: line.quantity + (known?.quantity ?? 0) })
    }
    let broken = false
    for (const { lineNo, quantity, saleMinimum, saleMultiple } of ordered.values()) {
      const isShort = saleMinimum !== null && quantity < saleMinimum
      const isBroken = isShort || (saleMultiple !== null && quantity % saleMultiple !== 0)
      if (!isBroken) continue
      broken = true
      const [threshold, detail] = isShort ? [saleMinimum, 'minimum'] : [saleMultiple!, 'multiple']
      add('sale-quantity', true, limits.saleQuantity, quantity, threshold, lineNo, detail)
    }
    if (!broken) add('sale-quantity', false, limits.saleQuantity, 0, 0)
  }

  /** Every line far from the habit; when none is, the one that came nearest, so that another limit can be tried later. */
  function judgeQuantities() {
    const times = limits.unusualTimes
    let nearest: { lineNo: number; quantity: number; mean: number } | null = null
    let broken = false
    for (const { lineNo, quantity, meanQuantity: mean } of facts.lines) {
      if (mean === null || mean <= 0) continue
      if (!nearest || quantity * nearest.mean > nearest.quantity * mean) nearest = { lineNo, quantity, mean }
      if (quantity <= mean * times) continue
      broken = true
      add('unusual-quantity', true, limits.unusualQuantity, quantity, mean * times, lineNo, String(times))
    }
    if (broken) return
    const { quantity = 0, mean = 0, lineNo = null } = nearest ?? {}
    add('unusual-quantity', false, limits.unusualQuantity, quantity, mean * times, lineNo, String(times))
  }

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

/** Part of a credit limit (above 0) that is used, whole basis points: 79.99 % never counts as 80 %. */
export const usageOf = (exposure: number, limit: number): number => Math.floor((Math.max(0, exposure) * 10_000) / limit)

/** What the results mean together: the worst outcome wins. */
export function verdictOf(results: readonly Pick<ReviewResult, 'outcome'>[]): ReviewOutcome {
  const rank: Record<ReviewOutcome, number> = { pass: 0, warn: 1, hold: 2, reject: 3 }
  return results.reduce<ReviewOutcome>((worst, r) => (rank[r.outcome] > rank[worst] ? r.outcome : worst), 'pass')
}
