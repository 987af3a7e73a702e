import type { ReviewResult, ReviewThresholds, RuleMode } from './rules.ts'

/** What is looked at when goods leave (domain.md 7: again at shipment). Amounts 分. */
export interface ShipmentFacts {
  customerStatus: 'active' | 'frozen' | 'archived'
  /** Has paid for the note in advance: asked no credit. */
  prepaid: boolean
  /** What the customer owes once the note is booked. */
  owed: number
  /** null: no limit. */
  creditLimit: number | null
  /** The branch whose room the limit is; empty: the common one. */
  creditSite: string
  overdueAmount: number
  overdueDays: number
  /** What a person saw and let pass when the order was approved; null: nobody had to. */
  approvedExposure: number | null
  approvedOverdue: number | null
}

/**
 * Judges credit once more as goods leave. What counts is what the customer will owe: orders approved later must not stop
 * an earlier one. What a person has let pass does not stop it again; only worse does.
 */
export function reviewShipment(
  facts: ShipmentFacts,
  limits: Pick<ReviewThresholds, 'creditLimit' | 'overdue' | 'overdueAmount' | 'overdueDays' | 'prepaidSkips'>,
): ReviewResult[] {
  const results: ReviewResult[] = []
  const add = (
    rule: ReviewResult['rule'],
    broken: boolean,
    mode: RuleMode,
    measured: number,
    threshold: number,
    detail = '',
  ) => {
    if (mode === 'off') return
    // goods that may not leave wait for a person: at this point nothing is refused for good
    const outcome = !broken ? 'pass' : mode === 'reject' ? 'hold' : mode
    results.push({ rule, outcome, lineNo: null, measured, threshold, detail })
  }
  const isClosed = facts.customerStatus !== 'active'
  add('customer-status', isClosed, 'hold', isClosed ? 1 : 0, 0)
  if (limits.prepaidSkips && facts.prepaid) {
    add('prepaid', false, 'warn', -facts.owed, 0)
    return results
  }
  if (facts.creditLimit !== null) {
    const limit = Math.max(facts.creditLimit, facts.approvedExposure ?? facts.creditLimit)
    add('credit-limit', facts.owed > limit, limits.creditLimit, facts.owed, limit, facts.creditSite)
  }
  const allowed = Math.max(limits.overdueAmount, facts.approvedOverdue ?? 0)
  const isOverdue = facts.overdueAmount > allowed && facts.overdueDays > limits.overdueDays
  add('overdue', isOverdue, limits.overdue, facts.overdueAmount, allowed, String(facts.overdueDays))
  return results
}
