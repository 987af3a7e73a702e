import * as z from 'zod'
import { PURCHASE_PRICE_SOURCES } from '../domain/purchasing/supply.ts'
import { basisPoints, day, factor, fen, id, name, pageInput, pageOf, price, quantity, text, version } from './common.ts'
import { address, contact, CUSTOMER_STATUSES, SETTLEMENT_METHODS } from './customers.ts'
import { command, query } from './method.ts'

export const SUPPLIER_STATUSES = CUSTOMER_STATUSES
const leadDays = z.int().min(0).max(3650)

/** What a user writes about a supplier. Rates in basis points, days as whole days. */
export const supplierFields = z.object({
  /** Empty: the next code of the series is given. */
  code: text(40).default(''),
  name: name(100),
  shortName: text(50).default(''),
  /** Empty: pinyin initials of the name. */
  mnemonic: text(50).default(''),
  category: text(50).default(''),
  buyerId: id.nullable().default(null),
  contacts: z.array(contact).max(20).default([]),
  addresses: z.array(address).max(20).default([]),
  settlement: z.enum(SETTLEMENT_METHODS).default('monthly'),
  creditDays: z.int().min(0).max(3650).default(0),
  taxId: text(30).default(''),
  invoiceTitle: text(100).default(''),
  bank: text(100).default(''),
  bankAccount: text(50).default(''),
  /** Tax rate of goods from here where the product has none. */
  taxRate: basisPoints.nullable().default(null),
  fax: text(30).default(''),
  /** Days from order to receipt until receipts have taught better. */
  leadDays: leadDays.default(7),
  notes: text(2000).default(''),
})
export type SupplierFields = z.infer<typeof supplierFields>

/** Hundredths of a day; `receipts` 0: as typed. */
export const leadTimeView = z.object({ mean: z.int(), deviation: z.int(), receipts: z.int() })
export type LeadTimeView = z.infer<typeof leadTimeView>

export const supplierRow = z.object({
  id,
  code: z.string(),
  name: z.string(),
  shortName: z.string(),
  mnemonic: z.string(),
  category: z.string(),
  buyer: z.string(),
  contact: z.string(),
  mobile: z.string(),
  address: z.string(),
  settlement: z.enum(SETTLEMENT_METHODS),
  creditDays: z.int(),
  leadTime: leadTimeView,
  /** What we owe, 分; null: hidden from the user. */
  balance: fen.nullable(),
  status: z.enum(SUPPLIER_STATUSES),
  updatedAt: z.string(),
})
export type SupplierRow = z.infer<typeof supplierRow>

