import * as z from 'zod'
import { day, id, pageInput, pageOf, price, quantity, text } from './common.ts'
import { query, task } from './method.ts'

/** Value of stock, 1/10000 yuan in total, signed; null: hidden from the user. */
const worth = quantity.nullable()

export const costRun = z.object({
  id,
  at: z.string(),
  createdBy: z.string(),
  products: z.int(),
  /** What the value of all stock changed by. */
  difference: worth,
})
export type CostRun = z.infer<typeof costRun>

export const costRunLine = z.object({
  no: z.int(),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  site: z.string(),
  day,
  documentType: z.string(),
  documentId: id,
  documentNumber: z.string(),
  /** Value of the movement, signed like its quantity. */
  before: worth,
  after: worth,
})
export type CostRunLine = z.infer<typeof costRunLine>

export const costPending = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  fromDay: day,
  documentNumber: z.string(),
})
export type CostPending = z.infer<typeof costPending>

export const siteCost = z.object({
  siteId: id,
  site: z.string(),
  quantity,
  value: worth,
  /** Moving average, 1/10000 yuan per base unit. */
  unitCost: price.nullable(),
})

/** 成本重算: what back-dated documents and documents taken back have changed. */
export const costs = {
  /** The newest first; `search`: those that changed the cost of such products. */
  runs: query('stock.view')
    .input(z.object({ ...pageInput, search: text(100).optional() }))
    .output(pageOf(costRun)),
  lines: query('stock.view')
    .input(z.object({ ...pageInput, runId: id, productId: id.optional() }))
    .output(pageOf(costRunLine)),
  /** Products whose costs will be worked out again, by code. */
  pending: query('stock.view')
    .input(z.object({ ...pageInput, search: text(100).optional() }))
    .output(pageOf(costPending)),
  /** What each site holds of a product and at which cost. */
  ofProduct: query('stock.view')
    .input(z.object({ productId: id }))
    .output(z.array(siteCost)),
  /** Works costs out again now: of one product, of those that wait, or of all. */
  recompute: task('prices.edit')
    .input(z.object({ productId: id.optional(), all: z.boolean().default(false) }))
    .output(
      z.object({
        runId: id.nullable(),
        products: z.int(),
        lines: z.int(),
        difference: worth,
      }),
    ),
}
