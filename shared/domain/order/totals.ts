import {
  allocate,
  amountOf,
  mulDiv,
  NO_DISCOUNT,
  share,
  taxIncluded,
  type BasisPoints,
  type Fen,
  type Price,
} from '../../money.ts'

/** What the price of a line depends on. Quantity in thousandths of the base unit, price per unit as typed. */
export interface PricedLine {
  quantity: number
  /** Thousandths of the base unit in one unit as typed. */
  factor: number
  price: Price
  /** Basis points paid: 10000 = no discount, 9500 = 95 折. */
  discount: BasisPoints
  taxRate: BasisPoints
  gift: boolean
}

export interface LineTotals {
  /** After the line's own discount, 分; without tax when prices are quoted without it. */
  amount: Fen
  /** After promotions and the order's discount too: what the customer pays for this line, tax included, 分. */
  net: Fen
  /** Tax contained in `net`, 分. */
  tax: Fen
}

export interface OrderTotals {
  lines: LineTotals[]
  /** Sum of line amounts, 分. */
  amount: Fen
  /** Taken off by promotions, 分. */
  promotionOff: Fen
  /** Sum of line nets, 分: amount − promotions − discount, plus the tax when prices are quoted without it. */
  total: Fen
  tax: Fen
}

export interface TotalsOptions {
  /** Prices include tax (the usual case); otherwise it comes on top. */
  taxIncluded?: boolean
  /** What promotions take off each line, 分; absent: nothing. */
  promotionOff?: readonly Fen[]
  /** What of the order's discount a line has for good, 分; null or absent: its part by proportion. */
  shares?: readonly (Fen | null)[]
}

/** Amount of one line in 分: quantity × price × discount, rounded once, half up. Gifts cost nothing. */
export function lineAmount(line: PricedLine): Fen {
  if (line.gift) return 0
  if (line.discount === NO_DISCOUNT) return amountOf(line.quantity, line.price, line.factor)
  const full = BigInt(line.quantity) * BigInt(line.price) * BigInt(line.discount)
  const divisor = BigInt(line.factor) * 100n * 10_000n
  const sign = full < 0n ? -1n : 1n
  const whole = full * sign
  return Number(sign * (whole / divisor + ((whole % divisor) * 2n >= divisor ? 1n : 0n)))
}

/**
 * Totals of an order. The whole-order discount (分) is spread over the lines in proportion to what promotions have left of
 * their amounts, to the 分; every total is the sum of rounded lines, so screen, paper and ledger agree. Tax is rounded once a
 * line, from the line's exact rate: contained in what is paid, or on top of it.
 */
export function orderTotals(
  lines: readonly PricedLine[],
  orderDiscount: Fen,
  { taxIncluded: isIncluded = true, promotionOff = [], shares = [] }: TotalsOptions = {},
): OrderTotals {
  const amounts = lines.map(lineAmount)
  const rest = amounts.map((amount, i) => amount - (promotionOff[i] ?? 0))
  const off = discountParts(orderDiscount, rest, shares)
  const result = lines.map((line, i) => {
    const due = rest[i]! - (off[i] ?? 0)
    const tax = isIncluded ? taxIncluded(due, line.taxRate) : share(due, line.taxRate)
    return { amount: amounts[i]!, net: isIncluded ? due : due + tax, tax }
  })
  return {
    lines: result,
    amount: amounts.reduce((a, b) => a + b, 0),
    promotionOff: promotionOff.reduce((a, b) => a + b, 0),
    total: result.reduce((a, l) => a + l.net, 0),
    tax: result.reduce((a, l) => a + l.tax, 0),
  }
}

/** What each line has of the order's discount: its fixed share, or its part of what is left in proportion (分). */
function discountParts(discount: Fen, rest: readonly Fen[], shares: readonly (Fen | null)[]): readonly Fen[] {
  const open = discount - fixedDiscount(shares)
  if (open === 0) return shares.map((share) => share ?? 0)
  const parts = allocate(
    open,
    rest.map((amount, i) => ((shares[i] ?? null) === null ? amount : 0)),
  )
  return parts.map((part, i) => part + (shares[i] ?? 0))
}

const fixedDiscount = (shares: readonly (Fen | null)[]): Fen => shares.reduce<Fen>((a, share) => a + (share ?? 0), 0)

/**
 * The discount an order can have when the shares of some lines are fixed, as near to the wanted one as the other lines
 * allow: they cannot take off more than they bring, nor bring more than they cost (分).
 */
export function possibleDiscount(wanted: Fen, rest: readonly Fen[], shares: readonly (Fen | null)[]): Fen {
  const fixed = fixedDiscount(shares)
  const most = rest.reduce((a, amount, i) => ((shares[i] ?? null) === null ? a + amount : a), 0)
  return fixed + Math.min(Math.max(wanted - fixed, 0), most)
}

/** What the shipped part of a line is worth: its share of `net`, rounded; all of it is worth `net` exactly. */
export function shippedWorth(net: Fen, ordered: number, shipped: number): Fen {
  return mulDiv(net, shipped, ordered)
}

/**
 * What one more shipment of a line books: the worth of all that is shipped then, minus what posted notes have booked
 * already. Whatever was shipped and taken back in between, in any order, the parts add up to `net` in the end.
 */
export function shipmentAmount(net: Fen, ordered: number, shippedAfter: number, booked: Fen): Fen {
  return shippedWorth(net, ordered, shippedAfter) - booked
}

/** Discount in 分 that a rate (basis points paid) takes off an amount. */
export function discountOf(amount: Fen, paid: BasisPoints): Fen {
  return amount - share(amount, paid)
}
