import type { SalesReturnLineFields, SalesReturnWanted } from '../../../../shared/contract/returns.ts'
import { OPENING_LOT } from '../../../../shared/domain/inventory/lots.ts'
import { creditAt, lessPart, partOfLine, unitPrice, type LeftOfLine } from '../../../../shared/domain/returns/worth.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { amountOf, taxIncluded } from '../../../../shared/money.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { lotFor } from '../inventory/lots.service.ts'
import { hidesSale } from '../orders/mask.ts'
import { boughtProducts, factorIn, type BoughtProduct } from '../purchasing/parties.ts'
import { billLines, keyOf, type BillLine } from './bill-lines.ts'
import { priceWithoutBill } from './price-history.ts'
import type { ReturnLineRecord, ReturnRecord } from './return-store.ts'

export type BillsByKey = ReadonlyMap<string, BillLine>

/** The bills that lines name, as they stand now. */
export async function billsOf(
  ctx: CommandContext,
  shipmentIds: readonly (string | null)[],
): Promise<Map<string, BillLine>> {
  const ids = [...new Set(shipmentIds.flatMap((id) => id ?? []))]
  if (ids.length === 0) return new Map()
  const lines = await billLines(ctx, { shipmentIds: ids })
  return new Map(lines.map((line) => [keyOf(line.shipmentId, line.lineNo), line]))
}

/** The bill's line that a return's line stands on; undefined: without a bill. */
export function billOf(
  bills: BillsByKey,
  line: Pick<ReturnLineRecord, 'shipment_id' | 'shipment_line_no'>,
): BillLine | undefined {
  return line.shipment_id === null ? undefined : bills.get(keyOf(line.shipment_id, line.shipment_line_no!))
}

/**
 * Lines as they are written, amounts included. @throws NOT_FOUND; RULE NOT_ON_BILL, UNIT_UNKNOWN, LOT_NOT_ON_BILL,
 * LOT_NOT_KEPT, RETURN_WITHOUT_PRICE and what `priceLines` throws
 */
export async function buildLines(
  ctx: CommandContext,
  returnId: string,
  wanted: SalesReturnWanted,
  bills: BillsByKey,
): Promise<ReturnLineRecord[]> {
  const products = await boughtProducts(
    ctx,
    wanted.lines.map((line) => line.productId),
  )
  const records: ReturnLineRecord[] = []
  for (const [i, line] of wanted.lines.entries()) {
    const bill = line.bill === null ? undefined : bills.get(keyOf(line.bill.shipmentId, line.bill.lineNo))
    const fits = bill?.customerId === wanted.customerId && bill.productId === line.productId
    const needed = line.bill !== null || wanted.kind === 'allowance'
    if (needed && !fits) throw ruleError('NOT_ON_BILL', { line: i + 1 })
    records.push(
      await recordOf(ctx, wanted, { line, lineNo: i + 1, returnId, bill, product: products.get(line.productId)! }),
    )
  }
  return priceLines(wanted.kind, records, bills)
}

/**
 * Amounts of lines from what is left of their bills now: a line is worth its share, or less at a price of its own.
 * @throws RULE RETURN_MORE_THAN_SHIPPED, RETURN_PRICE_TOO_HIGH, LOT_NOT_ON_BILL, ALLOWANCE_TOO_LARGE naming the line
 */
export function priceLines(
  kind: ReturnRecord['kind'],
  lines: readonly ReturnLineRecord[],
  bills: BillsByKey,
): ReturnLineRecord[] {
  const lefts = new Map<string, LeftOfLine>()
  const lotsLeft = new Map<string, number>()
  return lines.map((line): ReturnLineRecord => {
    const bill = billOf(bills, line)
    const at = { line: line.line_no }
    if (!bill) return withTax({ ...line, worth: line.amount })
    const key = keyOf(bill.shipmentId, bill.lineNo)
    const left = lefts.get(key) ?? bill.left
    if (kind === 'allowance') {
      if (line.amount > left.amount) throw ruleError('ALLOWANCE_TOO_LARGE', at)
      lefts.set(key, lessPart(left, { quantity: 0, amount: line.amount, value: 0 }))
      return withTax({
        ...line,
        worth: line.amount,
        price: unitPrice(Math.abs(line.amount), line.quantity, line.factor),
      })
    }
    if (line.quantity > left.quantity) throw ruleError('RETURN_MORE_THAN_SHIPPED', { ...at, field: 'quantity' })
    takeLot(bill, line, lotsLeft)
    const part = partOfLine(left, line.quantity)
    lefts.set(key, lessPart(left, { quantity: line.quantity, ...part }))
    const full = unitPrice(part.amount, line.quantity, line.factor)
    if (line.price_typed === 1 && line.price > full)
      throw ruleError('RETURN_PRICE_TOO_HIGH', { ...at, field: 'price', value: (full / 10_000).toString() })
    const isTyped = line.price_typed === 1 && line.price < full
    return withTax({
      ...line,
      price: isTyped ? line.price : full,
      price_typed: isTyped ? 1 : 0,
      amount: isTyped ? creditAt(part.amount, line.quantity, line.price, line.factor) : part.amount,
      worth: part.amount,
      value: part.value,
    })
  })
}

