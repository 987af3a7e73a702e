import type { QueryContext } from '../../rpc/context.ts'

/** Suppliers a search text of a document list matches at most. */
const MOST_SUPPLIERS = 200

/** What a text typed over a list of purchase documents may mean: the front of a number, or a supplier. */
export function numberOrSupplier(
  ctx: Pick<QueryContext, 'company'>,
  text: string,
): { front: string; behind: string; supplierIds: string[] } {
  const front = text.toUpperCase()
  const hits = ctx.company.search.search('supplier', text, { limit: MOST_SUPPLIERS })
  return { front, behind: `${front}\u{10FFFF}`, supplierIds: hits.map((hit) => hit.id) }
}
