import { between, type Facts } from './facts.ts'
import { addMovements, balancesAt, type Balances } from './stock-flow.ts'
import { keptOf, type Kept, type StockScope } from './stock-scope.ts'

/** What stock was worth in the evening of a day, 1/10000 yuan; shares of single warehouses are not rounded here. */
export interface StockPoint {
  day: number
  value: number
}

/** Most points of a period before they stand a week, then about a month apart. */
const MOST_POINTS = 62

/** What the stock of the scope was worth over time: a point a day, a week or 30 days, counted back from the last day. */
export function stockCurve(facts: Facts, question: StockScope & { from: number; to: number }): StockPoint[] {
  const { from, to } = question
  const kept = keptOf(facts, question)
  const step = [1, 7].find((days) => (to - from) / days < MOST_POINTS) ?? 30
  const first = to - Math.floor((to - from) / step) * step
  if (!kept.partOfSites) return summedCurve(facts, kept, first, to, step)
  const balances = balancesAt(facts, first)
  const points = [{ day: first, value: worthOf(facts, kept, balances) }]
  for (let day = first + step; day <= to; day += step) {
    addMovements(balances, between(facts.stock, day - step + 1, day), facts.warehouses.length)
    points.push({ day, value: worthOf(facts, kept, balances) })
  }
  return points
}

/** Where whole sites are looked at the movements add up, and no balances are needed. */
function summedCurve(facts: Facts, kept: Kept, first: number, to: number, step: number): StockPoint[] {
  let value = 0
  const points: StockPoint[] = []
  for (let day = first, since = -Infinity; day <= to; since = day + 1, day += step) {
    for (const moved of between(facts.stock, since, day)) {
      for (let i = 0; i < moved.count; i++) {
        if (kept.products[moved.product[i]!] === 1 && kept.warehouses[moved.warehouse[i]!] === 1)
          value += moved.value[i]!
      }
    }
    points.push({ day, value })
  }
  return points
}

function worthOf(facts: Facts, kept: Kept, { quantity, value }: Balances): number {
  const width = facts.warehouses.length
  const sites = facts.sites.map((_, site) =>
    facts.warehouses.flatMap((warehouse, at) => (warehouse.site === site ? [at] : [])),
  )
  const asked = sites.filter((warehouses) => warehouses.some((w) => kept.warehouses[w] === 1))
  let worth = 0
  for (let base = 0, product = 0; product < facts.products.length; product++, base += width) {
    if (kept.products[product] === 0) continue
    for (const warehouses of asked) {
      let whole = 0
      let there = 0
      let here = 0
      let own = 0
      let lacks = false
      for (const w of warehouses) {
        whole += value[base + w]!
        there += quantity[base + w]!
        if (quantity[base + w]! < 0) lacks = true
        if (kept.warehouses[w] === 0) continue
        own += value[base + w]!
        here += quantity[base + w]!
      }
      worth += lacks ? own : there === 0 ? 0 : (whole * here) / there
    }
  }
  return worth
}
