import * as z from 'zod'
import { done, factor, id, name, quantity, text, version } from './common.ts'
import { command, query } from './method.ts'

export const binView = z.object({
  id,
  warehouseId: id,
  warehouse: z.string(),
  code: z.string(),
  name: z.string(),
  /** Place on the way through the warehouse: picking and counting follow it. */
  sort: z.int(),
  archived: z.boolean(),
  /** Products that have their place here. */
  products: z.int(),
  version,
})
export type BinView = z.infer<typeof binView>

/** Where a product lies in a warehouse, and how much should be there (thousandths of the base unit; null: not set). */
export const productPlace = z.object({
  warehouseId: id,
  warehouse: z.string(),
  binId: id.nullable(),
  bin: z.string(),
  minStock: quantity.nullable(),
  maxStock: quantity.nullable(),
  onHand: quantity,
})
export type ProductPlace = z.infer<typeof productPlace>

export const binGoods = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  onHand: quantity,
})

/** Bins of warehouses and the places of products in them. */
export const places = {
  /** In the order of the way, archived ones last. */
  bins: query('stock.view')
    .input(z.object({ warehouseId: id.optional() }))
    .output(z.array(binView)),
  /** Makes (version 0, at the end of the way) or changes a bin. */
  saveBin: command('stock.edit')
    .input(
      z.object({
        id,
        version,
        warehouseId: id,
        code: name(20),
        name: text(50).default(''),
        archived: z.boolean().default(false),
      }),
    )
    .output(binView),
  /** Makes bins from A-01-1 on: every row, column and level once, in this order; codes that are there already stay. */
  makeBins: command('stock.edit')
    .input(z.object({ warehouseId: id, codes: z.array(name(20)).min(1).max(500) }))
    .output(z.array(binView)),
  /** Sets the way: bins in this order; those not named keep their order behind them. */
  orderBins: command('stock.edit')
    .input(z.object({ warehouseId: id, ids: z.array(id).min(1).max(5000) }))
    .output(z.array(binView)),
  /** What has its place in a bin, by code. */
  goods: query('stock.view')
    .input(z.object({ binId: id }))
    .output(z.array(binGoods)),
  /** A product's place in each warehouse that is not archived. */
  ofProduct: query('stock.view')
    .input(z.object({ productId: id }))
    .output(z.array(productPlace)),
  /** Replaces the product's places of the warehouses named; one without bin, least and most is taken away. */
  saveOfProduct: command('stock.edit')
    .input(
      z.object({
        productId: id,
        places: z
          .array(
            z.object({
              warehouseId: id,
              binId: id.nullable(),
              minStock: quantity.min(0).nullable(),
              maxStock: quantity.min(0).nullable(),
            }),
          )
          .max(200),
      }),
    )
    .output(z.array(productPlace)),
  /** Gives products their place in a bin, or none; least and most stay as they are. */
  assign: command('stock.edit')
    .input(z.object({ warehouseId: id, binId: id.nullable(), productIds: z.array(id).min(1).max(500) }))
    .output(done),
}
