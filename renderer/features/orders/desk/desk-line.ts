import type { DraftLine, OrderLineView } from '../../../../shared/contract/orders.ts'
import type { PriceSource } from '../../../../shared/contract/pricing.ts'
import type { ProductSuggestion } from '../../../../shared/contract/products.ts'
import type { LastTime } from '../../../../shared/domain/order/line-warnings.ts'
import { convertPrice, stepAt, type PriceStep } from '../../../../shared/domain/pricing/resolve.ts'
import { newId } from '../../../../shared/ids.ts'
import { mulDiv, NO_DISCOUNT } from '../../../../shared/money.ts'
import { BASE_FACTOR, formatInPacks, formatQuantity, type Pack } from '../../../../shared/quantity.ts'
import type { GridRow } from '../../../components/LineGrid/index.ts'

/** A line of an order as it is being typed. Quantities in thousandths of the base unit, prices in 1/10000 yuan. */
export interface DeskLine extends GridRow {
  /** Empty: no product chosen yet. */
  readonly productId: string
  readonly code: string
  readonly name: string
  readonly spec: string
  readonly baseUnit: string
  readonly packs: readonly Pack[]
  readonly unit: string
  readonly factor: number
  readonly quantity: number | null
  /** Per `unit`. */
  readonly price: number | null
  readonly source: PriceSource
  /** The promotion whose special price it is. */
  readonly promotionId: string | null
  /** How the price moves with the quantity of the product; empty while unknown. */
  readonly steps: readonly PriceStep[]
  readonly discount: number
  readonly gift: boolean
  readonly remark: string
  /** The line of an approved order that is being changed; null: a new one. */
  readonly lineNo: number | null
  readonly taxRate: number
  /** null: the order's warehouse. */
  readonly warehouseId: string | null
  readonly floorPrice: number | null
  /** Free stock as it was when the product was chosen; null while unknown. */
  readonly available: number | null
  readonly last: LastTime | null
  readonly lastDay: string | null
}

const NO_PRODUCT = {
  productId: '',
  code: '',
  name: '',
  spec: '',
  baseUnit: '',
  packs: [],
  unit: '',
  factor: BASE_FACTOR,
  price: null,
  source: 'none',
  promotionId: null,
  steps: [],
  taxRate: 0,
  warehouseId: null,
  floorPrice: null,
  available: null,
  last: null,
  lastDay: null,
} satisfies Partial<DeskLine>

export function blankLine(): DeskLine {
  return { id: newId(), ...NO_PRODUCT, quantity: null, discount: NO_DISCOUNT, gift: false, remark: '', lineNo: null }
}

export const isBlankLine = (line: DeskLine): boolean =>
  line.productId === '' && line.quantity === null && line.remark === ''

/** The changes of a line whose product was taken out. */
export const withoutProduct = (): Partial<DeskLine> => NO_PRODUCT

/** The changes of a line for which this product was chosen; a count typed before stays the count of the new unit. */
export function productPatch(product: ProductSuggestion, line: DeskLine): Partial<DeskLine> {
  const count = line.productId === '' || line.quantity === null ? {} : { quantity: rescaled(line, product.factor) }
  const step = product.steps.length > 0 ? stepAt(product.steps, count.quantity ?? 0) : null
  return {
    productId: product.id,
    code: product.code,
    name: product.name,
    spec: product.spec,
    baseUnit: product.baseUnit,
    packs: product.packs,
    unit: product.unit,
    factor: product.factor,
    price: step ? step.price : product.price,
    source: step ? step.source : product.priceSource,
    promotionId: step ? step.promotionId : product.promotionId,
    steps: product.steps,
    ...productFacts(product),
    ...count,
  }
}

