import * as z from 'zod'
import { FORECAST_MODELS } from '../domain/analytics/forecast.ts'
import { GROWTH_CAUSES } from '../domain/analytics/growth.ts'
import { SERIES_UNITS, TREND_MEASURES } from '../domain/analytics/series.ts'
import { day, fen, id, quantity } from './common.ts'
import { query } from './method.ts'
import { salesAsked } from './sales-report.ts'

const measure = z.enum(TREND_MEASURES)
const range = z
  .object({ from: day, to: day })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'before from' })
/** Conditions as of the sales report. */
const asked = salesAsked.pick({ basis: true, filter: true }).shape
/** Amounts 分, quantities thousandths, orders as they are; null: hidden, or not to be had. */
const value = z.number().nullable()

/** Sums of some days. */
const point = z.object({
  orders: z.int(),
  amount: fen.nullable(),
  /** null: base units differ. */
  quantity: quantity.nullable(),
  margin: fen.nullable(),
  /** 分 of revenue without tax whose cost is not known. */
  uncosted: fen.nullable(),
})

const error = z.object({
  id: z.enum(FORECAST_MODELS),
  /** Σ|error| ÷ Σ|actual|. */
  wape: z.number().nullable(),
  /** 0 to 2. */
  smape: z.number(),
  /** Below 1: better than last season's values one step ahead. */
  mase: z.number().nullable(),
  /** Of the sum over a whole forecast, as a share of it. */
  sums: z.number().nullable(),
})

/** Trends of the sales: how each figure is computed stands in `shared/domain/analytics/{series,peaks,profile,growth,forecast}.ts`. */
export const trends = {
  /** A series by day, week or month with what it is compared with, its averages, peaks and profiles. */
  series: query('reports.view')
    .input(
      z.object({
        range,
        /** Days the totals are compared with. */
        before: range.nullable().default(null),
        unit: z.enum(SERIES_UNITS),
        measure,
        ...asked,
      }),
    )
    .output(
      z.object({
        measure,
        /** Base unit of everything sold; null where there are several. */
        unit: z.string().nullable(),
        /** First day with sales in the company. */
        first: day.nullable(),
        points: z.array(
          point.extend({
            from: day,
            to: day,
            /** Nothing is cut off and today is not in it. */
            whole: z.boolean(),
            value,
            /** A year earlier (days and weeks: 52 weeks); null before the first sale. */
            lastYear: value,
            /** Means of the last `averages` points; null before there are as many. */
            short: value,
            long: value,
            extreme: z.enum(['peak', 'trough']).nullable(),
          }),
        ),
        averages: z.object({ short: z.int(), long: z.int() }),
        total: point,
        before: point.nullable(),
        /** 0 Monday …; mean of such a day of the period; index 1 is usual. */
        weekdays: z.array(z.object({ weekday: z.int(), days: z.int(), mean: value, index: z.number().nullable() })),
        /** 1 January …, over whole years up to the end of the period; null with less than one. */
        season: z
          .object({ years: z.int(), months: z.array(z.object({ month: z.int(), index: z.number() })) })
          .nullable(),
      }),
    ),

  /** Why the amount differs between two periods; the causes sum to the difference. @throws FORBIDDEN without the right to amounts */
  growth: query('reports.view')
    .input(z.object({ before: range, after: range, ...asked }))
    .output(
      z.object({
        before: fen,
        after: fen,
        causes: z.record(z.enum(GROWTH_CAUSES), fen),
        /** Customers who bought in both periods, in the second only, in the first only. */
        customers: z.object({
          staying: z.int(),
          new: z.int(),
          lost: z.int(),
          /** The largest differences first. */
          rows: z.array(
            z.object({
              id,
              code: z.string(),
              name: z.string(),
              kind: z.enum(['new', 'lost']),
              amountBefore: fen,
              amountAfter: fen,
            }),
          ),
        }),
        products: z.object({
          count: z.int(),
          rows: z.array(
            z.object({
              id,
              code: z.string(),
              name: z.string(),
              unit: z.string(),
              kind: z.enum(['comparable', 'new', 'dropped']),
              quantityBefore: quantity,
              quantityAfter: quantity,
              amountBefore: fen,
              amountAfter: fen,
              volume: fen,
              price: fen,
            }),
          ),
        }),
      }),
    ),

  /** What is to be expected after a day, by the way that erred least lately. */
  forecast: query('reports.view')
    .input(
      z.object({
        /** The last day that is known; no later than yesterday. */
        until: day,
        unit: z.enum(SERIES_UNITS),
        /** Steps of the unit. */
        horizon: z.int().min(1).max(92),
        measure,
        ...asked,
      }),
    )
    .output(
      z.discriminatedUnion('state', [
        /** Units of history there are and there must be. */
        z.object({ state: z.literal('short'), measure, have: z.int(), needed: z.int() }),
        /** Nothing was sold lately. */
        z.object({ state: z.literal('empty'), measure }),
        /** Quantities in different base units do not add up. */
        z.object({ state: z.literal('mixed'), measure }),
        z.object({
          state: z.literal('ready'),
          measure,
          chosen: z.enum(FORECAST_MODELS),
          /** Best first, the plain guesses among them. */
          candidates: z.array(error),
          /** Times of the past that were forecast again. */
          origins: z.int(),
          /** Share the bounds are to hold, and the share of the test they held. */
          level: z.number(),
          within: z.number(),
          /** The last of what is known. */
          history: z.array(z.object({ from: day, to: day, value: z.number() })),
          steps: z.array(
            z.object({
              from: day,
              to: day,
              value: z.number(),
              lower: z.number(),
              upper: z.number(),
              /** What happened, where those days are over. */
              actual: z.number().nullable(),
            }),
          ),
        }),
      ]),
    ),
}
