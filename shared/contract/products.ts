import * as z from 'zod'
import { basisPoints, day, factor, fen, id, name, pageInput, pageOf, price, quantity, text, version } from './common.ts'
import { PAY_METHODS } from '../domain/settlement/money.ts'
import { command, query } from './method.ts'
import { PRICE_SOURCES, priceStep } from './pricing.ts'

export const PRODUCT_STATUSES = ['active', 'archived'] as const

export const pack = z.object({
  unit: name(20),
  factor,
  barcode: text(40).default(''),
  /** Sale price per pack, 1/10000 yuan; null: base price × factor. */
  price: price.nullable().default(null),
})
export type PackFields = z.infer<typeof pack>

/** Prices per base unit in 1/10000 yuan; quantities in thousandths of the base unit; weight in grams per base unit. */
export const productFields = z.object({
  code: text(40).default(''),
  barcode: text(40).default(''),
  name: name(150),
  mnemonic: text(50).default(''),
  spec: text(100).default(''),
  model: text(50).default(''),
  brand: text(50).default(''),
  manufacturer: text(100).default(''),
  typeId: id.nullable().default(null),
  use: text(50).default(''),
  baseUnit: name(20),
  packs: z.array(pack).max(3).default([]),
  purchasePrice: price.nullable().default(null),
  retailPrice: price.nullable().default(null),
  salePrice: price.nullable().default(null),
  floorPrice: price.nullable().default(null),
  taxRate: basisPoints.nullable().default(null),
  weight: z.int().min(0).max(1_000_000_000).nullable().default(null),
  /** Least quantity a customer may order, and what ordered quantities must be a multiple of (full cartons). */
  saleMinimum: quantity.min(1).nullable().default(null),
  saleMultiple: quantity.min(1).nullable().default(null),
  shelfLifeDays: z.int().min(0).max(36_500).nullable().default(null),
  safetyStock: quantity.min(0).default(0),
  /** More than this is too much; null: no limit. */
  maxStock: quantity.min(0).nullable().default(null),
  /** Kept by lot: every movement names one. */
  lotTracked: z.boolean().default(false),
  bin: text(50).default(''),
  notes: text(2000).default(''),
})
export type ProductFields = z.infer<typeof productFields>

export const productRow = z.object({
  id,
  code: z.string(),
  barcode: z.string(),
  name: z.string(),
  mnemonic: z.string(),
  spec: z.string(),
  brand: z.string(),
  type: z.string(),
  use: z.string(),
  baseUnit: z.string(),
  packs: z.array(pack),
  purchasePrice: price.nullable(),
  retailPrice: price.nullable(),
  salePrice: price.nullable(),
  floorPrice: price.nullable(),
  onHand: quantity,
  available: quantity,
  safetyStock: quantity,
  imageId: id.nullable(),
  status: z.enum(PRODUCT_STATUSES),
  updatedAt: z.string(),
})
export type ProductRow = z.infer<typeof productRow>

