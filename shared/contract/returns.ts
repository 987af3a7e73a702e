import * as z from 'zod'
import { RETURN_HOLDS } from '../domain/returns/review.ts'
import {
  DISPOSITIONS,
  RETURN_ACTIONS,
  RETURN_KINDS,
  RETURN_REASONS,
  RETURN_STATUSES,
} from '../domain/returns/states.ts'
import { basisPoints, day, factor, fen, id, name, pageInput, pageOf, price, quantity, text, version } from './common.ts'
import { command, query } from './method.ts'
import { ORDER_STATUSES } from '../domain/order/states.ts'

/** Sales returns 退货单, price differences 折让单, and goods missing or damaged on delivery. */

const returnProduct = {
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  lotTracked: z.boolean(),
}

/** The note's line that goods left by. */
const billRef = z.object({ shipmentId: id, lineNo: z.int().min(1) })

export const salesReturnLine = z.object({
  /** null: without a bill. */
  bill: billRef.nullable().default(null),
  productId: id,
  /** The bill's unit, or one of the product's. */
  unit: name(20),
  quantity: quantity.min(1).max(1_000_000_000_000),
  /** Per unit as typed; null: the bill's, else what the history says. Never above it. Not used for price differences. */
  price: price.nullable().default(null),
  /** Price differences: what is credited, negative when the customer owes more. */
  amount: fen.nullable().default(null),
  lotId: id.nullable().default(null),
  reason: z.enum(RETURN_REASONS),
  disposition: z.enum(DISPOSITIONS).default('sellable'),
  remark: text(200).default(''),
})
export type SalesReturnLineFields = z.infer<typeof salesReturnLine>

export const salesReturnWanted = z.object({
  kind: z.enum(['return', 'allowance']).default('return'),
  customerId: id,
  /** Where sellable goods go; null: where the first bill's goods came from, else the usual one. */
  warehouseId: id.nullable().default(null),
  day: day.optional(),
  /** Why lines have no bill; needed when one has none. */
  withoutBill: text(200).default(''),
  remark: text(500).default(''),
  lines: z.array(salesReturnLine).min(1).max(1000),
})
export type SalesReturnWanted = z.infer<typeof salesReturnWanted>

const lotLeft = z.object({
  lotId: id,
  number: z.string(),
  productionDay: day.nullable(),
  expiryDay: day.nullable(),
  /** Still returnable of it. */
  left: quantity,
})

const bill = {
  shipmentId: id,
  lineNo: z.int(),
  number: z.string(),
  day,
  orderId: id,
  orderNumber: z.string(),
}

export const salesReturnLineView = z.object({
  ...returnProduct,
  lineNo: z.int(),
  bill: z
    .object({
      ...bill,
      /** Shipped by the line and returned of it by posted returns, this one included once it is posted. */
      shipped: quantity,
      returned: quantity,
      /** Per unit of this line; null: hidden. */
      price: price.nullable(),
      /** Not yet credited of the bill's line, 分; null: hidden. */
      leftAmount: fen.nullable(),
      lots: z.array(lotLeft),
    })
    .nullable(),
  unit: z.string(),
  factor,
  quantity,
  price: price.nullable(),
  priceTyped: z.boolean(),
  taxRate: basisPoints,
  amount: fen.nullable(),
  tax: fen.nullable(),
  gift: z.boolean(),
  lotId: id.nullable(),
  lot: z.string(),
  reason: z.enum(RETURN_REASONS),
  disposition: z.enum(DISPOSITIONS),
  warehouse: z.string(),
  remark: z.string(),
})
export type SalesReturnLineView = z.infer<typeof salesReturnLineView>

/** A gift that the returned goods had earned and that did not come back with them. */
export const unearnedGift = z.object({
  ...bill,
  productId: id,
  name: z.string(),
  baseUnit: z.string(),
  promotion: z.string(),
  quantity,
})

export const salesReturnView = z.object({
  id,
  number: z.string(),
  kind: z.enum(RETURN_KINDS),
  status: z.enum(RETURN_STATUSES),
  customerId: id,
  customer: z.string(),
  warehouseId: id,
  warehouse: z.string(),
  shipmentId: id.nullable(),
  shipmentNumber: z.string(),
  day,
  withoutBill: z.string(),
  remark: z.string(),
  reason: z.string(),
  held: z.array(z.object({ rule: z.enum(RETURN_HOLDS), measured: z.int(), limit: z.int() })),
  total: fen.nullable(),
  tax: fen.nullable(),
  printed: z.int(),
  lines: z.array(salesReturnLineView),
  gifts: z.array(unearnedGift),
  exchange: z
    .object({
      orderId: id,
      number: z.string(),
      status: z.enum(ORDER_STATUSES),
      total: fen.nullable(),
      /** The customer pays so much more (negative: gets it back), 分. */
      difference: fen.nullable(),
    })
    .nullable(),
  actions: z.array(z.enum(RETURN_ACTIONS)),
  createdBy: z.string(),
  createdAt: z.string(),
  postedBy: z.string(),
  postedAt: z.string().nullable(),
  version,
})
export type SalesReturnView = z.infer<typeof salesReturnView>

