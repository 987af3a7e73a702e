import type { Right } from '../../access.ts'
import type { NoteStatus, PurchaseOrderDimensions, RequestDimensions } from './states.ts'

/** What can be done with purchase documents: one table for the buttons and for the backend. */
export const PURCHASE_ORDER_ACTIONS = ['edit', 'approve', 'receive', 'unapprove', 'close', 'void'] as const
export type PurchaseOrderAction = (typeof PURCHASE_ORDER_ACTIONS)[number]
export const REQUEST_ACTIONS = ['edit', 'approve', 'order', 'unapprove', 'close', 'void'] as const
export type RequestAction = (typeof REQUEST_ACTIONS)[number]
export const NOTE_ACTIONS = ['edit', 'post', 'void'] as const
export type NoteAction = (typeof NOTE_ACTIONS)[number]

export interface PurchaseUser {
  id: string
  rights: readonly string[]
  /** Company setting: makers may approve their own orders. */
  reviewOwn: boolean
}

interface Rule<State> {
  rights: readonly Right[]
  when(state: State): boolean
  /** Nobody approves what they made, unless the company allows it. */
  notOwn?: boolean
}

type Order = PurchaseOrderDimensions & { createdBy: string }
type Request = RequestDimensions & { createdBy: string }

const edit: Right[] = ['purchasing.edit']
const isDraft = (d: { review: string; closed: string }) => d.review === 'draft' && d.closed === 'open'
const isApproved = (d: { review: string; closed: string }) => d.review === 'approved' && d.closed === 'open'

const ORDER_RULES: Record<PurchaseOrderAction, Rule<Order>> = {
  edit: { rights: edit, when: isDraft },
  approve: { rights: edit, when: isDraft, notOwn: true },
  receive: { rights: ['stock.edit'], when: (o) => isApproved(o) && o.received !== 'all' },
  // what came after an order holds it: nothing may have been received (domain.md 1)
  unapprove: { rights: edit, when: (o) => isApproved(o) && o.received === 'none' },
  close: { rights: edit, when: (o) => isApproved(o) && o.received === 'part' },
  void: { rights: ['purchasing.void'], when: (o) => o.closed === 'open' && o.received === 'none' },
}

const REQUEST_RULES: Record<RequestAction, Rule<Request>> = {
  edit: { rights: edit, when: isDraft },
  approve: { rights: edit, when: isDraft, notOwn: true },
  order: { rights: edit, when: (r) => isApproved(r) && r.ordered !== 'all' },
  unapprove: { rights: edit, when: (r) => isApproved(r) && r.ordered === 'none' },
  close: { rights: edit, when: (r) => isApproved(r) && r.ordered === 'part' },
  void: { rights: ['purchasing.void'], when: (r) => r.closed === 'open' && r.ordered === 'none' },
}

/** Receipts and returns: who moves stock posts them; taking back what was posted is a right of its own. */
const NOTE_RULES: Record<NoteAction, Rule<{ status: NoteStatus }>> = {
  edit: { rights: ['stock.edit'], when: (n) => n.status === 'draft' },
  post: { rights: ['stock.edit'], when: (n) => n.status === 'draft' },
  void: { rights: ['purchasing.void'], when: (n) => n.status !== 'void' },
}

/** The actions this user may take on this order now. */
export function purchaseOrderActions(order: Order, user: PurchaseUser): PurchaseOrderAction[] {
  return PURCHASE_ORDER_ACTIONS.filter((action) => allowed(ORDER_RULES[action], order, order.createdBy, user))
}

export function requestActions(request: Request, user: PurchaseUser): RequestAction[] {
  return REQUEST_ACTIONS.filter((action) => allowed(REQUEST_RULES[action], request, request.createdBy, user))
}

export function noteActions(note: { status: NoteStatus }, user: Pick<PurchaseUser, 'rights'>): NoteAction[] {
  return NOTE_ACTIONS.filter((action) => allowed(NOTE_RULES[action], note, '', { id: '', reviewOwn: true, ...user }))
}

function allowed<State>(rule: Rule<State>, state: State, createdBy: string, user: PurchaseUser): boolean {
  if (!rule.rights.every((right) => user.rights.includes(right))) return false
  if (rule.notOwn && !user.reviewOwn && createdBy === user.id) return false
  return rule.when(state)
}
