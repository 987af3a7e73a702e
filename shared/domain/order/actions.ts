import type { Right } from '../../access.ts'
import { leaveOf, type ApprovedOrder, type ApprovingUser } from '../review/approval.ts'
import type { OrderDimensions } from './states.ts'

/** What can be done with an order; one table for the buttons and for the backend. */
export const ORDER_ACTIONS = [
  'edit',
  'submit',
  'approve',
  'reject',
  'sendBack',
  'withdraw',
  'ship',
  'amend',
  'split',
  'merge',
  'close',
  'void',
  'copy',
  'discard',
] as const
export type OrderAction = (typeof ORDER_ACTIONS)[number]

export interface ActionUser extends ApprovingUser {
  /** With those lent to a deputy. */
  rights: readonly string[]
}

interface Rule {
  right: Right
  when(order: OrderDimensions & { history: boolean }): boolean
  /** Nobody reviews an order they made, unless the company allows it. */
  notOwn?: boolean
}

const unsent = (o: OrderDimensions) => (o.review === 'draft' || o.review === 'rejected') && o.closed === 'open'
const approved = (o: OrderDimensions) => (o.review === 'auto' || o.review === 'approved') && o.closed === 'open'

const RULES: Record<OrderAction, Rule> = {
  edit: { right: 'orders.edit', when: unsent },
  submit: { right: 'orders.edit', when: unsent },
  approve: { right: 'orders.review', when: (o) => o.review === 'pending' && o.closed === 'open', notOwn: true },
  reject: { right: 'orders.review', when: (o) => o.review === 'pending' && o.closed === 'open', notOwn: true },
  sendBack: { right: 'orders.review', when: (o) => o.review === 'pending' && o.closed === 'open' },
  withdraw: { right: 'orders.edit', when: (o) => o.review === 'pending' && o.closed === 'open' },
  ship: { right: 'shipments.edit', when: (o) => approved(o) && o.outbound !== 'all' },
  // what is shipped in full has nothing left to change: a new order is made instead
  amend: { right: 'orders.edit', when: (o) => approved(o) && o.outbound !== 'all' },
  split: { right: 'orders.edit', when: (o) => (unsent(o) || approved(o)) && o.outbound !== 'all' },
  merge: {
    right: 'orders.edit',
    when: (o) => (o.review === 'pending' || approved(o)) && o.closed === 'open' && o.outbound === 'none',
  },
  close: { right: 'orders.edit', when: (o) => approved(o) && o.outbound === 'part' },
  void: { right: 'orders.void', when: (o) => o.review !== 'draft' && o.closed === 'open' && o.outbound === 'none' },
  copy: { right: 'orders.edit', when: () => true },
  discard: { right: 'orders.edit', when: (o) => o.review === 'draft' && o.closed === 'open' },
}

/**
 * The actions this user may take on this order now, in the order of the list above.
 * Imported past orders (`history`) are finished: they can only be copied.
 */
export function actionsFor(
  order: OrderDimensions & ApprovedOrder & { history: boolean },
  user: ActionUser,
): OrderAction[] {
  return ORDER_ACTIONS.filter((action) => {
    const rule = RULES[action]
    if (!user.rights.includes(rule.right)) return false
    if (order.history) return action === 'copy'
    if (rule.notOwn && !user.reviewOwn && order.createdBy === user.id) return false
    if (action === 'approve' && rule.when(order) && leaveOf(order, user) === null) return false
    return rule.when(order)
  })
}