export const salesReturnRow = z.object({
  id,
  number: z.string(),
  kind: z.enum(RETURN_KINDS),
  status: z.enum(RETURN_STATUSES),
  day,
  customerId: id,
  customer: z.string(),
  warehouse: z.string(),
  lineCount: z.int(),
  total: fen.nullable(),
  remark: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type SalesReturnRow = z.infer<typeof salesReturnRow>

/** A line of a bill of which something can still come back. */
export const returnableLine = z.object({
  ...returnProduct,
  ...bill,
  unit: z.string(),
  factor,
  /** Shipped, and of that not yet returned. */
  quantity,
  left: quantity,
  /** Per unit, discounts included; null: hidden. */
  price: price.nullable(),
  leftAmount: fen.nullable(),
  gift: z.boolean(),
  warehouseId: id,
  lots: z.array(lotLeft),
})
export type ReturnableLine = z.infer<typeof returnableLine>

/** Goods that were typed or scanned on a return, with a bill of theirs or without any. */
export const returnSuggestion = z.object({
  ...returnProduct,
  barcode: z.string(),
  unit: z.string(),
  factor,
  bill: returnableLine.nullable(),
  /** Without a bill: the price proposed per unit, 1/10000 yuan; null: none known or hidden. */
  price: price.nullable(),
})
export type ReturnSuggestion = z.infer<typeof returnSuggestion>

/** Goods that wait to go back to a supplier (退厂). */
export const supplierGoods = z.object({
  ...returnProduct,
  warehouseId: id,
  warehouse: z.string(),
  lotId: id.nullable(),
  lot: z.string(),
  expiryDay: day.nullable(),
  /** There, and of that on no draft return to a supplier yet. */
  quantity,
  open: quantity,
  /** Who usually delivers them; null: nobody known. */
  supplierId: id.nullable(),
  supplier: z.string(),
})
export type SupplierGoods = z.infer<typeof supplierGoods>

/** What was missing, damaged or refused of a note; goods that came back go where they belong. */
export const shortageWanted = z.object({
  id,
  shipmentId: id,
  reason: text(200).default(''),
  lines: z
    .array(
      z.object({
        lineNo: z.int().min(1),
        quantity: quantity.min(1).max(1_000_000_000_000),
        cause: z.enum(['short', 'damaged', 'refused']),
        disposition: z.enum(['sellable', 'seconds', 'scrap', 'none']),
      }),
    )
    .min(1)
    .max(1000),
})
export type ShortageWanted = z.infer<typeof shortageWanted>

const filter = z.object({
  search: text(100).optional(),
  customerId: id.optional(),
  warehouseId: id.optional(),
  kind: z.enum(RETURN_KINDS).optional(),
  fromDay: day.optional(),
  toDay: day.optional(),
  status: z.enum(RETURN_STATUSES).optional(),
})
const versioned = z.object({ id, version })
const withReason = versioned.extend({ reason: name(200) })

export const returns = {
  list: query('orders.view')
    .input(z.object({ ...pageInput, filter: filter.default({}) }))
    .output(pageOf(salesReturnRow)),
  counts: query('orders.view')
    .input(z.object({ filter: filter.default({}) }))
    .output(z.record(z.enum(RETURN_STATUSES), z.int())),
  get: query('orders.view').input(z.object({ id })).output(salesReturnView),
  /** This customer's bills with what can still come back, newest first: of a product, an order or a note. */
  returnable: query('orders.view')
    .input(
      z.object({
        customerId: id.optional(),
        productId: id.optional(),
        orderId: id.optional(),
        shipmentId: id.optional(),
        limit: z.int().min(1).max(500).default(50),
      }),
    )
    .output(z.array(returnableLine)),
  /** Search as you type: goods with this customer's bills of them. */
  suggest: query('orders.view')
    .input(z.object({ customerId: id, text: text(100), limit: z.int().min(1).max(50).default(12) }))
    .output(z.array(returnSuggestion)),
  /** What lies in the warehouses for goods that go back to suppliers; drafts are made by `purchaseReturns.save`. */
  supplierGoods: query('purchasing.view').output(z.array(supplierGoods)),
  /** Price of goods that come back without a bill, per unit; null: nothing known, a price has to be found first. */
  price: query('orders.view')
    .input(z.object({ customerId: id, productId: id, unit: name(20) }))
    .output(z.object({ price, cap: price, source: z.enum(['history', 'list']) }).nullable()),
  /** Returns of an order or a note, and what came back by line of its notes. */
  related: query('orders.view')
    .input(z.object({ orderId: id.optional(), shipmentId: id.optional() }))
    .output(
      z.object({
        returns: z.array(salesReturnRow),
        lines: z.array(z.object({ shipmentId: id, lineNo: z.int(), orderLineNo: z.int(), returned: quantity })),
      }),
    ),
  /** Makes (version 0) or changes a draft. */
  save: command('returns.edit')
    .input(z.object({ id, version, wanted: salesReturnWanted }))
    .output(salesReturnView),
  /** Books a return that is within the limits; others wait for approval. */
  submit: command('returns.edit').input(versioned).output(salesReturnView),
  approve: command('returns.approve').input(versioned).output(salesReturnView),
  /** Back to draft, with the reason. */
  reject: command('returns.edit').input(withReason).output(salesReturnView),
  /** Drops a return, or takes a posted one back by opposite entries; the number is kept. */
  void: command('returns.approve').input(withReason).output(salesReturnView),
  /** A posted return bound to a note: what did not arrive as written. The same id again returns what is there. */
  shortage: command('returns.edit').input(shortageWanted).output(salesReturnView),
  /** 换货: a draft order of the same goods, linked to the return. */
  exchange: command('returns.edit')
    .input(versioned.extend({ orderId: id }))
    .output(salesReturnView),
  /** Returns and price differences on paper; counts the print. */
  print: command('orders.view')
    .input(z.object({ ids: z.array(id).min(1).max(100), locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(z.object({ html: z.string(), title: z.string() })),
}
