import { between, counts, type Facts } from './facts.ts'
import { commonest } from './next-basket.ts'
import type { Purchases } from './purchases.ts'

/** A lot of which something is free. Days since 1970-01-01, quantities in thousandths of the base unit. */
export interface ExpiringLot {
  id: string
  /** Place in `Facts.products` and `Facts.sites`. */
  product: number
  site: number
  free: number
  /** From this day on it cannot be sold. */
  expiryDay: number
  /** Part of its life that remains, basis points; null: not known. */
  life: number | null
  /** 1/10000 yuan per base unit, the site's average; NaN: not known. */
  cost: number
}

/** A lot that will not sell out in time, and what can be done about it. Amounts in 分, prices in 1/10000 yuan per base unit. */
export interface LotToPush {
  lot: ExpiringLot
  days: number
  /** Sold a day at this site, thousandths: the mean of the last `PACE_DAYS` days, less returns. */
  pace: number
  /** What will be left on its last day, up to whole base units. */
  unsold: number
  /** What that cost; null: cost not known. */
  loss: number | null
  /** Mean price of the last `PRICE_DAYS` days; null: none sold. */
  usualPrice: number | null
  suggestedPrice: number | null
  /** Customers who bought it within a year and take goods of this age. */
  customers: number
  /** What they take once each, thousandths. */
  possible: number
  /** What of the loss would not be, if each took once more at the suggested price: at cost, or at the price where that is less. */
  lossAvoided: number
}

/** Somebody who might take such a lot. */
export interface LotCustomer {
  /** Place in `Facts.customers`. */
  customer: number
  times: number
  lastDay: number
  /** What is usually taken at a time, thousandths. */
  quantity: number
  /** 1/10000 yuan per base unit, of the last time. */
  price: number
}

export const PACE_DAYS = 90
const PRICE_DAYS = 90
export const BUYER_DAYS = 365
/** A price lower by one percent sells about two percent more: an assumption, as the page says. */
const ELASTICITY = 2
/** Part of the usual price below which none is suggested. */
const LEAST_PRICE = 0.5

export interface PushQuestion {
  /** Lots that end later are no matter of today. */
  withinDays: number
  /** Least life that a customer accepts, basis points; absent: any. */
  minLife: (customer: number) => number
  /** Customers asked for, by their place; others are left out. */
  include: (customer: number) => boolean
}

/**
 * Lots that will not sell out at the current pace, first expired first out: what older lots of the product and site sell is not
 * there for younger ones. Most loss avoided first.
 */
export function pushList(
  facts: Facts,
  purchases: Purchases,
  lots: readonly ExpiringLot[],
  question: PushQuestion,
): LotToPush[] {
  const wanted = new Set(lots.map(({ product }) => product))
  const pace = paces(facts)
  const prices = usualPrices(facts)
  const buyers = buyersOf(purchases, facts.today, wanted)
  const sold = new Map<number, number>()
  const list: LotToPush[] = []
  for (const lot of [...lots].sort((a, b) => a.expiryDay - b.expiryDay || (a.id < b.id ? -1 : 1))) {
    const key = lot.product * facts.sites.length + lot.site
    const days = Math.max(0, lot.expiryDay - facts.today)
    const before = sold.get(key) ?? 0
    const sells = Math.min(lot.free, Math.max(0, (pace.get(key) ?? 0) * days - before))
    sold.set(key, before + sells)
    const unsold = Math.min(lot.free, Math.ceil((lot.free - sells) / 1000 - 1e-9) * 1000)
    if (unsold <= 0 || days === 0 || days > question.withinDays) continue
    const usualPrice = prices.get(lot.product) ?? null
    const suggestedPrice = usualPrice === null ? null : suggestPrice(usualPrice, lot.free, sells)
    const takers = takersOf(buyers.get(lot.product), lot, question)
    const possible = takers.reduce((sum, { quantity }) => sum + quantity, 0)
    const worth = Math.min(Number.isNaN(lot.cost) ? Infinity : lot.cost, suggestedPrice ?? Infinity)
    list.push({
      lot,
      days,
      pace: pace.get(key) ?? 0,
      unsold,
      loss: Number.isNaN(lot.cost) ? null : amountAt(unsold, lot.cost),
      usualPrice,
      suggestedPrice,
      customers: takers.length,
      possible,
      lossAvoided: worth === Infinity ? 0 : amountAt(Math.min(unsold, possible), worth),
    })
  }
  return list.sort((a, b) => b.lossAvoided - a.lossAvoided || b.unsold - a.unsold || a.days - b.days)
}

