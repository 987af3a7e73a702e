import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0250-report-format.ts'

it('goes on making saved reports as spreadsheets', async () => {
  const database = new Database(':memory:')
  await migrate(database, 210)
  database.pragma('foreign_keys = OFF')
  database.exec(`insert into saved_report values ('R', '月报', 'sales-report', '{}', 0, 'U', 'none', 0, '08:00', '[]', 'en', null,
    1, 'x')`)
  expect(version).toBe(250)
  database.exec(sql)
  expect(database.prepare('select id, name, format from saved_report').all()).toEqual([
    { id: 'R', name: '月报', format: 'xlsx' },
  ])
  database.exec(`update saved_report set format = 'pdf'`)
  expect(() => database.exec(`update saved_report set format = 'doc'`)).toThrow('CHECK')
  database.close()
})
