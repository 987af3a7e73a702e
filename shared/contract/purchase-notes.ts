import * as z from 'zod'
import { NOTE_ACTIONS } from '../domain/purchasing/actions.ts'
import { COST_BASES, COST_KINDS } from '../domain/purchasing/landed-cost.ts'
import { NOTE_STATUSES } from '../domain/purchasing/states.ts'
import { PURCHASE_PRICE_SOURCES } from '../domain/purchasing/supply.ts'
import {
  basisPoints,
  day,
  factor,
  fen,
  id,
  name,
  pageInput,
  pageOf,
  positiveFen,
  price,
  quantity,
  text,
  version,
} from './common.ts'
import { command, query } from './method.ts'

/** Receipts and returns: documents that move goods between a supplier and a warehouse. */

/** A product as purchase documents show it. */
export const boughtProduct = {
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  lotTracked: z.boolean(),
}
const noteFilter = z.object({
  search: text(100).optional(),
  supplierId: id.optional(),
  warehouseId: id.optional(),
  orderId: id.optional(),
  fromDay: day.optional(),
  toDay: day.optional(),
  status: z.enum(NOTE_STATUSES).optional(),
})
const noteCounts = z.record(z.enum(NOTE_STATUSES), z.int())
const printInput = z.object({ ids: z.array(id).min(1).max(100), locale: z.enum(['zh-CN', 'en']).default('zh-CN') })
const printOutput = z.object({ html: z.string(), title: z.string() })
const withReason = z.object({ id, version, reason: name(200) })

/** A lot that goods come into: number, production day or expiry day, whichever is known (thousandths of the base unit). */
export const receivedLot = z.object({
  number: text(50).default(''),
  productionDay: day.nullable().default(null),
  expiryDay: day.nullable().default(null),
  quantity: quantity.min(1).max(1_000_000_000_000),
})

/** A cost of the receipt; `tax` is what of the amount can be deducted. No supplier: paid on the spot. */
export const costFields = z.object({
  kind: z.enum(COST_KINDS),
  basis: z.enum(COST_BASES).default('value'),
  amount: positiveFen,
  tax: fen.min(0).default(0),
  supplierId: id.nullable().default(null),
  remark: text(200).default(''),
})
export type CostFields = z.infer<typeof costFields>

export const receiptLine = z.object({
  /** The order's line; null: not ordered. */
  orderLineNo: z.int().min(1).nullable().default(null),
  productId: id,
  unit: name(20),
  quantity: quantity.min(0).max(1_000_000_000_000),
  /** null: the order's, else looked up. */
  price: price.nullable().default(null),
  taxRate: basisPoints.nullable().default(null),
  /** Goods with lots: where the quantity goes; their sum is the quantity. */
  lots: z.array(receivedLot).max(100).default([]),
  remark: text(200).default(''),
})
export type ReceiptLineFields = z.infer<typeof receiptLine>

export const receiptWanted = z.object({
  /** The order the goods were ordered with; null: received without one. */
  orderId: id.nullable().default(null),
  /** Without an order: who delivers. With one, the order's supplier counts. */
  supplierId: id.nullable().default(null),
  /** null: the order's warehouse, else the usual one. */
  warehouseId: id.nullable().default(null),
  day: day.optional(),
  deliveryNote: text(50).default(''),
  remark: text(500).default(''),
  lines: z.array(receiptLine).min(1).max(1000),
  costs: z.array(costFields).max(20).default([]),
})
export type ReceiptWanted = z.infer<typeof receiptWanted>

export const receiptLineView = z.object({
  ...boughtProduct,
  lineNo: z.int(),
  orderLineNo: z.int().nullable(),
  unit: z.string(),
  factor,
  quantity,
  /** Of the order line: what was ordered and what other receipts have posted; null without an order. */
  orderedQuantity: quantity.nullable(),
  receivedBefore: quantity.nullable(),
  returned: quantity,
  price: price.nullable(),
  priceSource: z.enum(PURCHASE_PRICE_SOURCES),
  taxRate: basisPoints,
  net: fen.nullable(),
  tax: fen.nullable(),
  /** 1/10000 yuan in total: the goods, and what was spread over them. */
  cost: z.int().nullable(),
  landed: z.int().nullable(),
  lots: z.array(receivedLot.extend({ lotId: id.nullable() })),
  shelfLifeDays: z.int().nullable(),
  remark: z.string(),
})
export const costView = z.object({
  id,
  number: z.string(),
  late: z.boolean(),
  kind: z.enum(COST_KINDS),
  basis: z.enum(COST_BASES),
  day,
  amount: fen.nullable(),
  tax: fen.nullable(),
  supplierId: id.nullable(),
  supplier: z.string(),
  status: z.enum(NOTE_STATUSES),
  remark: z.string(),
  version,
})
const noteRow = {
  id,
  number: z.string(),
  day,
  status: z.enum(NOTE_STATUSES),
  supplierId: id,
  supplier: z.string(),
  warehouse: z.string(),
  lineCount: z.int(),
  total: fen.nullable(),
  /** Not yet paid (receipts) or not yet used (returns), 分. */
  open: fen.nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
}
const note = {
  id,
  number: z.string(),
  status: z.enum(NOTE_STATUSES),
  supplierId: id,
  supplier: z.string(),
  warehouseId: id,
  warehouse: z.string(),
  day,
  taxIncluded: z.boolean(),
  total: fen.nullable(),
  tax: fen.nullable(),
  open: fen.nullable(),
  remark: z.string(),
  reason: z.string(),
  printed: z.int(),
  createdBy: z.string(),
  createdAt: z.string(),
  postedBy: z.string(),
  postedAt: z.string().nullable(),
  actions: z.array(z.enum(NOTE_ACTIONS)),
  version,
}
export const receiptRow = z.object({ ...noteRow, orderNumber: z.string(), deliveryNote: z.string() })
export type ReceiptRow = z.infer<typeof receiptRow>
export const receiptView = z.object({
  ...note,
  orderId: id.nullable(),
  orderNumber: z.string(),
  salesOrderNumber: z.string(),
  deliveryNote: z.string(),
  lines: z.array(receiptLineView),
  costs: z.array(costView),
  returns: z.array(z.object({ id, number: z.string(), day, status: z.string(), total: fen.nullable() })),
})
export type PurchaseReceiptView = z.infer<typeof receiptView>

