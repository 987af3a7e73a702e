import type { PurchaseReceiptView, PurchaseReturnView } from '../../../shared/contract/purchase-notes.ts'
import type { PurchaseSuggestion, PurchaseView, RequestView } from '../../../shared/contract/purchasing.ts'
import type { PurchasePriceSource } from '../../../shared/domain/purchasing/supply.ts'
import { newId } from '../../../shared/ids.ts'
import { mulDiv } from '../../../shared/money.ts'
import { BASE_FACTOR, formatInPacks, formatQuantity, type Pack } from '../../../shared/quantity.ts'
import type { GridRow } from '../../components/LineGrid/index.ts'

/**
 * A line of a purchase document as it is being typed, the same for requests, orders, receipts and returns; each uses what
 * it needs. Quantities in thousandths of the base unit, prices in 1/10000 yuan.
 */
export interface BuyLine extends GridRow {
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
  /** Per `unit`; null: looked up when it is saved. */
  readonly price: number | null
  readonly source: PurchasePriceSource
  readonly taxRate: number
  readonly remark: string
  readonly lotTracked: boolean
  readonly shelfLifeDays: number | null
  /** As stored, of a document that is not typed any more, 分. */
  readonly net: number | null
  /** What the source document says of the line: ordered, and done of it. */
  readonly wanted: number | null
  readonly done: number | null
  /** Who should deliver it (requests). */
  readonly supplierId: string | null
  readonly supplier: string
  /** What the supplier asks for at least, and in which multiples. */
  readonly minOrder: number
  readonly multiple: number
  readonly available: number | null
  readonly onOrder: number | null
  readonly lotNumber: string
  readonly productionDay: string | null
  readonly expiryDay: string | null
  readonly lotId: string | null
  readonly warehouseId: string | null
  readonly orderLineNo: number | null
  readonly receiptLineNo: number | null
  readonly requestId: string | null
  readonly requestLineNo: number | null
  readonly salesLineNo: number | null
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
  taxRate: 0,
  lotTracked: false,
  shelfLifeDays: null,
  minOrder: 0,
  multiple: 0,
  available: null,
  onOrder: null,
  lotNumber: '',
  productionDay: null,
  expiryDay: null,
  lotId: null,
} satisfies Partial<BuyLine>

const NO_SOURCE = {
  net: null,
  wanted: null,
  done: null,
  supplierId: null,
  supplier: '',
  warehouseId: null,
  orderLineNo: null,
  receiptLineNo: null,
  requestId: null,
  requestLineNo: null,
  salesLineNo: null,
} satisfies Partial<BuyLine>

export const blankLine = (): BuyLine => ({ id: newId(), ...NO_PRODUCT, ...NO_SOURCE, quantity: null, remark: '' })
export const isBlankLine = (line: BuyLine): boolean =>
  line.productId === '' && line.quantity === null && line.remark === ''
export const isFilled = (line: BuyLine): boolean => line.productId !== '' && (line.quantity ?? 0) > 0
export const withoutProduct = (): Partial<BuyLine> => NO_PRODUCT

/** The changes of a line for which this product was chosen; a count typed before stays the count of the new unit. */
export function productPatch(product: PurchaseSuggestion, line: BuyLine): Partial<BuyLine> {
  const { id: productId, barcode: _, priceSource: source, ...rest } = product
  const quantity = line.productId === '' || line.quantity === null ? line.quantity : rescaled(line, product.factor)
  return { ...rest, productId, source, quantity, lotNumber: '', productionDay: null, expiryDay: null, lotId: null }
}

/** The changes of a line counted in another unit of its product; the price follows by the factors. */
export function unitPatch(line: BuyLine, unit: Pack): Partial<BuyLine> {
  if (unit.unit === line.unit) return {}
  const price = line.price === null ? null : mulDiv(line.price, unit.factor, line.factor)
  return { unit: unit.unit, factor: unit.factor, price }
}

/** Base unit and packs of a line's product, the base unit first. */
export const unitsOf = (line: Pick<BuyLine, 'baseUnit' | 'packs'>): Pack[] =>
  line.baseUnit === '' ? [] : [{ unit: line.baseUnit, factor: BASE_FACTOR }, ...line.packs]

