import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { id, instant, text } from './common.ts'
import { customerFilter } from './customers.ts'
import { stockFilter } from './inventory.ts'
import { lotFilter } from './lots.ts'
import { supplierFilter } from './suppliers.ts'
import { command, query, task } from './method.ts'
import { orderFilter } from './orders.ts'
import { productFilter } from './products.ts'

/** Effective orders by order day; amount 分. */
const salesSums = z.object({ orders: z.int(), amount: z.int() })

/** What changed, after a commit: feature names (`orders`) and records (`order:ID`). Carries no rows. */
export const topicEvent = z.object({ topics: z.array(z.string()) })
export const live = {
  topics: query('signed-in').output(eventIterator(topicEvent)),
}

export const historyEntry = z.object({
  seq: z.int(),
  at: instant,
  user: z.string(),
  /** Contract path of the command, e.g. `orders.submit`. */
  command: z.string(),
  changes: z.array(
    z.object({
      table: z.string(),
      op: z.enum(['insert', 'update', 'delete']),
      key: z.string(),
      /** Customers, goods, places and people are given by their names. */
      columns: z.array(z.object({ column: z.string(), before: z.unknown(), after: z.unknown() })),
    }),
  ),
})
export type HistoryEntry = z.infer<typeof historyEntry>

export const checkResult = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** Rows looked at. */
  count: z.int(),
  /** First differences, readable. */
  faults: z.array(z.string()),
  ms: z.number(),
})
export const verifyResult = z.object({ ok: z.boolean(), checks: z.array(checkResult), ms: z.number() })
export type VerifyResult = z.infer<typeof verifyResult>

export const paletteHit = z.object({
  kind: z.enum([
    'order',
    'product',
    'customer',
    'shipment',
    'pickList',
    'stockDocument',
    'supplier',
    'purchaseOrder',
    'purchaseReceipt',
    'salesReturn',
    'purchaseReturn',
    'purchaseRequest',
    'count',
    'trip',
    'money_document',
    'statement',
    'adjustment',
  ]),
  id,
  title: z.string(),
  detail: z.string(),
})

export const EXPORT_FORMATS = ['xlsx', 'csv'] as const
const exportColumns = {
  columns: z.array(text(50)).max(60).optional(),
  format: z.enum(EXPORT_FORMATS),
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
}

/** Lists as files, as filtered on the screen. Long ones run on a worker. */
export const exports = {
  /** Said when the menu of an export opens: makes the export that follows start sooner. */
  prepare: task('exports.run'),
  suppliers: task('exports.run')
    .input(z.object({ ...exportColumns, filter: supplierFilter.default({}) }))
    .output(z.file()),
  customers: task('exports.run')
    .input(z.object({ ...exportColumns, filter: customerFilter.default({}) }))
    .output(z.file()),
  /** Whom to write to: name, contact, mobile, e-mail and address. */
  mailing: task('exports.run')
    .input(z.object({ ...exportColumns, filter: customerFilter.default({}) }))
    .output(z.file()),
  products: task('exports.run')
    .input(z.object({ ...exportColumns, filter: productFilter.default({}) }))
    .output(z.file()),
  /** With their lines, a row each that imports again: on a second sheet of .xlsx; .csv then has the lines alone. */
  orders: task('exports.run')
    .input(z.object({ ...exportColumns, filter: orderFilter.default({}), lines: z.boolean().default(false) }))
    .output(z.file()),
  lots: task('exports.run')
    .input(z.object({ ...exportColumns, filter: lotFilter.prefault({}) }))
    .output(z.file()),
  /** Who got one lot. */
  recall: task('exports.run')
    .input(z.object({ ...exportColumns, id }))
    .output(z.file()),
  stock: task('exports.run').input(stockFilter.extend(exportColumns)).output(z.file()),
}

export const system = {
  /** Who did what to a record, newest first, from the change log. */
  history: query('signed-in')
    .input(z.object({ id, limit: z.int().min(1).max(500).default(100) }))
    .output(z.array(historyEntry)),
  /** Finds documents by their numbers, customers, products and suppliers for the command palette. */
  palette: query('signed-in')
    .input(z.object({ text: text(100) }))
    .output(z.array(paletteHit)),
  /** Recomputes every balance, rollup and chain from its entries; on a worker. */
  verify: task('system.manage').output(verifyResult),
  /** A backup file of the company, opened and counted before it is handed out. */
  backup: task('system.manage').output(z.file()),
  preferences: query('signed-in').output(z.record(z.string(), z.unknown())),
  setPreference: command('signed-in')
    .input(z.object({ key: text(100).min(1), value: z.json() }))
    .output(z.object({ ok: z.literal(true) })),
  /** Figures and work lists of the home page. */
  home: query('signed-in').output(
    z.object({
      pending: z.int(),
      toShip: z.int(),
      partShipped: z.int(),
      /** Waiting orders that lack goods; only for who may allocate. */
      shortOrders: z.int(),
      /** Sales returns that wait for approval; only for who may approve. */
      pendingReturns: z.int(),
      lowStock: z.int(),
      /** Lots in stock with less than a third of their life left, and frozen ones. */
      nearExpiry: z.int(),
      frozenLots: z.int(),
      /** Products of which less than nothing is in some warehouse. */
      negativeStock: z.int(),
      overdueAmount: z.int(),
      overdueCustomers: z.int(),
      /** Owed and due within a week, today included. */
      dueAmount: z.int(),
      dueCustomers: z.int(),
      /** Ordered today and this month so far, beside the same weekday a week ago, the same days a month and a year ago. */
      sales: z
        .object({
          today: salesSums,
          todayBefore: salesSums,
          todayYear: salesSums,
          month: salesSums,
          monthBefore: salesSums,
          monthYear: salesSums,
          byDay: z.array(salesSums.extend({ day: z.string() })),
        })
        .nullable(),
      drafts: z.int(),
      /** Notes more than three days old whose signed copy is not back, and trips on the road. */
      missingCopies: z.int(),
      tripsUnderway: z.int(),
    }),
  ),
}
