import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDueOrders, startStandingOrders } from '../../../electron/backend/jobs/standing-orders.ts'
import type { Inputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { makeCustomer, makeProduct, submitOrder, line } from '../../support/make.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const DAY = 86_400_000
type Fields = Inputs['orderPlans']['save']

async function makePlan(fields: Partial<Fields> = {}) {
  const { client } = company
  const customer = await makeCustomer(client, { addresses: [{ address: '南门 3 号', contact: '张姐' }] })
  const product = await makeProduct(client, { stock: 100 })
  const plan = await client.orderPlans.save({
    id: newId(),
    version: 0,
    name: '每周二面粉',
    customerId: customer.id,
    lines: [{ productId: product.id, unit: '袋', quantity: 5000 }],
    ...fields,
  })
  return { customer, product, plan }
}

/** Tuesdays; the clock stands on a Monday. */
const tuesdays = (more: object = {}) => ({
  rhythm: {
    rhythm: 'weekdays',
    weekdays: 0b10,
    intervalDays: 0,
    monthDays: 0,
    fromDay: '2026-11-23',
    toDay: null,
    ...more,
  } as const,
})
const run = async () => makeDueOrders(company.application, await company.application.company(company.companyId))

describe('templates', () => {
  it('make a draft with today’s prices for the customer, once', async () => {
    const { client } = company
    const { plan, product, customer } = await makePlan()
    const input = { id: plan.id, newId: newId(), customerId: customer.id }
    const [one, two] = [await client.orderPlans.order(input), await client.orderPlans.order(input)]
    expect(two).toEqual(one)
    expect(one).toMatchObject({ status: 'draft', address: '南门 3 号', plan: { id: plan.id }, total: 40_000 })
    expect(one.lines[0]).toMatchObject({ productId: product.id, quantity: 5000, price: 800_000 })
    const other = await makeCustomer(client)
    expect(await codeOf(client.orderPlans.order({ ...input, newId: newId(), customerId: other.id }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('standing orders', () => {
  it('make their order on the day, once, however often somebody looks', async () => {
    const { client, clock } = company
    const { plan } = await makePlan({ ...tuesdays(), mode: 'submit' })
    expect(plan.nextDay).toBe('2026-11-24')
    await run()
    expect((await client.orders.list({})).rows).toEqual([])
    clock.advance(DAY)
    await Promise.all([run(), run()])
    await run()
    const { rows } = await client.orders.list({})
    expect(rows).toMatchObject([{ status: 'to-ship', day: '2026-11-24' }])
    const after = await client.orderPlans.get({ id: plan.id })
    expect(after).toMatchObject({ nextDay: '2026-12-01', last: { day: '2026-11-24', order: { id: rows[0]!.id } } })
  })

  it('list the days nobody was there for, and make or drop each when asked', async () => {
    const { client, clock } = company
    const { plan } = await makePlan(tuesdays())
    clock.advance(15 * DAY)
    await run()
    let now = await client.orderPlans.get({ id: plan.id })
    expect(now.open.map((one) => [one.day, one.outcome])).toEqual([
      ['2026-12-01', 'missed'],
      ['2026-11-24', 'missed'],
    ])
    expect(now.last?.day).toBe('2026-12-08')
    const ask = { id: plan.id, day: '2026-12-01', how: 'make' } as const
    await Promise.all([client.orderPlans.settle(ask), client.orderPlans.settle(ask)])
    now = await client.orderPlans.settle({ id: plan.id, day: '2026-11-24', how: 'drop' })
    expect(now.open).toEqual([])
    expect(now.runs.map((one) => [one.day, one.outcome])).toEqual([
      ['2026-12-08', 'made'],
      ['2026-12-01', 'made'],
      ['2026-11-24', 'dropped'],
    ])
    expect((await client.orders.list({})).rows).toHaveLength(2)
  })

  it('skip the next day when told, and rest on days off', async () => {
    const { client, clock } = company
    const { plan } = await makePlan(tuesdays())
    await client.routes.saveDayOff({
      id: newId(),
      version: 0,
      name: '盘点',
      fromDay: '2026-12-01',
      toDay: '2026-12-02',
    })
    const skipped = await client.orderPlans.skipNext({ id: plan.id, version: plan.version })
    expect(skipped.nextDay).toBe('2026-12-08')
    expect(await codeOf(client.orderPlans.skipNext({ id: plan.id, version: plan.version }))).toMatchObject({
      code: 'CONFLICT',
    })
    clock.advance(15 * DAY)
    await run()
    const after = await client.orderPlans.get({ id: plan.id })
    expect(after.runs.map((one) => [one.day, one.outcome])).toEqual([
      ['2026-12-08', 'made'],
      ['2026-11-24', 'skipped'],
    ])
  })

  it('tell why an order could not be made, and make it when the cause is gone', async () => {
    const { client, clock } = company
    const { plan, customer } = await makePlan({ ...tuesdays(), mode: 'submit' })
    const frozen = await client.customers.setStatus({ id: customer.id, version: customer.version, status: 'frozen' })
    clock.advance(DAY)
    await run()
    const failed = await client.orderPlans.get({ id: plan.id })
    expect(failed.open).toMatchObject([{ day: '2026-11-24', outcome: 'failed', problem: 'CUSTOMER_FROZEN' }])
    expect((await client.orders.list({})).rows).toEqual([])
    await client.customers.setStatus({ id: customer.id, version: frozen.version, status: 'active' })
    const made = await client.orderPlans.settle({ id: plan.id, day: '2026-11-24', how: 'make' })
    expect(made).toMatchObject({ open: [], last: { day: '2026-11-24' } })
  })

  it('are made by the running program as soon as a plan is due', async () => {
    const { client } = company
    const job = startStandingOrders(company.application, { every: 3_600_000 })
    await makePlan({ ...tuesdays({ weekdays: 0b1 }) })
    await job.stop()
    await run()
    expect((await client.orders.list({})).rows).toHaveLength(1)
  })

  it('need a customer and days', async () => {
    expect(await codeOf(makePlan({ ...tuesdays(), customerId: null }))).toMatchObject({ rule: 'CUSTOMER_REQUIRED' })
    expect(await codeOf(makePlan(tuesdays({ weekdays: 0 })))).toMatchObject({ rule: 'RHYTHM_EMPTY' })
  })
})

describe('routes', () => {
  it('propose the day of delivery, tell a cut-off that is over, and filter orders', async () => {
    const { client, clock } = company
    const [a, b] = [await makeCustomer(client), await makeCustomer(client)]
    const fields = { name: '城东', weekdays: 0b0010101, cutOffTime: '16:00', cutOffDays: 1 }
    const route = await client.routes.save({ id: newId(), version: 0, ...fields })
    expect(route).toMatchObject({ nextDay: '2026-11-25', customers: 0 })
    await client.routes.assign({ id: route.id, version: route.version, customerIds: [b.id, a.id] })
    expect((await client.routes.customers({ id: route.id })).map((one) => one.id)).toEqual([b.id, a.id])
    expect(await client.routes.delivery({ customerId: a.id, day: null })).toEqual({
      route: { id: route.id, name: '城东' },
      proposed: '2026-11-25',
      cutOff: { day: '2026-11-24', time: '16:00' },
      passed: false,
      idle: false,
    })
    clock.set('2026-11-24T08:30:00.000Z')
    expect(await client.routes.delivery({ customerId: a.id, day: '2026-11-25' })).toMatchObject({
      proposed: '2026-11-27',
      passed: true,
    })
    expect(await client.routes.delivery({ customerId: a.id, day: '2026-11-26' })).toMatchObject({ idle: true })
    const product = await makeProduct(client, { stock: 10 })
    const order = await submitOrder(client, a.id, [line(product.id, 1)], { deliveryDay: '2026-11-27' })
    await submitOrder(client, (await makeCustomer(client)).id, [line(product.id, 1)])
    const ids = async (filter: Inputs['orders']['list']['filter']) =>
      (await client.orders.list({ filter })).rows.map((row) => row.id)
    expect(await ids({ routeId: route.id })).toEqual([order.id])
    expect(await ids({ deliveryDay: '2026-11-27' })).toEqual([order.id])
    expect(await codeOf(client.routes.save({ id: newId(), version: 0, ...fields }))).toMatchObject({
      code: 'DUPLICATE',
    })
  })
})
