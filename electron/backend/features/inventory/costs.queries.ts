import { unitCost } from '../../../../shared/domain/inventory/cost.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { matchesProduct } from '../search/find.ts'

/** Whoever may not see purchase prices sees no costs either. */
const shown = <T>(ctx: QueryContext, value: T): T | null => (ctx.user.mask.includes('purchase') ? null : value)

/** Runs that changed something, the newest first. */
export async function runs(
  ctx: QueryContext,
  { limit, cursor, search }: Requests['costs']['runs'],
): Promise<Outputs['costs']['runs']> {
  const after = decodeCursor<[string]>(cursor, 1)
  let query = ctx.db
    .selectFrom('cost_run as r')
    .innerJoin('user_account as u', 'u.id', 'r.created_by')
    .select(['r.id', 'r.at', 'u.name as createdBy', 'r.products', 'r.difference'])
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
  if (search) {
    const products = ctx.db.selectFrom('product as p').select('p.id').where(matchesProduct(ctx, search))
    const lines = ctx.db.selectFrom('cost_run_line').select('run_id').where('product_id', 'in', products)
    query = query.where('r.id', 'in', lines)
  }
  if (after) query = query.where('r.id', '<', after[0])
  return page(
    await query.execute(),
    limit,
    (row) => ({ ...row, difference: shown(ctx, row.difference) }),
    (row) => [row.id],
  )
}

/** What a run changed, product by product, each by day. */
export async function lines(
  ctx: QueryContext,
  { runId, productId, limit, cursor }: Requests['costs']['lines'],
): Promise<Outputs['costs']['lines']> {
  const after = decodeCursor<[number]>(cursor, 1)
  let query = ctx.db
    .selectFrom('cost_run_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .innerJoin('site as s', 's.id', 'l.site_id')
    .select([
      'l.no',
      'l.product_id as productId',
      'p.code',
      'p.name',
      'p.spec',
      's.name as site',
      'l.day',
      'l.document_type as documentType',
      'l.document_id as documentId',
      'l.document_number as documentNumber',
      'l.before',
      'l.after',
    ])
    .where('l.run_id', '=', runId)
    .orderBy('l.no')
    .limit(limit + 1)
  if (productId) query = query.where('l.product_id', '=', productId)
  if (after) query = query.where('l.no', '>', after[0])
  return page(
    await query.execute(),
    limit,
    (row) => ({ ...row, before: shown(ctx, row.before), after: shown(ctx, row.after) }),
    (row) => [row.no],
  )
}

/** Products that wait for their costs, by code. */
export async function pending(
  ctx: QueryContext,
  { limit, cursor, search }: Requests['costs']['pending'],
): Promise<Outputs['costs']['pending']> {
  const after = decodeCursor<[string]>(cursor, 1)
  let query = ctx.db
    .selectFrom('cost_pending as c')
    .innerJoin('product as p', 'p.id', 'c.product_id')
    .select([
      'c.product_id as productId',
      'p.code',
      'p.name',
      'p.spec',
      'c.from_day as fromDay',
      'c.document_number as documentNumber',
    ])
    .orderBy('p.code')
    .limit(limit + 1)
  if (search) query = query.where(matchesProduct(ctx, search))
  if (after) query = query.where('p.code', '>', after[0])
  return page(
    await query.execute(),
    limit,
    (row) => row,
    (row) => [row.code],
  )
}

/** What each site holds of a product and at which moving average. */
export async function ofProduct(
  ctx: QueryContext,
  { productId }: Requests['costs']['ofProduct'],
): Promise<Outputs['costs']['ofProduct']> {
  const rows = await ctx.db
    .selectFrom('stock_value as v')
    .innerJoin('site as s', 's.id', 'v.site_id')
    .select(['v.site_id as siteId', 's.name as site', 'v.quantity', 'v.value', 'v.last_cost as lastCost'])
    .where('v.product_id', '=', productId)
    .orderBy('s.code')
    .execute()
  return rows.map(({ lastCost, value, ...row }) => ({
    ...row,
    value: shown(ctx, value),
    unitCost: shown(ctx, unitCost({ quantity: row.quantity, value, lastCost })),
  }))
}
