import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import type { Db } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'

/** An entry of a customer's account. */
export interface AccountEntry {
  id: string
  day: Day
  dueDay: Day
  kind: EntryKind
  /** The kind; for a void that of the entry it takes back. */
  source: EntryKind
  documentId: string
  documentNumber: string
  /** 分; above 0: the customer owes more. */
  amount: number
}

/** An entry with what is open of it. */
export interface OpenEntry extends AccountEntry {
  open: number
}

export const ENTRY_KINDS = [
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
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** What a customer owed at the end of a day (分): all entries up to it, whenever they were typed in. */
export async function balanceAt(db: Db, customerId: string, day: Day): Promise<number> {
  return (await balance.first(db, { customerId, day }))!.sum
}

/** The entries of the days `from` to `to` in the order of the account. */
export const entriesBetween = (db: Db, customerId: string, from: Day, to: Day): Promise<AccountEntry[]> =>
  between.all(db, { customerId, from, to })

/**
 * What was open at the end of a day, oldest due first: entries up to it less what settles them of entries up to it. Money of
 * later days is ignored, money dated before and typed in later counts. Matching is as it stands now: what was taken apart
 * since does not count any more. All together are the balance of that day.
 *
 * From what is open now, later money is put back: the work grows with what happened since, not with the account.
 */
export async function openAt(db: Db, customerId: string, day: Day): Promise<OpenEntry[]> {
  return openItems.all(db, { customerId, day })
}

// the balance now less what came after: accounts grow, the days after a statement stay few
const balance = prepared<{ customerId: string; day: Day }, { sum: number }>((db, value) =>
  db.selectNoFrom((eb) =>
    sql<number>`
      coalesce(${eb
        .selectFrom('receivable_balance')
        .select('balance')
        .where('customer_id', '=', value('customerId'))}, 0)
      - coalesce(${eb
        .selectFrom('receivable_entry')
        .select((one) => one.fn.sum<number>('amount').as('sum'))
        .where('customer_id', '=', value('customerId'))
        .where('day', '>', value('day'))}, 0)`.as('sum'),
  ),
)

/** The kind of the entry that a void takes back, else its own; of an entry in `e`. */
export const SOURCE = sql<EntryKind>`case e.kind when 'void' then coalesce(
  (select o.kind from receivable_entry o
   where o.document_id = e.document_id and o.customer_id = e.customer_id and o.kind <> 'void' and o.amount = -e.amount limit 1), 'void')
  else e.kind end`

const between = prepared<{ customerId: string; from: Day; to: Day }, AccountEntry>((db, value) =>
  db
    .selectFrom('receivable_entry as e')
    .select(['e.id', 'e.day', 'e.kind', 'e.document_id as documentId', 'e.document_number as documentNumber'])
    .select((eb) => ['e.amount', SOURCE.as('source'), eb.fn.coalesce('e.due_day', 'e.day').as('dueDay')])
    .where('e.customer_id', '=', value('customerId'))
    .where('e.day', '>=', value('from'))
    .where('e.day', '<=', value('to'))
    .orderBy('e.day')
    .orderBy('e.id'),
)

const openItems = prepared<{ customerId: string; day: Day }, OpenEntry>((db, value) =>
  db
    .with('later', (eb) =>
      eb
        .selectFrom('receivable_entry')
        .select('id')
        .where('customer_id', '=', value('customerId'))
        .where('day', '>', value('day')),
    )
    .with('part', (eb) =>
      eb
        .selectFrom('receivable_open')
        .select(['entry_id as id', 'open'])
        .where('customer_id', '=', value('customerId'))
        .unionAll(
          eb
            .selectFrom('later')
            .innerJoin('receivable_allocation as a', 'a.credit_id', 'later.id')
            .select(['a.charge_id as id', 'a.amount as open']),
        )
        .unionAll(
          eb
            .selectFrom('later')
            .innerJoin('receivable_allocation as a', 'a.charge_id', 'later.id')
            .select(['a.credit_id as id', sql<number>`-a.amount`.as('open')]),
        ),
    )
    .selectFrom('part')
    .innerJoin('receivable_entry as e', 'e.id', 'part.id')
    .select(['e.id', 'e.day', 'e.kind', 'e.document_id as documentId', 'e.document_number as documentNumber'])
    .select((eb) => ['e.amount', SOURCE.as('source'), eb.fn.coalesce('e.due_day', 'e.day').as('dueDay')])
    .select((eb) => eb.fn.sum<number>('part.open').as('open'))
    .where('e.day', '<=', value('day'))
    .groupBy('e.id')
    .having((eb) => eb.fn.sum('part.open'), '<>', 0)
    .orderBy('dueDay')
    .orderBy('e.id'),
)
