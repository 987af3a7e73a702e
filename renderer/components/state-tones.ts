import type { CustomerRow } from '../../shared/contract/customers.ts'
import type { OrderRow, ShipmentView } from '../../shared/contract/orders.ts'
import type { ProductRow } from '../../shared/contract/products.ts'
import type { MessageKey } from '../app/i18n.ts'

export type Tone = 'neutral' | 'attention' | 'info' | 'good' | 'good-outline' | 'danger' | 'void'

interface StateLook {
  text: MessageKey
  tone: Tone
}

/** Word and colour of every state, the same everywhere: the word says it, the colour comes second. */
const LOOKS = {
  order: {
    draft: { text: 'states.order.draft', tone: 'neutral' },
    pending: { text: 'states.order.pending', tone: 'attention' },
    'to-ship': { text: 'states.order.to-ship', tone: 'info' },
    'part-shipped': { text: 'states.order.part-shipped', tone: 'info' },
    shipped: { text: 'states.order.shipped', tone: 'good-outline' },
    completed: { text: 'states.order.completed', tone: 'good' },
    rejected: { text: 'states.order.rejected', tone: 'danger' },
    void: { text: 'states.order.void', tone: 'void' },
  } satisfies Record<OrderRow['status'], StateLook>,
  shipment: {
    draft: { text: 'states.shipment.draft', tone: 'info' },
    posted: { text: 'states.shipment.posted', tone: 'good-outline' },
    void: { text: 'states.shipment.void', tone: 'void' },
  } satisfies Record<ShipmentView['status'], StateLook>,
  customer: {
    active: { text: 'states.customer.active', tone: 'good-outline' },
    frozen: { text: 'states.customer.frozen', tone: 'attention' },
    archived: { text: 'states.customer.archived', tone: 'void' },
  } satisfies Record<CustomerRow['status'], StateLook>,
  product: {
    active: { text: 'states.product.active', tone: 'good-outline' },
    archived: { text: 'states.product.archived', tone: 'void' },
  } satisfies Record<ProductRow['status'], StateLook>,
} as const

export type StateKind = keyof typeof LOOKS

/** Word and colour of a state; also for the tabs and filters of lists. A state of a newer backend shows as its code. */
export function stateLook(kind: StateKind, state: string): StateLook | undefined {
  const looks: Readonly<Record<string, StateLook>> = LOOKS[kind]
  return Object.hasOwn(looks, state) ? looks[state] : undefined
}
