import * as z from 'zod'
import {
  LINE_ROLES,
  STOCK_DOCUMENT_ACTIONS,
  STOCK_DOCUMENT_KINDS,
  STOCK_DOCUMENT_STATES,
} from '../domain/inventory/documents.ts'
import { day, factor, id, name, pageInput, pageOf, price, quantity, text, version } from './common.ts'
import { command, query } from './method.ts'

export const stockDocumentKind = z.enum(STOCK_DOCUMENT_KINDS)
export const stockDocumentState = z.enum(STOCK_DOCUMENT_STATES)

/** Value of stock, 1/10000 yuan in total, signed. */
export const stockValue = quantity

/** A line as typed. Quantity in thousandths of the base unit, positive; cost per `unit` in 1/10000 yuan. */
export const stockDraftLine = z.object({
  role: z.enum(LINE_ROLES).default('item'),
  productId: id,
  unit: name(20),
  quantity: quantity.min(0).max(1_000_000_000_000).default(0),
  /** A lot that exists; goods going out without one take the lots that expire first. */
  lotId: id.nullable().default(null),
  /** The lot goods come into: by number, or by one of its days. */
  lotNumber: text(60).default(''),
  productionDay: day.nullable().default(null),
  expiryDay: day.nullable().default(null),
  /**
   * Goods coming in: what they cost; null: the moving average. Parts of a disassembly: their weight in its cost. Cost
   * documents: the new unit cost of the stock.
   */
  cost: price.nullable().default(null),
  /** Cost documents without a new unit cost: what the value of the stock changes by. */
  value: stockValue.default(0),
  remark: text(200).default(''),
})
export type StockDraftLine = z.infer<typeof stockDraftLine>

export const stockDraft = z.object({
  kind: stockDocumentKind,
  warehouseId: id,
  /** Transfers: where the goods go. */
  toWarehouseId: id.nullable().default(null),
  day: day.optional(),
  reason: text(200).default(''),
  remark: text(500).default(''),
  lines: z.array(stockDraftLine).max(2000),
})
export type StockDraft = z.infer<typeof stockDraft>

export const stockDocumentLine = z.object({
  lineNo: z.int(),
  role: z.enum(LINE_ROLES),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  lotTracked: z.boolean(),
  shelfLifeDays: z.int().nullable(),
  lotId: id.nullable(),
  lotNumber: z.string(),
  productionDay: day.nullable(),
  expiryDay: day.nullable(),
  unit: z.string(),
  factor,
  quantity,
  /** null: not typed, or hidden from the user. */
  cost: price.nullable(),
  /** What was booked, positive; cost documents: the change, signed. null: hidden. */
  value: stockValue.nullable(),
  /** Transfers: what has arrived. */
  received: quantity,
  remark: z.string(),
})
export type StockDocumentLine = z.infer<typeof stockDocumentLine>

export const stockDocumentView = z.object({
  id,
  number: z.string(),
  kind: stockDocumentKind,
  status: stockDocumentState,
  siteId: id,
  warehouseId: id,
  warehouse: z.string(),
  toWarehouseId: id.nullable(),
  toWarehouse: z.string(),
  day,
  reason: z.string(),
  remark: z.string(),
  voidReason: z.string(),
  /** Value of all lines; of assemblies what was put together. null: hidden. */
  value: stockValue.nullable(),
  lines: z.array(stockDocumentLine),
  /** The transfer a loss follows from, and the losses that follow from a transfer. */
  source: z.object({ id, number: z.string() }).nullable(),
  followers: z.array(z.object({ id, number: z.string(), kind: stockDocumentKind, status: stockDocumentState })),
  printed: z.int(),
  createdBy: z.string(),
  createdAt: z.string(),
  postedBy: z.string(),
  postedAt: z.string().nullable(),
  receivedAt: z.string().nullable(),
  actions: z.array(z.enum(STOCK_DOCUMENT_ACTIONS)),
  version,
})
export type StockDocumentView = z.infer<typeof stockDocumentView>

export const stockDocumentRow = z.object({
  id,
  number: z.string(),
  kind: stockDocumentKind,
  status: stockDocumentState,
  day,
  warehouse: z.string(),
  toWarehouse: z.string(),
  reason: z.string(),
  remark: z.string(),
  lineCount: z.int(),
  value: stockValue.nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  postedAt: z.string().nullable(),
})
export type StockDocumentRow = z.infer<typeof stockDocumentRow>

