import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Inputs } from '../../../shared/contract/index.ts'
import type { OrderView } from '../../../shared/contract/orders.ts'
import type { OrderPayment } from '../../../shared/domain/order/payment.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let productId: string
beforeEach(async () => {
  company = await createTestCompany()
  productId = (await makeProduct(company.client, { stock: 1000 })).id
})
afterEach(() => company.close())

/** An order of ten bags, 800 yuan. */
const order = (customerId: string, payBy?: OrderPayment) =>
  submitOrder(company.client, customerId, [line(productId, 10)], payBy ? { payBy } : {})
const outcomeOf = (view: OrderView, rule: string) => view.reviewResults.find((one) => one.rule === rule)?.outcome
async function ship({ id, version }: OrderView) {
  const [note] = await company.client.shipments.createForOrder({ orderId: id, version })
  return company.client.shipments.confirm({ id: note!.id, version: note!.version })
}

it('is paid as is usual for the customer unless another way is chosen; the choice stays with copies of the draft', async () => {
  const { client } = company
  const terms: [Partial<Inputs['customers']['create']>, OrderPayment][] = [
    [{ settlement: 'cash' }, 'cash'],
    [{ settlement: 'cash', payMethod: 'wechat' }, 'wechat'],
    [{ settlement: 'cash', payMethod: 'cheque' }, 'cash'],
    [{ settlement: 'cod', payMethod: 'wechat' }, 'cod'],
    [{ settlement: 'monthly' }, 'account'],
    [{ settlement: 'credit', creditDays: 15 }, 'account'],
    [{ settlement: 'deposit' }, 'deposit'],
  ]
  for (const [fields, expected] of terms) {
    const { id } = await makeCustomer(client, fields)
    expect((await client.customers.panel({ id })).payBy).toBe(expected)
    expect((await order(id)).payBy).toBe(expected)
    expect((await order(id, 'transfer')).payBy).toBe('transfer')
  }
})

it('waits for a person when it is paid later than agreed, and not again once somebody let it', async () => {
  const { client } = company
  const { id } = await makeCustomer(client, { settlement: 'cash' })
  const held = await order(id, 'account')
  expect([held.status, outcomeOf(held, 'later-payment')]).toEqual(['pending', 'hold'])
  expect(held.reviewResults).toContainEqual(expect.objectContaining({ rule: 'later-payment', detail: 'cash account' }))
  const reviewer = await company.as('reviewer')
  const approved = await reviewer.orders.approve({ id: held.id, version: held.version })
  const lines = approved.lines.map((one) => ({ ...one, price: one.price!, quantity: 12_000 }))
  const change = { ...approved, changeId: newId(), order: { ...approved, discount: 0, lines } }
  const amended = await client.orders.amend(change)
  expect([amended.status, amended.payBy]).toEqual(['to-ship', 'account'])
  // at once again: nobody has to look at that
  const now = { ...change, version: amended.version, changeId: newId() }
  const atOnce = await client.orders.amend({ ...now, order: { ...now.order, payBy: 'transfer' } })
  expect([atOnce.status, atOnce.payBy]).toEqual(['to-ship', 'transfer'])
  expect((await client.orders.changes({ id: held.id }))[0]).toMatchObject({
    before: { payBy: 'account' },
    after: { payBy: 'transfer' },
  })
  const ahead = await makeCustomer(client, { settlement: 'deposit' })
  expect((await order(ahead.id, 'cod')).status).toBe('pending')
  expect((await order(ahead.id, 'wechat')).status).toBe('to-ship')
})

it('asks no credit when its own money is there, whatever the customer’s terms', async () => {
  const { client } = company
  const { id } = await makeCustomer(client, { settlement: 'monthly', creditDays: 30, creditLimit: 100_000 })
  await ship(await order(id))
  const held = await order(id, 'transfer')
  expect([held.status, outcomeOf(held, 'credit-limit')]).toEqual(['pending', 'hold'])
  const draft = { customerId: id, payBy: 'transfer' as const, lines: [line(productId, 10)] }
  const saved = await client.orders.saveDraft({ id: newId(), version: 0, draft })
  const [account] = await client.money.accounts({})
  // what is kept for this order settles no older bill
  await client.money.record({
    id: newId(),
    kind: 'receipt',
    partyId: id,
    orderId: saved.id,
    rest: 'hold',
    lines: [{ accountId: account!.id, method: 'transfer', amount: 80_000 }],
  })
  const paid = await client.orders.submit({ id: saved.id, version: saved.version })
  expect([paid.status, outcomeOf(paid, 'prepaid'), outcomeOf(paid, 'credit-limit')]).toEqual([
    'to-ship',
    'pass',
    undefined,
  ])
  const onAccount = await order(id, 'account')
  expect(outcomeOf(onAccount, 'prepaid')).toBeUndefined()
})

it('decides when the bill is due, what the driver takes, and what the note says', async () => {
  const { client } = company
  const { id } = await makeCustomer(client, { settlement: 'monthly', creditDays: 30 })
  const notes = []
  for (const payBy of ['account', 'cod', 'alipay'] as const) {
    const note = await ship(await order(id, payBy))
    expect(note.payBy).toBe(payBy)
    notes.push(note)
  }
  const { rows } = await client.settlement.entries({ customerId: id })
  const dueOf = (number: string) => rows.find((one) => one.documentNumber === number)!.dueDay
  expect(notes.map((note) => dueOf(note.number))).toEqual(['2026-12-23', '2026-11-23', '2026-11-23'])
  const trip = await client.trips.save({ id: newId(), version: 0, shipmentIds: notes.map((note) => note.id) })
  expect(trip.notes.map((note) => [note.payBy, note.collect])).toEqual([
    ['account', 0],
    ['cod', 80_000],
    ['alipay', 0],
  ])
  const { html } = await client.shipments.print({ ids: notes.map((note) => note.id) })
  for (const text of ['月结 30 天', '货到付款', '支付宝']) expect(html).toContain(text)
})
