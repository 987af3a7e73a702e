import * as z from 'zod'
import { CHANGED_FIELDS } from '../domain/order/changes.ts'
import { ORDER_PAYMENTS } from '../domain/order/payment.ts'
import { basisPoints, day, factor, fen, id, price, quantity, text, version } from './common.ts'
import { command, query } from './method.ts'
import { draftLine, draftOrder } from './order-draft.ts'
import { orderStatus, orderView, versioned } from './orders.ts'

/** A line of an approved order that is changed; `lineNo` null: a new one. */
export const amendedLine = draftLine.extend({ lineNo: z.int().min(1).nullable().default(null) })
export const amendedOrder = draftOrder
  .omit({ customerId: true, day: true })
  .extend({ lines: z.array(amendedLine).max(2000) })
export type AmendedOrder = z.infer<typeof amendedOrder>

const changedLine = z.object({
  lineNo: z.int(),
  productId: id,
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  warehouseId: id,
  warehouse: z.string(),
  unit: z.string(),
  factor,
  quantity,
  price: price.nullable(),
  discount: basisPoints,
  gift: z.boolean(),
  remark: z.string(),
})
/** How an order was and became by one change. */
export const orderChange = z.object({
  id,
  no: z.int(),
  at: z.string(),
  by: z.string(),
  reason: z.string(),
  outcome: z.enum(['applied', 'waiting', 'accepted', 'refused']),
  before: z.object({
    total: fen.nullable(),
    discount: fen.nullable(),
    deliveryDay: day.nullable(),
    address: z.string(),
    payBy: z.enum(ORDER_PAYMENTS),
  }),
  after: z.object({
    total: fen.nullable(),
    discount: fen.nullable(),
    deliveryDay: day.nullable(),
    address: z.string(),
    payBy: z.enum(ORDER_PAYMENTS),
  }),
  lines: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('added'), after: changedLine }),
      z.object({ kind: z.literal('removed'), before: changedLine }),
      z.object({
        kind: z.literal('changed'),
        before: changedLine,
        after: changedLine,
        fields: z.array(z.enum(CHANGED_FIELDS)),
      }),
    ]),
  ),
})
export type OrderChangeView = z.infer<typeof orderChange>

/** Orders changed after their approval, split, merged, and sent from several warehouses: part of `orders`. */
export const orderChanges = {
  /** The changes of an order since its approval, newest first, with what each changed. */
  changes: query('orders.view').input(z.object({ id })).output(z.array(orderChange)),
  /**
   * Changes an order after its approval: judged again, its reservation follows; what is held waits and ships nothing. Made by
   * `changeId`: sent twice it changes once.
   */
  amend: command('orders.edit')
    .input(versioned.extend({ changeId: id, reason: text(200).default(''), order: amendedOrder }))
    .output(orderView),
  /**
   * Puts a part of each line (thousandths) into an order of its own with its own number and day of delivery. Sent twice it
   * splits once.
   */
  split: command('orders.edit')
    .input(
      versioned.extend({
        newId: id,
        parts: z.array(z.object({ lineNo: z.int().min(1), quantity: quantity.min(0) })).max(2000),
        deliveryDay: day.nullable(),
      }),
    )
    .output(z.object({ order: orderView, created: orderView })),
  /** Waiting orders of the same customer and address that could go into this one. */
  mergeable: query('orders.edit')
    .input(z.object({ id }))
    .output(
      z.array(
        z.object({
          id,
          number: z.string(),
          day,
          deliveryDay: day.nullable(),
          status: orderStatus,
          total: fen.nullable(),
          lineCount: z.int(),
          remark: z.string(),
          version,
        }),
      ),
    ),
  /** Takes the lines of other waiting orders of the customer into this one; they end void and name it. */
  merge: command('orders.edit')
    .input(versioned.extend({ changeId: id, others: z.array(versioned).max(50) }))
    .output(orderView),
  /** From which warehouses lines that are short in theirs could be sent. Changes nothing. */
  placements: query('orders.edit')
    .input(
      z.object({
        lines: z.array(z.object({ productId: id, warehouseId: id, quantity: quantity.min(1), factor })).max(2000),
      }),
    )
    .output(
      z.array(
        z.object({
          /** 0-based. */
          line: z.int(),
          parts: z.array(z.object({ warehouseId: id, warehouse: z.string(), quantity, free: quantity })),
          missing: quantity,
        }),
      ),
    ),
}
