import { mulDiv } from '../../money.ts'
import type { StockMeasures } from './turnover.ts'

/**
 * What can be said against a stock (domain.md 10): more than `excessDays` of use; less than `shortDays` of it; 滞销: there, and
 * not sold for `slowDays` or enough for more than `excessDays`; 呆滞: there and not sold for `deadDays`; less than nothing.
 */
export const STOCK_LISTS = ['all', 'excess', 'shortage', 'slow', 'dead', 'negative'] as const
export type StockList = (typeof STOCK_LISTS)[number]

export interface StockPolicy {
  excessDays: number
  shortDays: number
  slowDays: number
  deadDays: number
}

export interface StockHealth {
  /** Days the stock lasts at its use; null: nothing is used. */
  cover: number | null
  /** More than lasts `excessDays`, less than lasts `shortDays`: thousandths, and what the excess is worth (1/10000 yuan). */
  excess: number
  excessValue: number
  shortage: number
  /** Days since the last sale, or since it was first seen when it never sold; null: never seen. */
  quietDays: number | null
  lists: StockList[]
}

/** @param product its place @param day the day the stock is looked at */
export function healthOf(measures: StockMeasures, product: number, day: number, policy: StockPolicy): StockHealth {
  const quantity = measures.quantity[product]!
  const use = measures.usePerDay[product]!
  const since = measures.lastSale[product]! >= 0 ? measures.lastSale[product]! : measures.firstSeen[product]!
  const quietDays = since < 0 ? null : day - since
  const cover = use > 0 ? quantity / use : null
  const excess = Math.max(0, quantity - Math.ceil(use * policy.excessDays))
  const shortage = use > 0 ? Math.max(0, Math.ceil(use * policy.shortDays) - quantity) : 0
  const lists: StockList[] = ['all']
  if (quantity > 0) {
    if (excess > 0) lists.push('excess')
    if (quietDays !== null && quietDays >= policy.deadDays) lists.push('dead')
    else if (quietDays !== null && (quietDays >= policy.slowDays || (cover !== null && cover > policy.excessDays))) {
      lists.push('slow')
    }
  }
  if (shortage > 0) lists.push('shortage')
  if (quantity < 0) lists.push('negative')
  const excessValue = excess > 0 ? mulDiv(measures.value[product]!, excess, quantity) : 0
  return { cover, excess, excessValue, shortage, quietDays, lists }
}

/** How well money in stock works, over a period of `days`. Average and cost in 1/10000 yuan, revenue in 分 without tax. */
export interface StockReturn {
  /** How often a year the average stock was sold (cost of sales ÷ average stock). */
  turnover: number | null
  /** Days of the period's sales that the average stock lasts (周转天数). */
  turnoverDays: number | null
  /** Margin of a year on each yuan of average stock. */
  gmroi: number | null
}

export function returnOf(averageValue: number, cost: number, costedRevenue: number, days: number): StockReturn {
  if (averageValue <= 0) return { turnover: null, turnoverDays: null, gmroi: null }
  const yearly = 365 / days / averageValue
  return {
    turnover: cost * yearly,
    turnoverDays: cost > 0 ? (averageValue * days) / cost : null,
    gmroi: (costedRevenue * 100 - cost) * yearly,
  }
}
