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
] as const
export type ReviewRule = (typeof REVIEW_RULES)[number]

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
}

/** All a review looks at. Amounts 分, quantities thousandths of base units, prices 1/10000 yuan. */
export interface ReviewFacts {
  customer: { status: 'active' | 'frozen' | 'archived'; creditLimit: number | null; prepaid: boolean }
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
    /** This customer's mean quantity of the product over past orders; null without history. */
    meanQuantity: number | null
  }[]
  /** Needed and available summed per product and warehouse; only those that are short. */
  shortages: { lineNo: number; needed: number; available: number }[]
  /** Number of an equal order of this customer, made `minutes` ago; null when there is none. */
  duplicate: { number: string; minutes: number } | null
}

export interface ReviewResult {
  rule: ReviewRule
  outcome: ReviewOutcome
  /** 1-based line, or null for the whole order. */
  lineNo: number | null
  measured: number
  threshold: number
  /** Number of the other order for `duplicate`. */
  detail: string
}

/** Version of this table, stored with each result: what was judged by which rules stays readable later. */
export const REVIEW_RULES_VERSION = 1

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
    results.push({ rule, outcome: broken ? mode : 'pass', lineNo, measured, threshold, detail })
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
    if (line.floorPrice === null || line.gift) return null
    const floor = convertPrice(line.floorPrice, 1000, line.factor)
    const paid = Math.floor((line.price * line.discount) / 10_000)
    return paid < floor ? { measured: paid, threshold: floor } : null
  })
  for (const s of facts.shortages) add('stock-short', true, limits.stockShort, s.available, s.needed, s.lineNo)
  if (facts.shortages.length === 0) add('stock-short', false, limits.stockShort, 0, 0)
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
