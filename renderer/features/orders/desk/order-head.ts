import type { OrderPayment } from '../../../../shared/domain/order/payment.ts'
import type { DraftOrder, OrderView } from '../../../../shared/contract/orders.ts'

/** What stands above the lines. Amounts in 分, days as `YYYY-MM-DD`. */
export interface OrderHead {
  customerId: string | null
  customer: string
  day: string | null
  deliveryDay: string | null
  warehouseId: string | null
  salesPersonId: string | null
  discount: number
  address: string
  contact: string
  phone: string
  /** How it is paid; null: as is usual for the customer. */
  payBy: OrderPayment | null
  remark: string
  /** Why prices may be as they are, of someone with the right to override. */
  overrideReason: string
}

export function emptyHead(day: string, warehouseId: string | null): OrderHead {
  return {
    customerId: null,
    customer: '',
    day,
    deliveryDay: null,
    warehouseId,
    salesPersonId: null,
    discount: 0,
    address: '',
    contact: '',
    phone: '',
    payBy: null,
    remark: '',
    overrideReason: '',
  }
}

export function headOf(order: OrderView): OrderHead {
  return {
    customerId: order.customerId,
    customer: order.customer,
    day: order.day,
    deliveryDay: order.deliveryDay,
    warehouseId: order.warehouseId,
    salesPersonId: order.salesPersonId,
    discount: order.discount ?? 0,
    address: order.address,
    contact: order.contact,
    phone: order.phone,
    payBy: order.payBy,
    remark: order.remark,
    overrideReason: order.overrideReason,
  }
}

/** As the contract takes it; `customerId` must be there. */
export function toDraftHead(head: OrderHead, customerId: string): Omit<DraftOrder, 'lines'> {
  return {
    customerId,
    ...(head.day ? { day: head.day } : {}),
    warehouseId: head.warehouseId,
    salesPersonId: head.salesPersonId,
    discount: head.discount,
    deliveryDay: head.deliveryDay,
    address: head.address,
    contact: head.contact,
    phone: head.phone,
    payBy: head.payBy,
    remark: head.remark,
    overrideReason: head.overrideReason,
  }
}
