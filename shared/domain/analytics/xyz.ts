import { between, counts, type Facts } from './facts.ts'
import { keptOf, type StockScope } from './stock-scope.ts'

export const XYZ_CLASSES = ['X', 'Y', 'Z'] as const
export type XyzClass = (typeof XYZ_CLASSES)[number]

/** Variation of the weeks below which demand is steady, and up to which it varies. */
const X_BELOW = 0.5
const Y_UP_TO = 1

/**
 * How much the demand of each product varies from week to week: standard deviation of the quantities sold (shipped less
 * returned) in whole weeks, counted back from `to`, over their mean. Weeks before a product was first sold in the period do
 * not count. @returns NaN where fewer than two weeks count or nothing is left of what was sold
 */
export function weeklyVariation(facts: Facts, question: StockScope & { from: number; to: number }): Float64Array {
  const { from, to } = question
  const kept = keptOf(facts, question)
  const size = facts.products.length
  const weeks = Math.floor((to - from + 1) / 7)
  const start = to + 1 - weeks * 7
  const sum = new Float64Array(size)
  const squares = new Float64Array(size)
  const first = new Int32Array(size).fill(-1)
  const sold = new Float64Array(size)
  const touched: number[] = []
  const isTouched = new Uint8Array(size)
  const close = (week: number): void => {
    for (const product of touched) {
      const quantity = sold[product]!
      if (first[product] === -1 && quantity > 0) first[product] = week
      if (first[product] !== -1) {
        sum[product]! += quantity
        squares[product]! += quantity * quantity
      }
      sold[product] = 0
      isTouched[product] = 0
    }
    touched.length = 0
  }
  let week = 0
  for (const day of between(facts.sales, start, to)) {
    const now = Math.floor((day.day - start) / 7)
    if (now !== week) close(week)
    week = now
    for (let document = 0; document < day.documents; document++) {
      if (!counts(day.kind[document]!, 'shipped')) continue
      for (let i = day.first[document]!; i < day.first[document + 1]!; i++) {
        const product = day.product[i]!
        if (kept.products[product] === 0 || kept.warehouses[day.warehouse[i]!] === 0) continue
        if (isTouched[product] === 0) {
          isTouched[product] = 1
          touched.push(product)
        }
        sold[product]! += day.quantity[i]!
      }
    }
  }
  close(week)
  return Float64Array.from(first, (since, product) => {
    const n = weeks - since
    const mean = sum[product]! / n
    if (since === -1 || n < 2 || mean <= 0) return Number.NaN
    const variance = Math.max(0, (squares[product]! - sum[product]! * mean) / (n - 1))
    return Math.sqrt(variance) / mean
  })
}

/** XYZ of a variation: steady below 0.5, varying up to 1, irregular above. @returns place in XYZ_CLASSES; −1: not known */
export function xyzClass(variation: number): number {
  if (Number.isNaN(variation)) return -1
  return variation < X_BELOW ? 0 : variation <= Y_UP_TO ? 1 : 2
}
