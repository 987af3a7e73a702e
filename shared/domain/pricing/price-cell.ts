import { formatPrice, mulDiv, parseDecimal, parsePrice, type Price } from '../../money.ts'
import type { Quantity } from '../../quantity.ts'

/**
 * Kinds of price in a price list. `sale`, `retail`, `purchase` and `floor` are the product's own (a pack has only a sale
 * price); `break` are quantity breaks of the list price; `level` belongs to a customer grade, `contract` to one customer.
 */
export const PRICE_KINDS = ['purchase', 'retail', 'sale', 'floor', 'break', 'level', 'contract'] as const
export type PriceKind = (typeof PRICE_KINDS)[number]

/** A price and the quantity from which it holds, thousandths of the base unit. */
export interface Tier {
  minQuantity: Quantity
  price: Price
}

/** One price of a price list: what it is for, per unit of a product. */
export interface PriceCell {
  productId: string
  unit: string
  kind: PriceKind
  /** For `level`, otherwise empty. */
  grade: string
  /** For `contract`, otherwise null. */
  customerId: string | null
}

export const cellKey = (cell: PriceCell): string =>
  [cell.productId, cell.unit, cell.kind, cell.grade, cell.customerId ?? ''].join('\u001f')

/** Whether a kind may have prices from a quantity on. */
export const hasTiers = (kind: PriceKind): boolean => kind === 'break' || kind === 'level' || kind === 'contract'

export type TierFault = 'not-price' | 'not-quantity' | 'same-quantity' | 'one-price' | 'needs-quantity'

/**
 * What stands in the cell: `9.80`, or with quantities counted in the row's unit `9.80; 100: 9.50; 500: 9.20`. `readTiers`
 * reads it back.
 * @param factor thousandths of the base unit in one unit of the row
 */
export function tierText(tiers: readonly Tier[], factor: number): string {
  return tiers
    .toSorted((a, b) => a.minQuantity - b.minQuantity)
    .map(({ minQuantity, price }) =>
      minQuantity === 0 ? plainPrice(price) : `${countText(minQuantity, factor)}: ${plainPrice(price)}`,
    )
    .join('; ')
}

/** Reads what somebody typed or a spreadsheet holds; an empty text is no price. */
export function readTiers(
  text: string,
  factor: number,
  kind: PriceKind,
): { tiers: Tier[]; fault?: never } | { fault: TierFault; tiers?: never } {
  const parts = text
    .normalize('NFKC')
    .split(/[;\n、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const tiers: Tier[] = []
  for (const part of parts) {
    const [first = '', second] = part.replace(/^(?:>=|≥|满)/, '').split(/[:=]/)
    const price = parsePrice(second ?? first)
    if (price === null || price < 0) return { fault: 'not-price' }
    let minQuantity = 0
    if (second !== undefined) {
      const count = parseDecimal(first, 3)
      if (count === null || count <= 0) return { fault: 'not-quantity' }
      minQuantity = mulDiv(count, factor, 1000)
    }
    if (kind === 'break' && minQuantity === 0) return { fault: 'needs-quantity' }
    if (tiers.some((tier) => tier.minQuantity === minQuantity)) return { fault: 'same-quantity' }
    tiers.push({ minQuantity, price })
  }
  if (!hasTiers(kind) && (tiers.length > 1 || tiers.some((tier) => tier.minQuantity > 0))) return { fault: 'one-price' }
  return { tiers: tiers.sort((a, b) => a.minQuantity - b.minQuantity) }
}

export function sameTiers(a: readonly Tier[], b: readonly Tier[]): boolean {
  return (
    a.length === b.length &&
    a.every((tier) => b.some((other) => other.minQuantity === tier.minQuantity && other.price === tier.price))
  )
}

/** How much the price moves, basis points of the old one; null where there is nothing to compare. */
export function changeOf(old: readonly Tier[], next: readonly Tier[]): number | null {
  const [before, after] = [old[0]?.price, next[0]?.price]
  return before && after !== undefined ? mulDiv(after - before, 10_000, before) : null
}

/** Without thousands separators: spreadsheets and `readTiers` take it as a number. */
const plainPrice = (price: Price): string => formatPrice(price).replaceAll(',', '')

function countText(quantity: Quantity, factor: number): string {
  const thousandths = mulDiv(quantity, 1000, factor)
  return String(thousandths / 1000)
}
