import * as z from 'zod'
import { ALLOCATION_RULES } from '../domain/allocation/split.ts'
import { day, factor, fen, id, quantity } from './common.ts'
import { command, query } from './method.ts'

const place = z.object({ productId: id, warehouseId: id })

/** Goods that waiting orders want and do not all have reserved. Quantities in thousandths of the base unit. */
export const scarceGoods = place.extend({
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  warehouse: z.string(),
  lotTracked: z.boolean(),
  onHand: quantity,
  frozen: quantity,
  reserved: quantity,
  /** Neither reserved nor frozen: can be handed out at once. */
  free: quantity,
  /** Ordered and not shipped, of all waiting lines. */
  wanted: quantity,
  /** Of that, not reserved. */
  waiting: quantity,
  lines: z.int(),
})
export type ScarceGoods = z.infer<typeof scarceGoods>

const lotPart = z.object({ lotId: id, quantity })

export const waitingLine = z.object({
  orderId: id,
  lineNo: z.int(),
  orderNumber: z.string(),
  customerId: id,
  customer: z.string(),
  day,
  deliveryDay: day.nullable(),
  submittedAt: z.string(),
  salesPerson: z.string(),
  /** Empty: the customer is on no route. */
  route: z.string(),
  gift: z.boolean(),
  remark: z.string(),
  /** What the open part is worth, 分; null: hidden from the user. */
  value: fen.nullable(),
  /** Ordered and not shipped. */
  open: quantity,
  reserved: quantity,
  /** Of the reserved: stands on draft notes, which keep it. */
  onNotes: quantity,
  kept: z.array(lotPart.extend({ number: z.string(), expiryDay: day.nullable(), onNotes: quantity })),
  /** What the customer accepts of lots: on which day, with which least remaining life (basis points). */
  wish: z.object({ day, minLife: z.int(), shelfLifeDays: z.int().nullable() }),
})
export type WaitingLineView = z.infer<typeof waitingLine>

export const allocationRun = z.object({
  id,
  rule: z.enum(['hand', ...ALLOCATION_RULES]),
  undone: z.boolean(),
  moves: z.array(z.object({ orderId: id, lineNo: z.int(), before: quantity, after: quantity })),
})
export type AllocationRun = z.infer<typeof allocationRun>

/** The allocation board: scarce stock over waiting orders. */
export const allocation = {
  /** Goods of which waiting orders want more than they have reserved, the scarcest first. */
  goods: query('allocation.edit').output(z.array(scarceGoods)),
  /** The waiting lines of one product in one warehouse, oldest first, with the lots that are free. */
  lines: query('allocation.edit')
    .input(place)
    .output(
      z.object({
        goods: scarceGoods.nullable(),
        lots: z.array(
          z.object({
            lotId: id,
            number: z.string(),
            productionDay: day.nullable(),
            expiryDay: day.nullable(),
            frozen: z.boolean(),
            free: quantity,
          }),
        ),
        lines: z.array(waitingLine),
      }),
    ),
  /**
   * Moves reservations between lines in one transaction: `quantity` is what each line has reserved afterwards; `reserved` and
   * `open` are what the user saw. Lines that get more are served in the order given. Sending it twice changes nothing.
   */
  apply: command('allocation.edit')
    .input(
      place.extend({
        id,
        rule: z.enum(['hand', ...ALLOCATION_RULES]).default('hand'),
        lines: z
          .array(
            z.object({ orderId: id, lineNo: z.int(), reserved: quantity, open: quantity, quantity: quantity.min(0) }),
          )
          .min(1)
          .max(2000),
      }),
    )
    .output(allocationRun),
  /** Gives every line back what it had before, with the same lots. */
  undo: command('allocation.edit').input(z.object({ id })).output(allocationRun),
}
