import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { LateRow, ValueRow } from '../../../../shared/contract/customer-value.ts'
import { addDays, dayNumber, daysBetween, type Day } from '../../../../shared/day.ts'
import type { ValueMeasure } from '../../../../shared/domain/analytics/customer-money.ts'
import type { RecencyMeasure } from '../../../../shared/domain/analytics/customer-value.ts'
import { habitWeight } from '../../../../shared/domain/analytics/habits.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { segmentMembers } from '../customers/segments.ts'
import type { ValueAsk } from './value-view.ts'

type Views = Outputs['customerValue']

/** Goods named for a customer who is late. */
const MOST_USUAL = 5
/** Days that contribution and scores of a customer are told from where nobody asks for others. */
const YEAR = 365

/** `customerValue.contribution`. @throws CANCELLED */
export async function contribution(
  ctx: QueryContext,
  input: Requests['customerValue']['contribution'],
): Promise<Views['contribution']> {
  const found = await ctx.company.analytics.ask('valueContribution', await askOf(ctx, input), { signal: ctx.signal })
  if (!hidden(ctx, 'sale')) return found
  return {
    ...found,
    total: null,
    classes: found.classes.map((one) => ({ ...one, value: null, share: null })),
    largest: found.largest.map((one) => ({ ...one, value: null, cumulative: null })),
  }
}

/** `customerValue.rfm`. @throws CANCELLED */
export async function rfm(ctx: QueryContext, input: Requests['customerValue']['rfm']): Promise<Views['rfm']> {
  const found = await ctx.company.analytics.ask('valueRfm', await askOf(ctx, input), { signal: ctx.signal })
  if (!hidden(ctx, 'sale')) return found
  return {
    ...found,
    bounds: { ...found.bounds, m: null },
    segments: found.segments.map(withoutValue),
    cells: found.cells.map(withoutValue),
    matrix: found.matrix.map(withoutValue),
  }
}

/** `customerValue.cohorts`. @throws CANCELLED */
export async function cohorts(
  ctx: QueryContext,
  input: Requests['customerValue']['cohorts'],
): Promise<Views['cohorts']> {
  const found = await ctx.company.analytics.ask('valueCohorts', await askOf(ctx, input), { signal: ctx.signal })
  return { ...found, cohorts: found.cohorts.map((one) => ({ ...one, ...hiddenLifetime(ctx) })) }
}

/** `customerValue.customers`. @throws CANCELLED */
export async function customers(
  ctx: QueryContext,
  { filter, limit, ...input }: Requests['customerValue']['customers'],
): Promise<Views['customers']> {
  const ask = { ...(await askOf(ctx, input)), filter, limit }
  const found = await ctx.company.analytics.ask('valueCustomers', ask, { signal: ctx.signal })
  const owed = await overdueByCustomer(ctx)
  const nothing = { ...hiddenLifetime(ctx), ...hiddenMoney(ctx) }
  const withoutShare = hidden(ctx, 'sale') ? { share: null, cumulative: null } : {}
  return {
    customers: found.customers,
    totals: { ...found.totals, ...nothing },
    rows: found.rows.map((row): ValueRow => ({ ...row, ...overdueOf(ctx, owed, row.id), ...nothing, ...withoutShare })),
  }
}

/** `customerValue.late`: as of today, worth of the year before. @throws CANCELLED */
export async function late(
  ctx: QueryContext,
  { limit, segmentId }: Requests['customerValue']['late'],
): Promise<Views['late']> {
  const ask = { ...(await askOf(ctx, { ...lastYear(ctx.today), segmentId })), limit }
  const found = await ctx.company.analytics.ask('valueLate', ask, { signal: ctx.signal })
  const owed = await overdueByCustomer(ctx)
  const ids = found.rows.map((row) => row.id)
  const usual = await usualGoods(ctx, ids)
  const contacts = await firstContacts(ctx, ids)
  const value = hidden(ctx, 'sale') ? { value: null } : {}
  return {
    ...found,
    ...value,
    rows: found.rows.map((row) => ({
      ...row,
      ...value,
      contact: contacts.get(row.id)?.name ?? '',
      phone: contacts.get(row.id)?.phone ?? '',
      ...overdueOf(ctx, owed, row.id),
      usual: usual.get(row.id) ?? [],
    })),
  }
}

/** `customerValue.classes`: of the year up to today. @throws NOT_FOUND also when the customer is not this user's; CANCELLED */
export async function classes(
  ctx: QueryContext,
  { id }: Requests['customerValue']['classes'],
): Promise<Views['classes']> {
  const customer = await ctx.db.selectFrom('customer').select('sales_person_id').where('id', '=', id).executeTakeFirst()
  if (!customer || (ctx.user.scope === 'own' && customer.sales_person_id !== ctx.user.id))
    throw new AppError('NOT_FOUND', { entity: 'customer', id })
  const ask = { ...(await askOf(ctx, lastYear(ctx.today))), id }
  return ctx.company.analytics.ask('valueClasses', ask, { signal: ctx.signal })
}

