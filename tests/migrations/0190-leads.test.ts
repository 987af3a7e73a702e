import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0190-leads.ts'
import { isId } from '../../shared/ids.ts'

it('leads begin with stages of their own, and the roles that sell may work on them', async () => {
  const database = new Database(':memory:')
  await migrate(database, 170)
  database.pragma('foreign_keys = OFF')
  const role = 'insert into role (id, code, name, scope, rights, mask) values'
  database.exec(`${role} ('R1', 'sales', '业务员', 'own', '["customers.view"]', '[]')`)
  database.exec(`${role} ('R2', 'warehouse', '仓管员', 'all', '["stock.view"]', '[]')`)
  database.exec(`insert into customer (id, code, name, created_at, updated_at) values ('K', 'K1', '老张', 'x', 'x')`)
  expect(version).toBe(190)
  database.exec(sql)
  expect(database.prepare('select code, rights from role order by id').all()).toEqual([
    { code: 'sales', rights: '["customers.view","leads.edit"]' },
    { code: 'warehouse', rights: '["stock.view"]' },
  ])
  const stages = database.prepare<[], string>('select id from lead_stage order by position').pluck().all()
  expect(stages).toHaveLength(5)
  expect(stages.every(isId)).toBe(true)
  const lead = (state: string, customer: string, closed: string, reason: string) =>
    database.exec(`insert into lead (id, company, owner_id, stage_id, state, customer_id, closed_at, lost_reason, created_by,
      created_at, updated_at) values ('L', '新店', 'U', 'S', '${state}', ${customer}, ${closed}, '${reason}', 'U', 'x', 'x')`)
  expect(() => lead('converted', 'null', "'x'", '')).toThrow('CHECK')
  expect(() => lead('lost', 'null', "'x'", '')).toThrow('CHECK')
  expect(() => lead('open', 'null', "'x'", '')).toThrow('CHECK')
  lead('converted', "'K'", "'x'", '')
  expect(database.prepare('select name from customer').pluck().all()).toEqual(['老张'])
  database.close()
})
