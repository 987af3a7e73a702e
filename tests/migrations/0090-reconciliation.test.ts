import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0090-reconciliation.ts'

it('statements join a file of version 70: settings say what stands on them, entries stay, impossible rows are refused', async () => {
  const database = new Database(':memory:')
  await migrate(database, 70)
  database.pragma('foreign_keys = OFF')
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at)
      values ('C', '丰源', 'Asia/Shanghai', '{"taxRate":900}', 'x');
    insert into role values ('R', 'finance', '财务', '["settlement.view"]', 'all', '[]', 1);
    insert into receivable_entry values ('E', 'K', 'S', 'shipment', '2026-10-03', '2026-11-02', 88000, null, 'D', 'XSCK-1', 'x');
  `)
  expect(version).toBe(90)
  database.exec(sql)
  const { settings } = database.prepare<[], { settings: string }>('select settings from company').get()!
  expect(JSON.parse(settings)).toEqual({
    taxRate: 900,
    statements: { buckets: [30, 60, 90, 180, 365], bankAccount: '', replyDays: 7 },
  })
  expect(database.prepare('select rights from role').pluck().get()).toBe('["settlement.lock","settlement.view"]')
  expect(database.prepare('select amount from receivable_entry').pluck().all()).toEqual([88_000])
  const insert = (id: string, status: string, figures: string) =>
    database.exec(`insert into customer_statement
      (id, number, site_id, customer_id, kind, detail, period_from, period_to, status, created_by, created_at,
        opening, charged, returned, received, discounted, adjusted, closing)
      values ('${id}', '${id}', 'S', 'K', 'activity', 'bill', '2026-10-01', '2026-10-31', '${status}', 'U', 'x', ${figures})`)
  expect(() => insert('1', 'sent', '0, 88000, 0, 0, 0, 0, null')).toThrow(/CHECK/)
  expect(() => insert('1', 'sent', '0, 88000, 0, 0, 0, 0, 90000')).toThrow(/CHECK/)
  insert('1', 'void', '0, 88000, 0, 0, 0, 0, 88000')
  insert('2', 'sent', '0, 88000, 0, 0, 0, 0, 88000')
  expect(() => insert('3', 'draft', 'null, null, null, null, null, null, null')).toThrow(/UNIQUE/)
  database.close()
})

it('a file in use, with the guards of its version on every table, comes up to date and is guarded again', async () => {
  const database = new Database(':memory:')
  await migrate(database, 70)
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at) values ('C', '丰源', 'Asia/Shanghai', '{}', 'x');
    create trigger hz_company_update after update on company begin select huozhan_capture('company', 'U'); end;
  `)
  await migrate(database)
  expect(() => database.exec(`update company set name = '别家'`)).toThrow(/no such function/)
  database.close()
})
