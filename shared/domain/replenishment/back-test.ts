import { adviseOrder, type LeadTime, type Policy, type SupplyTerms } from './advice.ts'
import { measureDemand, type DemandOptions } from './demand.ts'

/** What the advice would have done in the last days of a series, had it been followed from their first. */
export interface BackTest {
  /** Days tried, the newest of the series. */
  days: number
  /** What was asked for and what would have been there, thousandths. */
  asked: number
  filled: number
  /** Basis points of `filled` in `asked`; null: nobody asked. */
  fillRate: number | null
  stockOutDays: number
  orders: number
  /** Mean stock at the end of the day, thousandths. */
  averageStock: number
  /** Stock at the end of each day, thousandths. */
  stock: number[]
}

/**
 * Replays the last `days` days with a reorder point worked out from the days before them only. Begins with the target in
 * stock; what is missing on a day is lost, so the fill rate is never flattered by later deliveries. Lead times are the
 * mean, as nobody knew better then.
 */
export function backTest(
  daily: ArrayLike<number>,
  lead: LeadTime,
  terms: SupplyTerms,
  policy: Policy,
  options: DemandOptions & { days?: number } = {},
): BackTest {
  const { days = 91, ...measuring } = options
  const start = Math.max(0, daily.length - days)
  const known = measureDemand(Array.prototype.slice.call(daily, 0, start) as number[], measuring)
  const wait = Math.max(1, Math.round(lead.days))
  const arrivals = new Map<number, number>()
  const nothing = { available: 0, onOrder: 0, inTransit: 0, waiting: 0 }
  let onHand = adviseOrder(known, lead, terms, nothing, policy).target
  let onOrder = 0
  const result: BackTest = {
    days: daily.length - start,
    asked: 0,
    filled: 0,
    fillRate: null,
    stockOutDays: 0,
    orders: 0,
    averageStock: 0,
    stock: [],
  }
  for (let day = start; day < daily.length; day++) {
    const arrived = arrivals.get(day) ?? 0
    onHand += arrived
    onOrder -= arrived
    const asked = Math.max(0, daily[day]!)
    const filled = Math.min(asked, onHand)
    onHand -= filled
    result.asked += asked
    result.filled += filled
    if (filled < asked) result.stockOutDays++
    const advice = adviseOrder(known, lead, terms, { available: onHand, onOrder, inTransit: 0, waiting: 0 }, policy)
    if (advice.quantity > 0) {
      onOrder += advice.quantity
      arrivals.set(day + wait, (arrivals.get(day + wait) ?? 0) + advice.quantity)
      result.orders++
    }
    result.stock.push(onHand)
  }
  result.averageStock = result.days === 0 ? 0 : Math.round(result.stock.reduce((a, b) => a + b, 0) / result.days)
  result.fillRate = result.asked === 0 ? null : Math.floor((result.filled / result.asked) * 10_000)
  return result
}
