import * as z from 'zod'
import { ABC_CLASSES } from '../domain/analytics/abc.ts'
import { VALUE_MEASURES } from '../domain/analytics/customer-money.ts'
import { RECENCY_MEASURES } from '../domain/analytics/customer-value.ts'
import { RFM_CELLS, RFM_SEGMENTS } from '../domain/analytics/rfm.ts'
import { basisPoints, day, fen, id, ref } from './common.ts'
import { query } from './method.ts'
import { valueRules } from './value-rules.ts'

const abcClass = z.enum(ABC_CLASSES)
const segment = z.enum(RFM_SEGMENTS)
const cell = z.enum(RFM_CELLS)
const score = z.int().min(1).max(5)
/** 分; null: hidden from this user. */
const amount = fen.nullable()

/** Only customers of this saved segment, as of now; classes and scores stay those among all. */
const segmentId = id.optional()

/** Days both included: orders and money of these days, recency as of the last; rules as in the settings unless told otherwise. */
const days = z
  .object({
    from: day,
    to: day,
    recency: z.enum(RECENCY_MEASURES).optional(),
    measure: z.enum(VALUE_MEASURES).optional(),
    segmentId,
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'before from' })

/** How the figures were come by, printed on the page. */
const method = z.object({
  /** What counts as worth: margin asked for, but sales where the cost of less than half the revenue is known. */
  measure: z.enum(VALUE_MEASURES),
  /** Share of the revenue whose cost is known, basis points. */
  known: basisPoints,
  rules: valueRules,
})

/** Customers of a kind and what they were worth in the period. */
const group = { customers: z.int(), value: amount }

export const valueRow = z.object({
  id,
  code: z.string(),
  name: z.string(),
  grade: z.string(),
  salesPerson: z.string(),
  /** Worth in the period by the measure, its share and that of all worth as much or more, basis points of what is positive. */
  value: amount,
  share: z.int().nullable(),
  cumulative: basisPoints.nullable(),
  abc: abcClass,
  /** The hand-set grade says another class. */
  differs: z.boolean(),
  orders: z.int(),
  /** 分 as billed, less returns. */
  amount,
  margin: amount,
  firstDay: day.nullable(),
  lastDay: day.nullable(),
  /** Median days between orders; null: too few to tell. */
  rhythm: z.int().nullable(),
  /** Days since the last order in percent of the own rhythm; null without one. */
  lateness: z.int().nullable(),
  late: z.boolean(),
  /** null: no order in the period. */
  scores: z.object({ r: score, f: score, m: score }).nullable(),
  segment: segment.nullable(),
  cell: cell.nullable(),
  /** Since the first order. */
  lifetimeAmount: amount,
  lifetimeMargin: amount,
  /** What is overdue today, 分, and for how many days; a flag beside the score, no part of it. */
  overdue: amount,
  overdueDays: z.int(),
})
export type ValueRow = z.infer<typeof valueRow>

/** Who is listed; everything given must hold. */
const filter = z.object({
  abc: abcClass.optional(),
  /** Hand-set grade of that class; with `abc` the cell of the table of differences. */
  grade: abcClass.optional(),
  differs: z.boolean().optional(),
  segment: segment.optional(),
  cell: cell.optional(),
  r: score.optional(),
  f: score.optional(),
  /** Month of the first order, `YYYY-MM`. */
  cohort: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
  /** With `cohort`: ordered so many months later. */
  after: z.int().min(0).max(600).optional(),
})
export type ValueFilter = z.infer<typeof filter>

export const lateRow = z.object({
  id,
  code: z.string(),
  name: z.string(),
  grade: z.string(),
  salesPerson: z.string(),
  contact: z.string(),
  phone: z.string(),
  lastDay: day,
  rhythm: z.int(),
  /** When an order was due by the rhythm. */
  dueDay: day,
  daysSince: z.int(),
  lateness: z.int(),
  orders: z.int(),
  /** Worth of the 12 months before, by the measure. */
  value: amount,
  abc: abcClass,
  overdue: amount,
  overdueDays: z.int(),
  /** What they usually take, the likeliest first. */
  usual: z.array(
    ref.extend({ spec: z.string(), unit: z.string(), factor: z.int(), lastQuantity: z.int(), lastDay: day }),
  ),
})
export type LateRow = z.infer<typeof lateRow>

