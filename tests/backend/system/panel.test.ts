import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
beforeAll(async () => {
  company = await createTestCompany()
})
afterAll(() => company.close())

it('shows money, rhythm and usual goods, the recent before the merely frequent', async () => {
  const { client, clock } = company
  const seller = await company.as('sales')
  const customer = await makeCustomer(client, { creditLimit: 10_000_000, creditDays: 5, openingBalance: 30_000 })
  const often = await makeProduct(client, { stock: 100 })
  const lately = await makeProduct(client, { stock: 100 })
  const gone = await makeProduct(client, { stock: 100 })
  for (const bags of [2, 3, 4]) {
    await submitOrder(client, customer.id, [line(often.id, bags), line(gone.id, 1)])
    clock.advance(7 * 86_400_000)
  }
  clock.advance(60 * 86_400_000)
  const last = await submitOrder(client, customer.id, [line(lately.id, 6, 79)])
  await client.products.setStatus({ id: gone.id, version: gone.version, status: 'archived' })
  const panel = await client.customers.panel({ id: customer.id })
  expect(panel.usual.map((u) => u.productId)).toEqual([lately.id, often.id])
  expect(panel.usual[0]).toMatchObject({
    lastQuantity: 6000,
    lastPrice: 790_000,
    times: 1,
    available: 94_000,
    unit: '袋',
  })
  expect(panel.usual[1]).toMatchObject({ times: 3, lastQuantity: 4000, available: 91_000 })
  const open = panel.lastOrders.reduce((sum, o) => sum + o.total, 0)
  expect(panel).toMatchObject({
    balance: 30_000,
    overdue: 30_000,
    openOrders: open,
    room: 10_000_000 - 30_000 - open,
    rhythmDays: 7,
  })
  expect(panel.overdueDays).toBe(76)
  expect(panel.lastOrders[0]!.number).toBe(last.number)
  expect(panel.lastOrderDay).toBe(last.day)
  await expect(seller.customers.panel({ id: customer.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
