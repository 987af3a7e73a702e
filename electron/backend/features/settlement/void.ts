import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { reverseCash } from './cash-ledger.ts'
import { reverseDocument } from './ledger.ts'
import { reversePayable } from './payables.ts'

/**
 * Takes a money document back by the opposite entries: accounts, debt, and what it had settled is open again. What came
 * after it (a bounced cheque) must be dealt with first.
 * @throws AppError NOT_FOUND, WRONG_STATE, CONFLICT, RULE FOLLOWED_BY, PAID_ONLINE
 */
export async function voidDocument(
  ctx: CommandContext,
  input: { id: string; version: number; reason: string },
): Promise<void> {
  const document = found(
    await ctx.db.selectFrom('money_document').selectAll().where('id', '=', input.id).executeTakeFirst(),
    'money_document',
    input.id,
  )
  if (document.status === 'void' || ['bounce', 'match', 'unmatch'].includes(document.kind))
    throw new AppError('WRONG_STATE', {
      entity: 'money_document',
      id: input.id,
      action: 'void',
      state: document.status === 'void' ? 'void' : document.kind,
    })
  if (await movedOnline(ctx, input.id)) throw ruleError('PAID_ONLINE')
  const follower = await ctx.db
    .selectFrom('money_document')
    .select('number')
    .where('source_id', '=', input.id)
    .where('kind', '=', 'bounce')
    .executeTakeFirst()
  if (follower) throw ruleError('FOLLOWED_BY', { value: follower.number })
  await claim(
    ctx.db
      .updateTable('money_document')
      .set({ status: 'void', held: 0, reason: input.reason, version: input.version + 1 })
      .where('id', '=', input.id)
      .where('version', '=', input.version),
    'money_document',
    input.id,
  )
  await reverseCash(ctx, input.id, ctx.today)
  if (document.customer_id !== null) await reverseDocument(ctx, input.id, ctx.today)
  if (document.supplier_id !== null) await reversePayable(ctx, input.id, ctx.today)
}

/** Money a payment service has moved is moved back by that service only. */
async function movedOnline({ db }: CommandContext, id: string): Promise<boolean> {
  const paid = await db.selectFrom('online_payment').select('id').where('receipt_id', '=', id).executeTakeFirst()
  return (
    paid !== undefined ||
    (await db.selectFrom('online_refund').select('id').where('document_id', '=', id).executeTakeFirst()) !== undefined
  )
}
