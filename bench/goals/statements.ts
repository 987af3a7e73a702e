import { rmSync } from 'node:fs'
import { openReader, openWriter } from '../../electron/backend/db/open.ts'
import { CAPTURE, GUARD } from '../../electron/backend/db/triggers.ts'
import { companyHome, type CompanyHome } from '../support/base.ts'
import type { StatementRun } from '../support/child.ts'
import { result, type Result } from '../support/measure.ts'
import { inProcess } from '../support/process.ts'

/** Rows of statements a second beside a raw walk over the same entries, which makes nothing of them. */
const TIMES_RAW = 10
const MOST_MEGABYTES = 600

/**
 * Issue 4: the statements of all customers. Every customer has bills and receipts over two years, all settled but the last
 * ones; the run makes the drafts of the last month, then writes all of them as workbooks into one zip file.
 */
export async function statementGoals(customers: number, bills: number): Promise<Result[]> {
  const home = await companyHome({ orders: 0, customers, products: 10 })
  try {
    fillAccounts(home, bills)
    const raw = rawWalk(home)
    const { value, megabytes } = await inProcess<StatementRun>('statementsOfAll', { home })
    const perRow = value.readMs / value.lines
    const name = `${customers.toLocaleString('en')} customers, ${bills.toLocaleString('en')} bills`
    return [
      result('4.4', `statements of ${name}: a line (of a raw walk)`, perRow * 1000, raw * 1000, TIMES_RAW, 'µs'),
      result('4.4', `statements of ${name}: files (of 5 ms each)`, value.writeMs / value.statements, 5, 1),
      result('4.4', `statements of ${name}: memory`, megabytes, MOST_MEGABYTES, 1, 'MB'),
    ]
  } finally {
    rmSync(home.home, { recursive: true, force: true })
  }
}

/** Bills spread over two years with a receipt ten days after each, the last one of each customer still open. */
function fillAccounts({ file }: CompanyHome, bills: number): void {
  const database = openWriter(file)
  database.function(CAPTURE, { varargs: true }, () => null)
  database.function(GUARD, { varargs: true }, () => null)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  const each = Math.max(
    2,
    Math.round(bills / database.prepare<[], number>('select count(*) from customer').pluck().get()!),
  )
  const entries = (kind: 'shipment' | 'receipt', mark: string, sign: number, later: number, count: number) => `
    insert into receivable_entry (id, customer_id, site_id, kind, day, due_day, amount, document_id, document_number, at)
    with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < ${count})
    select printf('0${mark}%08d%016d', c.rowid_, n.i), c.id, s.id, '${kind}',
      date('now', printf('-%d days', 720 - n.i * 700 / ${each} - ${later})),
      date('now', printf('-%d days', 690 - n.i * 700 / ${each} - ${later})),
      ${sign} * (10000 + n.i), printf('0${mark}%08d%016d', c.rowid_, n.i), printf('${mark}-%d-%d', c.rowid_, n.i), datetime('now')
    from (select id, row_number() over (order by id) as rowid_ from customer) c, n, (select id from site limit 1) s`
  database.exec(entries('shipment', 'B', 1, 0, each))
  database.exec(entries('receipt', 'R', -1, 10, each - 1))
  database.exec(`
    insert into receivable_allocation (id, charge_id, credit_id, amount, at)
      select '0A' || substr(id, 3), '0B' || substr(id, 3), id, -amount, at from receivable_entry where kind = 'receipt';
    insert into receivable_open (entry_id, customer_id, due_day, open)
      select e.id, e.customer_id, e.due_day, e.amount from receivable_entry e where kind = 'shipment'
        and not exists (select 1 from receivable_allocation a where a.charge_id = e.id);
    insert into receivable_balance (customer_id, balance)
      select customer_id, sum(amount) from receivable_entry group by customer_id;`)
  database.pragma('journal_mode = WAL')
  database.close()
}

/** A walk over all entries in the order of the accounts, ms a row. */
function rawWalk({ file }: CompanyHome): number {
  const reader = openReader(file)
  const start = performance.now()
  let rows = 0
  const walk = reader.prepare('select * from receivable_entry order by customer_id, day, id').raw()
  for (const row of walk.iterate() as Iterable<unknown[]>) if (row.length > 0) rows++
  const ms = performance.now() - start
  reader.close()
  return ms / rows
}