export const productView = productFields.extend({
  id,
  version,
  status: z.enum(PRODUCT_STATUSES),
  type: z.string(),
  imageId: id.nullable(),
  stock: z.array(
    z.object({ warehouseId: id, warehouse: z.string(), onHand: quantity, reserved: quantity, frozen: quantity }),
  ),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type ProductView = z.infer<typeof productView>

export const productFilter = z.object({
  search: text(100).optional(),
  status: z.enum(PRODUCT_STATUSES).optional(),
  brand: text(50).optional(),
  typeId: id.optional(),
  use: text(50).optional(),
  lowStock: z.boolean().optional(),
})

/** One row of the order grid's product list: all the clerk wants to see before choosing. */
export const productSuggestion = z.object({
  id,
  code: z.string(),
  name: z.string(),
  spec: z.string(),
  barcode: z.string(),
  /** Unit to start with: the barcode's, else this customer's last, else the base unit. */
  unit: z.string(),
  factor,
  baseUnit: z.string(),
  packs: z.array(z.object({ unit: z.string(), factor })),
  price: price.nullable(),
  priceSource: z.enum(PRICE_SOURCES),
  /** The promotion whose special price it is. */
  promotionId: id.nullable(),
  /** How the price in this unit moves with the quantity, the first step from 0. */
  steps: z.array(priceStep),
  floorPrice: price.nullable(),
  taxRate: basisPoints,
  available: quantity,
  lastQuantity: quantity.nullable(),
  lastPrice: price.nullable(),
  lastDay: day.nullable(),
  status: z.enum(PRODUCT_STATUSES),
})
export type ProductSuggestion = z.infer<typeof productSuggestion>

export const products = {
  list: query('products.view')
    .input(
      z.object({
        ...pageInput,
        filter: productFilter.default({}),
        sort: z.enum(['code', 'name', 'updatedAt']).default('code'),
        descending: z.boolean().default(false),
      }),
    )
    .output(pageOf(productRow)),
  counts: query('products.view')
    .input(z.object({ filter: productFilter.default({}) }))
    .output(z.object({ active: z.int(), archived: z.int() })),
  /** Search as you type; with a customer, prices, history and ranking are that customer's. */
  suggest: query('products.view')
    .input(
      z.object({
        text: text(100),
        customerId: id.optional(),
        warehouseId: id.optional(),
        day: day.optional(),
        limit: z.int().min(1).max(50).default(12),
      }),
    )
    .output(z.array(productSuggestion)),
  get: query('products.view').input(z.object({ id })).output(productView),
  choices: query('products.view').output(
    z.object({ brands: z.array(z.string()), uses: z.array(z.string()), units: z.array(z.string()) }),
  ),
  create: command('products.edit')
    .input(
      productFields.extend({
        id,
        openingStock: z
          .array(z.object({ warehouseId: id, quantity: quantity.min(0) }))
          .max(200)
          .default([]),
      }),
    )
    .output(productView),
  /**
   * Switching lots on puts the stock into a lot without days, switching off takes it out of its lots; refused while orders
   * hold any of it. Absent: as it is.
   */
  update: command('products.edit')
    .input(productFields.extend({ id, version, lotTracked: z.boolean().optional() }))
    .output(productView),
  setStatus: command('products.edit')
    .input(z.object({ id, version, status: z.enum(PRODUCT_STATUSES) }))
    .output(productView),
  setStatusMany: command('products.edit')
    .input(z.object({ ids: z.array(id).min(1).max(500), status: z.enum(PRODUCT_STATUSES) }))
    .output(z.object({ changed: z.int() })),
  /** PNG, JPEG or WebP, at most 2 MB; null removes it. */
  setImage: command('products.edit')
    .input(z.object({ id, image: z.file().max(2_000_000).nullable() }))
    .output(productView),
  image: query('products.view').input(z.object({ id })).output(z.file().nullable()),
}

/** Trees: regions of customers and types of products. */
export const TREE_KINDS = ['region', 'product-type'] as const
export const treeNode = z.object({
  id,
  kind: z.enum(TREE_KINDS),
  parentId: id.nullable(),
  name: z.string(),
  path: z.string(),
  sort: z.int(),
  version,
})
export type TreeNode = z.infer<typeof treeNode>
/** Regions are changed with `customers.edit`, product types with `products.edit`: the service asks for the kind's own right. */
export const trees = {
  list: query('signed-in')
    .input(z.object({ kind: z.enum(TREE_KINDS) }))
    .output(z.array(treeNode)),
  save: command('signed-in')
    .input(
      z.object({
        id,
        version,
        kind: z.enum(TREE_KINDS),
        parentId: id.nullable(),
        name: name(50),
        sort: z.int().default(0),
      }),
    )
    .output(treeNode),
  /** Refused with IN_USE while anything below or inside uses it. */
  remove: command('signed-in')
    .input(z.object({ id, version }))
    .output(z.object({ ok: z.literal(true) })),
}

export const RECEIVABLE_KINDS = [
  'opening',
  'shipment',
  'return',
  'receipt',
  'refund',
  'discount',
  'adjust',
  'void',
  'moved-out',
  'moved-in',
] as const

export const receivableRow = z.object({
  id,
  day,
  kind: z.enum(RECEIVABLE_KINDS),
  documentId: id,
  documentNumber: z.string(),
  amount: fen,
  dueDay: day.nullable(),
  open: fen,
  /** A deposit that waits until somebody uses it. */
  held: z.boolean(),
  /** Version of the receipt this entry booked, for voiding it; null for other entries and receipts taken back. */
  receiptVersion: version.nullable(),
})

export const receiptView = z.object({
  id,
  number: z.string(),
  customerId: id,
  customer: z.string(),
  day,
  amount: fen,
  method: z.enum(PAY_METHODS),
  note: z.string(),
  status: z.enum(['posted', 'void']),
  version,
  allocated: z.array(z.object({ documentNumber: z.string(), amount: fen })),
})

/** A customer's account: what is owed, by how long it is due, and credits not used up (分). */
export const accountRow = z.object({
  customerId: id,
  code: z.string(),
  name: z.string(),
  settlement: z.enum(['cash', 'cod', 'monthly', 'credit', 'deposit']),
  creditLimit: fen.nullable(),
  balance: fen,
  notDue: fen,
  /** One for each bucket of days overdue of the company's settings, and one for what is older. */
  overdue: z.array(fen),
  credit: fen,
})
export type AccountRow = z.infer<typeof accountRow>

export const settlement = {
  /** Customers whose account is not even (or all), by code, with what they owe by age as of today. */
  accounts: query('settlement.view')
    .input(
      z.object({
        ...pageInput,
        which: z.enum(['open', 'overdue', 'all']).default('open'),
        search: text(100).optional(),
      }),
    )
    .output(pageOf(accountRow).extend({ buckets: z.array(z.int()) })),
  entries: query('settlement.view')
    .input(z.object({ ...pageInput, customerId: id, openOnly: z.boolean().default(false) }))
    .output(pageOf(receivableRow)),
  /** Books money received and settles the oldest open documents first; the rest stays as advance. */
  receive: command('settlement.edit')
    .input(
      z.object({
        id,
        customerId: id,
        day: day.optional(),
        amount: fen.min(1),
        method: z.enum(PAY_METHODS),
        note: text(200).default(''),
      }),
    )
    .output(receiptView),
}
