import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Client } from '../../shared/contract/index.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../support/make.ts'

let company: TestCompany
let client: Client

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
})
afterEach(() => company.close())

/** Changes stored figures as a broken program would, behind everybody's back. */
function tamper(...statements: string[]): void {
  const database = new Database(company.application.folder.companyFile(company.companyId))
  database.function('huozhan_capture', { varargs: true }, () => null)
  database.function('huozhan_guard', { varargs: true }, () => null)
  database.pragma('foreign_keys = OFF')
  for (const statement of statements) database.prepare(statement).run()
  database.close()
}

it('puts every balance and value back to what the movements say, and lists what it changed', async () => {
  const flour = await makeProduct(client, { stock: 50, purchasePrice: 500_000 })
  const oil = await makeProduct(client, { lotTracked: true, shelfLifeDays: 180 })
  await postStock(client, 'other-in', [], {
    lines: [{ productId: oil.id, unit: '袋', quantity: 9000, lotNumber: 'A', cost: 200_000 }],
  })
  await submitOrder(client, (await makeCustomer(client)).id, [line(flour.id, 5), line(oil.id, 2)])
  expect(await client.inventory.rebuild({})).toMatchObject({ movements: 2, differences: 0, rows: [], applied: false })

  tamper(
    `update stock_balance set on_hand = on_hand + 1000 where product_id = '${flour.id}'`,
    `update stock_value set value = value + 7, quantity = quantity - 3 where product_id = '${flour.id}'`,
    `update stock_lot_balance set on_hand = on_hand - 1000`,
    `update stock_balance set frozen = 500 where product_id = '${oil.id}'`,
    `delete from stock_value where product_id = '${oil.id}'`,
  )
  const before = await client.inventory.list({})
  const found = await client.inventory.rebuild({})
  expect(found).toMatchObject({ differences: 7, applied: false })
  expect(found.rows.map((r) => [r.product, r.figure, r.found - r.stored])).toEqual(
    expect.arrayContaining([
      [flour.code, 'on-hand', -1000],
      [oil.code, 'lot', 1000],
      [flour.code, 'quantity', 3],
      [flour.code, 'value', -7],
      [oil.code, 'quantity', 9000],
      [oil.code, 'value', 1_800_000],
      [oil.code, 'frozen', -500],
    ]),
  )
  expect(await client.inventory.list({})).toEqual(before)
  expect(await client.inventory.rebuild({ apply: true })).toMatchObject({ differences: 7, applied: true })
  expect(await client.inventory.rebuild({})).toMatchObject({ differences: 0 })
  company.verify()
})

it('writes nothing that a reservation contradicts, and says that it did not', async () => {
  const flour = await makeProduct(client, { stock: 5 })
  await submitOrder(client, (await makeCustomer(client)).id, [line(flour.id, 5)])
  tamper(`update stock_balance set on_hand = 9000, reserved = 8000`)
  expect(await client.inventory.rebuild({ apply: true })).toMatchObject({ differences: 1, applied: false })
  tamper(`update stock_balance set on_hand = 5000, reserved = 5000`)
})

it('is for those who manage the system', async () => {
  const store = await company.as('warehouse')
  await expect(store.inventory.rebuild({})).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
