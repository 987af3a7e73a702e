import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { MONEY_CHECKS } from '../../electron/backend/features/system/checks/money.ts'
import { PAYABLE_CHECKS } from '../../electron/backend/features/system/checks/payables.ts'
import { RECEIVABLE_CHECKS } from '../../electron/backend/features/system/checks/receivables.ts'
import { verifyDatabase } from '../../electron/backend/features/system/verify.ts'

const id = (name: string) => name.padEnd(26, '0')

it('turns receipts and payments into money documents, with what they moved in accounts made for every site', async () => {
  const database = new Database(':memory:')
  await migrate(database, 70)
  const at = '2026-11-20T01:00:00.000Z'
  const entry = (name: string, kind: string, amount: number, document: string) =>
    `('${id(name)}', '${id('K')}', '${id('S')}', '${kind}', '2026-11-20', '2026-11-20', ${amount}, null, '${id(document)}', '${document}', '${at}')`
  const payable = (name: string, kind: string, amount: number, document: string) =>
    `('${id(name)}', '${id('L')}', '${id('S')}', '${kind}', '2026-11-20', '2026-11-20', ${amount}, '${id(document)}', '${document}', '${at}')`
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at)
      values ('${id('C')}', '丰源', 'Asia/Shanghai', '{"taxRate":1300}', '${at}');
    insert into site (id, code, name) values ('${id('S')}', 'ZB', '总部');
    insert into role (id, code, name, rights, scope, mask) values
      ('${id('R1')}', 'owner', '老板', '["settlement.edit"]', 'all', '[]'),
      ('${id('R2')}', 'finance', '财务', '["settlement.edit"]', 'all', '[]');
    insert into user_account (id, name, status, created_at) values ('${id('U')}', '王掌柜', 'active', '${at}');
    insert into customer (id, code, name, settlement, min_life, walk_in, created_at, updated_at)
      values ('${id('K')}', 'K1', '老刘', 'monthly', 3333, 0, '${at}', '${at}');
    insert into supplier (id, code, name, settlement, created_at, updated_at)
      values ('${id('L')}', 'L1', '面粉厂', 'cod', '${at}', '${at}');
    insert into receipt (id, number, site_id, customer_id, day, amount, method, note, status, created_by, created_at, version)
      values ('${id('A1')}', 'SK-1', '${id('S')}', '${id('K')}', '2026-11-20', 30000, 'wechat', '定金', 'posted', '${id('U')}', '${at}', 1),
        ('${id('A2')}', 'SK-2', '${id('S')}', '${id('K')}', '2026-11-20', 5000, 'cash', '记错', 'void', '${id('U')}', '${at}', 2);
    insert into payment (id, number, site_id, supplier_id, day, amount, method, held, status, created_by, created_at)
      values ('${id('B1')}', 'FK-1', '${id('S')}', '${id('L')}', '2026-11-20', 8000, 'transfer', 1, 'posted', '${id('U')}', '${at}');
    insert into receivable_entry values ${entry('E1', 'receipt', -30_000, 'A1')}, ${entry('E2', 'receipt', -5000, 'A2')},
      ${entry('E3', 'void', 5000, 'A2')};
    insert into receivable_allocation values ('${id('F')}', '${id('E3')}', '${id('E2')}', 5000, '${at}');
    insert into receivable_open values ('${id('E1')}', '${id('K')}', '2026-11-20', -30000);
    insert into receivable_balance values ('${id('K')}', -30000);
    insert into payable_entry values ${payable('G1', 'payment', -8000, 'B1')};
    insert into payable_open values ('${id('G1')}', '${id('L')}', '2026-11-20', -8000, 1);
    insert into payable_balance values ('${id('L')}', -8000);`)
  const rows = (text: string) => database.prepare(text).all()
  const receivables = rows('select * from receivable_entry')
  const [customer] = rows('select * from customer')
  const [supplier] = rows('select * from supplier')

  await migrate(database)
  expect(rows('select * from receivable_entry')).toMatchObject(receivables)
  expect(rows('select * from customer')).toMatchObject([{ ...(customer as object), pay_method: '' }])
  expect(rows('select * from supplier')).toMatchObject([supplier])
  expect(rows('select id, kind, name from money_account order by id')).toEqual(
    [
      ['C', 'cash', '现金'],
      ['D', 'bank', '银行'],
      ['E', 'wechat', '微信'],
      ['F', 'alipay', '支付宝'],
      ['G', 'other', '其他'],
    ].map(([mark, kind, name]) => ({ id: id('S').slice(0, 24) + '0' + mark, kind, name })),
  )
  expect(
    rows(`select d.number, d.kind, d.amount, d.money, d.held, d.note, d.status, d.version, a.kind as account, l.method
      from money_document d join money_line l on l.document_id = d.id join money_account a on a.id = l.account_id
      order by d.number`),
  ).toEqual([
    {
      ...MADE,
      number: 'FK-1',
      kind: 'payment',
      amount: 8000,
      money: 8000,
      held: 1,
      account: 'bank',
      method: 'transfer',
    },
    { ...MADE, number: 'SK-1', amount: 30_000, money: 30_000, note: '定金', account: 'wechat', method: 'wechat' },
    {
      ...MADE,
      number: 'SK-2',
      amount: 5000,
      money: 5000,
      note: '记错',
      status: 'void',
      version: 2,
      account: 'cash',
      method: 'cash',
    },
  ])
  expect(rows('select kind, amount, document_number as number from cash_entry order by id')).toEqual([
    { kind: 'receipt', amount: 30_000, number: 'SK-1' },
    { kind: 'receipt', amount: 5000, number: 'SK-2' },
    { kind: 'payment', amount: -8000, number: 'FK-1' },
    { kind: 'void', amount: -5000, number: 'SK-2' },
  ])
  expect(rows("select rights from role where rights like '%settlement.override%'")).toHaveLength(1)
  const settings = JSON.parse(database.prepare<[], string>('select settings from company').pluck().get()!) as object
  expect(settings).toMatchObject({ taxRate: 1300, settlement: { roundingLimit: 1000, discountLimit: 200 } })
  const own = new Set([...MONEY_CHECKS, ...RECEIVABLE_CHECKS, ...PAYABLE_CHECKS].map((check) => check.name))
  const checks = verifyDatabase(database).checks.filter((check) => own.has(check.name) || check.name === 'references')
  expect(checks.flatMap((check) => check.faults)).toEqual([])
  database.close()
})

const MADE = { kind: 'receipt', held: 0, note: '', status: 'posted', version: 1 }
