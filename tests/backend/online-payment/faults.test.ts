import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askDelay, watchOf } from '../../../shared/domain/online-payment/schedule.ts'
import { GATEWAYS, ONLINE_STATES } from '../../../shared/domain/online-payment/states.ts'
import { newId } from '../../../shared/ids.ts'
import { startPayments } from '../../../electron/backend/jobs/payments.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { FAULTS, type Fault } from '../../support/gateways/book.ts'
import { openTill, type Till } from '../../support/gateways/till.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
let till: Till
beforeEach(async () => {
  company = await createTestCompany()
  till = await openTill(company)
})
afterEach(async () => {
  await till.close()
  await company.close()
})

const statesNow = async () => {
  const { rows } = await company.client.onlinePayments.list({ limit: 500 })
  return rows
}
/** Looks again until it holds; the job works meanwhile. */
const until = (what: string, holds: () => Promise<boolean>): Promise<void> =>
  expect.poll(holds, { message: what, timeout: 30_000 }).toBe(true)
const shut = async () => {
  await company.application.closeCompany(company.companyId)
  await company.application.company(company.companyId)
}

it('asks on by itself, and everything open again after a restart', async () => {
  const { id: customerId } = await makeCustomer(company.client)
  const start = (gateway: (typeof GATEWAYS)[number]) =>
    company.client.onlinePayments.start({ id: newId(), customerId, gateway, way: 'qr', amount: 4_321 })
  let job = startPayments(company.application, { pace: 0.005 })
  const made = [await start('wechat'), await start('alipay'), await start('stripe')]
  for (const { id, gateway } of made) till.servers[gateway].pay(id)
  await until('all are paid', async () => (await statesNow()).every(({ state }) => state === 'paid'))
  await job.stop()

  // asked for, and in the middle of it the program is gone; nobody is asked while it is down
  till.servers.wechat.fault = ({ url }) => (url.endsWith('/native') ? 'cut-after' : 'none')
  const open = await start('wechat')
  till.servers.wechat.fault = () => 'none'
  till.servers.wechat.pay(open.id)
  await shut()
  await pause(60)
  expect((await company.client.onlinePayments.get({ id: open.id })).state).toBe('created')
  job = startPayments(company.application, { pace: 0.005 })
  await until('what was open is paid', async () => (await statesNow()).every(({ state }) => state === 'paid'))
  expect(await till.booked()).toBe(4 * 4_321)

  // closed yesterday evening, paid in the last second: found by itself
  const late = await start('alipay')
  await company.client.onlinePayments.close({ id: late.id })
  till.servers.alipay.pay(late.id, { anyway: true })
  await until('the late one is found', async () => (await statesNow())[0]!.flag === 'late')
  await job.stop()
  expect(await till.booked()).toBe(5 * 4_321)
})

/** Park and Miller: the same walk for the same seed. */
function randomOf(seed: number) {
  let state = seed
  return (below: number) => (state = (state * 48_271) % 2_147_483_647) % below
}

