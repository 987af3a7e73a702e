import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0230-order-payment.ts'

it('gives every order the way its customer pays, and sets the rule that joined', async () => {
  const database = new Database(':memory:')
  await migrate(database, 229)
  database.pragma('foreign_keys = OFF')
  const terms = [
    ['monthly', '', 'account'],
    ['credit', 'transfer', 'account'],
    ['cash', '', 'cash'],
    ['cash', 'wechat', 'wechat'],
    ['cash', 'cheque', 'cash'],
    ['cod', 'alipay', 'cod'],
    ['deposit', '', 'deposit'],
  ]
  database.exec(`insert into company (id, name, time_zone, settings, created_at)
    values ('C', '丰源', 'Asia/Shanghai', '{"review":{"overdue":"warn"}}', 'x')`)
  for (const [i, [settlement, method]] of terms.entries())
    database.exec(`
      insert into customer (id, code, name, settlement, pay_method, credit_days, created_at, updated_at)
        values ('K${i}', 'K${i}', '客户${i}', '${settlement}', '${method}', 0, 'x', 'x');
      insert into sales_order (id, number, site_id, customer_id, day, status, review, origin, warehouse_id, amount, total,
          line_count, created_by, created_at, updated_at)
        values ('O${i}', 'X${i}', 'S', 'K${i}', '2026-11-01', 'to-ship', 'auto', 'desk', 'W', 5, 5, 1, 'U', 'x', 'x');`)
  expect(version).toBe(230)
  database.exec(sql)
  expect(database.prepare('select pay_by from sales_order order by id').pluck().all()).toEqual(
    terms.map((one) => one[2]),
  )
  expect(JSON.parse(database.prepare<[], string>('select settings from company').pluck().get()!)).toEqual({
    review: { overdue: 'warn', laterPayment: 'hold' },
  })
  database.close()
})
