import type { ReturnableLine, ReturnSuggestion, SalesReturnView } from '../../../shared/contract/returns.ts'
import type { Disposition, ReturnReason } from '../../../shared/domain/returns/states.ts'
import { creditAt, partOfLine } from '../../../shared/domain/returns/worth.ts'
import { newId } from '../../../shared/ids.ts'
import { amountOf } from '../../../shared/money.ts'
import { BASE_FACTOR, formatInPacks, formatQuantity, type Pack } from '../../../shared/quantity.ts'
import type { GridRow } from '../../components/LineGrid/index.ts'

/** The line of a bill that goods come back of. Quantities thousandths of the base unit, amounts 分. */
export interface LineBill {
  readonly shipmentId: string
  readonly lineNo: number
  readonly number: string
  readonly day: string
  readonly left: number
  readonly leftAmount: number | null
  readonly lots: readonly { lotId: string; number: string; expiryDay: string | null; left: number }[]
}

/** A line of a return as it is being typed. Prices 1/10000 yuan per unit. */
export interface ReturnLine extends GridRow {
  /** Empty: no goods chosen yet. */
  readonly productId: string
  readonly code: string
  readonly name: string
  readonly spec: string
  readonly baseUnit: string
  readonly packs: readonly Pack[]
  readonly lotTracked: boolean
  readonly gift: boolean
  /** null: without a bill. */
  readonly bill: LineBill | null
  readonly unit: string
  readonly factor: number
  readonly quantity: number | null
  /** A price of its own; null: the bill's, or what the history says. */
  readonly price: number | null
  /** Without a bill: what the history says; of a document that is read: the price booked. */
  readonly knownPrice: number | null
  /** Price differences: what is credited; of a document that is read: what was booked. */
  readonly amount: number | null
  readonly lotId: string | null
  readonly lotNumber: string
  readonly reason: ReturnReason
  readonly disposition: Disposition
  readonly remark: string
}

const NO_GOODS = {
  productId: '',
  code: '',
  name: '',
  spec: '',
  baseUnit: '',
  packs: [],
  lotTracked: false,
  gift: false,
  bill: null,
  unit: '',
  factor: BASE_FACTOR,
  price: null,
  knownPrice: null,
  amount: null,
  lotId: null,
  lotNumber: '',
} satisfies Partial<ReturnLine>

export const blankLine = (): ReturnLine => ({
  id: newId(),
  ...NO_GOODS,
  quantity: null,
  reason: 'quality',
  disposition: 'sellable',
  remark: '',
})
export const isBlankLine = (line: ReturnLine): boolean =>
  line.productId === '' && line.quantity === null && line.remark === ''
export const isFilled = (line: ReturnLine): boolean => line.productId !== '' && (line.quantity ?? 0) > 0
export const withoutGoods = (): Partial<ReturnLine> => NO_GOODS

/** The changes of a line whose goods come back of this bill; the only lot of it is taken at once. */
export function billPatch(bill: ReturnableLine): Partial<ReturnLine> {
  const { shipmentId, lineNo, number, day, left, leftAmount, lots, gift } = bill
  const only = lots.length === 1 ? lots[0]! : null
  return {
    bill: { shipmentId, lineNo, number, day, left, leftAmount, lots },
    gift,
    price: null,
    knownPrice: null,
    amount: null,
    lotId: only?.lotId ?? null,
    lotNumber: only?.number ?? '',
  }
}

/** The changes of a line for goods that were typed or scanned. */
export function goodsPatch(found: ReturnSuggestion): Partial<ReturnLine> {
  const { productId, code, name, spec, baseUnit, packs, lotTracked, unit, factor } = found
  const goods = { productId, code, name, spec, baseUnit, packs, lotTracked, unit, factor }
  return found.bill === null
    ? { ...NO_GOODS, ...goods, knownPrice: found.price }
    : { ...NO_GOODS, ...goods, ...billPatch(found.bill) }
}

/** A row for each returnable line of bills, nothing chosen yet. */
export const returnableRows = (bills: readonly ReturnableLine[]): ReturnLine[] =>
  bills.map((bill) => {
    const { productId, code, name, spec, baseUnit, packs, lotTracked, unit, factor } = bill
    const goods = { productId, code, name, spec, baseUnit, packs, lotTracked, unit, factor }
    return { ...blankLine(), ...goods, ...billPatch(bill) }
  })

export const storedRows = (view: SalesReturnView): ReturnLine[] =>
  view.lines.map((line) => ({
    id: newId(),
    productId: line.productId,
    code: line.code,
    name: line.name,
    spec: line.spec,
    baseUnit: line.baseUnit,
    packs: line.packs,
    lotTracked: line.lotTracked,
    gift: line.gift,
    bill: line.bill && { ...line.bill, left: line.bill.shipped - line.bill.returned },
    unit: line.unit,
    factor: line.factor,
    quantity: line.quantity,
    price: line.priceTyped ? line.price : null,
    knownPrice: line.price,
    amount: line.amount,
    lotId: line.lotId,
    lotNumber: line.lot,
    reason: line.reason,
    disposition: line.disposition,
    remark: line.remark,
  }))

/** What a line credits, by the functions of the server (分); null while it is not complete. */
export function credited(line: ReturnLine): number | null {
  const { quantity, factor, bill } = line
  if (line.productId === '' || quantity === null || quantity <= 0) return null
  if (bill === null) {
    const price = line.price ?? line.knownPrice
    return price === null ? null : amountOf(quantity, price, factor)
  }
  if (bill.leftAmount === null || bill.left <= 0) return null
  const worth = partOfLine({ quantity: bill.left, amount: bill.leftAmount, value: 0 }, quantity).amount
  return line.price === null ? worth : creditAt(worth, quantity, line.price, factor)
}

/** Base unit and packs of a line's goods, the base unit first, the bill's own unit too. */
export function unitsOf(line: ReturnLine): Pack[] {
  if (line.baseUnit === '') return []
  const units: Pack[] = [{ unit: line.baseUnit, factor: BASE_FACTOR }, ...line.packs]
  return units.some((one) => one.unit === line.unit) ? units : [...units, { unit: line.unit, factor: line.factor }]
}

/** `5` for whole units of the line, `3箱5瓶` otherwise; `parseQuantity` reads it back. */
export function quantityText(line: ReturnLine): string {
  const { quantity, factor } = line
  if (quantity === null) return ''
  if (quantity % factor === 0) return String(quantity / factor)
  if (factor === BASE_FACTOR) return formatQuantity(quantity)
  return formatInPacks(quantity, line.baseUnit, [line])
}

/** A quantity as the line counts it, with units. */
export const inUnitOf = (line: Pick<ReturnLine, 'unit' | 'factor' | 'baseUnit'>, quantity: number): string =>
  formatInPacks(quantity, line.baseUnit, line.factor === BASE_FACTOR ? [] : [line])
