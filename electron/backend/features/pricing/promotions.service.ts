import type { Requests } from '../../../../shared/contract/index.ts'
import type { PromotionDraft, PromotionView } from '../../../../shared/contract/pricing.ts'
import { faultsOf, type PromotionFault } from '../../../../shared/domain/promotion/promotion.ts'
import { AppError, ruleError, type RuleCode } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { isHidden } from '../products/mask.ts'
import { promotion } from './promotions.queries.ts'

/** Each fault of a promotion as the rule a caller is told. */
const RULE_OF: Record<PromotionFault, RuleCode> = {
  'no-goods': 'PROMOTION_WITHOUT_GOODS',
  'no-condition': 'PROMOTION_WITHOUT_CONDITION',
  'no-reward': 'PROMOTION_WITHOUT_REWARD',
  'range-empty': 'RANGE_EMPTY',
  'dates-reversed': 'DATES_REVERSED',
  'special-price-twice': 'PROMOTION_PRICE_TWICE',
}

/**
 * Makes (version 0) or changes a promotion. Orders keep what they got; new ones and drafts are worked out anew.
 * @throws RULE, NOT_FOUND product or customer, CONFLICT, FORBIDDEN when sale prices are hidden from the user
 */
export async function savePromotion(
  ctx: CommandContext,
  input: Requests['pricing']['savePromotion'],
): Promise<PromotionView> {
  const { id, version, ...draft } = input
  if (isHidden(ctx.user, 'sale')) throw new AppError('FORBIDDEN', { right: 'prices.edit' })
  const fault = faultsOf(draft)[0]
  if (fault) throw ruleError(RULE_OF[fault])
  await refuseUnknown(ctx, draft)
  const existing = await ctx.db.selectFrom('promotion').selectAll().where('id', '=', id).executeTakeFirst()
  // a first save that is sent again has gone through already
  if (existing && version === 0) return promotion(ctx, { id })
  const columns = {
    name: draft.name,
    kind: draft.kind,
    from_day: draft.fromDay,
    to_day: draft.toDay,
    priority: draft.priority,
    exclusive: draft.exclusive ? (1 as const) : (0 as const),
    rule: JSON.stringify(draft.rule),
    // who may not see costs leaves the budget as it is
    budget: isHidden(ctx.user, 'purchase') ? (existing?.budget ?? null) : draft.budget,
    notes: draft.notes,
    updated_at: ctx.at,
  }
  if (version === 0) {
    await ctx.db
      .insertInto('promotion')
      .values({ id, ...columns, status: 'active', created_by: ctx.user.id, created_at: ctx.at })
      .execute()
  } else {
    const update = ctx.db
      .updateTable('promotion')
      .set({ ...columns, version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version)
    await claim(update, 'promotion', id)
  }
  return promotion(ctx, { id })
}

/** Stops a promotion or lets it run again; from the next order on. @throws CONFLICT */
export async function setPromotionStatus(
  ctx: CommandContext,
  input: Requests['pricing']['setPromotionStatus'],
): Promise<PromotionView> {
  const { id, version, status } = input
  const update = ctx.db
    .updateTable('promotion')
    .set({ status, updated_at: ctx.at, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
  await claim(update, 'promotion', id)
  return promotion(ctx, { id })
}

/** @throws NOT_FOUND, RULE UNIT_UNKNOWN for a unit that a named product does not have */
async function refuseUnknown(ctx: CommandContext, { rule, kind }: PromotionDraft): Promise<void> {
  const used = [
    ...rule.productIds.map((productId) => ({ productId, unit: '' })),
    ...(kind === 'price' ? rule.prices : []),
    ...(kind === 'gift'
      ? rule.gifts.flatMap((g) => (g.productId === null ? [] : [{ ...g, productId: g.productId }]))
      : []),
  ]
  for (const { productId, unit } of used) {
    const product = await ctx.db
      .selectFrom('product')
      .select(['base_unit', 'name'])
      .where('id', '=', productId)
      .executeTakeFirst()
    const { base_unit, name } = found(product, 'product', productId)
    if (unit === '' || unit === base_unit) continue
    const pack = await ctx.db
      .selectFrom('product_pack')
      .select('no')
      .where('product_id', '=', productId)
      .where('unit', '=', unit)
      .executeTakeFirst()
    if (!pack) throw ruleError('UNIT_UNKNOWN', { field: 'unit', value: `${name} ${unit}` })
  }
  for (const customerId of rule.customerIds) {
    const row = await ctx.db.selectFrom('customer').select('id').where('id', '=', customerId).executeTakeFirst()
    found(row, 'customer', customerId)
  }
}
