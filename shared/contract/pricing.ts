import * as z from 'zod'
import { MULTIPLE_ROUNDINGS, PROMOTION_KINDS } from '../domain/promotion/promotion.ts'
import { PRICE_KINDS } from '../domain/pricing/price-cell.ts'
import { RESOLVED_SOURCES } from '../domain/pricing/resolve.ts'
import {
  day,
  done,
  factor,
  fen,
  id,
  instant,
  name,
  pageInput,
  pageOf,
  price,
  quantity,
  text,
  version,
} from './common.ts'
import { command, query, task } from './method.ts'

/** Where a price came from, shown as a tag on the cell (domain.md 3). */
export const PRICE_SOURCES = RESOLVED_SOURCES
export type PriceSource = (typeof PRICE_SOURCES)[number]

/** The price from a quantity on (thousandths of the base unit). */
export const priceStep = z.object({
  from: quantity,
  price: price.nullable(),
  source: z.enum(PRICE_SOURCES),
  promotionId: id.nullable(),
})

const count = z.int().min(0).max(9_000_000_000_000)

/** Conditions and reward of a promotion; `shared/domain/promotion` says what each means. */
export const promotionRule = z.object({
  grades: z.array(name(20)).max(50),
  customerIds: z.array(id).max(2000),
  productIds: z.array(id).max(2000),
  mixed: z.boolean(),
  unit: text(20),
  minQuantity: count.nullable(),
  maxQuantity: count.nullable(),
  minAmount: count.nullable(),
  maxAmount: count.nullable(),
  everyQuantity: count.nullable(),
  everyAmount: count.nullable(),
  recursive: z.boolean(),
  rounding: z.enum(MULTIPLE_ROUNDINGS),
  maxTimes: z.int().min(1).max(1_000_000).nullable(),
  gifts: z.array(z.object({ productId: id.nullable(), unit: text(20), quantity: count })).max(20),
  off: count,
  prices: z.array(z.object({ productId: id, unit: name(20), price })).max(2000),
})

const promotionFields = {
  name: name(60),
  kind: z.enum(PROMOTION_KINDS),
  fromDay: day,
  toDay: day.nullable(),
  /** 20 goes first. */
  priority: z.int().min(1).max(20),
  exclusive: z.boolean(),
  rule: promotionRule,
}
/** What the order desk applies: a promotion as the pure rules take it. */
export const promotion = z.object({ id, ...promotionFields })

const goods = z.object({
  id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
})
export type PromotionGoods = z.infer<typeof goods>

export const promotionView = promotion.extend({
  status: z.enum(['active', 'stopped']),
  /** Most the gifts may cost together, 分; null: no limit. */
  budget: fen.min(0).nullable(),
  /** What gifts on effective orders have cost, 分; null when costs are hidden from the user. */
  spent: fen.nullable(),
  notes: z.string(),
  /** Names for every product of the rule. */
  goods: z.array(goods),
  customers: z.array(z.object({ id, name: z.string() })),
  createdBy: z.string(),
  updatedAt: instant,
  version,
})
export type PromotionView = z.infer<typeof promotionView>

export const promotionDraft = z.object({
  ...promotionFields,
  budget: fen.min(0).nullable(),
  notes: text(500),
})
export type PromotionDraft = z.infer<typeof promotionDraft>

export const PROMOTION_STATES = ['current', 'coming', 'over', 'stopped'] as const
export const promotionRow = z.object({
  id,
  name: z.string(),
  kind: z.enum(PROMOTION_KINDS),
  state: z.enum(PROMOTION_STATES),
  fromDay: day,
  toDay: day.nullable(),
  priority: z.int(),
  exclusive: z.boolean(),
  budget: fen.nullable(),
  /** Effective orders that got something. */
  orders: z.int(),
  off: fen,
  version,
})
export type PromotionRow = z.infer<typeof promotionRow>

