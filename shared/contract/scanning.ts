import * as z from 'zod'
import { day, factor, id, quantity, text } from './common.ts'
import { query } from './method.ts'

/** Goods a code stands for, in the unit it stands for: a box barcode is a box and never a piece. */
export const scannedGoods = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  unit: z.string(),
  factor,
  lotTracked: z.boolean(),
  shelfLifeDays: z.int().nullable(),
  /** What was recognised; a lot label or a product code stands for the base unit. */
  by: z.enum(['barcode', 'lot', 'code']),
  /** Known lot, or the number and days the label carries. */
  lotId: id.nullable(),
  lot: z.string(),
  productionDay: day.nullable(),
  expiryDay: day.nullable(),
})
export type ScannedGoods = z.infer<typeof scannedGoods>

export const scanAnswer = z.object({
  code: z.string(),
  /** Several only for a lot number that several products have. Empty: unknown. */
  goods: z.array(scannedGoods),
  bin: z.object({ id, code: z.string(), name: z.string() }).nullable(),
})
export type ScanAnswer = z.infer<typeof scanAnswer>

/** All a scanner screen has to know of goods it may meet, so that a scan is answered without asking. */
export const goodsFacts = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  barcodes: z.array(z.object({ barcode: z.string(), unit: z.string(), factor })),
  lotTracked: z.boolean(),
  shelfLifeDays: z.int().nullable(),
  bin: z.string(),
})
export type GoodsFacts = z.infer<typeof goodsFacts>

/** What is next to pick: a line of a note, split by lot, in the order of the way. */
export const pickLine = z.object({
  lineNo: z.int(),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  barcodes: z.array(z.object({ barcode: z.string(), unit: z.string(), factor })),
  bin: z.string(),
  lotTracked: z.boolean(),
  lotId: id.nullable(),
  lot: z.string(),
  expiryDay: day.nullable(),
  /** To take, thousandths of the base unit. */
  quantity,
  unit: z.string(),
  gift: z.boolean(),
})
export type PickLine = z.infer<typeof pickLine>

/** The scanner screens: what a code means, and lists in the order of the way. */
export const scanning = {
  /** The one place that knows what a code stands for: barcode, GS1 label, lot number, bin, product code. */
  resolve: query('products.view')
    .input(z.object({ code: text(200).min(1), warehouseId: id.optional() }))
    .output(scanAnswer),
  goods: query('products.view')
    .input(z.object({ productIds: z.array(id).max(2000), warehouseId: id }))
    .output(z.array(goodsFacts)),
  /** A draft outbound note along the way; goods with lots by expiry. */
  pickList: query('shipments.view')
    .input(z.object({ shipmentId: id }))
    .output(
      z.object({
        id,
        number: z.string(),
        customer: z.string(),
        warehouseId: id,
        warehouse: z.string(),
        day,
        status: z.enum(['draft', 'posted', 'void']),
        remark: z.string(),
        lines: z.array(pickLine),
      }),
    ),
}
