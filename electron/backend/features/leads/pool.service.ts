import type { PoolSettings } from '../../../../shared/contract/leads.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { addDays } from '../../../../shared/day.ts'
import type { PoolEvent } from '../../../../shared/domain/leads/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim as claimVersion, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { createReminder } from '../crm/reminders.service.ts'
import { passCustomer } from '../customers/owner.service.ts'
import { dueCustomers, poolRules, settings, type DueCustomer } from './pool.queries.ts'

type Changed = Outputs['pool']['claim']

/** Switches the pool on or off and sets its rules; days count from the day it is switched on. @throws CONFLICT, RULE RANGE_EMPTY */
export async function saveSettings(
  ctx: CommandContext,
  input: Requests['pool']['saveSettings'],
): Promise<PoolSettings> {
  if (input.enabled && input.contactExpireDays === null && input.dealExpireDays === null) {
    throw ruleError('RANGE_EMPTY', { field: 'contactExpireDays' })
  }
  const before = await poolRules(ctx.db)
  const values = {
    enabled: input.enabled ? 1 : 0,
    contact_days: input.contactExpireDays,
    deal_days: input.dealExpireDays,
    notify_days: input.notifyDays,
    enabled_day: before && before.enabled === 1 ? before.enabledDay : ctx.today,
    locale: input.locale,
    set_by: ctx.user.id,
    version: input.version + 1,
  }
  if (!before && input.version === 0)
    await ctx.db
      .insertInto('pool_setting')
      .values({ id: 1, ...values })
      .execute()
  else
    await claimVersion(ctx.db.updateTable('pool_setting').set(values).where('version', '=', input.version), 'pool', '')
  return settings(ctx)
}

/** Takes customers nobody looks after for oneself; where somebody was faster, nothing is done. @throws WRONG_STATE the pool is off */
export async function claim(ctx: CommandContext, { ids }: Requests['pool']['claim']): Promise<Changed> {
  await requireOn(ctx, 'claim')
  return pass(ctx, ids, 'claimed', () => ({ from: null, to: ctx.user.id, note: '' }))
}

/** Gives customers to somebody. @throws FORBIDDEN who sees own customers only; NOT_FOUND person; WRONG_STATE the pool is off */
export async function assign(ctx: CommandContext, input: Requests['pool']['assign']): Promise<Changed> {
  await requireOn(ctx, 'assign')
  if (ctx.user.scope === 'own') throw new AppError('FORBIDDEN', { right: 'customers.edit' })
  const { ids, personId } = input
  const person = ctx.db.selectFrom('user_account').select('id').where('id', '=', personId)
  found(await person.where('status', '=', 'active').executeTakeFirst(), 'user', personId)
  return pass(ctx, ids, 'assigned', (from) => (from === personId ? null : { from, to: personId, note: '' }))
}

/** Gives customers back; who sees own customers only gives own ones back. @throws WRONG_STATE the pool is off */
export async function release(ctx: CommandContext, input: Requests['pool']['release']): Promise<Changed> {
  await requireOn(ctx, 'release')
  return pass(ctx, input.ids, 'released', (from) => {
    if (from === null || (ctx.user.scope === 'own' && from !== ctx.user.id)) return null
    return { from, to: null, note: input.note }
  })
}

/**
 * The daily step for some of the customers whose time is over: nobody looks after them any more. Looked at again one by one,
 * since somebody may have talked to them meanwhile.
 */
export async function recycle(ctx: CommandContext, due: readonly DueCustomer[]): Promise<Changed> {
  const ids = due.map(({ id }) => id)
  const still = new Map((await dueCustomers(ctx.db, addDays(ctx.today, -1), ids)).map((one) => [one.id, one]))
  return pass(ctx, ids, 'recycled', (from, id) => {
    const now = still.get(id)
    return now ? { from, to: null, note: now.reason } : null
  })
}

/** Reminds the persons of customers they are about to lose, once for each time it comes to that. */
export async function warn(ctx: CommandContext, due: readonly DueCustomer[], locale: 'zh-CN' | 'en'): Promise<Changed> {
  let changed = 0
  for (const { id: customerId, personId, until, since, reason } of due) {
    const told = await ctx.db
      .selectFrom('pool_event')
      .select('id')
      .where('customer_id', '=', customerId)
      .where('kind', '=', 'warned')
      .where('day', '>=', since)
      .where('from_id', '=', personId)
      .executeTakeFirst()
    if (told) continue
    await createReminder(ctx, {
      id: ctx.newId(),
      customerId,
      day: ctx.today,
      personId,
      note: NOTES[locale][reason](until),
    })
    await note(ctx, customerId, 'warned', { from: personId, to: null, note: reason })
    changed++
  }
  return { changed }
}

const NOTES = {
  'zh-CN': {
    contact: (until: string) => `${until} 前没有联系，客户将收回公海`,
    deal: (until: string) => `${until} 前没有下单，客户将收回公海`,
  },
  en: {
    contact: (until: string) => `Without a contact by ${until} this customer goes back to the pool`,
    deal: (until: string) => `Without an order by ${until} this customer goes back to the pool`,
  },
}

interface Passing {
  from: string | null
  to: string | null
  note: string
}

/** @param how from whom to whom, by who has it now; null: it stays */
async function pass(
  ctx: CommandContext,
  ids: readonly string[],
  kind: PoolEvent,
  how: (now: string | null, customerId: string) => Passing | null,
): Promise<Changed> {
  let changed = 0
  for (const id of new Set(ids)) {
    const now = await ctx.db.selectFrom('customer').select('sales_person_id').where('id', '=', id).executeTakeFirst()
    const passing = how(found(now, 'customer', id).sales_person_id, id)
    if (!passing || !(await passCustomer(ctx, id, passing))) continue
    await note(ctx, id, kind, passing)
    changed++
  }
  return { changed }
}

async function note(ctx: CommandContext, customerId: string, kind: PoolEvent, passing: Passing): Promise<void> {
  await ctx.db
    .insertInto('pool_event')
    .values({
      id: ctx.newId(),
      customer_id: customerId,
      kind,
      day: ctx.today,
      from_id: passing.from,
      to_id: passing.to,
      note: passing.note,
      user_id: ctx.user.id,
      at: ctx.at,
    })
    .execute()
}

async function requireOn(ctx: CommandContext, action: string): Promise<void> {
  if ((await settings(ctx)).enabled) return
  throw new AppError('WRONG_STATE', { entity: 'pool', id: '', action, state: 'off' })
}
