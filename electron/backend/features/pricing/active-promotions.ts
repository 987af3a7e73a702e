import type { Selectable } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { inOrder, isFor, type Promotion, type PromotionRule } from '../../../../shared/domain/promotion/promotion.ts'
import type { PromotionGoods } from '../../../../shared/contract/pricing.ts'
import type { Db } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { PromotionTable } from '../../db/schema.ts'
import { inJsonIds } from '../search/find.ts'

export type PromotionRecord = Selectable<PromotionTable>

const activeOn = prepared<{ day: Day }, PromotionRecord>((db, value) =>
  db
    .selectFrom('promotion')
    .selectAll()
    .where('status', '=', 'active')
    .where('from_day', '<=', value('day'))
    .where((eb) => eb.or([eb('to_day', 'is', null), eb('to_day', '>=', value('day'))])),
)

/** The promotions for a customer on a day, in the order they are applied: one statement, and nothing where there are none. */
export async function promotionsFor(
  ctx: { db: Db },
  customer: { id: string; grade: string },
  day: Day,
): Promise<Promotion[]> {
  const rows = await activeOn.all(ctx.db, { day })
  if (rows.length === 0) return []
  return inOrder(rows.map(toPromotion).filter((promotion) => isFor(promotion, customer, day)))
}

const GRADE_OF = prepared<{ id: string }, { id: string; grade: string }>((db, value) =>
  db.selectFrom('customer').select(['id', 'grade']).where('id', '=', value('id')),
)

/** The same, by the customer's id; a customer nobody knows gets what is for everybody. */
export async function promotionsForId(ctx: { db: Db }, customerId: string | undefined, day: Day): Promise<Promotion[]> {
  const rows = await activeOn.all(ctx.db, { day })
  if (rows.length === 0) return []
  const known = customerId === undefined ? undefined : await GRADE_OF.first(ctx.db, { id: customerId })
  const customer = known ?? { id: '', grade: '' }
  return inOrder(rows.map(toPromotion).filter((promotion) => isFor(promotion, customer, day)))
}

export function toPromotion(row: PromotionRecord): Promotion {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    fromDay: row.from_day,
    toDay: row.to_day,
    priority: row.priority,
    exclusive: row.exclusive === 1,
    rule: ruleOf(row.rule),
  }
}

/** Rules are read at every order and change once a season: what was parsed is kept. */
const parsed = new Map<string, PromotionRule>()
const MOST_PARSED = 500
function ruleOf(text: string): PromotionRule {
  let rule = parsed.get(text)
  if (!rule) {
    if (parsed.size >= MOST_PARSED) parsed.clear()
    parsed.set(text, (rule = JSON.parse(text) as PromotionRule))
  }
  return rule
}

/** Products that promotions give by name. */
export const giftProductIds = (promotions: readonly Promotion[]): string[] => [
  ...new Set(
    promotions.flatMap((promotion) =>
      promotion.kind === 'gift' ? promotion.rule.gifts.flatMap((gift) => gift.productId ?? []) : [],
    ),
  ),
]

interface GoodsRow {
  id: string
  code: string
  name: string
  spec: string
  baseUnit: string
}
const goodsByIds = prepared<{ ids: string }, GoodsRow>((db, value) =>
  db
    .selectFrom('product')
    .select(['id', 'code', 'name', 'spec', 'base_unit as baseUnit'])
    .where(inJsonIds('id', value('ids')))
    .where('status', '=', 'active'),
)
const packsByIds = prepared<{ ids: string }, { productId: string; unit: string; factor: number }>((db, value) =>
  db
    .selectFrom('product_pack')
    .select(['product_id as productId', 'unit', 'factor'])
    .where(inJsonIds('product_id', value('ids')))
    .orderBy('product_id')
    .orderBy('no'),
)

/** Names and units of goods; archived products are left out, so that nobody gives them. */
export async function goodsOf(ctx: { db: Db }, productIds: readonly string[]): Promise<PromotionGoods[]> {
  if (productIds.length === 0) return []
  const ids = JSON.stringify(productIds)
  const goods = await goodsByIds.all(ctx.db, { ids })
  const packs = Map.groupBy(await packsByIds.all(ctx.db, { ids }), (pack) => pack.productId)
  return goods.map((product) => ({
    ...product,
    packs: (packs.get(product.id) ?? []).map(({ unit, factor }) => ({ unit, factor })),
  }))
}
