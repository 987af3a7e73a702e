import type { Requests } from '../../../../shared/contract/index.ts'
import type { SalesReturnView } from '../../../../shared/contract/returns.ts'
import { NO_DISCOUNT } from '../../../../shared/money.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { orderById } from '../orders/order-store.ts'
import { saveDraft } from '../orders/orders.service.ts'
import { unitPrice } from '../../../../shared/domain/returns/worth.ts'
import { changeReturn, requireReturn, returnLines, returnRecord } from './return-store.ts'
import { get } from './returns.queries.ts'

/**
 * 换货: a draft order of the same goods, quantities and prices for the same customer, linked to the return; whoever takes the
 * call changes it at the order desk. An order that was linked and discarded since makes room for another.
 * @throws WRONG_STATE, CONFLICT, and what saving an order throws
 */
export async function exchange(ctx: CommandContext, input: Requests['returns']['exchange']): Promise<SalesReturnView> {
  const record = await returnRecord(ctx, input.id)
  if (record.exchange_order_id === input.orderId) return get(ctx, { id: record.id })
  const known = record.exchange_order_id ? await orderById.first(ctx.db, { id: record.exchange_order_id }) : undefined
  requireReturn(ctx, { ...record, exchange_order_id: known?.id ?? null }, 'exchange', input.version)
  if (await orderById.first(ctx.db, { id: input.orderId }))
    throw new AppError('CONFLICT', { entity: 'order', id: input.orderId })
  const goods = (await returnLines(ctx, record.id)).filter((line) => line.gift === 0)
  const byUnit = Map.groupBy(goods, (line) => `${line.product_id} ${line.unit}`)
  await saveDraft(ctx, {
    id: input.orderId,
    version: 0,
    held: false,
    draft: {
      ...(await deliveryOf(ctx, goods)),
      customerId: record.customer_id,
      warehouseId: null,
      salesPersonId: null,
      discount: 0,
      deliveryDay: null,
      payBy: null,
      remark: `换货 ${record.number}`,
      overrideReason: '',
      lines: [...byUnit.values()].map((own) => {
        const { product_id: productId, unit, factor } = own[0]!
        const quantity = own.reduce((sum, line) => sum + line.quantity, 0)
        const worth = own.reduce((sum, line) => sum + line.worth, 0)
        const price = unitPrice(worth, quantity, factor)
        return { productId, unit, quantity, price, warehouseId: null, discount: NO_DISCOUNT, gift: false, remark: '' }
      }),
    },
  })
  await changeReturn(ctx, record, { exchange_order_id: input.orderId })
  return get(ctx, { id: record.id })
}

/** Where the first of the goods were delivered to. */
async function deliveryOf(ctx: CommandContext, goods: readonly { shipment_id: string | null }[]) {
  const shipmentId = goods.find((line) => line.shipment_id !== null)?.shipment_id ?? ''
  const order = await ctx.db
    .selectFrom('shipment as d')
    .innerJoin('sales_order as o', 'o.id', 'd.order_id')
    .select(['o.address', 'o.contact', 'o.phone'])
    .where('d.id', '=', shipmentId)
    .executeTakeFirst()
  return order ?? { address: '', contact: '', phone: '' }
}
