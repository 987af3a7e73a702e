import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { claim } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { notePaid } from '../orders/shipping.service.ts'
import { bookEntry, reverseDocument, settle } from '../settlement/ledger.ts'
import { firstSite } from '../settlement/money-store.ts'
import { adjustment } from './adjustments.queries.ts'
import { requireCustomer } from './statement-store.ts'

type View = Outputs['reconciliation']['adjust']

/** 调整单: changes what a customer owes, on an open day. The same id again returns what is there. @throws NOT_FOUND, RULE PERIOD_LOCKED */
export async function adjust(ctx: CommandContext, input: Requests['reconciliation']['adjust']): Promise<View> {
  await bookAdjustment(ctx, input)
  return adjustment(ctx, input)
}

export async function bookAdjustment(ctx: CommandContext, input: Requests['reconciliation']['adjust']): Promise<void> {
  const { id, customerId, amount, reason } = input
  const existing = await ctx.db.selectFrom('receivable_adjustment').select('id').where('id', '=', id).executeTakeFirst()
  if (existing) return
  await requireCustomer(ctx, customerId)
  const siteId = await firstSite(ctx)
  const day = input.day ?? ctx.today
  const number = await nextNumber(ctx, 'receivableAdjustment', siteId, day)
  await ctx.db
    .insertInto('receivable_adjustment')
    .values({
      id,
      number,
      site_id: siteId,
      customer_id: customerId,
      day,
      amount,
      reason,
      status: 'posted',
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  await bookEntry(ctx, {
    customerId,
    siteId,
    kind: 'adjust',
    day,
    dueDay: day,
    amount,
    orderId: null,
    documentId: id,
    documentNumber: number,
  })
  await notePaid(ctx, await settle(ctx, customerId))
}

/** Takes an adjustment back by the opposite entry, today. @throws CONFLICT, WRONG_STATE, RULE PERIOD_LOCKED */
export async function voidAdjustment(
  ctx: CommandContext,
  input: Requests['reconciliation']['voidAdjustment'],
): Promise<View> {
  const { status } = await adjustment(ctx, input)
  if (status === 'void') {
    throw new AppError('WRONG_STATE', { entity: 'adjustment', id: input.id, action: 'void', state: 'void' })
  }
  const update = ctx.db
    .updateTable('receivable_adjustment')
    .set({ status: 'void', void_reason: input.reason, version: input.version + 1 })
    .where('id', '=', input.id)
    .where('version', '=', input.version)
  await claim(update, 'adjustment', input.id)
  await reverseDocument(ctx, input.id, ctx.today)
  return adjustment(ctx, input)
}
