import * as z from 'zod'
import { basisPoints, day, done, fen, id, name, text, version } from './common.ts'
import { command, query, task } from './method.ts'
import { noteTemplate } from './printing.ts'
import { RIGHTS, PRICE_MASKS } from '../access.ts'
import { password, session } from './home.ts'
import { VALUE_RULES } from '../domain/analytics/customer-value.ts'
import { DEFAULT_NOTE_TEMPLATE } from '../domain/printing/note-template.ts'
import { RULE_MODES } from '../domain/review/rules.ts'
import { valueRules } from './value-rules.ts'

/** What a broken rule does: a reminder, a hold, a refusal, or nothing because it is off. */
const mode = z.enum(RULE_MODES)

/** Limits of the review rules for customers of one grade, where they differ from the company's (null: they do not). */
export const gradeLimits = z.object({
  grade: name(20),
  usageLimit: z.int().min(0).max(10_000).nullable(),
  overdueAmount: fen.nullable(),
  overdueDays: z.int().min(0).max(3650).nullable(),
  unusualTimes: z.int().min(2).max(100).nullable(),
  marginFloor: z.int().min(-10_000).max(10_000).nullable(),
})
export type GradeLimits = z.infer<typeof gradeLimits>

/** Thresholds of the review rules; every value is stored with each result (domain.md 7). */
export const reviewSettings = z.object({
  creditLimit: mode,
  creditUsage: mode.default('warn'),
  /** Part of the credit limit from which `creditUsage` speaks, basis points. */
  usageLimit: z.int().min(0).max(10_000).default(8000),
  /** Who pays at once and has paid the order in advance is asked no credit. */
  prepaidSkips: z.boolean().default(true),
  /** An order is paid later than is agreed with the customer. */
  laterPayment: mode.default('hold'),
  overdue: mode,
  /** Overdue amount above which an order is held (分), and the least days overdue. Both must be exceeded. */
  overdueAmount: fen,
  overdueDays: z.int().min(0).max(3650),
  firstOrder: mode.default('warn'),
  newAddress: mode.default('warn'),
  floorPrice: mode,
  handPrice: mode.default('warn'),
  stockShort: mode,
  unusualQuantity: mode,
  /** Times the customer's mean quantity of the product. */
  unusualTimes: z.int().min(2).max(100),
  duplicate: mode,
  duplicateMinutes: z.int().min(1).max(10_080),
  margin: mode,
  /** Lowest gross margin of an order, basis points; a customer may have its own. */
  marginFloor: z.int().min(-10_000).max(10_000),
  discount: mode,
  /** Largest discount that needs nobody's leave, basis points taken off. */
  discountLimit: z.int().min(0).max(10_000),
  giftBudget: mode,
  /** Lots too old for the customer's least remaining life. */
  lotLife: mode,
  /** Limits of customers of a grade; null: the company's. A grade stands here once. */
  grades: z.array(gradeLimits).max(50).default([]),
  /** Least quantities and full cartons of products. */
  saleQuantity: mode.default('hold'),
  /** Orders for a day of delivery come in up to this time (`HH:MM`) of the day before; empty: whenever. Routes may differ. */
  cutOff: mode.default('hold'),
  cutOffTime: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d)?$/)
    .default(''),
  orderAmount: mode.default('off'),
  /** Orders above it are looked at by a person, 分. */
  amountLimit: fen.min(0).default(10_000_000),
  /** Credit, overdue debts and the customer's state are judged once more when goods leave. */
  atShipment: z.boolean().default(true),
  /** Orders of this amount (分) and more need leave of somebody with this role, level by level from the lowest. */
  levels: z
    .array(z.object({ fromAmount: fen.min(0), roleId: id }))
    .max(5)
    .refine((levels) => new Set(levels.map((level) => level.fromAmount)).size === levels.length, 'amount twice')
    .default([]),
  /** Reasons of decisions, one a digit 1–9. */
  reasons: z.array(name(60)).max(9).default([]),
  /** Counted by the program: how often these rules were changed; stored with every result. */
  version: z.int().min(0).default(0),
  /** Makers may review their own orders. */
  reviewOwn: z.boolean(),
})
export type ReviewSettings = z.infer<typeof reviewSettings>

/** How the company buys. */
export const purchasingSettings = z.object({
  /** Purchase prices include tax. */
  taxIncluded: z.boolean(),
  /** Input tax is deducted: it is no part of the goods' cost. */
  deductTax: z.boolean(),
  /** How much more than ordered may be received, basis points. */
  overReceipt: z.int().min(0).max(10_000),
  /** Makers may approve their own requests and orders. */
  reviewOwn: z.boolean(),
})

