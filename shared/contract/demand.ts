import * as z from 'zod'
import { CALL_REASONS } from '../domain/analytics/call-list.ts'
import { SEGMENT_DIMENSIONS } from '../domain/analytics/segment-goods.ts'
import { ACTIVITY_KINDS } from '../domain/crm/kinds.ts'
import { basisPoints, day, fen, id, price, quantity, text } from './common.ts'
import { query, task } from './method.ts'

const product = { productId: id, code: z.string(), name: z.string(), spec: z.string(), baseUnit: z.string() }
const customer = { customerId: id, customerCode: z.string(), customer: z.string() }
/** How to reach a customer, and when somebody last did. */
const reach = {
  contact: z.string(),
  phone: z.string(),
  lastContact: z.object({ day, kind: z.enum(ACTIVITY_KINDS), by: z.string() }).nullable(),
}
/** Amounts are null when the user may not see sale prices; those of cost when not purchase prices. */
const amount = fen.nullable()
const limit = z.int().min(1).max(5000)
/** Only customers of this saved segment, as of now. */
const segmentId = id.nullable().default(null)

export const segmentGoodsRow = z.object({
  ...product,
  amount,
  quantity,
  /** Share of the segment's sales, and of all customers' sales. */
  share: z.int(),
  shareOfAll: z.int(),
  /** share ÷ shareOfAll in percent × 100: 100.00 buys like everybody. null: nothing sold to all together. */
  index: z.int().nullable(),
  buyers: z.int(),
  /** Part of the segment's customers with any sale that took it, and of all customers. */
  reach: basisPoints,
  reachOfAll: basisPoints,
})
export type SegmentGoodsRow = z.infer<typeof segmentGoodsRow>

export const basketRule = z.object({
  from: z.array(z.object(product)),
  to: z.object(product),
  /** Orders with all of them. */
  together: z.int(),
  withFrom: z.int(),
  withTo: z.int(),
  /** Part of all orders, and of those with `from`. */
  support: basisPoints,
  confidence: basisPoints,
  /** Hundredths: 100 is chance. */
  lift: z.int(),
  /** Orders more than chance would have it. */
  extra: z.int(),
})
export type BasketRuleRow = z.infer<typeof basketRule>

export const callRow = z.object({
  ...customer,
  ...reach,
  person: z.string(),
  reason: z.enum(CALL_REASONS),
  dueDay: day,
  lastDay: day,
  /** The customer's own rhythm, days; 0: too few orders. */
  usualGap: z.int(),
  purchases: z.int(),
  /** Of an order within a week. */
  chance: basisPoints,
  /** Median of the last five purchases. */
  usualAmount: amount,
  /** chance × usualAmount. */
  expectedAmount: amount,
  /** The first goods of the expected basket, and how many goods it has. */
  goods: z.array(z.object({ name: z.string(), quantity, baseUnit: z.string() })),
  goodsCount: z.int(),
  calledToday: z.boolean(),
})
export type CallRow = z.infer<typeof callRow>

export const expectedBasketLine = z.object({
  ...product,
  /** That it is in the next order. */
  chance: basisPoints,
  /** In how many of the last purchases (at most 12) it was. */
  times: z.int(),
  known: z.int(),
  lastDay: day,
  quantity,
  amount,
})
export type ExpectedBasketLine = z.infer<typeof expectedBasketLine>

export const pushRow = z.object({
  ...product,
  lotId: id,
  lot: z.string(),
  siteId: id,
  site: z.string(),
  expiryDay: day,
  days: z.int(),
  free: quantity,
  /** Sold a day, thousandths. */
  pace: z.int(),
  unsold: quantity,
  loss: amount,
  /** 1/10000 yuan per base unit. */
  usualPrice: price.nullable(),
  suggestedPrice: price.nullable(),
  /** The suggested price is below the cost; null: not known, or hidden. */
  belowCost: z.boolean().nullable(),
  customers: z.int(),
  possible: quantity,
  lossAvoided: amount,
})
export type PushRow = z.infer<typeof pushRow>

export const lotCustomerRow = z.object({
  ...customer,
  ...reach,
  times: z.int(),
  lastDay: day,
  quantity,
  /** 1/10000 yuan per base unit, of the last time. */
  price: price.nullable(),
})
export type LotCustomerRow = z.infer<typeof lotCustomerRow>

