/**
 * Rights. A method of the contract names the right it needs; a role is a set of rights, a data scope and a price mask.
 * Checked at the door; screens only hide what would be refused.
 */
export const RIGHTS = [
  'company.manage',
  'users.manage',
  'customers.view',
  'customers.edit',
  'leads.edit',
  'customers.merge',
  'products.view',
  'products.edit',
  'prices.edit',
  'stock.view',
  'stock.edit',
  'stock.void',
  'lots.override',
  'orders.view',
  'orders.edit',
  'orders.review',
  'orders.void',
  'orders.override',
  'shipments.view',
  'shipments.edit',
  'picking.view',
  'picking.edit',
  'allocation.edit',
  'returns.edit',
  'returns.approve',
  'delivery.view',
  'delivery.edit',
  'purchasing.view',
  'purchasing.edit',
  'purchasing.void',
  'settlement.view',
  'settlement.edit',
  'payments.online',
  'settlement.lock',
  'settlement.override',
  'imports.run',
  'exports.run',
  'reports.view',
  'system.manage',
] as const
export type Right = (typeof RIGHTS)[number]

/** `public`: nobody signed in; `signed-in`: any user; otherwise the right the user's role must hold. */
export type Access = 'public' | 'signed-in' | Right

/** Which customers and orders a role sees: all, or only those whose sales person is the user. */
export type DataScope = 'all' | 'own'

/** Prices a role may not see: purchase (and so cost and margin), retail, sale. */
export const PRICE_MASKS = ['purchase', 'retail', 'sale'] as const
export type PriceMask = (typeof PRICE_MASKS)[number]

export interface RolePreset {
  code: string
  zh: string
  en: string
  rights: readonly Right[]
  scope: DataScope
  mask: readonly PriceMask[]
}

const view: Right[] = ['customers.view', 'products.view', 'stock.view', 'orders.view', 'shipments.view']

/** The roles a new company starts with (domain.md 1). */
export const ROLE_PRESETS: readonly RolePreset[] = [
  { code: 'owner', zh: '老板/管理员', en: 'Owner', rights: RIGHTS, scope: 'all', mask: [] },
  {
    code: 'order-desk',
    zh: '订单员',
    en: 'Order desk',
    rights: [
      ...view,
      'delivery.view',
      'customers.edit',
      'leads.edit',
      'orders.edit',
      'returns.edit',
      'settlement.view',
      'payments.online',
      'imports.run',
      'exports.run',
    ],
    scope: 'all',
    mask: ['purchase'],
  },
  {
    code: 'reviewer',
    zh: '审核员',
    en: 'Reviewer',
    rights: [
      ...view,
      'delivery.view',
      'customers.edit',
      'leads.edit',
      'customers.merge',
      'orders.edit',
      'orders.review',
      'orders.void',
      'orders.override',
      'returns.edit',
      'returns.approve',
      'stock.void',
      'lots.override',
      'picking.view',
      'allocation.edit',
      'purchasing.view',
      'purchasing.void',
      'settlement.view',
      'reports.view',
      'exports.run',
    ],
    scope: 'all',
    mask: [],
  },
  {
    code: 'warehouse',
    zh: '仓管员',
    en: 'Warehouse',
    rights: [
      ...view,
      'stock.edit',
      'shipments.edit',
      'returns.edit',
      'picking.view',
      'picking.edit',
      'allocation.edit',
      'delivery.view',
      'delivery.edit',
      'purchasing.view',
      'exports.run',
    ],
    scope: 'all',
    mask: ['purchase', 'retail', 'sale'],
  },
  {
    code: 'purchaser',
    zh: '采购员',
    en: 'Purchaser',
    rights: [
      'products.view',
      'products.edit',
      'stock.view',
      'stock.edit',
      'purchasing.view',
      'purchasing.edit',
      'imports.run',
      'exports.run',
    ],
    scope: 'all',
    mask: ['sale'],
  },
  {
    code: 'finance',
    zh: '财务',
    en: 'Finance',
    rights: [
      ...view,
      'delivery.view',
      'purchasing.view',
      'settlement.view',
      'settlement.edit',
      'payments.online',
      'settlement.lock',
      'reports.view',
      'exports.run',
    ],
    scope: 'all',
    mask: [],
  },
  {
    code: 'sales',
    zh: '业务员',
    en: 'Sales person',
    rights: [
      'customers.view',
      'customers.edit',
      'leads.edit',
      'products.view',
      'stock.view',
      'orders.view',
      'orders.edit',
      'settlement.view',
      'payments.online',
    ],
    scope: 'own',
    mask: ['purchase'],
  },
]

/** True when a role with these rights may call a method with this access. */
export function mayCall(access: Access, rights: readonly string[] | null): boolean {
  if (access === 'public') return true
  if (rights === null) return false
  return access === 'signed-in' || rights.includes(access)
}