/** What stands on statements of account. */
export const statementSettings = z.object({
  /** Ageing: last days overdue of each bucket but the last, rising (30, 60 → 1–30, 31–60, over 60). */
  buckets: z
    .array(z.int().min(1).max(3650))
    .min(1)
    .max(8)
    .refine((days) => days.every((day, i) => i === 0 || day > days[i - 1]!), 'rising'),
  /** Where customers pay to, as it is printed. */
  bankAccount: text(300),
  /** Days a customer has to answer. */
  replyDays: z.int().min(1).max(90),
})
export type StatementSettings = z.infer<typeof statementSettings>

/** When a sales return waits for approval, and what is paid at most for goods without a price history. */
export const returnSettings = z.object({
  /** Worth more than this (分); null: no limit. */
  reviewAmount: z.int().min(0).max(9_000_000_000_000).nullable(),
  /** A bill older than so many days; null: no limit. */
  reviewDays: z.int().min(0).max(3650).nullable(),
  reviewWithoutBill: z.boolean(),
  /** Share of the list price (basis points) that caps the price of goods this customer never bought here. */
  capShare: z.int().min(0).max(10_000),
})

/** What may be let off when money is taken or paid without a right of its own (settlement.override). */
export const settlementSettings = z.object({
  /** Most a receipt or payment may round off (抹零), 分. */
  roundingLimit: fen.min(0),
  /** Most discount given on what is settled, basis points. */
  discountLimit: z.int().min(0).max(10_000),
})

export const companySettings = z.object({
  review: reviewSettings,
  /** Lines printed on one 送货单 page. */
  printRows: z.int().min(3).max(30),
  printFooter: text(500),
  deliveryNote: noteTemplate.default(DEFAULT_NOTE_TEMPLATE),
  idleLockMinutes: z.int().min(0).max(480),
  defaultWarehouseId: id.nullable(),
  /** Whoever counted stock may post the count too. */
  countReviewOwn: z.boolean().default(false),
  /** Tax rate of new products, basis points. */
  taxRate: z.int().min(0).max(10_000),
  /** Prices include tax unless a customer has it otherwise. */
  taxIncluded: z.boolean(),
  purchasing: purchasingSettings,
  statements: statementSettings.default({ buckets: [30, 60, 90, 180, 365], bankAccount: '', replyDays: 7 }),
  returns: returnSettings.default({ reviewAmount: 500_000, reviewDays: 90, reviewWithoutBill: true, capShare: 10_000 }),
  settlement: settlementSettings.default({ roundingLimit: 1000, discountLimit: 200 }),
  customerValue: valueRules.default(VALUE_RULES),
})
export type CompanySettings = z.infer<typeof companySettings>

export const companyView = z.object({
  id,
  name: z.string(),
  contact: z.string(),
  email: z.string(),
  mobile: z.string(),
  address: z.string(),
  taxId: z.string(),
  timeZone: z.string(),
  settings: companySettings,
  version,
})
export type CompanyView = z.infer<typeof companyView>

export const WAREHOUSE_PURPOSES = ['stock', 'seconds', 'supplier'] as const
export type WarehousePurpose = (typeof WAREHOUSE_PURPOSES)[number]

export const siteView = z.object({
  id,
  code: z.string(),
  name: z.string(),
  archived: z.boolean(),
  /** Part of every customer's credit limit it may use on its own, basis points; null: it shares the common limit. */
  creditShare: basisPoints.nullable(),
  version,
})
export const warehouseView = z.object({
  id,
  siteId: id,
  siteName: z.string(),
  code: z.string(),
  name: z.string(),
  archived: z.boolean(),
  /** Sales may take more than is there (goods without lots); it is reported, never hidden. */
  allowNegative: z.boolean(),
  /** Sold from as usual, for seconds (残次库), or for goods that wait to go back to suppliers (待退厂). */
  purpose: z.enum(WAREHOUSE_PURPOSES),
  version,
})
export type WarehouseView = z.infer<typeof warehouseView>

const siteCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{1,6}$/)

