import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0170-contacts.ts'

it('begins without contacts and reminders, leaves notes and prices as they are, and keeps reminders whole', async () => {
  const database = new Database(':memory:')
  await migrate(database, 160)
  database.pragma('foreign_keys = OFF')
  database.exec(`
    insert into contract_price (customer_id, product_id, unit, min_quantity, from_day, to_day, price)
      values ('C', 'P', '袋', 0, '2026-01-01', '2026-12-31', 800000);
    insert into shipment (id, number, site_id, order_id, customer_id, warehouse_id, day, status, created_by, created_at)
      values ('N', 'XSCK-1', 'S', 'O', 'C', 'W', '2026-11-01', 'draft', 'U', 'x');
  `)
  expect(version).toBe(170)
  database.exec(sql)
  expect(database.prepare('select count(*) from contract_price').pluck().get()).toBe(1)
  expect(database.prepare('select number from shipment').pluck().all()).toEqual(['XSCK-1'])
  const reminder = (id: string, kind: string, more: Record<string, string> = {}) => {
    const row = {
      id,
      kind,
      person_id: 'U',
      due_day: 'd',
      day: 'd',
      first_day: 'd',
      created_by: 'U',
      created_at: 'x',
      ...more,
    }
    const columns = Object.keys(row)
    return () =>
      database
        .prepare(`insert into reminder (${columns.join()}) values (${columns.map(() => '?').join()})`)
        .run(Object.values(row))
  }
  expect(reminder('A', 'task')).not.toThrow()
  // done by nobody, found of no customer, near its end without goods, a complaint about nothing
  expect(reminder('B', 'task', { state: 'done' })).toThrow(/CHECK/)
  expect(reminder('C', 'overdue')).toThrow(/CHECK/)
  expect(reminder('D', 'near-expiry', { customer_id: 'C' })).toThrow(/CHECK/)
  expect(reminder('E', 'complaint', { customer_id: 'C' })).toThrow(/CHECK/)
  expect(reminder('F', 'task', { follows: 'A' })).not.toThrow()
  expect(reminder('G', 'task', { follows: 'A' })).toThrow(/UNIQUE/)
  database.close()
})
