import type { StockDocumentLine, StockDraftLine, StockLineFacts } from '../../../shared/contract/stock-documents.ts'
import type { ProductSuggestion } from '../../../shared/contract/products.ts'
import { hasParts, type LineRole, type StockDocumentKind } from '../../../shared/domain/inventory/documents.ts'
import { convertPrice } from '../../../shared/domain/pricing/resolve.ts'
import { newId } from '../../../shared/ids.ts'
import { mulDiv } from '../../../shared/money.ts'
import { BASE_FACTOR, formatInPacks, formatQuantity, type Pack } from '../../../shared/quantity.ts'
import type { GridRow } from '../../components/LineGrid/index.ts'

/** A line of a stock document as it is typed and shown. Quantities in thousandths of the base unit. */
export interface StockLine extends GridRow {
  /** As stored; 0: not stored yet. */
  readonly lineNo: number
  readonly role: LineRole
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
  readonly lotId: string | null
  readonly lotNumber: string
  readonly productionDay: string | null
  readonly expiryDay: string | null
  /** 1/10000 yuan per unit. */
  readonly cost: number | null
  /** 1/10000 yuan in total; of drafts of cost documents what was typed. */
  readonly value: number | null
  readonly received: number
  /** What arrives with this receipt. */
  readonly arriving: number | null
  readonly remark: string
  /** Of a part that came from the recipe: how much of it is in one base unit of the whole. */
  readonly perWhole: number | null
  /** Stock and lots where the document stands; null while unknown. */
  readonly facts: StockLineFacts | null
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
  lotId: null,
  lotNumber: '',
  productionDay: null,
  expiryDay: null,
  perWhole: null,
  facts: null,
} satisfies Partial<StockLine>

export function blankLine(): StockLine {
  return {
    id: newId(),
    lineNo: 0,
    role: 'item',
    ...NO_PRODUCT,
    quantity: null,
    cost: null,
    value: null,
    received: 0,
    arriving: null,
    remark: '',
  }
}

export const isBlankLine = (line: StockLine): boolean =>
  line.productId === '' && line.quantity === null && line.value === null && line.remark === ''

/** The changes of a line whose product was taken out. */
export const withoutProduct = (): Partial<StockLine> => NO_PRODUCT

/** The changes of a line for which this product was chosen; a count typed before stays the count of the new unit. */
export function productPatch(product: ProductSuggestion, line: StockLine): Partial<StockLine> {
  const count = line.quantity === null ? {} : { quantity: mulDiv(line.quantity, product.factor, line.factor) }
  return {
    ...NO_PRODUCT,
    productId: product.id,
    code: product.code,
    name: product.name,
    spec: product.spec,
    baseUnit: product.baseUnit,
    packs: product.packs,
    unit: product.unit,
    factor: product.factor,
    ...count,
  }
}

/** The changes of a line counted in another unit of its product. */
export function unitPatch(line: StockLine, unit: Pack): Partial<StockLine> {
  if (unit.unit === line.unit) return {}
  const cost = line.cost === null ? null : convertPrice(line.cost, line.factor, unit.factor)
  return { unit: unit.unit, factor: unit.factor, cost }
}

/** Base unit and packs of a line's product, the base unit first. */
export const unitsOf = (line: Pick<StockLine, 'baseUnit' | 'packs'>): Pack[] =>
  line.baseUnit === '' ? [] : [{ unit: line.baseUnit, factor: BASE_FACTOR }, ...line.packs]

/** `5` for whole units of the line, `3箱5瓶` otherwise; `parseQuantity` reads it back. */
export function quantityText(line: Pick<StockLine, 'unit' | 'factor' | 'baseUnit'>, quantity: number | null): string {
  if (quantity === null) return ''
  if (quantity % line.factor === 0) return String(quantity / line.factor)
  if (line.factor === BASE_FACTOR) return formatQuantity(quantity)
  return formatInPacks(quantity, line.baseUnit, [line])
}

/** A quantity as the line counts it: whole units of the line, the rest in base units. */
export const inUnitOf = (line: Pick<StockLine, 'unit' | 'factor' | 'baseUnit'>, quantity: number): string =>
  formatInPacks(quantity, line.baseUnit, line.factor === BASE_FACTOR ? [] : [line])

/** What a line is in a document of this kind: with parts the first one is the whole. */
export const roleAt = (kind: StockDocumentKind, index: number): LineRole =>
  !hasParts(kind) ? 'item' : index === 0 ? 'whole' : 'part'

/** As the contract takes it. */
export function toDraftLine(line: StockLine, role: LineRole): StockDraftLine {
  const { productId, unit, lotId, cost } = line
  return {
    role,
    productId,
    unit,
    quantity: line.quantity ?? 0,
    lotId,
    lotNumber: lotId === null ? line.lotNumber.trim() : '',
    productionDay: lotId === null ? line.productionDay : null,
    expiryDay: lotId === null ? line.expiryDay : null,
    cost,
    value: cost === null ? (line.value ?? 0) : 0,
    remark: line.remark.trim(),
  }
}

/** A stored line. What is on its way is proposed as arriving. */
export function fromDocumentLine(line: StockDocumentLine, isDraft: boolean, isTravelling: boolean): StockLine {
  const { lineNo, role, productId, code, name, spec, baseUnit, packs, unit, factor, lotId, lotNumber } = line
  const { productionDay, expiryDay, cost, received, remark } = line
  return {
    id: isDraft ? newId() : String(lineNo),
    lineNo,
    role,
    productId,
    code,
    name,
    spec,
    baseUnit,
    packs,
    unit,
    factor,
    quantity: isDraft && line.quantity === 0 ? null : line.quantity,
    lotId,
    lotNumber,
    productionDay,
    expiryDay,
    cost,
    value: isDraft && line.value === 0 ? null : line.value,
    received,
    arriving: isTravelling ? line.quantity - received : null,
    remark,
    perWhole: null,
    facts: null,
  }
}
