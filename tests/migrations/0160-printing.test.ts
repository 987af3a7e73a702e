import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0160-printing.ts'

it('begins an empty history of prints and leaves what is there', async () => {
  const database = new Database(':memory:')
  await migrate(database, 130)
  database.pragma('foreign_keys = OFF')
  database.exec(`insert into company (id, name, time_zone, settings, created_at)
    values ('C', '丰源', 'Asia/Shanghai', '{"printRows":8}', 'x')`)
  expect(version).toBe(160)
  database.exec(sql)
  const print = 'insert into print_job (id, kind, title, document_ids, copies, printer, outcome, printed_by, at) values'
  database.exec(`${print} ('J', 'delivery-note', '送货单', '["N"]', 1, '', 'waiting', 'U', 'x')`)
  expect(() => database.exec(`${print} ('K', 'other', '', '[]', 1, '', 'lost', 'U', 'x')`)).toThrow('CHECK')
  expect(database.prepare('select settings from company').pluck().get()).toBe('{"printRows":8}')
  database.close()
})
