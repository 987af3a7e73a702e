import { daysBetween, type Day } from '../../day.ts'
import type { Fen } from '../../money.ts'

/** Why a return waits for approval. */
export const RETURN_HOLDS = ['amount', 'age', 'no-bill'] as const
export type ReturnHold = (typeof RETURN_HOLDS)[number]

export interface HoldResult {
  rule: ReturnHold
  /** 分, days, or lines. */
  measured: number
  limit: number
}

export interface ReturnLimits {
  /** null: no limit. */
  reviewAmount: Fen | null
  reviewDays: number | null
  reviewWithoutBill: boolean
}

/** What of a return is above the company's limits; empty: it may be booked at once. */
export function holdsOf(
  wanted: { day: Day; total: Fen; lines: readonly { billDay: Day | null }[] },
  limits: ReturnLimits,
): HoldResult[] {
  const holds: HoldResult[] = []
  const { reviewAmount, reviewDays } = limits
  const total = Math.abs(wanted.total)
  if (reviewAmount !== null && total > reviewAmount)
    holds.push({ rule: 'amount', measured: total, limit: reviewAmount })
  const ages = wanted.lines.flatMap(({ billDay }) => (billDay === null ? [] : [daysBetween(billDay, wanted.day)]))
  const oldest = Math.max(0, ...ages)
  if (reviewDays !== null && oldest > reviewDays) holds.push({ rule: 'age', measured: oldest, limit: reviewDays })
  const withoutBill = wanted.lines.filter(({ billDay }) => billDay === null).length
  if (limits.reviewWithoutBill && withoutBill > 0) holds.push({ rule: 'no-bill', measured: withoutBill, limit: 0 })
  return holds
}
