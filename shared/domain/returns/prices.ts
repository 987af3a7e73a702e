import { share, type BasisPoints, type Price } from '../../money.ts'
import { unitPrice } from './worth.ts'

/** Something this customer bought: what was paid in all (分) for so many thousandths of the base unit. */
export interface Paid {
  net: number
  quantity: number
}

/** The price of goods that come back without a bill, per unit as typed (1/10000 yuan). */
export interface ReturnPrice {
  /** What is proposed: the last price paid, else the list price. */
  price: Price
  /** What may be credited at most: the highest price ever paid, else the list price as far as the company allows. */
  cap: Price
  source: 'history' | 'list'
}

/**
 * @param history what the customer paid for the product, newest first; gifts left out
 * @param listPrice 1/10000 yuan per unit as typed; null: none
 * @param factor thousandths of the base unit in that unit
 * @returns null when nothing is known
 */
export function returnPrice(
  history: readonly Paid[],
  listPrice: Price | null,
  capShare: BasisPoints,
  factor: number,
): ReturnPrice | null {
  const paid = history.map(({ net, quantity }) => unitPrice(net, quantity, factor))
  if (paid.length > 0) return { price: paid[0]!, cap: Math.max(...paid), source: 'history' }
  if (listPrice === null) return null
  const cap = share(listPrice, capShare)
  return { price: cap, cap, source: 'list' }
}
