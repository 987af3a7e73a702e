import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import type { PriceMask, Right } from '../../../shared/access.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { makeLotProduct, receiveLot } from '../lots/lots-world.ts'

/** Two months of orders: one customer every Monday, one every fortnight, one now and then, and a walk-in every day. */
let company: TestCompany
let client: Client
let flour: Outputs['products']['create']
let rice: Outputs['products']['create']
let weekly: Outputs['customers']['create']
let fortnightly: Outputs['customers']['create']
let rare: Outputs['customers']['create']
let shipped: Outputs['orders']['submit'][]

const at = (day: string) => company.clock.set(`${day}T01:00:00.000Z`)
const order = (customerId: string, ...goods: [product: { id: string }, bags: number][]) =>
  submitOrder(
    client,
    customerId,
    goods.map(([{ id }, bags]) => line(id, bags)),
  )

beforeAll(async () => {
  company = await createTestCompany()
  client = company.client
  at('2026-09-21')
  flour = await makeLotProduct(client, { name: '面粉' })
  rice = await makeProduct(client, { name: '大米', stock: 1000 })
  await receiveLot(company, 400, { productId: flour.id, productionDay: '2026-07-20' })
  const contacts = [{ name: '李姐', mobile: '13800000001' }]
  weekly = await makeCustomer(client, { name: '周周来', grade: 'A', contacts })
  fortnightly = await makeCustomer(client, { name: '隔周来', grade: 'B', minLife: 6667 })
  rare = await makeCustomer(client, { name: '难得来', grade: 'A' })
  shipped = []
  const days = ['09-21', '09-28', '10-05', '10-12', '10-19', '10-26', '11-02', '11-09', '11-16']
  for (const [i, day] of days.entries()) {
    at(`2026-${day}`)
    shipped.push(await order(weekly.id, [flour, 3], [rice, 1]))
    if (i % 2 === 0) await order(fortnightly.id, [rice, 5])
    if (i === 3) await order(rare.id, [flour, 2])
  }
  at('2026-11-23')
})
afterAll(() => company.close())

describe('segments', () => {
  it('are compared with all customers', async () => {
    const question = { from: '2026-09-01', to: '2026-11-23', basis: 'ordered' as const, value: 'A' }
    const { segments, ...answer } = await client.demand.segments(question)
    expect(segments).toEqual([
      { value: 'A', name: 'A', amount: 9 * 32_000 + 16_000, buyers: 2 },
      { value: 'B', name: 'B', amount: 5 * 40_000, buyers: 1 },
    ])
    expect(answer).toMatchObject({ amount: 304_000, amountOfAll: 504_000, buyers: 2, buyersOfAll: 3, goods: 2 })
    expect(answer.rows).toMatchObject([
      // 232,000 of 304,000 in the segment, 232,000 of 504,000 with all
      {
        name: '面粉',
        amount: 232_000,
        quantity: 29_000,
        share: 7632,
        shareOfAll: 4603,
        index: 16_579,
        reach: 10_000,
        reachOfAll: 6667,
      },
      {
        name: '大米',
        amount: 72_000,
        share: 2368,
        shareOfAll: 5397,
        index: 4389,
        buyers: 1,
        reach: 5000,
        reachOfAll: 6667,
      },
    ])
    const stock = await company.as('warehouse')
    expect(await codeOf(stock.demand.segments(question))).toMatchObject({ code: 'FORBIDDEN' })
  })
})

it('segments that were saved narrow every question of demand', async () => {
  const segmentId = newId()
  await client.segments.save({ id: segmentId, version: 0, name: '隔周', filter: { grade: 'B' } })
  const days = { from: '2026-09-01', to: '2026-11-23' }
  const byGrade = await client.demand.segments({ ...days, basis: 'ordered', value: 'B' })
  const question = { ...days, basis: 'ordered' as const, dimension: 'saved' as const, value: segmentId }
  expect(await client.demand.segments(question)).toEqual({
    ...byGrade,
    segments: [{ value: segmentId, name: '隔周', amount: 5 * 40_000, buyers: 1 }],
  })
  expect(byGrade.amount).toBe(5 * 40_000)
  expect((await client.demand.together({ ...days, segmentId })).orders).toBe(5)
  const calls = await client.demand.calls({ segmentId })
  expect(calls.known).toBe(1)
  expect(calls.rows.every(({ customerId }) => customerId === fortnightly.id)).toBe(true)
  expect(await codeOf(client.demand.calls({ segmentId: newId() }))).toMatchObject({ code: 'NOT_FOUND' })
})

it('the back-test answers for a company with little history', async () => {
  const test = await client.demand.backTest()
  expect(test).toMatchObject({ from: '2026-08-25', to: '2026-11-22', customers: 2 })
  expect(test.dates.ours.tries).toBe(test.purchases)
})

