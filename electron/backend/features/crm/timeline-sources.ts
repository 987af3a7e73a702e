import { sql } from 'kysely'
import type { TimelineEntry } from '../../../../shared/contract/crm.ts'
import type { ActivityKind } from '../../../../shared/domain/crm/kinds.ts'
import type { Day } from '../../../../shared/day.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'

/** Where a page begins, and how much is read of each source. */
export interface Place {
  customerId: string
  /** Day and id of the last line shown. */
  after: [Day, string] | null
  /** Place in the change log below which price changes are read. */
  seq: number
  limit: number
}

export interface Line {
  key: [Day, string]
  /** Of a price change: its place in the change log. */
  seq?: number
  entry: TimelineEntry
}

/** An entry with nothing in the fields that its kind does not have. */
export const entryOf = (
  fields: Pick<TimelineEntry, 'kind' | 'id' | 'day' | 'at'> & Partial<TimelineEntry>,
): TimelineEntry => ({
  who: '',
  number: '',
  text: '',
  state: '',
  amount: null,
  contact: '',
  order: null,
  answer: null,
  version: 0,
  mine: false,
  events: [],
  prices: [],
  count: 0,
  ...fields,
})

/** Rows of one customer below the place, the newest day first. */
const below = (alias: string, place: Place, day = 'day') =>
  place.after === null
    ? sql<boolean>`true`
    : sql<boolean>`(${sql.ref(`${alias}.${day}`)}, ${sql.ref(`${alias}.id`)}) < (${place.after[0]}, ${place.after[1]})`

/** Calls, visits, messages and complaints, each complaint with what became of it. */
export async function activitiesOf(ctx: QueryContext, place: Place, kinds: readonly ActivityKind[]): Promise<Line[]> {
  const rows = await ctx.db
    .selectFrom('activity as a')
    .innerJoin('user_account as u', 'u.id', 'a.created_by')
    .leftJoin('sales_order as o', 'o.id', 'a.order_id')
    .select(['a.id', 'a.kind', 'a.day', 'a.created_at as at', 'u.name as who', 'a.text', 'a.contact', 'a.version'])
    .select(['a.created_by', 'o.id as orderId', 'o.number as orderNumber'])
    .select((eb) =>
      eb
        .selectFrom('reminder as m')
        .select('m.result')
        .whereRef('m.activity_id', '=', 'a.id')
        .where('m.kind', '=', 'complaint')
        .where('m.state', '=', 'done')
        .as('answer'),
    )
    .where('a.customer_id', '=', place.customerId)
    .where('a.kind', 'in', kinds)
    .where(below('a', place))
    .orderBy('a.day', 'desc')
    .orderBy('a.id', 'desc')
    .limit(place.limit)
    .execute()
  return rows.map(({ orderId, orderNumber, created_by, ...row }) => ({
    key: [row.day, row.id],
    entry: entryOf({
      ...row,
      order: orderId === null ? null : { id: orderId, number: orderNumber ?? '' },
      mine: created_by === ctx.user.id,
    }),
  }))
}

/** Orders that were submitted; of a sales person the own ones. */
export async function ordersOf(ctx: QueryContext, place: Place): Promise<Line[]> {
  let query = ctx.db
    .selectFrom('sales_order as o')
    .innerJoin('user_account as u', 'u.id', 'o.created_by')
    .select(['o.id', 'o.day', 'o.created_at as at', 'u.name as who', 'o.number', 'o.status as state'])
    .select(['o.total as amount', 'o.remark as text', 'o.line_count as count', 'o.reason'])
    .where('o.customer_id', '=', place.customerId)
    .where('o.status', '<>', 'draft')
    .where(below('o', place))
    .orderBy('o.day', 'desc')
    .orderBy('o.id', 'desc')
    .limit(place.limit)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  return (await query.execute()).map(({ number, amount, text, reason, ...row }) => ({
    key: [row.day, row.id],
    entry: entryOf({
      ...row,
      kind: 'order',
      number: number ?? '',
      text: reason || text,
      amount: shown(ctx, amount),
    }),
  }))
}

/** Delivery notes that left, with what happened on their way. */
export async function deliveriesOf(ctx: QueryContext, place: Place): Promise<Line[]> {
  let query = ctx.db
    .selectFrom('shipment as d')
    .innerJoin('sales_order as o', 'o.id', 'd.order_id')
    .innerJoin('user_account as u', 'u.id', 'd.created_by')
    .select(['d.id', 'd.day', 'd.posted_at', 'd.created_at', 'u.name as who', 'd.number', 'd.status', 'd.logistics'])
    .select(['d.total as amount', 'd.remark', 'd.reason', 'o.id as orderId', 'o.number as orderNumber'])
    .where('d.customer_id', '=', place.customerId)
    .where('d.status', 'in', ['posted', 'void'])
    .where(below('d', place))
    .orderBy('d.day', 'desc')
    .orderBy('d.id', 'desc')
    .limit(place.limit)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  const rows = await query.execute()
  const events = await ctx.db
    .selectFrom('shipment_event')
    .select(['shipment_id', 'kind', 'at', 'place', 'remark'])
    .where(
      inIds(
        'shipment_id',
        rows.map((r) => r.id),
      ),
    )
    .orderBy('shipment_id')
    .orderBy('no')
    .execute()
  return rows.map((row) => ({
    key: [row.day, row.id],
    entry: entryOf({
      kind: 'delivery',
      id: row.id,
      day: row.day,
      at: row.posted_at ?? row.created_at,
      who: row.who,
      number: row.number,
      state: row.status === 'void' ? 'void' : row.logistics,
      text: row.reason || row.remark,
      amount: shown(ctx, row.amount),
      order: { id: row.orderId, number: row.orderNumber ?? '' },
      events: events.filter((e) => e.shipment_id === row.id).map(({ shipment_id: _, ...event }) => event),
    }),
  }))
}

