import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { addDays } from '../../../../shared/day.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { factorOf, priceFacts } from './pricing.queries.ts'

/**
 * Sets a customer's contract price of a product in a unit (1/10000 yuan) from a day to a day, or open-ended. Where
 * agreements overlap the one that began last holds, so a short one inside a long one gives way again when it ends. A
 * price of null ends what is agreed: from `fromDay` on there is no contract price in that unit.
 * @throws NOT_FOUND, RULE UNIT_UNKNOWN, INVALID_INPUT when it would end before it begins
 */
export async function setContractPrice(
  ctx: CommandContext,
  input: Requests['products']['setContractPrice'],
): Promise<Outputs['products']['setContractPrice']> {
  const { customerId, productId, unit, price, fromDay, toDay } = input
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
    .values({ customer_id: customerId, product_id: productId, unit, from_day: fromDay, to_day: toDay, price })
    .onConflict((oc) =>
      oc.columns(['customer_id', 'product_id', 'unit', 'from_day']).doUpdateSet({ to_day: toDay, price }),
    )
    .execute()
  return { ok: true }
}

/** Sets or (null) removes the price of a customer grade in a unit, 1/10000 yuan. @throws NOT_FOUND, RULE UNIT_UNKNOWN */
export async function setLevelPrice(
  ctx: CommandContext,
  input: Requests['products']['setLevelPrice'],
): Promise<Outputs['products']['setLevelPrice']> {
  const { grade, productId, unit, price } = input
  if (price === null) {
    await ctx.db
      .deleteFrom('level_price')
      .where('product_id', '=', productId)
      .where('grade', '=', grade)
      .where('unit', '=', unit)
      .execute()
    return { ok: true }
  }
  await refuseUnknownUnit(ctx, productId, unit)
  await ctx.db
    .insertInto('level_price')
    .values({ product_id: productId, grade, unit, price })
    .onConflict((oc) => oc.columns(['product_id', 'grade', 'unit']).doUpdateSet({ price }))
    .execute()
  return { ok: true }
}

/** Agreements that began before end the day before; those that would begin later are taken back. */
async function endContract(ctx: CommandContext, input: Requests['products']['setContractPrice']): Promise<void> {
  const { customerId, productId, unit, fromDay } = input
  await ctx.db
    .deleteFrom('contract_price')
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .where('unit', '=', unit)
    .where('from_day', '>=', fromDay)
    .execute()
  await ctx.db
    .updateTable('contract_price')
    .set({ to_day: addDays(fromDay, -1) })
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .where('unit', '=', unit)
    .where((eb) => eb.or([eb('to_day', 'is', null), eb('to_day', '>=', fromDay)]))
    .execute()
}

async function refuseUnknownUnit(ctx: CommandContext, productId: string, unit: string): Promise<void> {
  const facts = (await priceFacts(ctx, { day: ctx.today, productIds: [productId] })).get(productId)
  if (factorOf(found(facts, 'product', productId), unit) === null) {
    throw ruleError('UNIT_UNKNOWN', { field: 'unit', value: unit })
  }
}
