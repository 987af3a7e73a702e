import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReviewSettings } from '../../../shared/contract/company.ts'
import type { Client } from '../../../shared/contract/index.ts'
import type { OrderView, ShipmentView } from '../../../shared/contract/orders.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let warehouse: Client
let reviewer: Client
let productId: string
beforeEach(async () => {
  company = await createTestCompany()
  warehouse = await company.as('warehouse')
  reviewer = await company.as('reviewer')
  productId = (await makeProduct(company.client, { stock: 1000 })).id
})
afterEach(() => company.close())

async function setRules(rules: Partial<ReviewSettings>): Promise<void> {
  const now = await company.client.company.get()
  const settings = { ...now.settings, review: { ...now.settings.review, ...rules } }
  await company.client.company.update({ ...now, settings })
}
async function noteFor(order: OrderView): Promise<ShipmentView> {
  const [note] = await warehouse.shipments.createForOrder({ orderId: order.id, version: order.version })
  return note!
}
const confirm = ({ id, version }: ShipmentView, leftReason = '') =>
  warehouse.shipments.confirm({ id, version, leftReason })
const balanceOf = async (id: string) => (await company.client.customers.get({ id })).balance

/** A note of 800 yuan, approved when the customer's limit allowed it, and the limit lowered since. */
async function noteAboveLimit(): Promise<{ note: ShipmentView; customerId: string }> {
  const { client } = company
  const customer = await makeCustomer(client, { creditLimit: 100_000 })
  const note = await noteFor(await submitOrder(client, customer.id, [line(productId, 10)]))
  const { id, version, name } = await client.customers.get({ id: customer.id })
  await client.customers.update({ id, version, name, creditLimit: 50_000 })
  return { note, customerId: customer.id }
}

describe('judged again as goods leave', () => {
  it('stops the note, books nothing, and lets it go once released for what was seen', async () => {
    const { note, customerId } = await noteAboveLimit()
    const stopped = await confirm(note)
    expect(stopped).toMatchObject({ status: 'draft', check: { outcome: 'stopped', waiting: true, amount: null } })
    expect(await balanceOf(customerId)).toBe(0)
    const [waiting, ...others] = await reviewer.reviews.stopped()
    expect(others).toEqual([])
    expect(waiting).toMatchObject({ shipmentId: note.id, amount: 80_000, mayRelease: true, run: 1 })
    expect(waiting!.results.filter((r) => r.outcome === 'hold')).toMatchObject([
      { rule: 'credit-limit', measured: 80_000, threshold: 50_000 },
    ])
    // tried again it waits again, in the queue once
    await confirm(stopped)
    expect(await reviewer.reviews.stopped()).toMatchObject([{ run: 2 }])
    const release = { shipmentId: note.id, run: 2, reason: '老板同意' }
    expect(await codeOf(reviewer.reviews.release({ ...release, run: 1 }))).toMatchObject({ code: 'CONFLICT' })
    expect(await codeOf(reviewer.reviews.release({ ...release, reason: '' }))).toMatchObject({
      rule: 'REASON_REQUIRED',
    })
    expect(await codeOf(company.client.reviews.release(release))).toMatchObject({ rule: 'OWN_ORDER_REVIEW' })
    await reviewer.reviews.release(release)
    await reviewer.reviews.release(release)
    expect(await reviewer.reviews.stopped()).toEqual([])
    expect(await confirm(stopped)).toMatchObject({ status: 'posted' })
    expect(await balanceOf(customerId)).toBe(80_000)
    const { shipments } = await reviewer.reviews.trail({ id: note.orderId })
    expect(shipments.map((one) => [one.outcome, one.decision?.by ?? '', one.decision?.reason ?? ''])).toEqual([
      ['stopped', '', ''],
      ['stopped', 'reviewer', '老板同意'],
    ])
  })

  it('counts a release for no more than was seen', async () => {
    const { note } = await noteAboveLimit()
    const { id, driver, plate, remark } = note
    const quantities = (bags: number) => note.lines.map(({ lineNo }) => ({ lineNo, quantity: bags * 1000 }))
    const less = await warehouse.shipments.update({
      id,
      version: note.version,
      driver,
      plate,
      remark,
      lines: quantities(8),
    })
    await confirm(less)
    await reviewer.reviews.release({ shipmentId: id, run: 1, reason: '先发八袋' })
    const more = await warehouse.shipments.update({
      id,
      version: less.version,
      driver,
      plate,
      remark,
      lines: quantities(10),
    })
    expect(await confirm(more)).toMatchObject({ status: 'draft', check: { run: 2, waiting: true } })
  })

  it('always books goods that have left, and tells a reviewer', async () => {
    const { note, customerId } = await noteAboveLimit()
    expect(await confirm(note, '司机已经出门')).toMatchObject({ status: 'posted', check: { outcome: 'left' } })
    expect(await balanceOf(customerId)).toBe(80_000)
    const [left] = await reviewer.reviews.stopped()
    expect(left).toMatchObject({ outcome: 'left', leftReason: '司机已经出门' })
    await reviewer.reviews.release({ shipmentId: note.id, run: 1 })
    expect(await reviewer.reviews.stopped()).toEqual([])
  })

  it('stops for a frozen customer and for debts that have become overdue, not for what a person let pass', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { creditLimit: 60_000 })
    const held = await submitOrder(client, customer.id, [line(productId, 10)])
    expect(held.status).toBe('pending')
    const passed = await reviewer.orders.approve({ id: held.id, version: held.version, reason: '' })
    expect(await confirm(await noteFor(passed))).toMatchObject({ status: 'posted', check: { outcome: 'pass' } })

    const other = await makeCustomer(client, { openingBalance: 200_000 })
    const early = await noteFor(await submitOrder(client, other.id, [line(productId, 1)]))
    company.clock.advance(9 * 86_400_000)
    expect((await confirm(early)).check).toMatchObject({ outcome: 'stopped' })

    const third = await makeCustomer(client)
    const note = await noteFor(await submitOrder(client, third.id, [line(productId, 1)]))
    const { id, version } = await client.customers.get({ id: third.id })
    await client.customers.setStatus({ id, version, status: 'frozen' })
    expect((await confirm(note)).check).toMatchObject({ outcome: 'stopped' })
  })

  it('passes by itself once the reason is gone, and is not asked where the company does not want it', async () => {
    const { note, customerId } = await noteAboveLimit()
    await confirm(note)
    await company.client.settlement.receive({ id: newId(), customerId, amount: 40_000, method: 'cash' })
    expect(await confirm(note)).toMatchObject({ status: 'posted', check: { run: 2, outcome: 'pass' } })
    expect(await reviewer.reviews.stopped()).toEqual([])
    await setRules({ atShipment: false })
    const next = await noteAboveLimit()
    expect(await confirm(next.note)).toMatchObject({ status: 'posted', check: null })
  })
})