export const supplierView = supplierFields.extend({
  id,
  version,
  status: z.enum(SUPPLIER_STATUSES),
  buyer: z.string(),
  openingBalance: fen.nullable(),
  balance: fen.nullable(),
  overdue: fen.nullable(),
  leadTime: leadTimeView,
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type SupplierView = z.infer<typeof supplierView>

export const supplierFilter = z.object({
  search: text(100).optional(),
  status: z.enum(SUPPLIER_STATUSES).optional(),
  category: text(50).optional(),
})

export const supplierSuggestion = z.object({
  id,
  code: z.string(),
  name: z.string(),
  mnemonic: z.string(),
  contact: z.string(),
  mobile: z.string(),
  status: z.enum(SUPPLIER_STATUSES),
})

/** A price from a quantity on (thousandths of the base unit), for some days; 1/10000 yuan per unit. */
export const supplierPrice = z.object({
  unit: name(20),
  minQuantity: quantity.min(0).default(0),
  /** Empty: since ever. */
  fromDay: z.union([day, z.literal('')]).default(''),
  toDay: day.nullable().default(null),
  price,
})

/** What a supplier says of a product. Minimum and multiple in thousandths of the base unit; 0: none. */
export const supplyFields = z.object({
  supplierCode: text(40).default(''),
  /** The unit it sells in. */
  unit: name(20),
  minOrder: quantity.min(0).default(0),
  multiple: quantity.min(0).default(0),
  /** null: the supplier's. */
  leadDays: leadDays.nullable().default(null),
  preferred: z.boolean().default(false),
  prices: z.array(supplierPrice).max(50).default([]),
})
export type SupplyFields = z.infer<typeof supplyFields>

/** One supplier of one product, with what its receipts tell. */
export const supplyView = supplyFields.extend({
  supplierId: id,
  supplier: z.string(),
  productId: id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  /** Prices hidden from the user are left out. */
  prices: z.array(supplierPrice),
  leadTime: leadTimeView,
  last: z.object({ day, unit: z.string(), factor, price: price.nullable(), receiptId: id }).nullable(),
  version,
})
export type SupplyView = z.infer<typeof supplyView>

/** The supplier to buy a product from, for ordering and for reorder advice. */
export const supplyOffer = z.object({
  productId: id,
  supplierId: id,
  supplier: z.string(),
  /** The chosen one among several: preferred, else the last bought from, else the cheapest. */
  best: z.boolean(),
  unit: z.string(),
  factor,
  /** Per unit, for the quantity asked for; null: hidden from the user. */
  price: price.nullable(),
  priceSource: z.enum(PURCHASE_PRICE_SOURCES),
  minOrder: quantity,
  multiple: quantity,
  leadTime: leadTimeView,
})
export type SupplyOffer = z.infer<typeof supplyOffer>

export const supplierDuplicate = z.object({
  id,
  code: z.string(),
  name: z.string(),
  field: z.enum(['name', 'mobile', 'taxId']),
})

export const suppliers = {
  list: query('purchasing.view')
    .input(
      z.object({
        ...pageInput,
        filter: supplierFilter.default({}),
        sort: z.enum(['code', 'name', 'updatedAt']).default('code'),
        descending: z.boolean().default(false),
      }),
    )
    .output(pageOf(supplierRow)),
  counts: query('purchasing.view')
    .input(z.object({ filter: supplierFilter.default({}) }))
    .output(z.object({ active: z.int(), frozen: z.int(), archived: z.int() })),
  suggest: query('purchasing.view')
    .input(z.object({ text: text(100), limit: z.int().min(1).max(50).default(12) }))
    .output(z.array(supplierSuggestion)),
  get: query('purchasing.view').input(z.object({ id })).output(supplierView),
  choices: query('purchasing.view').output(z.object({ categories: z.array(z.string()) })),
  duplicates: query('purchasing.view')
    .input(z.object({ id: id.optional(), name: text(100), mobile: text(30).default(''), taxId: text(30).default('') }))
    .output(z.array(supplierDuplicate)),
  create: command('purchasing.edit')
    .input(supplierFields.extend({ id, openingBalance: fen.default(0) }))
    .output(supplierView),
  update: command('purchasing.edit').input(supplierFields.extend({ id, version })).output(supplierView),
  setStatus: command('purchasing.edit')
    .input(z.object({ id, version, status: z.enum(SUPPLIER_STATUSES) }))
    .output(supplierView),
  /** Archives or restores several at once; all or none. */
  setStatusMany: command('purchasing.edit')
    .input(z.object({ ids: z.array(id).min(1).max(500), status: z.enum(SUPPLIER_STATUSES) }))
    .output(z.object({ changed: z.int() })),
  /** Goods of a supplier, or suppliers of a product: one of the two is named. */
  supplies: query('purchasing.view')
    .input(z.object({ supplierId: id.optional(), productId: id.optional() }))
    .output(z.array(supplyView)),
  /** Makes or changes what a supplier says of a product; version 0 makes. */
  saveSupply: command('purchasing.edit')
    .input(supplyFields.extend({ supplierId: id, productId: id, version }))
    .output(supplyView),
  removeSupply: command('purchasing.edit')
    .input(z.object({ supplierId: id, productId: id, version }))
    .output(z.object({ ok: z.literal(true) })),
  /** Who delivers these products, at which price, minimum, multiple and lead time. */
  offers: query('purchasing.view')
    .input(
      z.object({
        items: z.array(z.object({ productId: id, quantity: quantity.min(0).default(0) })).max(2000),
        day: day.optional(),
        bestOnly: z.boolean().default(false),
      }),
    )
    .output(z.array(supplyOffer)),
}
