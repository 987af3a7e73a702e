import { sql, type Selectable } from 'kysely'
import type { Requests } from '../../../../shared/contract/index.ts'
import type { LotView } from '../../../../shared/contract/lots.ts'
import type { Day } from '../../../../shared/day.ts'
import {
  completeDates,
  datesCrossed,
  EXPIRED,
  numberOfDates,
  type LotDates,
} from '../../../../shared/domain/inventory/lots.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { StockLotTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { moveFrozen } from './balances.ts'
import { get } from './lots.queries.ts'

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
  const production_day = known.production_day ?? dates.productionDay
  const expiry_day = known.expiry_day ?? dates.expiryDay
  if (production_day !== known.production_day || expiry_day !== known.expiry_day) {
    await changeDays(ctx, known, { number, production_day, expiry_day })
  }
  return known.id
}

/**
 * Freezes every lot whose last day is over and that nobody released on purpose, however long ago that was. Cheap when there
 * is none. @returns how many
 */
export async function freezeExpired(ctx: CommandContext): Promise<number> {
  const due = await ctx.db
    .selectFrom('stock_lot')
    .selectAll()
    .where('expiry_day', '<=', ctx.today)
    .where(sql<boolean>`expiry_day is not null and frozen = 0 and past_expiry = 0`)
    .execute()
  for (const lot of due) await setFrozen(ctx, lot, { freeze_reason: EXPIRED })
  return due.length
}

/** Takes a lot out of sale, with a reason; what orders keep of it stays theirs and is shown as a problem there. @throws CONFLICT, WRONG_STATE */
export async function freeze(ctx: CommandContext, input: Requests['lots']['freeze']): Promise<LotView> {
  const lot = await lotRecord(ctx, input.id, input.version)
  if (lot.frozen === 1)
    throw new AppError('WRONG_STATE', { entity: 'lot', id: lot.id, action: 'freeze', state: 'frozen' })
  await setFrozen(ctx, lot, { freeze_reason: input.reason })
  return get(ctx, { id: lot.id })
}

/** Gives a frozen lot back to sale, with a reason; one that is over stays released until its days change. @throws CONFLICT, WRONG_STATE */
export async function release(ctx: CommandContext, input: Requests['lots']['release']): Promise<LotView> {
  const lot = await lotRecord(ctx, input.id, input.version)
  if (lot.frozen === 0)
    throw new AppError('WRONG_STATE', { entity: 'lot', id: lot.id, action: 'release', state: 'free' })
  await setFree(ctx, lot, { release_reason: input.reason, past_expiry: isOver(lot, ctx.today) ? 1 : 0 })
  return get(ctx, { id: lot.id })
}

/**
 * Corrects number and days of a lot. A lot that is over by its new last day is frozen, one that the program froze and that
 * is not over any more is free again. Making it last longer or younger is a right of its own: it could bring old goods
 * back into sale.
 * @throws CONFLICT, DUPLICATE number, RULE LOT_DATES, FORBIDDEN lots.override
 */
export async function update(ctx: CommandContext, input: Requests['lots']['update']): Promise<LotView> {
  const { number, productionDay, expiryDay } = input
  const lot = await lotRecord(ctx, input.id, input.version)
  if (datesCrossed({ productionDay, expiryDay })) throw ruleError('LOT_DATES', { field: 'expiryDay', value: number })
  const longer = lot.expiry_day !== null && (expiryDay === null || expiryDay > lot.expiry_day)
  const younger = lot.production_day !== null && (productionDay === null || productionDay > lot.production_day)
  if ((longer || younger) && !ctx.user.rights.includes('lots.override')) {
    throw new AppError('FORBIDDEN', { right: 'lots.override' })
  }
  const other = await ctx.db
    .selectFrom('stock_lot')
    .select('id')
    .where('product_id', '=', lot.product_id)
    .where('number', '=', number)
    .where('id', '<>', lot.id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'lot', field: 'lotNumber', value: number, id: other.id })
  await changeDays(ctx, lot, { number, production_day: productionDay, expiry_day: expiryDay })
  return get(ctx, { id: lot.id })
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

async function changeDays(
  ctx: CommandContext,
  lot: LotRecord,
  days: { number: string; production_day: Day | null; expiry_day: Day | null },
): Promise<void> {
  const past_expiry = days.expiry_day === lot.expiry_day ? lot.past_expiry : 0
  const over = isOver(days, ctx.today)
  if (lot.frozen === 0 && over && past_expiry === 0)
    await setFrozen(ctx, lot, { ...days, past_expiry, freeze_reason: EXPIRED })
  else if (lot.frozen === 1 && lot.freeze_reason === EXPIRED && !over) await setFree(ctx, lot, { ...days, past_expiry })
  else await changeLot(ctx, lot, { ...days, past_expiry })
}

const isOver = (lot: { expiry_day: Day | null }, today: Day) => lot.expiry_day !== null && lot.expiry_day <= today

type LotRecord = Selectable<StockLotTable>
type LotPatch = Partial<Omit<LotRecord, 'id' | 'product_id' | 'created_at' | 'version'>>

async function setFrozen(ctx: CommandContext, lot: LotRecord, patch: LotPatch): Promise<void> {
  await changeLot(ctx, lot, { past_expiry: 0, ...patch, frozen: 1 })
  await moveFrozen(ctx, lot.id, 'frozen')
}

async function setFree(ctx: CommandContext, lot: LotRecord, patch: LotPatch): Promise<void> {
  await changeLot(ctx, lot, { ...patch, frozen: 0, freeze_reason: '' })
  await moveFrozen(ctx, lot.id, 'free')
}

async function changeLot(ctx: CommandContext, lot: LotRecord, patch: LotPatch): Promise<void> {
  await claim(
    ctx.db
      .updateTable('stock_lot')
      .set({ ...patch, version: lot.version + 1 })
      .where('id', '=', lot.id)
      .where('version', '=', lot.version),
    'lot',
    lot.id,
  )
}

async function lotRecord(ctx: CommandContext, id: string, version: number): Promise<LotRecord> {
  const row = await ctx.db.selectFrom('stock_lot').selectAll().where('id', '=', id).executeTakeFirst()
  const lot = found(row, 'lot', id)
  if (lot.version !== version) throw new AppError('CONFLICT', { entity: 'lot', id })
  return lot
}
