import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { PAYABLE_CHECKS } from '../../electron/backend/features/system/checks/payables.ts'
import { verifyDatabase } from '../../electron/backend/features/system/verify.ts'

const id = (name: string) => name.padEnd(26, '0')

it('purchasing joins a file of version 30: imports keep their rows, settings say how the company buys, the books hold', async () => {
  const database = new Database(':memory:')
  await migrate(database, 30)
  const at = '2026-11-20T01:00:00.000Z'
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at)
      values ('${id('C')}', '丰源', 'Asia/Shanghai', '{"review":{},"taxRate":1300,"taxIncluded":false}', '${at}');
    insert into site (id, code, name) values ('${id('S')}', 'ZB', '总部');
    insert into warehouse (id, site_id, code, name) values ('${id('W')}', '${id('S')}', 'ZC', '主仓');
    insert into user_account (id, name, status, created_at) values ('${id('U')}', '王掌柜', 'active', '${at}');
    insert into product (id, code, name, base_unit, purchase_price, created_at, updated_at)
      values ('${id('P')}', 'P1', '面粉', '袋', 500000, '${at}', '${at}');
    insert into customer (id, code, name, walk_in, created_at, updated_at)
      values ('${id('K')}', 'SK', '散客', 1, '${at}', '${at}');
    insert into import_job (id, kind, file_name, state, document, created_by, created_at, finished_at)
      values ('${id('I1')}', 'customers', '客户.xls', 'done', '{"a":1}', '${id('U')}', '${at}', '${at}'),
        ('${id('I2')}', 'orders', '订单.xlsx', 'cancelled', '{}', '${id('U')}', '${at}', null);`)
  const jobs = () => database.prepare('select * from import_job order by id').all()
  const before = jobs()
  expect(() =>
    database.exec(`insert into import_job (id, kind, file_name, state, document, created_by, created_at)
      values ('${id('I3')}', 'suppliers', 'x', 'done', '{}', '${id('U')}', '${at}')`),
  ).toThrow(/CHECK/)

  await migrate(database)
  expect(jobs()).toEqual(before)
  const settings = JSON.parse(database.prepare<[], string>('select settings from company').pluck().get()!) as object
  expect(settings).toMatchObject({
    taxRate: 1300,
    taxIncluded: false,
    purchasing: { taxIncluded: true, deductTax: true, overReceipt: 0, reviewOwn: true },
  })
  for (const table of ['supplier', 'purchase_order', 'purchase_receipt', 'payable_entry', 'money_document'])
    expect(database.prepare(`select count(*) from ${table}`).pluck().get()).toBe(0)
  const { checks } = verifyDatabase(database)
  const own = new Set(PAYABLE_CHECKS.map((check) => check.name))
  expect(checks.filter((check) => own.has(check.name) || check.name === 'references').every((check) => check.ok)).toBe(
    true,
  )
  expect(checks.filter((check) => own.has(check.name))).toHaveLength(PAYABLE_CHECKS.length)
  database.close()
})
