import * as z from 'zod'
import { DIMENSIONS } from '../domain/analytics/dimensions.ts'
import { COMPARISONS } from '../domain/analytics/period.ts'
import { SALES_MEASURES } from '../domain/analytics/sales-report.ts'
import { day, id, pageInput, pageOf, text } from './common.ts'
import { query, task } from './method.ts'

const dimension = z.enum(DIMENSIONS)
const key = z.string().max(100)
const level = z.int().min(0).max(9).default(1)

export const salesAsked = z.object({
  /** Both included. */
  from: day,
  to: day,
  compare: z.enum(COMPARISONS).default('none'),
  basis: z.enum(['shipped', 'ordered']).default('shipped'),
  by: dimension,
  /** Of regions and types: 1 the top level; 0 the node itself. */
  level,
  /** The second dimension of a pivot. */
  across: dimension.nullable().default(null),
  acrossLevel: level,
  /** Ranks the groups, and stands in the cells of a pivot. */
  measure: z.enum(SALES_MEASURES).default('amount'),
  /** So many groups, the rest in one. */
  top: z.int().min(1).max(500).default(100),
  /** Only what has one of the keys, dimension by dimension; '' is what has none. */
  filter: z.partialRecord(dimension, z.array(key).max(500)).default({}),
  /** Only the customers of a segment. */
  segmentId: id.optional(),
})
export type SalesAsked = z.infer<typeof salesAsked>

const figure = z.int().nullable()
const values = z.object({
  amount: figure,
  revenue: figure,
  quantity: figure,
  cost: figure,
  margin: figure,
  marginRate: figure,
  documents: figure,
  customers: figure,
  average: figure,
  returned: figure,
  returnRate: figure,
  /** Base unit of the quantity; '' where there are several. */
  unit: z.string(),
})
const group = { values, before: values.nullable(), cells: z.array(figure) }

export const salesAnswer = z.object({
  rows: z.array(z.object({ key: z.string(), label: z.string(), code: z.string(), ...group })),
  rest: z.object({ groups: z.int(), ...group }).nullable(),
  total: z.object(group),
  columns: z.array(z.object({ key: z.string().nullable(), label: z.string(), groups: z.int() })),
  /** 分 of revenue whose cost is not known; null where costs are hidden. */
  uncosted: figure,
  /** What the groups are ranked by: documents where what was asked is hidden from the user. */
  measure: z.enum(SALES_MEASURES),
  /** The days compared with. */
  compared: z.object({ from: day, to: day }).nullable(),
  /** What the keys of the conditions are called. */
  conditions: z.array(z.object({ dimension, key: z.string(), label: z.string() })),
})
export type SalesShown = z.infer<typeof salesAnswer>

export const salesDocument = z.object({
  id,
  kind: z.enum(['history', 'shipment', 'return', 'order']),
  number: z.string(),
  day,
  customer: z.string(),
  customerId: id,
  /** Of the lines that count. */
  amount: figure,
  quantity: figure,
  unit: z.string(),
  margin: figure,
  marginRate: figure,
})
export type SalesDocument = z.infer<typeof salesDocument>

/** Sales by anything: what each figure counts is written at `SalesValues` in shared/domain/analytics/sales-report.ts. */
export const salesReport = {
  ask: query('reports.view').input(salesAsked).output(salesAnswer),
  /** The documents behind figures, newest first, with the sums of the lines that count. */
  documents: query('reports.view')
    .input(salesAsked.pick({ from: true, to: true, basis: true, filter: true, segmentId: true }).extend(pageInput))
    .output(pageOf(salesDocument)),
  /** Values of a dimension that a condition may name, found by a part of their name or code. */
  choices: query('reports.view')
    .input(z.object({ dimension, text: text(100).default('') }))
    .output(z.array(z.object({ key: z.string(), label: z.string(), code: z.string() }))),
  /** The question of an address with all its groups as an .xlsx file. */
  file: task('exports.run')
    .input(z.object({ address: z.record(z.string().max(40), z.string().max(20_000)), locale: z.enum(['zh-CN', 'en']) }))
    .output(z.file()),
}
