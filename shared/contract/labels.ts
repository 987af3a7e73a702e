import * as z from 'zod'
import { day, factor, id, price, text } from './common.ts'
import { query } from './method.ts'

export const LABEL_KINDS = ['product', 'shelf', 'carton', 'bin'] as const
export const SYMBOLOGIES = ['auto', 'code128', 'qr'] as const
/** Labels of one print at most: more belong in several. */
export const MOST_LABELS = 2000

/** What a label says of a product. */
export const labelGoods = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  status: z.enum(['active', 'archived']),
  /** Each unit that can be labelled, the base unit first; `price` 1/10000 yuan per unit, null: none or not to be seen. */
  units: z.array(z.object({ unit: z.string(), factor, barcode: z.string(), price: price.nullable() })),
})
export type LabelGoods = z.infer<typeof labelGoods>

/** Labels of products, shelves, cartons and bins, as pages of the label's own size. */
export const labels = {
  goods: query('products.view')
    .input(z.object({ productIds: z.array(id).min(1).max(500) }))
    .output(z.array(labelGoods)),
  sheet: query('products.view')
    .input(
      z.object({
        kind: z.enum(LABEL_KINDS),
        /** Tenths of a millimetre. */
        width: z.int().min(200).max(2100),
        height: z.int().min(150).max(2970),
        /** `auto`: EAN-13 or EAN-8 where the barcode is one, otherwise Code 128. */
        symbology: z.enum(SYMBOLOGIES).default('auto'),
        showPrice: z.boolean().default(false),
        products: z
          .array(
            z.object({
              productId: id,
              unit: text(20),
              copies: z.int().min(1).max(MOST_LABELS),
              lot: text(50).default(''),
              productionDay: day.nullable().default(null),
              expiryDay: day.nullable().default(null),
            }),
          )
          .max(500)
          .default([]),
        binIds: z.array(id).max(500).default([]),
        locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
    )
    .output(z.object({ html: z.string(), title: z.string(), pages: z.int() })),
}
