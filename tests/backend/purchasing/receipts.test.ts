import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { approvedOrder, bought, makeSupplier, receiveBags, setPurchasing } from '../../support/purchase.ts'
import { balanceOf } from './facts.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const debtOf = async (supplierId: string) => (await company.client.suppliers.get({ id: supplierId })).balance

describe('receipts', () => {
  it('come in parts: stock, cost, what is expected and the debt follow each', async () => {
    const { client } = company
    const supplier = await makeSupplier(client, { creditDays: 30 })
    const flour = await makeProduct(client, { taxRate: 1300 })
    const order = await approvedOrder(client, supplier.id, [bought(flour.id, 10, 113)])
    const first = await receiveBags(client, order, [4])
    expect(first).toMatchObject({ number: 'CGRK-ZB-261123-0001', status: 'posted', total: 45_200, tax: 5_200 })
    // 400 yuan without tax
    expect(balanceOf(company, flour.id)).toEqual({ onHand: 4_000, reserved: 0, onOrder: 6_000, value: 4_000_000 })
    expect(await debtOf(supplier.id)).toBe(45_200)
    const [entry] = (await client.payables.entries({ supplierId: supplier.id })).rows
    expect(entry).toMatchObject({ kind: 'receipt', amount: 45_200, open: 45_200, dueDay: '2026-12-23' })

    const second = await receiveBags(client, order, [6])
    expect(balanceOf(company, flour.id)).toEqual({ onHand: 10_000, reserved: 0, onOrder: 0, value: 10_000_000 })
    expect(await client.purchasing.get({ id: order.id })).toMatchObject({ status: 'received', receivedAmount: 113_000 })
    expect(await codeOf(receiveBags(client, order, [1]))).toMatchObject({ code: 'WRONG_STATE' })

    await client.purchaseReceipts.void({ id: second.id, version: second.version, reason: '数错了' })
    expect(balanceOf(company, flour.id)).toEqual({ onHand: 4_000, reserved: 0, onOrder: 6_000, value: 4_000_000 })
    expect(await client.purchasing.get({ id: order.id })).toMatchObject({ status: 'part-received' })
    expect(await debtOf(supplier.id)).toBe(45_200)
  })

  it('sent twice change nothing the second time', async () => {
    const { client } = company
    const supplier = await makeSupplier(client)
    const flour = await makeProduct(client)
    const wanted: Inputs['purchasing']['receive'] = {
      id: newId(),
      supplierId: supplier.id,
      lines: [{ productId: flour.id, unit: '袋', quantity: 3_000, price: 600_000 }],
    }
    const first = await client.purchasing.receive(wanted)
    expect(await client.purchasing.receive(wanted)).toEqual(first)
    expect(await codeOf(client.purchaseReceipts.post({ id: first.id, version: first.version }))).toMatchObject({
      code: 'WRONG_STATE',
    })
    expect(balanceOf(company, flour.id).onHand).toBe(3_000)
    expect(await debtOf(supplier.id)).toBe(18_000)
  })

  it('of more than was ordered only within the tolerance, over all receipts and lines', async () => {
    const { client } = company
    const supplier = await makeSupplier(client)
    const flour = await makeProduct(client)
    const order = await approvedOrder(client, supplier.id, [bought(flour.id, 100), bought(flour.id, 10)])
    expect(await codeOf(receiveBags(client, order, [101]))).toMatchObject({
      rule: 'RECEIVE_MORE_THAN_ORDERED',
      line: 1,
    })
    await setPurchasing(client, { overReceipt: 500 })
    await receiveBags(client, order, [60])
    expect(await codeOf(receiveBags(client, order, [45.001]))).toMatchObject({ rule: 'RECEIVE_MORE_THAN_ORDERED' })
    const [rest] = await client.purchasing.expected({ orderId: order.id })
    expect(rest).toMatchObject({ open: 40_000, most: 45_000 })
    const over = await receiveBags(client, order, [45])
    // five too many do not stand in for the ten of the other line
    expect(await client.purchasing.get({ id: order.id })).toMatchObject({ status: 'part-received' })
    expect(balanceOf(company, flour.id)).toMatchObject({ onHand: 105_000, onOrder: 10_000 })
    await client.purchaseReceipts.void({ id: over.id, version: over.version, reason: '退回' })
    expect(balanceOf(company, flour.id)).toMatchObject({ onHand: 60_000, onOrder: 50_000 })
  })

  it('two clerks receiving the rest at once: one gets it', async () => {
    const { client } = company
    const keeper = await company.as('warehouse')
    const supplier = await makeSupplier(client)
    const flour = await makeProduct(client)
    const order = await approvedOrder(client, supplier.id, [bought(flour.id, 10)])
    const both = await Promise.allSettled([receiveBags(client, order, [10]), receiveBags(keeper, order, [10])])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(balanceOf(company, flour.id)).toMatchObject({ onHand: 10_000, onOrder: 0 })
  })

  it('name a lot for goods with lots, and split one line over several', async () => {
    const { client } = company
    const supplier = await makeSupplier(client)
    const milk = await makeProduct(client, { shelfLifeDays: 180, lotTracked: true })
    const order = await approvedOrder(client, supplier.id, [bought(milk.id, 10, 33.33)])
    const receive = (lots: { productionDay?: string; number?: string; quantity: number }[]) =>
      client.purchasing.receive({
        id: newId(),
        orderId: order.id,
        lines: [{ orderLineNo: 1, productId: milk.id, unit: '袋', quantity: 10_000, lots }],
      })
    expect(await codeOf(receive([]))).toMatchObject({ rule: 'LOT_REQUIRED', line: 1 })
    expect(await codeOf(receive([{ productionDay: '2026-11-01', quantity: 9_000 }]))).toMatchObject({
      rule: 'LOTS_NOT_QUANTITY',
    })
    const receipt = await receive([
      { productionDay: '2026-11-01', quantity: 3_000 },
      { number: 'B7', productionDay: '2026-11-10', quantity: 7_000 },
    ])
    expect(receipt.lines[0]!.lots).toMatchObject([
      { productionDay: '2026-11-01', quantity: 3_000 },
      { number: 'B7', quantity: 7_000 },
    ])
    expect(receipt.lines[0]!.lots.every((lot) => lot.lotId !== null)).toBe(true)
    expect(balanceOf(company, milk.id)).toMatchObject({ onHand: 10_000, value: 3_333_000 })
  })

  it('a receipt cannot be taken back when its goods have left', async () => {
    const { client } = company
    const supplier = await makeSupplier(client)
    const customer = await makeCustomer(client)
    const flour = await makeProduct(client)
    const order = await approvedOrder(client, supplier.id, [bought(flour.id, 5)])
    const receipt = await receiveBags(client, order, [5])
    await submitOrder(client, customer.id, [line(flour.id, 1)])
    expect(
      await codeOf(client.purchaseReceipts.void({ id: receipt.id, version: receipt.version, reason: 'x' })),
    ).toMatchObject({ code: 'SHORTAGE' })
    expect((await client.purchaseReceipts.get({ id: receipt.id })).status).toBe('posted')
  })

  it('teach lead times and last prices, and unlearn them when taken back', async () => {
    const { client } = company
    const supplier = await makeSupplier(client, { leadDays: 9 })
    const flour = await makeProduct(client)
    const receive = async (days: number, yuan: number) => {
      const order = await approvedOrder(client, supplier.id, [bought(flour.id, 1, yuan)])
      company.clock.advance(days * 86_400_000)
      return receiveBags(client, order, [1])
    }
    await receive(2, 60)
    await receive(4, 61)
    expect((await client.suppliers.get({ id: supplier.id })).leadTime).toEqual({ mean: 900, deviation: 0, receipts: 0 })
    const third = await receive(6, 62)
    expect((await client.suppliers.get({ id: supplier.id })).leadTime).toEqual({
      mean: 400,
      deviation: 200,
      receipts: 3,
    })
    const offer = async () => (await client.suppliers.offers({ items: [{ productId: flour.id }] }))[0]
    expect(await offer()).toMatchObject({ price: 620_000, priceSource: 'last', best: true })
    await client.purchaseReceipts.void({ id: third.id, version: third.version, reason: '错' })
    expect(await offer()).toMatchObject({ price: 610_000, leadTime: { receipts: 0, mean: 900 } })
  })
})