/** What a product brings to a line besides unit and price: tax, floor, stock, and what happened the last time. */
export function productFacts(product: ProductSuggestion): Partial<DeskLine> {
  const last =
    product.lastQuantity === null
      ? null
      : { quantity: product.lastQuantity, price: product.lastPrice, factor: product.factor }
  return {
    taxRate: product.taxRate,
    floorPrice: product.floorPrice,
    available: product.available,
    last,
    lastDay: product.lastDay,
  }
}

/** The changes of a line counted in another unit of its product; the price follows by the factors until it is known. */
export function unitPatch(line: DeskLine, unit: Pack): Partial<DeskLine> {
  if (unit.unit === line.unit) return {}
  const price = line.price === null ? null : convertPrice(line.price, line.factor, unit.factor)
  return { unit: unit.unit, factor: unit.factor, price, steps: [] }
}

/** Base unit and packs of a line's product, the base unit first. */
export const unitsOf = (line: { baseUnit: string; packs: readonly Pack[] }): Pack[] =>
  line.baseUnit === '' ? [] : [{ unit: line.baseUnit, factor: BASE_FACTOR }, ...line.packs]

/** The same count in a unit of another size. */
export const rescaled = (line: DeskLine, factor: number): number | null =>
  line.quantity === null ? null : mulDiv(line.quantity, factor, line.factor)

/** `5` for whole units of the line, `3箱5瓶` otherwise; `parseQuantity` reads it back. */
export function quantityText(line: Pick<DeskLine, 'quantity' | 'unit' | 'factor' | 'baseUnit'>): string {
  if (line.quantity === null) return ''
  if (line.quantity % line.factor === 0) return String(line.quantity / line.factor)
  if (line.factor === BASE_FACTOR) return formatQuantity(line.quantity)
  return formatInPacks(line.quantity, line.baseUnit, [line])
}

/** A quantity as the line counts it: whole units of the line, the rest in base units. */
export const inUnitOf = (line: Pick<DeskLine, 'unit' | 'factor' | 'baseUnit'>, quantity: number): string =>
  formatInPacks(quantity, line.baseUnit, line.factor === BASE_FACTOR ? [] : [line])

/** As above with its unit, for reading: `5箱`. */
export const quantityWithUnit = (line: Pick<DeskLine, 'quantity' | 'unit' | 'factor' | 'baseUnit'>): string => {
  const text = quantityText(line)
  return /\D$/.test(text) || text === '' ? text : text + line.unit
}

/** Complete enough to be kept by the server. */
export const isComplete = (line: DeskLine): boolean =>
  line.productId !== '' && line.quantity !== null && line.quantity > 0 && (line.gift || line.price !== null)

/** As the contract takes it; only for complete lines. */
export function toDraftLine(line: DeskLine): DraftLine {
  return {
    productId: line.productId,
    unit: line.unit,
    quantity: line.quantity ?? 0,
    price: line.price ?? 0,
    discount: line.discount,
    gift: line.gift,
    remark: line.remark.trim(),
    warehouseId: line.warehouseId,
  }
}

/** False for the gifts of promotions: they follow from the other lines and are worked out anew. */
export const isTyped = (line: Pick<OrderLineView, 'gift' | 'promotionId'>): boolean =>
  !line.gift || line.promotionId === null

/** A line of a stored order; stock, floor and habit are asked for afterwards. */
export function fromOrderLine(line: OrderLineView, orderWarehouseId: string): DeskLine {
  return {
    id: newId(),
    productId: line.productId,
    code: line.code,
    name: line.name,
    spec: line.spec,
    baseUnit: line.baseUnit,
    packs: line.packs,
    unit: line.unit,
    factor: line.factor,
    quantity: line.quantity,
    price: line.price,
    source: line.priceSource,
    promotionId: line.promotionId,
    steps: [],
    discount: line.discount,
    gift: line.gift,
    remark: line.remark,
    lineNo: line.lineNo,
    taxRate: line.taxRate,
    warehouseId: line.warehouseId === orderWarehouseId ? null : line.warehouseId,
    floorPrice: null,
    available: null,
    last: null,
    lastDay: null,
  }
}
