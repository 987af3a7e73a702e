import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { bookPayable, releaseHeld, reversePayable } from './payables.ts'
import { paymentView } from './payables.queries.ts'

/** Books money paid to a supplier: oldest due bills first, or kept as a prepayment. The same id again returns what is there. */
export async function pay(
  ctx: CommandContext,
  input: Requests['payables']['pay'],
): Promise<Outputs['payables']['pay']> {
  const existing = await ctx.db.selectFrom('payment').select('id').where('id', '=', input.id).executeTakeFirst()
  if (existing) return paymentView(ctx, input.id)
  const { supplierId, amount, hold } = input
  found(
    await ctx.db.selectFrom('supplier').select('id').where('id', '=', supplierId).executeTakeFirst(),
    'supplier',
    supplierId,
  )
  const site = await ctx.db
    .selectFrom('site')
    .select('id')
    .where('archived', '=', 0)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const day = input.day ?? ctx.today
  const number = await nextNumber(ctx, 'payment', site.id, day)
  await ctx.db
    .insertInto('payment')
    .values({
      id: input.id,
      number,
      site_id: site.id,
      supplier_id: supplierId,
      day,
      amount,
      method: input.method,
      held: hold ? 1 : 0,
      note: input.note,
      status: 'posted',
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  await bookPayable(ctx, {
    supplierId,
    siteId: site.id,
    kind: 'payment',
    day,
    dueDay: day,
    amount: -amount,
    documentId: input.id,
    documentNumber: number,
    held: hold,
  })
  return paymentView(ctx, input.id)
}

/** Lets kept prepayments of a supplier settle its open bills; what is left settles the next bill by itself. */
export async function usePrepayments(
  ctx: CommandContext,
  { supplierId }: Requests['payables']['usePrepayments'],
): Promise<Outputs['payables']['usePrepayments']> {
  await ctx.db
    .updateTable('payment')
    .set((eb) => ({ held: 0, version: eb('version', '+', 1) }))
    .where('supplier_id', '=', supplierId)
    .where('held', '=', 1)
    .where('status', '=', 'posted')
    .execute()
  return { settled: await releaseHeld(ctx, supplierId) }
}

/** Takes a payment back by the opposite entry; what it had settled is open again. @throws WRONG_STATE, CONFLICT */
export async function voidPayment(
  ctx: CommandContext,
  input: Requests['payables']['voidPayment'],
): Promise<Outputs['payables']['voidPayment']> {
  const payment = found(
    await ctx.db.selectFrom('payment').selectAll().where('id', '=', input.id).executeTakeFirst(),
    'payment',
    input.id,
  )
  if (payment.status === 'void')
    throw new AppError('WRONG_STATE', { entity: 'payment', id: input.id, action: 'void', state: 'void' })
  await claim(
    ctx.db
      .updateTable('payment')
      .set({ status: 'void', held: 0, note: input.reason, version: input.version + 1 })
      .where('id', '=', input.id)
      .where('version', '=', input.version),
    'payment',
    input.id,
  )
  await reversePayable(ctx, input.id, ctx.today)
  return paymentView(ctx, input.id)
}