describe('landed costs', () => {
  it('go into the value of the goods and are owed to whom they name', async () => {
    const { client } = company
    const supplier = await makeSupplier(client)
    const carrier = await makeSupplier(client, { creditDays: 10 })
    const flour = await makeProduct(client, { weight: 25_000 })
    const salt = await makeProduct(client, { weight: 1_000 })
    const order = await approvedOrder(client, supplier.id, [bought(flour.id, 3, 100), bought(salt.id, 10, 10)])
    const receipt = await receiveBags(client, order, [3, 10], {
      costs: [
        { kind: 'freight', basis: 'weight', amount: 10_000, tax: 826, supplierId: carrier.id },
        { kind: 'loading', basis: 'value', amount: 1_000 },
      ],
    })
    // freight 91.74 by 75 kg : 10 kg, loading 10.00 by 300 : 100
    expect(receipt.lines.map((l) => l.landed)).toEqual([809_471 + 75_000, 107_929 + 25_000])
    expect(receipt.costs.map((c) => c.number)).toEqual(['CGFY-ZB-261123-0001', 'CGFY-ZB-261123-0002'])
    expect(balanceOf(company, flour.id).value).toBe(3_000_000 + 884_471)
    expect(balanceOf(company, salt.id).value).toBe(1_000_000 + 132_929)
    expect(await debtOf(carrier.id)).toBe(10_000)
    expect(await debtOf(supplier.id)).toBe(40_000)
    await client.purchaseReceipts.void({ id: receipt.id, version: receipt.version, reason: '错单' })
    expect(await debtOf(carrier.id)).toBe(0)
    expect(balanceOf(company, flour.id).value).toBe(0)
  })

  it('that come later raise the value, hold the receipt, and can be taken back', async () => {
    const { client } = company
    const supplier = await makeSupplier(client)
    const carrier = await makeSupplier(client)
    const flour = await makeProduct(client)
    const order = await approvedOrder(client, supplier.id, [bought(flour.id, 4)])
    const receipt = await receiveBags(client, order, [4])
    const late = {
      id: newId(),
      receiptId: receipt.id,
      kind: 'freight' as const,
      amount: 4_000,
      supplierId: carrier.id,
    }
    const after = await client.purchaseReceipts.addCost(late)
    expect(await client.purchaseReceipts.addCost(late)).toEqual(after)
    expect(after.lines[0]).toMatchObject({ cost: 2_400_000, landed: 400_000 })
    expect(balanceOf(company, flour.id).value).toBe(2_800_000)
    expect(await debtOf(carrier.id)).toBe(4_000)
    expect(
      await codeOf(client.purchaseReceipts.void({ id: receipt.id, version: after.version, reason: 'x' })),
    ).toMatchObject({ rule: 'FOLLOWED_BY' })
    const cost = after.costs[0]!
    const back = await client.purchaseReceipts.voidCost({ id: cost.id, version: cost.version, reason: '对方免了' })
    expect(back.costs[0]).toMatchObject({ status: 'void', number: cost.number })
    expect(balanceOf(company, flour.id).value).toBe(2_400_000)
    expect(await debtOf(carrier.id)).toBe(0)
  })
})

