import type { CustomerRow } from '../../shared/contract/customers.ts'
import type { OnlinePaymentRow } from '../../shared/contract/online-payment.ts'
import type { OrderRow, ShipmentView } from '../../shared/contract/orders.ts'
import type { ProductRow } from '../../shared/contract/products.ts'
import type { PurchaseRow, RequestRow } from '../../shared/contract/purchasing.ts'
import type { SalesReturnRow } from '../../shared/contract/returns.ts'
import type { ReceiptRow } from '../../shared/contract/purchase-notes.ts'
import type { StatementRow } from '../../shared/contract/reconciliation.ts'
import type { SupplierRow } from '../../shared/contract/suppliers.ts'
import type { StockDocumentRow } from '../../shared/contract/stock-documents.ts'
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
  onlinePayment: {
    created: { text: 'states.onlinePayment.created', tone: 'attention' },
    pending: { text: 'states.onlinePayment.pending', tone: 'info' },
    paid: { text: 'states.onlinePayment.paid', tone: 'good' },
    closed: { text: 'states.onlinePayment.closed', tone: 'neutral' },
    failed: { text: 'states.onlinePayment.failed', tone: 'danger' },
    refunding: { text: 'states.onlinePayment.refunding', tone: 'attention' },
    refunded: { text: 'states.onlinePayment.refunded', tone: 'neutral' },
  } satisfies Record<OnlinePaymentRow['state'], StateLook>,
  salesReturn: {
    draft: { text: 'states.salesReturn.draft', tone: 'neutral' },
    pending: { text: 'states.salesReturn.pending', tone: 'attention' },
    posted: { text: 'states.salesReturn.posted', tone: 'good-outline' },
    void: { text: 'states.salesReturn.void', tone: 'void' },
  } satisfies Record<SalesReturnRow['status'], StateLook>,
  stockDocument: {
    draft: { text: 'states.stockDocument.draft', tone: 'neutral' },
    'in-transit': { text: 'states.stockDocument.in-transit', tone: 'info' },
    posted: { text: 'states.stockDocument.posted', tone: 'good' },
    void: { text: 'states.stockDocument.void', tone: 'void' },
  } satisfies Record<StockDocumentRow['status'], StateLook>,
  customer: {
    active: { text: 'states.customer.active', tone: 'good-outline' },
    frozen: { text: 'states.customer.frozen', tone: 'attention' },
    archived: { text: 'states.customer.archived', tone: 'void' },
  } satisfies Record<CustomerRow['status'], StateLook>,
  product: {
    active: { text: 'states.product.active', tone: 'good-outline' },
    archived: { text: 'states.product.archived', tone: 'void' },
  } satisfies Record<ProductRow['status'], StateLook>,
  statement: {
    draft: { text: 'states.statement.draft', tone: 'neutral' },
    sent: { text: 'states.statement.sent', tone: 'info' },
    confirmed: { text: 'states.statement.confirmed', tone: 'good-outline' },
    disputed: { text: 'states.statement.disputed', tone: 'danger' },
    resolved: { text: 'states.statement.resolved', tone: 'attention' },
    locked: { text: 'states.statement.locked', tone: 'good' },
    void: { text: 'states.statement.void', tone: 'void' },
  } satisfies Record<StatementRow['status'], StateLook>,
  supplier: {
    active: { text: 'states.supplier.active', tone: 'good-outline' },
    frozen: { text: 'states.supplier.frozen', tone: 'attention' },
    archived: { text: 'states.supplier.archived', tone: 'void' },
  } satisfies Record<SupplierRow['status'], StateLook>,
  purchaseOrder: {
    draft: { text: 'states.purchaseOrder.draft', tone: 'neutral' },
    'to-receive': { text: 'states.purchaseOrder.to-receive', tone: 'info' },
    'part-received': { text: 'states.purchaseOrder.part-received', tone: 'info' },
    received: { text: 'states.purchaseOrder.received', tone: 'good' },
    closed: { text: 'states.purchaseOrder.closed', tone: 'good-outline' },
    void: { text: 'states.purchaseOrder.void', tone: 'void' },
  } satisfies Record<PurchaseRow['status'], StateLook>,
  purchaseRequest: {
    draft: { text: 'states.purchaseRequest.draft', tone: 'neutral' },
    'to-order': { text: 'states.purchaseRequest.to-order', tone: 'attention' },
    'part-ordered': { text: 'states.purchaseRequest.part-ordered', tone: 'info' },
    ordered: { text: 'states.purchaseRequest.ordered', tone: 'good' },
    closed: { text: 'states.purchaseRequest.closed', tone: 'good-outline' },
    void: { text: 'states.purchaseRequest.void', tone: 'void' },
  } satisfies Record<RequestRow['status'], StateLook>,
  purchaseReceipt: {
    draft: { text: 'states.purchaseReceipt.draft', tone: 'neutral' },
    posted: { text: 'states.purchaseReceipt.posted', tone: 'good-outline' },
    void: { text: 'states.purchaseReceipt.void', tone: 'void' },
  } satisfies Record<ReceiptRow['status'], StateLook>,
  purchaseReturn: {
    draft: { text: 'states.purchaseReturn.draft', tone: 'neutral' },
    posted: { text: 'states.purchaseReturn.posted', tone: 'good-outline' },
    void: { text: 'states.purchaseReturn.void', tone: 'void' },
  } satisfies Record<ReceiptRow['status'], StateLook>,
} as const

export type StateKind = keyof typeof LOOKS

/** Word and colour of a state; also for the tabs and filters of lists. A state of a newer backend shows as its code. */
export function stateLook(kind: StateKind, state: string): StateLook | undefined {
  const looks: Readonly<Record<string, StateLook>> = LOOKS[kind]
  return Object.hasOwn(looks, state) ? looks[state] : undefined
}
