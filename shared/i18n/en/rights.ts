import type { TextsLike } from '../types.ts'
import type { rights as source } from '../zh-CN/rights.ts'

export const rights = {
  'company.manage': 'Manage company data',
  'users.manage': 'Manage users and roles',
  'customers.view': 'View customers',
  'customers.edit': 'Edit customers',
  'products.view': 'View products',
  'products.edit': 'Edit products',
  'prices.edit': 'Change prices',
  'stock.view': 'View stock',
  'stock.edit': 'Handle stock',
  'orders.view': 'View orders',
  'orders.edit': 'Enter orders',
  'orders.review': 'Review orders',
  'orders.void': 'Void orders',
  'orders.override': 'Override limits',
  'shipments.view': 'View shipments',
  'shipments.edit': 'Handle shipments',
  'settlement.view': 'View accounts',
  'settlement.edit': 'Handle payments',
  'imports.run': 'Import',
  'exports.run': 'Export',
  'reports.view': 'View reports',
  'system.manage': 'Manage the system',
} as const satisfies TextsLike<typeof source>
