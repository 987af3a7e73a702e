import { addDays, type Day } from '../../day.ts'

/** Why a lot is frozen when nobody froze it: its last day is over. Stored in place of a reason, shown as a text. */
export const EXPIRED = 'expired'

/** The lot that stock goes into when a product begins to be kept by lot: number without dates. */
export const OPENING_LOT = '期初'

export interface LotDates {
  productionDay: Day | null
  expiryDay: Day | null
}

/** Fills in the day that is missing: expiry = production + shelf life in days (domain.md 4), or the other way round. */
export function completeDates({ productionDay, expiryDay }: LotDates, shelfLifeDays: number | null): LotDates {
  if (!shelfLifeDays || shelfLifeDays <= 0) return { productionDay, expiryDay }
  if (productionDay !== null && expiryDay === null)
    return { productionDay, expiryDay: addDays(productionDay, shelfLifeDays) }
  if (productionDay === null && expiryDay !== null)
    return { productionDay: addDays(expiryDay, -shelfLifeDays), expiryDay }
  return { productionDay, expiryDay }
}

/** The number of a lot that says nothing but its dates: the production day without dashes, else `E` and the expiry day. */
export function numberOfDates({ productionDay, expiryDay }: LotDates): string | null {
  if (productionDay !== null) return productionDay.replaceAll('-', '')
  return expiryDay === null ? null : `E${expiryDay.replaceAll('-', '')}`
}

/** True when the dates cannot be of one lot. */
export const datesCrossed = ({ productionDay, expiryDay }: LotDates): boolean =>
  productionDay !== null && expiryDay !== null && expiryDay <= productionDay
