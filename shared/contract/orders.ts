import * as z from 'zod'
import { LOT_REFUSALS } from '../domain/inventory/fefo.ts'
import { ORDER_ACTIONS } from '../domain/order/actions.ts'
import {
  CLOSE_STATES,
  LOGISTICS_STATES,
  ORDER_STATUSES,
  OUTBOUND_STATES,
  PAYMENT_STATES,
  REVIEW_STATES,
} from '../domain/order/states.ts'
import { NOTE_PICKING } from '../domain/picking/states.ts'
import {
  basisPoints,
  day,
  factor,
  fen,
  id,
  name,
  pageInput,
  pageOf,
  price,
  quantity,
  ref,
  text,
  version,
} from './common.ts'
import { reviewSettings } from './company.ts'
import { command, query, task } from './method.ts'
import { draftOrder, orderPayment } from './order-draft.ts'
import { PRICE_SOURCES } from './pricing.ts'
import { reviewResult, reviewSimulation, shipmentCheck } from './review.ts'

export const orderStatus = z.enum(ORDER_STATUSES)
export const ORDER_ORIGINS = ['desk', 'import', 'api', 'sample'] as const
export { draftLine, draftOrder, type DraftLine, type DraftOrder } from './order-draft.ts'

/** A lot of a line. `refusal`: why it may not go to this customer now; null: it may, or it has gone. */
export const lotPart = z.object({
  lotId: id,
  number: z.string(),
  productionDay: day.nullable(),
  expiryDay: day.nullable(),
  quantity,
  refusal: z.enum(LOT_REFUSALS).nullable(),
})
export type LotPartView = z.infer<typeof lotPart>

export const orderLineView = z.object({
  lineNo: z.int(),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  warehouseId: id,
  warehouse: z.string(),
  unit: z.string(),
  factor,
  quantity,
  price: price.nullable(),
  priceSource: z.enum(PRICE_SOURCES),
  /** The promotion a gift or a special price comes from. Such gifts are never typed: they follow from the other lines. */
  promotionId: id.nullable(),
  promotion: z.string(),
  discount: basisPoints,
  gift: z.boolean(),
  taxRate: basisPoints,
  amount: fen.nullable(),
  net: fen.nullable(),
  tax: fen.nullable(),
  reserved: quantity,
  shipped: quantity,
  remark: z.string(),
  lotTracked: z.boolean(),
  /** Kept for the line and not shipped yet. */
  keptLots: z.array(lotPart),
  /** Gone by posted notes. */
  shippedLots: z.array(lotPart),
})
export type OrderLineView = z.infer<typeof orderLineView>

/** Another order this one came from or went into. */
const orderLink = z.object({ id, number: z.string() })

export const orderView = z.object({
  id,
  number: z.string().nullable(),
  status: orderStatus,
  review: z.enum(REVIEW_STATES),
  outbound: z.enum(OUTBOUND_STATES),
  logistics: z.enum(LOGISTICS_STATES),
  payment: z.enum(PAYMENT_STATES),
  closed: z.enum(CLOSE_STATES),
  origin: z.enum(ORDER_ORIGINS),
  /** Imported past order: finished, counts in reports, moves no stock of today. */
  history: z.boolean(),
  sourceNumber: z.string(),
  day,
  customerId: id,
  customerCode: z.string(),
  customer: z.string(),
  warehouseId: id,
  warehouse: z.string(),
  salesPersonId: id.nullable(),
  salesPerson: z.string(),
  deliveryDay: day.nullable(),
  address: z.string(),
  contact: z.string(),
  phone: z.string(),
  payBy: orderPayment,
  remark: z.string(),
  reason: z.string(),
  /** Prices include tax; otherwise the tax comes on top of them. */
  taxIncluded: z.boolean(),
  amount: fen.nullable(),
  discount: fen.nullable(),
  /** Taken off by promotions. */
  promotionOff: fen.nullable(),
  promotions: z.array(z.object({ id, name: z.string(), times: z.int(), off: fen })),
  overrideReason: z.string(),
  total: fen.nullable(),
  tax: fen.nullable(),
  shippedAmount: fen.nullable(),
  paid: fen.nullable(),
  lines: z.array(orderLineView),
  reviewResults: z.array(reviewResult),
  shipments: z.array(
    z.object({ id, number: z.string(), day, status: z.string(), warehouse: z.string(), total: fen.nullable() }),
  ),
  createdBy: z.object({ id, name: z.string() }),
  createdAt: z.string(),
  submittedAt: z.string().nullable(),
  held: z.boolean(),
  /** The order this one was merged into. */
  mergedInto: orderLink.nullable(),
  mergedFrom: z.array(orderLink),
  splitFrom: orderLink.nullable(),
  splitInto: z.array(orderLink),
  /** The template or standing order it was made from. */
  plan: ref.nullable(),
  actions: z.array(z.enum(ORDER_ACTIONS)),
  version,
})
export type OrderView = z.infer<typeof orderView>

