import type { Day } from '../../day.ts'
import { mulDiv, type Price } from '../../money.ts'

/** A supplier's price for a product in a unit, from a quantity on and for some days. */
export interface SupplierPrice {
  unit: string
  /** Thousandths of the base unit from which it holds. */
  minQuantity: number
  /** Empty: since ever. */
  fromDay: Day | ''
  toDay: Day | null
  /** 1/10000 yuan per unit. */
  price: Price
}

/** Where a purchase price comes from: typed, the supplier's list, the last receipt from it, the product's own. */
export const PURCHASE_PRICE_SOURCES = ['typed', 'supplier', 'last', 'product', 'none'] as const
export type PurchasePriceSource = (typeof PURCHASE_PRICE_SOURCES)[number]

export interface PurchasePriceFacts {
  prices: readonly SupplierPrice[]
  /** Unit, factor and price of the newest receipt from this supplier. */
  last: { unit: string; factor: number; price: Price } | null
  /** The product's purchase price, 1/10000 yuan per base unit. */
  purchasePrice: Price | null
  /** Factors of the product's units, thousandths of the base unit. */
  factors: ReadonlyMap<string, number>
}

/**
 * The price of a product in a unit: the supplier's price of the highest quantity reached and the latest day begun, in this
 * unit before others; else what was paid last; else the product's purchase price. Prices of other units are brought to this
 * one by the factors, rounded half up.
 * @param quantity thousandths of the base unit on the order
 */
export function purchasePrice(
  facts: PurchasePriceFacts,
  wanted: { unit: string; factor: number; quantity: number; day: Day },
): { price: Price; source: PurchasePriceSource } {
  const holding = facts.prices
    .filter((p) => p.minQuantity <= wanted.quantity && p.fromDay <= wanted.day && (p.toDay ?? wanted.day) >= wanted.day)
    .filter((p) => facts.factors.has(p.unit))
    .sort(
      (a, b) =>
        Number(b.unit === wanted.unit) - Number(a.unit === wanted.unit) ||
        b.minQuantity - a.minQuantity ||
        (a.fromDay < b.fromDay ? 1 : -1),
    )
  const best = holding[0]
  if (best) return { price: mulDiv(best.price, wanted.factor, facts.factors.get(best.unit)!), source: 'supplier' }
  if (facts.last) return { price: mulDiv(facts.last.price, wanted.factor, facts.last.factor), source: 'last' }
  if (facts.purchasePrice !== null)
    return { price: mulDiv(facts.purchasePrice, wanted.factor, 1000), source: 'product' }
  return { price: 0, source: 'none' }
}

/**
 * What to order when `quantity` is needed: at least the minimum, a whole number of multiples (packs).
 * All in thousandths of the base unit; a multiple of 0 allows any quantity.
 */
export function orderQuantity(quantity: number, minOrder: number, multiple: number): number {
  if (quantity <= 0) return 0
  const wanted = Math.max(quantity, minOrder)
  return multiple > 0 ? Math.ceil(wanted / multiple) * multiple : wanted
}

/** Lead times seen: how many, their sum and the sum of their squares, in days. */
export interface LeadTimes {
  count: number
  sum: number
  squares: number
}

/** Mean and standard deviation of the days from order to receipt, in hundredths of a day. */
export interface LeadTime {
  mean: number
  deviation: number
  /** Receipts it is learnt from; 0: typed. */
  receipts: number
}

/** Fewer receipts than this teach nothing: the typed days hold. */
export const LEARNT_FROM = 3

/**
 * The lead time of a supplier for a product: learnt from its receipts of this product, else from all its receipts, else as
 * typed. Deviation is that of the sample (n − 1).
 */
export function leadTime(product: LeadTimes, supplier: LeadTimes, typedDays: number): LeadTime {
  const seen = product.count >= LEARNT_FROM ? product : supplier.count >= LEARNT_FROM ? supplier : null
  if (seen === null) return { mean: typedDays * 100, deviation: 0, receipts: 0 }
  const mean = seen.sum / seen.count
  const variance = Math.max(0, (seen.squares - seen.count * mean * mean) / (seen.count - 1))
  return { mean: Math.round(mean * 100), deviation: Math.round(Math.sqrt(variance) * 100), receipts: seen.count }
}
