import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReviewSettings } from '../../../shared/contract/company.ts'
import type { Client } from '../../../shared/contract/index.ts'
import type { OrderView } from '../../../shared/contract/orders.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let desk: Client & { userId: string }
let chief: Client & { userId: string }
beforeEach(async () => {
  company = await createTestCompany()
  desk = await company.as('order-desk')
  chief = await company.as('reviewer')
})
afterEach(() => company.close())

async function setRules(rules: Partial<ReviewSettings>): Promise<void> {
  const now = await company.client.company.get()
  const settings = { ...now.settings, review: { ...now.settings.review, ...rules } }
  await company.client.company.update({ ...now, settings })
}
const roleId = async (code: string) => (await company.client.users.roles()).find((role) => role.code === code)!.id
const approve = (client: Client, { id, version }: OrderView, reason = '') =>
  client.orders.approve({ id, version, reason })

/** An order of `bags` bags at 80 yuan that is held for its stock. */
async function heldOrder(bags: number): Promise<OrderView> {
  const customer = await makeCustomer(company.client)
  const product = await makeProduct(company.client, { stock: 1 })
  const order = await submitOrder(desk, customer.id, [line(product.id, bags)])
  expect(order.status).toBe('pending')
  return order
}

describe('leave level by level', () => {
  beforeEach(async () => {
    const [first, second] = [await roleId('reviewer'), await roleId('owner')]
    await setRules({
      levels: [
        { fromAmount: 0, roleId: first },
        { fromAmount: 1_000_000, roleId: second },
      ],
    })
  })

  it('asks the next level only after the one before, and tells every step', async () => {
    const order = await heldOrder(200)
    expect(await codeOf(approve(company.client, order))).toMatchObject({ rule: 'OTHER_LEVEL' })
    const half = await approve(chief, order, '量大，已备货')
    expect(half).toMatchObject({ status: 'pending', review: 'pending' })
    expect(half.lines[0]!.reserved).toBe(0)
    expect(await codeOf(approve(chief, half))).toMatchObject({ rule: 'APPROVED_ALREADY' })
    const [waiting] = (await company.client.reviews.queue({})).rows
    expect(waiting).toMatchObject({ id: order.id, level: 2, levels: 2, mine: true, holds: ['stock-short'] })
    expect((await chief.reviews.queue({})).rows[0]).toMatchObject({ mine: false })
    const done = await approve(company.client, half)
    expect(done).toMatchObject({ status: 'to-ship', review: 'approved' })
    expect(done.lines[0]!.reserved).toBe(1000)
    const trail = await desk.reviews.trail({ id: order.id })
    expect(trail.runs).toMatchObject([{ run: 1, by: 'order-desk', outcome: 'hold', version: '5.2' }])
    expect(trail.decisions).toMatchObject([
      { kind: 'approve', level: 1, levels: 2, by: 'reviewer', for: '', reason: '量大，已备货' },
      { kind: 'approve', level: 2, levels: 2, by: '王掌柜', for: '' },
    ])
  })

  it('begins anew when the order was sent back and submitted again', async () => {
    const order = await heldOrder(200)
    const half = await approve(chief, order)
    const sentBack = await company.client.orders.sendBack({ id: order.id, version: half.version, reason: '数量再核' })
    const again = await desk.orders.submit({ id: order.id, version: sentBack.version })
    expect(await codeOf(approve(company.client, again))).toMatchObject({ rule: 'OTHER_LEVEL' })
    const small = await heldOrder(2)
    expect(await approve(chief, small)).toMatchObject({ status: 'to-ship' })
    const trail = await chief.reviews.trail({ id: order.id })
    expect(trail.decisions.map((d) => [d.run, d.kind, d.level])).toEqual([
      [1, 'approve', 1],
      [1, 'send-back', 2],
    ])
    expect(trail.levels).toEqual([
      { level: 1, role: '审核员', by: '' },
      { level: 2, role: '老板/管理员', by: '' },
    ])
  })
})

