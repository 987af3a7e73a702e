import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0100-returns.ts'

it('keeps notes, warehouses and daily sales, and brings settings and rights of returns', async () => {
  const database = new Database(':memory:')
  await migrate(database, 90)
  database.pragma('foreign_keys = OFF')
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at)
      values ('C', '丰源', 'Asia/Shanghai', '{"taxRate":900}', 'x');
    insert into role (id, code, name, rights, scope, mask) values
      ('R1', 'owner', '老板', '["orders.view"]', 'all', '[]'), ('R2', 'order-desk', '订单员', '["orders.view"]', 'all', '[]'),
      ('R3', 'finance', '财务', '["orders.view"]', 'all', '[]'), ('R4', 'own', '自建', '[]', 'all', '[]');
    insert into site (id, code, name) values ('S', 'ZB', '总部');
    insert into warehouse (id, site_id, code, name) values ('W', 'S', 'ZC', '主仓');
    insert into shipment_line (shipment_id, line_no, order_line_no, quantity, amount) values ('N', 1, 1, 5000, 40000);
    insert into sales_product_day (day, product_id, warehouse_id, quantity, amount, lines)
      values ('2026-11-01', 'P', 'W', 5000, 40000, 1);
    insert into sales_customer_day (day, customer_id, orders, amount) values ('2026-11-01', 'K', 1, 40000);
  `)
  expect(version).toBe(100)
  database.exec(sql)
  const one = (query: string) => database.prepare(query).get()
  expect(one('select kind from warehouse')).toEqual({ kind: 'stock' })
  expect(one('select quantity, returned from shipment_line')).toEqual({ quantity: 5000, returned: 0 })
  expect(one('select quantity, amount, returned_quantity, returned_amount from sales_product_day')).toEqual({
    quantity: 5000,
    amount: 40_000,
    returned_quantity: 0,
    returned_amount: 0,
  })
  expect(one('select orders, amount, returned_amount from sales_customer_day')).toEqual({
    orders: 1,
    amount: 40_000,
    returned_amount: 0,
  })
  const { settings } = one('select settings from company') as { settings: string }
  expect(JSON.parse(settings)).toEqual({
    taxRate: 900,
    returns: { reviewAmount: 500_000, reviewDays: 90, reviewWithoutBill: true, capShare: 10_000 },
  })
  const rights = database.prepare<[], string>('select rights from role order by id').pluck().all()
  expect(rights.map((text) => (JSON.parse(text) as string[]).filter((right) => right.startsWith('returns.')))).toEqual([
    ['returns.approve', 'returns.edit'],
    ['returns.edit'],
    [],
    [],
  ])
  const tooMuch = () => database.exec('update shipment_line set returned = 6000')
  expect(tooMuch).toThrow('CHECK')
  database.close()
})
