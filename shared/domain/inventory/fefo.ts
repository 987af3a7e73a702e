import { daysBetween, type Day } from '../../day.ts'
import { mulDiv } from '../../money.ts'

/** A lot in one warehouse, as far as choosing needs it. */
export interface LotStock {
  lotId: string
  number: string
  productionDay: Day | null
  expiryDay: Day | null
  frozen: boolean
  /** On hand and not reserved, thousandths of the base unit. */
  free: number
}

export interface LotWish {
  quantity: number
  /** The day the goods reach the customer. */
  day: Day
  /** Least part of the shelf life that must remain then, basis points. */
  minLife: number
  /** Shelf life for lots that do not say when they were made. */
  shelfLifeDays: number | null
}

export interface LotPart {
  lotId: string
  quantity: number
}

/** Why a lot may not go to this customer; null: it may. */
export const LOT_REFUSALS = ['frozen', 'expired', 'too-old'] as const
export type LotRefusal = (typeof LOT_REFUSALS)[number]

/**
 * First expired, first out: splits a wanted quantity over lots in order of expiry, passing over lots that are frozen,
 * expired or too old for the customer. What no lot covers is missing from the sum of the parts.
 */
export function planLots(lots: readonly LotStock[], wish: LotWish): LotPart[] {
  const parts: LotPart[] = []
  let open = wish.quantity
  for (const lot of inExpiryOrder(lots)) {
    if (open <= 0) break
    if (lot.free <= 0 || refusalOf(lot, wish) !== null) continue
    const quantity = Math.min(open, lot.free)
    parts.push({ lotId: lot.lotId, quantity })
    open -= quantity
  }
  return parts
}

/** Lots by expiry, those without one last, then by number. */
export function inExpiryOrder<T extends { expiryDay: Day | null; number: string }>(lots: readonly T[]): T[] {
  const key = (lot: T) => `${lot.expiryDay ?? '9999-12-31'} ${lot.number}`
  return [...lots].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

export function refusalOf(
  lot: Pick<LotStock, 'productionDay' | 'expiryDay' | 'frozen'>,
  wish: Pick<LotWish, 'day' | 'minLife' | 'shelfLifeDays'>,
): LotRefusal | null {
  if (lot.frozen) return 'frozen'
  if (lot.expiryDay === null) return null
  if (lot.expiryDay <= wish.day) return 'expired'
  const part = remainingLife(lot, wish.day, wish.shelfLifeDays)
  return part !== null && part < wish.minLife ? 'too-old' : null
}

/** Part of the shelf life that remains on a day, basis points, 0 to 10000; null when the lot has none. */
export function remainingLife(
  lot: Pick<LotStock, 'productionDay' | 'expiryDay'>,
  day: Day,
  shelfLifeDays: number | null,
): number | null {
  if (lot.expiryDay === null) return null
  const whole = lot.productionDay === null ? shelfLifeDays : daysBetween(lot.productionDay, lot.expiryDay)
  if (!whole || whole <= 0) return null
  return Math.max(0, Math.min(10_000, mulDiv(daysBetween(day, lot.expiryDay), 10_000, whole)))
}

/** Bands of remaining shelf life (domain.md 4): two thirds, one third, expired. */
export const EXPIRY_BANDS = ['fresh', 'watch', 'near', 'expired', 'none'] as const
export type ExpiryBand = (typeof EXPIRY_BANDS)[number]

export function expiryBand(
  lot: Pick<LotStock, 'productionDay' | 'expiryDay'>,
  day: Day,
  shelfLifeDays: number | null,
): ExpiryBand {
  if (lot.expiryDay === null) return 'none'
  if (lot.expiryDay <= day) return 'expired'
  const part = remainingLife(lot, day, shelfLifeDays)
  if (part === null) return 'none'
  return part * 3 >= 20_000 ? 'fresh' : part * 3 >= 10_000 ? 'watch' : 'near'
}
