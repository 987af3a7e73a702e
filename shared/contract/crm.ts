import * as z from 'zod'
import { FOUND_KINDS } from '../domain/crm/findings.ts'
import { ACTIVITY_KINDS, REMINDER_KINDS, TIMELINE_KINDS } from '../domain/crm/kinds.ts'
import { REPEATS } from '../domain/crm/repeat.ts'
import { day, done, fen, id, instant, name, pageInput, pageOf, ref, text, version } from './common.ts'
import { command, query } from './method.ts'

/** `HH:MM`, or empty: the whole day. */
const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d)?$/)
const note = text(500)

/** One line of the timeline; which fields are filled follows from the kind. */
export const timelineEntry = z.object({
  kind: z.enum(TIMELINE_KINDS),
  /** Of the activity, document or reminder; of a price change its place in the change log. */
  id: z.string(),
  day,
  /** When it was written down, or booked. */
  at: instant,
  who: z.string(),
  /** The document's number. */
  number: z.string(),
  /** What was said, a remark, the reason, the result. */
  text: z.string(),
  /** The document's or e-mail's state; of a delivery where it is; of money its kind; of a task its kind. */
  state: z.string(),
  /** 分; null when the user may not see sale prices, or there is none. */
  amount: fen.nullable(),
  /** Person at the customer's that was spoken to; addresses of an e-mail. */
  contact: z.string(),
  /** The order an activity is about. */
  order: z.object({ id, number: z.string() }).nullable(),
  /** Of a complaint: what became of it; null while nobody has dealt with it, and of anything else. */
  answer: z.string().nullable(),
  /** Of an activity: for changing it; 0 of anything else. */
  version: z.int(),
  /** Of an activity or e-mail: the signed-in user wrote it. */
  mine: z.boolean(),
  /** Of a delivery: what happened on the way, the newest last. */
  events: z.array(z.object({ kind: z.string(), at: instant, place: z.string(), remark: z.string() })),
  /** Of a price change: the first goods, prices in 1/10000 yuan a unit (both null: only the end changed), and how many. */
  prices: z.array(
    z.object({
      product: z.string(),
      unit: z.string(),
      old: z.int().nullable(),
      new: z.int().nullable(),
      fromDay: day,
      toDay: day.nullable(),
    }),
  ),
  count: z.int(),
})
export type TimelineEntry = z.infer<typeof timelineEntry>

export const activityView = z.object({
  id,
  customerId: id,
  kind: z.enum(ACTIVITY_KINDS),
  day,
  contact: z.string(),
  text: z.string(),
  orderId: id.nullable(),
  version,
})
export type ActivityView = z.infer<typeof activityView>

/** What the program found, for its sentence on the screen. */
const facts = z.object({
  /** 分 that are due or overdue; null without the right to see them. */
  amount: fen.nullable(),
  /** Bills or prices. */
  count: z.int(),
  /** Oldest due day, day the prices end, last order, expiry. */
  day,
  /** The customer's own rhythm in days; 0 of anything but `rhythm`. */
  rhythm: z.int(),
  /** Thousandths of the base unit that are there of goods near their end; 0 otherwise. */
  quantity: z.int(),
})

export const reminderRow = z.object({
  id,
  /** 0: found by the program and nothing kept of it yet. */
  version: z.int(),
  kind: z.enum(REMINDER_KINDS),
  customer: z.object({ id, code: z.string(), name: z.string() }).nullable(),
  product: z.object({ id, name: z.string(), spec: z.string(), baseUnit: z.string() }).nullable(),
  episode: z.string(),
  /** null: nobody looks after the customer. */
  person: ref.nullable(),
  dueDay: day,
  day,
  time: z.string(),
  note: z.string(),
  repeat: z.enum(REPEATS),
  state: z.enum(['open', 'done']),
  result: z.string(),
  doneBy: z.string(),
  doneDay: day.nullable(),
  facts: facts.nullable(),
})
export type ReminderRow = z.infer<typeof reminderRow>

/** Names a reminder of a list: one that is kept by id and version, one the program found by what it is about. */
const target = z.object({
  id,
  version,
  found: z
    .object({ kind: z.enum(FOUND_KINDS), customerId: id, productId: id.nullable(), episode: text(40) })
    .nullable()
    .default(null),
})
export type ReminderTarget = z.infer<typeof target>

