import { dayNumber } from '../../shared/day.ts'
import { seeded } from './measure.ts'

/**
 * Five years of a distributor's trade, made up: customers come, stay for a while and leave, each with goods it usually takes;
 * goods are launched, some sell all the time and most seldom; there are seasons, weekdays, growth, a little inflation and days
 * on which something is sold out. The same seed gives the same trade.
 */
export interface TradeSize {
  orders: number
  customers: number
  products: number
}

export interface TradeOrder {
  /** Days since 1970-01-01. */
  day: number
  hour: number
  customer: number
  lines: TradeLine[]
}

export interface TradeLine {
  product: number
  /** Whole bags. */
  bags: number
  /** 分 a bag. */
  price: number
  /** 分 a bag. */
  cost: number
}

const FIRST_DAY = dayNumber('2021-11-23')
const LAST_DAY = dayNumber('2026-11-22')
const DAYS = LAST_DAY - FIRST_DAY + 1
/** Growth of the trade a year, and of prices. */
const GROWTH = 0.08
const INFLATION = 0.02
const WEEKDAYS = [1.25, 1.1, 1, 1, 1.15, 0.8, 0.35]
/** Goods a customer usually takes, and how often a line is one of them. */
const USUAL = 15
const USUAL_SHARE = 0.75

export const TRADE_DAYS = { first: FIRST_DAY, last: LAST_DAY }

/** All orders, oldest first. */
export function* tradeOf(size: TradeSize, seed = 7): Generator<TradeOrder> {
  const random = seeded(seed)
  const whole = (n: number) => Math.floor(random() * n)
  // goods: few sell most (rank from a power law), a third of them launched later, each sold out for a fortnight once
  const launched = Int32Array.from({ length: size.products }, () =>
    random() < 0.66 ? FIRST_DAY : FIRST_DAY + whole(DAYS - 200),
  )
  const soldOut = Int32Array.from({ length: size.products }, () => FIRST_DAY + whole(DAYS))
  const price = Int32Array.from({ length: size.products }, () => 2000 + whole(18_000))
  const margin = Float64Array.from({ length: size.products }, () => 0.04 + random() * 0.2)
  const popular = () => Math.floor(size.products * random() ** 3.2)
  // customers: half are there from the beginning; a tenth leaves a year
  const from = Int32Array.from({ length: size.customers }, () => (random() < 0.5 ? FIRST_DAY : FIRST_DAY + whole(DAYS)))
  const to = Int32Array.from(from, (day) => day + Math.floor(-Math.log(1 - random()) * 3650))
  const weight = Float64Array.from({ length: size.customers }, () => Math.exp(random() * 3))
  const usual = Uint32Array.from({ length: size.customers * USUAL }, popular)
  let month = -1
  let active: Uint32Array = new Uint32Array(0)
  let cumulative: Float64Array = new Float64Array(0)
  const weights = Float64Array.from({ length: DAYS }, (_, d) => {
    const day = FIRST_DAY + d
    const season = 1 + 0.25 * Math.cos((2 * Math.PI * ((day % 365.25) - 20)) / 365.25)
    return season * WEEKDAYS[(day + 3) % 7]! * (1 + GROWTH) ** (d / 365.25)
  })
  const total = weights.reduce((a, b) => a + b, 0)
  let due = 0
  let made = 0
  for (let d = 0; d < DAYS; d++) {
    const day = FIRST_DAY + d
    if (Math.floor(d / 30) !== month) {
      month = Math.floor(d / 30)
      active = Uint32Array.from([...from.keys()].filter((c) => from[c]! <= day && to[c]! >= day))
      cumulative = new Float64Array(active.length)
      let sum = 0
      for (let i = 0; i < active.length; i++) cumulative[i] = sum += weight[active[i]!]!
    }
    due += (weights[d]! / total) * size.orders
    const until = d === DAYS - 1 ? size.orders : Math.round(due)
    for (; made < until; made++) {
      const customer = active[place(cumulative, random() * cumulative.at(-1)!)]!
      const lines: TradeLine[] = []
      for (let l = 1 + whole(9); l > 0; l--) {
        const product = random() < USUAL_SHARE ? usual[customer * USUAL + whole(USUAL)]! : popular()
        if (launched[product]! > day || (day >= soldOut[product]! && day < soldOut[product]! + 14)) continue
        if (lines.some((line) => line.product === product)) continue
        const dear = Math.round(price[product]! * (1 + INFLATION) ** (d / 365.25))
        const bags = 1 + Math.floor(Math.exp(random() * 3.2))
        lines.push({ product, bags, price: dear, cost: Math.round(dear * (1 - margin[product]!)) })
      }
      if (lines.length === 0) lines.push({ product: 0, bags: 1, price: price[0]!, cost: Math.round(price[0]! * 0.9) })
      yield { day, hour: 7 + whole(11), customer, lines }
    }
  }
}

/** The first place whose cumulated weight is above `at`. */
function place(cumulative: Float64Array, at: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (cumulative[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}
