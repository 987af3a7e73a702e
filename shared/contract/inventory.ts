import * as z from 'zod'
import { day, factor, id, pageInput, pageOf, price, quantity, text } from './common.ts'
import { query, task } from './method.ts'

/** A value of stock, 1/10000 yuan in total, signed; null: hidden from the user. */
const worth = quantity.nullable()

export const stockRow = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  lotTracked: z.boolean(),
  /** null: all warehouses together. */
  warehouseId: id.nullable(),
  warehouse: z.string(),
  onHand: quantity,
  /** On hand in packs: `12箱5袋`. */
  inPacks: z.string(),
  reserved: quantity,
  /** On hand in frozen lots and not reserved. */
  frozen: quantity,
  /** On hand − reserved − frozen; below zero where a warehouse may lack goods. */
  available: quantity,
  /** Ordered from suppliers, not yet received. */
  onOrder: quantity,
  /** On its way from another warehouse. */
  inTransit: quantity,
  /** Available + on order + in transit. */
  promisable: quantity,
  safetyStock: quantity,
  /** What should be there at least and at most: the warehouse's own figure, else the product's; null: nothing said. */
  minStock: quantity.nullable(),
  maxStock: quantity.nullable(),
  /** The moving average of the site over what is on hand. */
  value: worth,
  unitCost: price.nullable(),
})
export type StockRow = z.infer<typeof stockRow>

export const stockFilter = z.object({
  warehouseId: id.optional(),
  search: text(100).optional(),
  typeId: id.optional(),
  /** Less is available than should be: of the product in all warehouses together, or here. */
  lowOnly: z.boolean().default(false),
  nonZero: z.boolean().default(false),
  /** Less than nothing is there. */
  negativeOnly: z.boolean().default(false),
  frozenOnly: z.boolean().default(false),
  /** More is there or ordered than should be. */
  overOnly: z.boolean().default(false),
  /** One row a product, all its warehouses together. */
  perProduct: z.boolean().default(false),
})

export const movementRow = z.object({
  id,
  day,
  at: z.string(),
  warehouse: z.string(),
  lot: z.string(),
  quantity,
  value: worth,
  /** It only corrects the value of an earlier movement. */
  corrects: z.boolean(),
  documentType: z.string(),
  documentId: id,
  documentNumber: z.string(),
})

/** A stored figure that the movements contradict. */
export const stockDifference = z.object({
  figure: z.enum(['on-hand', 'lot', 'quantity', 'value', 'frozen']),
  product: z.string(),
  place: z.string(),
  lot: z.string(),
  stored: quantity,
  found: quantity,
})
export type StockDifference = z.infer<typeof stockDifference>

export const inventory = {
  /** By product code; as far as something ever was there, or is expected. */
  list: query('stock.view').input(stockFilter.extend(pageInput)).output(pageOf(stockRow)),
  movements: query('stock.view')
    .input(z.object({ ...pageInput, productId: id, warehouseId: id.optional() }))
    .output(pageOf(movementRow)),
  /**
   * Works every balance and value out from the movements and says what differs; `apply` also puts it right. Nothing is
   * changed that is not listed.
   */
  rebuild: task('system.manage')
    .input(z.object({ apply: z.boolean().default(false) }))
    .output(
      z.object({
        movements: z.int(),
        /** How many figures differ; `rows` has the first of them. */
        differences: z.int(),
        rows: z.array(stockDifference),
        applied: z.boolean(),
        ms: z.number(),
      }),
    ),
}
