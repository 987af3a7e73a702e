import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { fenOf } from '../../../../shared/domain/analytics/stock-flow-rows.ts'
import { flowOf, INFLOWS, OUTFLOWS, VALUE_FLOWS, type Flow } from '../../../../shared/domain/analytics/stock-flow.ts'
import { EXPIRY_BANDS, expiryBand } from '../../../../shared/domain/inventory/fefo.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { MOVEMENT_TYPES } from '../inventory/ledger.ts'
import { matchesProduct } from '../search/find.ts'
import { branchOf } from '../trees/branch.ts'

/** `stockAnalysis.flow`: 进销存 of a period. @throws CANCELLED */
export async function flow(
  ctx: QueryContext,
  input: Requests['stockAnalysis']['flow'],
): Promise<Outputs['stockAnalysis']['flow']> {
  const question = { ...input, ...(await goodsAsked(ctx, input)), hideCost: hidesCost(ctx), today: ctx.today }
  return ctx.company.analytics.ask('stockFlow', question, { signal: ctx.signal })
}

/** `stockAnalysis.goods`: cover, turnover, age and class of goods. @throws CANCELLED */
export async function goods(
  ctx: QueryContext,
  input: Requests['stockAnalysis']['goods'],
): Promise<Outputs['stockAnalysis']['goods']> {
  const hides = { hideCost: hidesCost(ctx), hideSales: ctx.user.mask.includes('sale') || ctx.user.scope === 'own' }
  const question = { ...input, ...(await goodsAsked(ctx, input)), ...hides, today: ctx.today }
  return ctx.company.analytics.ask('stockGoods', question, { signal: ctx.signal })
}

/** Stock values are costs: hidden with purchase prices. */
const hidesCost = (ctx: QueryContext): boolean => ctx.user.mask.includes('purchase')

/** The goods a text or an id asks for. */
async function goodsAsked(
  ctx: QueryContext,
  { productId, search }: { productId?: string | undefined; search?: string | undefined },
): Promise<{ productIds?: string[] }> {
  if (productId) return { productIds: [productId] }
  if (!search) return {}
  const rows = await ctx.db.selectFrom('product as p').select('p.id').where(matchesProduct(ctx, search)).execute()
  return { productIds: rows.map(({ id }) => id) }
}

type Asked = NonNullable<Requests['stockAnalysis']['movements']['flow']>

const GROUPS: Partial<Record<Asked, readonly Flow[]>> = { in: INFLOWS, out: OUTFLOWS, corrections: VALUE_FLOWS }

/** `stockAnalysis.movements`: what a number of the 进销存 table is made of, by day. */
export async function movements(
  ctx: QueryContext,
  input: Requests['stockAnalysis']['movements'],
): Promise<Outputs['stockAnalysis']['movements']> {
  const { productId, from, to, warehouseId, siteId, limit } = input
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = ctx.db
    .selectFrom('stock_movement as m')
    .innerJoin('warehouse as w', 'w.id', 'm.warehouse_id')
    .leftJoin('stock_lot as l', 'l.id', 'm.lot_id')
    .select(['m.id', 'm.day', 'w.name as warehouse', 'l.number as lot', 'm.quantity', 'm.value'])
    .select(['m.document_type as documentType', 'm.document_id as documentId', 'm.document_number as documentNumber'])
    .where('m.product_id', '=', productId)
    .where('m.day', '<=', to)
    .orderBy('m.day')
    .orderBy('m.id')
    .limit(limit + 1)
  if (from) query = query.where('m.day', '>=', from)
  if (warehouseId) query = query.where('m.warehouse_id', '=', warehouseId)
  if (siteId) query = query.where('w.site_id', '=', siteId)
  if (input.flow) query = query.where(countsIn(input.flow))
  if (after) {
    const [day, id] = after
    query = query.where(sql<boolean>`(m.day, m.id) > (${day}, ${id})`)
  }
  return page(
    await query.execute(),
    limit,
    (row) => ({ ...row, lot: row.lot ?? '', value: hidesCost(ctx) ? null : row.value }),
    (row) => [row.day, row.id],
  )
}

/** Condition "the movement counts in this column of the table". */
function countsIn(asked: Asked) {
  const flows: readonly string[] = GROUPS[asked] ?? [asked]
  const types = MOVEMENT_TYPES.flatMap((type) => [type, `${type}-void`])
  const typesOf = (sign: number) => types.filter((type) => flows.includes(flowOf(type, sign)))
  const parts = [-1, 0, 1].map(
    (sign) =>
      sql`(sign(m.quantity) = ${sign} and m.document_type in (select value from json_each(${JSON.stringify(typesOf(sign))})))`,
  )
  return sql<boolean>`(${sql.join(parts, sql` or `)})`
}

/** `stockAnalysis.expiry`: lots in stock by what is left of their life, with their value at the average of their site. */
export async function expiry(
  ctx: QueryContext,
  { warehouseId, siteId, typeId, brand, productId, search }: Requests['stockAnalysis']['expiry'],
): Promise<Outputs['stockAnalysis']['expiry']> {
  let query = ctx.db
    .selectFrom('stock_lot_balance as b')
    .innerJoin('stock_lot as l', 'l.id', 'b.lot_id')
    .innerJoin('product as p', 'p.id', 'b.product_id')
    .innerJoin('warehouse as w', 'w.id', 'b.warehouse_id')
    .leftJoin('stock_value as v', (join) =>
      join.onRef('v.product_id', '=', 'b.product_id').onRef('v.site_id', '=', 'w.site_id'),
    )
    .select(['b.lot_id', 'b.product_id', 'l.production_day as productionDay', 'l.expiry_day as expiryDay'])
    .select(['p.shelf_life_days as shelfLifeDays'])
    .select(
      sql<number>`case when v.quantity > 0 then cast(v.value as real) * b.on_hand / v.quantity else 0 end`.as('value'),
    )
    .where('b.on_hand', '>', 0)
  if (warehouseId) query = query.where('b.warehouse_id', '=', warehouseId)
  if (siteId) query = query.where('w.site_id', '=', siteId)
  if (typeId !== undefined)
    query = query.where(
      typeId === '' ? sql<boolean>`p.type_id is null` : sql<boolean>`p.type_id in ${branchOf(typeId)}`,
    )
  if (brand !== undefined) query = query.where('p.brand', '=', brand)
  if (productId) query = query.where('p.id', '=', productId)
  if (search) query = query.where(matchesProduct(ctx, search))
  const found = EXPIRY_BANDS.map((band) => ({ band, lots: new Set<string>(), products: new Set<string>(), value: 0 }))
  for (const lot of await query.execute()) {
    const band = found[EXPIRY_BANDS.indexOf(expiryBand(lot, ctx.today, lot.shelfLifeDays))]!
    band.lots.add(lot.lot_id)
    band.products.add(lot.product_id)
    band.value += lot.value
  }
  return found.map(({ band, lots, products, value }) => ({
    band,
    lots: lots.size,
    products: products.size,
    value: hidesCost(ctx) ? null : fenOf(Math.round(value)),
  }))
}
