import * as z from 'zod'
import { FLOWS, STOCK_GROUPS } from '../domain/analytics/stock-flow.ts'
import { STOCK_LISTS } from '../domain/analytics/stock-health.ts'
import { day, fen, id, pageInput, pageOf, quantity, text } from './common.ts'
import { expiryBand } from './lots.ts'
import { query } from './method.ts'

/** Which goods and places; absent: all. `typeId` and `brand`: an empty text asks for goods without one. */
const scope = {
  typeId: z.union([id, z.literal('')]).optional(),
  brand: text(100).optional(),
  warehouseId: id.optional(),
  siteId: id.optional(),
  productId: id.optional(),
  search: text(100).optional(),
}
/** Rows: some for the screen, all for files. */
const rowLimit = z.int().min(1).max(200_000).default(500)
const sort = z.object({ key: text(40), descending: z.boolean() }).optional()
/** 分; null: hidden from the user. */
const shown = fen.nullable()

const goods = {
  productId: id.nullable(),
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
}

export const stockFlowFigures = z.object({
  openingQuantity: quantity,
  openingValue: shown,
  inQuantity: quantity,
  inValue: shown,
  outQuantity: quantity,
  outValue: shown,
  /** What changed the value alone. */
  corrections: shown,
  closingQuantity: quantity,
  closingValue: shown,
  /** In the order of FLOWS. */
  quantity: z.array(quantity),
  value: z.array(fen).nullable(),
})
export type StockFlowFigures = z.infer<typeof stockFlowFigures>

export const stockFlowRow = stockFlowFigures.extend({
  key: z.string(),
  ...goods,
  /** Of a group by type or brand, warehouse or site: what it is asked for by; null: not grouped by it. */
  typeId: z.string().nullable(),
  brand: z.string().nullable(),
  warehouseId: id.nullable(),
  siteId: id.nullable(),
  place: z.string(),
})
export type StockFlowRow = z.infer<typeof stockFlowRow>

export const stockGoodsRow = z.object({
  ...goods,
  productId: id,
  quantity,
  value: shown,
  /** Used a day, thousandths of the base unit. */
  usePerDay: z.int(),
  /** Days the stock lasts; null: nothing is used. */
  cover: z.int().nullable(),
  excessQuantity: quantity,
  excessValue: shown,
  shortQuantity: quantity,
  lastSale: day.nullable(),
  /** Days since it was sold, or since it first came when it never was. */
  quietDays: z.int().nullable(),
  soldQuantity: quantity,
  soldAmount: shown,
  /** Of the period, what left and came back. */
  cost: shown,
  averageValue: shown,
  /** Hundredths: how often the average stock was sold in a year; days of sale it lasts; margin a year on each yuan in it. */
  turnover: z.int().nullable(),
  turnoverDays: z.int().nullable(),
  gmroi: z.int().nullable(),
  /** By age band. */
  ageQuantity: z.array(quantity),
  ageValue: z.array(fen).nullable(),
  abc: z.string(),
  xyz: z.string(),
  /** Hundredths. */
  variation: z.int().nullable(),
  lists: z.array(z.enum(STOCK_LISTS)),
})
export type StockGoodsRow = z.infer<typeof stockGoodsRow>

const listSums = z.object({ products: z.int(), value: shown })

/** 进销存 and the analysis of stock (shared/domain/analytics/stock-*.ts). Values are at cost: hidden from whoever may not see purchase prices. */
export const stockAnalysis = {
  /** Opening, in, out and closing of a period by quantity and value. */
  flow: query('reports.view')
    .input(
      z.object({
        ...scope,
        from: day,
        to: day,
        by: z.enum(STOCK_GROUPS).default('product'),
        sort,
        limit: rowLimit,
      }),
    )
    .output(
      z.object({
        rows: z.array(stockFlowRow),
        /** Rows there are. */
        count: z.int(),
        totals: stockFlowFigures,
        /** What rounding to 分 makes the sum of all rows differ from the totals. */
        rounding: stockFlowFigures,
        /** What the stock was worth over the period. */
        curve: z.array(z.object({ day, value: shown })),
      }),
    ),
  /** The movements behind a number: of one product, by day. */
  movements: query('reports.view')
    .input(
      z.object({
        ...pageInput,
        productId: id,
        from: day.optional(),
        to: day,
        flow: z.enum([...FLOWS, 'in', 'out', 'corrections']).optional(),
        warehouseId: id.optional(),
        siteId: id.optional(),
      }),
    )
    .output(
      pageOf(
        z.object({
          id,
          day,
          warehouse: z.string(),
          lot: z.string(),
          quantity,
          value: quantity.nullable(),
          documentType: z.string(),
          documentId: id,
          documentNumber: z.string(),
        }),
      ),
    ),
  /** Cover, excess, shortage, turnover, age and class of every product with stock or sales, as of the evening of `to`. */
  goods: query('reports.view')
    .input(
      z.object({
        ...scope,
        from: day,
        to: day,
        list: z.enum(STOCK_LISTS).default('all'),
        /** Class in both ways, `AX`; `–` where there is none. */
        cell: text(2).optional(),
        /** Only goods of which something is as old as this; place of the band. */
        band: z.int().min(0).max(4).optional(),
        /** Days the use is taken from, more than which is too much, less than which is too little, without a sale. */
        useDays: z.int().min(7).max(730).default(90),
        excessDays: z.int().min(1).max(730).default(90),
        shortDays: z.int().min(1).max(365).default(7),
        slowDays: z.int().min(7).max(730).default(60),
        deadDays: z.int().min(7).max(1460).default(180),
        sort,
        limit: rowLimit,
      }),
    )
    .output(
      z.object({
        rows: z.array(stockGoodsRow),
        count: z.int(),
        /** Of all goods of the scope. */
        totals: z.object({
          value: shown,
          averageValue: shown,
          cost: shown,
          soldAmount: shown,
          /** Hundredths. */
          turnover: z.int().nullable(),
          turnoverDays: z.int().nullable(),
          gmroi: z.int().nullable(),
          /** Basis points of the products there was stock of that were sold. */
          soldShare: z.int().nullable(),
          stocked: z.int(),
          sold: z.int(),
          excessValue: shown,
        }),
        lists: z.record(z.enum(STOCK_LISTS), listSums),
        ages: z.array(listSums.extend({ quantity })),
        matrix: z.array(listSums.extend({ abc: z.string(), xyz: z.string(), soldAmount: shown })),
      }),
    ),
  /** Lots in stock by what is left of their life, today. */
  expiry: query('reports.view')
    .input(z.object(scope))
    .output(
      z.array(
        z.object({
          band: expiryBand,
          lots: z.int(),
          products: z.int(),
          value: shown,
        }),
      ),
    ),
}
