import { sql, type SelectQueryBuilder } from 'kysely'
import type { ReminderRow } from '../../../../shared/contract/crm.ts'
import { REMINDER_KINDS, TYPED_KINDS, type ReminderKind } from '../../../../shared/domain/crm/kinds.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { timeAt } from '../../../../shared/day.ts'
import type { Schema } from '../../db/schema.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { openFindings, rowsOfFindings, type OpenFinding } from './open-findings.ts'

/** Shown in the panel of the shell, and told to the desktop. */
const LATEST = 8
/** Counted at most of one person's: a list longer than this is not read anyway. */
const MOST_COUNTED = 1000

type Input = Requests['crm']['reminders']
type Key = [day: string, time: string, id: string]

/** Reminders of a person, a page of a tab. */
export async function reminders(ctx: QueryContext, input: Input): Promise<Outputs['crm']['reminders']> {
  if (input.tab === 'done') return doneReminders(ctx, input)
  return input.tab === 'coming' ? comingReminders(ctx, input) : dueReminders(ctx, input)
}

/** How many there are to do now, by kind. */
export async function counts(ctx: QueryContext, input: Requests['crm']['counts']): Promise<Outputs['crm']['counts']> {
  const byKind = Object.fromEntries(REMINDER_KINDS.map((kind) => [kind, 0])) as Record<ReminderKind, number>
  const some = dueTyped(ctx, input).select('m.kind').limit(MOST_COUNTED).as('some')
  const typed = await ctx.db
    .selectFrom(some)
    .select((eb) => ['kind', eb.fn.countAll<number>().as('count')])
    .groupBy('kind')
    .execute()
  for (const { kind, count } of typed) byKind[kind] += count
  for (const { finding } of await openFindings(ctx, input)) byKind[finding.kind]++
  return { due: Object.values(byKind).reduce((sum, count) => sum + count, 0), byKind }
}

/** The caller's number, with those that came due last. Whoever may not see customers has none. */
export async function badge(ctx: QueryContext): Promise<Outputs['crm']['badge']> {
  if (!ctx.user.rights.includes('customers.view')) return { count: 0, latest: [] }
  const { due } = await counts(ctx, {})
  const typed = await viewed(dueTyped(ctx, {}))
    .orderBy('m.day', 'desc')
    .orderBy('m.time', 'desc')
    .orderBy('m.id', 'desc')
    .limit(LATEST)
    .execute()
  const latest = typed.map(viewOf)
  if (latest.length < LATEST) {
    const open = await openFindings(ctx, {})
    latest.push(...(await rowsOfFindings(ctx, open.slice(0, LATEST - latest.length))))
  }
  return { count: due, latest }
}

/** Everybody a reminder may be given to. */
export function people(ctx: QueryContext): Promise<Outputs['crm']['people']> {
  return ctx.db
    .selectFrom('user_account')
    .select(['id', 'name'])
    .where('status', '=', 'active')
    .orderBy('name')
    .execute()
}

/** One kept reminder as the lists show it. @throws NOT_FOUND */
export async function oneReminder(ctx: Pick<QueryContext, 'db'>, id: string): Promise<ReminderRow> {
  const query = viewed(ctx.db.selectFrom('reminder as m')).where('m.id', '=', id)
  return viewOf(found(await query.executeTakeFirst(), 'reminder', id))
}

/** Kept and found ones in one order, by the day they stand under. */
async function dueReminders(ctx: QueryContext, input: Input): Promise<Outputs['crm']['reminders']> {
  const { limit, kinds } = input
  const after = decodeCursor<Key>(input.cursor, 3)
  let query = viewed(dueTyped(ctx, input))
    .orderBy('m.day')
    .orderBy('m.time')
    .orderBy('m.id')
    .limit(limit + 1)
  if (after) query = query.where(sql<boolean>`(m.day, m.time, m.id) > (${after[0]}, ${after[1]}, ${after[2]})`)
  if (kinds.length > 0) query = query.where('m.kind', 'in', kinds)
  const typed = (await query.execute()).map(viewOf)
  const open = (await openFindings(ctx, input))
    .filter(({ finding }) => kinds.length === 0 || kinds.includes(finding.kind))
    .filter((one) => after === null || compare(keyOfFinding(one), after) > 0)
    .sort((a, b) => compare(keyOfFinding(a), keyOfFinding(b)))
    .slice(0, limit + 1)
  const rows = [...typed, ...(await rowsOfFindings(ctx, open))]
  rows.sort((a, b) => compare(keyOf(a), keyOf(b)))
  return page(rows.slice(0, limit + 1), limit, (row) => row, keyOf)
}

