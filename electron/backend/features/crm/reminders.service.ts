import type { Insertable, Updateable } from 'kysely'
import type { ReminderRow, ReminderTarget } from '../../../../shared/contract/crm.ts'
import type { TYPED_KINDS } from '../../../../shared/domain/crm/kinds.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { Day } from '../../../../shared/day.ts'
import { FOUND_KINDS } from '../../../../shared/domain/crm/findings.ts'
import { nextOccurrence, type Repeat } from '../../../../shared/domain/crm/repeat.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { ReminderTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { foundOf } from './findings.ts'
import { ownCustomer } from './own-customer.ts'
import { oneReminder } from './reminders.queries.ts'

export interface NewReminder {
  id: string
  kind?: (typeof TYPED_KINDS)[number]
  customerId: string | null
  day: Day
  /** `HH:MM`; absent: the whole day. */
  time?: string
  note: string
  /** null: the caller's. */
  personId?: string | null
  repeat?: Repeat
  activityId?: string
}

/**
 * Makes a reminder for a person; the same id again leaves it as it is. Without a kind it is a contact when it names a
 * customer, else a task. @throws NOT_FOUND customer or person
 */
export async function createReminder(ctx: CommandContext, reminder: NewReminder): Promise<void> {
  const { id, customerId, day, time = '', note, repeat = 'none', activityId } = reminder
  const kind = reminder.kind ?? (customerId === null ? 'task' : 'contact')
  if (customerId !== null) await ownCustomer(ctx, customerId)
  const personId = await personOf(ctx, reminder.personId ?? null)
  await ctx.db
    .insertInto('reminder')
    .values({
      id,
      kind,
      customer_id: customerId,
      person_id: personId,
      due_day: day,
      first_day: day,
      day,
      time,
      note,
      repeat,
      activity_id: activityId ?? null,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute()
}

/** `crm.remind` @throws NOT_FOUND */
export async function remind(ctx: CommandContext, input: Requests['crm']['remind']): Promise<ReminderRow> {
  await createReminder(ctx, input)
  return oneReminder(ctx, input.id)
}

/** Changes a reminder somebody typed. @throws CONFLICT, NOT_FOUND, WRONG_STATE */
export async function change(ctx: CommandContext, input: Requests['crm']['change']): Promise<ReminderRow> {
  const { id, version, customerId, day, time, note, repeat } = input
  const before = await openReminder(ctx, id)
  if (customerId !== null && customerId !== before.customer_id) await ownCustomer(ctx, customerId)
  const kind = before.kind === 'complaint' ? before.kind : customerId === null ? 'task' : 'contact'
  const moved = day !== before.day || repeat !== before.repeat
  await claimReminder(ctx, id, version, {
    kind,
    customer_id: before.kind === 'complaint' ? before.customer_id : customerId,
    day,
    time,
    note,
    repeat,
    person_id: await personOf(ctx, input.personId),
    ...(moved ? { due_day: day, first_day: day } : {}),
  })
  return oneReminder(ctx, id)
}

/** Puts reminders off, hands them over, or both. @throws CONFLICT, NOT_FOUND, WRONG_STATE */
export async function move(ctx: CommandContext, input: Requests['crm']['move']): Promise<Outputs['crm']['move']> {
  const { targets, day, time } = input
  const personId = input.personId === null ? null : await personOf(ctx, input.personId)
  for (const target of targets) {
    const changes = { ...(day === null ? {} : { day, time }), ...(personId === null ? {} : { person_id: personId }) }
    await keep(ctx, target, changes)
  }
  return { ok: true }
}

/** Closes reminders with what came of them; repeated ones come again. @throws CONFLICT, NOT_FOUND */
export async function finish(ctx: CommandContext, input: Requests['crm']['finish']): Promise<Outputs['crm']['finish']> {
  const { targets, result, next } = input
  for (const target of targets) await finishOne(ctx, target, result)
  const [first] = targets
  if (next !== null && first) {
    const { customer_id } = await ownReminder(ctx, first.id)
    await createReminder(ctx, { ...next, customerId: customer_id })
  }
  return { ok: true }
}

/** Closes one; done already, it stays as it was. Also called when a contact is written down. @throws CONFLICT, NOT_FOUND */
export async function finishOne(ctx: CommandContext, target: ReminderTarget, result: string): Promise<void> {
  const done = { state: 'done', result, done_by: ctx.user.id, done_day: ctx.today } as const
  const reminder = await keep(ctx, target, done)
  const day = reminder && nextOccurrence(reminder.first_day, reminder.repeat, later(ctx.today, reminder.due_day))
  if (!reminder || !day) return
  const { kind, customer_id, person_id, time, note, repeat, first_day } = reminder
  await ctx.db
    .insertInto('reminder')
    .values({
      id: ctx.newId(),
      kind,
      customer_id,
      person_id,
      time,
      note,
      repeat,
      first_day,
      due_day: day,
      day,
      follows: reminder.id,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
}

/** Opens reminders again that were done by mistake, and takes back what followed from them untouched. @throws NOT_FOUND */
export async function reopen(ctx: CommandContext, input: Requests['crm']['reopen']): Promise<Outputs['crm']['reopen']> {
  for (const id of input.ids) {
    const { state } = await ownReminder(ctx, id)
    if (state === 'open') continue
    const follower = await ctx.db
      .selectFrom('reminder')
      .select(['id', 'version', 'state'])
      .where('follows', '=', id)
      .executeTakeFirst()
    if (follower && (follower.version > 1 || follower.state === 'done')) {
      throw new AppError('WRONG_STATE', { entity: 'reminder', id, action: 'reopen', state })
    }
    if (follower) await ctx.db.deleteFrom('reminder').where('id', '=', follower.id).execute()
    await ctx.db
      .updateTable('reminder')
      .set((eb) => ({ state: 'open', result: '', done_by: null, done_day: null, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .execute()
  }
  return { ok: true }
}

/** Takes away what an activity reminded of. @throws WRONG_STATE when somebody has dealt with it */
export async function dropRemindersOf(ctx: CommandContext, activityId: string): Promise<void> {
  const touched = await ctx.db
    .selectFrom('reminder')
    .select(['id', 'state'])
    .where('activity_id', '=', activityId)
    .where((eb) => eb.or([eb('version', '>', 1), eb('state', '=', 'done')]))
    .executeTakeFirst()
  if (touched) {
    throw new AppError('WRONG_STATE', { entity: 'reminder', id: touched.id, action: 'takeBack', state: touched.state })
  }
  await ctx.db.deleteFrom('reminder').where('activity_id', '=', activityId).execute()
}

/**
 * Writes what is decided about a reminder; of what the program found a row is made with it. Answers the reminder as it was
 * before, null when the same was decided already.
 */
async function keep(ctx: CommandContext, target: ReminderTarget, changes: Updateable<ReminderTable>) {
  const { id, version } = target
  if (version > 0) {
    const before = await ownReminder(ctx, id)
    if (before.state === 'done') return refuseUnlessSame(before, changes)
    // what the program found may be about something newer by now
    const episode = target.found ? { episode: target.found.episode } : {}
    await claimReminder(ctx, id, version, { ...changes, ...episode })
    return before
  }
  const { kind, customerId, productId, episode } = foundOf(target)
  const { personId } = await ownCustomer(ctx, customerId)
  const before = await ctx.db.selectFrom('reminder').selectAll().where('id', '=', id).executeTakeFirst()
  if (before) return refuseUnlessSame(before, changes)
  const made: Insertable<ReminderTable> = {
    id,
    kind,
    customer_id: customerId,
    product_id: productId,
    episode,
    person_id: personId ?? ctx.user.id,
    due_day: ctx.today,
    first_day: ctx.today,
    day: ctx.today,
    created_by: ctx.user.id,
    created_at: ctx.at,
  }
  await ctx.db
    .insertInto('reminder')
    .values({ ...made, ...changes })
    .execute()
  return null
}

/** The same command sent twice changes nothing; another that comes too late is told so. @throws CONFLICT */
function refuseUnlessSame(before: object, changes: Updateable<ReminderTable>): null {
  const now = before as Record<string, unknown>
  const same = Object.entries(changes).every(([column, value]) => now[column] === value)
  if (!same) throw new AppError('CONFLICT', { entity: 'reminder', id: String(now['id']) })
  return null
}

function claimReminder(ctx: CommandContext, id: string, version: number, changes: Updateable<ReminderTable>) {
  const update = ctx.db
    .updateTable('reminder')
    .set({ ...changes, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('state', '=', 'open')
  return claim(update, 'reminder', id)
}

/** A reminder the user may decide about: of a sales person only the own ones. @throws NOT_FOUND */
async function ownReminder(ctx: QueryContext, id: string) {
  let query = ctx.db.selectFrom('reminder').selectAll().where('id', '=', id)
  if (ctx.user.scope === 'own') query = query.where('person_id', '=', ctx.user.id)
  return found(await query.executeTakeFirst(), 'reminder', id)
}

/** @throws WRONG_STATE when it is done or not typed by anybody */
async function openReminder(ctx: QueryContext, id: string) {
  const reminder = await ownReminder(ctx, id)
  const { state, kind } = reminder
  if (state === 'done' || (FOUND_KINDS as readonly string[]).includes(kind)) {
    throw new AppError('WRONG_STATE', { entity: 'reminder', id, action: 'change', state })
  }
  return reminder
}

/** Who a reminder is given to; null: the caller. @throws NOT_FOUND */
async function personOf(ctx: QueryContext, id: string | null): Promise<string> {
  if (id === null || id === ctx.user.id) return ctx.user.id
  const person = await ctx.db.selectFrom('user_account').select('id').where('id', '=', id).executeTakeFirst()
  return found(person, 'user', id).id
}

const later = (one: Day, other: Day): Day => (one > other ? one : other)
