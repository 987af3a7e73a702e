import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0130-order-plans.ts'

const id = (name: string) => name.padEnd(26, '0')
const at = '2026-11-20T01:00:00.000Z'

it('order plans join: customers and orders keep what they have, and a day of a standing order is ordered once', async () => {
  const database = new Database(':memory:')
  await migrate(database, 70)
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at) values ('${id('C')}', '丰源', 'Asia/Shanghai', '{}', '${at}');
    insert into site (id, code, name) values ('${id('S')}', 'ZB', '总部');
    insert into warehouse (id, site_id, code, name) values ('${id('W')}', '${id('S')}', 'ZC', '主仓');
    insert into user_account (id, name, status, created_at) values ('${id('U')}', '王掌柜', 'active', '${at}');
    insert into product (id, code, name, base_unit, created_at, updated_at) values ('${id('P')}', 'P1', '面粉', '袋', '${at}', '${at}');
    insert into customer (id, code, name, created_at, updated_at) values ('${id('K')}', 'K1', '老张', '${at}', '${at}');
    insert into sales_order (id, number, site_id, customer_id, day, status, review, origin, warehouse_id, delivery_day, amount,
      total, line_count, created_by, created_at, updated_at)
      values ('${id('O')}', 'XSDD-1', '${id('S')}', '${id('K')}', '2026-11-20', 'to-ship', 'auto', 'desk', '${id('W')}',
        '2026-11-21', 8000, 8000, 1, '${id('U')}', '${at}', '${at}');
    insert into sales_order_line (order_id, line_no, product_id, warehouse_id, unit, factor, quantity, price, price_source,
      discount, tax_rate, amount, net, tax)
      values ('${id('O')}', 1, '${id('P')}', '${id('W')}', '袋', 1000, 1000, 800000, 'list', 10000, 0, 8000, 8000, 0);`)
  expect(version).toBe(130)
  database.exec(sql)
  expect(database.prepare('select name, route_id, route_stop from customer').get()).toEqual({
    name: '老张',
    route_id: null,
    route_stop: 0,
  })
  expect(database.prepare('select number, plan_id, merged_into, split_from from sales_order').get()).toEqual({
    number: 'XSDD-1',
    plan_id: null,
    merged_into: null,
    split_from: null,
  })
  expect(database.prepare('select net, discount_share from sales_order_line').get()).toEqual({
    net: 8000,
    discount_share: null,
  })
  const plan = (rhythm: string, customer: string) =>
    database.exec(`insert into order_plan (id, site_id, name, customer_id, rhythm, from_day, created_by, created_at, updated_at)
      values ('${id('L')}', '${id('S')}', '每周二', ${customer}, ${rhythm}, '2026-11-24', '${id('U')}', '${at}', '${at}')`)
  expect(() => plan("'weekdays'", 'null')).toThrow(/CHECK/)
  plan("'weekdays'", `'${id('K')}'`)
  const run = () =>
    database.exec(`insert into order_plan_run (plan_id, day, outcome, order_id, user_id, at)
      values ('${id('L')}', '2026-11-24', 'made', '${id('O')}', '${id('U')}', '${at}')`)
  run()
  expect(run).toThrow(/UNIQUE/)
  database.close()
})
