import { amountOf, mulDiv, type Fen, type Price } from '../../money.ts'

/** What of a bill's line has not come back yet. Quantity thousandths, amount 分, value (cost) 1/10000 yuan. */
export interface LeftOfLine {
  quantity: number
  amount: Fen
  value: number
}

/**
 * The part of a line that a returned quantity stands for: its share of what is left, so that whatever was returned, taken
 * back or reduced in between, the last piece takes all that is left and no more than the bill is ever credited.
 */
export function partOfLine(left: LeftOfLine, quantity: number): { amount: Fen; value: number } {
  return {
    amount: mulDiv(left.amount, quantity, left.quantity),
    value: mulDiv(left.value, quantity, left.quantity),
  }
}

export function lessPart(left: LeftOfLine, part: LeftOfLine): LeftOfLine {
  return {
    quantity: left.quantity - part.quantity,
    amount: left.amount - part.amount,
    value: left.value - part.value,
  }
}

/** Price per unit (1/10000 yuan) that an amount comes to: what was really paid, discounts included. */
export function unitPrice(amount: Fen, quantity: number, factor: number): Price {
  return quantity === 0 ? 0 : mulDiv(amount * 100, factor, quantity)
}

/** What a line credits at a price of its own; never more than the bill's share. */
export function creditAt(worth: Fen, quantity: number, price: Price, factor: number): Fen {
  return Math.min(worth, amountOf(quantity, price, factor))
}