/** Company data, sites and warehouses. */
export const company = {
  get: query('signed-in').output(companyView),
  update: command('company.manage')
    .input(
      z.object({
        version,
        name: name(100),
        contact: text(50),
        email: text(200),
        mobile: text(30),
        address: text(200),
        taxId: text(30),
        settings: companySettings,
      }),
    )
    .output(companyView),
  sites: query('signed-in').output(z.array(siteView)),
  saveSite: command('company.manage')
    .input(
      z.object({
        id,
        version,
        code: siteCode,
        name: name(50),
        archived: z.boolean().default(false),
        /** Absent: as it is; a new site shares the common limit. */
        creditShare: basisPoints.nullable().optional(),
      }),
    )
    .output(siteView),
  warehouses: query('signed-in').output(z.array(warehouseView)),
  saveWarehouse: command('company.manage')
    .input(
      z.object({
        id,
        version,
        siteId: id,
        code: siteCode,
        name: name(50),
        archived: z.boolean().default(false),
        /** Absent: as it is; a new warehouse does not. */
        allowNegative: z.boolean().optional(),
        /** Absent: as it is; a new warehouse is for ordinary stock. */
        purpose: z.enum(WAREHOUSE_PURPOSES).optional(),
      }),
    )
    .output(warehouseView),
}

export const roleView = z.object({
  id,
  code: z.string(),
  name: z.string(),
  rights: z.array(z.string()),
  scope: z.enum(['all', 'own']),
  mask: z.array(z.string()),
  version,
})
export type RoleView = z.infer<typeof roleView>

export const userView = z.object({
  id,
  name: z.string(),
  email: z.string().nullable(),
  /** Somebody has shown that they read it. */
  emailConfirmed: z.boolean(),
  mobile: z.string(),
  roleIds: z.array(id),
  roleNames: z.array(z.string()),
  /** `no-login`: a person (for example a sales person from an import) who cannot sign in yet. */
  status: z.enum(['active', 'disabled', 'no-login']),
  lastLoginAt: z.string().nullable(),
  version,
})
export type UserView = z.infer<typeof userView>

export const tokenView = z.object({
  id,
  name: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revoked: z.boolean(),
})

/** Who acts for whom, from the first to the last day. */
export const deputyView = z.object({
  id,
  userId: id,
  user: z.string(),
  deputyId: id,
  deputy: z.string(),
  fromDay: day,
  toDay: day,
  version,
})
export type DeputyView = z.infer<typeof deputyView>

/** Users, roles and API tokens. */
export const users = {
  me: query('signed-in').output(session),
  /** Unlocks an idle-locked screen with the user's PIN or password. */
  unlock: task('signed-in')
    .input(z.object({ secret: z.string().min(1).max(200) }))
    .output(z.object({ ok: z.literal(true) })),
  setPin: task('signed-in')
    .input(
      z.object({
        password: z.string().min(1).max(200),
        pin: z
          .string()
          .regex(/^\d{4,8}$/)
          .nullable(),
      }),
    )
    .output(session),
  changePassword: task('signed-in')
    .input(z.object({ current: z.string().min(1).max(200), next: password }))
    .output(z.object({ ok: z.literal(true) })),
  /** Sends the caller a code once more that confirms their e-mail address. */
  sendConfirmation: command('signed-in').output(done),
  list: query('signed-in').output(z.array(userView)),
  save: task('users.manage')
    .input(
      z.object({
        id,
        version,
        name: name(50),
        email: z.string().trim().toLowerCase().max(200).check(z.email()).nullable(),
        mobile: text(30).default(''),
        roleIds: z.array(id).max(10),
        status: z.enum(['active', 'disabled', 'no-login']),
        /** Set for a new user or to reset; left out to keep. */
        password: password.optional(),
      }),
    )
    .output(userView),
  roles: query('signed-in').output(z.array(roleView)),
  saveRole: command('users.manage')
    .input(
      z.object({
        id,
        version,
        name: name(50),
        rights: z.array(z.enum(RIGHTS)),
        scope: z.enum(['all', 'own']),
        mask: z.array(z.enum(PRICE_MASKS)),
      }),
    )
    .output(roleView),
  /** Deputies of the caller and those the caller acts for, of today and later; who manages users sees everybody's. */
  deputies: query('signed-in').output(z.array(deputyView)),
  /** Names (version 0) or changes a deputy: of the caller, or of anybody for who manages users. */
  saveDeputy: command('signed-in')
    .input(z.object({ id, version, userId: id, deputyId: id, fromDay: day, toDay: day }))
    .output(deputyView),
  endDeputy: command('signed-in').input(z.object({ id, version })).output(done),
  tokens: query('users.manage').output(z.array(tokenView)),
  /** Makes an API token acting as the caller; the secret is shown once. */
  createToken: command('users.manage')
    .input(z.object({ id, name: name(50) }))
    .output(z.object({ token: tokenView, secret: z.string() })),
  revokeToken: command('users.manage').input(z.object({ id })).output(done),
}