const withTax = (line: ReturnLineRecord): ReturnLineRecord => ({
  ...line,
  tax: taxIncluded(line.amount, line.tax_rate),
})

/** Counts a line's lot off; a note from before lots were kept names none. @throws RULE LOT_NOT_ON_BILL */
function takeLot(bill: BillLine, line: ReturnLineRecord, lotsLeft: Map<string, number>): void {
  if (bill.lots.length === 0 || line.lot_id === null) return
  const key = `${bill.shipmentId} ${bill.lineNo} ${line.lot_id}`
  const left = lotsLeft.get(key) ?? bill.lots.find((lot) => lot.lotId === line.lot_id)?.left ?? 0
  if (line.quantity > left) throw ruleError('LOT_NOT_ON_BILL', { line: line.line_no })
  lotsLeft.set(key, left - line.quantity)
}

interface LineParts {
  line: SalesReturnLineFields
  lineNo: number
  returnId: string
  bill: BillLine | undefined
  product: BoughtProduct
}

async function recordOf(ctx: CommandContext, wanted: SalesReturnWanted, parts: LineParts): Promise<ReturnLineRecord> {
  const { line, lineNo, returnId, bill, product } = parts
  const factor = line.unit === bill?.unit ? bill.factor : factorIn(product, line.unit, lineNo)
  const typed = hidesSale(ctx) ? null : line.price
  const isAllowance = wanted.kind === 'allowance'
  const record: ReturnLineRecord = {
    return_id: returnId,
    line_no: lineNo,
    shipment_id: bill?.shipmentId ?? null,
    shipment_line_no: bill?.lineNo ?? null,
    product_id: line.productId,
    lot_id: isAllowance ? null : await lotOf(ctx, parts),
    unit: line.unit,
    factor,
    quantity: line.quantity,
    price: typed ?? 0,
    price_typed: typed === null || isAllowance ? 0 : 1,
    tax_rate: bill?.taxRate ?? product.tax_rate ?? ctx.info.settings.taxRate,
    amount: isAllowance ? (line.amount ?? 0) : 0,
    tax: 0,
    worth: 0,
    value: null,
    gift: bill?.gift ?? 0,
    reason: isAllowance ? 'price' : line.reason,
    disposition: isAllowance ? 'none' : line.disposition,
    warehouse_id: null,
    remark: line.remark,
  }
  if (bill) return record
  const known = await priceWithoutBill(ctx, {
    customerId: wanted.customerId,
    productId: line.productId,
    unit: line.unit,
    factor,
  })
  if (!known) throw ruleError('RETURN_WITHOUT_PRICE', { line: lineNo })
  if (typed !== null && typed > known.cap)
    throw ruleError('RETURN_PRICE_TOO_HIGH', { line: lineNo, field: 'price', value: (known.cap / 10_000).toString() })
  const price = typed ?? known.price
  return { ...record, price, amount: amountOf(line.quantity, price, factor) }
}

/** The lot goods come back with; a bill with one lot names it, one from before lots were kept has the one without days. */
async function lotOf(ctx: CommandContext, { line, lineNo, bill, product }: LineParts): Promise<string | null> {
  if (product.lot_tracked === 0) {
    if (line.lotId !== null) throw ruleError('LOT_NOT_KEPT', { line: lineNo })
    return null
  }
  if (line.lotId !== null || !bill) return line.lotId
  if (bill.lots.length === 0) return lotFor(ctx, { productId: line.productId, number: OPENING_LOT })
  const open = bill.lots.filter((lot) => lot.left > 0)
  return open.length === 1 ? open[0]!.lotId : null
}
