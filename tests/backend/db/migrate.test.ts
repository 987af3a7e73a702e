import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { migrate, MIGRATIONS, SCHEMA_VERSION } from '../../../electron/backend/db/migrate.ts'
import { AppError } from '../../../shared/errors.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'huozhan-migrate-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('has strictly rising versions', () => {
  const versions = MIGRATIONS.map((m) => m.version)
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
})

it('makes a new file up to date, with its triggers, and does nothing the second time', async () => {
  const database = new Database(join(folder, 'new.sqlite'))
  await migrate(database)
  expect(database.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION)
  const triggers = () => database.prepare("select count(*) from sqlite_schema where type = 'trigger'").pluck().get()
  const count = triggers()
  expect(count).toBeGreaterThan(50)
  await migrate(database)
  expect(triggers()).toBe(count)
  expect(existsSync(`${database.name}.before-${SCHEMA_VERSION}`)).toBe(false)
  database.close()
})

it('refuses a file from a newer program and leaves it untouched', async () => {
  const database = new Database(join(folder, 'newer.sqlite'))
  database.exec('create table of_tomorrow (id text)')
  database.pragma(`user_version = ${SCHEMA_VERSION + 10}`)
  const refused = await migrate(database).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(AppError)
  expect((refused as AppError).code).toBe('FILE_TOO_NEW')
  expect(database.prepare('select name from sqlite_schema').pluck().all()).toEqual(['of_tomorrow'])
  database.close()
})

it('leaves the file as it was when a migration fails half way', async () => {
  const database = new Database(join(folder, 'old.sqlite'))
  // a table of the spine is there already: the second statement of that name fails after others went through
  database.exec('create table shipment (id text)')
  await expect(migrate(database)).rejects.toThrow(/already exists/)
  expect(database.pragma('user_version', { simple: true })).toBe(0)
  expect(database.prepare('select name from sqlite_schema').pluck().all()).toEqual(['shipment'])
  database.close()
})
