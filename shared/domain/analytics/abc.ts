export const ABC_CLASSES = ['A', 'B', 'C'] as const
export type AbcClass = (typeof ABC_CLASSES)[number]

/** Where A and B end, basis points of the total of all positive values (domain.md 10: 0–80–95–100). */
export const ABC_BOUNDS: readonly [number, number] = [8000, 9500]

export interface AbcLimits {
  /** Sum of the positive values. */
  total: number
  /** The least value that is A, and that is still B; Infinity where there is nothing positive. */
  leastA: number
  leastB: number
}

/**
 * Where the classes end. A value is A while everything larger adds up to less than the first bound of the total, B up to the
 * second: the one that crosses a bound belongs to the better class, equal values to the same. Nothing and losses are C.
 * @param bounds basis points, rising
 */
export function abcLimits(values: Float64Array, bounds: readonly [number, number] = ABC_BOUNDS): AbcLimits {
  const sorted = values.filter((value) => value > 0).sort()
  const total = sorted.reduce((sum, value) => sum + value, 0)
  const [endOfA, endOfB] = bounds.map((bound) => (total * bound) / 10_000) as [number, number]
  const limits = { total, leastA: Infinity, leastB: Infinity }
  let larger = 0
  for (let i = sorted.length - 1; i >= 0 && larger < endOfB;) {
    const value = sorted[i]!
    limits.leastB = value
    if (larger < endOfA) limits.leastA = value
    for (; i >= 0 && sorted[i] === value; i--) larger += value
  }
  return limits
}

/** The class of a value. */
export const abcOf = (value: number, limits: AbcLimits): AbcClass =>
  value >= limits.leastA ? 'A' : value >= limits.leastB ? 'B' : 'C'

/** A hand-set grade that says a class: `A`, `b级`, `C类`; null for others (VIP, 金牌 …), which nothing is compared with. */
export function gradeClass(grade: string): AbcClass | null {
  const match = /^\s*([abcＡＢＣ])(?![a-z])/i.exec(grade)
  return match
    ? (ABC_CLASSES[(match[1]!.normalize('NFKC').toUpperCase().charCodeAt(0) - 65) as 0 | 1 | 2] ?? null)
    : null
}