/** The worth of customers: contribution, RFM, cohorts, who is late. Customers of one's own only where the role says so. */
export const customerValue = {
  /** Contribution and classes: who makes the company's margin, and where the hand-set grades say otherwise. */
  contribution: query('reports.view')
    .input(days)
    .output(
      method.extend({
        customers: z.int(),
        total: amount,
        classes: z.array(z.object({ abc: abcClass, ...group, share: z.int().nullable() })),
        /** The largest, then the share of all up to each, basis points. */
        largest: z.array(
          z.object({ id, name: z.string(), abc: abcClass, value: amount, cumulative: z.int().nullable() }),
        ),
        /** Customers by the class of their hand-set grade and the computed one; grades that say no class are left out. */
        grades: z.array(z.object({ grade: abcClass, abc: abcClass, customers: z.int() })),
      }),
    ),
  /** RFM: scores of everybody with an order in the period, with the bounds they follow from. */
  rfm: query('reports.view')
    .input(days)
    .output(
      method.extend({
        customers: z.int(),
        quintiles: z.boolean(),
        /** Four rising values each; of R percent of the own rhythm, or days; of M 分 (null: hidden). */
        bounds: z.object({
          r: z.array(z.number()),
          f: z.array(z.number()),
          m: z.array(z.number()).nullable(),
        }),
        mean: z.object({ r: z.number(), f: z.number(), m: z.number() }),
        /** The rhythm of customers who have none of their own yet, days. */
        typicalRhythm: z.int(),
        segments: z.array(z.object({ segment, ...group })),
        cells: z.array(z.object({ cell, ...group })),
        matrix: z.array(z.object({ r: score, f: score, ...group })),
      }),
    ),
  /** Retention by month of the first order, and what those customers have been worth since. */
  cohorts: query('reports.view')
    .input(days)
    .output(
      method.extend({
        cohorts: z.array(
          z.object({
            month: z.string(),
            customers: z.int(),
            /** Customers with an order in the first month, the one after, and so on. */
            active: z.array(z.int()),
            lifetimeAmount: amount,
            lifetimeMargin: amount,
          }),
        ),
      }),
    ),
  /** Customers behind a figure, the most valuable first. */
  customers: query('reports.view')
    .input(days.safeExtend({ filter: filter.prefault({}), limit: z.int().min(1).max(100_000).default(500) }))
    .output(
      z.object({
        customers: z.int(),
        totals: z.object({
          orders: z.int(),
          value: amount,
          amount,
          margin: amount,
          lifetimeAmount: amount,
          lifetimeMargin: amount,
        }),
        rows: z.array(valueRow),
      }),
    ),
  /** Customers who are late against their own rhythm, the most valuable first, and how good that alarm was. */
  late: query('reports.view')
    .input(z.object({ segmentId, limit: z.int().min(1).max(5000).default(200) }))
    .output(
      method.extend({
        /** Customers with a rhythm and an order in the last year. */
        customers: z.int(),
        late: z.int(),
        value: amount,
        /** The alarm of past days: who did not order in the 30 days after, of those it went off for and of the others. */
        test: z.object({
          days: z.int(),
          flagged: z.int(),
          flaggedGone: z.int(),
          unflagged: z.int(),
          unflaggedGone: z.int(),
        }),
        rows: z.array(lateRow),
      }),
    ),
  /** One customer in a line, for its page. null: never bought. @throws NOT_FOUND also when not this user's */
  classes: query('customers.view')
    .input(z.object({ id }))
    .output(
      z
        .object({
          measure: z.enum(VALUE_MEASURES),
          abc: abcClass,
          /** The hand-set grade says this class. */
          grade: abcClass.nullable(),
          scores: z.object({ r: score, f: score, m: score }).nullable(),
          segment: segment.nullable(),
          cell: cell.nullable(),
          rhythm: z.int().nullable(),
          lastDay: day.nullable(),
          lateness: z.int().nullable(),
          late: z.boolean(),
        })
        .nullable(),
    ),
}
