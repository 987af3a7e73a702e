import type Database from 'better-sqlite3'
import { formatFen } from '../../../../../shared/money.ts'
import { MOST_FAULTS, sqlCheck, type Check, type Findings } from './check.ts'

/** Statements against the ledger, their lines, differences and corrections; nothing dated into closed days. */
export const RECONCILIATION_CHECKS: readonly Check[] = [
  { name: 'statement-closing', run: checkClosing },
  sqlCheck(
    'statement-lines',
    'select count(*) from customer_statement_line',
    `with lines as materialized (
       select statement_id, sum(amount) as amount from customer_statement_line group by statement_id)
     select s.number || ': closing less opening ' || check_fen(s.closing - s.opening) || ', lines ' || check_fen(l.amount)
     from customer_statement s left join lines l on l.statement_id = s.id
     where s.closing is not null and s.closing - s.opening <> coalesce(l.amount, 0)
     union all
     select s.number || ' #' || l.no || ': ' || check_fen(l.amount) || ', entry ' || check_fen(e.amount)
     from customer_statement_line l
     join customer_statement s on s.id = l.statement_id
     join receivable_entry e on e.id = l.entry_id
     where e.customer_id <> s.customer_id or e.day > s.period_to
       or (s.kind = 'activity' and (l.amount <> e.amount or e.day < s.period_from))
       or (s.kind = 'outstanding' and (l.amount * e.amount <= 0 or abs(l.amount) > abs(e.amount)))`,
  ),
  sqlCheck(
    'statement-states',
    `select count(*) from customer_statement where status <> 'draft'`,
    `with found as (
       select s.number, s.status, coalesce((select amount from statement_late l where l.statement_id = s.id), 0) as late,
         exists (select 1 from statement_difference d where d.statement_id = s.id and d.status = 'open') as waiting
       from customer_statement s)
     select number || ': ' || status || case waiting when 1 then ', a difference is open' else ', no difference is open' end
     from found where (status = 'disputed') <> waiting and (status = 'disputed' or waiting)
     union all
     select number || ': locked, booked late ' || check_fen(late) from found where status = 'locked' and late <> 0`,
  ),
  sqlCheck(
    'adjustment-documents',
    'select count(*) from receivable_adjustment',
    `with compared as (
       select a.number, case a.status when 'posted' then a.amount else 0 end as amount,
         coalesce((select sum(e.amount) from receivable_entry e where e.document_id = a.id), 0) as booked
       from receivable_adjustment a)
     select number || ': document ' || check_fen(amount) || ', entries ' || check_fen(booked)
     from compared where amount <> booked`,
  ),
]

interface SentRow {
  number: string
  customer_id: string
  period_to: string
  closing: number
  late: number
}
type EntryRow = [customer: string, day: string, amount: number]

/**
 * A sent statement says what the ledger says of the end of its days, but for what was booked into them since. One walk over
 * statements and entries in the order of customer and day.
 */
function checkClosing(database: Database.Database): Findings {
  const statements = database
    .prepare<[], SentRow>(
      `select number, customer_id, period_to, closing, coalesce(l.amount, 0) as late
       from customer_statement s left join statement_late l on l.statement_id = s.id
       where closing is not null and status <> 'void' order by customer_id, period_to`,
    )
    .all()
  if (statements.length === 0) return { count: 0, faults: [] }
  const entries = database
    .prepare<[], EntryRow>(
      `select customer_id, day, amount from receivable_entry
       where customer_id in (select customer_id from customer_statement where closing is not null)
       order by customer_id, day`,
    )
    .raw()
    .iterate()
  const faults: string[] = []
  let next = entries.next()
  let customer = ''
  let balance = 0
  for (const { number, customer_id, period_to, closing, late } of statements) {
    if (customer !== customer_id) {
      customer = customer_id
      balance = 0
    }
    while (
      !next.done &&
      (next.value[0] < customer_id || (next.value[0] === customer_id && next.value[1] <= period_to))
    ) {
      if (next.value[0] === customer_id) balance += next.value[2]
      next = entries.next()
    }
    if (balance !== closing + late && faults.length < MOST_FAULTS)
      faults.push(
        `${number}: closing ${formatFen(closing)}, booked late ${formatFen(late)}, ledger ${formatFen(balance)}`,
      )
  }
  entries.return?.()
  return { count: statements.length, faults }
}
