import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { openTill, type Till } from '../../support/gateways/till.ts'
import { ledgerOf } from '../../support/ledger.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
let till: Till
let customerId: string
beforeAll(async () => {
  company = await createTestCompany()
  till = await openTill(company)
})
beforeEach(async () => {
  company.clock.set('2026-11-23T01:00:00Z')
  for (const server of Object.values(till.servers)) server.fault = () => 'none'
  customerId = (await makeCustomer(company.client, { openingBalance: 20_000 })).id
})
afterAll(async () => {
  await till.close()
  await company.close()
})

type Wanted = Partial<Parameters<TestCompany['client']['onlinePayments']['start']>[0]>
const start = (wanted: Wanted = {}) =>
  company.client.onlinePayments.start({
    id: newId(),
    customerId,
    gateway: 'wechat',
    way: 'qr',
    amount: 12_345,
    ...wanted,
  })
const ask = (id: string) => company.client.onlinePayments.ask({ id })
const balance = async () => (await company.client.customers.get({ id: customerId })).balance
const refund = (paymentId: string, amount: number, id = newId()) =>
  company.client.onlinePayments.refund({ id, paymentId, amount, reason: '多付' })
const PAY_CODE = { wechat: '134511727606227397', alipay: '281511727606227397' }

describe.each(['wechat', 'alipay', 'stripe'] as const)('%s', (gateway) => {
  it('books a payment once, however often and in whatever order it is heard of', async () => {
    const id = newId()
    const made = await start({ id, gateway })
    expect(made).toMatchObject({ state: 'pending', qr: expect.any(String), paidAmount: null, receiptId: null })
    expect(await start({ id, gateway })).toEqual(made)
    expect(await codeOf(start({ id, gateway, amount: 12_346 }))).toMatchObject({ code: 'DUPLICATE' })
    expect((await ask(id)).state).toBe('pending')

    till.servers[gateway].pay(id)
    await Promise.all([ask(id), ask(id), company.client.onlinePayments.close({ id })])
    const paid = await ask(id)
    expect(paid).toMatchObject({ state: 'paid', paidAmount: 12_345, qr: null, flag: null, problem: '' })
    expect(paid.receiptNumber).toMatch(/^SK-ZB-261123-\d{4}$/)
    expect(await balance()).toBe(7_655)
    expect(await till.booked(customerId)).toBe(12_345)
  })

  it('asks again when the reply to the order got lost, under the same number', async () => {
    const server = till.servers[gateway]
    server.fault = () => 'cut-after'
    const lost = await start({ gateway })
    expect(lost).toMatchObject({ state: 'created', qr: null })
    expect(lost.problem).not.toBe('')
    server.fault = () => 'none'
    expect(await ask(lost.id)).toMatchObject({ state: 'pending', qr: expect.any(String), problem: '' })
    expect([...server.trades.keys()].filter((number) => number === lost.id)).toHaveLength(1)
  })

  it('books what arrives after it was closed, and another amount as it came: both for a person to look at', async () => {
    const late = await start({ gateway })
    expect(await company.client.onlinePayments.close({ id: late.id })).toMatchObject({ state: 'closed', qr: null })
    till.servers[gateway].pay(late.id, { anyway: true })
    expect(await ask(late.id)).toMatchObject({ state: 'paid', flag: 'late', paidAmount: 12_345 })

    const less = await start({ gateway })
    till.servers[gateway].pay(less.id, { amount: 12_000 })
    const flagged = await ask(less.id)
    expect(flagged).toMatchObject({ state: 'paid', flag: 'amount', amount: 12_345, paidAmount: 12_000 })
    expect(await till.booked(customerId)).toBe(12_345 + 12_000)
    const { id, version } = flagged
    const done = await company.client.onlinePayments.settleFlag({ id, version, note: '客户少付，已补现金' })
    expect(done).toMatchObject({ flag: null, flagNote: '客户少付，已补现金' })
    expect(await codeOf(company.client.onlinePayments.settleFlag({ id, version, note: 'x' }))).toMatchObject({
      code: 'CONFLICT',
    })

    const foreign = await start({ gateway })
    till.servers[gateway].pay(foreign.id, { currency: 'USD' })
    expect(await ask(foreign.id)).toMatchObject({ state: 'pending', flag: 'currency', receiptId: null })
  })

  it('ends a payment nobody made in time', async () => {
    const { id } = await start({ gateway })
    company.clock.advance(36 * 60_000)
    expect(await ask(id)).toMatchObject({ state: 'closed', qr: null })
    expect(await till.booked(customerId)).toBe(0)
  })

  it('gives parts back once each, whatever gets lost, and never more than was paid', async () => {
    const server = till.servers[gateway]
    const { id } = await start({ gateway })
    expect(await codeOf(refund(id, 100))).toMatchObject({ code: 'WRONG_STATE' })
    server.pay(id)
    await ask(id)
    const first = newId()
    server.fault = ({ method }) => (method === 'POST' ? 'cut-after' : 'none')
    await refund(id, 2_345, first)
    await refund(id, 2_345, first)
    server.fault = () => 'none'
    expect(await ask(id)).toMatchObject({ state: 'paid', refunded: 2_345, refunds: [{ id: first, state: 'done' }] })
    expect(await balance()).toBe(10_000)
    expect(await codeOf(refund(id, 10_001))).toMatchObject({ rule: 'REFUND_MORE_THAN_PAID' })

    server.fault = () => 'error-before'
    expect(await refund(id, 10_000)).toMatchObject({ state: 'refunding', refunded: 2_345 })
    server.fault = () => 'none'
    await ask(id)
    expect(await ask(id)).toMatchObject({ state: 'refunded', refunded: 12_345 })
    expect(await till.booked(customerId)).toBe(0)
    expect(await balance()).toBe(20_000)
  })

  it('says that a refund was refused and lets the payment stand', async () => {
    const server = till.servers[gateway]
    const { id } = await start({ gateway })
    server.pay(id)
    await ask(id)
    // somebody gave most of it back in the service's own pages
    server.trades.get(id)!.refunds.set(newId(), { amount: 12_000, refundNo: 'R1', at: company.clock.now() })
    const refused = await refund(id, 1_000)
    expect(refused).toMatchObject({ state: 'paid', flag: 'refund-stuck', refunds: [{ state: 'failed' }] })
    expect(await till.booked(customerId)).toBe(12_345)
  })
})

