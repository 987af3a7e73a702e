import { mulDiv } from '../../../shared/money.ts'
import { t } from '../../app/i18n.ts'

const KINDS = [
  'opening',
  'other-in',
  'other-out',
  'surplus',
  'loss',
  'transfer',
  'assembly',
  'disassembly',
  'count',
  'cost',
  'shipment',
  'purchase-receipt',
  'purchase-return',
  'sales-return',
  'return-loss',
] as const
type Kind = (typeof KINDS)[number]

/** Routes of the documents that move stock; an opening has no page. */
const ROUTES: Record<Kind, string | null> = {
  opening: null,
  'other-in': 'stock-document',
  'other-out': 'stock-document',
  surplus: 'stock-document',
  loss: 'stock-document',
  transfer: 'stock-document',
  assembly: 'stock-document',
  disassembly: 'stock-document',
  cost: 'stock-document',
  count: 'count',
  shipment: 'shipment',
  'purchase-receipt': 'purchase-receipt',
  'purchase-return': 'purchase-return',
  'sales-return': 'sales-return',
  'return-loss': 'sales-return',
}

const kindOf = (type: string): Kind | undefined => KINDS.find((kind) => kind === type.replace(/-void$/, ''))

/** What moved goods, in words; `-void`: taken back. */
export function movementText(type: string): string {
  const kind = kindOf(type)
  if (!kind) return type
  const text = t(`inventory.kind.${kind}`)
  return type.endsWith('-void') ? t('inventory.kindVoid', { kind: text }) : text
}

/** The route that shows a movement's document; null: it has none. */
export function documentRoute(type: string): string | null {
  const kind = kindOf(type)
  return kind ? ROUTES[kind] : null
}

/** A value of stock (1/10000 yuan in total) in 分; null: hidden from the user. */
export const fenOfValue = (value: number | null): number | null => (value === null ? null : mulDiv(value, 1, 100))