/** Who might take a lot: customers who bought the product within a year and accept its age, the most frequent first. */
export function lotCustomers(
  facts: Facts,
  purchases: Purchases,
  lot: ExpiringLot,
  question: Pick<PushQuestion, 'minLife' | 'include'>,
): LotCustomer[] {
  const buyers = buyersOf(purchases, facts.today, new Set([lot.product])).get(lot.product)
  return takersOf(buyers, lot, question).sort((a, b) => b.times - a.times || b.lastDay - a.lastDay)
}

const takersOf = (
  buyers: readonly LotCustomer[] | undefined,
  { life }: ExpiringLot,
  { minLife, include }: Pick<PushQuestion, 'minLife' | 'include'>,
): LotCustomer[] =>
  (buyers ?? []).filter(({ customer }) => include(customer) && (life === null || life >= minLife(customer)))

const amountAt = (quantity: number, price: number): number => Math.round((quantity * price) / 100_000)

/** Sold a day by product and site, thousandths: what left less what came back, over `PACE_DAYS` days up to yesterday. */
function paces(facts: Facts): Map<number, number> {
  const sums = new Map<number, number>()
  for (const day of between(facts.sales, facts.today - PACE_DAYS, facts.today - 1))
    for (let d = 0; d < day.documents; d++) {
      if (!counts(day.kind[d]!, 'shipped')) continue
      for (let line = day.first[d]!; line < day.first[d + 1]!; line++) {
        const site = facts.warehouses[day.warehouse[line]!]?.site ?? day.site[d]!
        const key = day.product[line]! * facts.sites.length + site
        sums.set(key, (sums.get(key) ?? 0) + day.quantity[line]!)
      }
    }
  for (const [key, sum] of sums) sums.set(key, Math.max(0, sum / PACE_DAYS))
  return sums
}

/** Mean price of what was sold, 1/10000 yuan per base unit, by product; returns do not count. */
function usualPrices(facts: Facts): Map<number, number> {
  const sums = new Map<number, { amount: number; quantity: number }>()
  for (const day of between(facts.sales, facts.today - PRICE_DAYS, facts.today))
    for (let d = 0; d < day.documents; d++) {
      if (!counts(day.kind[d]!, 'shipped')) continue
      for (let line = day.first[d]!; line < day.first[d + 1]!; line++) {
        if (day.quantity[line]! <= 0 || day.amount[line]! <= 0) continue
        let sum = sums.get(day.product[line]!)
        if (!sum) sums.set(day.product[line]!, (sum = { amount: 0, quantity: 0 }))
        sum.amount += day.amount[line]!
        sum.quantity += day.quantity[line]!
      }
    }
  return new Map([...sums].map(([product, { amount, quantity }]) => [product, (amount * 100_000) / quantity]))
}

/**
 * The price at which the lot should sell as fast as it must, when demand follows price with a constant elasticity:
 * price = usual × (needed ÷ current)^(−1/ELASTICITY), whole 分, never below half of the usual.
 */
function suggestPrice(usual: number, needed: number, sells: number): number {
  const factor = sells <= 0 ? LEAST_PRICE : Math.max(LEAST_PRICE, (needed / sells) ** (-1 / ELASTICITY))
  return Math.round((usual * factor) / 100) * 100
}

/** By product everybody who bought it within `BUYER_DAYS` days. */
function buyersOf(purchases: Purchases, today: number, wanted: ReadonlySet<number>): Map<number, LotCustomer[]> {
  const found = new Map<number, LotCustomer[]>()
  for (let customer = 0; customer + 1 < purchases.first.length; customer++) {
    const taken = new Map<number, { lines: number[]; lastDay: number }>()
    for (let at = purchases.first[customer + 1]! - 1; at >= purchases.first[customer]!; at--) {
      if (purchases.day[at]! < today - BUYER_DAYS) break
      for (let line = purchases.begin[at]!; line < purchases.end[at]!; line++) {
        const product = purchases.product[line]!
        if (!wanted.has(product)) continue
        const known = taken.get(product)
        if (known) known.lines.push(line)
        else taken.set(product, { lines: [line], lastDay: purchases.day[at]! })
      }
    }
    for (const [product, { lines, lastDay }] of taken) {
      const [newest] = lines
      const buyer: LotCustomer = {
        customer,
        times: lines.length,
        lastDay,
        quantity: commonest(lines.slice(0, 5).map((line) => purchases.quantity[line]!)),
        price: Math.round((purchases.amount[newest!]! * 100_000) / purchases.quantity[newest!]!),
      }
      const buyers = found.get(product)
      if (buyers) buyers.push(buyer)
      else found.set(product, [buyer])
    }
  }
  return found
}