describe.each(['wechat', 'alipay'] as const)('付款码 of %s', (gateway) => {
  const scan = (wanted: Wanted = {}) => start({ gateway, way: 'code', authCode: PAY_CODE[gateway], ...wanted })

  it('is booked at once; a lost reply is asked for', async () => {
    expect(await scan()).toMatchObject({ state: 'paid', paidAmount: 12_345 })
    const server = till.servers[gateway]
    server.fault = () => 'cut-after'
    const lost = await scan()
    expect(lost.state).toBe('created')
    server.fault = () => 'none'
    expect((await ask(lost.id)).state).toBe('paid')
    expect(await till.booked(customerId)).toBe(24_690)
  })

  it('is refused with the service’s words; one it never heard of ends by itself', async () => {
    const code = PAY_CODE[gateway].slice(0, -4) + '0000'
    const refused = await scan({ authCode: code })
    expect(refused.state).toBe('failed')
    expect(refused.problem).toMatch(/付款码/)
    expect(await codeOf(scan({ authCode: '6901234567892' }))).toMatchObject({ rule: 'PAY_CODE_INVALID' })
    const server = till.servers[gateway]
    server.fault = () => 'cut-before'
    const lost = await scan()
    server.fault = () => 'none'
    expect((await ask(lost.id)).state).toBe('created')
    company.clock.advance(3 * 60_000)
    expect((await ask(lost.id)).state).toBe('closed')
    expect(await till.booked(customerId)).toBe(0)
  })
})