/** What orders of the past would have got. Amounts 分; costs null when hidden from the user. */
export const promotionPreview = z.object({
  fromDay: day,
  toDay: day,
  orders: z.int(),
  hits: z.int(),
  customers: z.int(),
  /** What the customers of the hits paid. */
  revenue: fen,
  off: fen,
  giftCost: fen.nullable(),
  gifts: z.array(z.object({ productId: id, name: z.string(), baseUnit: z.string(), quantity })),
  /** The orders that would have got most. */
  top: z.array(
    z.object({ orderId: id, number: z.string(), day, customer: z.string(), total: fen, off: fen, gifts: z.string() }),
  ),
})
export type PromotionPreview = z.infer<typeof promotionPreview>

const tier = z.object({ minQuantity: quantity.min(0), price })
const cell = z.object({
  productId: id,
  unit: name(20),
  kind: z.enum(PRICE_KINDS),
  grade: text(20),
  customerId: id.nullable(),
})
export const priceChange = cell.extend({ tiers: z.array(tier).max(20) })
export type PriceChange = z.infer<typeof priceChange>

/** All prices of one product in one unit, 1/10000 yuan; null or empty: none, or hidden from the user. */
export const priceRow = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  unit: z.string(),
  factor,
  /** The base unit's row: the only one with purchase, retail and floor price. */
  isBase: z.boolean(),
  purchase: price.nullable(),
  retail: price.nullable(),
  sale: price.nullable(),
  floor: price.nullable(),
  breaks: z.array(tier),
  levels: z.array(z.object({ grade: z.string(), tiers: z.array(tier) })),
  /** Of the customer asked for. */
  contract: z.array(tier),
  /** First day from which something of this row changes; null: nothing is set. */
  nextChange: day.nullable(),
})
export type PriceRow = z.infer<typeof priceRow>

export const priceDifference = priceChange.extend({
  /** Row of the file. */
  row: z.int(),
  code: z.string(),
  name: z.string(),
  factor,
  old: z.array(tier),
  /** Basis points of the old price; null where there is nothing to compare. */
  change: z.int().nullable(),
})
export type PriceDifference = z.infer<typeof priceDifference>
export const PRICE_FILE_FAULTS = [
  'unknown-code',
  'unknown-unit',
  'not-price',
  'not-quantity',
  'same-quantity',
  'one-price',
  'needs-quantity',
  'twice',
] as const
export const priceFileFault = z.object({
  row: z.int(),
  column: z.string(),
  value: z.string(),
  fault: z.enum(PRICE_FILE_FAULTS),
})
export const priceFileResult = z.object({
  fileName: z.string(),
  rows: z.int(),
  differences: z.array(priceDifference),
  faults: z.array(priceFileFault),
  /** Headers nobody understood: their columns are left alone. */
  ignored: z.array(z.string()),
  /** More differences than are shown at once; the rest comes after these have been applied. */
  more: z.boolean(),
})
export type PriceFileResult = z.infer<typeof priceFileResult>

export const priceChangeRow = z.object({
  id,
  source: z.enum(['grid', 'file']),
  fileName: z.string(),
  fromDay: day.nullable(),
  lineCount: z.int(),
  createdBy: z.string(),
  createdAt: instant,
  undoneAt: instant.nullable(),
  version,
})
export type PriceChangeRow = z.infer<typeof priceChangeRow>

export const contractRow = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  unit: z.string(),
  factor,
  minQuantity: quantity,
  fromDay: day,
  toDay: day.nullable(),
  price,
  /** The list price per the same unit today; null: none. */
  list: price.nullable(),
  state: z.enum(['current', 'coming', 'over']),
})
export type ContractRow = z.infer<typeof contractRow>

export const customerPricing = z.object({
  customerId: id,
  /** null: as the company. */
  taxIncluded: z.boolean().nullable(),
  /** Lowest gross margin of an order, basis points; null: as the company. */
  floorMargin: z.int().min(-10_000).max(10_000).nullable(),
  version,
})

const listFilter = {
  search: text(100).optional(),
  typeId: id.optional(),
  brand: text(50).optional(),
  /** Adds this customer's contract prices. */
  customerId: id.optional(),
}

