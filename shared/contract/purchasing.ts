import * as z from 'zod'
import { PURCHASE_ORDER_ACTIONS, REQUEST_ACTIONS } from '../domain/purchasing/actions.ts'
import {
  PROGRESS_STATES,
  PURCHASE_CLOSINGS,
  PURCHASE_ORDER_STATUSES,
  PURCHASE_REVIEWS,
  REQUEST_STATUSES,
} from '../domain/purchasing/states.ts'
import { PURCHASE_PRICE_SOURCES } from '../domain/purchasing/supply.ts'
import { basisPoints, day, factor, fen, id, name, pageInput, pageOf, price, quantity, text, version } from './common.ts'
import { command, query } from './method.ts'
import { boughtProduct, receiptView, receiptWanted } from './purchase-notes.ts'

const typedQuantity = quantity.min(1).max(1_000_000_000_000)
const maker = {
  remark: z.string(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  approvedBy: z.string(),
  approvedAt: z.string().nullable(),
  version,
}
export const listFilter = z.object({
  search: text(100).optional(),
  supplierId: id.optional(),
  warehouseId: id.optional(),
  fromDay: day.optional(),
  toDay: day.optional(),
})
const versioned = z.object({ id, version })
const withReason = z.object({ id, version, reason: name(200) })

/** A line of a request as typed; supplier: who should deliver it, null: decided when ordering. */
export const requestLine = z.object({
  productId: id,
  unit: name(20),
  quantity: typedQuantity,
  supplierId: id.nullable().default(null),
  remark: text(200).default(''),
})
export const requestDraft = z.object({
  day: day.optional(),
  warehouseId: id.nullable().default(null),
  wantedDay: day.nullable().default(null),
  purpose: text(100).default(''),
  remark: text(500).default(''),
  lines: z.array(requestLine).min(1).max(1000),
})
export type RequestDraft = z.infer<typeof requestDraft>

export const requestLineView = z.object({
  ...boughtProduct,
  lineNo: z.int(),
  unit: z.string(),
  factor,
  quantity,
  ordered: quantity,
  supplierId: id.nullable(),
  supplier: z.string(),
  remark: z.string(),
})
export const requestRow = z.object({
  id,
  number: z.string(),
  day,
  wantedDay: day.nullable(),
  status: z.enum(REQUEST_STATUSES),
  warehouse: z.string(),
  purpose: z.string(),
  lineCount: z.int(),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type RequestRow = z.infer<typeof requestRow>
export const requestView = z.object({
  ...maker,
  id,
  number: z.string(),
  day,
  wantedDay: day.nullable(),
  status: z.enum(REQUEST_STATUSES),
  review: z.enum(PURCHASE_REVIEWS),
  ordered: z.enum(PROGRESS_STATES),
  closed: z.enum(PURCHASE_CLOSINGS),
  warehouseId: id,
  warehouse: z.string(),
  purpose: z.string(),
  lines: z.array(requestLineView),
  orders: z.array(z.object({ id, number: z.string(), supplier: z.string(), status: z.enum(PURCHASE_ORDER_STATUSES) })),
  actions: z.array(z.enum(REQUEST_ACTIONS)),
})
export type RequestView = z.infer<typeof requestView>

/** A line of an order as typed. Price per `unit`, 1/10000 yuan; null: looked up (supplier's price, last, product's). */
export const purchaseLine = z.object({
  productId: id,
  unit: name(20),
  quantity: typedQuantity,
  price: price.nullable().default(null),
  /** null: the product's, else the supplier's, else the company's. */
  taxRate: basisPoints.nullable().default(null),
  /** null: the order's warehouse. */
  warehouseId: id.nullable().default(null),
  remark: text(200).default(''),
  /** Lines that came from a request or a sales order keep knowing it. */
  requestId: id.nullable().default(null),
  requestLineNo: z.int().nullable().default(null),
  salesLineNo: z.int().nullable().default(null),
})
export type PurchaseLineFields = z.infer<typeof purchaseLine>
export const purchaseDraft = z.object({
  supplierId: id,
  day: day.optional(),
  expectedDay: day.nullable().default(null),
  warehouseId: id.nullable().default(null),
  contact: text(50).default(''),
  phone: text(30).default(''),
  remark: text(500).default(''),
  lines: z.array(purchaseLine).min(1).max(1000),
})
export type PurchaseDraft = z.infer<typeof purchaseDraft>

export const purchaseLineView = z.object({
  ...boughtProduct,
  lineNo: z.int(),
  warehouseId: id,
  warehouse: z.string(),
  unit: z.string(),
  factor,
  quantity,
  received: quantity,
  price: price.nullable(),
  priceSource: z.enum(PURCHASE_PRICE_SOURCES),
  taxRate: basisPoints,
  amount: fen.nullable(),
  net: fen.nullable(),
  tax: fen.nullable(),
  remark: z.string(),
  requestId: id.nullable(),
  requestLineNo: z.int().nullable(),
  requestNumber: z.string(),
  salesLineNo: z.int().nullable(),
})
export type PurchaseLineView = z.infer<typeof purchaseLineView>
export const purchaseRow = z.object({
  id,
  number: z.string(),
  day,
  expectedDay: day.nullable(),
  status: z.enum(PURCHASE_ORDER_STATUSES),
  supplierId: id,
  supplier: z.string(),
  warehouse: z.string(),
  lineCount: z.int(),
  total: fen.nullable(),
  receivedAmount: fen.nullable(),
  salesOrderNumber: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type PurchaseRow = z.infer<typeof purchaseRow>
export const purchaseView = z.object({
  ...maker,
  id,
  number: z.string(),
  day,
  expectedDay: day.nullable(),
  status: z.enum(PURCHASE_ORDER_STATUSES),
  review: z.enum(PURCHASE_REVIEWS),
  received: z.enum(PROGRESS_STATES),
  closed: z.enum(PURCHASE_CLOSINGS),
  supplierId: id,
  supplier: z.string(),
  warehouseId: id,
  warehouse: z.string(),
  taxIncluded: z.boolean(),
  contact: z.string(),
  phone: z.string(),
  amount: fen.nullable(),
  total: fen.nullable(),
  tax: fen.nullable(),
  receivedAmount: fen.nullable(),
  salesOrder: z.object({ id, number: z.string(), customer: z.string() }).nullable(),
  lines: z.array(purchaseLineView),
  receipts: z.array(z.object({ id, number: z.string(), day, status: z.string(), total: fen.nullable() })),
  actions: z.array(z.enum(PURCHASE_ORDER_ACTIONS)),
})
export type PurchaseView = z.infer<typeof purchaseView>

/** One row of the purchase grid's product list. Price in the unit to start with. */
export const purchaseSuggestion = z.object({
  id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  barcode: z.string(),
  unit: z.string(),
  factor,
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  price: price.nullable(),
  priceSource: z.enum(PURCHASE_PRICE_SOURCES),
  taxRate: basisPoints,
  minOrder: quantity,
  multiple: quantity,
  available: quantity,
  onOrder: quantity,
  lotTracked: z.boolean(),
  shelfLifeDays: z.int().nullable(),
})
export type PurchaseSuggestion = z.infer<typeof purchaseSuggestion>

/** What is still to come of approved orders, for receiving desks. */
export const expectedLine = z.object({
  ...boughtProduct,
  orderId: id,
  orderNumber: z.string(),
  orderVersion: version,
  lineNo: z.int(),
  supplierId: id,
  supplier: z.string(),
  warehouseId: id,
  expectedDay: day.nullable(),
  unit: z.string(),
  factor,
  quantity,
  received: quantity,
  open: quantity,
  /** With the tolerance of the company, the most that may still come. */
  most: quantity,
})

const counts = <T extends readonly string[]>(statuses: T) => z.record(z.enum(statuses), z.int())

export const purchaseRequests = {
  list: query('purchasing.view')
    .input(
      z.object({
        ...pageInput,
        filter: listFilter.extend({ status: z.enum(REQUEST_STATUSES).optional() }).default({}),
      }),
    )
    .output(pageOf(requestRow)),
  counts: query('purchasing.view')
    .input(z.object({ filter: listFilter.default({}) }))
    .output(counts(REQUEST_STATUSES)),
  get: query('purchasing.view').input(z.object({ id })).output(requestView),
  /** Makes (version 0) or changes a draft. The number is given at the first save. */
  save: command('purchasing.edit')
    .input(z.object({ id, version, draft: requestDraft }))
    .output(requestView),
  approve: command('purchasing.edit').input(versioned).output(requestView),
  unapprove: command('purchasing.edit').input(versioned).output(requestView),
  close: command('purchasing.edit').input(withReason).output(requestView),
  void: command('purchasing.void').input(withReason).output(requestView),
  /** Turns open lines into draft orders, one for each supplier and warehouse. Absent quantity: all that is open. */
  order: command('purchasing.edit')
    .input(
      z.object({
        id,
        version,
        lines: z
          .array(
            z.object({
              lineNo: z.int().min(1),
              supplierId: id.nullable().default(null),
              quantity: typedQuantity.optional(),
            }),
          )
          .min(1)
          .max(1000),
      }),
    )
    .output(z.object({ request: requestView, orders: z.array(purchaseView) })),
}

export const purchasing = {
  list: query('purchasing.view')
    .input(
      z.object({
        ...pageInput,
        filter: listFilter.extend({ status: z.enum(PURCHASE_ORDER_STATUSES).optional() }).default({}),
      }),
    )
    .output(pageOf(purchaseRow)),
  counts: query('purchasing.view')
    .input(z.object({ filter: listFilter.default({}) }))
    .output(counts(PURCHASE_ORDER_STATUSES)),
  get: query('purchasing.view').input(z.object({ id })).output(purchaseView),
  suggest: query('purchasing.view')
    .input(
      z.object({
        text: text(100),
        supplierId: id.optional(),
        warehouseId: id.optional(),
        day: day.optional(),
        limit: z.int().min(1).max(50).default(12),
      }),
    )
    .output(z.array(purchaseSuggestion)),
  /** The price of a product from a supplier in a unit; null: hidden from the user. */
  price: query('purchasing.view')
    .input(
      z.object({
        supplierId: id,
        productId: id,
        unit: name(20),
        quantity: quantity.min(0).default(0),
        day: day.optional(),
      }),
    )
    .output(z.object({ price: price.nullable(), source: z.enum(PURCHASE_PRICE_SOURCES) })),
  /** Makes (version 0) or changes a draft order. The number is given at the first save. */
  save: command('purchasing.edit')
    .input(z.object({ id, version, draft: purchaseDraft }))
    .output(purchaseView),
  /** The goods are expected from now on. */
  approve: command('purchasing.edit').input(versioned).output(purchaseView),
  /** Back to draft; refused once anything was received. */
  unapprove: command('purchasing.edit').input(versioned).output(purchaseView),
  /** The rest will not come. */
  close: command('purchasing.edit').input(withReason).output(purchaseView),
  void: command('purchasing.void').input(withReason).output(purchaseView),
  /** Draft orders from chosen lines (reorder advice …), one for each supplier and warehouse. */
  draftOrders: command('purchasing.edit')
    .input(
      z.object({
        lines: z
          .array(z.object({ productId: id, warehouseId: id, supplierId: id, quantity: typedQuantity, unit: name(20) }))
          .min(1)
          .max(2000),
        remark: text(500).default(''),
      }),
    )
    .output(z.array(purchaseView)),
  /** 以销定购: lines of a sales order become a draft order that remembers it; its receipt keeps the goods for it. */
  orderForSale: command('purchasing.edit')
    .input(
      z.object({
        id,
        salesOrderId: id,
        supplierId: id,
        lines: z
          .array(z.object({ lineNo: z.int().min(1), quantity: typedQuantity }))
          .min(1)
          .max(1000),
      }),
    )
    .output(purchaseView),
  /** Lines of approved orders that are still to come. */
  expected: query('purchasing.view')
    .input(
      z.object({
        orderId: id.optional(),
        supplierId: id.optional(),
        warehouseId: id.optional(),
        productId: id.optional(),
      }),
    )
    .output(z.array(expectedLine)),
  /**
   * Receives goods in one call: makes the receipt and posts it, for scanners. The same id again returns what is there.
   * Prices left out are the order's, else the supplier's.
   */
  receive: command('stock.edit').input(receiptWanted.extend({ id })).output(receiptView),
  /** A4 to the supplier. */
  print: command('purchasing.view')
    .input(z.object({ ids: z.array(id).min(1).max(100), locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(z.object({ html: z.string(), title: z.string() })),
}
