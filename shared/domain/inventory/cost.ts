import { mulDiv } from '../../money.ts'

/**
 * What a site holds of a product and what it is worth, for the moving average (移动加权平均).
 * Quantities are thousandths of the base unit; values 1/10000 yuan in total; `lastCost` 1/10000 yuan per base unit.
 */
export interface Pool {
  quantity: number
  value: number
  /** The newest known unit cost; stands in while there is nothing to take an average of. */
  lastCost: number
}

export interface Booked {
  pool: Pool
  /** What the movement itself is worth, signed like its quantity. */
  value: number
  /** What has to be booked beside it so that the pool stays true: no quantity, no value. Mostly 0. */
  residue: number
}

/** What `quantity` of the pool is worth at its average; at the last known cost as far as there is nothing to average. */
export function costOf(pool: Pool, quantity: number): number {
  if (pool.quantity <= 0 || pool.value < 0) return mulDiv(pool.lastCost, quantity, 1000)
  if (quantity <= pool.quantity) return mulDiv(pool.value, quantity, pool.quantity)
  return pool.value + mulDiv(pool.lastCost, quantity - pool.quantity, 1000)
}

/** Unit cost of a pool, 1/10000 yuan per base unit. */
export function unitCost(pool: Pool): number {
  return pool.quantity > 0 && pool.value >= 0 ? mulDiv(pool.value, 1000, pool.quantity) : pool.lastCost
}

/**
 * Books a movement into a pool.
 *
 * Going out takes the average; the last of it takes all that is left, so that rounding never piles up. Coming in brings
 * the given value, or the average when none is given. Goods that cover a negative stock settle what was taken at a guess:
 * the difference is the residue. Never divides by zero.
 *
 * @param quantity positive in, negative out
 * @param value what it brings or takes, for goods with a known cost and for reversals; absent: at the average
 * @param exact a reversal: its value is what the reversed movement had, and covers no negative stock anew
 */
export function bookMovement(pool: Pool, quantity: number, value?: number, exact = false): Booked {
  // + 0: no value is 0, never -0
  const worth = (value ?? (quantity >= 0 ? joiningCost(pool, quantity) : -costOf(pool, -quantity))) + 0
  const after = { quantity: pool.quantity + quantity, value: pool.value + worth }
  let residue = 0
  if (after.quantity === 0) residue = -after.value + 0
  else if (!exact && quantity > 0 && pool.quantity < 0 && after.quantity > 0) {
    residue = mulDiv(worth, after.quantity, quantity) - after.value
  }
  after.value += residue
  return { pool: { ...after, lastCost: lastCostAfter(pool, after, quantity, worth) }, value: worth, residue }
}

/** What goods coming in at the average bring: it stays what it was, however many they are. */
function joiningCost(pool: Pool, quantity: number): number {
  return pool.quantity > 0 && pool.value >= 0
    ? mulDiv(pool.value, quantity, pool.quantity)
    : mulDiv(pool.lastCost, quantity, 1000)
}

function lastCostAfter(
  before: Pool,
  after: { quantity: number; value: number },
  quantity: number,
  worth: number,
): number {
  if (after.quantity > 0 && after.value >= 0) return mulDiv(after.value, 1000, after.quantity)
  if (quantity > 0 && worth > 0) return mulDiv(worth, 1000, quantity)
  return before.lastCost
}
