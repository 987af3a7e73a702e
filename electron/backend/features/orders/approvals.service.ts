import type { Requests } from '../../../../shared/contract/index.ts'
import type { OrderView } from '../../../../shared/contract/orders.ts'
import { withApproval, type Leave } from '../../../../shared/domain/review/approval.ts'
import { OVERRIDABLE_RULES } from '../../../../shared/domain/review/rules.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { endChange, snapshotOf, undoChange, waitingChange } from './change-store.ts'
import {
  changeOrder,
  decidesFor,
  leaveFor,
  linesOf,
  orderRecord,
  requireAction,
  type OrderRecord,
} from './order-store.ts'
import { confirmByMail } from './order-mail.ts'
import { setReserved, withReservation } from './order-reservation.ts'
import { get } from './orders.queries.ts'

/**
 * A person gives leave for a held order. With the last level's leave it passes and its stock is reserved as far as there is
 * any; before, it waits for the next. Prices, margin, discount and gift budget need the right to override them, and a reason.
 * @throws RULE OWN_ORDER_REVIEW, APPROVED_ALREADY, OTHER_LEVEL, CONFLICT, FORBIDDEN, RULE REASON_REQUIRED
 */
export async function approve(ctx: CommandContext, input: Requests['orders']['approve']): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'approve', input.version)
  const leave = leaveFor(ctx, order)!
  await requireOverride(ctx, order, leave, input.reason)
  await keepDecision(ctx, order, 'approve', leave, input.reason)
  const change = await waitingChange(ctx, order.id)
  if (change?.user_id === ctx.user.id && !ctx.info.settings.review.reviewOwn) throw ruleError('OWN_ORDER_REVIEW')
  if (leave.level < leave.levels) {
    await changeOrder(ctx, order, { approvals: withApproval(order.approvals, ctx.user.id, leave.forId) })
  } else {
    if (change) await endChange(ctx, change, 'accepted')
    const lines = await linesOf(ctx, order.id)
    await setReserved(ctx, lines, await withReservation(ctx, order, lines))
    const approved = await changeOrder(ctx, order, { review: 'approved', reason: input.reason, approvals: '' })
    if (!change || snapshotOf(change).unapproved) await confirmByMail(ctx, approved)
  }
  return get(ctx, { id: order.id })
}

/**
 * A person refuses a held order, with a reason; the maker may change and submit it again. What had been approved before it was
 * changed goes back to how it was approved, and orders it had taken in come back: so do sendBack and withdraw.
 */
export const reject = (ctx: CommandContext, input: Requests['orders']['reject']): Promise<OrderView> =>
  decide(ctx, input, 'reject', 'reject', 'rejected')

/** Back to the maker as a draft, with a reason; the number is kept. */
export const sendBack = (ctx: CommandContext, input: Requests['orders']['sendBack']): Promise<OrderView> =>
  decide(ctx, input, 'sendBack', 'send-back', 'draft')

/** The maker takes a waiting order back. */
export const withdraw = (ctx: CommandContext, input: Requests['orders']['withdraw']): Promise<OrderView> =>
  decide(ctx, { ...input, reason: '' }, 'withdraw', 'withdraw', 'draft')

async function decide(
  ctx: CommandContext,
  input: { id: string; version: number; reason: string },
  action: 'reject' | 'sendBack' | 'withdraw',
  kind: 'reject' | 'send-back' | 'withdraw',
  review: 'rejected' | 'draft',
): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, action, input.version)
  const { level, levels } = leaveFor(ctx, order) ?? { level: 1, levels: 1 }
  const forId = action === 'withdraw' ? null : decidesFor(ctx)
  await keepDecision(ctx, order, kind, { forId, level, levels }, input.reason)
  const change = await waitingChange(ctx, order.id)
  if (change) await undoChange(ctx, order, change, { reason: input.reason, decided: review })
  else await changeOrder(ctx, order, { review, reason: input.reason, approvals: '' })
  return get(ctx, { id: order.id })
}

async function keepDecision(
  ctx: CommandContext,
  order: Pick<OrderRecord, 'id' | 'review_run'>,
  kind: 'approve' | 'reject' | 'send-back' | 'withdraw',
  leave: Leave,
  reason: string,
): Promise<void> {
  const { last } = await ctx.db
    .selectFrom('order_decision')
    .select((eb) => eb.fn.coalesce(eb.fn.max('no'), eb.lit(0)).as('last'))
    .where('order_id', '=', order.id)
    .executeTakeFirstOrThrow()
  const { level, levels, forId } = leave
  await ctx.db
    .insertInto('order_decision')
    .values({
      order_id: order.id,
      no: last + 1,
      run: order.review_run,
      kind,
      level,
      levels,
      reason,
      at: ctx.at,
      user_id: ctx.user.id,
      for_user_id: forId,
    })
    .execute()
}

/**
 * An order held for its prices, margin, discount or gift budget passes only for who may override them and says why.
 * @throws FORBIDDEN, RULE REASON_REQUIRED
 */
async function requireOverride(
  ctx: CommandContext,
  order: Pick<OrderRecord, 'id' | 'review_run'>,
  { forId }: Leave,
  reason: string,
): Promise<void> {
  const held = await ctx.db
    .selectFrom('order_review')
    .select('rule')
    .where('order_id', '=', order.id)
    .where('run', '=', order.review_run)
    .where('outcome', '=', 'hold')
    .where('rule', 'in', OVERRIDABLE_RULES)
    .limit(1)
    .execute()
  if (held.length === 0) return
  const lent = ctx.user.deputyFor.find((one) => one.id === forId)?.rights ?? []
  if (![...ctx.user.ownRights, ...lent].includes('orders.override'))
    throw new AppError('FORBIDDEN', { right: 'orders.override' })
  if (reason.trim() === '') throw ruleError('REASON_REQUIRED', { field: 'reason' })
}
