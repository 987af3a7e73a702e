import { limitsFor, type GradeThresholds } from './limits.ts'
import {
  OVERRIDABLE_RULES,
  verdictOf,
  type ReviewOutcome,
  type ReviewResult,
  type ReviewRule,
  type ReviewThresholds,
  type RuleMode,
} from './rules.ts'

/** What is stored of an order that was judged: the results then, and what its lines and customer still tell. */
export interface JudgedOrder {
  results: readonly ReviewResult[]
  overrideReason: string
  /** 分. */
  total: number
  grade: string
  /** 分; null: the customer has no limit now. */
  creditLimit: number | null
  /** Agreed with the customer, basis points; null: the limits'. */
  floorMargin: number | null
  /** The order is paid before its goods leave or with them. */
  paysAhead: boolean
  /** Of all lines with a known cost, basis points; null: no cost is known. */
  margin: number | null
  /** Of the worst line below its cost, basis points; null: no line is. */
  lineMargin: number | null
  /** Largest discount of a line that is no gift, or of the whole order, basis points. */
  discount: number
}

export interface Simulated {
  outcome: ReviewOutcome
  /** What strikes, the worst first. */
  struck: ReviewResult[]
  /** Rules that cannot be judged afterwards: what they need was not written down then. They count as passed. */
  unknown: ReviewRule[]
}

/** Rules whose limits are not the company's to set: struck then, struck again. */
const PLAIN: readonly [ReviewRule, keyof ReviewThresholds][] = [
  ['first-order', 'firstOrder'],
  ['new-address', 'newAddress'],
  ['floor-price', 'floorPrice'],
  ['hand-price', 'handPrice'],
  ['stock-short', 'stockShort'],
  ['lot-life', 'lotLife'],
  ['sale-quantity', 'saleQuantity'],
]

/**
 * Judges an order once more by other rules, with the facts as they were when it was judged. Nothing is guessed: a rule that
 * was off then, or whose measured value does not tell, is named in `unknown`.
 */
export function rejudge<Limits extends ReviewThresholds & { grades: readonly GradeThresholds[] }>(
  order: JudgedOrder,
  settings: Limits,
): Simulated {
  const limits = limitsFor(settings, order.grade)
  const struck: ReviewResult[] = []
  const unknown: ReviewRule[] = []
  const of = (rule: ReviewRule) => order.results.filter((r) => r.rule === rule)
  const strike = (mode: RuleMode, found: Omit<ReviewResult, 'outcome'>) => {
    if (mode === 'off') return
    const isLetPass = mode === 'hold' && order.overrideReason !== '' && OVERRIDABLE_RULES.includes(found.rule)
    struck.push({ ...found, outcome: isLetPass ? 'warn' : mode })
  }
  const miss = (rule: ReviewRule, mode: RuleMode) => {
    if (mode !== 'off') unknown.push(rule)
  }

  for (const [rule, field] of PLAIN) {
    const mode = limits[field] as RuleMode
    const then = of(rule)
    if (then.length === 0) miss(rule, mode)
    for (const result of then) if (result.outcome !== 'pass') strike(mode, result)
  }
  // no row where no promotion with a budget gave anything
  for (const result of of('gift-budget')) if (result.outcome !== 'pass') strike(limits.giftBudget, result)
  // no row where an order was judged before the rule was there: then all were paid as agreed
  for (const result of of('later-payment')) if (result.outcome !== 'pass') strike(limits.laterPayment, result)
  // no row where an order had no day of delivery or the company no cut-off
  for (const result of of('cut-off')) if (result.outcome !== 'pass') strike(limits.cutOff, result)
  if (order.total > limits.amountLimit)
    strike(limits.orderAmount, whole('order-amount', order.total, limits.amountLimit))
  judgeCredit()
  judgeDuplicate()
  judgeQuantities()
  judgeMargin()
  if (order.discount > limits.discountLimit)
    strike(limits.discount, whole('discount', order.discount, limits.discountLimit))

  const rank: Record<ReviewOutcome, number> = { reject: 0, hold: 1, warn: 2, pass: 3 }
  struck.sort((a, b) => rank[a.outcome] - rank[b.outcome])
  return { outcome: verdictOf(struck), struck, unknown }

  function whole(rule: ReviewRule, measured: number, threshold: number, detail = ''): Omit<ReviewResult, 'outcome'> {
    return { rule, lineNo: null, measured, threshold, detail }
  }

  function judgeCredit() {
    const wasPrepaid = of('prepaid').length > 0
    const limitThen = of('credit-limit')[0]
    const usageThen = of('credit-usage')[0]
    const limit = limitThen?.threshold ?? order.creditLimit
    const isPrepaid =
      limits.prepaidSkips && (wasPrepaid || (order.paysAhead && limitThen !== undefined && limitThen.measured <= 0))
    if (isPrepaid) return
    const used =
      limitThen && limitThen.threshold > 0
        ? Math.floor((Math.max(0, limitThen.measured) * 10_000) / limitThen.threshold)
        : (usageThen?.measured ?? null)
    if (limitThen) {
      if (limitThen.measured > limitThen.threshold) strike(limits.creditLimit, limitThen)
    } else if (usageThen && limit !== null) {
      if (usageThen.measured > 10_000)
        strike(limits.creditLimit, whole('credit-limit', Math.round((usageThen.measured * limit) / 10_000), limit))
    } else if (limit !== null && !wasPrepaid) miss('credit-limit', limits.creditLimit)
    if (used !== null) {
      const isPast = limitThen ? limitThen.measured > limitThen.threshold : used > 10_000
      if (used >= limits.usageLimit && (!isPast || limits.creditLimit === 'off'))
        strike(limits.creditUsage, whole('credit-usage', used, limits.usageLimit))
    } else if (limit !== null && limit > 0 && !wasPrepaid) miss('credit-usage', limits.creditUsage)
    const overdue = of('overdue')[0]
    if (!overdue) miss('overdue', limits.overdue)
    else if (overdue.measured > limits.overdueAmount && Number(overdue.detail) > limits.overdueDays)
      strike(limits.overdue, { ...overdue, threshold: limits.overdueAmount })
  }

  /** A longer span of time than then may find orders nobody looked for. */
  function judgeDuplicate() {
    const then = of('duplicate')[0]
    if (!then || (then.outcome === 'pass' && limits.duplicateMinutes > then.threshold))
      miss('duplicate', limits.duplicate)
    else if (then.outcome !== 'pass' && then.measured <= limits.duplicateMinutes)
      strike(limits.duplicate, { ...then, threshold: limits.duplicateMinutes })
  }

  /** The stored limit is the mean times the factor of that time, which stands in `detail`. */
  function judgeQuantities() {
    const then = of('unusual-quantity')
    if (then.length === 0 || then.some((r) => r.detail === '')) miss('unusual-quantity', limits.unusualQuantity)
    for (const result of then) {
      const times = Number(result.detail)
      if (result.threshold <= 0) continue
      const threshold = times > 0 ? (result.threshold / times) * limits.unusualTimes : result.threshold
      if (result.measured > threshold) strike(limits.unusualQuantity, { ...result, threshold: Math.round(threshold) })
    }
  }

  function judgeMargin() {
    if (order.lineMargin !== null) strike(limits.margin, whole('margin', order.lineMargin, 0))
    const floor = order.floorMargin ?? limits.marginFloor
    if (order.margin !== null && order.margin < floor) strike(limits.margin, whole('margin', order.margin, floor))
  }
}
