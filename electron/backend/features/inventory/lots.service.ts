import type { Day } from '../../../../shared/day.ts'
import {
  completeDates,
  datesCrossed,
  EXPIRED,
  numberOfDates,
  type LotDates,
} from '../../../../shared/domain/inventory/lots.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'

/** What a document that brings goods in says about their lot. */
export interface LotWanted {
  productId: string
  number?: string | null
  productionDay?: Day | null
  expiryDay?: Day | null
}

/**
 * The lot goods come into: the one with this number, or a new one. Without a number it is the production day without
 * dashes; the missing day follows from the product's shelf life. Days that a known lot lacks are filled in.
 * @returns the lot's id
 * @throws NOT_FOUND product; RULE LOT_NOT_KEPT (the product keeps no lots), LOT_REQUIRED (neither number nor day),
 *   LOT_DATES (expiry not after production, or not those of the known lot)
 */
export async function lotFor(ctx: CommandContext, wanted: LotWanted): Promise<string> {
  const { productId } = wanted
  const product = found(
    await ctx.db
      .selectFrom('product')
      .select(['lot_tracked', 'shelf_life_days'])
      .where('id', '=', productId)
      .executeTakeFirst(),
    'product',
    productId,
  )
  if (product.lot_tracked === 0) throw ruleError('LOT_NOT_KEPT')
  const typed: LotDates = { productionDay: wanted.productionDay ?? null, expiryDay: wanted.expiryDay ?? null }
  const dates = completeDates(typed, product.shelf_life_days)
  const number = wanted.number?.trim() || numberOfDates(dates)
  if (!number) throw ruleError('LOT_REQUIRED')
  if (datesCrossed(dates)) throw ruleError('LOT_DATES', { value: number })
  const known = await ctx.db
    .selectFrom('stock_lot')
    .selectAll()
    .where('product_id', '=', productId)
    .where('number', '=', number)
    .executeTakeFirst()
  if (!known) return insertLot(ctx, productId, number, dates)
  const differs = (typedDay: Day | null, knownDay: Day | null) =>
    typedDay !== null && knownDay !== null && typedDay !== knownDay
  if (differs(typed.productionDay, known.production_day) || differs(typed.expiryDay, known.expiry_day)) {
    throw ruleError('LOT_DATES', { value: number })
  }
  if (
    (known.production_day ?? dates.productionDay) !== known.production_day ||
    (known.expiry_day ?? dates.expiryDay) !== known.expiry_day
  ) {
    await ctx.db
      .updateTable('stock_lot')
      .set({
        production_day: known.production_day ?? dates.productionDay,
        expiry_day: known.expiry_day ?? dates.expiryDay,
        version: known.version + 1,
      })
      .where('id', '=', known.id)
      .execute()
  }
  return known.id
}

/** A lot that is over when it comes in is frozen from the start. */
async function insertLot(ctx: CommandContext, productId: string, number: string, dates: LotDates): Promise<string> {
  const expired = dates.expiryDay !== null && dates.expiryDay <= ctx.today
  const id = ctx.newId()
  await ctx.db
    .insertInto('stock_lot')
    .values({
      id,
      product_id: productId,
      number,
      production_day: dates.productionDay,
      expiry_day: dates.expiryDay,
      frozen: expired ? 1 : 0,
      freeze_reason: expired ? EXPIRED : '',
      created_at: ctx.at,
    })
    .execute()
  return id
}
