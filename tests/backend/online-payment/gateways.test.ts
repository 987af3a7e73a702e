import { createPrivateKey, createPublicKey } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AlipayGateway } from '../../../electron/backend/features/online-payment/gateways/alipay.ts'
import {
  GatewayError,
  type PaymentGateway,
} from '../../../electron/backend/features/online-payment/gateways/gateway.ts'
import { StripeGateway } from '../../../electron/backend/features/online-payment/gateways/stripe.ts'
import { WechatGateway } from '../../../electron/backend/features/online-payment/gateways/wechat.ts'
import { newId } from '../../../shared/ids.ts'
import { ALIPAY_SETUP, AlipayServer } from '../../support/gateways/alipay-server.ts'
import { strangerKeys, type Fault } from '../../support/gateways/book.ts'
import { STRIPE_SETUP, StripeServer } from '../../support/gateways/stripe-server.ts'
import { WECHAT_SETUP, WechatServer } from '../../support/gateways/wechat-server.ts'

const START = Date.parse('2026-11-23T06:00:00Z')
/** Our clock less the service's. */
let skew = 0
const now = () => new Date(START + skew)
const ANSWER_MS = 300

const wechat = (baseUrl: string, privateKey = createPrivateKey(WECHAT_SETUP.secrets.privateKey)): PaymentGateway => {
  const { settings, secrets } = WECHAT_SETUP
  const platformKey = createPublicKey(settings.platformKey)
  return new WechatGateway({ ...settings, baseUrl, privateKey, platformKey, apiKey: secrets.apiKey }, now, ANSWER_MS)
}
const alipay = (url: string, privateKey = createPrivateKey(ALIPAY_SETUP.secrets.privateKey)): PaymentGateway => {
  const { appId, platformKey } = ALIPAY_SETUP.settings
  const account = { baseUrl: `${url}/gateway.do`, appId, privateKey, platformKey: createPublicKey(platformKey) }
  return new AlipayGateway(account, now, ANSWER_MS)
}
const stripe = (baseUrl: string, secretKey: unknown = STRIPE_SETUP.secrets.secretKey): PaymentGateway => {
  const { returnUrl } = STRIPE_SETUP.settings
  const { webhookSecret } = STRIPE_SETUP.secrets
  const key = typeof secretKey === 'string' ? secretKey : 'sk_test_somebody_else'
  return new StripeGateway({ baseUrl, returnUrl, webhookSecret, secretKey: key }, now, ANSWER_MS)
}

const SERVICES = [
  { name: 'WeChat Pay', Server: WechatServer, open: wechat },
  { name: 'Alipay', Server: AlipayServer, open: alipay },
  { name: 'Stripe', Server: StripeServer, open: stripe },
]

let server: WechatServer | AlipayServer | StripeServer
let gateway: PaymentGateway
afterEach(() => server.close())

const order = (outTradeNo: string, amount = 12_345) => ({
  outTradeNo,
  amount,
  subject: '测试粮油 & 面粉 50%',
  way: 'qr' as const,
  authCode: null,
  expiresAt: new Date(START + 35 * 60_000),
  notifyUrl: 'https://example.com/notify',
})
const refundOf = (outTradeNo: string, tradeNo: string | null, amount: number) => ({
  outTradeNo,
  tradeNo,
  outRefundNo: newId(),
  amount,
  paid: 12_345,
  reason: '多付',
})
const kindOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(GatewayError)
  return (error as GatewayError).kind
}

