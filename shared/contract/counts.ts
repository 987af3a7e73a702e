import * as z from 'zod'
import { day, factor, id, name, pageInput, pageOf, quantity, text, version } from './common.ts'
import { command, query } from './method.ts'

export const COUNT_STATUSES = ['draft', 'posted', 'void'] as const

/** What is counted. */
export const countScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('warehouse') }),
  z.object({ kind: z.literal('type'), typeId: id }),
  z.object({ kind: z.literal('bins'), binIds: z.array(id).min(1).max(500) }),
  z.object({ kind: z.literal('products'), productIds: z.array(id).min(1).max(5000) }),
])
export type CountScope = z.infer<typeof countScope>

const packs = z.array(z.object({ unit: z.string(), factor }))
/** 1/10000 yuan in total; null when the role may not see costs. */
const value = z.int().nullable()

export const countRow = z.object({
  id,
  number: z.string(),
  day,
  warehouse: z.string(),
  scope: countScope,
  status: z.enum(COUNT_STATUSES),
  remark: z.string(),
  lines: z.int(),
  counted: z.int(),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type CountRow = z.infer<typeof countRow>

export const countView = countRow.extend({
  warehouseId: id,
  version,
  /** Differences above either are put on the recount list; null: no limit. Thousandths of the base unit, 1/10000 yuan. */
  recountQuantity: quantity.nullable(),
  recountValue: z.int().nullable(),
  /** Lines whose count differs from the books, and those that wait to be counted again. */
  different: z.int(),
  waiting: z.int(),
  found: z.int(),
  /** Entries so far; whoever posts says how many were seen. */
  entries: z.int(),
  surplus: value,
  loss: value,
  counters: z.array(z.object({ id, name: z.string(), entries: z.int() })),
  /** Barcodes nobody knows. */
  unknown: z.array(z.object({ entryId: id, code: z.string(), by: z.string(), at: z.string() })),
  /** The user counted here, and the company wants another to post. */
  mustBeReviewedByOther: z.boolean(),
  postedBy: z.string(),
  postedAt: z.string().nullable(),
  voidReason: z.string(),
})
export type CountView = z.infer<typeof countView>

export const COUNT_FILTERS = ['all', 'different', 'uncounted', 'recount', 'moved', 'found'] as const
export const countLine = z.object({
  lineNo: z.int(),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs,
  bin: z.string(),
  lotId: id.nullable(),
  lot: z.string(),
  snapshot: quantity,
  /** What the books said when it was counted. */
  expected: quantity.nullable(),
  counted: quantity.nullable(),
  firstCounted: quantity.nullable(),
  difference: quantity.nullable(),
  /** What the difference is worth at the moving average; as booked once it is posted. */
  value,
  round: z.int(),
  moved: z.boolean(),
  found: z.boolean(),
  reason: z.string(),
  countedBy: z.string(),
  countedAt: z.string().nullable(),
})
export type CountLine = z.infer<typeof countLine>

/** A line as the counter sees it: nothing of what the books say. */
export const sheetLine = z.object({
  lineNo: z.int(),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs,
  barcodes: z.array(z.object({ barcode: z.string(), unit: z.string(), factor })),
  bin: z.string(),
  binId: id.nullable(),
  lotTracked: z.boolean(),
  lotId: id.nullable(),
  lot: z.string(),
  expiryDay: day.nullable(),
  state: z.enum(['open', 'counted', 'recount']),
  /** The sum of this round's entries. */
  counted: quantity.nullable(),
})
export type SheetLine = z.infer<typeof sheetLine>

const versioned = z.object({ id, version })

/** 盘点: what lies there against what the books say, while goods go on moving. */
export const counts = {
  list: query('stock.view')
    .input(
      z.object({
        ...pageInput,
        status: z.enum(COUNT_STATUSES).optional(),
        warehouseId: id.optional(),
        search: text(100).optional(),
      }),
    )
    .output(pageOf(countRow)),
  get: query('stock.view').input(z.object({ id })).output(countView),
  /** Lines for the reviewer, along the way through the bins. */
  lines: query('stock.view')
    .input(z.object({ ...pageInput, id, filter: z.enum(COUNT_FILTERS).default('all') }))
    .output(pageOf(countLine)),
  /** The counter's list, blind. */
  sheet: query('stock.edit')
    .input(z.object({ id }))
    .output(
      z.object({
        id,
        number: z.string(),
        warehouseId: id,
        warehouse: z.string(),
        status: z.enum(COUNT_STATUSES),
        lines: z.array(sheetLine),
      }),
    ),
  /** Takes the snapshot and gives the count its number; goods with lots have a line for each lot. */
  start: command('stock.edit')
    .input(
      z.object({
        id,
        warehouseId: id,
        scope: countScope,
        remark: text(200).default(''),
        recountQuantity: quantity.min(0).nullable().default(null),
        recountValue: z.int().min(0).max(9_000_000_000_000).nullable().default(null),
      }),
    )
    .output(countView),
  /** One scan: adds to the line. Without a product the barcode is noted as unknown. Sent twice it counts once. */
  record: command('stock.edit')
    .input(
      z.object({
        /** The entry. */
        id,
        countId: id,
        productId: id.nullable().default(null),
        code: text(100).default(''),
        quantity: quantity.min(0).default(0),
        lotId: id.nullable().default(null),
        /** A lot by its number, made when nobody knows it yet. */
        lot: z
          .object({
            number: text(50).default(''),
            productionDay: day.nullable().default(null),
            expiryDay: day.nullable().default(null),
          })
          .nullable()
          .default(null),
        /** Goods that are not on the list are taken only when the counter says they are really there. */
        found: z.boolean().default(false),
      }),
    )
    .output(z.object({ line: sheetLine.nullable() })),
  /** Takes one's own entry back. */
  undo: command('stock.edit')
    .input(z.object({ countId: id, entryId: id }))
    .output(z.object({ line: sheetLine.nullable() })),
  /** Puts lines on the recount list: those named, or all above the limits that were counted once. */
  recount: command('stock.edit')
    .input(versioned.extend({ lineNos: z.array(z.int()).max(5000).nullable() }))
    .output(countView),
  /** Takes lines off the recount list that nobody has counted again: what was counted before holds. */
  cancelRecount: command('stock.edit')
    .input(versioned.extend({ lineNos: z.array(z.int()).min(1).max(5000) }))
    .output(countView),
  /** The reason of differences, of some lines or of all that have none. */
  setReason: command('stock.edit')
    .input(versioned.extend({ lineNos: z.array(z.int()).min(1).max(5000).nullable(), reason: text(200) }))
    .output(countView),
  /** Books surplus and loss under the count's number. */
  post: command('stock.edit')
    .input(
      versioned.extend({
        /** `entries` of the view that was reviewed. */
        seen: z.int().min(0),
        /** Lines nobody counted: as the books say, or nothing there. */
        uncounted: z.enum(['keep', 'zero']).default('keep'),
        /** For differences without a reason of their own. */
        reason: text(200).default(''),
      }),
    )
    .output(countView),
  /** Drops a count, or takes a posted one back; the number is kept. A posted one needs the right to void stock documents. */
  void: command('stock.edit')
    .input(versioned.extend({ reason: name(200) }))
    .output(countView),
}
