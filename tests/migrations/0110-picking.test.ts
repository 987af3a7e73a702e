import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0110-picking.ts'

it('notes that were there are not being picked, and the roles every company has may pick and allocate', async () => {
  const database = new Database(':memory:')
  await migrate(database, 70)
  database.pragma('foreign_keys = OFF')
  database.exec(`
    insert into shipment (id, number, site_id, order_id, customer_id, warehouse_id, day, status, created_by, created_at)
      values ('N', 'XSCK-ZB-261120-0001', 'S', 'O', 'C', 'W', '2026-11-20', 'draft', 'U', 'x');
    insert into role (id, code, name, rights, scope, mask) values
      ('R1', 'warehouse', '仓管员', '["stock.view"]', 'all', '[]'),
      ('R2', 'own', '自定义', '["stock.view"]', 'all', '[]'),
      ('R3', 'reviewer', '审核员', '["orders.review"]', 'all', '[]');
  `)
  expect(version).toBe(110)
  database.exec(sql)
  expect(database.prepare('select number, picking from shipment').all()).toEqual([
    { number: 'XSCK-ZB-261120-0001', picking: 'none' },
  ])
  const rights = (code: string) =>
    JSON.parse(
      database.prepare<[string], string>('select rights from role where code = ?').pluck().get(code)!,
    ) as string[]
  expect(rights('warehouse').toSorted()).toEqual(['allocation.edit', 'picking.edit', 'picking.view', 'stock.view'])
  expect(rights('reviewer').toSorted()).toEqual(['allocation.edit', 'orders.review', 'picking.view'])
  expect(rights('own')).toEqual(['stock.view'])
  expect(() => database.exec(`update shipment set picking = 'maybe'`)).toThrow(/CHECK/)
  database.close()
})
