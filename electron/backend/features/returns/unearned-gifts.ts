import type { SalesReturnView } from '../../../../shared/contract/returns.ts'
import { applyPromotions } from '../../../../shared/domain/promotion/apply.ts'
import { BASE_FACTOR } from '../../../../shared/quantity.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { packsOf } from '../inventory/packs.ts'
import { toPromotion } from '../pricing/active-promotions.ts'
import { inIds } from '../search/find.ts'
import { billLines, keyOf, type BillLine } from './bill-lines.ts'
import type { ReturnLineRecord } from './return-store.ts'

type UnearnedGift = SalesReturnView['gifts'][number]

/**
 * Gifts a customer keeps although the goods that earned them go back: the order's promotions worked out again for what
 * remains of it. Pointed out, never taken back by itself.
 */
export async function unearnedGifts(
  ctx: QueryContext,
  record: { status: SalesReturnView['status'] },
  rows: readonly Pick<ReturnLineRecord, 'shipment_id' | 'shipment_line_no' | 'quantity'>[],
  bills: readonly BillLine[],
): Promise<UnearnedGift[]> {
  const going = new Map<string, number>()
  if (record.status !== 'posted') {
    for (const row of rows) {
      if (row.shipment_id === null) continue
      const key = keyOf(row.shipment_id, row.shipment_line_no!)
      going.set(key, (going.get(key) ?? 0) + row.quantity)
    }
  }
  const touched = new Set(rows.map((row) => keyOf(row.shipment_id ?? '', row.shipment_line_no ?? 0)))
  const orderIds = new Set(
    bills.filter((bill) => touched.has(keyOf(bill.shipmentId, bill.lineNo))).map((b) => b.orderId),
  )
  const gifts: UnearnedGift[] = []
  for (const orderId of orderIds) gifts.push(...(await ofOrder(ctx, orderId, going)))
  return gifts
}

async function ofOrder(
  ctx: QueryContext,
  orderId: string,
  going: ReadonlyMap<string, number>,
): Promise<UnearnedGift[]> {
  const lines = await ctx.db
    .selectFrom('sales_order_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .selectAll('l')
    .select(['p.name', 'p.base_unit'])
    .where('l.order_id', '=', orderId)
    .execute()
  const promotionIds = [...new Set(lines.flatMap((l) => (l.gift === 1 ? (l.promotion_id ?? []) : [])))]
  if (promotionIds.length === 0) return []
  const promotions = await ctx.db.selectFrom('promotion').selectAll().where('id', 'in', promotionIds).execute()
  const units = await unitsOf(ctx, [...lines.map((l) => l.product_id), ...promotions.flatMap(giftProducts)])
  const own = await billLines(ctx, { orderId })
  const gone = (lineNo: number) =>
    own
      .filter((bill) => bill.orderLineNo === lineNo)
      .reduce((sum, bill) => sum + bill.returned + (going.get(keyOf(bill.shipmentId, bill.lineNo)) ?? 0), 0)
  const kept = lines.map((line) => ({ ...line, quantity: line.quantity - gone(line.line_no) }))
  const remaining = kept
    .filter((line) => line.gift === 0 && line.quantity > 0)
    .map((line) => ({
      productId: line.product_id,
      quantity: line.quantity,
      factor: line.factor,
      price: line.price,
      discount: line.discount,
      gift: false,
      warehouseId: line.warehouse_id,
      promotionId: line.promotion_id,
    }))
  const { gifts } = applyPromotions(remaining, promotions.map(toPromotion), { unitsOf: (id) => units.get(id) })
  const sums = (of: readonly { key: string; quantity: number }[]) => {
    const found = new Map<string, number>()
    for (const { key, quantity } of of) found.set(key, (found.get(key) ?? 0) + quantity)
    return found
  }
  const earned = sums(gifts.map((g) => ({ key: `${g.promotionId} ${g.productId}`, quantity: g.quantity })))
  const given = kept.filter((line) => line.gift === 1 && line.promotion_id !== null && line.quantity > 0)
  const too = new Map<string, number>()
  for (const [key, quantity] of sums(
    given.map((l) => ({ key: `${l.promotion_id} ${l.product_id}`, quantity: l.quantity })),
  ))
    too.set(key, quantity - (earned.get(key) ?? 0))
  return given.flatMap((line) => {
    const key = `${line.promotion_id} ${line.product_id}`
    return own
      .filter((bill) => bill.orderLineNo === line.line_no)
      .flatMap((bill) => {
        const left = bill.left.quantity - (going.get(keyOf(bill.shipmentId, bill.lineNo)) ?? 0)
        const quantity = Math.min(left, too.get(key) ?? 0)
        if (quantity <= 0) return []
        too.set(key, too.get(key)! - quantity)
        return {
          shipmentId: bill.shipmentId,
          lineNo: bill.lineNo,
          number: bill.number,
          day: bill.day,
          orderId,
          orderNumber: bill.orderNumber ?? '',
          productId: line.product_id,
          name: line.name,
          baseUnit: line.base_unit,
          promotion: promotions.find((p) => p.id === line.promotion_id)!.name,
          quantity,
        }
      })
  })
}

const giftProducts = (row: Parameters<typeof toPromotion>[0]) =>
  toPromotion(row).rule.gifts.flatMap((gift) => gift.productId ?? [])

async function unitsOf(ctx: QueryContext, productIds: readonly string[]) {
  const ids = [...new Set(productIds)]
  const products = await ctx.db.selectFrom('product').select(['id', 'base_unit']).where(inIds('id', ids)).execute()
  const packs = await packsOf(ctx, ids)
  return new Map(
    products.map(({ id, base_unit }) => [id, [{ unit: base_unit, factor: BASE_FACTOR }, ...(packs.get(id) ?? [])]]),
  )
}
