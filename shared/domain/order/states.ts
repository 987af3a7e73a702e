/**
 * An order's state is kept in separate dimensions (domain.md 7); the one word people see is derived from them here and
 * nowhere else. The word is also stored (lists filter by it) by the same function, and `verify` compares.
 */
export const REVIEW_STATES = ['draft', 'pending', 'auto', 'approved', 'rejected'] as const
export type ReviewState = (typeof REVIEW_STATES)[number]
export const OUTBOUND_STATES = ['none', 'part', 'all'] as const
export type OutboundState = (typeof OUTBOUND_STATES)[number]
export const LOGISTICS_STATES = ['none', 'waiting', 'underway', 'delivered', 'signed', 'refused'] as const
export type LogisticsState = (typeof LOGISTICS_STATES)[number]
export const PAYMENT_STATES = ['none', 'part', 'paid'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]
/** `short`: closed with the rest not to be shipped; `void`: cancelled as a whole. */
export const CLOSE_STATES = ['open', 'short', 'void'] as const
export type CloseState = (typeof CLOSE_STATES)[number]

export interface OrderDimensions {
  review: ReviewState
  outbound: OutboundState
  payment: PaymentState
  closed: CloseState
}

/** 草稿, 待审核, 待发货, 部分发货, 已发货, 已完成, 已驳回, 已作废. */
export const ORDER_STATUSES = [
  'draft',
  'pending',
  'to-ship',
  'part-shipped',
  'shipped',
  'completed',
  'rejected',
  'void',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** The word for an order's dimensions. Completed means nothing left to ship and nothing left to pay. */
export function statusOf(order: OrderDimensions): OrderStatus {
  if (order.closed === 'void') return 'void'
  if (order.review === 'draft') return 'draft'
  if (order.review === 'pending') return 'pending'
  if (order.review === 'rejected') return 'rejected'
  const nothingLeft = order.outbound === 'all' || order.closed === 'short'
  if (!nothingLeft) return order.outbound === 'none' ? 'to-ship' : 'part-shipped'
  return order.payment === 'paid' ? 'completed' : 'shipped'
}

/** True while the order counts as a sale: approved and not cancelled. */
export function isEffective(order: Pick<OrderDimensions, 'review' | 'closed'>): boolean {
  return (order.review === 'auto' || order.review === 'approved') && order.closed !== 'void'
}

/** Outbound state from summed quantities (thousandths of base units). */
export function outboundOf(ordered: number, shipped: number): OutboundState {
  return shipped <= 0 ? 'none' : shipped >= ordered ? 'all' : 'part'
}

/** What the customer has to pay for an order in the end: all of it, or what was shipped when nothing more will be (分). */
export function dueOf(
  order: Pick<OrderDimensions, 'closed' | 'outbound'> & { total: number; shippedAmount: number },
): number {
  return order.closed === 'short' || order.outbound === 'all' ? order.shippedAmount : order.total
}

/** Payment state from what has been booked as receivable for the order and what of it is settled (分). */
export function paymentOf(total: number, paid: number): PaymentState {
  return paid >= total ? 'paid' : paid > 0 ? 'part' : 'none'
}
