import { afterEach, beforeEach, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct } from '../../support/make.ts'
import { ship, stockByKind } from './returns-world.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

it('lowers the debt at the prices of the note and puts goods where they belong', async () => {
  const { client } = company
  const customer = await makeCustomer(client)
  const product = await makeProduct(client, { stock: 100, purchasePrice: 200_000 })
  const note = await ship(client, customer.id, [line(product.id, 10), line(product.id, 3, 33.33)])
  const input = {
    id: newId(),
    shipmentId: note.id,
    reason: '签收差异',
    lines: [
      { lineNo: 1, quantity: 2000, cause: 'short', disposition: 'none' },
      { lineNo: 1, quantity: 1000, cause: 'damaged', disposition: 'seconds' },
      { lineNo: 2, quantity: 3000, cause: 'refused', disposition: 'sellable' },
    ] as const,
  }
  const view = await client.returns.shortage({ ...input, lines: [...input.lines] })
  expect(view).toMatchObject({
    number: 'XSTH-ZB-261123-0001',
    kind: 'shortage',
    status: 'posted',
    shipmentNumber: note.number,
    total: 24_000 + 9999,
  })
  expect(view.lines.map((l) => [l.amount, l.warehouse])).toEqual([
    [16_000, '主仓'],
    [8000, '残次库'],
    [9999, '主仓'],
  ])
  expect(await client.returns.shortage({ ...input, lines: [...input.lines] })).toEqual(view)
  expect((await client.customers.get({ id: customer.id })).balance).toBe(80_000 - 24_000)
  // 100 − 13 gone + 1 in seconds + 3 back; two never came back
  expect(await stockByKind(client, product.id)).toEqual({ stock: 90_000, seconds: 1000 })
  const again = client.returns.shortage({
    id: newId(),
    shipmentId: note.id,
    lines: [{ lineNo: 2, quantity: 1, cause: 'short', disposition: 'none' }],
  })
  expect(await codeOf(again)).toMatchObject({ rule: 'RETURN_MORE_THAN_SHIPPED', line: 1 })
  const voiding = client.shipments.void({ id: note.id, version: note.version, reason: '错' })
  expect(await codeOf(voiding)).toMatchObject({ rule: 'FOLLOWED_BY', value: view.number })
})

it('takes lots of the note in order of expiry', async () => {
  const { client } = company
  const customer = await makeCustomer(client)
  const product = await makeProduct(client, { lotTracked: true, shelfLifeDays: 365 })
  const [warehouse] = await client.company.warehouses()
  await client.stockDocuments.post({
    id: newId(),
    version: 0,
    draft: {
      kind: 'other-in',
      warehouseId: warehouse!.id,
      reason: '期初',
      lines: [
        { productId: product.id, unit: '袋', quantity: 4000, lotNumber: 'A', productionDay: '2026-09-01' },
        { productId: product.id, unit: '袋', quantity: 4000, lotNumber: 'B', productionDay: '2026-10-01' },
      ],
    },
  })
  const note = await ship(client, customer.id, [line(product.id, 6)])
  const view = await client.returns.shortage({
    id: newId(),
    shipmentId: note.id,
    lines: [{ lineNo: 1, quantity: 5000, cause: 'refused', disposition: 'sellable' }],
  })
  expect(view.lines.map((l) => [l.lot, l.quantity, l.amount])).toEqual([
    ['A', 4000, 32_000],
    ['B', 1000, 8000],
  ])
  expect(await stockByKind(client, product.id)).toEqual({ stock: 7000 })
})