/** What shows later: kept ones only. */
async function comingReminders(ctx: QueryContext, input: Input): Promise<Outputs['crm']['reminders']> {
  const { limit, kinds } = input
  const after = decodeCursor<Key>(input.cursor, 3)
  const now = timeAt(ctx.now, ctx.info.timeZone)
  let query = viewed(filtered(ctx, input))
    .where('m.state', '=', sql.lit('open'))
    .where(sql<boolean>`(m.day, m.time) > (${ctx.today}, ${now})`)
    .orderBy('m.day')
    .orderBy('m.time')
    .orderBy('m.id')
    .limit(limit + 1)
  if (after) query = query.where(sql<boolean>`(m.day, m.time, m.id) > (${after[0]}, ${after[1]}, ${after[2]})`)
  if (kinds.length > 0) query = query.where('m.kind', 'in', kinds)
  return page((await query.execute()).map(viewOf), limit, (row) => row, keyOf)
}

async function doneReminders(ctx: QueryContext, input: Input): Promise<Outputs['crm']['reminders']> {
  const { limit, kinds } = input
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = viewed(filtered(ctx, input))
    .where('m.state', '=', sql.lit('done'))
    .orderBy('m.done_day', 'desc')
    .orderBy('m.id', 'desc')
    .limit(limit + 1)
  if (after) query = query.where(sql<boolean>`(m.done_day, m.id) < (${after[0]}, ${after[1]})`)
  if (kinds.length > 0) query = query.where('m.kind', 'in', kinds)
  const rows = (await query.execute()).map(viewOf)
  return page(
    rows,
    limit,
    (row) => row,
    (row) => [row.doneDay ?? '', row.id],
  )
}

type Filter = Pick<Input, 'personId' | 'customerId'>

/** Reminders of the person asked for; a sales person sees the own ones whoever is asked for. */
function filtered(ctx: QueryContext, { personId, customerId }: Filter) {
  let query = ctx.db.selectFrom('reminder as m')
  const whose = ctx.user.scope === 'own' || personId === undefined ? ctx.user.id : personId
  if (whose === ctx.user.id && ctx.user.scope === 'all') {
    // what was given to somebody who left is everybody's who sees all, or it would be forgotten
    const left = sql`(select ${whose} union all select id from user_account where status <> 'active')`
    query = query.where(sql<boolean>`m.person_id in ${left}`)
  } else if (whose !== null) query = query.where('m.person_id', '=', whose)
  return customerId === undefined ? query : query.where('m.customer_id', '=', customerId)
}

/** Of those that somebody typed, what is to be done by now. */
function dueTyped(ctx: QueryContext, filter: Filter) {
  const now = timeAt(ctx.now, ctx.info.timeZone)
  return filtered(ctx, filter)
    .where('m.state', '=', sql.lit('open'))
    .where('m.kind', 'in', TYPED_KINDS)
    .where(sql<boolean>`(m.day, m.time) <= (${ctx.today}, ${now})`)
}

function viewed(query: SelectQueryBuilder<Schema & { m: Schema['reminder'] }, 'm', object>) {
  return query
    .innerJoin('user_account as u', 'u.id', 'm.person_id')
    .leftJoin('customer as c', 'c.id', 'm.customer_id')
    .leftJoin('product as p', 'p.id', 'm.product_id')
    .leftJoin('user_account as d', 'd.id', 'm.done_by')
    .select([
      'm.id',
      'm.version',
      'm.kind',
      'm.episode',
      'm.due_day',
      'm.day',
      'm.time',
      'm.note',
      'm.repeat',
      'm.state',
    ])
    .select(['m.result', 'm.done_day', 'm.person_id', 'm.customer_id', 'm.product_id', 'u.name as person'])
    .select(['c.code', 'c.name as customer', 'p.name as product', 'p.spec', 'p.base_unit', 'd.name as done_by'])
}

type Viewed = Awaited<ReturnType<ReturnType<typeof viewed>['execute']>>[number]

function viewOf(row: Viewed): ReminderRow {
  const { id, version, kind, episode, day, time, note, repeat, state, result } = row
  return {
    id,
    version,
    kind,
    episode,
    day,
    time,
    note,
    repeat,
    state,
    result,
    customer: row.customer_id ? { id: row.customer_id, code: row.code ?? '', name: row.customer ?? '' } : null,
    product: row.product_id
      ? { id: row.product_id, name: row.product ?? '', spec: row.spec ?? '', baseUnit: row.base_unit ?? '' }
      : null,
    person: { id: row.person_id, name: row.person },
    dueDay: row.due_day,
    doneBy: row.done_by ?? '',
    doneDay: row.done_day,
    facts: null,
  }
}

const keyOf = (row: ReminderRow): Key => [row.day, row.time, row.id]
const keyOfFinding = ({ day, time, id }: OpenFinding): Key => [day, time, id]

function compare(a: Key, b: Key): number {
  for (const i of [0, 1, 2] as const) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1
  return 0
}
