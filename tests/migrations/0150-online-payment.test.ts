import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0150-online-payment.ts'

it('gives the roles that take money the right, once, and keeps payments whole', async () => {
  const database = new Database(':memory:')
  await migrate(database, 140)
  database.pragma('foreign_keys = OFF')
  database.exec(`
    insert into role (id, code, name, rights, scope, mask) values
      ('R1', 'owner', '老板', '["orders.view","payments.online"]', 'all', '[]'),
      ('R2', 'finance', '财务', '["settlement.edit"]', 'all', '[]'),
      ('R3', 'warehouse', '仓管员', '["stock.edit"]', 'all', '[]');
  `)
  expect(version).toBe(150)
  database.exec(sql)
  expect(database.prepare('select code, rights from role order by id').all()).toEqual([
    { code: 'owner', rights: '["orders.view","payments.online"]' },
    { code: 'finance', rights: '["settlement.edit","payments.online"]' },
    { code: 'warehouse', rights: '["stock.edit"]' },
  ])
  const payment = (state: string, more: string) => () =>
    database.exec(`insert into online_payment (id, site_id, customer_id, gateway, account, way, amount, currency, subject,
      state, day, expires_at, created_by, created_at ${more.split('=')[0]})
      values ('P${state}', 'S', 'C', 'wechat', 'm', 'qr', 100, 'CNY', '', '${state}', '2026-11-23', 'x', 'U', 'x' ${more.split('=')[1] ?? ''})`)
  expect(payment('pending', '')).not.toThrow()
  // paid without a receipt, and a receipt without having been paid
  expect(payment('paid', '')).toThrow(/CHECK/)
  expect(payment('closed', ", receipt_id, paid_amount=, 'D', 100")).toThrow(/CHECK/)
  expect(payment('paid', ", receipt_id, paid_amount=, 'D', 100")).not.toThrow()
  expect(payment('refunded', ", receipt_id, paid_amount=, 'D', 100")).toThrow(/UNIQUE/)
  database.close()
})
