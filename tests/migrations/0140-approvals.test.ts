import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0140-approvals.ts'

it('keeps orders, sites and products as they are, and sets the rules that joined', async () => {
  const database = new Database(':memory:')
  await migrate(database, 139)
  database.pragma('foreign_keys = OFF')
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at)
      values ('C', '丰源', 'Asia/Shanghai', '{"review":{"floorPrice":"off"},"taxRate":900}', 'x');
    insert into site (id, code, name) values ('S', 'ZB', '总部');
    insert into sales_order (id, number, site_id, customer_id, day, status, review, origin, warehouse_id, amount, total,
        line_count, review_run, created_by, created_at, updated_at)
      values ('O', 'XSDD-1', 'S', 'K', '2026-11-01', 'pending', 'pending', 'desk', 'W', 5, 5, 1, 1, 'U', 'x', 'x');
    insert into order_review (order_id, run, no, rule, rule_version, outcome, measured, threshold, detail, at)
      values ('O', 1, 1, 'overdue', 3, 'hold', 300000, 100000, '9', '2026-11-01T01:00:00Z');
  `)
  expect(version).toBe(140)
  database.exec(sql)
  const { settings } = database.prepare<[], { settings: string }>('select settings from company').get()!
  expect(JSON.parse(settings)).toEqual({
    review: {
      floorPrice: 'off',
      saleQuantity: 'hold',
      cutOff: 'hold',
      cutOffTime: '',
      orderAmount: 'off',
      amountLimit: 10_000_000,
      atShipment: true,
      levels: [],
      reasons: [],
      version: 1,
    },
    taxRate: 900,
  })
  expect(database.prepare('select status, approvals from sales_order').get()).toEqual({
    status: 'pending',
    approvals: '',
  })
  expect(database.prepare('select measured, settings_version from order_review').get()).toEqual({
    measured: 300_000,
    settings_version: null,
  })
  expect(database.prepare('select name, credit_share from site').get()).toEqual({ name: '总部', credit_share: null })
  database.close()
})
