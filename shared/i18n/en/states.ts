import type { TextsLike } from '../types.ts'
import type { states as source } from '../zh-CN/states.ts'

export const states = {
  'order.draft': 'Draft',
  'order.pending': 'In review',
  'order.to-ship': 'To ship',
  'order.part-shipped': 'Part shipped',
  'order.shipped': 'Shipped',
  'order.completed': 'Completed',
  'order.rejected': 'Rejected',
  'order.void': 'Void',
  'shipment.draft': 'To confirm',
  'shipment.posted': 'Shipped',
  'shipment.void': 'Void',
  'customer.active': 'Active',
  'customer.frozen': 'Frozen',
  'customer.archived': 'Archived',
  'product.active': 'On sale',
  'product.archived': 'Archived',
} as const satisfies TextsLike<typeof source>
