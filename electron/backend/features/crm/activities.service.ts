import type { ActivityView } from '../../../../shared/contract/crm.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { ownCustomer } from './own-customer.ts'
import { createReminder, dropRemindersOf, finishOne } from './reminders.service.ts'

/**
 * Writes a contact with a customer down; the same id again changes nothing. A complaint is a reminder at once, for whoever
 * looks after the customer. @throws NOT_FOUND, RULE DAY_IN_FUTURE, CONFLICT of a reminder that is done with it
 */
export async function log(ctx: CommandContext, input: Requests['crm']['log']): Promise<ActivityView> {
  const { id, customerId, kind, day = ctx.today, contact, text, orderId, next, finishes } = input
  const { personId } = await ownCustomer(ctx, customerId)
  if (day > ctx.today) throw ruleError('DAY_IN_FUTURE', { field: 'day' })
  const existing = await ctx.db.selectFrom('activity').select('id').where('id', '=', id).executeTakeFirst()
  if (existing) return activityView(ctx, id)
  if (orderId !== null) await ownOrder(ctx, orderId, customerId)
  await ctx.db
    .insertInto('activity')
    .values({
      id,
      kind,
      day,
      contact,
      text,
      customer_id: customerId,
      order_id: orderId,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  for (const target of finishes) await finishOne(ctx, { ...target, found: null }, text)
  if (kind === 'complaint') {
    const complaint = { kind, customerId, day: ctx.today, note: text.slice(0, 500), personId, activityId: id }
    await createReminder(ctx, { id: ctx.newId(), ...complaint })
  }
  if (next !== null) await createReminder(ctx, { ...next, customerId, activityId: id })
  return activityView(ctx, id)
}

/** Corrects what the caller wrote. @throws CONFLICT, NOT_FOUND, RULE DAY_IN_FUTURE, COMPLAINT_STAYS */
export async function correct(ctx: CommandContext, input: Requests['crm']['correct']): Promise<ActivityView> {
  const { id, version, kind, day, contact, text } = input
  if (day > ctx.today) throw ruleError('DAY_IN_FUTURE', { field: 'day' })
  const before = await ownActivity(ctx, id)
  // a complaint hangs on its reminder; anything else has none to hang on
  if ((before.kind === 'complaint') !== (kind === 'complaint')) throw ruleError('COMPLAINT_STAYS', { field: 'kind' })
  const update = ctx.db
    .updateTable('activity')
    .set({ kind, day, contact, text, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
  await claim(update, 'activity', id)
  return activityView(ctx, id)
}

/** Takes back what the caller wrote. @throws CONFLICT, NOT_FOUND, WRONG_STATE when its reminder has been dealt with */
export async function takeBack(
  ctx: CommandContext,
  input: Requests['crm']['takeBack'],
): Promise<Outputs['crm']['takeBack']> {
  const { version } = await ownActivity(ctx, input.id)
  if (version !== input.version) throw new AppError('CONFLICT', { entity: 'activity', id: input.id })
  await dropRemindersOf(ctx, input.id)
  await ctx.db.deleteFrom('activity').where('id', '=', input.id).execute()
  return { ok: true }
}

async function activityView(ctx: QueryContext, id: string): Promise<ActivityView> {
  return found(
    await ctx.db
      .selectFrom('activity')
      .select(['id', 'customer_id as customerId', 'kind', 'day', 'contact', 'text', 'order_id as orderId', 'version'])
      .where('id', '=', id)
      .executeTakeFirst(),
    'activity',
    id,
  )
}

async function ownActivity(ctx: QueryContext, id: string) {
  const query = ctx.db.selectFrom('activity').select(['kind', 'version']).where('id', '=', id)
  return found(await query.where('created_by', '=', ctx.user.id).executeTakeFirst(), 'activity', id)
}

async function ownOrder(ctx: QueryContext, id: string, customerId: string): Promise<void> {
  const query = ctx.db.selectFrom('sales_order').select('id').where('id', '=', id)
  found(await query.where('customer_id', '=', customerId).executeTakeFirst(), 'order', id)
}
