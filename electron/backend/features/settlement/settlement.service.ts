import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { notePaid } from '../orders/shipping.service.ts'
import { bookEntry, reverseEntry, settle } from './ledger.ts'
import { receiptView } from './settlement.queries.ts'

/** Books money received and settles the oldest open documents first. The same id again returns what is there. */
export async function receive(
  ctx: CommandContext,
  input: Requests['settlement']['receive'],
): Promise<Outputs['settlement']['receive']> {
  const existing = await ctx.db.selectFrom('receipt').select('id').where('id', '=', input.id).executeTakeFirst()
  if (existing) return receiptView(ctx, input.id)
  found(
    await ctx.db.selectFrom('customer').select('id').where('id', '=', input.customerId).executeTakeFirst(),
    'customer',
    input.customerId,
  )
  const site = await ctx.db
    .selectFrom('site')
    .select('id')
    .where('archived', '=', 0)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const day = input.day ?? ctx.today
  const number = await nextNumber(ctx, 'receipt', site.id, day)
  await ctx.db
    .insertInto('receipt')
    .values({
      id: input.id,
      number,
      site_id: site.id,
      customer_id: input.customerId,
      day,
      amount: input.amount,
      method: input.method,
      note: input.note,
      status: 'posted',
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  await bookEntry(ctx, {
    customerId: input.customerId,
    siteId: site.id,
    kind: 'receipt',
    day,
    dueDay: day,
    amount: -input.amount,
    orderId: null,
    documentId: input.id,
    documentNumber: number,
  })
  await notePaid(ctx, await settle(ctx, input.customerId))
  return receiptView(ctx, input.id)
}

/** Takes a receipt back by the opposite entry; what it had settled is open again. */
export async function voidReceipt(
  ctx: CommandContext,
  input: Requests['settlement']['voidReceipt'],
): Promise<Outputs['settlement']['voidReceipt']> {
  const receipt = found(
    await ctx.db.selectFrom('receipt').selectAll().where('id', '=', input.id).executeTakeFirst(),
    'receipt',
    input.id,
  )
  if (receipt.status === 'void') {
    throw new AppError('WRONG_STATE', { entity: 'receipt', id: input.id, action: 'void', state: 'void' })
  }
  const update = ctx.db
    .updateTable('receipt')
    .set({ status: 'void', note: input.reason, version: input.version + 1 })
    .where('id', '=', input.id)
    .where('version', '=', input.version)
  await claim(update, 'receipt', input.id)
  const entry = await ctx.db
    .selectFrom('receivable_entry')
    .select('id')
    .where('document_id', '=', input.id)
    .where('kind', '=', 'receipt')
    .executeTakeFirstOrThrow()
  await notePaid(ctx, await reverseEntry(ctx, entry.id, 'void', ctx.today))
  await notePaid(ctx, await settle(ctx, receipt.customer_id))
  return receiptView(ctx, input.id)
}
