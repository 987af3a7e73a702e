import type { Day } from '../../../../shared/day.ts'
import type { MoneyKind, PayMethod } from '../../../../shared/domain/settlement/money.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { DocumentType } from '../../../../shared/numbering.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { accountOf, usualAccount } from './cash-ledger.ts'
import type { Side } from './debts.ts'

export interface MoneyLine {
  /** Absent: the usual account of the way it is paid. */
  accountId?: string
  method: PayMethod
  /** 分, above 0. */
  amount: number
  /** Number of the cheque, or of the payment at the bank or service. */
  reference?: string
  /** Day from which a cheque may be cashed. */
  dueDay?: Day | null
}

/** A line with its account and the site of that. */
export interface PlacedLine extends MoneyLine {
  accountId: string
  siteId: string
}

export interface NewDocument {
  id: string
  siteId: string
  kind: MoneyKind
  customerId?: string | null
  supplierId?: string | null
  orderId?: string | null
  sourceId?: string | null
  day: Day
  /** By which the party's debt changes, 分. */
  amount: number
  /** Sum of the accounts, 分. */
  money: number
  discount?: number
  rounding?: number
  held?: boolean
  category?: string
  note?: string
  reason?: string
}

/** Number of a document that is already there; null: the id is new. */
export async function knownNumber(ctx: CommandContext, id: string): Promise<string | null> {
  return (await documentNumber.first(ctx.db, { id }))?.number ?? null
}

/** Writes a document with its lines. @returns the number it got */
export async function insertDocument(
  ctx: CommandContext,
  document: NewDocument,
  lines: readonly PlacedLine[],
): Promise<string> {
  const number = await nextNumber(ctx, NUMBERS[document.kind], document.siteId, document.day)
  await insertHead.run(ctx.db, {
    id: document.id,
    number,
    siteId: document.siteId,
    kind: document.kind,
    customerId: document.customerId ?? null,
    supplierId: document.supplierId ?? null,
    orderId: document.orderId ?? null,
    sourceId: document.sourceId ?? null,
    day: document.day,
    amount: document.amount,
    money: document.money,
    discount: document.discount ?? 0,
    rounding: document.rounding ?? 0,
    held: document.held ? 1 : 0,
    category: document.category ?? '',
    note: document.note ?? '',
    reason: document.reason ?? '',
    userId: ctx.user.id,
    at: ctx.at,
  })
  await insertRows(
    ctx.db,
    'money_line',
    LINE_COLUMNS,
    lines.map((line, i) => [
      document.id,
      i + 1,
      line.accountId,
      line.method,
      line.amount,
      line.reference ?? '',
      line.dueDay ?? null,
    ]),
  )
  return number
}

/** Lines with their accounts: those named, else the usual ones at the site. @throws NOT_FOUND, RULE AMOUNT_NOT_POSITIVE */
export async function placeLines(
  ctx: CommandContext,
  lines: readonly MoneyLine[],
  siteId: string | null,
): Promise<PlacedLine[]> {
  const placed: PlacedLine[] = []
  for (const line of lines) {
    if (line.amount <= 0) throw ruleError('AMOUNT_NOT_POSITIVE', { field: 'lines' })
    const account = line.accountId
      ? await accountOf(ctx, line.accountId)
      : await usualAccount(ctx, siteId ?? (await firstSite(ctx)), line.method)
    placed.push({ ...line, accountId: account.id, siteId: account.site_id })
  }
  return placed
}

/** The site a document belongs to when nothing says otherwise. */
export async function firstSite(ctx: CommandContext): Promise<string> {
  return (await openSite.first(ctx.db, {}))!.id
}

/** @throws NOT_FOUND, RULE CUSTOMER_MERGED */
export async function findParty(ctx: CommandContext, side: Side, id: string): Promise<void> {
  if (side === 'receivable') {
    const customer = found(await customerById.first(ctx.db, { id }), 'customer', id)
    if (customer.merged_into !== null) throw ruleError('CUSTOMER_MERGED', { value: customer.name })
  } else found(await supplierById.first(ctx.db, { id }), 'supplier', id)
}

/** Counts a print; the second and later copies are marked as reprints. */
export async function countPrints(ctx: CommandContext, ids: readonly string[]): Promise<void> {
  await ctx.db
    .updateTable('money_document')
    .set((eb) => ({ printed: eb('printed', '+', 1) }))
    .where('id', 'in', ids)
    .execute()
}

const NUMBERS: Record<MoneyKind, DocumentType> = {
  receipt: 'receipt',
  refund: 'refund',
  payment: 'payment',
  'supplier-refund': 'supplierRefund',
  transfer: 'accountTransfer',
  income: 'income',
  expense: 'expense',
  bounce: 'bounce',
  match: 'match',
  unmatch: 'unmatch',
}

const LINE_COLUMNS = ['document_id', 'line_no', 'account_id', 'method', 'amount', 'reference', 'due_day']

const documentNumber = prepared<{ id: string }, { number: string }>((db, value) =>
  db.selectFrom('money_document').select('number').where('id', '=', value('id')),
)
const openSite = prepared<object, { id: string }>((db) =>
  db.selectFrom('site').select('id').where('archived', '=', 0).orderBy('id').limit(1),
)
const customerById = prepared<{ id: string }, { name: string; merged_into: string | null }>((db, value) =>
  db.selectFrom('customer').select(['name', 'merged_into']).where('id', '=', value('id')),
)
const supplierById = prepared<{ id: string }, { id: string }>((db, value) =>
  db.selectFrom('supplier').select('id').where('id', '=', value('id')),
)

const insertHead = prepared<{
  id: string
  number: string
  siteId: string
  kind: MoneyKind
  customerId: string | null
  supplierId: string | null
  orderId: string | null
  sourceId: string | null
  day: Day
  amount: number
  money: number
  discount: number
  rounding: number
  held: number
  category: string
  note: string
  reason: string
  userId: string
  at: string
}>((db, value) =>
  db.insertInto('money_document').values({
    id: value('id'),
    number: value('number'),
    site_id: value('siteId'),
    kind: value('kind'),
    customer_id: value('customerId'),
    supplier_id: value('supplierId'),
    order_id: value('orderId'),
    source_id: value('sourceId'),
    day: value('day'),
    amount: value('amount'),
    money: value('money'),
    discount: value('discount'),
    rounding: value('rounding'),
    held: value('held'),
    category: value('category'),
    note: value('note'),
    reason: value('reason'),
    status: 'posted',
    created_by: value('userId'),
    created_at: value('at'),
  }),
)
