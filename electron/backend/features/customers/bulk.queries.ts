import type { Selectable } from 'kysely'
import type { BulkChange, BulkRun } from '../../../../shared/contract/customer-file.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { CustomerTable } from '../../db/schema.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import { filtered, scoped, withSegment } from './filter.ts'
import { ownOf, ownText, tagsOf, tagText } from './own-fields.ts'

type Target = Requests['customerBulk']['run']['target']

const COLUMNS = {
  grade: 'grade',
  industry: 'industry',
  channel: 'channel',
  source: 'source',
  regionId: 'region_id',
  salesPersonId: 'sales_person_id',
  routeId: 'route_id',
  settlement: 'settlement',
  creditLimit: 'credit_limit',
  creditDays: 'credit_days',
  taxRate: 'tax_rate',
  status: 'status',
  orderMail: 'order_mail',
  noMailings: 'no_mailings',
} as const satisfies Partial<Record<keyof BulkChange, keyof CustomerTable>>

type Column = (typeof COLUMNS)[keyof typeof COLUMNS]
/** What a change may touch of a customer, and what it must know. */
export type BulkRow = Pick<
  Selectable<CustomerTable>,
  Column | 'id' | 'code' | 'tags' | 'own' | 'walk_in' | 'merged_into'
>
export type BulkColumns = Partial<Pick<Selectable<CustomerTable>, Column | 'tags' | 'own'>>

/** `customerBulk.preview` */
export async function preview(
  ctx: QueryContext,
  { target, change }: Requests['customerBulk']['preview'],
): Promise<Outputs['customerBulk']['preview']> {
  const rows = await rowsOf(ctx, target)
  const changing = rows.filter((row) => Object.keys(changedColumns(row, change)).length > 0).length
  return { total: rows.length, changing }
}

/** The customers meant that this user may see, by code. */
export async function rowsOf(ctx: QueryContext, target: Target): Promise<BulkRow[]> {
  const meant =
    'ids' in target
      ? scoped(ctx).where(inIds('c.id', target.ids))
      : filtered(ctx, await withSegment(ctx, target.filter))
  return meant
    .select(['c.id', 'c.code', 'c.tags', 'c.own', 'c.walk_in', 'c.merged_into', ...COLUMN_LIST])
    .orderBy('c.code')
    .execute()
}

const COLUMN_LIST = Object.values(COLUMNS).map((column) => `c.${column}` as const)

/**
 * What would be different of a customer afterwards. The walk-in customer and customers merged into others keep their state.
 */
export function changedColumns(row: BulkRow, change: BulkChange): BulkColumns {
  const wanted: Record<string, string | number | null> = {}
  for (const [key, column] of Object.entries(COLUMNS)) {
    const value = change[key as keyof typeof COLUMNS]
    if (value !== undefined) wanted[column] = value === true ? 1 : value === false ? 0 : value
  }
  if (row.walk_in === 1 || row.merged_into !== null) delete wanted['status']
  if (change.addTags || change.removeTags) {
    const removed = new Set(change.removeTags)
    wanted['tags'] = tagText(
      [...tagsOf(row), ...(change.addTags ?? [])].filter((tag) => !removed.has(tag)).slice(0, 20),
    )
  }
  if (change.own) wanted['own'] = ownText({ ...ownOf(row), ...change.own })
  const known = row as Record<string, string | number | null>
  return Object.fromEntries(Object.entries(wanted).filter(([column, value]) => known[column] !== value))
}

/** `customerBulk.get` @throws NOT_FOUND */
export async function get(ctx: Pick<QueryContext, 'db'>, { id }: { id: string }): Promise<BulkRun> {
  const row = await ctx.db
    .selectFrom('customer_bulk as b')
    .innerJoin('user_account as u', 'u.id', 'b.created_by')
    .select(['b.id', 'b.state', 'b.total', 'b.done', 'b.changed', 'b.kept', 'u.name as by', 'b.created_at as at'])
    .where('b.id', '=', id)
    .executeTakeFirst()
  return found(row, 'customer_bulk', id)
}
