import * as z from 'zod'
import { day, factor, id, pageInput, pageOf, quantity, text } from './common.ts'
import { query } from './method.ts'

export const stockRow = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  warehouseId: id,
  warehouse: z.string(),
  onHand: quantity,
  reserved: quantity,
  frozen: quantity,
  available: quantity,
  safetyStock: quantity,
})
export type StockRow = z.infer<typeof stockRow>

export const movementRow = z.object({
  id,
  day,
  at: z.string(),
  warehouse: z.string(),
  quantity,
  documentType: z.string(),
  documentId: id,
  documentNumber: z.string(),
})

export const inventory = {
  list: query('stock.view')
    .input(
      z.object({
        ...pageInput,
        warehouseId: id.optional(),
        search: text(100).optional(),
        typeId: id.optional(),
        lowOnly: z.boolean().default(false),
        nonZero: z.boolean().default(false),
      }),
    )
    .output(pageOf(stockRow)),
  movements: query('stock.view')
    .input(z.object({ ...pageInput, productId: id, warehouseId: id.optional() }))
    .output(pageOf(movementRow)),
}
