import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { factorOf, priceFacts } from './price-facts.ts'
import * as queries from './pricing.queries.ts'

/**
 * Sets a customer's contract price of a product in a unit (1/10000 yuan) from a day to a day, or open-ended, and from a
 * quantity on. Where agreements overlap the one that began last holds, so a short one inside a long one gives way again when
 * it ends. A price of null ends what is agreed: from `fromDay` on there is no contract price in that unit and quantity.
 * @throws NOT_FOUND, RULE UNIT_UNKNOWN, INVALID_INPUT when it would end before it begins
 */
export async function setContractPrice(
  ctx: CommandContext,
  input: Requests['pricing']['setContractPrice'],
): Promise<Outputs['pricing']['setContractPrice']> {
  const { customerId, productId, unit, price, fromDay, toDay, minQuantity } = input
  if (price === null) {
    await endContract(ctx, input)
    return { ok: true }
  }
  if (toDay !== null && toDay < fromDay) {
    throw new AppError('INVALID_INPUT', { issues: [{ path: 'toDay', message: 'day' }] })
  }
  const customer = await ctx.db.selectFrom('customer').select('id').where('id', '=', customerId).executeTakeFirst()
  found(customer, 'customer', customerId)
  await refuseUnknownUnit(ctx, productId, unit)
  await ctx.db
    .insertInto('contract_price')
    .values({
      customer_id: customerId,
      product_id: productId,
      unit,
      min_quantity: minQuantity,
      from_day: fromDay,
      to_day: toDay,
      price,
    })
    .onConflict((oc) =>
      oc
        .columns(['customer_id', 'product_id', 'unit', 'min_quantity', 'from_day'])
        .doUpdateSet({ to_day: toDay, price }),
    )
    .execute()
  return { ok: true }
}

/**
 * Sets the price of a customer grade in a unit (1/10000 yuan) from a day and a quantity on; null ends it there. Without a day
 * it holds since ever, and null removes it for good.
 * @throws NOT_FOUND, RULE UNIT_UNKNOWN
 */
export async function setLevelPrice(
  ctx: CommandContext,
  input: Requests['pricing']['setLevelPrice'],
): Promise<Outputs['pricing']['setLevelPrice']> {
  const { grade, productId, unit, price, minQuantity, fromDay = '' } = input
  if (price === null && fromDay === '') {
    await ctx.db
      .deleteFrom('level_price')
      .where('product_id', '=', productId)
      .where('grade', '=', grade)
      .where('unit', '=', unit)
      .where('min_quantity', '=', minQuantity)
      .execute()
    return { ok: true }
  }
  await refuseUnknownUnit(ctx, productId, unit)
  await ctx.db
    .insertInto('level_price')
    .values({ product_id: productId, grade, unit, min_quantity: minQuantity, from_day: fromDay, price })
    .onConflict((oc) => oc.columns(['product_id', 'grade', 'unit', 'min_quantity', 'from_day']).doUpdateSet({ price }))
    .execute()
  return { ok: true }
}

/** How a customer's prices are quoted and guarded; version 0 where nothing was set before. @throws CONFLICT, NOT_FOUND */
export async function setCustomer(
  ctx: CommandContext,
  input: Requests['pricing']['setCustomer'],
): Promise<Outputs['pricing']['setCustomer']> {
  const { customerId, version } = input
  const customer = await ctx.db.selectFrom('customer').select('id').where('id', '=', customerId).executeTakeFirst()
  found(customer, 'customer', customerId)
  await queries.refuseForeignCustomer(ctx, customerId)
  const current = await ctx.db
    .selectFrom('customer_pricing')
    .selectAll()
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  if ((current?.version ?? 0) !== version) throw new AppError('CONFLICT', { entity: 'customer', id: customerId })
  const values = {
    tax_included: input.taxIncluded === null ? null : input.taxIncluded ? 1 : 0,
    // who may not see it does not change it either
    floor_margin: ctx.user.mask.includes('purchase') ? (current?.floor_margin ?? null) : input.floorMargin,
    version: version + 1,
  }
  await ctx.db
    .insertInto('customer_pricing')
    .values({ customer_id: customerId, ...values })
    .onConflict((oc) => oc.column('customer_id').doUpdateSet(values))
    .execute()
  return queries.customer(ctx, { customerId })
}

/** Agreements that began before end the day before; those that would begin later are taken back. */
export async function endContract(
  ctx: CommandContext,
  contract: { customerId: string; productId: string; unit: string; minQuantity: number; fromDay: Day },
): Promise<void> {
  const { customerId, productId, unit, minQuantity, fromDay } = contract
  await ctx.db
    .deleteFrom('contract_price')
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .where('unit', '=', unit)
    .where('min_quantity', '=', minQuantity)
    .where('from_day', '>=', fromDay)
    .execute()
  await ctx.db
    .updateTable('contract_price')
    .set({ to_day: addDays(fromDay, -1) })
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .where('unit', '=', unit)
    .where('min_quantity', '=', minQuantity)
    .where((eb) => eb.or([eb('to_day', 'is', null), eb('to_day', '>=', fromDay)]))
    .execute()
}

async function refuseUnknownUnit(ctx: CommandContext, productId: string, unit: string): Promise<void> {
  const facts = (await priceFacts(ctx, { day: ctx.today, productIds: [productId] })).get(productId)
  if (factorOf(found(facts, 'product', productId), unit) === null) {
    throw ruleError('UNIT_UNKNOWN', { field: 'unit', value: unit })
  }
}