const dayScore = z.object({ tries: z.int(), within3: z.int(), within7: z.int(), medianError: z.number() })
const basketScore = z.object({ named: z.int(), taken: z.int(), right: z.int(), sameQuantity: z.int() })
const callScore = z.object({ called: z.int(), ordered: z.int() })
export const demandBackTest = z.object({
  from: day,
  to: day,
  customers: z.int(),
  purchases: z.int(),
  dates: z.object({ ours: dayScore, naive: dayScore }),
  baskets: z.object({ ours: basketScore, naive: basketScore }),
  calls: z.object({ days: z.int(), ours: callScore, naive: callScore, frequent: callScore }),
})
export type DemandBackTestView = z.infer<typeof demandBackTest>

const period = { from: day, to: day }

/**
 * Demand 需求: what customers take, what with it, and when next. How each figure is worked out: docs/analytics.md. Lists of whom
 * to call are the work of sales people, who see their own customers: they need no right to reports.
 */
export const demand = {
  /** What a segment buys beside all customers: without `value` only the segments there are. */
  segments: query('reports.view')
    .input(
      z.object({
        ...period,
        basis: z.enum(['shipped', 'ordered']).default('shipped'),
        dimension: z.enum(SEGMENT_DIMENSIONS).default('grade'),
        /** Text of the attribute or id of the region or of the saved segment; '' is that of customers without it. */
        value: text(100).nullable().default(null),
        limit: limit.default(300),
      }),
    )
    .output(
      z.object({
        segments: z.array(z.object({ value: z.string(), name: z.string(), amount, buyers: z.int() })),
        amount,
        amountOfAll: amount,
        buyers: z.int(),
        buyersOfAll: z.int(),
        goods: z.int(),
        rows: z.array(segmentGoodsRow),
      }),
    ),
  /** Rules of what is bought together. Long for many orders. @throws CANCELLED, NOT_FOUND */
  together: task('reports.view')
    .input(
      z.object({
        ...period,
        /** Orders a set must be on; null: as suits the number of orders. */
        least: z.int().min(2).max(1_000_000).nullable().default(null),
        confidence: basisPoints.default(2000),
        productId: id.nullable().default(null),
        segmentId,
        limit: limit.default(500),
      }),
    )
    .output(
      z.object({
        orders: z.int(),
        products: z.int(),
        sets: z.int(),
        least: z.int(),
        found: z.int(),
        rows: z.array(basketRule),
      }),
    ),
  /** Who is to be called today, the likeliest to order first; who has ordered today already is not on it. */
  calls: query('customers.view')
    .input(z.object({ personId: id.nullable().default(null), segmentId, limit: limit.default(200) }))
    .output(
      z.object({
        /** Customers on the list, those shown in `rows` among them. */
        count: z.int(),
        /** Sum of expectedAmount over the whole list. */
        expectedAmount: amount,
        /** Customers whose rhythm is known. */
        known: z.int(),
        /** Of those, who has ordered today. */
        orderedToday: z.int(),
        rows: z.array(callRow),
      }),
    ),
  /** What one customer is expected to take next. @throws NOT_FOUND */
  basket: query('customers.view')
    .input(z.object({ customerId: id }))
    .output(z.object({ lines: z.array(expectedBasketLine), purchases: z.int() })),
  /** Lots that will not sell out in time, most loss avoided first. */
  push: query('customers.view')
    .input(z.object({ withinDays: z.int().min(1).max(3650).default(180), limit: limit.default(300) }))
    .output(
      z.object({ count: z.int(), unsoldLoss: amount, lossAvoided: amount, lots: z.int(), rows: z.array(pushRow) }),
    ),
  /** Who might take a lot. @throws NOT_FOUND */
  lotCustomers: query('customers.view')
    .input(z.object({ lotId: id, limit: limit.default(100) }))
    .output(z.object({ count: z.int(), rows: z.array(lotCustomerRow) })),
  /** What next orders, baskets and call lists would have been worth in the last 90 days. @throws CANCELLED */
  backTest: task('reports.view').output(demandBackTest),
}