describe('returns', () => {
  it('in parts add up to what was paid, lower the debt and take the goods’ cost out', async () => {
    const { client } = company
    const supplier = await makeSupplier(client)
    const flour = await makeProduct(client, { taxRate: 900 })
    const order = await approvedOrder(client, supplier.id, [bought(flour.id, 3, 33.35)])
    const receipt = await receiveBags(client, order, [3])
    const giveBack = async (bags: number) => {
      const draft = await client.purchaseReturns.save({
        id: newId(),
        version: 0,
        wanted: {
          receiptId: receipt.id,
          cause: '破损',
          lines: [{ receiptLineNo: 1, productId: flour.id, unit: '袋', quantity: bags * 1000 }],
        },
      })
      return client.purchaseReturns.post({ id: draft.id, version: draft.version })
    }
    const parts = [await giveBack(1), await giveBack(1)]
    expect(await codeOf(giveBack(2))).toMatchObject({ rule: 'RETURN_MORE_THAN_RECEIVED', line: 1 })
    const last = await giveBack(1)
    parts.push(last)
    expect(parts.map((p) => p.number)).toEqual([1, 2, 3].map((n) => `CGTH-ZB-261123-000${n}`))
    expect(parts.reduce((sum, p) => sum + p.total!, 0)).toBe(receipt.total)
    expect(parts.reduce((sum, p) => sum + p.tax!, 0)).toBe(receipt.tax)
    expect(await debtOf(supplier.id)).toBe(0)
    expect(balanceOf(company, flour.id)).toMatchObject({ onHand: 0, value: 0 })
    expect(
      await codeOf(client.purchaseReceipts.void({ id: receipt.id, version: receipt.version, reason: 'x' })),
    ).toMatchObject({ rule: 'FOLLOWED_BY' })
    await client.purchaseReturns.void({ id: last.id, version: last.version, reason: '又不退了' })
    expect(balanceOf(company, flour.id).onHand).toBe(1_000)
    expect(await debtOf(supplier.id)).toBe(last.total)
  })

  it('without a receipt use the last price, and never take what is not there', async () => {
    const { client } = company
    const supplier = await makeSupplier(client)
    const flour = await makeProduct(client)
    const order = await approvedOrder(client, supplier.id, [bought(flour.id, 2, 58)])
    await receiveBags(client, order, [2])
    const wanted = (bags: number) => ({
      supplierId: supplier.id,
      lines: [{ productId: flour.id, unit: '袋', quantity: bags * 1000 }],
    })
    const draft = await client.purchaseReturns.save({ id: newId(), version: 0, wanted: wanted(3) })
    expect(draft).toMatchObject({ total: 17_400, lines: [{ price: 580_000 }] })
    expect(await codeOf(client.purchaseReturns.post({ id: draft.id, version: draft.version }))).toMatchObject({
      code: 'SHORTAGE',
    })
    const less = await client.purchaseReturns.save({ id: draft.id, version: draft.version, wanted: wanted(1) })
    const posted = await client.purchaseReturns.post({ id: less.id, version: less.version })
    expect(posted).toMatchObject({ status: 'posted', total: 5_800 })
    expect(await debtOf(supplier.id)).toBe(5_800)
  })
})

