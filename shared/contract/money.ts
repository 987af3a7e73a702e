import * as z from 'zod'
import { ACCOUNT_KINDS, MONEY_KINDS, PARTY_KINDS, PAY_METHODS } from '../domain/settlement/money.ts'
import { day, fen, id, instant, name, pageInput, pageOf, positiveFen, text, version } from './common.ts'
import { command, query } from './method.ts'

export const moneyAccount = z.object({
  id,
  siteId: id,
  site: z.string(),
  kind: z.enum(ACCOUNT_KINDS),
  name: z.string(),
  /** Number of the bank account. */
  number: z.string(),
  balance: fen,
  archived: z.boolean(),
  version,
})
export type MoneyAccount = z.infer<typeof moneyAccount>

export const CASH_KINDS = [
  'opening',
  'receipt',
  'refund',
  'payment',
  'supplier-refund',
  'transfer',
  'income',
  'expense',
  'bounce',
  'void',
] as const

/** A line of an account's cash book; `balance` is what was in the account after it. */
export const cashRow = z.object({
  id,
  day,
  kind: z.enum(CASH_KINDS),
  documentId: id,
  documentNumber: z.string(),
  party: z.string(),
  note: z.string(),
  amount: fen,
  balance: fen,
})
export type CashRow = z.infer<typeof cashRow>

export const moneyLine = z.object({
  /** Absent: the usual account of the way it is paid. */
  accountId: id.optional(),
  method: z.enum(PAY_METHODS),
  amount: positiveFen,
  /** Number of the cheque, or of the payment at the bank or service. */
  reference: text(60).default(''),
  /** Day from which a cheque may be cashed. */
  dueDay: day.nullable().default(null),
})
export type MoneyLineInput = z.input<typeof moneyLine>

const side = z.enum(['receivable', 'payable'])
const bill = z.object({ entryId: id, amount: positiveFen })

export const moneyRow = z.object({
  id,
  number: z.string(),
  kind: z.enum(MONEY_KINDS),
  status: z.enum(['posted', 'void']),
  day,
  partyId: id.nullable(),
  party: z.string(),
  /** Names of the accounts. */
  accounts: z.string(),
  amount: fen,
  money: fen,
  /** Discount and rounding together. */
  letOff: fen,
  held: z.boolean(),
  category: z.string(),
  note: z.string(),
  /** Earliest day a cheque of it may be cashed; null: no cheque waits. */
  chequeDay: day.nullable(),
  createdBy: z.string(),
})
export type MoneyRow = z.infer<typeof moneyRow>

export const moneyView = moneyRow.omit({ accounts: true, letOff: true, chequeDay: true }).extend({
  side: side.nullable(),
  partyCode: z.string(),
  orderId: id.nullable(),
  discount: fen,
  rounding: fen,
  reason: z.string(),
  printed: z.int(),
  createdAt: instant,
  version,
  source: z.object({ id, number: z.string(), kind: z.enum(MONEY_KINDS) }).nullable(),
  followers: z.array(z.object({ id, number: z.string(), kind: z.enum(MONEY_KINDS), day })),
  lines: z.array(
    z.object({
      lineNo: z.int(),
      accountId: id,
      account: z.string(),
      method: z.enum(PAY_METHODS),
      amount: fen,
      reference: z.string(),
      dueDay: day.nullable(),
      bounced: z.boolean(),
    }),
  ),
  /** What it settles now; of settlements and their undoing what they said. */
  settled: z.array(
    z.object({
      chargeId: id,
      chargeNumber: z.string(),
      chargeDocumentId: id,
      creditId: id,
      creditNumber: z.string(),
      dueDay: day,
      amount: fen,
    }),
  ),
  /** What is still open of it, 分. */
  left: fen,
  /** Balance of the party now: above 0 it owes us (we owe the supplier). */
  balance: fen,
})
export type MoneyView = z.infer<typeof moneyView>