describe.each(SERVICES)('$name', ({ Server, open }) => {
  let url: string
  beforeEach(async () => {
    skew = 0
    server = new Server()
    server.now = () => new Date(START)
    url = await server.listen()
    gateway = open(url)
  })

  it('shows a code, learns that it was paid, gives parts back once each', async () => {
    const outTradeNo = newId()
    const made = await gateway.create(order(outTradeNo))
    expect(made).toMatchObject({ state: 'pending', qr: expect.stringContaining(outTradeNo) })
    const ref = { outTradeNo, tradeNo: 'tradeNo' in made ? made.tradeNo : null, way: 'qr' as const }
    expect(['none', 'pending']).toContain((await gateway.query(ref)).state)
    // asked for again: the same trade
    await gateway.create(order(outTradeNo))
    expect(server.trades.size).toBe(1)

    server.pay(outTradeNo)
    const paid = await gateway.query(ref)
    expect(paid).toMatchObject({ state: 'paid', amount: 12_345, currency: 'CNY', paidAt: '2026-11-23T06:00:00.000Z' })
    await gateway.close(ref)
    expect((await gateway.query(ref)).state).toBe('paid')

    const refund = refundOf(outTradeNo, ref.tradeNo, 2_345)
    expect(await gateway.queryRefund(refund)).toEqual({ state: 'none' })
    await gateway.refund(refund)
    await gateway.refund(refund)
    expect(await gateway.queryRefund(refund)).toMatchObject({ state: 'done', refundNo: expect.any(String) })
    expect(server.balance).toBe(10_000)
    expect(await kindOf(gateway.refund(refundOf(outTradeNo, ref.tradeNo, 10_001)))).toBe('refused')
    expect((await gateway.query(ref)).state).toBe('paid')
  })

  it('ends an unpaid payment, and one nobody has heard of', async () => {
    const outTradeNo = newId()
    const made = await gateway.create(order(outTradeNo))
    const ref = { outTradeNo, tradeNo: 'tradeNo' in made ? made.tradeNo : null, way: 'qr' as const }
    await gateway.close(ref)
    expect(['none', 'closed']).toContain((await gateway.query(ref)).state)
    const unknown = { outTradeNo: newId(), tradeNo: null, way: 'code' as const }
    await gateway.close(unknown)
    expect(await gateway.query(unknown)).toEqual({ state: 'none' })
  })

  it('takes no answer, a broken one and a forged one for none', async () => {
    const outTradeNo = newId()
    const made = await gateway.create(order(outTradeNo))
    const ref = { outTradeNo, tradeNo: 'tradeNo' in made ? made.tradeNo : null, way: 'qr' as const }
    const faults: Fault[] = ['cut-before', 'cut-after', 'error-before', 'error-after', 'forged', 'silent']
    for (const fault of faults) {
      server.fault = () => fault
      expect(await kindOf(gateway.query(ref)), fault).toBe('unknown')
    }
    server.fault = () => 'none'
    expect(['none', 'pending']).toContain((await gateway.query(ref)).state)
  })

  it('is told no with another merchant’s key', async () => {
    const stranger = open(url, strangerKeys.privateKey)
    expect(['refused', 'unknown']).toContain(await kindOf(stranger.create(order(newId()))))
    expect(server.trades.size).toBe(0)
  })

  it('believes its own reports and no others', async () => {
    const outTradeNo = newId()
    await gateway.create(order(outTradeNo))
    server.pay(outTradeNo)
    const report = server.report(outTradeNo)
    const read = (headers: Record<string, string | undefined>, body: string) => () =>
      gateway.readNotification({ headers, body })
    expect(read(report.headers, report.body)()).toEqual({ outTradeNo })
    const forged = { name: 'GatewayError', kind: 'forged' }
    expect(read(report.headers, report.body.replace(/\d{3}/, '999'))).toThrow(expect.objectContaining(forged))
    expect(read({}, report.body.replace(/sign=[^&]*/, ''))).toThrow(expect.objectContaining(forged))
    const others = [{ key: strangerKeys.privateKey, secret: 'whsec_other' }]
    if (!(server instanceof AlipayServer)) others.push({ at: new Date(START - 600_000) } as never)
    if (server instanceof WechatServer) others.push({ apiKey: 'x'.repeat(32) } as never)
    if (server instanceof AlipayServer) others.push({ appId: '2021000000000000' } as never)
    for (const how of others) {
      const { headers, body } = server.report(outTradeNo, how)
      expect(read(headers, body), JSON.stringify(how)).toThrow(expect.objectContaining(forged))
    }
  })

  it('works with a clock that is twenty minutes off', async () => {
    skew = -20 * 60_000
    const outTradeNo = newId()
    const made = await gateway.create(order(outTradeNo))
    server.pay(outTradeNo)
    const tradeNo = 'tradeNo' in made ? made.tradeNo : null
    expect((await gateway.query({ outTradeNo, tradeNo, way: 'qr' })).state).toBe('paid')
  })
})

describe.each(SERVICES.slice(0, 2))('付款码 of $name', ({ Server, open }) => {
  const scanned = (authCode: string) => ({ ...order(newId()), way: 'code' as const, authCode })
  beforeEach(async () => {
    skew = 0
    server = new Server()
    server.now = () => new Date(START)
    gateway = open(await server.listen())
  })

  it('is paid at once, or refused with the service’s words', async () => {
    expect(await gateway.create(scanned('134511727606227397'))).toMatchObject({ state: 'paid', amount: 12_345 })
    expect(await kindOf(gateway.create(scanned('134511727606220000')))).toBe('refused')
  })
})

it('a WeChat customer who types a password leaves the payment open; reversing it ends it', async () => {
  skew = 0
  const wechatServer = new WechatServer()
  server = wechatServer
  wechatServer.now = () => new Date(START)
  wechatServer.slow.add('134511727606227397')
  gateway = wechat(await wechatServer.listen())
  const slow = { ...order(newId()), way: 'code' as const, authCode: '134511727606227397' }
  const ref = { outTradeNo: slow.outTradeNo, tradeNo: null, way: 'code' as const }
  expect(await kindOf(gateway.create(slow))).toBe('unknown')
  expect(await gateway.query(ref)).toMatchObject({ state: 'pending' })
  await gateway.close(ref)
  expect(await gateway.query(ref)).toMatchObject({ state: 'closed' })
})
