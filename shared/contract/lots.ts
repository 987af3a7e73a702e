import * as z from 'zod'
import { EXPIRY_BANDS, LOT_REFUSALS } from '../domain/inventory/fefo.ts'
import { LOGISTICS_STATES } from '../domain/order/states.ts'
import { day, factor, fen, id, name, pageInput, pageOf, quantity, text, version } from './common.ts'
import { command, query } from './method.ts'

export const expiryBand = z.enum(EXPIRY_BANDS)
export const lotRefusal = z.enum(LOT_REFUSALS)

/** A lot with what is there of it in all warehouses, or in the one asked for. */
export const lotRow = z.object({
  id,
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  number: z.string(),
  productionDay: day.nullable(),
  expiryDay: day.nullable(),
  /** Days until it is over, 0 or less: over; null: it has no last day. */
  remainingDays: z.int().nullable(),
  /** Part of the shelf life that remains, basis points. */
  remaining: z.int().nullable(),
  band: expiryBand,
  frozen: z.boolean(),
  /** `expired`: frozen by the program because its last day is over. */
  freezeReason: z.string(),
  onHand: quantity,
  reserved: quantity,
  /** Worth of what is there at the sites' average cost, 分; null: hidden from the user. */
  value: fen.nullable(),
  version,
})
export type LotRow = z.infer<typeof lotRow>

export const lotView = lotRow.extend({
  shelfLifeDays: z.int().nullable(),
  releaseReason: z.string(),
  /** Released although it is over. */
  pastExpiry: z.boolean(),
  stock: z.array(z.object({ warehouseId: id, warehouse: z.string(), onHand: quantity, reserved: quantity })),
  /** Open orders it is kept for. */
  keptFor: z.array(
    z.object({
      orderId: id,
      orderNumber: z.string(),
      orderVersion: version,
      customer: z.string(),
      lineNo: z.int(),
      warehouse: z.string(),
      quantity,
    }),
  ),
})
export type LotView = z.infer<typeof lotView>

export const lotFilter = z.object({
  /** Lot number from its front, or product by code, name, pinyin. */
  search: text(100).optional(),
  productId: id.optional(),
  warehouseId: id.optional(),
  band: expiryBand.optional(),
  frozen: z.boolean().optional(),
  /** Over within this many days. */
  withinDays: z.int().min(0).max(36_500).optional(),
  /** Lots of which nothing is there as well. */
  empty: z.boolean().default(false),
})

/** A lot that could go to somebody, in the order first expired, first out. */
export const lotChoice = z.object({
  lotId: id,
  number: z.string(),
  productionDay: day.nullable(),
  expiryDay: day.nullable(),
  remainingDays: z.int().nullable(),
  remaining: z.int().nullable(),
  band: expiryBand,
  onHand: quantity,
  /** Neither reserved nor in a frozen lot; what is kept for the line asked about counts as free. */
  free: quantity,
  /** Why it may not go to this customer; null: it may. */
  refusal: lotRefusal.nullable(),
})
export type LotChoice = z.infer<typeof lotChoice>

export const recallRow = z.object({
  customerId: id,
  customer: z.string(),
  contact: z.string(),
  phone: z.string(),
  address: z.string(),
  orderId: id,
  orderNumber: z.string(),
  shipmentId: id,
  shipmentNumber: z.string(),
  day,
  warehouse: z.string(),
  quantity,
  logistics: z.enum(LOGISTICS_STATES),
})
export type RecallRow = z.infer<typeof recallRow>

const versioned = z.object({ id, version })

/** Lots 批号: made when goods come in (`lotFor`), never by hand. */
export const lots = {
  /** Sorted by expiry, lots without one last. */
  list: query('stock.view')
    .input(z.object({ ...pageInput, filter: lotFilter.prefault({}) }))
    .output(pageOf(lotRow)),
  /** Lots per band under the other filters, with how many of them are frozen. */
  counts: query('stock.view')
    .input(z.object({ filter: lotFilter.omit({ band: true, frozen: true }).prefault({}) }))
    .output(z.object({ bands: z.record(expiryBand, z.int()), frozen: z.int() })),
  get: query('stock.view').input(z.object({ id })).output(lotView),
  movements: query('stock.view')
    .input(z.object({ ...pageInput, id }))
    .output(
      pageOf(
        z.object({
          id,
          day,
          at: z.string(),
          warehouse: z.string(),
          quantity,
          documentType: z.string(),
          documentId: id,
          documentNumber: z.string(),
        }),
      ),
    ),
  /** Lots of a product in a warehouse that hold something; with a customer, which of them it accepts. */
  choices: query('stock.view')
    .input(
      z.object({
        productId: id,
        warehouseId: id,
        customerId: id.nullable().default(null),
        deliveryDay: day.nullable().default(null),
        /** What this order line keeps counts as free. */
        orderLine: z.object({ orderId: id, lineNo: z.int() }).nullable().default(null),
      }),
    )
    .output(z.array(lotChoice)),
  /** Corrects number and days; a longer life needs the right `lots.override`. */
  update: command('stock.edit')
    .input(versioned.extend({ number: name(50), productionDay: day.nullable(), expiryDay: day.nullable() }))
    .output(lotView),
  freeze: command('stock.edit')
    .input(versioned.extend({ reason: name(200) }))
    .output(lotView),
  release: command('lots.override')
    .input(versioned.extend({ reason: name(200) }))
    .output(lotView),
  /** Who got this lot, and where else it went. */
  recall: query('stock.view')
    .input(z.object({ id }))
    .output(
      z.object({
        rows: z.array(recallRow),
        /** Left the stock otherwise: losses, transfers under way, goods made of it. */
        others: z.array(z.object({ documentType: z.string(), documentNumber: z.string(), day, quantity })),
      }),
    ),
  /** The recall list as a printable page (HTML with its own @page size). */
  recallPage: query('stock.view')
    .input(z.object({ id, locale: z.enum(['zh-CN', 'en']).default('zh-CN') }))
    .output(z.object({ html: z.string(), title: z.string() })),
}
