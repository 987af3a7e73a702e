import { between, counts, type Facts, type SalesDay, type StockDay } from './facts.ts'
import { addMovements, balancesAt, FLOWS, flowPlaces, type Balances, type FlowPlaces } from './stock-flow.ts'
import { keptOf, type Kept, type StockScope } from './stock-scope.ts'
import { sharesOf } from './stock-value.ts'

export interface StockMeasureQuestion extends StockScope {
  /** Days since 1970-01-01, both included; the stock is that of the evening of `to`. */
  from: number
  to: number
  /** Days before the end of which the use of a product is taken. */
  useDays: number
}

/** What is to be known of each product, by its place in `Facts.products`. */
export interface StockMeasures {
  /** In the evening of the last day: thousandths of the base unit, 1/10000 yuan. */
  quantity: Float64Array
  value: Float64Array
  /** Average of the value of every evening of the period, 1/10000 yuan. */
  averageValue: Float64Array
  /** Sold in the period less what came back: thousandths, 分, and 分 without tax and 1/10000 yuan of lines with a known cost. */
  soldQuantity: Float64Array
  soldAmount: Float64Array
  costedRevenue: Float64Array
  cost: Float64Array
  /** Used a day (sold, and put into assemblies), thousandths; see `usePerDay`. */
  usePerDay: Float64Array
  /** Last day something was sold, first day anything moved or was sold; −1: never. */
  lastSale: Int32Array
  firstSeen: Int32Array
  /** 1: there was stock on some day of the period; 1: something was sold in it. */
  stocked: Uint8Array
  sold: Uint8Array
}

/**
 * Measures stock against sales, product by product, over one pass of the movements and one of the sales.
 *
 * The average stock is the mean of the values of all evenings of the period. What a day uses is what was sold (shipped less
 * returned) and put into assemblies in the last `useDays` days, divided by those days, or by the days since the product was
 * first seen when they are fewer. Of a single warehouse values are its share of the site's (stock-value.ts).
 */
export function measureStock(facts: Facts, question: StockMeasureQuestion): StockMeasures {
  const kept = keptOf(facts, question)
  const size = facts.products.length
  const measures: StockMeasures = {
    quantity: new Float64Array(size),
    value: new Float64Array(size),
    averageValue: new Float64Array(size),
    soldQuantity: new Float64Array(size),
    soldAmount: new Float64Array(size),
    costedRevenue: new Float64Array(size),
    cost: new Float64Array(size),
    usePerDay: new Float64Array(size),
    lastSale: new Int32Array(size).fill(-1),
    firstSeen: new Int32Array(size).fill(-1),
    stocked: new Uint8Array(size),
    sold: new Uint8Array(size),
  }
  readStock(facts, question, kept, measures)
  readSales(facts, question, kept, measures)
  for (let product = 0; product < size; product++) {
    const since = measures.firstSeen[product]!
    const days = Math.min(question.useDays, since < 0 ? question.useDays : question.to - since + 1)
    measures.usePerDay[product] = Math.max(0, measures.usePerDay[product]! / Math.max(1, days))
  }
  return measures
}

/** What a product is worth in the scope: the sum of its warehouses, each with its share of what its site holds. */
function worthIn(facts: Facts, kept: Kept): (balances: Balances, product: number) => number {
  const width = facts.warehouses.length
  const sites = new Map<number, number[]>()
  facts.warehouses.forEach(({ site }, warehouse) => sites.set(site, [...(sites.get(site) ?? []), warehouse]))
  const asked = [...sites.values()].filter((warehouses) => warehouses.some((w) => kept.warehouses[w] === 1))
  return ({ quantity, value }, product) => {
    const base = product * width
    let worth = 0
    for (const warehouses of asked) {
      if (!kept.partOfSites) for (const w of warehouses) worth += value[base + w]!
      else {
        const cells = warehouses.map((w) => base + w)
        const shares = sharesOf(
          cells.map((cell) => quantity[cell]!),
          cells.map((cell) => value[cell]!),
        )
        shares.forEach((share, i) => (worth += kept.warehouses[warehouses[i]!] === 1 ? share : 0))
      }
    }
    return worth
  }
}

