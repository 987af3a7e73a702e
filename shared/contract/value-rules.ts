import * as z from 'zod'
import { VALUE_MEASURES } from '../domain/analytics/customer-money.ts'
import { RECENCY_MEASURES } from '../domain/analytics/customer-value.ts'
import { RFM_SEGMENTS } from '../domain/analytics/rfm.ts'

const rising = (numbers: readonly number[]): boolean => numbers.every((n, i) => i === 0 || n > numbers[i - 1]!)
const bound = z.int().min(-9_000_000_000_000).max(9_000_000_000_000)
const bounds = z.tuple([bound, bound, bound, bound]).readonly().refine(rising, 'rising')
const score = z.int().min(1).max(5)
const range = z
  .tuple([score, score])
  .readonly()
  .refine(([least, most]) => least <= most, 'rising')
const share = z.int().min(1).max(9999)

/** How customers are valued (domain.md 10): a setting of the company, printed on the report. */
export const valueRules = z.object({
  /** Recency against the customer's own rhythm, or in days alike for all. */
  recency: z.enum(RECENCY_MEASURES),
  measure: z.enum(VALUE_MEASURES),
  /** Where A and B end, basis points of all that is positive. */
  abc: z.tuple([share, share]).readonly().refine(rising, 'rising'),
  /** Bounds of the scores with too few customers for quintiles: percent of the rhythm, days, orders, 分. */
  fixed: z.object({ rhythm: bounds, days: bounds, orders: bounds, value: bounds }),
  /** The first row that fits counts. */
  segments: z
    .array(z.object({ segment: z.enum(RFM_SEGMENTS).exclude(['other']), r: range, f: range, m: range }))
    .max(RFM_SEGMENTS.length)
    .readonly()
    .refine((rows) => new Set(rows.map((row) => row.segment)).size === rows.length, 'segment twice'),
  /** Percent of the own rhythm without an order after which a customer counts as late. */
  lateAfter: z.int().min(100).max(1000),
})
