import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../shared/contract/index.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../support/make.ts'

let company: TestCompany
let client: Client
let main: Awaited<ReturnType<Client['company']['warehouses']>>[number]

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  main = (await client.company.warehouses())[0]!
})
afterEach(() => company.close())

const allow = async (allowNegative: boolean) => {
  const now = (await client.company.warehouses()).find((one) => one.id === main.id)!
  const { id, version, siteId, code, name } = now
  return client.company.saveWarehouse({ id, version, siteId, code, name, allowNegative })
}
const ship = async (order: { id: string; version: number }) => {
  const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
  return client.shipments.confirm({ id: note!.id, version: note!.version })
}
const row = async (productId: string, filter = {}) =>
  (await client.inventory.list(filter)).rows.find((one) => one.productId === productId)

describe('a warehouse that may go below zero', () => {
  it('sells before goods come, says so, and is right again when they are there', async () => {
    const flour = await makeProduct(client, { stock: 3, purchasePrice: 500_000 })
    const never = await makeProduct(client, { purchasePrice: 100_000 })
    const customer = await makeCustomer(client)
    const lines = [line(flour.id, 10), line(never.id, 2)]
    expect(await submitOrder(client, customer.id, lines)).toMatchObject({ review: 'pending' })
    expect(await allow(true)).toMatchObject({ allowNegative: true })
    const order = await submitOrder(client, customer.id, lines)
    expect(order).toMatchObject({ status: 'to-ship' })
    await ship(order)
    expect(await row(flour.id, { negativeOnly: true })).toMatchObject({ onHand: -7000, available: -7000 })
    expect(await row(never.id, { negativeOnly: true, perProduct: true })).toMatchObject({ onHand: -2000 })
    expect(await client.system.home()).toMatchObject({ negativeStock: 2 })
    company.verify()

    await expect(allow(false)).rejects.toMatchObject({
      data: { rule: 'STOCK_NEGATIVE', field: 'allowNegative', value: flour.name },
    })
    await postStock(client, 'other-in', [
      [flour.id, 20],
      [never.id, 2],
    ])
    expect(await row(flour.id, { negativeOnly: true })).toBeUndefined()
    expect(await client.system.home()).toMatchObject({ negativeStock: 0 })
    expect(await allow(false)).toMatchObject({ allowNegative: false })
    await expect(postStock(client, 'other-out', [[flour.id, 14]])).rejects.toMatchObject({ code: 'SHORTAGE' })
  })

  it('is not switched off while more is promised than there is', async () => {
    const flour = await makeProduct(client, { stock: 3 })
    const customer = await makeCustomer(client)
    await allow(true)
    await submitOrder(client, customer.id, [line(flour.id, 10)])
    await expect(allow(false)).rejects.toMatchObject({ data: { rule: 'STOCK_NEGATIVE', value: flour.name } })
  })

  it('still never lacks goods kept by lot', async () => {
    await allow(true)
    const oil = await makeProduct(client, { lotTracked: true, shelfLifeDays: 180 })
    await postStock(client, 'other-in', [], {
      lines: [{ productId: oil.id, unit: '袋', quantity: 5000, lotNumber: 'A' }],
    })
    await expect(postStock(client, 'other-out', [[oil.id, 6]])).rejects.toBeDefined()
    expect(await row(oil.id)).toMatchObject({ onHand: 5000 })
  })
})

it('a warehouse whose goods have moved stays at its site', async () => {
  await makeProduct(client, { stock: 1 })
  const siteId = (await client.company.saveSite({ id: main.id, version: 0, code: 'FD', name: '分店' })).id
  const { id, version, code, name } = main
  await expect(client.company.saveWarehouse({ id, version, siteId, code, name })).rejects.toMatchObject({
    data: { rule: 'IN_USE', field: 'siteId' },
  })
})

it('nobody gets what is not there, whatever takes it at once', async () => {
  const flour = await makeProduct(client, { stock: 40 })
  const customer = await makeCustomer(client)
  const [one, two, store] = [
    await company.as('order-desk'),
    await company.as('order-desk'),
    await company.as('warehouse'),
  ]
  const outcome = (call: Promise<unknown>) => call.then(() => true).catch((e: { code: string }) => e.code)
  const calls: Promise<unknown>[] = []
  for (let i = 0; i < 20; i++) {
    for (const clerk of [one, two]) {
      calls.push(submitOrder(clerk, customer.id, [line(flour.id, 1)]).then((o) => o.status))
    }
    calls.push(outcome(postStock(store, 'other-out', [[flour.id, 1]])))
  }
  const results = await Promise.all(calls)
  const got = results.filter((r) => r === 'to-ship' || r === true).length
  expect(got).toBe(40)
  expect(results.filter((r) => r === 'pending' || r === 'SHORTAGE')).toHaveLength(20)
  const { onHand, reserved, available } = (await row(flour.id))!
  expect([onHand - reserved, available]).toEqual([0, 0])
})
