import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0210-mail.ts'

it('begins an empty outbox and leaves what is there', async () => {
  const database = new Database(':memory:')
  await migrate(database, 160)
  database.pragma('foreign_keys = OFF')
  database.exec(`insert into print_job (id, kind, title, document_ids, copies, printer, outcome, printed_by, at)
    values ('J', 'delivery-note', '送货单', '["N"]', 1, '', 'printed', 'U', 'x')`)
  expect(version).toBe(210)
  database.exec(sql)
  const mail = (state: string, next: string, sent: string, to = '["a@b.cn"]') =>
    database.exec(`insert into mail_message (id, kind, recipients, subject, body, state, next_at, sent_at, created_by,
      created_at, asked_at) values ('M', 'letter', '${to}', '', '', '${state}', ${next}, ${sent}, 'U', 'x', 'x')`)
  // what waits has a time, what was sent another, and nothing goes to nobody
  expect(() => mail('waiting', 'null', 'null')).toThrow('CHECK')
  expect(() => mail('sent', 'null', 'null')).toThrow('CHECK')
  expect(() => mail('waiting', "'x'", 'null', '[]')).toThrow('CHECK')
  mail('waiting', "'x'", 'null')
  const setting = (id: number) =>
    database.exec(
      `insert into mail_setting values (${id}, 1, 'smtp.example.com', 465, 'tls', '', 'a@b.cn', '', '', 'en', 0, 1)`,
    )
  setting(1)
  expect(() => setting(2)).toThrow('CHECK')
  expect(database.prepare('select title from print_job').pluck().all()).toEqual(['送货单'])
  database.close()
})
