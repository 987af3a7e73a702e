import type { TextLineView } from '../../../../../shared/contract/order-text.ts'
import type { ProductSuggestion } from '../../../../../shared/contract/products.ts'
import { newId } from '../../../../../shared/ids.ts'
import { blankLine, productPatch, type DeskLine } from '../desk-line.ts'

/** A line of the message while it is looked through: what was read, and what the clerk made of it. */
export interface ReadLine extends TextLineView {
  id: string
  /** The clerk has said that it is right. */
  accepted: boolean
  /** Chosen by the clerk instead of what was read: worth remembering. */
  corrected: boolean
}

export const toReadLine = (line: TextLineView): ReadLine => ({
  ...line,
  id: newId(),
  accepted: line.confidence === 'sure',
  corrected: false,
})

/** The line with other goods: the quantity stays as many of the same unit, if they have it. */
export function withProduct(line: ReadLine, product: ProductSuggestion): ReadLine {
  const others = [line.product, ...line.alternatives].filter((one) => one !== null && one.id !== product.id)
  const unit = unitsOf(product).find((one) => one.unit === line.unit) ?? product
  const count = line.quantity === null ? line.amount : line.quantity / line.factor
  return {
    ...line,
    product:
      product.unit === unit.unit ? product : { ...product, ...unit, price: null, priceSource: 'none', steps: [] },
    alternatives: others as ProductSuggestion[],
    unit: unit.unit,
    factor: unit.factor,
    quantity: count === null ? null : Math.round(count * unit.factor),
    accepted: count !== null,
    corrected: true,
  }
}

const unitsOf = (product: ProductSuggestion) => [{ unit: product.baseUnit, factor: 1000 }, ...product.packs]

/** Ready for the order: goods and quantity are there, and sure or said to be right. */
export const isReady = (line: ReadLine): boolean => line.product !== null && line.quantity !== null && line.accepted

/** As a line of the desk; words nobody could place stay in the remark, so that nothing of the message is lost. */
export function toDeskLine(line: ReadLine): DeskLine {
  const blank = blankLine()
  if (line.product === null) return { ...blank, remark: line.source.slice(0, 200) }
  return { ...blank, ...productPatch(line.product, blank), quantity: line.quantity }
}
