import type { Day } from '../../day.ts'
import { BASE_FACTOR } from '../../quantity.ts'

/** How scarce goods are handed out: promised first, most valuable first, route by route, the same share, oldest first. */
export const ALLOCATION_RULES = ['promise', 'value', 'route', 'even', 'age'] as const
export type AllocationRule = (typeof ALLOCATION_RULES)[number]

/** An order line that waits for goods. Quantities in thousandths of the base unit. */
export interface WaitingLine {
  key: string
  /** Wanted and not shipped yet. */
  open: number
  /** Stands on draft notes: stays with the line. */
  floor: number
  deliveryDay: Day | null
  /** What the open part is worth, 分; null: hidden from the user. */
  value: number | null
  /** Empty: no route. */
  route: string
  submittedAt: string
}

/**
 * Hands out `pool` by a rule. Every line first keeps what stands on its notes; the rest goes line by line in the order of the
 * rule, or to all in proportion to what each still wants, in whole base units.
 * @returns what each line gets: never less than its floor, never more than is open, together never more than `pool` unless
 * the floors alone are more
 */
export function allocate(lines: readonly WaitingLine[], pool: number, rule: AllocationRule): Map<string, number> {
  const got = new Map(lines.map((line) => [line.key, line.floor]))
  const rest = Math.max(0, pool - lines.reduce((sum, line) => sum + line.floor, 0))
  if (rule === 'even') evenly(lines, rest, got)
  else inOrder(sortBy(lines, rule), rest, got)
  return got
}

/** The lines in the order in which a rule serves them. */
export function sortBy<Line extends WaitingLine>(lines: readonly Line[], rule: AllocationRule): Line[] {
  const byAge = (a: Line, b: Line) => compare(a.submittedAt, b.submittedAt) || compare(a.key, b.key)
  const byPromise = (a: Line, b: Line) => compare(a.deliveryDay ?? '9999', b.deliveryDay ?? '9999') || byAge(a, b)
  const orders: Record<AllocationRule, (a: Line, b: Line) => number> = {
    promise: byPromise,
    value: (a, b) => (b.value ?? 0) - (a.value ?? 0) || byAge(a, b),
    route: (a, b) => compare(a.route || '\u{10FFFF}', b.route || '\u{10FFFF}') || byPromise(a, b),
    even: byAge,
    age: byAge,
  }
  return lines.toSorted(orders[rule])
}

function inOrder(lines: readonly WaitingLine[], pool: number, got: Map<string, number>): void {
  let rest = pool
  for (const { key, open, floor } of lines) {
    const more = Math.min(rest, open - floor)
    got.set(key, floor + more)
    rest -= more
  }
}

/** In proportion, whole units first; what rounding leaves goes unit by unit to the largest remainders, older first. */
function evenly(lines: readonly WaitingLine[], pool: number, got: Map<string, number>): void {
  const wanting = sortBy(lines, 'age').filter((line) => line.open > line.floor)
  const wanted = wanting.reduce((sum, line) => sum + line.open - line.floor, 0)
  if (wanted <= pool) return inOrder(wanting, pool, got)
  const shares = wanting.map(({ key, open, floor }) => {
    const exact = Number((BigInt(pool) * BigInt(open - floor)) / BigInt(wanted))
    const whole = exact - (exact % BASE_FACTOR)
    return { key, floor, room: open - floor, whole, remainder: exact - whole }
  })
  let rest = pool - shares.reduce((sum, share) => sum + share.whole, 0)
  const byRemainder = shares.toSorted((a, b) => b.remainder - a.remainder)
  // more is wanted than there is, so every round gives something
  while (rest > 0) {
    for (const share of byRemainder) {
      const more = Math.min(BASE_FACTOR, rest, share.room - share.whole)
      share.whole += more
      rest -= more
    }
  }
  for (const { key, floor, whole } of shares) got.set(key, floor + whole)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