describe('deputies', () => {
  const days = { fromDay: '2026-11-23', toDay: '2026-11-24' }
  const name = (client: Client & { userId: string }, deputyId: string) =>
    client.users.saveDeputy({ id: newId(), version: 0, userId: client.userId, deputyId, ...days })

  it('see and act for the days they are named for, and the trail says for whom', async () => {
    const finance = await company.as('finance')
    const order = await heldOrder(5)
    expect(await codeOf(approve(finance, order))).toMatchObject({ code: 'FORBIDDEN' })
    const deputy = await name(chief, finance.userId)
    expect(await finance.users.deputies()).toEqual([deputy])
    expect((await finance.users.me()).rights).toContain('orders.review')
    expect((await finance.reviews.queue({})).rows).toMatchObject([{ mine: true, for: 'reviewer' }])
    await approve(finance, order)
    const trail = await finance.reviews.trail({ id: order.id })
    expect(trail.decisions).toMatchObject([{ kind: 'approve', by: 'finance', for: 'reviewer' }])
    const next = await heldOrder(5)
    company.clock.set('2026-11-25T01:00:00.000Z')
    expect(await codeOf(approve(finance, next))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('are named by oneself or by who manages users, and taken back at once', async () => {
    const finance = await company.as('finance')
    const input = { id: newId(), version: 0, userId: chief.userId, deputyId: finance.userId, ...days }
    expect(await codeOf(finance.users.saveDeputy(input))).toMatchObject({ code: 'FORBIDDEN' })
    const deputy = await company.client.users.saveDeputy(input)
    expect(await company.client.users.saveDeputy(input)).toEqual(deputy)
    const order = await heldOrder(5)
    await chief.users.endDeputy({ id: deputy.id, version: deputy.version })
    expect(await codeOf(approve(finance, order))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await codeOf(name(chief, chief.userId))).toMatchObject({ rule: 'DEPUTY_SELF' })
  })

  it('need the right to override from whom they act for', async () => {
    await setRules({ floorPrice: 'hold' })
    const finance = await company.as('finance')
    await name(chief, finance.userId)
    const customer = await makeCustomer(company.client)
    const product = await makeProduct(company.client, { stock: 9, floorPrice: 790_000 })
    const order = await submitOrder(desk, customer.id, [line(product.id, 1, 78)])
    expect(await codeOf(approve(finance, order))).toMatchObject({ rule: 'REASON_REQUIRED' })
    expect(await approve(finance, order, '老客户')).toMatchObject({ status: 'to-ship' })
  })
})

describe('rule 10', () => {
  it('holds orders below the least quantity, without full cartons, or after the cut-off', async () => {
    const customer = await makeCustomer(company.client)
    const product = await makeProduct(company.client, { stock: 100, saleMinimum: 5000, saleMultiple: 2000 })
    const found = (order: OrderView) =>
      order.reviewResults.filter((r) => r.outcome === 'hold').map((r) => [r.rule, r.measured, r.threshold, r.detail])
    const order = (bags: number, deliveryDay: string | null = null) =>
      submitOrder(desk, customer.id, [line(product.id, bags)], { deliveryDay })
    expect(found(await order(4))).toEqual([['sale-quantity', 4000, 5000, 'minimum']])
    expect(found(await order(7))).toEqual([['sale-quantity', 7000, 2000, 'multiple']])
    await setRules({ cutOffTime: '08:30' })
    // it is 9 o'clock: too late for tomorrow, early for the day after
    expect(found(await order(8, '2026-11-24'))).toEqual([['cut-off', 30, 0, '2026-11-23 08:30']])
    expect(found(await order(10, '2026-11-25'))).toEqual([])
    // a customer on a route has the route's own time: noon two days before
    const { routes } = company.client
    const times = { name: '城南', weekdays: 0b1111111, cutOffTime: '12:00', cutOffDays: 2 }
    const route = await routes.save({ id: newId(), version: 0, ...times })
    await routes.assign({ id: route.id, version: route.version, customerIds: [customer.id] })
    expect(found(await order(12, '2026-11-24'))).toEqual([['cut-off', 1260, 0, '2026-11-22 12:00']])
    expect(found(await order(14, '2026-11-25'))).toEqual([])
  })

  it('counts how often the rules were changed, whatever a client says', async () => {
    await setRules({ cutOffTime: '08:30', version: 77 })
    await setRules({})
    expect((await company.client.company.get()).settings.review.version).toBe(2)
  })
})