/** Goods that came back, shortages and price differences. */
export async function returnsOf(ctx: QueryContext, place: Place): Promise<Line[]> {
  const rows = await ctx.db
    .selectFrom('sales_return as r')
    .innerJoin('user_account as u', 'u.id', 'r.created_by')
    .select(['r.id', 'r.day', 'r.created_at as at', 'u.name as who', 'r.number', 'r.status as state', 'r.total'])
    .select(['r.remark', 'r.reason', 'r.line_count as count'])
    .where('r.customer_id', '=', place.customerId)
    .where('r.status', '<>', 'draft')
    .where(below('r', place))
    .orderBy('r.day', 'desc')
    .orderBy('r.id', 'desc')
    .limit(place.limit)
    .execute()
  return rows.map(({ total, remark, reason, ...row }) => ({
    key: [row.day, row.id],
    entry: entryOf({ ...row, kind: 'return', text: reason || remark, amount: shown(ctx, total) }),
  }))
}

/** Receipts, refunds and what else was booked with money. */
export async function moneyOf(ctx: QueryContext, place: Place): Promise<Line[]> {
  const rows = await ctx.db
    .selectFrom('money_document as b')
    .innerJoin('user_account as u', 'u.id', 'b.created_by')
    .select(['b.id', 'b.day', 'b.created_at as at', 'u.name as who', 'b.number', 'b.kind as state', 'b.amount'])
    .select(['b.note', 'b.reason', 'b.status'])
    .where('b.customer_id', '=', place.customerId)
    .where(below('b', place))
    .orderBy('b.day', 'desc')
    .orderBy('b.id', 'desc')
    .limit(place.limit)
    .execute()
  return rows.map(({ note, reason, status, amount, state, ...row }) => ({
    key: [row.day, row.id],
    entry: entryOf({
      ...row,
      kind: 'money',
      state: status === 'void' ? 'void' : state,
      text: reason || note,
      amount: shown(ctx, amount),
    }),
  }))
}

/** E-mails to the customer that were not taken back: what they were about, and whether they went out. */
export async function mailsOf(ctx: QueryContext, place: Place): Promise<Line[]> {
  const rows = await ctx.db
    .selectFrom('mail_message as e')
    .innerJoin('user_account as u', 'u.id', 'e.created_by')
    .select(['e.id', 'e.day', 'e.created_at as at', 'u.name as who', 'e.subject as text', 'e.state', 'e.recipients'])
    .select('e.created_by')
    .where('e.customer_id', '=', place.customerId)
    .where('e.state', '<>', 'cancelled')
    .where(below('e', place))
    .orderBy('e.day', 'desc')
    .orderBy('e.id', 'desc')
    .limit(place.limit)
    .execute()
  return rows.map(({ recipients, created_by, ...row }) => ({
    key: [row.day, row.id],
    entry: entryOf({
      ...row,
      kind: 'mail',
      contact: (JSON.parse(recipients) as string[]).join(' '),
      mine: created_by === ctx.user.id,
    }),
  }))
}

/** Reminders that were done, under the day they were done; complaints stand with their activity. */
export async function tasksOf(ctx: QueryContext, place: Place): Promise<Line[]> {
  const rows = await ctx.db
    .selectFrom('reminder as m')
    .innerJoin('user_account as u', 'u.id', 'm.done_by')
    .select(['m.id', 'm.done_day', 'm.created_at as at', 'u.name as who', 'm.kind', 'm.note', 'm.result'])
    .where('m.customer_id', '=', place.customerId)
    .where('m.state', '=', sql.lit('done'))
    .where('m.kind', '<>', 'complaint')
    .where(below('m', place, 'done_day'))
    .orderBy('m.done_day', 'desc')
    .orderBy('m.id', 'desc')
    .limit(place.limit)
    .execute()
  return rows.map(({ done_day, kind, note, result, ...row }) => ({
    key: [done_day!, row.id],
    entry: entryOf({ ...row, kind: 'task', day: done_day!, state: kind, text: result, contact: note }),
  }))
}

const shown = (ctx: QueryContext, amount: number): number | null => (ctx.user.mask.includes('sale') ? null : amount)
