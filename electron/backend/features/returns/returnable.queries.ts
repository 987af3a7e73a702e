import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ReturnableLine, ReturnSuggestion } from '../../../../shared/contract/returns.ts'
import { BASE_FACTOR } from '../../../../shared/quantity.ts'
import { unitPrice } from '../../../../shared/domain/returns/worth.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { barcodesOf, packsOf } from '../inventory/packs.ts'
import { hidesSale } from '../orders/mask.ts'
import { inIds } from '../search/find.ts'
import { price } from './price-history.ts'
import { billLines, type BillLine } from './bill-lines.ts'

/**
 * Lines of bills of which something can still come back, newest first: a customer's, of one product when goods were scanned or
 * typed, or those of an order or a note. Nothing without one of the three; other people's customers are not shown.
 */
export async function returnable(
  ctx: QueryContext,
  input: Requests['returns']['returnable'],
): Promise<Outputs['returns']['returnable']> {
  const { customerId, productId, orderId, shipmentId, limit } = input
  if (!customerId && !orderId && !shipmentId) return []
  const bills = await billLines(ctx, {
    customerId,
    orderId,
    ...(productId ? { productIds: [productId] } : {}),
    ...(shipmentId ? { shipmentIds: [shipmentId] } : {}),
    returnable: true,
    limit,
  })
  const seen = await visibleCustomers(ctx, [...new Set(bills.map((bill) => bill.customerId))])
  return shownBills(
    ctx,
    bills.filter((bill) => seen.has(bill.customerId)),
  )
}

/** Bills shown for each product while goods are typed or scanned. */
const BILLS_EACH = 4

/**
 * Search as you type on a return: goods with this customer's bills of them, newest first, so that a scanned bag finds the bill
 * it came by; goods the customer has no bill of stand behind those, without one. A barcode means its own unit.
 */
export async function suggest(
  ctx: QueryContext,
  input: Requests['returns']['suggest'],
): Promise<Outputs['returns']['suggest']> {
  const { customerId, text, limit } = input
  if ((await visibleCustomers(ctx, [customerId])).size === 0) return []
  const ids = ctx.company.search.search('product', text, { limit }).map((hit) => hit.id)
  if (ids.length === 0) return []
  const bills = await billLines(ctx, { customerId, productIds: ids, returnable: true, limit: 500 })
  const byProduct = Map.groupBy(await shownBills(ctx, bills), (bill) => bill.productId)
  const products = await productsOf(ctx, ids)
  const barcodes = await barcodesOf(ctx, ids)
  const packs = await packsOf(ctx, ids)
  const rows: ReturnSuggestion[] = []
  for (const id of ids) {
    const product = products.get(id)
    if (!product) continue
    const codes = barcodes.get(id) ?? []
    const scanned = codes.find((code) => code.barcode === text.trim())
    const common = {
      productId: id,
      code: product.code,
      barcode: (scanned ?? codes[0])?.barcode ?? '',
      name: product.name,
      spec: product.spec,
      baseUnit: product.base_unit,
      packs: packs.get(id) ?? [],
      lotTracked: product.lot_tracked === 1,
      unit: scanned?.unit ?? product.base_unit,
      factor: scanned?.factor ?? BASE_FACTOR,
    }
    const own = (byProduct.get(id) ?? []).slice(0, BILLS_EACH)
    const ofBill = (bill: ReturnableLine) => (scanned ? {} : { unit: bill.unit, factor: bill.factor })
    if (own.length > 0) rows.push(...own.map((bill) => ({ ...common, ...ofBill(bill), bill, price: null })))
    else rows.push({ ...common, bill: null, price: (await price(ctx, { customerId, ...common }))?.price ?? null })
  }
  return [...rows.filter((row) => row.bill !== null), ...rows.filter((row) => row.bill === null)]
}

async function shownBills(ctx: QueryContext, bills: readonly BillLine[]): Promise<ReturnableLine[]> {
  const ids = [...new Set(bills.map((bill) => bill.productId))]
  const products = await productsOf(ctx, ids)
  const packs = await packsOf(ctx, ids)
  const isHidden = hidesSale(ctx)
  return bills.map((bill) => {
    const product = products.get(bill.productId)!
    return {
      shipmentId: bill.shipmentId,
      lineNo: bill.lineNo,
      number: bill.number,
      day: bill.day,
      orderId: bill.orderId,
      orderNumber: bill.orderNumber ?? '',
      productId: bill.productId,
      code: product.code,
      name: product.name,
      spec: product.spec,
      baseUnit: product.base_unit,
      packs: packs.get(bill.productId) ?? [],
      lotTracked: product.lot_tracked === 1,
      unit: bill.unit,
      factor: bill.factor,
      quantity: bill.quantity,
      left: bill.left.quantity,
      price: isHidden ? null : unitPrice(bill.amount, bill.quantity, bill.factor),
      leftAmount: isHidden ? null : bill.left.amount,
      gift: bill.gift === 1,
      warehouseId: bill.warehouseId,
      lots: bill.lots.filter((lot) => lot.left > 0),
    }
  })
}

async function productsOf(ctx: QueryContext, ids: readonly string[]) {
  const rows = await ctx.db
    .selectFrom('product')
    .select(['id', 'code', 'name', 'spec', 'base_unit', 'lot_tracked'])
    .where(inIds('id', ids))
    .execute()
  return new Map(rows.map((product) => [product.id, product]))
}

async function visibleCustomers(ctx: QueryContext, ids: readonly string[]): Promise<Set<string>> {
  let query = ctx.db.selectFrom('customer').select('id').where(inIds('id', ids))
  if (ctx.user.scope === 'own') query = query.where('sales_person_id', '=', ctx.user.id)
  return new Set((await query.execute()).map((row) => row.id))
}
