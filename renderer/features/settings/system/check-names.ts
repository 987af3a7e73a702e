import { t, tAny, type MessageKey } from '../../../app/i18n.ts'

const NAMES: Readonly<Record<string, MessageKey>> = {
  'file-structure': 'settings.check.file-structure',
  references: 'settings.check.references',
  'change-log': 'settings.check.change-log',
  'number-series': 'settings.check.number-series',
  'packs-and-barcodes': 'settings.check.packs-and-barcodes',
  trees: 'settings.check.trees',
  company: 'settings.check.company',
  'stock-on-hand': 'settings.check.stock-on-hand',
  'stock-reserved': 'settings.check.stock-reserved',
  'stock-documents': 'settings.check.stock-documents',
  'order-amounts': 'settings.check.order-amounts',
  'order-states': 'settings.check.order-states',
  'order-shipped': 'settings.check.order-shipped',
  'order-shipped-amount': 'settings.check.order-shipped-amount',
  'order-paid': 'settings.check.order-paid',
  'receivable-balance': 'settings.check.receivable-balance',
  'receivable-open': 'settings.check.receivable-open',
  'receivable-documents': 'settings.check.receivable-documents',
  'sales-by-product': 'settings.check.sales-by-product',
  'sales-by-customer': 'settings.check.sales-by-customer',
  'customer-habits': 'settings.check.customer-habits',
  'order-counts': 'settings.check.order-counts',
}

/** What a check of the self-check compares, in plain words; a check of a newer backend shows its own name. */
export function checkName(name: string): string {
  const key = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
  return key ? tAny(key) : t('settings.check.other', { name })
}
