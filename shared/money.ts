/**
 * Money. Amounts are whole 分 (1/100 yuan); unit prices are whole 1/10000 yuan; rates and discounts are whole basis
 * points (1/10000). All are safe integers; there is one rounding rule, half up (away from zero), and one place for it.
 */
export type Fen = number
/** A unit price in 1/10000 yuan. */
export type Price = number
/** A rate in 1/10000: 1300 = 13 %. */
export type BasisPoints = number

export const NO_DISCOUNT: BasisPoints = 10_000

/** `a × b / divisor`, rounded half away from zero, exact at any size. `divisor` must be positive. */
export function mulDiv(a: number, b: number, divisor: number): number {
  const product = a * b
  if (Number.isSafeInteger(product) && Number.isSafeInteger(product * 2)) {
    const sign = product < 0 ? -1 : 1
    const n = Math.abs(product)
    const quotient = Math.floor(n / divisor)
    const rest = n - quotient * divisor
    return sign * (rest * 2 >= divisor ? quotient + 1 : quotient) + 0
  }
  const big = BigInt(a) * BigInt(b)
  const d = BigInt(divisor)
  const n = big < 0n ? -big : big
  const quotient = n / d
  const rounded = (n % d) * 2n >= d ? quotient + 1n : quotient
  return Number(big < 0n ? -rounded : rounded)
}

/**
 * The amount of a line in 分.
 * @param quantity thousandths of the base unit
 * @param price 1/10000 yuan per unit as typed
 * @param unitFactor thousandths of the base unit in one unit as typed (1000 for the base unit itself)
 */
export function amountOf(quantity: number, price: Price, unitFactor: number): Fen {
  // yuan = quantity/unitFactor × price/10000, so 分 = quantity × price / (unitFactor × 100)
  return mulDiv(quantity, price, unitFactor * 100)
}

/** `amount` at `rate` basis points, rounded. */
export function share(amount: Fen, rate: BasisPoints): Fen {
  return mulDiv(amount, rate, 10_000)
}

/** The tax inside a tax-inclusive amount: amount − amount / (1 + rate). */
export function taxIncluded(amount: Fen, rate: BasisPoints): Fen {
  return rate === 0 ? 0 : amount - mulDiv(amount, 10_000, 10_000 + rate)
}

/** Splits `total` in proportion to `weights` so that the parts add up exactly (largest remainders get the odd 分). */
export function allocate(total: Fen, weights: readonly number[]): Fen[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  if (weights.length === 0) return []
  if (sum === 0) return weights.map((_, i) => (i === 0 ? total : 0))
  const sign = total < 0 ? -1 : 1
  const whole = BigInt(Math.abs(total))
  const bigSum = BigInt(sum)
  const parts = weights.map((w) => ({ part: (whole * BigInt(w)) / bigSum, rest: (whole * BigInt(w)) % bigSum }))
  let left = Number(whole - parts.reduce((a, p) => a + p.part, 0n))
  const order = parts.map((_, i) => i).sort((a, b) => Number(parts[b]!.rest - parts[a]!.rest) || a - b)
  const result = parts.map((p) => Number(p.part))
  for (const i of order) {
    if (left === 0) break
    result[i]! += 1
    left--
  }
  return result.map((p) => sign * p + 0)
}

/** Writes 分 as `1,234.50` (no currency sign). */
export function formatFen(amount: Fen): string {
  const text = Math.abs(amount).toString().padStart(3, '0')
  const whole = text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amount < 0 ? '-' : ''}${whole}.${text.slice(-2)}`
}

/** Writes a price with two to four decimals: `12.50`, `0.0825`. */
export function formatPrice(price: Price): string {
  const text = Math.abs(price).toString().padStart(5, '0')
  const decimals = text.slice(-4).replace(/0{1,2}$/, '')
  const whole = text.slice(0, -4).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${price < 0 ? '-' : ''}${whole}.${decimals}`
}

/** Reads typed money (`1,234.5`, `¥12`, `-3`) as a whole number of `1/scale` yuan, or null when it is not a number or has too many decimals. */
export function parseDecimal(text: string, decimals: number): number | null {
  const clean = text
    .trim()
    .replace(/^[¥￥]/, '')
    .replace(/[,，\s]/g, '')
  const match = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(clean)
  if (!match || (!match[2] && !match[3])) return null
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > decimals) return null
  const n = Number((match[2] || '0') + fraction.padEnd(decimals, '0'))
  if (!Number.isSafeInteger(n)) return null
  return match[1] === '-' ? -n + 0 : n
}

/** Reads typed money as 分; null when it is not an amount with at most two decimals. */
export const parseFen = (text: string): Fen | null => parseDecimal(text, 2)
/** Reads a typed unit price as 1/10000 yuan; null when it is not a number with at most four decimals. */
export const parsePrice = (text: string): Price | null => parseDecimal(text, 4)
