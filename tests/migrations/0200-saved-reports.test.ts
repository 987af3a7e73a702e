import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0200-saved-reports.ts'

it('begins without saved reports and leaves what is there', async () => {
  const database = new Database(':memory:')
  await migrate(database, 190)
  database.pragma('foreign_keys = OFF')
  database.exec(`insert into print_job (id, kind, title, document_ids, copies, printer, outcome, printed_by, at)
    values ('J', 'delivery-note', '送货单', '["N"]', 1, '', 'printed', 'U', 'x')`)
  expect(version).toBe(200)
  database.exec(sql)
  const report = (rhythm: string, next: string) =>
    database.exec(`insert into saved_report values ('R', '月报', 'sales-report', '{}', 0, 'U', '${rhythm}', 0, '08:00', '[]',
      'en', ${next}, 1, 'x')`)
  // what is made by itself has a time, what is not has none
  expect(() => report('daily', 'null')).toThrow('CHECK')
  expect(() => report('none', "'2026-11-23 08:00'")).toThrow('CHECK')
  report('daily', "'2026-11-23 08:00'")
  database.exec(`insert into saved_report_run (report_id, due_at, made_at, outcome) values ('R', 'x', 'x', 'made')`)
  expect(database.prepare('select title from print_job').pluck().all()).toEqual(['送货单'])
  database.close()
})
