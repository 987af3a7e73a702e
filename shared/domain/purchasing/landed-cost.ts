import { allocate } from '../../money.ts'

/** Freight, loading, duty, insurance, other: what bringing the goods in costs besides the goods. */
export const COST_KINDS = ['freight', 'loading', 'duty', 'insurance', 'other'] as const
export type CostKind = (typeof COST_KINDS)[number]
/** What decides how much of a cost a line bears. */
export const COST_BASES = ['value', 'weight', 'quantity'] as const
export type CostBasis = (typeof COST_BASES)[number]

/** A received line as far as costs are spread over it. */
export interface BearingLine {
  /** Thousandths of the base unit. */
  quantity: number
  /** Cost of the goods, 1/10000 yuan in total. */
  cost: number
  /** Grams per base unit; null: not known. */
  weight: number | null
}

/**
 * Spreads a cost over the lines of a receipt: the parts add up to it to the last 1/10000 yuan, the largest remainders get
 * the odd ones. Where the basis says nothing (no weights known, goods for nothing) quantity decides, and among lines of no
 * quantity the first bears it.
 * @param value 1/10000 yuan to spread, not below zero
 */
export function spreadCost(value: number, basis: CostBasis, lines: readonly BearingLine[]): number[] {
  const weights = weightsOf(basis, lines)
  const isMute = weights.every((weight) => weight === 0)
  return allocate(value, isMute ? weightsOf('quantity', lines) : weights)
}

function weightsOf(basis: CostBasis, lines: readonly BearingLine[]): number[] {
  switch (basis) {
    case 'value':
      return lines.map((line) => line.cost)
    case 'quantity':
      return lines.map((line) => line.quantity)
    case 'weight':
      // milligrams: thousandths of base units × grams
      return scaled(lines.map((line) => BigInt(line.quantity) * BigInt(line.weight ?? 0)))
  }
}

/** Weights as safe integers whose sum is one too; a shipload of grains is still told apart. */
function scaled(weights: readonly bigint[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0n)
  const limit = BigInt(Number.MAX_SAFE_INTEGER)
  const divisor = sum > limit ? sum / limit + 1n : 1n
  return weights.map((weight) => Number(weight / divisor))
}

/** What of a cost becomes part of the goods' cost, 1/10000 yuan: all but the tax that can be deducted. */
export const costToSpread = (amount: number, tax: number, deductTax: boolean): number =>
  (amount - (deductTax ? tax : 0)) * 100
