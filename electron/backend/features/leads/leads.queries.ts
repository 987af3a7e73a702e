import { sql } from 'kysely'
import type { LeadDuplicate, LeadRow, LeadStage, LeadView } from '../../../../shared/contract/leads.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { duplicates as customerDuplicates } from '../customers/customers.queries.ts'
import { leadRecord } from './lead-store.ts'

/** Leads of one stage on the board; the list has the rest. */
const BOARD_ROWS = 100

/** The stages in their order. */
export function stages(ctx: Pick<QueryContext, 'db'>): Promise<LeadStage[]> {
  return ctx.db
    .selectFrom('lead_stage')
    .select(['id', 'name', 'chance', 'version'])
    .where('archived', '=', 0)
    .orderBy('position')
    .execute()
}

/** One page of leads, those changed last first. */
export async function list(ctx: QueryContext, input: Requests['leads']['list']): Promise<Outputs['leads']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = rowsOf(ctx, input)
    .orderBy('d.updated_at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(input.limit + 1)
  if (input.state) query = query.where('d.state', '=', input.state)
  if (input.stageId) query = query.where('d.stage_id', '=', input.stageId)
  if (input.due) query = query.where('d.state', '=', 'open').where('d.next_day', '<=', ctx.today)
  if (after) query = query.where(sql<boolean>`(d.updated_at, d.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    (row): LeadRow => row,
    (row) => [row.updatedAt, row.id],
  )
}

/** How many leads stand in each state, and how many are to be contacted. */
export async function counts(
  ctx: QueryContext,
  input: Requests['leads']['counts'],
): Promise<Outputs['leads']['counts']> {
  const of = (state: string) => sql<number>`coalesce(sum(d.state = ${state}), 0)`
  return matching(ctx, input)
    .select([of('open').as('open'), of('lost').as('lost'), of('converted').as('converted')])
    .select(sql<number>`coalesce(sum(d.state = 'open' and d.next_day <= ${ctx.today}), 0)`.as('due'))
    .executeTakeFirstOrThrow()
}

/** Open leads by stage, those to be contacted first at the top of each. */
export async function board(ctx: QueryContext, input: Requests['leads']['board']): Promise<Outputs['leads']['board']> {
  const sums = await matching(ctx, input)
    .select('d.stage_id')
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      sql<number>`coalesce(sum(d.expected_amount), 0)`.as('expected'),
    ])
    .where('d.state', '=', 'open')
    .groupBy('d.stage_id')
    .execute()
  const columns: Outputs['leads']['board'] = []
  for (const stage of await stages(ctx)) {
    const leads = await rowsOf(ctx, input)
      .where('d.state', '=', 'open')
      .where('d.stage_id', '=', stage.id)
      .orderBy(sql`d.next_day is null`)
      .orderBy('d.next_day')
      .orderBy('d.id')
      .limit(BOARD_ROWS)
      .execute()
    const sum = sums.find((one) => one.stage_id === stage.id)
    columns.push({ stage, count: sum?.count ?? 0, expected: sum?.expected ?? 0, leads })
  }
  return columns
}

/**
 * What became of the leads that came in on some days. `reached`: they stood at the stage or one behind it at some time, by
 * their history, or are customers now.
 */
export async function funnel(
  ctx: QueryContext,
  input: Requests['leads']['funnel'],
): Promise<Outputs['leads']['funnel']> {
  const came = matching(ctx, input)
    .innerJoin('lead_stage as s', 's.id', 'd.stage_id')
    .innerJoin('lead_event as b', (join) => join.onRef('b.lead_id', '=', 'd.id').on('b.kind', '=', 'created'))
    .where('b.day', '>=', input.from)
    .where('b.day', '<=', input.to)
    .select(['d.id', 'd.state', 'd.stage_id as stageId', 'd.lost_reason as reason', 'd.source'])
    .select(
      sql<number>`max(s.position, coalesce((select max(t.position) from lead_event e join lead_stage t on t.id = e.to_id
        where e.lead_id = d.id and e.kind in ('created', 'stage')), 0))`.as('furthest'),
    )
  const rows = await came.execute()
  const known = await ctx.db
    .selectFrom('lead_stage')
    .select(['id', 'name', 'position'])
    .where('archived', '=', 0)
    .orderBy('position')
    .execute()
  const converted = rows.filter(({ state }) => state === 'converted').length
  const lost = rows.filter(({ state }) => state === 'lost')
  return {
    total: rows.length,
    stages: known.map(({ id, name, position }) => ({
      id,
      name,
      reached: rows.filter((row) => row.state === 'converted' || row.furthest >= position).length,
      now: rows.filter((row) => row.state === 'open' && row.stageId === id).length,
    })),
    converted,
    lost: lost.length,
    reasons: tally(lost, ({ reason }) => reason).map(([reason, { length }]) => ({ reason, count: length })),
    sources: tally(rows, ({ source }) => source).map(([source, ofSource]) => ({
      source,
      count: ofSource.length,
      converted: ofSource.filter(({ state }) => state === 'converted').length,
    })),
  }
}

/** Groups, the largest first. */
const tally = <T>(rows: readonly T[], keyOf: (row: T) => string): [string, T[]][] =>
  [...Map.groupBy(rows, keyOf)].sort(([, a], [, b]) => b.length - a.length)

/** One lead with its history, the newest first. @throws NOT_FOUND */
export async function get(ctx: QueryContext, { id }: Requests['leads']['get']): Promise<LeadView> {
  const lead = await leadRecord(ctx, id)
  const row = await rowsOf(ctx, {}).where('d.id', '=', id).executeTakeFirstOrThrow()
  const more = await ctx.db
    .selectFrom('lead as d')
    .leftJoin('tree_node as r', 'r.id', 'd.region_id')
    .leftJoin('customer as c', 'c.id', 'd.customer_id')
    .select(['r.name as region', 'c.code as customerCode', 'c.name as customerName'])
    .where('d.id', '=', id)
    .executeTakeFirstOrThrow()
  const events = await ctx.db
    .selectFrom('lead_event as e')
    .innerJoin('user_account as u', 'u.id', 'e.user_id')
    .leftJoin('lead_stage as s', 's.id', 'e.to_id')
    .leftJoin('user_account as o', 'o.id', 'e.to_id')
    .select(['e.id', 'e.kind', 'e.day', 'e.note', 'u.name as user', 'e.at', 's.name as stage', 'o.name as owner'])
    .where('e.lead_id', '=', id)
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .execute()
  const { customerCode: code, customerName: name } = more
  return {
    ...row,
    phone: lead.phone,
    email: lead.email,
    address: lead.address,
    industry: lead.industry,
    channel: lead.channel,
    regionId: lead.region_id,
    region: more.region ?? '',
    ownerId: lead.owner_id,
    notes: lead.notes,
    customer: lead.customer_id === null ? null : { id: lead.customer_id, code: code!, name: name! },
    events: events.map(({ stage, owner, ...event }) => ({ ...event, to: stage ?? owner ?? '' })),
  }
}

/** What was typed before for sources and reasons, and who may look after leads. */
export async function choices(ctx: QueryContext): Promise<Outputs['leads']['choices']> {
  const used = async (column: 'source' | 'lost_reason') => {
    const rows = await ctx.db
      .selectFrom('lead')
      .select((eb) => [eb.ref(column).as('text'), eb.fn.countAll<number>().as('count')])
      .where(column, '<>', '')
      .groupBy(column)
      .orderBy('count', 'desc')
      .limit(30)
      .execute()
    return rows.map(({ text }) => text)
  }
  const owners = await ctx.db
    .selectFrom('user_account')
    .select(['id', 'name'])
    .where('status', '=', 'active')
    .orderBy('name')
    .execute()
  return { sources: await used('source'), reasons: await used('lost_reason'), owners }
}

/**
 * Customers and open leads that look like the same: by name, mobile or telephone, whoever looks after them, so that nobody
 * courts a colleague's customer.
 */
export async function duplicates(
  ctx: QueryContext,
  input: Requests['leads']['duplicates'],
): Promise<Outputs['leads']['duplicates']> {
  const { id = '', company, mobile, phone } = input
  const hits: LeadDuplicate[] = []
  for (const hit of await customerDuplicates(ctx, { name: company, mobile, taxId: '' })) {
    if (hit.field === 'name' || hit.field === 'mobile')
      hits.push({ kind: 'customer', id: hit.id, name: hit.name, field: hit.field })
  }
  if (phone !== '') {
    const rows = await ctx.db
      .selectFrom('customer_contact as k')
      .innerJoin('customer as c', 'c.id', 'k.customer_id')
      .select(['c.id', 'c.name'])
      .where('k.phone', '=', phone)
      .limit(5)
      .execute()
    hits.push(...rows.map((row) => ({ ...row, kind: 'customer' as const, field: 'phone' as const })))
  }
  const wanted = [
    ['name', 'company', company.trim()],
    ['mobile', 'mobile', mobile],
  ] as const
  for (const [field, column, value] of wanted) {
    if (value === '') continue
    const rows = await ctx.db
      .selectFrom('lead')
      .select(['id', 'company as name'])
      .where(column, '=', value)
      .where('state', '=', 'open')
      .where('id', '<>', id)
      .limit(5)
      .execute()
    hits.push(...rows.map((row) => ({ ...row, kind: 'lead' as const, field })))
  }
  return [...Map.groupBy(hits, (hit) => hit.id).values()].map(([first]) => first!)
}

/** The lead a customer came from; null: it came another way, or the lead is somebody else's. */
export async function ofCustomer(
  ctx: QueryContext,
  { customerId }: Requests['leads']['ofCustomer'],
): Promise<Outputs['leads']['ofCustomer']> {
  const row = await matching(ctx, {})
    .select(['d.id', 'd.company', 'd.source', 'd.created_at as createdAt'])
    .where('d.customer_id', '=', customerId)
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

interface Who {
  ownerId?: string | undefined
  search?: string | undefined
}

/** Leads this user may see that fit. */
function matching(ctx: QueryContext, { ownerId, search }: Who) {
  let query = ctx.db.selectFrom('lead as d')
  if (ctx.user.scope === 'own') query = query.where('d.owner_id', '=', ctx.user.id)
  if (ownerId) query = query.where('d.owner_id', '=', ownerId)
  if (search) {
    query = query.where(
      sql<boolean>`(instr(d.company, ${search}) > 0 or instr(d.contact, ${search}) > 0 or instr(d.mobile, ${search}) > 0
        or instr(d.phone, ${search}) > 0)`,
    )
  }
  return query
}

const rowsOf = (ctx: QueryContext, who: Who) =>
  matching(ctx, who)
    .innerJoin('lead_stage as s', 's.id', 'd.stage_id')
    .innerJoin('user_account as u', 'u.id', 'd.owner_id')
    .select(['d.id', 'd.company', 'd.contact', 'd.mobile', 'd.source', 'u.name as owner'])
    .select(['d.stage_id as stageId', 's.name as stage', 'd.state', 'd.lost_reason as lostReason'])
    .select(['d.expected_amount as expectedAmount', 'd.next_day as nextDay', 'd.customer_id as customerId'])
    .select(['d.created_at as createdAt', 'd.updated_at as updatedAt', 'd.version'])