export const stockDocumentFilter = z.object({
  kind: stockDocumentKind.optional(),
  status: stockDocumentState.optional(),
  /** Either warehouse of a transfer. */
  warehouseId: id.optional(),
  fromDay: day.optional(),
  toDay: day.optional(),
  /** Number from its front, reason, or a product on the document by code, name, barcode, pinyin. */
  search: text(100).optional(),
})

/** A lot in one warehouse, for choosing. */
export const lotChoice = z.object({
  lotId: id,
  number: z.string(),
  productionDay: day.nullable(),
  expiryDay: day.nullable(),
  frozen: z.boolean(),
  free: quantity,
})
export type LotChoice = z.infer<typeof lotChoice>

/** What a line has to know of its product where the document stands. */
export const stockLineFacts = z.object({
  productId: id,
  lotTracked: z.boolean(),
  shelfLifeDays: z.int().nullable(),
  /** Free in the warehouse. */
  available: quantity,
  /** What the site holds and what it is worth; value and unit cost (per base unit) null when hidden. */
  siteQuantity: quantity,
  siteValue: stockValue.nullable(),
  unitCost: price.nullable(),
  lots: z.array(lotChoice),
})
export type StockLineFacts = z.infer<typeof stockLineFacts>

/** A part of a whole as it was put together or taken apart the last time, for one base unit of the whole. */
export const recipePart = z.object({
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  unit: z.string(),
  factor,
  quantity,
  cost: price.nullable(),
})

const versioned = z.object({ id, version })

/** 库存单据: other in and out, surplus and loss, transfers, assembly and disassembly, cost adjustments. */
export const stockDocuments = {
  list: query('stock.view')
    .input(z.object({ ...pageInput, filter: stockDocumentFilter.default({}) }))
    .output(pageOf(stockDocumentRow)),
  /** Documents per state for the tabs, under the other filters; `more` marks counts that stop at a limit. */
  counts: query('stock.view')
    .input(z.object({ filter: stockDocumentFilter.omit({ status: true }).default({}) }))
    .output(z.object({ counts: z.record(stockDocumentState, z.int()), more: z.boolean() })),
  get: query('stock.view').input(z.object({ id })).output(stockDocumentView),
  lineFacts: query('stock.view')
    .input(z.object({ warehouseId: id, productIds: z.array(id).max(500) }))
    .output(z.array(stockLineFacts)),
  /** Parts of a product from the last document that put it together or took it apart; empty: never done. */
  recipe: query('stock.view')
    .input(z.object({ kind: z.enum(['assembly', 'disassembly']), productId: id }))
    .output(z.array(recipePart)),
  /** Keeps a draft; version 0 makes it and gives it its number. Moves no stock. */
  save: command('stock.edit')
    .input(versioned.extend({ draft: stockDraft }))
    .output(stockDocumentView),
  /**
   * Books a document, saving `draft` first when given, in one transaction. Transfers leave their warehouse and are on
   * their way; with `receive` they arrive at once. Sending it twice changes nothing.
   */
  post: command('stock.edit')
    .input(versioned.extend({ draft: stockDraft.optional(), receive: z.boolean().default(false) }))
    .output(stockDocumentView),
  /**
   * What has arrived of a transfer: quantities of this receipt by line. `closeShort`: nothing more will come; what is
   * missing is written off by a loss document with the reason.
   */
  receive: command('stock.edit')
    .input(
      versioned.extend({
        day: day.optional(),
        lines: z.array(z.object({ lineNo: z.int(), quantity: quantity.min(0) })).max(5000),
        closeShort: z.boolean().default(false),
        reason: text(200).default(''),
      }),
    )
    .output(stockDocumentView),
  /** Drops a draft, or takes a posted document back by opposite entries; the number is kept. Needs stock.void once posted. */
  void: command('stock.view')
    .input(versioned.extend({ reason: name(200) }))
    .output(stockDocumentView),
  /** The documents as printable pages (HTML with its own @page size); counts and logs the print. */
  print: command('stock.view')
    .input(
      z.object({
        ids: z.array(id).min(1).max(200),
        paper: z.enum(['half', 'a4']).default('half'),
        showCosts: z.boolean().default(false),
        locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
    )
    .output(z.object({ html: z.string(), title: z.string() })),
}
