import { sql, type SelectQueryBuilder } from 'kysely'
import type { CustomerFilter } from '../../../../shared/contract/customers.ts'
import type { Schema } from '../../db/schema.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import { branchOf } from '../trees/branch.ts'
import { fieldRecords, type FieldRecord } from './own-fields.ts'

/** Customers matched by a search text at most: enough for any list one can read, few enough for any query. */
const MOST_MATCHES = 2000

type Customers = SelectQueryBuilder<Schema & { c: Schema['customer'] }, 'c', object>
type Conditions = Omit<CustomerFilter, 'segmentId'>

/** Customers this user may see. */
export function scoped(ctx: QueryContext): Customers {
  const query = ctx.db.selectFrom('customer as c')
  return ctx.user.scope === 'own' ? query.where('c.sales_person_id', '=', ctx.user.id) : query
}

/** What a filter asks for, read out: its own conditions, those of its segment, and what own fields are. */
export interface ReadFilter {
  all: Conditions[]
  fields: ReadonlyMap<string, FieldRecord>
}

/** @throws NOT_FOUND when the segment is gone */
export async function withSegment(ctx: QueryContext, filter: CustomerFilter): Promise<ReadFilter> {
  const { segmentId, ...conditions } = filter
  const all: Conditions[] = [conditions]
  if (segmentId) all.push(await segmentFilter(ctx, segmentId))
  const own = all.some((one) => (one.own ?? []).length > 0)
  const fields = own ? await fieldRecords(ctx) : []
  return { all, fields: new Map(fields.map((field) => [field.id, field])) }
}

/** The filter a segment was saved with. @throws NOT_FOUND */
export async function segmentFilter(ctx: Pick<QueryContext, 'db'>, segmentId: string): Promise<Conditions> {
  const row = await ctx.db.selectFrom('segment').select('filter').where('id', '=', segmentId).executeTakeFirst()
  return JSON.parse(found(row, 'segment', segmentId).filter) as Conditions
}

/** Customers of this user under all conditions of a filter. */
export function filtered(ctx: QueryContext, { all, fields }: ReadFilter): Customers {
  return all.reduce((query, conditions) => narrowed(ctx, query, conditions, fields), scoped(ctx))
}

function narrowed(
  ctx: QueryContext,
  all: Customers,
  filter: Conditions,
  fields: ReadonlyMap<string, FieldRecord>,
): Customers {
  let query = all
  if (filter.status) query = query.where('c.status', '=', filter.status)
  if (filter.grade) query = query.where('c.grade', '=', filter.grade)
  if (filter.industry) query = query.where('c.industry', '=', filter.industry)
  if (filter.channel) query = query.where('c.channel', '=', filter.channel)
  if (filter.source) query = query.where('c.source', '=', filter.source)
  if (filter.settlement) query = query.where('c.settlement', '=', filter.settlement)
  if (filter.salesPersonId) query = query.where('c.sales_person_id', '=', filter.salesPersonId)
  if (filter.routeId) query = query.where('c.route_id', '=', filter.routeId)
  // tags are kept as a JSON array of texts without signs of JSON: each stands there between its quotes
  for (const tag of filter.tags ?? []) query = query.where(sql<boolean>`instr(c.tags, ${JSON.stringify(tag)}) > 0`)
  for (const condition of filter.own ?? []) query = ownCondition(query, condition, fields.get(condition.fieldId))
  if (filter.withBalance) {
    query = query.where(
      'c.id',
      'in',
      ctx.db.selectFrom('receivable_balance').select('customer_id').where('balance', '<>', 0),
    )
  }
  if (filter.regionId) query = query.where('c.region_id', 'in', branchOf(filter.regionId))
  const text = filter.search?.trim()
  if (text) {
    const hits = ctx.company.search.search('customer', text, { limit: MOST_MATCHES }).map((h) => h.id)
    // archived customers are not in the index: found by the start of name or code
    query = query.where((eb) =>
      eb.or([
        inIds('c.id', hits),
        eb.and([eb('c.status', '=', 'archived'), eb.or([eb('c.name', 'like', `%${text}%`), eb('c.code', '=', text)])]),
      ]),
    )
  }
  return query
}

function ownCondition(
  query: Customers,
  { fieldId, text, from, to }: NonNullable<Conditions['own']>[number],
  field: FieldRecord | undefined,
): Customers {
  const value = sql`json_extract(c.own, ${`$."${fieldId}"`})`
  let result = query
  if (text) {
    const folded = sql<boolean>`instr(lower(${value}), ${text.toLowerCase()}) > 0`
    result = result.where(field?.kind === 'text' ? folded : sql<boolean>`${value} = ${text}`)
  }
  if (from !== undefined) result = result.where(sql<boolean>`${value} >= ${from}`)
  if (to !== undefined) result = result.where(sql<boolean>`${value} <= ${to}`)
  return result
}