const lastYear = (today: Day) => ({ from: addDays(today, 1 - YEAR), to: today })

/** The question with the company's rules, as far as it does not say otherwise. Who may not see costs gets no margin. @throws NOT_FOUND */
async function askOf(
  ctx: QueryContext,
  {
    from,
    to,
    recency,
    measure,
    segmentId,
  }: {
    from: Day
    to: Day
    recency?: RecencyMeasure | undefined
    measure?: ValueMeasure | undefined
    segmentId?: string | undefined
  },
): Promise<ValueAsk & { today: Day }> {
  const kept = ctx.info.settings.customerValue
  const walkIns = await ctx.db.selectFrom('customer').select('id').where('walk_in', '=', 1).execute()
  return {
    today: ctx.today,
    from,
    to,
    walkIns: walkIns.map((customer) => customer.id),
    rules: {
      ...kept,
      recency: recency ?? kept.recency,
      measure: hidden(ctx, 'purchase') ? 'amount' : (measure ?? kept.measure),
    },
    personId: ctx.user.scope === 'own' ? ctx.user.id : null,
    members: segmentId === undefined ? null : await segmentMembers(ctx, segmentId),
  }
}

const hidden = (ctx: QueryContext, price: 'sale' | 'purchase'): boolean => ctx.user.mask.includes(price)
const withoutValue = <Group extends object>(group: Group): Group & { value: null } => ({ ...group, value: null })
const hiddenMoney = (ctx: QueryContext) =>
  hidden(ctx, 'sale') ? { value: null, amount: null, margin: null } : hidden(ctx, 'purchase') ? { margin: null } : {}
const hiddenLifetime = (ctx: QueryContext) =>
  hidden(ctx, 'sale')
    ? { lifetimeAmount: null, lifetimeMargin: null }
    : hidden(ctx, 'purchase')
      ? { lifetimeMargin: null }
      : {}

/** What every customer has not paid in time, 分, and since when. */
async function overdueByCustomer(ctx: QueryContext): Promise<Map<string, { amount: number; since: Day }>> {
  const rows = await ctx.db
    .selectFrom('receivable_open')
    .select((eb) => [
      'customer_id as id',
      eb.fn.sum<number>('open').as('amount'),
      eb.fn.min<Day>('due_day').as('since'),
    ])
    .where('due_day', '<', ctx.today)
    .where('open', '>', 0)
    .groupBy('customer_id')
    .execute()
  return new Map(rows.map(({ id, amount, since }) => [id, { amount, since }]))
}

function overdueOf(ctx: QueryContext, owed: Awaited<ReturnType<typeof overdueByCustomer>>, id: string) {
  const one = owed.get(id)
  return {
    overdue: hidden(ctx, 'sale') ? null : (one?.amount ?? 0),
    overdueDays: one ? daysBetween(one.since, ctx.today) : 0,
  }
}

/** What customers usually take, the likeliest first, as beside the order desk (`customers/panel.queries.ts`). */
async function usualGoods(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, LateRow['usual']>> {
  const habits = await ctx.db
    .selectFrom('customer_product as h')
    .innerJoin('product as p', 'p.id', 'h.product_id')
    .select([
      'h.customer_id as customerId',
      'p.id',
      'p.name',
      'p.spec',
      'h.last_unit as unit',
      'h.last_factor as factor',
    ])
    .select(['h.last_quantity as lastQuantity', 'h.last_day as lastDay', 'h.times'])
    .where('h.customer_id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .where('p.status', '=', 'active')
    .execute()
  const today = dayNumber(ctx.today)
  const weight = (habit: (typeof habits)[number]): number => habitWeight(habit.times, today - dayNumber(habit.lastDay))
  return new Map(
    [...Map.groupBy(habits, (habit) => habit.customerId)].map(([customerId, own]) => [
      customerId,
      own
        .sort((a, b) => weight(b) - weight(a) || a.name.localeCompare(b.name))
        .slice(0, MOST_USUAL)
        .map(({ customerId: _, times: __, ...habit }) => habit),
    ]),
  )
}

/** The first contact of each customer with a number to call. */
async function firstContacts(
  ctx: QueryContext,
  ids: readonly string[],
): Promise<Map<string, { name: string; phone: string }>> {
  const rows = await ctx.db
    .selectFrom('customer_contact')
    .select(['customer_id as id', 'name', 'mobile', 'phone'])
    .where('customer_id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .orderBy('customer_id')
    .orderBy('no', 'desc')
    .execute()
  return new Map(rows.map(({ id, name, mobile, phone }) => [id, { name, phone: mobile || phone }]))
}
