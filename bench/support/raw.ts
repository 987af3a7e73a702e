import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { seeded } from './measure.ts'

/**
 * The raw limit: hand-written prepared statements on a plain schema (performance.md 1): header, five lines, five ledger
 * rows, five balance updates, one receivable and five price reads in one transaction; WAL, synchronous=FULL, eight
 * secondary indexes.
 */
const SCHEMA = `
create table customer (id integer primary key, name text, balance integer not null default 0);
create table product (id integer primary key, name text, price integer);
create table orders (id integer primary key, number text, customer_id integer, day text, status text, total integer, rep_id integer);
create table order_line (id integer primary key, order_id integer, product_id integer, qty integer, price integer, amount integer);
create table stock_ledger (id integer primary key, product_id integer, warehouse_id integer, qty integer, order_id integer);
create table stock_balance (product_id integer, warehouse_id integer, on_hand integer, primary key (product_id, warehouse_id)) without rowid;
create table receivable (id integer primary key, customer_id integer, order_id integer, amount integer);
create table customer_day (day text, customer_id integer, orders integer, amount integer, primary key (day, customer_id)) without rowid;
create table product_day (day text, product_id integer, qty integer, amount integer, primary key (day, product_id)) without rowid;
create table status_count (status text primary key, count integer) without rowid;
`
const INDEXES = `
create index o1 on orders (day, id); create index o2 on orders (status, day, id); create index o3 on orders (customer_id, day, id);
create index o4 on orders (rep_id, day, id); create index l1 on order_line (order_id); create index l2 on order_line (product_id);
create index s1 on stock_ledger (product_id, warehouse_id); create index r1 on receivable (customer_id);
`

export interface RawBase {
  database: Database.Database
  /** One five-line order. */
  submit(i: number): void
  /** The same with three rollups kept. */
  submitWithRollups(i: number): void
  close(): void
}

/** A raw base with as many orders, customers and products as the application's. */
export function rawBase(file: string, size: { orders: number; customers: number; products: number }): RawBase {
  const database = new Database(file)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.exec(SCHEMA)
  fill(database, size)
  database.exec(INDEXES)
  database.exec('analyze')
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('wal_autocheckpoint = 20000')
  database.pragma('cache_size = -65536')
  database.pragma('wal_checkpoint(TRUNCATE)')
  const submit = submitter(database, size, false)
  const submitWithRollups = submitter(database, size, true)
  return {
    database,
    submit,
    submitWithRollups,
    close: () => {
      database.close()
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
    },
  }
}

function fill(database: Database.Database, size: { orders: number; customers: number; products: number }): void {
  const random = seeded(1)
  const customer = database.prepare('insert into customer values (?, ?, 0)')
  const product = database.prepare('insert into product values (?, ?, ?)')
  const balance = database.prepare('insert into stock_balance values (?, 1, 1000000000)')
  const order = database.prepare('insert into orders values (?, ?, ?, ?, ?, ?, ?)')
  const line = database.prepare('insert into order_line values (null, ?, ?, ?, ?, ?)')
  const ledger = database.prepare('insert into stock_ledger values (null, ?, 1, ?, ?)')
  const receivable = database.prepare('insert into receivable values (null, ?, ?, ?)')
  database.transaction(() => {
    for (let i = 1; i <= size.customers; i++) customer.run(i, `客户${i}`)
    for (let i = 1; i <= size.products; i++) {
      product.run(i, `商品${i}`, 800000)
      balance.run(i)
    }
    for (let i = 1; i <= size.orders; i++) {
      const customerId = 1 + Math.floor(random() * size.customers)
      order.run(i, `N${i}`, customerId, dayOf(i, size.orders), 'completed', 400000, i % 20)
      for (let l = 0; l < 5; l++) {
        const productId = 1 + Math.floor(random() * size.products)
        line.run(i, productId, 10000, 800000, 80000)
        ledger.run(productId, -10000, i)
      }
      receivable.run(customerId, i, 400000)
    }
  })()
}

/** Days spread evenly over the two years before today. */
export function dayOf(i: number, orders: number): string {
  return new Date(Date.UTC(2024, 10, 23) + Math.floor((i / Math.max(orders, 1)) * 729) * 86_400_000)
    .toISOString()
    .slice(0, 10)
}

function submitter(database: Database.Database, size: { customers: number; products: number }, rollups: boolean) {
  const order = database.prepare(
    'insert into orders (number, customer_id, day, status, total, rep_id) values (?, ?, ?, ?, ?, ?)',
  )
  const line = database.prepare('insert into order_line values (null, ?, ?, ?, ?, ?)')
  const price = database.prepare<[number], { price: number }>('select price from product where id = ?')
  const ledger = database.prepare('insert into stock_ledger values (null, ?, 1, ?, ?)')
  const take = database.prepare(
    'update stock_balance set on_hand = on_hand - ? where product_id = ? and warehouse_id = 1 and on_hand >= ?',
  )
  const receivable = database.prepare('insert into receivable values (null, ?, ?, ?)')
  const customerDay = database.prepare(
    'insert into customer_day values (?, ?, 1, ?) on conflict do update set orders = orders + 1, amount = amount + excluded.amount',
  )
  const productDay = database.prepare(
    'insert into product_day values (?, ?, ?, ?) on conflict do update set qty = qty + excluded.qty, amount = amount + excluded.amount',
  )
  const count = database.prepare(
    "insert into status_count values ('to-ship', 1) on conflict do update set count = count + 1",
  )
  return (i: number) => {
    const customerId = 1 + ((i * 7919) % size.customers)
    database.exec('begin immediate')
    const { lastInsertRowid } = order.run(`X${i}`, customerId, '2026-11-23', 'to-ship', 400000, i % 20)
    const id = Number(lastInsertRowid)
    for (let l = 0; l < 5; l++) {
      const productId = 1 + ((i * 31 + l * 1013) % size.products)
      const { price: found } = price.get(productId)!
      line.run(id, productId, 10000, found, 80000)
      if (take.run(10000, productId, 10000).changes !== 1) throw new Error('no stock')
      ledger.run(productId, -10000, id)
      if (rollups) productDay.run('2026-11-23', productId, 10000, 80000)
    }
    receivable.run(customerId, id, 400000)
    if (rollups) {
      customerDay.run('2026-11-23', customerId, 400000)
      count.run()
    }
    database.exec('commit')
  }
}