describe('branches that work on their own', () => {
  it('have rooms in a customer’s limit; all together never owe more than it', async () => {
    const { client } = company
    const branch = newId()
    const store = newId()
    const site = { id: branch, version: 0, code: 'WH', name: '武汉', creditShare: 3000 }
    await client.company.saveSite(site)
    await client.company.saveWarehouse({ id: store, version: 0, siteId: branch, code: 'WH1', name: '武汉仓' })
    const customer = await makeCustomer(client, { creditLimit: 100_000 })
    const order = (yuan: number, warehouseId: string | null) =>
      submitOrder(client, customer.id, [line(productId, 1, yuan)], { warehouseId })
    const credit = (view: OrderView) => {
      const { outcome, measured, threshold, detail } = view.reviewResults.find((r) => r.rule === 'credit-limit')!
      return [outcome, measured, threshold, detail]
    }
    await setRules({ stockShort: 'warn', margin: 'off' })
    expect(credit(await order(200, store))).toEqual(['pass', 20_000, 30_000, '武汉'])
    expect(credit(await order(101, store))).toEqual(['hold', 30_100, 30_000, '武汉'])
    // what the branch used is not counted twice: head office has its own part
    expect(credit(await order(700, null))).toEqual(['pass', 70_000, 70_000, ''])
    expect(credit(await order(1, null))).toEqual(['hold', 70_100, 70_000, ''])
    expect(await client.reviews.setRoom({ customerId: customer.id, siteId: branch, amount: 40_000 })).toEqual([
      { siteId: branch, site: '武汉', amount: 40_000, isOwn: true, balance: 0, openOrders: 20_000 },
    ])
    expect(credit(await order(102, store))).toEqual(['pass', 30_200, 40_000, '武汉'])
    expect((await client.customers.panel({ id: customer.id })).rooms).toHaveLength(1)
    expect(
      await codeOf(client.reviews.setRoom({ customerId: customer.id, siteId: branch, amount: 100_001 })),
    ).toMatchObject({ rule: 'ROOMS_ABOVE_LIMIT' })
    await client.reviews.setRoom({ customerId: customer.id, siteId: branch, amount: null })
    expect(await client.reviews.rooms({ customerId: customer.id })).toMatchObject([{ amount: 30_000, isOwn: false }])
  })
})