const rescaled = (line: BuyLine, factor: number): number | null =>
  line.quantity === null ? null : mulDiv(line.quantity, factor, line.factor)

/** `5` for whole units of the line, `3箱5瓶` otherwise; `parseQuantity` reads it back. */
export function quantityText(line: BuyLine, quantity: number | null = line.quantity): string {
  if (quantity === null) return ''
  if (quantity % line.factor === 0) return String(quantity / line.factor)
  if (line.factor === BASE_FACTOR) return formatQuantity(quantity)
  return formatInPacks(quantity, line.baseUnit, [line])
}

/** A quantity as the line counts it, with units: whole units of the line, the rest in base units. */
export const inUnitOf = (line: Pick<BuyLine, 'unit' | 'factor' | 'baseUnit'>, quantity: number): string =>
  formatInPacks(quantity, line.baseUnit, line.factor === BASE_FACTOR ? [] : [line])

type Stored = Pick<
  PurchaseView['lines'][number],
  'productId' | 'code' | 'name' | 'spec' | 'baseUnit' | 'packs' | 'unit' | 'factor' | 'lotTracked'
>
const fromStored = (line: Stored): BuyLine => {
  const { productId, code, name, spec, baseUnit, packs, unit, factor, lotTracked } = line
  return { ...blankLine(), productId, code, name, spec, baseUnit, packs, unit, factor, lotTracked }
}

export const requestRows = (view: RequestView): BuyLine[] =>
  view.lines.map((line) => ({
    ...fromStored(line),
    quantity: line.quantity,
    done: line.ordered,
    supplierId: line.supplierId,
    supplier: line.supplier,
    remark: line.remark,
  }))

export const orderRows = (view: PurchaseView): BuyLine[] =>
  view.lines.map((line) => ({
    ...fromStored(line),
    quantity: line.quantity,
    price: line.price,
    source: line.priceSource,
    taxRate: line.taxRate,
    net: line.net,
    done: line.received,
    remark: line.remark,
    warehouseId: line.warehouseId === view.warehouseId ? null : line.warehouseId,
    requestId: line.requestId,
    requestLineNo: line.requestLineNo,
    salesLineNo: line.salesLineNo,
  }))

/** One row a lot: a line that came in several lots becomes several. */
export const receiptRows = (view: PurchaseReceiptView): BuyLine[] =>
  view.lines.flatMap((line) => {
    const row: BuyLine = {
      ...fromStored(line),
      quantity: line.quantity,
      price: line.price,
      source: line.priceSource,
      taxRate: line.taxRate,
      net: line.net,
      wanted: line.orderedQuantity,
      done: line.receivedBefore,
      orderLineNo: line.orderLineNo,
      shelfLifeDays: line.shelfLifeDays,
      remark: line.remark,
    }
    if (line.lots.length === 0) return [row]
    return line.lots.map((lot, i) => ({
      ...row,
      id: newId(),
      quantity: lot.quantity,
      lotNumber: lot.number,
      productionDay: lot.productionDay,
      expiryDay: lot.expiryDay,
      net: i === 0 ? line.net : null,
    }))
  })

export const returnRows = (view: PurchaseReturnView): BuyLine[] =>
  view.lines.map((line) => ({
    ...fromStored(line),
    quantity: line.quantity,
    price: line.price,
    taxRate: line.taxRate,
    net: line.net,
    lotId: line.lotId,
    lotNumber: line.lot,
    receiptLineNo: line.receiptLineNo,
    remark: line.remark,
  }))

/** What of a posted receipt can go back: a row for each line and lot, nothing chosen yet. */
export const returnableRows = (receipt: PurchaseReceiptView): BuyLine[] =>
  receipt.lines
    .filter((line) => line.quantity > line.returned)
    .flatMap((line) => {
      const row: BuyLine = {
        ...fromStored(line),
        price: line.price,
        taxRate: line.taxRate,
        wanted: line.quantity,
        done: line.returned,
        receiptLineNo: line.lineNo,
      }
      if (line.lots.length === 0) return [row]
      return line.lots.map((lot) => ({
        ...row,
        id: newId(),
        lotId: lot.lotId,
        lotNumber: lot.number || (lot.productionDay ?? ''),
      }))
    })
