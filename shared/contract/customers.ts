import * as z from 'zod'
import { basisPoints, day, fen, id, name, pageInput, pageOf, ref, text, version } from './common.ts'
import { ORDER_PAYMENTS } from '../domain/order/payment.ts'
import { PAY_METHODS } from '../domain/settlement/money.ts'
import { ORDER_MAILS } from '../domain/mail/outbox.ts'
import { command, query } from './method.ts'
import { creditRoom } from './review.ts'

export const SETTLEMENT_METHODS = ['cash', 'cod', 'monthly', 'credit', 'deposit'] as const
export const CUSTOMER_STATUSES = ['active', 'frozen', 'archived'] as const

export const contact = z.object({
  name: text(50),
  title: text(50).default(''),
  mobile: text(30).default(''),
  phone: text(30).default(''),
  email: text(200).default(''),
})
export const address = z.object({
  label: text(50).default(''),
  address: name(300),
  contact: text(50).default(''),
  phone: text(30).default(''),
})

/** A word of the company's own for customers; signs of JSON are left out, so that it is found as it is stored. */
export const tag = z
  .string()
  .trim()
  .min(1)
  .max(30)
  .regex(/^[^"\\,，;；]+$/)
/** Values of the company's own fields by their id: text, choice and day as text, numbers in thousandths. */
export const ownValues = z.record(id, z.union([text(200), z.int().min(-9_000_000_000_000).max(9_000_000_000_000)]))

/** What a user writes about a customer. Amounts in 分, days as whole days. */
export const customerFields = z.object({
  /** Empty: the next code of the series is given. */
  code: text(40).default(''),
  name: name(100),
  shortName: text(50).default(''),
  /** Empty: pinyin initials of the name. */
  mnemonic: text(50).default(''),
  grade: text(20).default(''),
  industry: text(50).default(''),
  regionId: id.nullable().default(null),
  channel: text(50).default(''),
  salesPersonId: id.nullable().default(null),
  contacts: z.array(contact).max(20).default([]),
  addresses: z.array(address).max(20).default([]),
  settlement: z.enum(SETTLEMENT_METHODS).default('cash'),
  /** How the money usually comes; empty: nothing usual. */
  payMethod: z.enum(['', ...PAY_METHODS]).default(''),
  /** null: no limit. */
  creditLimit: fen.min(0).nullable().default(null),
  creditDays: z.int().min(0).max(3650).default(0),
  /** Least part of the shelf life that must remain when goods arrive, basis points (6667: two thirds). */
  minLife: basisPoints.default(0),
  taxId: text(30).default(''),
  invoiceTitle: text(100).default(''),
  bank: text(100).default(''),
  bankAccount: text(50).default(''),
  taxRate: basisPoints.nullable().default(null),
  fax: text(30).default(''),
  /** Where the customer came from. */
  source: text(50).default(''),
  tags: z.array(tag).max(20).default([]),
  own: ownValues.default({}),
  orderMail: z.enum(ORDER_MAILS).default('company'),
  /** Wants no letters that go to many customers. */
  noMailings: z.boolean().default(false),
  notes: text(2000).default(''),
})
export type CustomerFields = z.infer<typeof customerFields>

export const customerRow = z.object({
  id,
  code: z.string(),
  name: z.string(),
  shortName: z.string(),
  mnemonic: z.string(),
  grade: z.string(),
  industry: z.string(),
  region: z.string(),
  channel: z.string(),
  salesPerson: z.string(),
  contact: z.string(),
  mobile: z.string(),
  address: z.string(),
  settlement: z.enum(SETTLEMENT_METHODS),
  creditLimit: fen.nullable(),
  creditDays: z.int(),
  balance: fen,
  source: z.string(),
  tags: z.array(z.string()),
  own: ownValues,
  status: z.enum(CUSTOMER_STATUSES),
  updatedAt: z.string(),
})
export type CustomerRow = z.infer<typeof customerRow>

export const customerView = customerFields.extend({
  id,
  version,
  status: z.enum(CUSTOMER_STATUSES),
  walkIn: z.boolean(),
  region: z.string(),
  salesPerson: z.string(),
  openingBalance: fen,
  balance: fen,
  /** The customer this one was merged into. */
  mergedInto: z.object({ id, code: z.string(), name: z.string() }).nullable(),
  /** Customers that were merged into this one. */
  merged: z.array(z.object({ id, code: z.string(), name: z.string() })),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type CustomerView = z.infer<typeof customerView>

export const customerFilter = z.object({
  search: text(100).optional(),
  status: z.enum(CUSTOMER_STATUSES).optional(),
  grade: text(20).optional(),
  industry: text(50).optional(),
  channel: text(50).optional(),
  regionId: id.optional(),
  salesPersonId: id.optional(),
  source: text(50).optional(),
  settlement: z.enum(SETTLEMENT_METHODS).optional(),
  routeId: id.optional(),
  /** All of them. */
  tags: z.array(tag).max(20).optional(),
  /** Own fields: texts by a part, choices by the whole, days and numbers (thousandths) from and to. */
  own: z
    .array(
      z.object({
        fieldId: id,
        text: text(200).optional(),
        from: z.union([day, z.int()]).optional(),
        to: z.union([day, z.int()]).optional(),
      }),
    )
    .max(20)
    .optional(),
  /** Members of a segment, beside the other conditions. */
  segmentId: id.optional(),
  /** Only those who owe something or have paid ahead. */
  withBalance: z.boolean().optional(),
})
export type CustomerFilter = z.infer<typeof customerFilter>
export const customerSort = z.enum(['code', 'name', 'updatedAt']).default('code')

export const customerSuggestion = z.object({
  id,
  code: z.string(),
  name: z.string(),
  mnemonic: z.string(),
  contact: z.string(),
  mobile: z.string(),
  status: z.enum(CUSTOMER_STATUSES),
})

/** What the order desk shows beside the grid: money, habits, usual goods. */
export const customerPanel = z.object({
  id,
  code: z.string(),
  name: z.string(),
  grade: z.string(),
  status: z.enum(CUSTOMER_STATUSES),
  settlement: z.enum(SETTLEMENT_METHODS),
  /** How orders are paid unless another way is chosen. */
  payBy: z.enum(ORDER_PAYMENTS),
  creditDays: z.int(),
  salesPerson: ref.nullable(),
  contacts: z.array(contact),
  addresses: z.array(address),
  notes: z.string(),
  balance: fen,
  overdue: fen,
  overdueDays: z.int(),
  creditLimit: fen.nullable(),
  /** Approved and not yet shipped. */
  openOrders: fen,
  /** Limit − balance − open orders; null without a limit. */
  room: fen.nullable(),
  /** At sites that work on their own; empty without such sites or without a limit. */
  rooms: z.array(creditRoom),
  lastOrderDay: day.nullable(),
  /** Median days between this customer's orders; null with fewer than three. */
  rhythmDays: z.int().nullable(),
  lastOrders: z.array(z.object({ id, number: z.string(), day, total: fen, status: z.string() })),
  usual: z.array(
    z.object({
      productId: id,
      code: z.string(),
      name: z.string(),
      spec: z.string(),
      unit: z.string(),
      factor: z.int(),
      lastQuantity: z.int(),
      lastPrice: z.int(),
      lastDay: day,
      times: z.int(),
      available: z.int(),
    }),
  ),
})
export type CustomerPanel = z.infer<typeof customerPanel>

export const duplicateHit = z.object({
  id,
  code: z.string(),
  name: z.string(),
  field: z.enum(['name', 'mobile', 'taxId']),
})

export const customers = {
  list: query('customers.view')
    .input(
      z.object({
        ...pageInput,
        filter: customerFilter.default({}),
        sort: customerSort,
        descending: z.boolean().default(false),
      }),
    )
    .output(pageOf(customerRow)),
  counts: query('customers.view')
    .input(z.object({ filter: customerFilter.default({}) }))
    .output(z.object({ active: z.int(), frozen: z.int(), archived: z.int() })),
  suggest: query('customers.view')
    .input(z.object({ text: text(100), limit: z.int().min(1).max(50).default(12) }))
    .output(z.array(customerSuggestion)),
  get: query('customers.view').input(z.object({ id })).output(customerView),
  panel: query('orders.edit').input(z.object({ id })).output(customerPanel),
  /** Values already used for grade, industry, channel, source and tags, for suggestions in forms and filters. */
  choices: query('customers.view').output(
    z.object({
      grades: z.array(z.string()),
      industries: z.array(z.string()),
      channels: z.array(z.string()),
      sources: z.array(z.string()),
      tags: z.array(z.string()),
    }),
  ),
  duplicates: query('customers.view')
    .input(z.object({ id: id.optional(), name: text(100), mobile: text(30).default(''), taxId: text(30).default('') }))
    .output(z.array(duplicateHit)),
  create: command('customers.edit')
    .input(customerFields.extend({ id, openingBalance: fen.default(0) }))
    .output(customerView),
  update: command('customers.edit').input(customerFields.extend({ id, version })).output(customerView),
  setStatus: command('customers.edit')
    .input(z.object({ id, version, status: z.enum(CUSTOMER_STATUSES) }))
    .output(customerView),
  /** Archives or restores several at once; all or none. */
  setStatusMany: command('customers.edit')
    .input(z.object({ ids: z.array(id).min(1).max(500), status: z.enum(CUSTOMER_STATUSES) }))
    .output(z.object({ changed: z.int() })),
}
