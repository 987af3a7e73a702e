import { sql, type RawBuilder } from 'kysely'
import type { QueryContext } from '../../rpc/context.ts'

/** Products matched by a search text at most: enough for any list one can read, few enough for any query. */
const MOST_MATCHES = 2000

/**
 * Condition "the column holds one of these ids". The ids travel as one JSON value, so that the statement's text is the
 * same for every number of them and stays prepared.
 */
export function inIds(column: string, ids: readonly string[]): RawBuilder<boolean> {
  return inJsonIds(column, JSON.stringify(ids))
}

/** The same with the JSON already made, for prepared queries. */
export function inJsonIds(column: string, ids: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} in (select value from json_each(${ids}))`
}

/**
 * Condition "the product of table `p` matches the text": by the search index, and archived products, which are not in
 * it, by a part of their name or their whole code.
 * @param status matches of this state only; undefined: of both
 */
export function matchesProduct(
  ctx: Pick<QueryContext, 'company'>,
  text: string,
  status?: 'active' | 'archived',
): RawBuilder<boolean> {
  const archived = sql<boolean>`(p.status = 'archived' and (instr(p.name, ${text}) > 0 or p.code = ${text}))`
  if (status === 'archived') return archived
  const hits = ctx.company.search.search('product', text, { limit: MOST_MATCHES }).map((hit) => hit.id)
  const active = inIds('p.id', hits)
  return status === 'active' ? active : sql<boolean>`(${active} or ${archived})`
}