const reminderFields = z.object({
  customerId: id.nullable().default(null),
  day,
  time: time.default(''),
  note,
  /** Whose it is; null: the caller's. */
  personId: id.nullable().default(null),
  repeat: z.enum(REPEATS).default('none'),
})

/** A reminder to contact the customer again, made together with something else. */
const nextContact = z.object({ id, day, time: time.default(''), note: note.default('') })

const reminderFilter = {
  /** Whose: absent the caller's, null everybody's. Sales persons see their own only. */
  personId: id.nullable().optional(),
  customerId: id.optional(),
}

/** Contacts with customers and reminders. */
export const crm = {
  /** Everything with a customer on one line, the newest first. */
  timeline: query('customers.view')
    .input(
      z.object({
        ...pageInput,
        customerId: id,
        /** Empty: all the user may see. */
        kinds: z.array(z.enum(TIMELINE_KINDS)).default([]),
      }),
    )
    .output(pageOf(timelineEntry)),
  /**
   * Writes a contact down. A complaint becomes a reminder for whoever looks after the customer, at once; `next` makes one to
   * get in touch again; `finishes` are reminders that are done with it.
   */
  log: command('customers.edit')
    .input(
      z.object({
        id,
        customerId: id,
        kind: z.enum(ACTIVITY_KINDS).default('call'),
        /** Absent: today. */
        day: day.optional(),
        contact: text(50).default(''),
        text: text(2000).default(''),
        orderId: id.nullable().default(null),
        next: nextContact.nullable().default(null),
        finishes: z.array(z.object({ id, version })).max(20).default([]),
      }),
    )
    .output(activityView),
  /** Corrects what one wrote. */
  correct: command('customers.edit')
    .input(z.object({ id, version, kind: z.enum(ACTIVITY_KINDS), day, contact: text(50), text: text(2000) }))
    .output(activityView),
  /** Takes back what one wrote, with the reminders it made that nobody has touched. */
  takeBack: command('customers.edit').input(z.object({ id, version })).output(done),

  /** Makes a reminder: a contact when it names a customer, else a task. */
  remind: command('customers.edit').input(reminderFields.extend({ id })).output(reminderRow),
  change: command('customers.edit').input(reminderFields.extend({ id, version })).output(reminderRow),
  /** Puts off until a day, hands over to somebody, or both. */
  move: command('customers.edit')
    .input(
      z.object({
        targets: z.array(target).min(1).max(200),
        day: day.nullable().default(null),
        time: time.default(''),
        personId: id.nullable().default(null),
      }),
    )
    .output(done),
  /** Done, with what came of it. A repeated one comes again; `next` is about the customer of the first. */
  finish: command('customers.edit')
    .input(
      z.object({
        targets: z.array(target).min(1).max(200),
        result: text(500).default(''),
        next: nextContact.nullable().default(null),
      }),
    )
    .output(done),
  /** Not done after all: what followed from it and was not touched goes again. */
  reopen: command('customers.edit')
    .input(z.object({ ids: z.array(id).min(1).max(200) }))
    .output(done),
  /**
   * `due`: what is to be done now, kept and found, by day. `coming`: what shows later. `done`: what was done, the newest
   * first.
   */
  reminders: query('customers.view')
    .input(
      z.object({
        ...pageInput,
        ...reminderFilter,
        tab: z.enum(['due', 'coming', 'done']).default('due'),
        kinds: z.array(z.enum(REMINDER_KINDS)).default([]),
      }),
    )
    .output(pageOf(reminderRow)),
  /** What is to be done now, by kind. */
  counts: query('customers.view')
    .input(z.object(reminderFilter))
    .output(z.object({ due: z.int(), byKind: z.record(z.enum(REMINDER_KINDS), z.int()) })),
  /** The caller's number for the shell, with those that came due last first. */
  badge: query('signed-in').output(z.object({ count: z.int(), latest: z.array(reminderRow) })),
  /** Who reminders may be given to. */
  people: query('customers.view').output(z.array(z.object({ id, name: name(50) }))),
}
