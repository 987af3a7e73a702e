import type { OrderView } from '../../../../shared/contract/orders.ts'
import { OVERRIDABLE_RULES } from '../../../../shared/domain/review/rules.ts'
import type { Tone } from '../../../components/state-tones.ts'

export type ReviewResult = OrderView['reviewResults'][number]

/** True when approving lets prices, margin, discount or gifts pass that somebody has to answer for. */
export const needsOverride = (order: Pick<OrderView, 'reviewResults'>): boolean =>
  order.reviewResults.some((result) => result.outcome === 'hold' && OVERRIDABLE_RULES.includes(result.rule))

export const outcomeTone: Record<ReviewResult['outcome'], Tone> = {
  pass: 'good-outline',
  warn: 'attention',
  hold: 'attention',
  reject: 'danger',
}

const RANK: Record<ReviewResult['outcome'], number> = { reject: 0, hold: 1, warn: 2, pass: 3 }
/** The results that matter first. */
export const worstFirst = (results: readonly ReviewResult[]): ReviewResult[] =>
  [...results].sort((a, b) => RANK[a.outcome] - RANK[b.outcome])
