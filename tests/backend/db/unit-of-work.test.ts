import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import Database from 'better-sqlite3'
import type { Company } from '../../../electron/backend/backend.ts'
import { openReader } from '../../../electron/backend/db/open.ts'
import { chainHash, decodeChanges, type Committed } from '../../../electron/backend/db/unit-of-work.ts'
import { columnsOf } from '../../../electron/backend/db/triggers.ts'
import { TABLES, type TableInfo } from '../../../electron/backend/db/tables.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let opened: Company
beforeEach(async () => {
  company = await createTestCompany()
  opened = await company.application.company(company.companyId)
})
afterEach(() => company.close())

const unit = () => ({ command: 'test', userId: company.ownerId, at: company.clock.now().toISOString() })
const rename = (name: string) => async (db: Company['units']['db']) => {
  await db.updateTable('site').set({ name }).execute()
}
const siteName = async () => (await opened.reader.selectFrom('site').select('name').executeTakeFirstOrThrow()).name

describe('the unit of work', () => {
  it('is the only way to write: outside one, the database itself refuses', async () => {
    await expect(rename('外面')(opened.units.db)).rejects.toThrow('write outside a unit of work')
    expect(await siteName()).toBe('总部')
  })

  it('cannot be passed by another program: the triggers need functions it does not have', async () => {
    const other = new Database(opened.file)
    expect(() => other.exec("update site set name = '别的程序'")).toThrow(/no such function/)
    other.close()
    expect(await siteName()).toBe('总部')
  })

  it('keeps the read handle from writing', async () => {
    await expect(rename('读')(opened.reader)).rejects.toThrow(/no such function/)
    const unguarded = opened.reader.insertInto('preference').values({ user_id: company.ownerId, key: 'a', value: '1' })
    await expect(unguarded.execute()).rejects.toThrow(/readonly/)
  })

  it('rolls everything back when anything throws, and the next unit starts clean', async () => {
    const broken = opened.units.run(unit(), async (db) => {
      await rename('半途')(db)
      throw new Error('power')
    })
    await expect(broken).rejects.toThrow('power')
    expect(await siteName()).toBe('总部')
    const { committed } = await opened.units.run(unit(), rename('分部'))
    expect(committed.changes).toHaveLength(1)
    expect(await siteName()).toBe('分部')
  })

  it('runs units one after the other', async () => {
    const order: string[] = []
    const step = (name: string, ticks: number) =>
      opened.units.run(unit(), async () => {
        order.push(`${name} in`)
        for (let i = 0; i < ticks; i++) await Promise.resolve()
        order.push(`${name} out`)
      })
    await Promise.all([step('a', 50), step('b', 1), step('c', 10)])
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
  })

  it('refuses to change or delete what a ledger holds', async () => {
    await makeProduct(company.client, { stock: 5 })
    const edit = opened.units.run(unit(), (db) => db.updateTable('stock_movement').set({ quantity: 1 }).execute())
    await expect(edit).rejects.toThrow('stock_movement is insert-only')
    const remove = opened.units.run(unit(), (db) => db.deleteFrom('stock_movement').execute())
    await expect(remove).rejects.toThrow('stock_movement is insert-only')
  })
})

describe('the change log', () => {
  it('holds one hashed row a command, each chained to the one before', async () => {
    const customer = await makeCustomer(company.client)
    const product = await makeProduct(company.client, { stock: 5 })
    await submitOrder(company.client, customer.id, [line(product.id, 2)])
    const log = await opened.reader.selectFrom('change_log').selectAll().orderBy('seq').execute()
    expect(log.map((e) => e.command)).toEqual(['home.register', 'customers.create', 'products.create', 'orders.submit'])
    let previous: Uint8Array = Buffer.alloc(16)
    for (const entry of log) {
      expect(Buffer.from(entry.prev_hash)).toEqual(Buffer.from(previous))
      expect(Buffer.from(entry.hash)).toEqual(chainHash(previous, entry.payload))
      previous = entry.hash
    }
  })

  it('says for an edit which columns changed, from what to what, and nothing else', async () => {
    const customer = await makeCustomer(company.client, { grade: 'B' })
    let committed: Committed | undefined
    opened.onCommit((c) => (committed = c))
    await company.client.customers.update({ ...customer, grade: 'A' })
    const change = committed!.changes.find((c) => c.table === 'customer')!
    expect(change.before).toEqual({ grade: 'B', updated_at: customer.updatedAt, version: 1 })
    expect(change.after).toMatchObject({ grade: 'A', version: 2 })
    const log = await opened.reader
      .selectFrom('change_log')
      .select('payload')
      .where('seq', '=', committed!.seq!)
      .executeTakeFirstOrThrow()
    const reader = openReader(opened.file)
    const columns = (table: string) => columnsOf(reader, table, TABLES[table as keyof typeof TABLES] as TableInfo)
    expect(decodeChanges(log.payload, columns)).toEqual(committed!.changes)
    reader.close()
  })

  it('never holds a password', async () => {
    await company.client.users.save({
      id: newId(),
      version: 0,
      name: '新人',
      email: 'new@example.com',
      roleIds: [],
      status: 'active',
      password: 'correct horse',
    })
    const log = await opened.reader.selectFrom('change_log').select('payload').execute()
    expect(log.some((e) => Buffer.from(e.payload).toString().includes('$argon2'))).toBe(false)
  })
})
