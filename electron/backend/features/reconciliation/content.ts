import type { CompanySettings } from '../../../../shared/contract/company.ts'
import type { StatementContent, StatementLine } from '../../../../shared/contract/reconciliation.ts'
import type { Day } from '../../../../shared/day.ts'
import { ageingOf, type Ageing } from '../../../../shared/domain/reconciliation/ageing.ts'
import { figuresOf, withoutCancelled, type StatementFigures } from '../../../../shared/domain/reconciliation/figures.ts'
import { convertPrice } from '../../../../shared/domain/pricing/resolve.ts'
import { BASE_FACTOR } from '../../../../shared/quantity.ts'
import type { Db } from '../../db/dialect.ts'
import { balanceAt, entriesBetween, openAt, type AccountEntry } from './accounts.ts'
import { itemsOf, type BillItem } from './goods.ts'

/** What a statement is asked about. */
export interface Question {
  customerId: string
  kind: StatementContent['kind']
  detail: StatementContent['detail']
  from: Day
  to: Day
}

/** A bill of a statement: the entry, or what was open of it, with the customer's answer. */
export interface Bill extends AccountEntry {
  answer: StatementLine['answer']
}

/** The figures of a statement and its bills, before they become lines. */
export interface Account {
  figures: StatementFigures
  ageing: Ageing
  bills: Bill[]
}

/**
 * The account as the ledger has it now: what a draft shows and what sending fixes. An opening balance booked within the
 * days is part of the opening.
 */
export async function accountNow(
  db: Db,
  settings: Pick<CompanySettings, 'statements'>,
  question: Question,
): Promise<Account> {
  const { customerId, kind, from, to } = question
  const open = await openAt(db, customerId, to)
  const ageing = ageingOf(open, to, settings.statements.buckets)
  if (kind === 'outstanding') {
    const bills = open.map((entry) => ({ ...entry, amount: entry.open, answer: 'none' as const }))
    return { figures: figuresOf(0, bills), ageing, bills }
  }
  const entries = await entriesBetween(db, customerId, from, to)
  const within = entries.reduce((sum, entry) => sum + entry.amount, 0)
  const brought = entries.reduce((sum, entry) => sum + (entry.source === 'opening' ? entry.amount : 0), 0)
  const opening = (await balanceAt(db, customerId, to)) - within + brought
  const bills = withoutCancelled(entries.filter((entry) => entry.source !== 'opening')).map((entry) => ({
    ...entry,
    answer: 'none' as const,
  }))
  return { figures: figuresOf(opening, bills), ageing, bills }
}

/**
 * The lines of a statement with the running balance: one for each bill, or one for each of its goods. What goods lines do
 * not add up to stands on a line of its own.
 * @param showPrices false: the user does not see sale prices
 */
export async function linesOf(
  db: Db,
  { figures, bills }: Account,
  detail: StatementContent['detail'],
  showPrices: boolean,
): Promise<StatementLine[]> {
  const items =
    detail === 'goods'
      ? await itemsOf(
          db,
          bills.filter((bill) => bill.kind === 'shipment' || bill.kind === 'return').map((bill) => bill.documentId),
        )
      : new Map<string, BillItem[]>()
  let balance = figures.opening
  const lines: StatementLine[] = []
  bills.forEach((bill, index) => {
    const head = {
      no: index + 1,
      entryId: bill.id,
      day: bill.day,
      dueDay: bill.dueDay,
      kind: bill.kind,
      source: bill.source,
      documentId: bill.documentId,
      documentNumber: bill.documentNumber,
      answer: bill.answer,
    }
    const own = items.get(bill.documentId) ?? []
    let left = bill.amount
    for (const item of own) {
      left -= item.amount
      balance += item.amount
      lines.push({ ...head, item: item.itemNo, ...goodsOf(item, showPrices), amount: item.amount, balance })
    }
    if (own.length > 0 && left === 0) return
    balance += left
    lines.push({ ...head, item: 0, ...NO_GOODS, amount: left, balance })
  })
  return lines
}

const NO_GOODS = { code: '', name: '', spec: '', unit: '', count: null, price: null }

function goodsOf(item: BillItem, showPrices: boolean) {
  const { code, name, spec, quantity, factor } = item
  // a quantity that is no round number of the typed unit is written in the base unit
  const inUnit = (quantity * BASE_FACTOR) % factor === 0
  const price = inUnit ? item.price : convertPrice(item.price, factor, BASE_FACTOR)
  return {
    code,
    name,
    spec,
    unit: inUnit ? item.unit : item.baseUnit,
    count: inUnit ? (quantity * BASE_FACTOR) / factor : quantity,
    price: showPrices ? price : null,
  }
}
