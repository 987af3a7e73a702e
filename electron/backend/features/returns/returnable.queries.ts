import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { unitPrice } from '../../../../shared/domain/returns/worth.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { packsOf } from '../inventory/packs.ts'
import { hidesSale } from '../orders/mask.ts'
import { inIds } from '../search/find.ts'
import { billLines } from './bill-lines.ts'

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
    productId,
    orderId,
    ...(shipmentId ? { shipmentIds: [shipmentId] } : {}),
    returnable: true,
    limit,
  })
  const ids = [...new Set(bills.map((bill) => bill.productId))]
  const products = new Map(
    (
      await ctx.db
        .selectFrom('product')
        .select(['id', 'code', 'name', 'spec', 'base_unit', 'lot_tracked'])
        .where(inIds('id', ids))
        .execute()
    ).map((product) => [product.id, product]),
  )
  const packs = await packsOf(ctx, ids)
  const seen = await visibleCustomers(ctx, [...new Set(bills.map((bill) => bill.customerId))])
  const isHidden = hidesSale(ctx)
  return bills
    .filter((bill) => seen.has(bill.customerId))
    .map((bill) => {
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

async function visibleCustomers(ctx: QueryContext, ids: readonly string[]): Promise<Set<string>> {
  let query = ctx.db.selectFrom('customer').select('id').where(inIds('id', ids))
  if (ctx.user.scope === 'own') query = query.where('sales_person_id', '=', ctx.user.id)
  return new Set((await query.execute()).map((row) => row.id))
}
