import type { DraftOrder } from '../../../../shared/contract/orders.ts'
import { isDerived } from './order-lines.ts'
import type { LineRecord, OrderRecord } from './order-store.ts'

/** A saved order as it was typed, to be judged again with the prices typed then. */
export function draftOf(order: OrderRecord, lines: readonly LineRecord[]): DraftOrder {
  return {
    customerId: order.customer_id,
    day: order.day,
    warehouseId: order.warehouse_id,
    salesPersonId: order.sales_person_id,
    discount: order.discount,
    deliveryDay: order.delivery_day,
    address: order.address,
    contact: order.contact,
    phone: order.phone,
    payBy: order.pay_by,
    remark: order.remark,
    overrideReason: order.override_reason,
    lines: lines.filter((line) => !isDerived(line)).map(typedLine),
  }
}

/** A line as it was typed. */
export function typedLine(line: LineRecord): DraftOrder['lines'][number] {
  const { unit, quantity, price, discount, remark } = line
  const gift = line.gift === 1
  return { productId: line.product_id, warehouseId: line.warehouse_id, unit, quantity, price, discount, gift, remark }
}
