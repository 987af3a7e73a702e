import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../../support/make.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const reservedOf = async (productId: string) =>
  (await company.client.inventory.list({})).rows.find((row) => row.productId === productId)!.reserved

describe('splitting an order', () => {
  it('gives part of the lines a number and a day of their own; goods, discount and approval go along', async () => {
    const { client } = company
    const reviewer = await company.as('reviewer')
    const customer = await makeCustomer(client, { creditLimit: 1000 })
    const [a, b] = await Promise.all([1, 2].map(() => makeProduct(client, { stock: 100 })))
    const held = await submitOrder(client, customer.id, [line(a!.id, 10), line(b!.id, 10)], { discount: 1001 })
    const order = await reviewer.orders.approve({ id: held.id, version: held.version })
    const input = {
      id: order.id,
      version: order.version,
      newId: newId(),
      parts: [
        { lineNo: 1, quantity: 4000 },
        { lineNo: 2, quantity: 10_000 },
      ],
      deliveryDay: '2026-11-26',
    }
    const [one, two] = await Promise.all([client.orders.split(input), client.orders.split(input)])
    expect(two).toEqual(one)
    expect(one.order).toMatchObject({ status: 'to-ship', review: 'approved', splitInto: [{ id: input.newId }] })
    expect(one.order.lines.map((l) => [l.quantity, l.reserved])).toEqual([[6000, 6000]])
    expect(one.created).toMatchObject({
      number: 'XSDD-ZB-261123-0002',
      status: 'to-ship',
      review: 'approved',
      deliveryDay: '2026-11-26',
      splitFrom: { number: order.number },
    })
    expect(one.created.lines.map((l) => [l.quantity, l.reserved])).toEqual([
      [4000, 4000],
      [10_000, 10_000],
    ])
    expect(one.order.total! + one.created.total!).toBe(order.total)
    expect(await reservedOf(a!.id)).toBe(10_000)
  })

  it('splits a draft without numbers, and leaves something on both sides', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 100 })
    const draft = { customerId: customer.id, lines: [line(product.id, 10)] }
    const { id, version } = await client.orders.saveDraft({ id: newId(), version: 0, draft })
    const all = { id, version, newId: newId(), parts: [{ lineNo: 1, quantity: 10_000 }], deliveryDay: null }
    expect(await codeOf(client.orders.split(all))).toMatchObject({ rule: 'SPLIT_NOTHING' })
    const { order, created } = await client.orders.split({ ...all, parts: [{ lineNo: 1, quantity: 3000 }] })
    expect([order, created].map((one) => [one.status, one.number, one.lines[0]!.quantity])).toEqual([
      ['draft', null, 7000],
      ['draft', null, 3000],
    ])
    await client.orders.discardDraft({ id: order.id, version: order.version })
    expect((await client.orders.get({ id: created.id })).splitFrom).toBeNull()
  })
})

describe('merging orders', () => {
  it('takes waiting orders of the customer into one; the others end void and name it', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const [a, b] = await Promise.all([1, 2].map(() => makeProduct(client, { stock: 100 })))
    const first = await submitOrder(client, customer.id, [line(a!.id, 10)], { remark: '早上送' })
    const second = await submitOrder(client, customer.id, [line(a!.id, 5), line(b!.id, 1)], { remark: '后门卸货' })
    const third = await submitOrder(client, customer.id, [line(b!.id, 2, 70)])
    expect((await client.orders.mergeable({ id: first.id })).map((one) => one.id)).toEqual([second.id, third.id])
    const input = {
      id: first.id,
      version: first.version,
      changeId: newId(),
      others: [second, third].map(({ id, version }) => ({ id, version })),
    }
    const [merged, again] = await Promise.all([client.orders.merge(input), client.orders.merge(input)])
    expect(again).toEqual(merged)
    expect(merged).toMatchObject({
      number: first.number,
      status: 'to-ship',
      remark: '早上送；后门卸货',
      mergedFrom: [{ number: second.number }, { number: third.number }],
    })
    expect(merged.lines.map((l) => [l.quantity, l.price, l.reserved])).toEqual([
      [15_000, 800_000, 15_000],
      [1000, 800_000, 1000],
      [2000, 700_000, 2000],
    ])
    expect(await client.orders.get({ id: second.id })).toMatchObject({
      status: 'void',
      number: second.number,
      mergedInto: { id: first.id, number: first.number },
    })
    expect([await reservedOf(a!.id), await reservedOf(b!.id)]).toEqual([15_000, 3000])
  })

  it('refuses other customers, other addresses and orders with notes, and changes nothing', async () => {
    const { client } = company
    const [mine, other] = [await makeCustomer(client), await makeCustomer(client)]
    const product = await makeProduct(client, { stock: 100 })
    const order = await submitOrder(client, mine.id, [line(product.id, 1)])
    const elsewhere = await submitOrder(client, mine.id, [line(product.id, 2)], { address: '东门仓库' })
    const foreign = await submitOrder(client, other.id, [line(product.id, 3)])
    const noted = await submitOrder(client, mine.id, [line(product.id, 4)])
    const [note] = await client.shipments.createForOrder({ orderId: noted.id, version: noted.version })
    const mergeWith = (one: { id: string; version: number }) =>
      codeOf(client.orders.merge({ ...order, changeId: newId(), others: [{ id: one.id, version: one.version }] }))
    expect(await mergeWith(elsewhere)).toMatchObject({ rule: 'MERGE_DIFFERENT', value: elsewhere.number })
    expect(await mergeWith(foreign)).toMatchObject({ rule: 'MERGE_DIFFERENT' })
    expect(await mergeWith(noted)).toMatchObject({ rule: 'IN_USE', value: note!.number })
    expect(await mergeWith(order)).toMatchObject({ rule: 'MERGE_DIFFERENT' })
    expect(await reservedOf(product.id)).toBe(10_000)
  })

  it('judges a waiting order with what came to it', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { creditLimit: 100_000 })
    const product = await makeProduct(client, { stock: 100 })
    const small = await submitOrder(client, customer.id, [line(product.id, 5)])
    const held = await submitOrder(client, customer.id, [line(product.id, 10)])
    expect([small.status, held.status]).toEqual(['to-ship', 'pending'])
    const merged = await client.orders.merge({
      ...small,
      changeId: newId(),
      others: [{ id: held.id, version: held.version }],
    })
    expect(merged).toMatchObject({ status: 'pending', total: 120_000 })
    const back = await client.orders.withdraw({ id: merged.id, version: merged.version })
    expect(back).toMatchObject({ status: 'to-ship', total: 40_000 })
    // what went into it is an order of its own again
    expect(await client.orders.get({ id: held.id })).toMatchObject({ status: 'pending', mergedInto: null })
    expect(await client.orders.mergeable({ id: merged.id })).toMatchObject([{ id: held.id }])
  })
})

