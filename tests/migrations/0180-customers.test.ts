import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0180-customers.ts'

it('keeps customers and their ledger, gives the new right, and lets open items move', async () => {
  const database = new Database(':memory:')
  await migrate(database, 160)
  database.pragma('foreign_keys = OFF')
  // the guards of a writer do not matter here
  for (const { name } of database.prepare("select name from sqlite_schema where type = 'trigger'").all() as {
    name: string
  }[])
    database.exec(`drop trigger "${name}"`)
  database.exec(`
    insert into customer (id, code, name, settlement, created_at, updated_at) values ('C', '1', '丰源', 'monthly', 'x', 'x');
    insert into role (id, code, name, rights, scope, mask)
      values ('R', 'owner', '老板', '["customers.edit"]', 'all', '[]'), ('S', 'sales', '业务员', '["customers.edit"]', 'own', '[]');
    insert into receivable_entry (id, customer_id, site_id, kind, day, due_day, amount, document_id, document_number, at)
      values ('E', 'C', 'S', 'shipment', '2026-11-01', '2026-11-30', 12345, 'D', 'XSCK-1', 'x');
    insert into receivable_open (entry_id, customer_id, due_day, open) values ('E', 'C', '2026-11-30', 12345);`)
  expect(version).toBe(180)
  database.exec(sql)
  expect(database.prepare('select source, tags, own, merged_into from customer').get()).toEqual({
    source: '',
    tags: '[]',
    own: '{}',
    merged_into: null,
  })
  expect(database.prepare('select id, kind, amount, due_day, follows from receivable_entry').all()).toEqual([
    { id: 'E', kind: 'shipment', amount: 12345, due_day: '2026-11-30', follows: null },
  ])
  const rights = database.prepare<[string], string>('select rights from role where code = ?').pluck()
  expect(JSON.parse(rights.get('owner')!)).toEqual(['customers.edit', 'customers.merge'])
  expect(JSON.parse(rights.get('sales')!)).toEqual(['customers.edit'])
  const entry = `insert into receivable_entry
    (id, customer_id, site_id, kind, day, amount, document_id, document_number, at, follows) values`
  database.exec(`${entry} ('F', 'C', 'S', 'moved-out', '2026-11-02', -12345, 'D', 'XSCK-1', 'x', 'E')`)
  expect(() =>
    database.exec(`${entry} ('G', 'C', 'S', 'moved-in', '2026-11-02', 1, 'D', 'XSCK-1', 'x', null)`),
  ).toThrow('CHECK')
  database.close()
})