it('books into the day the customer paid, or today when that month is agreed', async () => {
  const late = await start()
  till.servers.wechat.pay(late.id)
  const agreed = await start()
  till.servers.wechat.pay(agreed.id)
  company.clock.set('2026-11-24T01:00:00Z')
  await ask(late.id)
  const { unit } = await ledgerOf(company)
  const lock = (no: number, until: string | null) =>
    unit(async (ctx) => {
      const values = { no, locked_until: until, reason: '结账', user_id: ctx.user.id, at: ctx.at }
      await ctx.db.insertInto('period_lock').values(values).execute()
    })
  await lock(1, '2026-11-23')
  expect((await ask(agreed.id)).state).toBe('paid')
  const { rows } = await company.client.settlement.entries({ customerId })
  const receipts = rows.filter((row) => row.kind === 'receipt').map(({ day, amount }) => ({ day, amount }))
  expect(receipts).toEqual([
    { day: '2026-11-24', amount: -12_345 },
    { day: '2026-11-23', amount: -12_345 },
  ])
  await lock(2, null)
})

it('an order’s payment waits for that order; a stranger’s order is refused', async () => {
  const other = await makeCustomer(company.client)
  const { orders } = company.client
  const order = await orders.saveDraft({ id: newId(), version: 0, draft: { customerId: other.id, lines: [] } })
  expect(await codeOf(start({ orderId: order.id }))).toMatchObject({ code: 'NOT_FOUND' })
  const made = await start({ customerId: other.id, orderId: order.id })
  till.servers.wechat.pay(made.id)
  expect(await ask(made.id)).toMatchObject({ state: 'paid', orderId: order.id })
})

it('is asked of nobody but the merchant it was made with', async () => {
  const { id } = await start()
  till.servers.wechat.pay(id)
  const [wechat] = await company.client.onlinePayments.gateways()
  const settings = { ...wechat!.settings, merchantId: '1900000999' }
  await company.client.onlinePayments.saveGateway({ ...wechat!, settings, secrets: {} })
  company.clock.advance(3_600_000)
  expect(await ask(id)).toMatchObject({ state: 'pending', problem: 'ACCOUNT_CHANGED' })
  const now = (await company.client.onlinePayments.gateways())[0]!
  await company.client.onlinePayments.saveGateway({ ...now, settings: wechat!.settings, secrets: {} })
  expect(await ask(id)).toMatchObject({ state: 'paid', problem: '' })
})

it('a receipt of online money is not voided by hand', async () => {
  const { id } = await start()
  till.servers.wechat.pay(id)
  const { receiptId } = await ask(id)
  const voided = company.client.money.void({ id: receiptId!, version: 1, reason: '错了' })
  expect(await codeOf(voided)).toMatchObject({ rule: 'PAID_ONLINE' })
})

it('shows each user what is theirs, and finds payments', async () => {
  // later than all others
  company.clock.set('2026-12-01T01:00:00Z')
  const sales = await company.as('sales')
  const own = await makeCustomer(company.client, { name: '老张面馆', salesPersonId: sales.userId })
  const first = await start({ customerId: own.id })
  const second = await start({ gateway: 'alipay', amount: 500 })
  till.servers.alipay.pay(second.id)
  await ask(second.id)
  const { onlinePayments } = company.client
  const ids = async (input: Parameters<typeof onlinePayments.list>[0], client = company.client) =>
    (await client.onlinePayments.list(input)).rows.map(({ id }) => id)
  expect((await ids({})).slice(0, 2)).toEqual([second.id, first.id])
  expect(await ids({}, sales)).toEqual([first.id])
  expect(await ids({ states: ['paid'], customerId })).toEqual([second.id])
  expect(await ids({ gateway: 'wechat', from: '2026-12-01', to: '2026-12-01' })).toEqual([first.id])
  expect(await ids({ search: '老张' })).toEqual([first.id])
  expect(await ids({ flagged: true, customerId })).toEqual([])
  const page = await onlinePayments.list({ limit: 1 })
  expect(await ids({ limit: 1, cursor: page.next! })).toEqual([first.id])
  expect(await codeOf(sales.onlinePayments.get({ id: second.id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await codeOf(sales.onlinePayments.ask({ id: second.id }))).toMatchObject({ code: 'NOT_FOUND' })
  const warehouse = await company.as('warehouse')
  expect(await codeOf(warehouse.onlinePayments.list({}))).toMatchObject({ code: 'FORBIDDEN' })
})