/** A line going back; goods with lots name the lot. Price and amounts follow the receipt line when it names one. */
export const returnLine = z.object({
  receiptLineNo: z.int().min(1).nullable().default(null),
  productId: id,
  unit: name(20),
  quantity: quantity.min(1).max(1_000_000_000_000),
  price: price.nullable().default(null),
  taxRate: basisPoints.nullable().default(null),
  lotId: id.nullable().default(null),
  remark: text(200).default(''),
})
export type ReturnLineFields = z.infer<typeof returnLine>
export const returnWanted = z.object({
  receiptId: id.nullable().default(null),
  supplierId: id.nullable().default(null),
  warehouseId: id.nullable().default(null),
  day: day.optional(),
  cause: text(100).default(''),
  remark: text(500).default(''),
  lines: z.array(returnLine).min(1).max(1000),
})
export type ReturnWanted = z.infer<typeof returnWanted>
export const returnLineView = z.object({
  ...boughtProduct,
  lineNo: z.int(),
  receiptLineNo: z.int().nullable(),
  lotId: id.nullable(),
  lot: z.string(),
  unit: z.string(),
  factor,
  quantity,
  price: price.nullable(),
  taxRate: basisPoints,
  net: fen.nullable(),
  tax: fen.nullable(),
  remark: z.string(),
})
export const returnRow = z.object({ ...noteRow, receiptNumber: z.string(), cause: z.string() })
export type ReturnRow = z.infer<typeof returnRow>
export const returnView = z.object({
  ...note,
  receiptId: id.nullable(),
  receiptNumber: z.string(),
  cause: z.string(),
  lines: z.array(returnLineView),
})
export type PurchaseReturnView = z.infer<typeof returnView>

export const purchaseReceipts = {
  list: query('purchasing.view')
    .input(z.object({ ...pageInput, filter: noteFilter.default({}) }))
    .output(pageOf(receiptRow)),
  counts: query('purchasing.view')
    .input(z.object({ filter: noteFilter.default({}) }))
    .output(noteCounts),
  get: query('purchasing.view').input(z.object({ id })).output(receiptView),
  /** A draft with all that is still to come of an order, for one warehouse. */
  start: command('stock.edit')
    .input(z.object({ id, orderId: id, warehouseId: id.nullable().default(null) }))
    .output(receiptView),
  /** Makes (version 0) or changes a draft. */
  save: command('stock.edit')
    .input(z.object({ id, version, receipt: receiptWanted }))
    .output(receiptView),
  /** Stock, cost and debt are booked. */
  post: command('stock.edit').input(z.object({ id, version })).output(receiptView),
  /** Drops a draft, or takes a posted receipt back by opposite entries; refused once something was returned. */
  void: command('purchasing.void').input(withReason).output(receiptView),
  /** A cost that arrives after the receipt: it goes into the value of the goods and is owed to whom it names. */
  addCost: command('purchasing.edit')
    .input(costFields.extend({ id, receiptId: id, day: day.optional() }))
    .output(receiptView),
  voidCost: command('purchasing.void').input(withReason).output(receiptView),
  print: command('purchasing.view').input(printInput).output(printOutput),
}

export const purchaseReturns = {
  list: query('purchasing.view')
    .input(z.object({ ...pageInput, filter: noteFilter.default({}) }))
    .output(pageOf(returnRow)),
  counts: query('purchasing.view')
    .input(z.object({ filter: noteFilter.default({}) }))
    .output(noteCounts),
  get: query('purchasing.view').input(z.object({ id })).output(returnView),
  save: command('stock.edit')
    .input(z.object({ id, version, wanted: returnWanted }))
    .output(returnView),
  post: command('stock.edit').input(z.object({ id, version })).output(returnView),
  void: command('purchasing.void').input(withReason).output(returnView),
  print: command('purchasing.view').input(printInput).output(printOutput),
}