it.each([20_261_123, 7])('to the 分 what the services say, whatever goes wrong (walk %i)', async (seed) => {
  const random = randomOf(seed)
  const customers = await Promise.all([1, 2, 3].map(() => makeCustomer(company.client)))
  const clerk = company.client.onlinePayments
  const usual = FAULTS.filter((fault): fault is Fault => fault !== 'silent')
  const troubled = () => (random(3) === 0 ? usual[random(usual.length)]! : 'none')
  for (const server of Object.values(till.servers)) server.fault = troubled
  let job = startPayments(company.application, { pace: 0.002 })
  const ids: { id: string; gateway: (typeof GATEWAYS)[number] }[] = []
  const payIfPossible = ({ id, gateway }: (typeof ids)[number]) => {
    const server = till.servers[gateway]
    const trade = server.trades.get(id)
    if (!trade || trade.state === 'paid') return
    // once in a while another amount than asked for, or after it was closed
    const amount = random(12) === 0 ? trade.amount - 1 : trade.amount
    if (trade.state !== 'closed' || random(3) === 0) server.pay(id, { amount, anyway: true })
  }
  const notify = async ({ id, gateway }: (typeof ids)[number]) => {
    if (till.servers[gateway].trades.has(id)) await clerk.ask({ id })
  }
  for (let step = 0; step < 80; step++) {
    const one = ids[random(Math.max(1, ids.length))]
    const act = random(10)
    if (act < 4 || !one) {
      const gateway = GATEWAYS[random(3)]!
      const way = gateway !== 'stripe' && random(3) === 0 ? 'code' : 'qr'
      const authCode = gateway === 'wechat' ? '134511727606227397' : '281511727606227397'
      const id = newId()
      const { id: customerId } = customers[random(3)]!
      const wanted = { id, customerId, gateway, way, amount: 1 + random(1_000_000), authCode } as const
      ids.push({ id, gateway })
      await clerk.start(wanted)
      // a nervous clerk presses twice
      if (random(5) === 0) await clerk.start(wanted)
    } else if (act < 7) payIfPossible(one)
    else if (act === 7) await clerk.close({ id: one.id })
    else if (act === 8) await Promise.all([notify(one), notify(one)])
    else {
      const { state, paidAmount } = await clerk.get({ id: one.id })
      const amount = Math.max(1, Math.ceil((paidAmount ?? 0) / (1 + random(3))))
      if (state === 'paid') {
        const refund = { id: newId(), paymentId: one.id, amount, reason: '试' }
        await clerk.refund(refund).catch(() => {})
      }
    }
    if (step % 30 === 29) {
      await job.stop()
      await shut()
      job = startPayments(company.application, { pace: 0.002 })
    }
  }
  // the line is good again, and time passes
  for (const server of Object.values(till.servers)) server.fault = () => 'none'
  company.clock.advance(40 * 60_000)
  const waiting = new Set(['created', 'pending', 'refunding'])
  await until('nothing is open', async () => (await statesNow()).every(({ state }) => !waiting.has(state)))
  for (const { id } of ids) await clerk.ask({ id })
  await job.stop()

  const servers = Object.values(till.servers)
  expect(await till.booked()).toBe(servers.reduce((sum, server) => sum + server.balance, 0))
  const rows = await statesNow()
  expect(rows).toHaveLength(ids.length)
  for (const row of rows) {
    const trade = till.servers[row.gateway].trades.get(row.id)
    const back = [...(trade?.refunds.values() ?? [])].reduce((sum, { amount }) => sum + amount, 0)
    expect({ id: row.id, paid: row.paidAmount, refunded: row.refunded }).toEqual({
      id: row.id,
      paid: trade?.state === 'paid' ? trade.paid : null,
      refunded: back,
    })
  }
  // the walk has been somewhere
  expect(rows.filter(({ state }) => state === 'paid').length).toBeGreaterThan(3)
  expect(rows.filter(({ refunded }) => refunded > 0).length).toBeGreaterThan(0)
})

it('asks more and more seldom, and of every state it is known whether something is still expected', () => {
  const now = new Date('2026-11-23T06:00:00Z')
  const endedAt = '2026-11-23T05:00:00Z'
  const watches = ONLINE_STATES.map((state) => [state, watchOf({ state, way: 'qr', endedAt }, now)])
  expect(Object.fromEntries(watches)).toEqual({
    created: 'qr',
    pending: 'qr',
    paid: null,
    closed: 'late',
    failed: 'late',
    refunding: 'refund',
    refunded: null,
  })
  expect(watchOf({ state: 'closed', way: 'qr', endedAt: '2026-11-22T05:59:59Z' }, now)).toBeNull()
  for (const watch of ['qr', 'code', 'refund', 'late'] as const) {
    const delays = Array.from({ length: 60 }, (_, answered) => askDelay(watch, answered, 0))
    expect(delays).toEqual(delays.toSorted((a, b) => a - b))
    expect(Array.from({ length: 12 }, (_, missed) => askDelay(watch, 0, missed + 1)).at(-1)).toBe(300_000)
  }
})
