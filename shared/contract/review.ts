import * as z from 'zod'
import { REVIEW_RULES } from '../domain/review/rules.ts'
import { day, factor, fen, id } from './common.ts'

const reviewOutcome = z.enum(['pass', 'warn', 'hold', 'reject'])

/** What one rule found. */
export const reviewResult = z.object({
  rule: z.enum(REVIEW_RULES),
  outcome: reviewOutcome,
  lineNo: z.int().nullable(),
  measured: z.number(),
  threshold: z.number(),
  detail: z.string(),
  at: z.string(),
  /** Whose submit made the rules run; empty: not written down. */
  by: z.string(),
})

const outcomeCounts = z.object({ warn: z.int(), hold: z.int(), reject: z.int() })

/** What other review rules would have made of the orders of some days. */
export const reviewSimulation = z.object({
  fromDay: day,
  toDay: day,
  /** Orders judged again: all that were judged in these days. */
  orders: z.int(),
  /** By the saved rules, and by the ones tried. */
  before: outcomeCounts,
  after: outcomeCounts,
  /** Orders that come out otherwise. */
  changed: z.int(),
  /** At most 200: those that change first, then the worst. With the result that weighs most and its line. */
  rows: z.array(
    z.object({
      orderId: id,
      number: z.string().nullable(),
      day,
      customer: z.string(),
      total: fen,
      before: reviewOutcome,
      after: reviewOutcome,
      rule: z.enum(REVIEW_RULES),
      lineNo: z.int().nullable(),
      measured: z.number(),
      threshold: z.number(),
      detail: z.string(),
      line: z.object({ lineNo: z.int(), name: z.string(), baseUnit: z.string(), unit: z.string(), factor }).nullable(),
    }),
  ),
  more: z.boolean(),
  /** Rules that cannot be judged afterwards for so many orders; there they count as passed. */
  unknown: z.array(z.object({ rule: z.enum(REVIEW_RULES), orders: z.int() })),
})
export type ReviewSimulation = z.infer<typeof reviewSimulation>
