import * as z from 'zod'
import { day, done, factor, id, name, quantity, text } from './common.ts'
import { command, query } from './method.ts'
import { productSuggestion } from './products.ts'

export const TEXT_CONFIDENCES = ['sure', 'doubtful', 'unknown'] as const

/** A line read from a message; nothing is ordered before somebody has looked. */
export const textLine = z.object({
  /** The words it comes from, and those that name the goods. */
  source: z.string(),
  words: z.string(),
  confidence: z.enum(TEXT_CONFIDENCES),
  product: productSuggestion.nullable(),
  /** Others it may mean, the likeliest first. */
  alternatives: z.array(productSuggestion),
  unit: z.string(),
  factor,
  /** Thousandths of the base unit; null: the message does not say. */
  quantity: quantity.nullable(),
  /** The figure the message names, also where the goods are unknown. */
  amount: z.number().nullable(),
})
export type TextLineView = z.infer<typeof textLine>

export const orderText = {
  /** Reads a customer's message, a transcript or rows from a spreadsheet as order lines. */
  read: query('orders.edit')
    .input(z.object({ customerId: id, text: text(20_000).min(1), warehouseId: id.optional(), day: day.optional() }))
    .output(z.object({ lines: z.array(textLine), notes: z.array(z.string()) })),
  /** Remembers that this customer means this product by these words. */
  learn: command('orders.edit')
    .input(z.object({ customerId: id, words: name(60), productId: id }))
    .output(done),
}
