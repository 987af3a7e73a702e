import Database from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { newId } from '../../shared/ids.ts'
import { applicationBase } from '../support/base.ts'
import { alternate, result, type Result } from '../support/measure.ts'

/** Customers who owe; every receipt pays a part of what one of them owes. */
const CUSTOMERS = 50
const OWED = 1_000_000_000

/** Issue 4: receiving money that settles a bill beside the same writes by raw prepared statements. */
export async function moneyGoals(perBlock: number): Promise<Result[]> {
  const base = await applicationBase({ orders: 0, customers: 10, products: 10 })
  try {
    const { client } = base
    const customerIds: string[] = []
    for (let i = 0; i < CUSTOMERS; i++) {
      const { id } = await client.customers.create({ id: newId(), name: `欠款客户${i}`, openingBalance: OWED })
      customerIds.push(id)
    }
    const raw = rawReceipts(join(base.home, 'raw-money.sqlite'))
    const [reference, ours] = await alternate(
      [
        (i) => raw.receive(i),
        (i) =>
          client.settlement.receive({
            id: newId(),
            customerId: customerIds[i % CUSTOMERS]!,
            amount: 1000,
            method: 'transfer',
          }),
      ],
      { blocks: 5, perBlock },
    )
    raw.close()
    return [result('4.4', 'receive money for a bill, p50', ours!.p50, reference!.p50, 3)]
  } finally {
    await base.close()
  }
}

/** Document, account, ledgers with their balances, and what the money settles: one durable transaction. */
function rawReceipts(file: string) {
  const database = new Database(file)
  database.exec(`
    create table document (id integer primary key, number text, customer integer, day text, amount integer);
    create table document_line (id integer primary key, document_id integer, account integer, amount integer);
    create table cash (id integer primary key, account integer, day text, amount integer, document_id integer);
    create table cash_balance (account integer primary key, balance integer);
    create table entry (id integer primary key, customer integer, day text, amount integer, document_id integer);
    create table balance (customer integer primary key, balance integer);
    create table open (entry_id integer primary key, customer integer, due text, open integer);
    create table allocation (id integer primary key, charge integer, credit integer, amount integer);
    create table log (id integer primary key, at text, command text, payload text);
    create index d1 on document (customer, day); create index l1 on document_line (document_id);
    create index c1 on cash (account, day); create index c2 on cash (document_id);
    create index e1 on entry (customer, day); create index e2 on entry (document_id);
    create index o1 on open (customer, due); create index a1 on allocation (charge); create index a2 on allocation (credit);
  `)
  const entry = database.prepare('insert into entry values (null, ?, ?, ?, ?)')
  const balance = database.prepare(
    'insert into balance values (?, ?) on conflict do update set balance = balance + excluded.balance',
  )
  const open = database.prepare('insert into open values (?, ?, ?, ?)')
  for (let i = 0; i < CUSTOMERS; i++) {
    const { lastInsertRowid } = entry.run(i, '2026-11-01', OWED, i)
    balance.run(i, OWED)
    open.run(lastInsertRowid, i, '2026-11-01', OWED)
  }
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('wal_autocheckpoint = 20000')
  const document = database.prepare('insert into document values (null, ?, ?, ?, ?)')
  const line = database.prepare('insert into document_line values (null, ?, ?, ?)')
  const cash = database.prepare('insert into cash values (null, ?, ?, ?, ?)')
  const cashBalance = database.prepare(
    'insert into cash_balance values (?, ?) on conflict do update set balance = balance + excluded.balance',
  )
  const charges = database.prepare<[number], { entry_id: number }>(
    'select entry_id from open where customer = ? and open > 0 order by due',
  )
  const allocation = database.prepare('insert into allocation values (null, ?, ?, ?)')
  const take = database.prepare('update open set open = open - ? where entry_id = ?')
  const close = database.prepare('delete from open where entry_id = ?')
  const log = database.prepare('insert into log values (null, ?, ?, ?)')
  const day = '2026-11-23'
  return {
    receive(i: number): void {
      const customer = i % CUSTOMERS
      database.exec('begin immediate')
      const documentId = document.run(`SK${i}`, customer, day, 1000).lastInsertRowid
      line.run(documentId, 1, 1000)
      cash.run(1, day, 1000, documentId)
      cashBalance.run(1, 1000)
      const credit = entry.run(customer, day, -1000, documentId).lastInsertRowid
      balance.run(customer, -1000)
      open.run(credit, customer, day, -1000)
      const [charge] = charges.all(customer)
      allocation.run(charge!.entry_id, credit, 1000)
      take.run(1000, charge!.entry_id)
      close.run(credit)
      log.run(day, 'receive', JSON.stringify({ documentId: Number(documentId), customer, amount: 1000 }))
      database.exec('commit')
    },
    close(): void {
      database.close()
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
    },
  }
}
