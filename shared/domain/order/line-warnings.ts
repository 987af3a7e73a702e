import { mulDiv, share, type BasisPoints, type Price } from '../../money.ts'
import type { Quantity } from '../../quantity.ts'
import { convertPrice } from '../pricing/resolve.ts'

/** What the customer took of a product the last time; the price per unit of `factor` thousandths. */
export interface LastTime {
  quantity: Quantity
  price: Price | null
  factor: number
}

/** What the warnings of a line depend on; a line still being typed lacks quantity or price. */
export interface WarnedLine {
  productId: string
  warehouseId: string
  quantity: Quantity | null
  factor: number
  price: Price | null
  discount: BasisPoints
  gift: boolean
  /** Free stock in the line's warehouse before this order; null while unknown. */
  available: Quantity | null
  /** What of it is young enough for this customer; null or absent: unknown, or goods without lots. */
  acceptable?: Quantity | null
  /** Per base unit; null: none, or not for this user to see. */
  floorPrice: Price | null
  last: LastTime | null
}

/**
 * - `short`: all lines of the product together want more than its warehouse has (`missing` of it)
 * - `too-old`: there is enough, but only `acceptable` of it young enough for this customer
 * - `below-floor`: the price paid is under the floor price (`floor` per unit of the line)
 * - `price-moved`: more than a tenth away from the last price (`last` per unit of the line, `change` in basis points)
 * - `unusual`: more than `UNUSUAL_TIMES` what the customer took last (`usual`)
 * - `duplicate`: an earlier line (0-based) has the same product, and could take this one's quantity
 */
export type LineWarning =
  | { kind: 'short'; available: Quantity; missing: Quantity }
  | { kind: 'too-old'; acceptable: Quantity }
  | { kind: 'below-floor'; floor: Price }
  | { kind: 'price-moved'; last: Price; change: number }
  | { kind: 'unusual'; usual: Quantity }
  | { kind: 'duplicate'; line: number }

/** Basis points a price may differ from the last one without a word. */
export const PRICE_MOVE: BasisPoints = 1000
/** Times the last quantity above which a slip of the finger is likely (libraries.md 2.2). */
export const UNUSUAL_TIMES = 3

/** The warnings of each line, in the order of the lines. They stop nobody: the review rules decide after submitting. */
export function lineWarnings(lines: readonly WarnedLine[]): LineWarning[][] {
  const wanted = new Map<string, Quantity>()
  for (const line of lines)
    if (line.productId !== '') wanted.set(stockKey(line), (wanted.get(stockKey(line)) ?? 0) + (line.quantity ?? 0))
  const firstLine = new Map<string, number>()
  return lines.map((line, index) => {
    if (line.productId === '') return []
    const sameAs = `${line.productId} ${line.warehouseId} ${line.gift}`
    const other = firstLine.get(sameAs)
    if (other === undefined) firstLine.set(sameAs, index)
    return [
      ...shortage(line, wanted.get(stockKey(line)) ?? 0),
      ...quantityHabit(line),
      ...priceWarnings(line),
      ...(other === undefined ? [] : [{ kind: 'duplicate', line: other } as const]),
    ]
  })
}

const stockKey = (line: WarnedLine): string => `${line.productId} ${line.warehouseId}`

function shortage(line: WarnedLine, wanted: Quantity): LineWarning[] {
  if (line.available === null || line.quantity === null) return []
  const { acceptable = null } = line
  const tooOld: LineWarning[] =
    acceptable !== null && acceptable < Math.min(wanted, line.available) ? [{ kind: 'too-old', acceptable }] : []
  if (wanted <= line.available) return tooOld
  return [...tooOld, { kind: 'short', available: line.available, missing: wanted - line.available }]
}

function quantityHabit({ quantity, last }: WarnedLine): LineWarning[] {
  if (quantity === null || !last || last.quantity <= 0 || quantity <= last.quantity * UNUSUAL_TIMES) return []
  return [{ kind: 'unusual', usual: last.quantity }]
}

function priceWarnings(line: WarnedLine): LineWarning[] {
  if (line.price === null || line.gift) return []
  const found: LineWarning[] = []
  const floor = line.floorPrice === null ? null : convertPrice(line.floorPrice, 1000, line.factor)
  if (floor !== null && share(line.price, line.discount) < floor) found.push({ kind: 'below-floor', floor })
  if (line.last?.price) {
    const last = convertPrice(line.last.price, line.last.factor, line.factor)
    const change = last === 0 ? 0 : mulDiv(line.price - last, 10_000, last)
    if (Math.abs(change) > PRICE_MOVE) found.push({ kind: 'price-moved', last, change })
  }
  return found
}
