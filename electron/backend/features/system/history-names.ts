import { sql } from 'kysely'
import type { HistoryEntry } from '../../../../shared/contract/system.ts'
import { isId } from '../../../../shared/ids.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** Columns that hold the id of a record people know by its name. */
const REFERENCES = new Set([
  'customer_id',
  'product_id',
  'warehouse_id',
  'site_id',
  'region_id',
  'type_id',
  'sales_person_id',
  'created_by',
  'merged_into',
  'split_from',
  'plan_id',
  'route_id',
])

/** The entries with names in the place of ids, as the records are called now; an id that names nothing any more stays. */
export async function withNames(
  ctx: Pick<QueryContext, 'db'>,
  entries: readonly HistoryEntry[],
): Promise<HistoryEntry[]> {
  const ids = new Set<string>()
  for (const { changes } of entries)
    for (const { columns } of changes)
      for (const { column, before, after } of columns)
        if (REFERENCES.has(column)) for (const value of [before, after]) if (isReference(value)) ids.add(value)
  if (ids.size === 0) return [...entries]
  const wanted = sql`(select value from json_each(${JSON.stringify([...ids])}))`
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from customer where id in ${wanted}
    union all select id, name from product where id in ${wanted}
    union all select id, name from warehouse where id in ${wanted}
    union all select id, name from site where id in ${wanted}
    union all select id, path from tree_node where id in ${wanted}
    union all select id, coalesce(number, '') from sales_order where id in ${wanted}
    union all select id, name from order_plan where id in ${wanted}
    union all select id, name from delivery_route where id in ${wanted}
    union all select id, name from user_account where id in ${wanted}`.execute(ctx.db)
  const names = new Map<unknown, string>(rows.map(({ id, name }) => [id, name]))
  const named = (value: unknown): unknown => names.get(value) ?? value
  return entries.map((entry) => ({
    ...entry,
    changes: entry.changes.map((change) => ({
      ...change,
      columns: change.columns.map((one) =>
        REFERENCES.has(one.column) ? { column: one.column, before: named(one.before), after: named(one.after) } : one,
      ),
    })),
  }))
}

const isReference = (value: unknown): value is string => typeof value === 'string' && isId(value)