function readStock(facts: Facts, question: StockMeasureQuestion, kept: Kept, measures: StockMeasures): void {
  const { from, to, useDays } = question
  const width = facts.warehouses.length
  const worth = worthIn(facts, kept)
  const balances = balancesAt(facts, from - 1)
  const since = new Int32Array(facts.products.length).fill(from)
  for (let product = 0; product < facts.products.length; product++) {
    if (kept.products[product] === 0) continue
    measures.value[product] = worth(balances, product)
    for (let w = 0; w < width; w++) {
      if (kept.warehouses[w] === 1 && balances.quantity[product * width + w]! > 0) measures.stocked[product] = 1
    }
  }
  for (const day of between(facts.stock, from, to)) {
    addMovements(balances, [day], width)
    for (let i = 0; i < day.count; i++) {
      const product = day.product[i]!
      if (kept.products[product] === 0) continue
      if (day.quantity[i]! > 0 && kept.warehouses[day.warehouse[i]!] === 1) measures.stocked[product] = 1
      if (since[product] === day.day && since[product]! > from) continue
      measures.averageValue[product]! += measures.value[product]! * (day.day - since[product]!)
      since[product] = day.day
      measures.value[product] = worth(balances, product)
    }
  }
  for (let product = 0; product < facts.products.length; product++) {
    if (kept.products[product] === 0) continue
    measures.averageValue[product]! += measures.value[product]! * (to + 1 - since[product]!)
    measures.averageValue[product]! /= to - from + 1
    for (let w = 0; w < width; w++) {
      if (kept.warehouses[w] === 1) measures.quantity[product]! += balances.quantity[product * width + w]!
    }
  }
  const flows = flowPlaces(facts.movementTypes)
  for (const day of between(facts.stock, -Infinity, to)) readUse(day, to - useDays, kept, flows, measures)
}

const ASSEMBLED = FLOWS.indexOf('assembly-out')

/** When goods were first seen, and what assemblies took. @param usedFrom days after it count as use */
function readUse(day: StockDay, usedFrom: number, kept: Kept, flows: FlowPlaces, measures: StockMeasures): void {
  const counted = day.day > usedFrom
  for (let i = 0; i < day.count; i++) {
    const product = day.product[i]!
    if (kept.products[product] === 0 || kept.warehouses[day.warehouse[i]!] === 0) continue
    if (measures.firstSeen[product] === -1) measures.firstSeen[product] = day.day
    const quantity = day.quantity[i]!
    if (counted && flows[day.type[i]!]![Math.sign(quantity) + 1] === ASSEMBLED) measures.usePerDay[product]! -= quantity
  }
}

function readSales(facts: Facts, question: StockMeasureQuestion, kept: Kept, measures: StockMeasures): void {
  for (const day of between(facts.sales, -Infinity, question.to)) {
    for (let document = 0; document < day.documents; document++) {
      if (!counts(day.kind[document]!, 'shipped')) continue
      for (let i = day.first[document]!; i < day.first[document + 1]!; i++) readSale(day, i, question, kept, measures)
    }
  }
}

function readSale(day: SalesDay, i: number, question: StockMeasureQuestion, kept: Kept, measures: StockMeasures): void {
  const product = day.product[i]!
  if (kept.products[product] === 0 || kept.warehouses[day.warehouse[i]!] === 0) return
  const quantity = day.quantity[i]!
  const seen = measures.firstSeen[product]!
  if (seen === -1 || seen > day.day) measures.firstSeen[product] = day.day
  if (quantity > 0) measures.lastSale[product] = day.day
  if (day.day > question.to - question.useDays) measures.usePerDay[product]! += quantity
  if (day.day < question.from) return
  if (quantity > 0) measures.sold[product] = 1
  measures.soldQuantity[product]! += quantity
  measures.soldAmount[product]! += day.amount[i]!
  const cost = day.cost[i]!
  if (Number.isNaN(cost)) return
  measures.costedRevenue[product]! += day.revenue[i]!
  measures.cost[product]! += cost
}
