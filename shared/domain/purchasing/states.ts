import { mulDiv } from '../../money.ts'

/**
 * States of purchase documents, kept in separate dimensions like those of sales orders (domain.md 7); the one word people
 * see is derived here and nowhere else, and stored for the lists by the same functions.
 */
export const PURCHASE_REVIEWS = ['draft', 'approved'] as const
export type PurchaseReview = (typeof PURCHASE_REVIEWS)[number]
/** How much has been done: received of an order, ordered of a request. */
export const PROGRESS_STATES = ['none', 'part', 'all'] as const
export type ProgressState = (typeof PROGRESS_STATES)[number]
/** `short`: finished although something is still open; `void`: cancelled as a whole. */
export const PURCHASE_CLOSINGS = ['open', 'short', 'void'] as const
export type PurchaseClosing = (typeof PURCHASE_CLOSINGS)[number]

export interface PurchaseOrderDimensions {
  review: PurchaseReview
  received: ProgressState
  closed: PurchaseClosing
}
/** 草稿, 待入库, 部分入库, 已入库, 已结单, 已作废. */
export const PURCHASE_ORDER_STATUSES = ['draft', 'to-receive', 'part-received', 'received', 'closed', 'void'] as const
export type PurchaseOrderStatus = (typeof PURCHASE_ORDER_STATUSES)[number]

export function purchaseOrderStatus(order: PurchaseOrderDimensions): PurchaseOrderStatus {
  if (order.closed === 'void') return 'void'
  if (order.review === 'draft') return 'draft'
  if (order.received === 'all') return 'received'
  if (order.closed === 'short') return 'closed'
  return order.received === 'none' ? 'to-receive' : 'part-received'
}

export interface RequestDimensions {
  review: PurchaseReview
  ordered: ProgressState
  closed: PurchaseClosing
}
/** 草稿, 待采购, 部分采购, 已采购, 已结单, 已作废. */
export const REQUEST_STATUSES = ['draft', 'to-order', 'part-ordered', 'ordered', 'closed', 'void'] as const
export type RequestStatus = (typeof REQUEST_STATUSES)[number]

export function requestStatus(request: RequestDimensions): RequestStatus {
  if (request.closed === 'void') return 'void'
  if (request.review === 'draft') return 'draft'
  if (request.ordered === 'all') return 'ordered'
  if (request.closed === 'short') return 'closed'
  return request.ordered === 'none' ? 'to-order' : 'part-ordered'
}

/** 草稿, 已记账, 已作废: receipts, returns and later costs. */
export const NOTE_STATUSES = ['draft', 'posted', 'void'] as const
export type NoteStatus = (typeof NOTE_STATUSES)[number]

/**
 * How far the lines of a document are done (thousandths of base units). More than was wanted on one line does not stand in
 * for what is missing on another.
 */
export function progressOf(lines: readonly { quantity: number; done: number }[]): ProgressState {
  if (lines.every((line) => line.done <= 0)) return 'none'
  return lines.every((line) => line.done >= line.quantity) ? 'all' : 'part'
}

/** What is still to come of a line, never below zero. */
export const openOf = (quantity: number, done: number): number => Math.max(0, quantity - done)

/** The most that may be received of a line in all: the ordered quantity and the tolerance (basis points) above it. */
export const mostReceivable = (quantity: number, overReceipt: number): number =>
  quantity + mulDiv(quantity, overReceipt, 10_000)
