import Database from 'better-sqlite3'
import { rmSync } from 'node:fs'

/**
 * The raw limit of stock documents: a header, five lines, their ledger rows, balances and values by prepared statements on a
 * plain schema, one durable transaction; WAL, synchronous=FULL, the indexes such a table needs.
 */
const SCHEMA = `
create table note (id integer primary key, number text, kind text, party integer, day text, total integer);
create table note_line (id integer primary key, note_id integer, product_id integer, qty integer, price integer, amount integer);
create table stock_ledger (id integer primary key, product_id integer, warehouse_id integer, qty integer, value integer, note_id integer);
create table stock_balance (product_id integer, warehouse_id integer, on_hand integer, primary key (product_id, warehouse_id)) without rowid;
create table stock_value (product_id integer primary key, qty integer, value integer);
create table payable (id integer primary key, party integer, note_id integer, amount integer);
create index n1 on note (kind, day, id); create index l1 on note_line (note_id); create index l2 on note_line (product_id);
create index s1 on stock_ledger (product_id, warehouse_id); create index s2 on stock_ledger (note_id);
create index p1 on payable (party);
`

export interface RawStock {
  /** Five lines come in and are owed. */
  receipt(i: number): void
  /** Five lines go from one warehouse to another. */
  transfer(i: number): void
  close(): void
}

export function rawStock(file: string, products: number): RawStock {
  const database = new Database(file)
  database.exec(SCHEMA)
  database.transaction(() => {
    const balance = database.prepare('insert into stock_balance values (?, ?, 1000000000)')
    const value = database.prepare('insert into stock_value values (?, 2000000000, 1600000000)')
    for (let i = 1; i <= products; i++) {
      balance.run(i, 1)
      balance.run(i, 2)
      value.run(i)
    }
  })()
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('wal_autocheckpoint = 20000')
  const note = database.prepare('insert into note (number, kind, party, day, total) values (?, ?, ?, ?, ?)')
  const line = database.prepare('insert into note_line values (null, ?, ?, ?, ?, ?)')
  const ledger = database.prepare('insert into stock_ledger values (null, ?, ?, ?, ?, ?)')
  const add = database.prepare(
    'insert into stock_balance values (?, ?, ?) on conflict do update set on_hand = on_hand + excluded.on_hand',
  )
  const take = database.prepare(
    'update stock_balance set on_hand = on_hand - ? where product_id = ? and warehouse_id = 1 and on_hand >= ?',
  )
  const worth = database.prepare<[number], { qty: number; value: number }>(
    'select qty, value from stock_value where product_id = ?',
  )
  const revalue = database.prepare('update stock_value set qty = ?, value = ? where product_id = ?')
  const payable = database.prepare('insert into payable values (null, ?, ?, ?)')
  const inTransaction = (i: number, kind: string, each: (product: number, noteId: number) => void) => {
    database.exec('begin immediate')
    const noteId = Number(note.run(`X${i}`, kind, i % 100, '2026-11-23', 400_000).lastInsertRowid)
    for (let l = 0; l < 5; l++) {
      const product = 1 + ((i * 31 + l * 1013) % products)
      line.run(noteId, product, 10_000, 800_000, 80_000)
      each(product, noteId)
    }
    if (kind === 'receipt') payable.run(i % 100, noteId, 400_000)
    database.exec('commit')
  }
  return {
    receipt: (i) =>
      inTransaction(i, 'receipt', (product, noteId) => {
        const pool = worth.get(product)!
        ledger.run(product, 1, 10_000, 8_000_000, noteId)
        add.run(product, 1, 10_000)
        revalue.run(pool.qty + 10_000, pool.value + 8_000_000, product)
      }),
    transfer: (i) =>
      inTransaction(i, 'transfer', (product, noteId) => {
        const pool = worth.get(product)!
        const value = Math.round((pool.value * 10_000) / pool.qty)
        ledger.run(product, 1, -10_000, -value, noteId)
        ledger.run(product, 2, 10_000, value, noteId)
        if (take.run(10_000, product, 10_000).changes !== 1) throw new Error('no stock')
        add.run(product, 2, 10_000)
      }),
    close: () => {
      database.close()
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
    },
  }
}
