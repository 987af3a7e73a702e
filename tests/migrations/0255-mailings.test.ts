import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0255-mailings.ts'

it('keeps the outbox with its files and the day of each e-mail; nobody’s choice changes', async () => {
  const database = new Database(':memory:')
  await migrate(database, 250)
  database.pragma('foreign_keys = OFF')
  database.exec(`insert into mail_message (id, kind, about_id, customer_id, recipients, subject, body, state, next_at, sent_at,
      created_by, created_at, asked_at) values
      ('A', 'order', 'O', 'C', '["a@b.cn"]', '订单确认', '正文', 'sent', null, 'x', 'U', '2026-11-22T23:30:00.000Z', 'x'),
      ('B', 'letter', null, null, '["a@b.cn"]', '信', '', 'waiting', 'y', null, 'U', '2026-11-22T10:00:00.000Z', 'y');
    insert into mail_attachment values ('A', 1, '对账单.xlsx', 'x', 3, x'010203');
    insert into mail_setting values (1, 1, 'smtp.example.com', 465, 'tls', '', 'a@b.cn', '', '', 'en', 0, 1);
    insert into user_account (id, name, email, status, created_at) values ('U', '王掌柜', 'w@b.cn', 'active', 'x')`)
  expect(version).toBe(255)
  database.exec(sql)
  expect(
    database.prepare('select id, kind, day, mailing_id, subject, state from mail_message order by id').all(),
  ).toEqual([
    { id: 'A', kind: 'order', day: '2026-11-23', mailing_id: null, subject: '订单确认', state: 'sent' },
    { id: 'B', kind: 'letter', day: '2026-11-22', mailing_id: null, subject: '信', state: 'waiting' },
  ])
  expect(database.prepare('select mail_id, size from mail_attachment').all()).toEqual([{ mail_id: 'A', size: 3 }])
  expect(database.pragma('foreign_key_list(mail_attachment)')).toMatchObject([{ table: 'mail_message' }])
  expect(database.prepare('select web_address from mail_setting').pluck().all()).toEqual([''])
  expect(database.prepare('select email_confirmed_at from user_account').pluck().all()).toEqual([null])
  const put = (kind: string, mailing: string) =>
    database.exec(`insert into mail_message values ('N', '${kind}', null, null, ${mailing}, '["a@b.cn"]', '', '', 'waiting',
      '', '', 0, 'x', null, 'U', 'x', '2026-11-23', 'x')`)
  // copies of a letter to many belong to it, and nothing else does
  expect(() => put('mailing', 'null')).toThrow('CHECK')
  expect(() => put('letter', "'M'")).toThrow('CHECK')
  put('mailing', "'M'")
  database.close()
})
