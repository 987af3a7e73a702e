import { mulDiv, type BasisPoints, type Fen, type Price } from '../../money.ts'
import type { Quantity } from '../../quantity.ts'

/** What is known of the cost of a product at a site; prices per base unit in 1/10000 yuan. */
export interface CostFacts {
  purchasePrice: Price | null
  /** Stock of the site: thousandths of the base unit and its value in 1/10000 yuan. */
  stock: { quantity: Quantity; value: number; lastCost: Price } | null
}

/**
 * What one base unit costs, 1/10000 yuan: the moving average of the stock at hand, else the cost of the last that was there,
 * else the purchase price; null when nothing is known. The only place that decides it.
 */
export function unitCostOf({ stock, purchasePrice }: CostFacts): Price | null {
  if (stock && stock.quantity > 0 && stock.value > 0) return mulDiv(stock.value, 1000, stock.quantity)
  if (stock && stock.lastCost > 0) return stock.lastCost
  return purchasePrice
}

/** Cost of a quantity (thousandths of the base unit) at a unit cost, 分, rounded once. */
export const costOf = (quantity: Quantity, unitCost: Price): Fen => mulDiv(quantity, unitCost, 100_000)

/** Gross margin in basis points of the revenue, rounded half up; null without revenue. */
export function marginOf(revenue: Fen, cost: Fen): BasisPoints | null {
  return revenue === 0 ? null : mulDiv(revenue - cost, 10_000, Math.abs(revenue))
}