describe('merging into an order that waits for its first approval', () => {
  async function waiting() {
    const { client } = company
    const customer = await makeCustomer(client, { creditLimit: 100_000 })
    const product = await makeProduct(client, { stock: 100 })
    const [small, held, last] = [
      await submitOrder(client, customer.id, [line(product.id, 5)]),
      await submitOrder(client, customer.id, [line(product.id, 10)], { remark: '早上送' }),
      await submitOrder(client, customer.id, [line(product.id, 11)], { remark: '后门卸货' }),
    ]
    const take = (order: { id: string; version: number }, other: { id: string; version: number }) =>
      client.orders.merge({
        id: order.id,
        version: order.version,
        changeId: newId(),
        others: [{ id: other.id, version: other.version }],
      })
    return { client, customer, product, small, held, last, take }
  }

  it.each(['withdraw', 'sendBack', 'reject'] as const)(
    '%s gives every order its lines back; the others are what they were',
    async (action) => {
      const { client, product, small, held, last, take } = await waiting()
      const reviewer = await company.as('reviewer')
      const once = await take(held, small)
      expect(once).toMatchObject({ status: 'pending', total: 120_000 })
      expect(await reservedOf(product.id)).toBe(0)
      const twice = await take(once, last)
      expect(twice).toMatchObject({ status: 'pending', total: 208_000, remark: '早上送；后门卸货' })
      expect(await codeOf(take(last, twice))).toMatchObject({ code: 'CONFLICT' })
      const change = { id: twice.id, version: twice.version, reason: '分开送' }
      const back = await reviewer.orders[action](change)
      expect(back).toMatchObject({
        review: action === 'reject' ? 'rejected' : 'draft',
        total: 80_000,
        remark: '早上送',
        mergedFrom: [],
      })
      expect(back.lines.map((l) => [l.quantity, l.reserved])).toEqual([[10_000, 0]])
      expect(await client.orders.get({ id: small.id })).toMatchObject({ status: 'to-ship', mergedInto: null })
      expect(await client.orders.get({ id: last.id })).toMatchObject({ status: 'pending', mergedInto: null })
      expect(await reservedOf(product.id)).toBe(5000)
      expect(await client.orders.changes({ id: back.id })).toMatchObject([{ outcome: 'refused', lines: [] }])
    },
  )

  it('approved it is one order; what waits is not merged into another', async () => {
    const { client, product, small, held, last, take } = await waiting()
    const reviewer = await company.as('reviewer')
    const merged = await take(held, small)
    expect(await codeOf(take(last, merged))).toMatchObject({ code: 'WRONG_STATE' })
    expect(await client.orders.mergeable({ id: last.id })).toEqual([])
    const approved = await reviewer.orders.approve({ id: merged.id, version: merged.version })
    expect(approved).toMatchObject({ status: 'to-ship', mergedFrom: [{ number: small.number }] })
    expect(await reservedOf(product.id)).toBe(15_000)
    expect(await client.orders.changes({ id: merged.id })).toMatchObject([
      { outcome: 'accepted', reason: small.number },
    ])
  })
})

describe('sending lines from several warehouses', () => {
  it('proposes whole packs from where most is free, and tells what nobody has', async () => {
    const { client } = company
    const [main] = await client.company.warehouses()
    const product = await makeProduct(client, { stock: 8 })
    const cold = newId()
    await client.company.saveWarehouse({ id: cold, version: 0, siteId: main!.siteId, code: 'LK', name: '冷库' })
    await postStock(client, 'surplus', [[product.id, 4]], { warehouseId: cold })
    const wanted = { productId: product.id, warehouseId: main!.id, quantity: 14_000, factor: 1000 }
    expect(await client.orders.placements({ lines: [wanted] })).toEqual([
      {
        line: 0,
        missing: 2000,
        parts: [
          { warehouseId: main!.id, warehouse: main!.name, quantity: 8000, free: 8000 },
          { warehouseId: cold, warehouse: '冷库', quantity: 4000, free: 4000 },
        ],
      },
    ])
    expect(await client.orders.placements({ lines: [{ ...wanted, quantity: 8000 }] })).toEqual([])
    expect((await client.orders.placements({ lines: [{ ...wanted, quantity: 8000 }, wanted] }))[0]).toMatchObject({
      line: 1,
      missing: 10_000,
    })
  })
})
