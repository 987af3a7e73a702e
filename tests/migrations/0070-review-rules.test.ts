import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0070-review-rules.ts'

it('sets the rules that joined and keeps former results, whose user nobody wrote down', async () => {
  const database = new Database(':memory:')
  await migrate(database, 60)
  database.pragma('foreign_keys = OFF')
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at)
      values ('C', '丰源', 'Asia/Shanghai', '{"review":{"floorPrice":"off","overdueDays":7},"taxRate":900}', 'x');
    insert into order_review values ('O1', 1, 1, 'overdue', 2, 'hold', null, 300000, 100000, '9', '2026-11-01T01:00:00Z');
  `)
  expect(version).toBe(70)
  database.exec(sql)
  const { settings } = database.prepare<[], { settings: string }>('select settings from company').get()!
  expect(JSON.parse(settings)).toEqual({
    review: {
      floorPrice: 'off',
      overdueDays: 7,
      creditUsage: 'warn',
      usageLimit: 8000,
      prepaidSkips: true,
      firstOrder: 'warn',
      newAddress: 'warn',
      handPrice: 'warn',
      grades: [],
    },
    taxRate: 900,
  })
  const row = database.prepare('select order_id, measured, user_id from order_review').get()
  expect(row).toEqual({ order_id: 'O1', measured: 300_000, user_id: null })
  database.close()
})