/** Prices, price lists and promotions. */
export const pricing = {
  /** The price of one product for a customer in a unit, with its source and how it moves with the quantity. */
  price: query('products.view')
    .input(
      z.object({
        productId: id,
        customerId: id.optional(),
        unit: name(20),
        day: day.optional(),
        quantity: quantity.default(0),
      }),
    )
    .output(
      z.object({
        price: price.nullable(),
        source: z.enum(PRICE_SOURCES),
        promotionId: id.nullable(),
        steps: z.array(priceStep),
      }),
    ),
  /** What the order desk needs to know for a customer and a day: how tax counts, promotions, and the goods they give. */
  desk: query('orders.edit')
    .input(z.object({ customerId: id.optional(), day: day.optional() }))
    .output(z.object({ taxIncluded: z.boolean(), promotions: z.array(promotion), goods: z.array(goods) })),

  /** Contract price of a customer, per unit, from a day and a quantity on; null ends it. */
  setContractPrice: command('prices.edit')
    .input(
      z.object({
        customerId: id,
        productId: id,
        unit: name(20),
        price: price.nullable(),
        minQuantity: quantity.min(0).default(0),
        fromDay: day,
        toDay: day.nullable(),
      }),
    )
    .output(done),
  /** Price of a customer grade, per unit, from a day and a quantity on; null ends it. Without a day: since ever. */
  setLevelPrice: command('prices.edit')
    .input(
      z.object({
        grade: name(20),
        productId: id,
        unit: name(20),
        price: price.nullable(),
        minQuantity: quantity.min(0).default(0),
        fromDay: day.optional(),
      }),
    )
    .output(done),
  /** Contract prices of one customer: in force, to come, and over. */
  contracts: query('customers.view')
    .input(z.object({ customerId: id }))
    .output(z.array(contractRow)),
  customer: query('customers.view')
    .input(z.object({ customerId: id }))
    .output(customerPricing),
  setCustomer: command('prices.edit').input(customerPricing).output(customerPricing),

  /** The price list: one row a product and unit, in the order of codes. */
  list: query('products.view')
    .input(z.object({ ...pageInput, ...listFilter }))
    .output(pageOf(priceRow)),
  exportList: task('exports.run')
    .input(
      z.object({
        ...listFilter,
        format: z.enum(['xlsx', 'csv']).default('xlsx'),
        locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
    )
    .output(z.file()),
  /** Compares a price list from a spreadsheet with the prices of today; changes nothing. */
  readList: task('prices.edit')
    .input(z.object({ file: z.file(), customerId: id.optional() }))
    .output(priceFileResult),
  /** Puts prices in force, now or from a day on. Sent twice it changes nothing more. */
  apply: task('prices.edit')
    .input(
      z.object({
        id,
        source: z.enum(['grid', 'file']),
        fileName: text(200).default(''),
        fromDay: day.nullable(),
        changes: z.array(priceChange).min(1).max(20_000),
      }),
    )
    .output(priceChangeRow),
  changes: query('prices.edit')
    .input(z.object({ limit: z.int().min(1).max(200).default(50) }))
    .output(z.array(priceChangeRow)),
  /** Takes back what nobody has changed since; says how many prices stayed because somebody has. */
  undo: task('prices.edit')
    .input(z.object({ id }))
    .output(z.object({ change: priceChangeRow, restored: z.int(), kept: z.int() })),

  promotions: query('products.view')
    .input(z.object({ state: z.enum(PROMOTION_STATES).optional(), search: text(100).optional() }))
    .output(z.array(promotionRow)),
  promotion: query('products.view').input(z.object({ id })).output(promotionView),
  /** Version 0 makes it. */
  savePromotion: command('prices.edit').input(promotionDraft.extend({ id, version })).output(promotionView),
  setPromotionStatus: command('prices.edit')
    .input(z.object({ id, version, status: z.enum(['active', 'stopped']) }))
    .output(promotionView),
  /** What the orders of the last days would have got from this promotion alone. */
  previewPromotion: task('prices.edit')
    .input(promotionDraft.extend({ days: z.int().min(1).max(365).default(30) }))
    .output(promotionPreview),
}
