import type { OrderView } from '../../../../shared/contract/orders.ts'
import { newHolds } from '../../../../shared/domain/review/again.ts'
import { verdictOf, type ReviewResult } from '../../../../shared/domain/review/rules.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { writeOrder, type PreparedOrder } from './order-draft.ts'
import { withReservation } from './order-reservation.ts'
import type { LineRecord, OrderRecord } from './order-store.ts'
import { judge, refusal, storeReview } from './review.ts'

export const recordsOf = (prepared: PreparedOrder): LineRecord[] => prepared.lines.map((l) => l.record)

/** Findings a person has let pass before, and how the order that carried them was approved. */
export interface Accepted {
  findings: readonly Pick<ReviewResult, 'rule' | 'outcome' | 'lineNo' | 'measured' | 'threshold' | 'detail'>[]
  review: 'auto' | 'approved'
}

/**
 * Writes a prepared order as submitted: judged, numbered, and when it passes approved with its stock reserved.
 * @param accepted of the order this one was part of: what it was approved with does not hold it again
 * @throws RULE CUSTOMER_FROZEN, ORDER_REFUSED
 */
export async function launchOrder(
  ctx: CommandContext,
  prepared: PreparedOrder,
  accepted: Accepted = { findings: [], review: 'auto' },
): Promise<{ written: OrderRecord; reviewResults: OrderView['reviewResults'] }> {
  const { order, customer } = prepared
  const results = await judge(ctx, order, customer, prepared.lines)
  if (verdictOf(results) === 'reject') throw refusal(results)
  order.number ??= await nextNumber(ctx, 'salesOrder', order.site_id, order.day)
  order.review = newHolds(results, accepted.findings).length > 0 ? 'pending' : accepted.review
  order.review_run += 1
  order.submitted_at = ctx.at
  order.reason = ''
  order.held = 0
  const lines = recordsOf(prepared)
  const written = await writeOrder(
    ctx,
    prepared,
    order.review === 'pending' ? lines : await withReservation(ctx, order, lines),
  )
  return { written, reviewResults: await storeReview(ctx, order.id, order.review_run, results) }
}