describe('lots to push', () => {
  it('are those that will not sell out, with who buys the goods and takes their age', async () => {
    at('2026-11-20')
    for (const { id, version } of shipped.slice(-3)) {
      const [note] = await client.shipments.createForOrder({ orderId: id, version })
      await client.shipments.confirm({ id: note!.id, version: note!.version })
    }
    at('2026-11-23')
    const { rows, count, lots } = await client.demand.push({ withinDays: 365 })
    expect({ count, lots }).toEqual({ count: 1, lots: 1 })
    const [row] = rows
    // 180 days from 07-20: until 2027-01-16; 9 bags left within 90 days, 29 are kept for orders or gone
    expect(row).toMatchObject({ name: '面粉', days: 54, expiryDay: '2027-01-16', free: 371_000, pace: 100 })
    expect(row).toMatchObject({
      unsold: 366_000,
      usualPrice: 800_000,
      suggestedPrice: 400_000,
      customers: 2,
      possible: 5000,
    })
    const { rows: takers } = await client.demand.lotCustomers({ lotId: row!.lotId })
    expect(takers.map(({ customer, times, quantity, price }) => [customer, times, quantity, price])).toEqual([
      ['周周来', 9, 3000, 800_000],
      ['难得来', 1, 2000, 800_000],
    ])
    expect((await client.demand.push({ withinDays: 30 })).rows).toEqual([])
    expect(await codeOf(client.demand.lotCustomers({ lotId: newId() }))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('baskets', () => {
  it('of a customer come with chance, quantity and amount', async () => {
    const { lines, purchases } = await client.demand.basket({ customerId: weekly.id })
    expect(purchases).toBe(9)
    const byName = new Map(lines.map((one) => [one.name, one]))
    expect(byName.get('面粉')).toMatchObject({
      quantity: 3000,
      amount: 24_000,
      times: 9,
      known: 9,
      lastDay: '2026-11-16',
    })
    expect(byName.get('大米')).toMatchObject({ quantity: 1000, amount: 8000 })
    const archived = await client.products.setStatus({ id: rice.id, version: rice.version, status: 'archived' })
    expect((await client.demand.basket({ customerId: weekly.id })).lines.map(({ name }) => name)).toEqual(['面粉'])
    await client.products.setStatus({ id: rice.id, version: archived.version, status: 'active' })
    expect(await client.demand.basket({ customerId: rare.id })).toMatchObject({ purchases: 1 })
  })

  it('of all customers make rules, counted on orders', async () => {
    const period = { from: '2026-09-01', to: '2026-11-23' }
    const all = await client.demand.together({ ...period, least: 2, confidence: 0 })
    // 9 orders with both, 1 with flour alone, 5 with rice alone
    expect(all).toMatchObject({ orders: 15, products: 2, sets: 1, least: 2, found: 0 })
    for (let i = 0; i < 4; i++) await order(rare.id, [await makeProduct(client, { name: `杂货${i}`, stock: 5 }), 1])
    const { rows, orders } = await client.demand.together({
      ...period,
      least: 2,
      confidence: 5000,
      productId: flour.id,
    })
    expect(orders).toBe(19)
    expect(rows).toMatchObject([
      { together: 9, withFrom: 10, withTo: 14, support: 4737, confidence: 9000, lift: 122, extra: 2 },
    ])
    expect(rows[0]!.to.name).toBe('大米')
  })
})

describe('the call list', () => {
  it('shows sales people their own customers only, and hides amounts from who may not see them', async () => {
    const seller = await company.as('sales')
    const basket = { customerId: weekly.id }
    expect(await seller.demand.calls({})).toMatchObject({ rows: [], known: 0 })
    expect(await codeOf(seller.demand.basket(basket))).toMatchObject({ code: 'NOT_FOUND' })
    await client.customers.update({ ...weekly, salesPersonId: seller.userId })
    expect((await seller.demand.calls({})).rows.map(({ customer }) => customer)).toEqual(['周周来'])
    expect(await seller.demand.basket(basket)).toMatchObject({ purchases: 9 })
    expect((await client.demand.calls({ personId: seller.userId })).rows).toHaveLength(1)

    // and the back-test is that of their own customers, once they may see reports
    expect(await codeOf(seller.demand.backTest())).toMatchObject({ code: 'FORBIDDEN' })
    const { id, version, name, rights, scope, mask } = (await client.users.roles()).find(
      ({ code }) => code === 'sales',
    )!
    const more = [...(rights as Right[]), 'reports.view' as const]
    await client.users.saveRole({ id, version, name, scope, rights: more, mask: mask as PriceMask[] })
    const [own, all] = [await seller.demand.backTest(), await client.demand.backTest()]
    expect({ own: own.customers, all: all.customers }).toEqual({ own: 1, all: 2 })
    expect(own.purchases).toBeLessThan(all.purchases)
  })

  it('has who is due, with phone and usual goods, until the order comes', async () => {
    const { rows, known, count, orderedToday } = await client.demand.calls({})
    expect({ known, count, orderedToday }).toEqual({ known: 2, count: rows.length, orderedToday: 0 })
    const [first] = rows
    expect(first).toMatchObject({
      customer: '周周来',
      contact: '李姐',
      phone: '13800000001',
      reason: 'due',
      dueDay: '2026-11-23',
      lastDay: '2026-11-16',
      usualGap: 7,
      purchases: 9,
      usualAmount: 32_000,
      lastContact: null,
      calledToday: false,
      goodsCount: 2,
    })
    expect(first!.chance).toBeGreaterThan(5000)
    expect(first!.expectedAmount).toBe(Math.round((first!.chance / 10_000) * 32_000))
    expect(first!.goods.map(({ name, quantity }) => [name, quantity]).sort()).toEqual([
      ['大米', 1000],
      ['面粉', 3000],
    ])

    await client.crm.log({ id: newId(), customerId: weekly.id, kind: 'call', text: '下午下单' })
    const called = (await client.demand.calls({})).rows.find(({ customerId }) => customerId === weekly.id)
    expect(called).toMatchObject({ calledToday: true, lastContact: { day: '2026-11-23', kind: 'call', by: '王掌柜' } })
    await order(weekly.id, [flour, 3])
    const after = await client.demand.calls({})
    expect(after).toMatchObject({ orderedToday: 1 })
    expect(after.rows.some(({ customerId }) => customerId === weekly.id)).toBe(false)
  })
})
