import type { Right } from '../../../../shared/access.ts'

type GroupId = 'customers' | 'goods' | 'orders' | 'shipping' | 'settlement' | 'data' | 'setup'

/** Every right in the group under which it is shown; one that is left out does not compile. */
const GROUP_OF: Record<Right, GroupId> = {
  'customers.view': 'customers',
  'customers.edit': 'customers',
  'customers.merge': 'customers',
  'leads.edit': 'customers',
  'products.view': 'goods',
  'products.edit': 'goods',
  'prices.edit': 'goods',
  'stock.view': 'goods',
  'stock.edit': 'goods',
  'stock.void': 'goods',
  'lots.override': 'goods',
  'purchasing.view': 'goods',
  'purchasing.edit': 'goods',
  'purchasing.void': 'goods',
  'orders.view': 'orders',
  'orders.edit': 'orders',
  'orders.review': 'orders',
  'orders.override': 'orders',
  'orders.void': 'orders',
  'shipments.view': 'shipping',
  'shipments.edit': 'shipping',
  'picking.view': 'shipping',
  'picking.edit': 'shipping',
  'allocation.edit': 'shipping',
  'delivery.view': 'shipping',
  'delivery.edit': 'shipping',
  'returns.edit': 'shipping',
  'returns.approve': 'shipping',
  'settlement.view': 'settlement',
  'settlement.edit': 'settlement',
  'payments.online': 'settlement',
  'settlement.lock': 'settlement',
  'settlement.override': 'settlement',
  'imports.run': 'data',
  'exports.run': 'data',
  'reports.view': 'data',
  'company.manage': 'setup',
  'users.manage': 'setup',
  'system.manage': 'setup',
}

const rightsIn = (id: GroupId): Right[] => (Object.keys(GROUP_OF) as Right[]).filter((right) => GROUP_OF[right] === id)

/** The groups in their order, with their rights. */
export const RIGHT_GROUPS = [...new Set(Object.values(GROUP_OF))].map((id) => ({ id, rights: rightsIn(id) }))