/** Money accounts, and every document that moves money or settles debts. */
export const money = {
  accounts: query('settlement.edit')
    .input(z.object({ archived: z.boolean().default(false) }))
    .output(z.array(moneyAccount)),
  saveAccount: command('settlement.edit')
    .input(
      z.object({
        id,
        version,
        siteId: id,
        kind: z.enum(ACCOUNT_KINDS),
        name: name(50),
        number: text(50).default(''),
        archived: z.boolean().default(false),
        /** What is in a new account, 分; later changes are income and expense. */
        opening: fen.default(0),
      }),
    )
    .output(moneyAccount),
  /** An account's cash book, newest first, with the balance after each line. */
  ledger: query('settlement.edit')
    .input(z.object({ ...pageInput, accountId: id, from: day.optional(), to: day.optional() }))
    .output(pageOf(cashRow).extend({ in: fen, out: fen, opening: fen, closing: fen })),
  list: query('settlement.view')
    .input(
      z.object({
        ...pageInput,
        kinds: z.array(z.enum(MONEY_KINDS)).max(20).default([]),
        customerId: id.optional(),
        supplierId: id.optional(),
        accountId: id.optional(),
        from: day.optional(),
        to: day.optional(),
        status: z.enum(['posted', 'void']).optional(),
        /** Deposits that wait; cheques not yet bounced, those due first. */
        only: z.enum(['held', 'cheque']).optional(),
        search: text(100).optional(),
      }),
    )
    .output(pageOf(moneyRow)),
  get: query('settlement.view').input(z.object({ id })).output(moneyView),
  /** Books a receipt, payment or refund: several accounts, discount and rounding, chosen bills, the rest oldest first or kept. */
  record: command('settlement.edit')
    .input(
      z.object({
        id,
        kind: z.enum(PARTY_KINDS),
        partyId: id,
        day: day.optional(),
        orderId: id.nullable().default(null),
        lines: z.array(moneyLine).max(20),
        discount: fen.min(0).default(0),
        rounding: fen.min(0).default(0),
        bills: z.array(bill).max(500).default([]),
        rest: z.enum(['oldest', 'hold']).optional(),
        note: text(200).default(''),
        reason: text(200).default(''),
      }),
    )
    .output(moneyView),
  transfer: command('settlement.edit')
    .input(
      z.object({
        id,
        fromAccountId: id,
        toAccountId: id,
        amount: positiveFen,
        day: day.optional(),
        note: text(200).default(''),
      }),
    )
    .output(moneyView),
  /** Income or expense that is no customer's or supplier's. */
  other: command('settlement.edit')
    .input(
      z.object({
        id,
        kind: z.enum(['income', 'expense']),
        category: name(50),
        lines: z.array(moneyLine).min(1).max(20),
        day: day.optional(),
        note: text(200).default(''),
      }),
    )
    .output(moneyView),
  /** A settlement (核销单): open credits, deposits that wait included, settle chosen charges. */
  settle: command('settlement.edit')
    .input(
      z.object({
        id,
        side,
        partyId: id,
        creditIds: z.array(id).min(1).max(500),
        bills: z.array(bill).min(1).max(500),
        day: day.optional(),
        note: text(200).default(''),
      }),
    )
    .output(moneyView),
  /** Undoes what a document settles, or one bill of it (反核销单); its credit then waits until somebody uses it. */
  unsettle: command('settlement.edit')
    .input(z.object({ id, documentId: id, chargeId: id.optional(), day: day.optional(), note: text(200).default('') }))
    .output(moneyView),
  /** A cheque came back (退票): what it had settled is open again; the bank's fee may go on the customer's account. */
  bounce: command('settlement.edit')
    .input(
      z.object({
        id,
        documentId: id,
        lineNo: z.int().min(1),
        day: day.optional(),
        fee: fen.min(0).default(0),
        chargeFee: z.boolean().default(false),
        reason: name(200),
      }),
    )
    .output(moneyView),
  /** Lets the deposits of a party that wait settle its open bills now. */
  release: command('settlement.edit')
    .input(z.object({ side, partyId: id }))
    .output(z.object({ settled: fen })),
  void: command('settlement.edit')
    .input(z.object({ id, version, reason: name(200) }))
    .output(moneyView),
  print: command('settlement.view')
    .input(
      z.object({
        ids: z.array(id).min(1).max(100),
        /** Half of a 241 mm form, or A4. */
        sheet: z.enum(['half', 'a4']).default('half'),
        locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
      }),
    )
    .output(z.object({ html: z.string(), title: z.string() })),
}
