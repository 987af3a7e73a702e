import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { makeProduct } from '../../support/make.ts'
import { makeSupplier } from '../../support/purchase.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const bill = (supplierId: string, productId: string, fen: number, day: string) =>
  company.client.purchasing.receive({
    id: newId(),
    supplierId,
    day,
    lines: [{ productId, unit: '袋', quantity: 1_000, price: fen * 100 }],
  })
const pay = (supplierId: string, amount: number, hold = false) =>
  company.client.payables.pay({ id: newId(), supplierId, amount, method: 'transfer', hold })
const openOf = async (supplierId: string) =>
  (await company.client.payables.entries({ supplierId, openOnly: true })).rows.map((row) => row.open)

it('a payment settles the oldest bill first; a kept prepayment waits until it is used', async () => {
  const { client } = company
  const supplier = await makeSupplier(client, { openingBalance: 5_000 })
  const flour = await makeProduct(client)
  await bill(supplier.id, flour.id, 10_000, '2026-11-20')
  await bill(supplier.id, flour.id, 20_000, '2026-11-21')
  const id = newId()
  const wanted = { id, supplierId: supplier.id, amount: 12_000, method: 'transfer' as const }
  const payment = await client.payables.pay(wanted)
  expect(payment).toMatchObject({ number: 'FK-ZB-261123-0001', allocated: [{ amount: 10_000 }, { amount: 2_000 }] })
  expect(await client.payables.pay(wanted)).toEqual(payment)
  expect((await openOf(supplier.id)).sort((a, b) => a! - b!)).toEqual([5_000, 18_000])

  const held = await pay(supplier.id, 30_000, true)
  expect(held.allocated).toEqual([])
  expect(await client.payables.usePrepayments({ supplierId: supplier.id })).toEqual({ settled: 23_000 })
  expect(await openOf(supplier.id)).toEqual([-7_000])
  // what is left of it settles the next bill by itself
  await bill(supplier.id, flour.id, 6_000, '2026-11-23')
  expect(await openOf(supplier.id)).toEqual([-1_000])

  await client.money.void({ id, version: payment.version, reason: '付错了' })
  expect((await client.suppliers.get({ id: supplier.id })).balance).toBe(11_000)
  expect(await codeOf(client.money.void({ id, version: 2, reason: 'x' }))).toMatchObject({
    code: 'WRONG_STATE',
  })
})

it('lists whom we owe, those longest due first, and what is overdue', async () => {
  const { client } = company
  const flour = await makeProduct(client)
  const late = await makeSupplier(client, { name: '早到期' })
  const soon = await makeSupplier(client, { name: '晚到期', creditDays: 30 })
  await makeSupplier(client, { name: '两清' })
  await bill(soon.id, flour.id, 20_000, '2026-11-01')
  await bill(late.id, flour.id, 10_000, '2026-11-10')
  await pay(soon.id, 500, true)
  const { rows } = await client.payables.list({})
  expect(rows).toMatchObject([
    { name: '早到期', balance: 10_000, overdue: 10_000, nextDue: '2026-11-10' },
    { name: '晚到期', balance: 19_500, overdue: 0, credit: 500, nextDue: '2026-12-01' },
  ])
  expect((await client.payables.list({ overdueOnly: true })).rows.map((row) => row.name)).toEqual(['早到期'])
  const page = await client.payables.list({ limit: 1 })
  expect((await client.payables.list({ limit: 1, cursor: page.next! })).rows[0]!.name).toBe('晚到期')
  const buyer = await company.as('purchaser')
  expect(await codeOf(buyer.payables.list({}))).toMatchObject({ code: 'FORBIDDEN' })
})

it('any sequence of bills, payments and voids keeps balance, open items and allocations together to the 分', async () => {
  const { client } = company
  const flour = await makeProduct(client)
  const step = fc.record({
    kind: fc.constantFrom('bill', 'pay', 'hold', 'use', 'void-pay', 'void-bill'),
    amount: fc.integer({ min: 1, max: 100_000 }),
    pick: fc.nat(20),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const supplier = await makeSupplier(client)
      const bills: { id: string; version: number; amount: number }[] = []
      const payments: { id: string; version: number; amount: number }[] = []
      for (const { kind, amount, pick } of steps) {
        if (kind === 'bill') {
          const receipt = await bill(supplier.id, flour.id, amount, '2026-11-20')
          bills.push({ id: receipt.id, version: receipt.version, amount })
        } else if (kind === 'pay' || kind === 'hold') {
          const payment = await pay(supplier.id, amount, kind === 'hold')
          payments.push({ id: payment.id, version: payment.version, amount })
        } else if (kind === 'use') await client.payables.usePrepayments({ supplierId: supplier.id })
        else if (kind === 'void-bill' && bills.length > 0) {
          const [gone] = bills.splice(pick % bills.length, 1)
          await client.purchaseReceipts.void({ id: gone!.id, version: gone!.version, reason: '错' })
        } else if (kind === 'void-pay' && payments.length > 0) {
          const [gone] = payments.splice(pick % payments.length, 1)
          const entry = (await client.payables.entries({ supplierId: supplier.id, limit: 500 })).rows.find(
            (row) => row.documentId === gone!.id && row.paymentVersion !== null,
          )
          await client.money.void({ id: gone!.id, version: entry!.paymentVersion!, reason: '错' })
        }
      }
      const sum = (list: { amount: number }[]) => list.reduce((a, one) => a + one.amount, 0)
      const owed = sum(bills) - sum(payments)
      expect((await client.suppliers.get({ id: supplier.id })).balance).toBe(owed)
      const open = (await openOf(supplier.id)).reduce<number>((a, b) => a + b!, 0)
      expect(open).toBe(owed)
    }),
    { numRuns: 12 },
  )
  company.verify()
})
