import { amountOf, mulDiv, share, taxIncluded, type BasisPoints, type Fen, type Price } from '../../money.ts'

/** What the amount of a purchase line depends on. Quantity in thousandths of the base unit, price per unit as typed. */
export interface PurchaseLine {
  quantity: number
  /** Thousandths of the base unit in one unit as typed. */
  factor: number
  price: Price
  taxRate: BasisPoints
}

export interface PurchaseLineTotals {
  /** Quantity × price, 分; with or without tax, as prices are quoted. */
  amount: Fen
  /** What is paid for the line, tax included, 分. */
  net: Fen
  /** Tax contained in `net`, 分. */
  tax: Fen
}

export interface PurchaseTotals {
  lines: PurchaseLineTotals[]
  amount: Fen
  total: Fen
  tax: Fen
}

/** Amounts of one line, rounded once each, half up. Tax comes from the line's exact rate, never from a rounded one. */
export function purchaseLineTotals(line: PurchaseLine, isTaxIncluded: boolean): PurchaseLineTotals {
  const amount = amountOf(line.quantity, line.price, line.factor)
  if (isTaxIncluded) return { amount, net: amount, tax: taxIncluded(amount, line.taxRate) }
  const tax = share(amount, line.taxRate)
  return { amount, net: amount + tax, tax }
}

/** Totals of a document: sums of rounded lines, so that screen, paper and ledger agree. */
export function purchaseTotals(lines: readonly PurchaseLine[], isTaxIncluded: boolean): PurchaseTotals {
  const result = lines.map((line) => purchaseLineTotals(line, isTaxIncluded))
  const sum = (pick: (line: PurchaseLineTotals) => number) => result.reduce((total, line) => total + pick(line), 0)
  return { lines: result, amount: sum((l) => l.amount), total: sum((l) => l.net), tax: sum((l) => l.tax) }
}

/**
 * What a received line costs, 1/10000 yuan: what is paid without the tax that can be deducted.
 * @param deductTax false: the company cannot deduct input tax, it is part of the cost
 */
export function lineCost({ net, tax }: Pick<PurchaseLineTotals, 'net' | 'tax'>, deductTax: boolean): number {
  return (net - (deductTax ? tax : 0)) * 100
}

/**
 * The part of a line's amount that goes with part of its quantity, so that parts taken one after the other add up to the
 * whole exactly: the share of all that has gone then, minus the share of what went before.
 * @param whole any integer amount of the whole line
 * @param before of the line's quantity gone already
 */
export function partOf(whole: number, quantity: number, before: number, part: number): number {
  return mulDiv(whole, before + part, quantity) - mulDiv(whole, before, quantity)
}
