import * as z from 'zod'
import { day, factor, fen, id, price, quantity, text } from './common.ts'
import { task } from './method.ts'

/** What is wrong with a stock: below its minimum, sold out while customers wait, above its maximum, old, forgotten, negative. */
export const WARNING_KINDS = [
  'below-minimum',
  'sold-out',
  'over-maximum',
  'near-expiry',
  'no-movement',
  'negative',
] as const
export type WarningKind = (typeof WARNING_KINDS)[number]

const goods = {
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
}

export const stockWarning = z.object({
  ...goods,
  kind: z.enum(WARNING_KINDS),
  /** Null: the product's own minimum or maximum, over all warehouses. */
  warehouseId: id.nullable(),
  warehouse: z.string(),
  onHand: quantity,
  available: quantity,
  onOrder: quantity,
  inTransit: quantity,
  /** The minimum or maximum that is missed. */
  limit: quantity.nullable(),
  /** Ordered by customers and not kept for them. */
  waiting: quantity,
  lotId: id.nullable(),
  lot: z.string(),
  expiryDay: day.nullable(),
  /** Days until expiry, or since anything moved. */
  days: z.int().nullable(),
})
export type StockWarning = z.infer<typeof stockWarning>

/** How advice is worked out; the screen remembers it per user. */
export const advicePolicy = z.object({
  /** Basis points: 9500 = in 95 of 100 cycles nothing runs out. */
  serviceLevel: z.int().min(5000).max(9990).default(9500),
  /** Days an order should last beyond the reorder point. */
  coverDays: z.int().min(0).max(365).default(14),
  /** Days of demand looked at. */
  historyDays: z.int().min(28).max(730).default(365),
  /** Lead time of goods whose supplier says none. */
  leadDays: z.int().min(0).max(365).default(7),
})
export type AdvicePolicy = z.infer<typeof advicePolicy>

export const supply = z.object({
  supplierId: id.nullable(),
  supplier: z.string(),
  unit: z.string(),
  factor,
  /** 1/10000 yuan per unit; null when nothing is known or purchase prices are hidden. */
  price: price.nullable(),
  minimum: quantity,
  multiple: quantity,
  leadDays: z.number(),
  leadDeviation: z.number(),
})

export const adviceRow = z.object({
  ...goods,
  siteId: id,
  site: z.string(),
  warehouseId: id,
  available: quantity,
  onOrder: quantity,
  inTransit: quantity,
  waiting: quantity,
  /** Per day, thousandths of the base unit. */
  mean: z.number(),
  deviation: z.number(),
  weeklyVariation: z.number(),
  safetyStock: quantity,
  reorderPoint: quantity,
  target: quantity,
  position: quantity,
  /** What to order, thousandths; a whole number of the supplier's packs. */
  quantity,
  /** What it will cost, 分; null when the price is not known or hidden. */
  amount: fen.nullable(),
  coverDays: z.number().nullable(),
  irregular: z.boolean(),
  overMaximum: z.boolean(),
  supply,
})
export type AdviceRow = z.infer<typeof adviceRow>

export const adviceDetail = z.object({
  row: adviceRow,
  z: z.number(),
  demand: z.object({
    days: z.int(),
    stockOutDays: z.int(),
    oneOff: quantity,
    total: quantity,
  }),
  /** Sales of whole weeks, the oldest first. */
  weeks: z.array(z.object({ from: day, quantity })),
  backTest: z.object({
    from: day,
    days: z.int(),
    asked: quantity,
    filled: quantity,
    /** Basis points; null: nobody asked. */
    fillRate: z.int().nullable(),
    stockOutDays: z.int(),
    orders: z.int(),
    averageStock: quantity,
    stock: z.array(quantity),
  }),
})
export type AdviceDetail = z.infer<typeof adviceDetail>

const scope = { siteId: id.optional(), typeId: id.optional(), supplierId: id.optional(), search: text(100).optional() }

export const replenishment = {
  /** What is wrong with the stock now; counts of every kind and the rows of one, the most pressing first. On a worker. */
  warnings: task('stock.view')
    .input(
      z.object({
        kind: z.enum(WARNING_KINDS),
        warehouseId: id.optional(),
        search: text(100).optional(),
        /** Days without a movement. */
        quietDays: z.int().min(7).max(730).default(60),
        limit: z.int().min(1).max(2000).default(500),
      }),
    )
    .output(
      z.object({
        counts: z.record(z.enum(WARNING_KINDS), z.int()),
        rows: z.array(stockWarning),
      }),
    ),
  /** What to buy, per product and site, from a year of demand. On a worker. */
  advice: task('purchasing.view')
    .input(
      z.object({
        ...scope,
        policy: advicePolicy.prefault({}),
        /** Also products that need nothing now. */
        all: z.boolean().default(false),
        limit: z.int().min(1).max(5000).default(2000),
      }),
    )
    .output(
      z.object({
        asOf: day,
        ms: z.number(),
        products: z.int(),
        advised: z.int(),
        amount: fen.nullable(),
        rows: z.array(adviceRow),
      }),
    ),
  /** The sums behind one advice, and what it would have done in the last quarter. */
  explain: task('purchasing.view')
    .input(z.object({ productId: id, siteId: id, policy: advicePolicy.prefault({}) }))
    .output(adviceDetail),
  /** Back-test of the advice over all products with demand: the fill rate of the last quarter. On a worker. */
  backTest: task('purchasing.view')
    .input(z.object({ ...scope, policy: advicePolicy.prefault({}) }))
    .output(
      z.object({
        from: day,
        days: z.int(),
        products: z.int(),
        /** Basis points of all that was asked for; null: nobody asked. */
        fillRate: z.int().nullable(),
        stockOutDays: z.int(),
        /** By regular and irregular demand. */
        regular: z.object({ products: z.int(), fillRate: z.int().nullable() }),
        irregular: z.object({ products: z.int(), fillRate: z.int().nullable() }),
      }),
    ),
}
