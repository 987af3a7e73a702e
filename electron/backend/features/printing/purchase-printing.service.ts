import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseReceiptView, PurchaseReturnView } from '../../../../shared/contract/purchase-notes.ts'
import type { PurchaseView } from '../../../../shared/contract/purchasing.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { get as orderOf } from '../purchasing/orders.queries.ts'
import { countPrint, printsOf } from '../purchasing/print-count.ts'
import { get as receiptOf } from '../purchasing/receipts.queries.ts'
import { get as returnOf } from '../purchasing/returns.queries.ts'
import { PURCHASE_LABELS } from './purchase-labels.ts'
import { purchaseDocuments, purchaseTitle, type PurchasePaperDocument } from './purchase-paper.ts'

/** Purchase orders for their suppliers, A4. Counts the print; prices hidden from the user are left out. @throws NOT_FOUND */
export async function printOrders(
  ctx: CommandContext,
  input: Requests['purchasing']['print'],
): Promise<Outputs['purchasing']['print']> {
  const documents: PurchasePaperDocument[] = []
  for (const id of new Set(input.ids)) {
    const order = await orderOf(ctx, { id })
    documents.push(orderPaper(order, await printsOf(ctx, 'purchase_order', id), input.locale))
  }
  await countPrint(ctx, 'purchase_order', input.ids)
  return paperOf(ctx, documents, input.locale)
}

/** Receipts with their lots. @throws NOT_FOUND */
export async function printReceipts(
  ctx: CommandContext,
  input: Requests['purchaseReceipts']['print'],
): Promise<Outputs['purchaseReceipts']['print']> {
  const documents: PurchasePaperDocument[] = []
  for (const id of new Set(input.ids)) documents.push(receiptPaper(await receiptOf(ctx, { id }), input.locale))
  await countPrint(ctx, 'purchase_receipt', input.ids)
  return paperOf(ctx, documents, input.locale)
}

/** Returns to suppliers. @throws NOT_FOUND */
export async function printReturns(
  ctx: CommandContext,
  input: Requests['purchaseReturns']['print'],
): Promise<Outputs['purchaseReturns']['print']> {
  const documents: PurchasePaperDocument[] = []
  for (const id of new Set(input.ids)) documents.push(returnPaper(await returnOf(ctx, { id }), input.locale))
  await countPrint(ctx, 'purchase_return', input.ids)
  return paperOf(ctx, documents, input.locale)
}

async function paperOf(ctx: CommandContext, documents: readonly PurchasePaperDocument[], locale: Locale) {
  const company = await companyOf(ctx)
  const html = purchaseDocuments(documents, {
    company: { name: company.name, phone: company.mobile, address: company.address },
    locale,
    printedAt: new Intl.DateTimeFormat('sv-SE', {
      timeZone: ctx.info.timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(ctx.now),
  })
  return { html, title: purchaseTitle(documents, locale) }
}

const markOf = (status: string, locale: Locale): string =>
  status === 'draft' || status === 'void' ? PURCHASE_LABELS[locale][status] : ''

function orderPaper(order: PurchaseView, printed: number, locale: Locale): PurchasePaperDocument {
  return {
    kind: 'order',
    number: order.number,
    mark: markOf(order.status, locale),
    printed,
    fields: [
      { label: 'supplier', value: order.supplier, wide: true },
      { label: 'day', value: order.day },
      { label: 'contact', value: `${order.contact} ${order.phone}`.trim(), wide: true },
      { label: 'expectedDay', value: order.expectedDay ?? '' },
      { label: 'warehouse', value: order.warehouse },
      { label: 'remark', value: order.remark, wide: true },
    ],
    lines: order.lines.map((line) => ({ ...line, lot: '' })),
    total: order.total,
    tax: order.tax,
    maker: order.createdBy,
    reviewer: order.approvedBy,
  }
}

function receiptPaper(receipt: PurchaseReceiptView, locale: Locale): PurchasePaperDocument {
  return {
    kind: 'receipt',
    number: receipt.number,
    mark: markOf(receipt.status, locale),
    printed: receipt.printed,
    fields: [
      { label: 'supplier', value: receipt.supplier, wide: true },
      { label: 'day', value: receipt.day },
      { label: 'warehouse', value: receipt.warehouse },
      { label: 'order', value: receipt.orderNumber },
      { label: 'deliveryNote', value: receipt.deliveryNote },
      { label: 'remark', value: receipt.remark, wide: true },
    ],
    lines: receipt.lines
      .filter((line) => line.quantity > 0)
      .map((line) => ({
        ...line,
        lot: line.lots.map((lot) => lot.number || lot.productionDay || lot.expiryDay).join(' '),
      })),
    total: receipt.total,
    tax: receipt.tax,
    maker: receipt.createdBy,
    reviewer: receipt.postedBy,
  }
}

function returnPaper(note: PurchaseReturnView, locale: Locale): PurchasePaperDocument {
  return {
    kind: 'return',
    number: note.number,
    mark: markOf(note.status, locale),
    printed: note.printed,
    fields: [
      { label: 'supplier', value: note.supplier, wide: true },
      { label: 'day', value: note.day },
      { label: 'fromWarehouse', value: note.warehouse },
      { label: 'receipt', value: note.receiptNumber },
      { label: 'cause', value: note.cause },
      { label: 'remark', value: note.remark, wide: true },
    ],
    lines: note.lines,
    total: note.total,
    tax: note.tax,
    maker: note.createdBy,
    reviewer: note.postedBy,
  }
}
