import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { openTill, type Till } from '../../support/gateways/till.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
let till: Till
beforeAll(async () => {
  company = await createTestCompany()
  till = await openTill(company)
})
afterAll(async () => {
  await till.close()
  await company.close()
})

it.each(['wechat', 'alipay', 'stripe'] as const)(
  'the day at %s: what stands in one book only, or differs, is found',
  async (gateway) => {
    const { onlinePayments } = company.client
    const server = till.servers[gateway]
    const day = '2026-11-23'
    const { id: customerId } = await makeCustomer(company.client, { name: '东街面馆' })
    const pay = async (amount: number) => {
      const id = newId()
      await onlinePayments.start({ id, customerId, gateway, way: 'qr', amount })
      server.pay(id)
      await onlinePayments.ask({ id })
      return id
    }
    const refund = async (paymentId: string, amount: number) => {
      await onlinePayments.refund({ id: newId(), paymentId, amount, reason: '多付' })
      // WeChat Pay says a little later that it went through
      await onlinePayments.ask({ id: paymentId })
    }
    const even = await pay(12_345)
    await refund(even, 2_000)
    await refund(even, 345)
    const compare = () => onlinePayments.compare({ gateway, day })
    expect(await compare()).toEqual({ compared: 2, differences: [] })

    const unlike = await pay(500)
    const gone = await pay(600)
    server.trades.get(unlike)!.paid = 700
    server.trades.delete(gone)
    server.trades.set('T-1', { ...server.trades.get(even)!, outTradeNo: 'T-1', tradeNo: '4299', refunds: new Map() })
    const { compared, differences } = await compare()
    expect(compared).toBe(5)
    expect(differences.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
      expect.objectContaining({ kind: 'amount', outTradeNo: unlike, there: 700, here: 500, customer: '东街面馆' }),
      expect.objectContaining({ kind: 'only-here', outTradeNo: gone, there: null, here: 600, paymentId: gone }),
      expect.objectContaining({ kind: 'only-there', outTradeNo: 'T-1', there: 12_345, here: null, paymentId: null }),
    ])

    // the day before nothing was paid
    expect(await onlinePayments.compare({ gateway, day: '2026-11-22' })).toEqual({ compared: 0, differences: [] })
    server.fault = () => 'error-before'
    expect(await codeOf(compare())).toMatchObject({ rule: 'BILL_UNREADABLE' })
    server.fault = () => 'none'
  },
)