it('who may not see purchase prices receives goods, keeps prices as they are and sees none anywhere', async () => {
  const { client } = company
  const keeper = await company.as('warehouse')
  const supplier = await makeSupplier(client)
  const flour = await makeProduct(client)
  const order = await approvedOrder(client, supplier.id, [bought(flour.id, 5, 66)])
  const seen = await keeper.purchasing.get({ id: order.id })
  expect(seen).toMatchObject({ total: null, lines: [{ price: null, net: null }] })
  const draft = await keeper.purchaseReceipts.start({ id: newId(), orderId: order.id })
  expect(draft).toMatchObject({ total: null, lines: [{ price: null, cost: null }] })
  const saved = await keeper.purchaseReceipts.save({
    id: draft.id,
    version: draft.version,
    receipt: {
      orderId: order.id,
      lines: [{ orderLineNo: 1, productId: flour.id, unit: '袋', quantity: 5_000, price: 1 }],
    },
  })
  const posted = await keeper.purchaseReceipts.post({ id: saved.id, version: saved.version })
  expect(posted.total).toBeNull()
  expect((await client.purchaseReceipts.get({ id: posted.id })).total).toBe(33_000)
  const paper = await keeper.purchaseReceipts.print({ ids: [posted.id] })
  expect(paper.html).not.toContain('66.00')
  expect((await client.purchaseReceipts.print({ ids: [posted.id] })).html).toContain('叁佰叁拾元整')
  const row = (await keeper.purchaseReceipts.list({})).rows[0]
  expect(row).toMatchObject({ total: null, open: null })
  expect((await keeper.suppliers.get({ id: supplier.id })).balance).toBeNull()
  expect((await keeper.suppliers.offers({ items: [{ productId: flour.id }] }))[0]!.price).toBeNull()
  expect((await keeper.payables.entries({ supplierId: supplier.id })).rows[0]!.amount).toBeNull()
})
