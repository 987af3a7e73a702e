import type { Price } from '../../money.ts'
import { mulDiv } from '../../money.ts'

/** The prices known for one product and one customer; all per unit in 1/10000 yuan, null when there is none. */
export interface PriceFacts {
  unit: string
  /** Thousandths of the base unit in one `unit`. */
  factor: number
  contract: { unit: string; factor: number; price: Price } | null
  level: { unit: string; factor: number; price: Price } | null
  last: { unit: string; factor: number; price: Price } | null
  /** Own price of the pack, when `unit` is a pack that has one. */
  pack: Price | null
  /** Sale price per base unit. */
  list: Price | null
}

export type ResolvedSource = 'contract' | 'level' | 'last' | 'pack' | 'list' | 'none'

/**
 * The price to offer and where it came from: contract of this customer, level of its grade, this customer's last price,
 * the pack's own price, the list price (domain.md 3). A price known for another unit is converted by the factors.
 */
export function resolvePrice(facts: PriceFacts): { price: Price | null; source: ResolvedSource } {
  for (const source of ['contract', 'level', 'last'] as const) {
    const known = facts[source]
    if (known)
      return {
        price: known.unit === facts.unit ? known.price : convertPrice(known.price, known.factor, facts.factor),
        source,
      }
  }
  if (facts.pack !== null) return { price: facts.pack, source: 'pack' }
  if (facts.list !== null) return { price: convertPrice(facts.list, 1000, facts.factor), source: 'list' }
  return { price: null, source: 'none' }
}

/** A price per one unit turned into the price per another, by their factors, rounded half up to 1/10000 yuan. */
export function convertPrice(price: Price, fromFactor: number, toFactor: number): Price {
  return fromFactor === toFactor ? price : mulDiv(price, toFactor, fromFactor)
}
