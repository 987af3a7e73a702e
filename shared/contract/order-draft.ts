import * as z from 'zod'
import { ORDER_PAYMENTS } from '../domain/order/payment.ts'
import { basisPoints, day, fen, id, name, price, quantity, text } from './common.ts'

/** How an order is paid. */
export const orderPayment = z.enum(ORDER_PAYMENTS)

/** A line as typed. Quantity in thousandths of the base unit, price per `unit` in 1/10000 yuan. */
export const draftLine = z.object({
  productId: id,
  unit: name(20),
  quantity: quantity.min(1).max(1_000_000_000_000),
  price,
  discount: basisPoints.default(10_000),
  gift: z.boolean().default(false),
  remark: text(200).default(''),
  /** null: the order's warehouse. */
  warehouseId: id.nullable().default(null),
})
export type DraftLine = z.infer<typeof draftLine>

export const draftOrder = z.object({
  customerId: id,
  day: day.optional(),
  warehouseId: id.nullable().default(null),
  salesPersonId: id.nullable().default(null),
  /** Whole-order discount, 分. */
  discount: fen.min(0).default(0),
  deliveryDay: day.nullable().default(null),
  address: text(300).default(''),
  contact: text(50).default(''),
  phone: text(30).default(''),
  /** How it is paid; null: as is usual for the customer. */
  payBy: orderPayment.nullable().default(null),
  remark: text(500).default(''),
  /** Why prices, margin or discounts may be as they are; counts only with the right to override. */
  overrideReason: text(200).default(''),
  lines: z.array(draftLine).max(2000),
})
export type DraftOrder = z.infer<typeof draftOrder>
