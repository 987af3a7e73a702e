import type { ReviewResult } from './rules.ts'

type Finding = Pick<ReviewResult, 'rule' | 'outcome' | 'lineNo' | 'measured' | 'threshold' | 'detail'>

/** Rules whose detail names what was accepted: another address or another order is another matter. */
const NAMED: readonly ReviewResult['rule'][] = ['new-address', 'duplicate', 'gift-budget', 'later-payment']

/**
 * What a changed order has to wait for: findings that hold it and that nobody has let pass before. A person's approval stands
 * for what it saw and for anything milder: the same rule on the same line, measured no further beyond its threshold.
 * @param accepted the findings a person has let pass; empty when the order passed by itself
 */
export function newHolds<F extends Finding>(found: readonly F[], accepted: readonly Finding[]): F[] {
  return found.filter((finding) => finding.outcome === 'hold' && !accepted.some((one) => covers(one, finding)))
}

function covers(accepted: Finding, finding: Finding): boolean {
  if (accepted.rule !== finding.rule || accepted.lineNo !== finding.lineNo) return false
  if (NAMED.includes(finding.rule) && accepted.detail !== finding.detail) return false
  return beyond(finding) <= beyond(accepted)
}

/** How far a value is beyond its threshold, whichever side is the bad one. */
const beyond = ({ measured, threshold }: Finding): number => Math.abs(measured - threshold)