export const orderRow = z.object({
  id,
  number: z.string().nullable(),
  /** The number an imported order had in the system it came from; empty for our own. */
  sourceNumber: z.string(),
  day,
  customerId: id,
  customer: z.string(),
  status: orderStatus,
  total: fen.nullable(),
  paid: fen.nullable(),
  lineCount: z.int(),
  deliveryDay: day.nullable(),
  salesPerson: z.string(),
  remark: z.string(),
  origin: z.enum(ORDER_ORIGINS),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type OrderRow = z.infer<typeof orderRow>

export const orderFilter = z.object({
  status: orderStatus.optional(),
  customerId: id.optional(),
  salesPersonId: id.optional(),
  fromDay: day.optional(),
  toDay: day.optional(),
  deliveryDay: day.optional(),
  /** Customers of this delivery route. */
  routeId: id.optional(),
  /** Order number (any part from its front), source number, or customer by code, name, pinyin. */
  search: text(100).optional(),
})

export const versioned = z.object({ id, version })
const withReason = versioned.extend({ reason: name(200) })

export const orders = {
  list: query('orders.view')
    .input(z.object({ ...pageInput, filter: orderFilter.default({}) }))
    .output(pageOf(orderRow)),
  /** Orders per state for the tabs, under the other filters; `more` marks counts that stop at a limit. */
  counts: query('orders.view')
    .input(z.object({ filter: orderFilter.omit({ status: true }).default({}) }))
    .output(z.object({ counts: z.record(orderStatus, z.int()), more: z.boolean() })),
  get: query('orders.view').input(z.object({ id })).output(orderView),
  /** Drafts and held orders of the caller, newest first. */
  drafts: query('orders.edit').output(
    z.array(
      z.object({
        id,
        customer: z.string(),
        lineCount: z.int(),
        total: fen,
        held: z.boolean(),
        updatedAt: z.string(),
        version,
      }),
    ),
  ),
  /**
   * Stock available for lines of a draft: per product and warehouse, thousandths; frozen lots do not count.
   * `acceptable`: what of it is young enough for the customer on the day of delivery; null: goods without lots.
   */
  availability: query('orders.edit')
    .input(
      z.object({
        items: z.array(z.object({ productId: id, warehouseId: id })).max(2000),
        customerId: id.nullable().default(null),
        deliveryDay: day.nullable().default(null),
      }),
    )
    .output(
      z.array(z.object({ productId: id, warehouseId: id, available: quantity, acceptable: quantity.nullable() })),
    ),
  /** Keeps an unfinished order (creates it with version 0); totals are computed by the server. */
  saveDraft: command('orders.edit')
    .input(z.object({ id, version, draft: draftOrder, held: z.boolean().default(false) }))
    .output(orderView),
  discardDraft: command('orders.edit')
    .input(versioned)
    .output(z.object({ ok: z.literal(true) })),
  /**
   * Computes totals, gives the number, judges the order by the review rules; clean: approved and its stock reserved in
   * the same transaction, otherwise it waits for review. With `draft` it saves first. Sending it twice changes nothing.
   */
  submit: command('orders.edit')
    .input(z.object({ id, version, draft: draftOrder.optional() }))
    .output(orderView),
  approve: command('orders.review')
    .input(versioned.extend({ reason: text(200).default('') }))
    .output(orderView),
  reject: command('orders.review').input(withReason).output(orderView),
  /** Back to the maker as a draft, with a reason. */
  sendBack: command('orders.review').input(withReason).output(orderView),
  /** The maker takes a pending order back to draft. */
  withdraw: command('orders.edit').input(versioned).output(orderView),
  /** Gives up what is not shipped yet: releases its reservation. */
  close: command('orders.edit').input(withReason).output(orderView),
  /** Cancels an order nothing has been shipped of; the number is kept. */
  void: command('orders.void').input(withReason).output(orderView),
  /** What changed review rules would have made of the orders of the last 90 days. Writes nothing; can be cancelled. */
  simulateReview: task('company.manage')
    .input(z.object({ review: reviewSettings }))
    .output(reviewSimulation),
  /** The lines of a former order as a new draft, with today's prices for this customer. */
  copy: command('orders.edit')
    .input(z.object({ id, newId: id }))
    .output(orderView),
}

export const shipmentLineView = z.object({
  lineNo: z.int(),
  orderLineNo: z.int(),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  unit: z.string(),
  factor,
  quantity,
  price: price.nullable(),
  discount: basisPoints,
  gift: z.boolean(),
  amount: fen.nullable(),
  remark: z.string(),
  /** Goods kept by lot: the lots below must add up to the quantity. */
  lotTracked: z.boolean(),
  lots: z.array(lotPart),
  /** Why a person chose these lots; empty: first expired, first out. */
  lotReason: z.string(),
})

export const shipmentView = z.object({
  id,
  number: z.string(),
  status: z.enum(['draft', 'posted', 'void']),
  orderId: id,
  orderNumber: z.string(),
  customerId: id,
  customer: z.string(),
  contact: z.string(),
  phone: z.string(),
  address: z.string(),
  warehouseId: id,
  warehouse: z.string(),
  day,
  total: fen.nullable(),
  driver: z.string(),
  plate: z.string(),
  payBy: orderPayment,
  remark: z.string(),
  logistics: z.enum(LOGISTICS_STATES),
  /** On a pick list: its goods are being collected, or lie ready; its quantities follow from what is picked. */
  picking: z.enum(NOTE_PICKING),
  printed: z.int(),
  /** How the rules judged it last as its goods were to leave; null: not yet. */
  check: shipmentCheck.nullable(),
  lines: z.array(shipmentLineView),
  createdBy: z.string(),
  createdAt: z.string(),
  postedAt: z.string().nullable(),
  version,
})
export type ShipmentView = z.infer<typeof shipmentView>

export const shipmentRow = z.object({
  id,
  number: z.string(),
  status: z.enum(['draft', 'posted', 'void']),
  day,
  orderId: id,
  orderNumber: z.string(),
  customer: z.string(),
  warehouse: z.string(),
  total: fen.nullable(),
  driver: z.string(),
  logistics: z.enum(LOGISTICS_STATES),
  picking: z.enum(NOTE_PICKING),
  createdAt: z.string(),
})

/** Outbound notes 出库单 / 送货单. */
export const shipments = {
  list: query('shipments.view')
    .input(
      z.object({
        ...pageInput,
        status: z.enum(['draft', 'posted', 'void']).optional(),
        picking: z.enum(NOTE_PICKING).optional(),
        warehouseId: id.optional(),
        customerId: id.optional(),
        search: text(100).optional(),
      }),
    )
    .output(pageOf(shipmentRow)),
  get: query('shipments.view').input(z.object({ id })).output(shipmentView),
  /** One draft note per warehouse with everything still open; quantities can be lowered before confirming. */
  createForOrder: command('shipments.edit')
    .input(z.object({ orderId: id, version }))
    .output(z.array(shipmentView)),
  update: command('shipments.edit')
    .input(
      z.object({
        id,
        version,
        day: day.optional(),
        driver: text(50),
        plate: text(20),
        remark: text(500),
        lines: z.array(z.object({ lineNo: z.int(), quantity: quantity.min(0) })),
      }),
    )
    .output(shipmentView),
  /**
   * Moves the stock, lowers the reservation, books the receivable: one transaction. Judged once more by the credit rules:
   * a note they stop stays a draft with `check.waiting`, until somebody releases it. `leftReason`: the goods have left
   * already; then it is booked whatever the rules say, and a reviewer is told.
   */
  confirm: command('shipments.edit')
    .input(versioned.extend({ leftReason: text(200).default('') }))
    .output(shipmentView),
  /** Other lots than first expired, first out for one line of a draft note; the reason is kept. */
  chooseLots: command('lots.override')
    .input(
      versioned.extend({
        lineNo: z.int(),
        reason: name(200),
        lots: z.array(z.object({ lotId: id, quantity: quantity.min(1) })).max(100),
      }),
    )
    .output(shipmentView),
  /** Keeps other lots for an order where those kept may not go out any more; its draft notes follow. */
  reallocate: command('orders.view')
    .input(z.object({ orderId: id, version }))
    .output(z.object({ dropped: z.int(), missing: quantity })),
  /** A draft is dropped with its number kept as void; a posted note is reversed by opposite entries. */
  void: command('shipments.edit').input(withReason).output(shipmentView),
  /** The 送货单 as a printable page (HTML with its own @page size); counts and logs the print. */
  print: command('shipments.view')
    .input(
      z.object({
        ids: z.array(id).min(1).max(200),
        showPrices: z.boolean().default(true),
        /** Paper is Chinese unless asked otherwise. */
        locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
    )
    .output(z.object({ html: z.string(), title: z.string() })),
}
