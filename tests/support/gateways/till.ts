import type { GatewayCode } from '../../../shared/domain/online-payment/states.ts'
import type { TestCompany } from '../company.ts'
import { ALIPAY_SETUP, AlipayServer } from './alipay-server.ts'
import { STRIPE_SETUP, StripeServer } from './stripe-server.ts'
import { WECHAT_SETUP, WechatServer } from './wechat-server.ts'

export const SETUPS = { wechat: WECHAT_SETUP, alipay: ALIPAY_SETUP, stripe: STRIPE_SETUP }

export interface Till {
  servers: { wechat: WechatServer; alipay: AlipayServer; stripe: StripeServer }
  urls: Record<GatewayCode, string>
  /** 分 received less 分 refunded, by our books; of one customer or of all. */
  booked(customerId?: string): Promise<number>
  close(): Promise<void>
}

/** The three services on this machine, by the company's clock, and the company set up to use them. */
export async function openTill(company: TestCompany): Promise<Till> {
  const servers = { wechat: new WechatServer(), alipay: new AlipayServer(), stripe: new StripeServer() }
  const urls = { wechat: '', alipay: '', stripe: '' }
  for (const gateway of ['wechat', 'alipay', 'stripe'] as const) {
    servers[gateway].now = company.clock.now
    urls[gateway] = (await servers[gateway].listen()) + (gateway === 'alipay' ? '/gateway.do' : '')
    const setup = { ...SETUPS[gateway], baseUrl: urls[gateway], enabled: true, version: 0 }
    await company.client.onlinePayments.saveGateway({ gateway, ...setup })
  }
  return {
    servers,
    urls,
    booked: async (customerId) => {
      const { reader } = await company.application.company(company.companyId)
      const rows = await reader.selectFrom('money_document').selectAll().execute()
      const live = rows.filter(
        (row) => row.status === 'posted' && (customerId === undefined || row.customer_id === customerId),
      )
      return live.reduce(
        (sum, { kind, money }) => sum + (kind === 'receipt' ? money : kind === 'refund' ? -money : 0),
        0,
      )
    },
    close: async () => {
      for (const server of Object.values(servers)) await server.close()
    },
  }
}
