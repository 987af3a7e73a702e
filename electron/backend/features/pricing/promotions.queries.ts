import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PromotionRow, PromotionView } from '../../../../shared/contract/pricing.ts'
import type { Day } from '../../../../shared/day.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { isHidden } from '../products/mask.ts'
import { inIds } from '../search/find.ts'
import { toPromotion, type PromotionRecord } from './active-promotions.ts'

/** Promotions by state, the current ones first, with what orders have got from them. */
export async function promotions(
  ctx: QueryContext,
  input: Requests['pricing']['promotions'],
): Promise<Outputs['pricing']['promotions']> {
  const { rows } = await sql<PromotionRecord & { orders: number; off: number }>`
    select p.*, coalesce(s.orders, 0) as orders, coalesce(s.off, 0) as off
    from promotion p left join (
      select s.promotion_id, count(*) as orders, sum(s.off) as off
      from sales_order_promotion s join sales_order o on o.id = s.order_id
      where o.review in ('auto', 'approved') and o.closed <> 'void' group by s.promotion_id) s on s.promotion_id = p.id
    order by p.priority desc, p.from_day desc, p.id`.execute(ctx.db)
  const search = input.search?.trim().toLowerCase() ?? ''
  const list = rows
    .filter((row) => search === '' || row.name.toLowerCase().includes(search))
    .map((row): PromotionRow => ({
      id: row.id,
      name: row.name,
      kind: row.kind,
      state: stateOf(row, ctx.today),
      fromDay: row.from_day,
      toDay: row.to_day,
      priority: row.priority,
      exclusive: row.exclusive === 1,
      budget: isHidden(ctx.user, 'purchase') ? null : row.budget,
      orders: row.orders,
      off: isHidden(ctx.user, 'sale') ? 0 : row.off,
      version: row.version,
    }))
  const rank = { current: 0, coming: 1, over: 2, stopped: 3 }
  return list
    .filter((row) => input.state === undefined || row.state === input.state)
    .sort((a, b) => rank[a.state] - rank[b.state])
}

/** One promotion with the names of its goods and customers. @throws NOT_FOUND */
export async function promotion(ctx: QueryContext, input: { id: string }): Promise<PromotionView> {
  const row = found(
    await ctx.db
      .selectFrom('promotion as p')
      .innerJoin('user_account as u', 'u.id', 'p.created_by')
      .selectAll('p')
      .select('u.name as maker')
      .where('p.id', '=', input.id)
      .executeTakeFirst(),
    'promotion',
    input.id,
  )
  const { rule, ...plain } = toPromotion(row)
  const hidesSale = isHidden(ctx.user, 'sale')
  const hidesCost = isHidden(ctx.user, 'purchase')
  const productIds = [
    ...rule.productIds,
    ...rule.prices.map((one) => one.productId),
    ...rule.gifts.flatMap((gift) => gift.productId ?? []),
  ]
  return {
    ...plain,
    rule: {
      ...rule,
      grades: [...rule.grades],
      customerIds: [...rule.customerIds],
      productIds: [...rule.productIds],
      gifts: rule.gifts.map((gift) => ({ ...gift })),
      off: hidesSale ? 0 : rule.off,
      prices: hidesSale ? [] : rule.prices.map((one) => ({ ...one })),
    },
    status: row.status,
    budget: hidesCost ? null : row.budget,
    spent: hidesCost ? null : await spentOn(ctx, row.id),
    notes: row.notes,
    goods: await namedGoods(ctx, [...new Set(productIds)]),
    customers: await namedCustomers(ctx, rule.customerIds),
    createdBy: row.maker,
    updatedAt: row.updated_at,
    version: row.version,
  }
}

/** Where a promotion stands on a day. */
export function stateOf(
  row: Pick<PromotionRecord, 'status' | 'from_day' | 'to_day'>,
  today: Day,
): PromotionRow['state'] {
  if (row.status === 'stopped') return 'stopped'
  if (row.from_day > today) return 'coming'
  return row.to_day !== null && row.to_day < today ? 'over' : 'current'
}

async function spentOn(ctx: QueryContext, promotionId: string): Promise<number> {
  const { rows } = await sql<{ spent: number | null }>`
    select sum(l.cost) as spent from sales_order_line l join sales_order o on o.id = l.order_id
    where l.promotion_id = ${promotionId} and l.gift = 1 and o.review in ('auto', 'approved')
      and o.closed <> 'void'`.execute(ctx.db)
  return rows[0]?.spent ?? 0
}

/** Names and units, of archived products too: a rule shows what it says. */
async function namedGoods(ctx: QueryContext, ids: readonly string[]): Promise<PromotionView['goods']> {
  if (ids.length === 0) return []
  const goods = await ctx.db
    .selectFrom('product')
    .select(['id', 'code', 'name', 'spec', 'base_unit as baseUnit'])
    .where(inIds('id', ids))
    .orderBy('code')
    .execute()
  const packs = await ctx.db
    .selectFrom('product_pack')
    .select(['product_id', 'unit', 'factor'])
    .where(inIds('product_id', ids))
    .orderBy('no')
    .execute()
  const byProduct = Map.groupBy(packs, (pack) => pack.product_id)
  return goods.map((product) => ({
    ...product,
    packs: (byProduct.get(product.id) ?? []).map(({ unit, factor }) => ({ unit, factor })),
  }))
}

async function namedCustomers(ctx: QueryContext, ids: readonly string[]): Promise<PromotionView['customers']> {
  if (ids.length === 0) return []
  return ctx.db.selectFrom('customer').select(['id', 'name']).where(inIds('id', ids)).orderBy('code').execute()
}
