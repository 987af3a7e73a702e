import { GATEWAY_FIELDS } from '../../../../shared/domain/online-payment/fields.ts'
import type { GatewayCode } from '../../../../shared/domain/online-payment/states.ts'
import type { Company } from '../../backend.ts'
import type { PaymentGateway } from './gateways/gateway.ts'
import { readPrivateKey, readPublicKey } from './gateways/keys.ts'

/** A payment service as the company has set it up. */
export interface GatewaySetup {
  gateway: GatewayCode
  enabled: boolean
  baseUrl: string
  settings: Record<string, string>
  secrets: Record<string, string>
  version: number
}

/** The name its secrets are kept under. */
export const secretName = (gateway: GatewayCode) => `gateway.${gateway}`

/** Null: never set up. */
export async function setupOf(company: Company, gateway: GatewayCode): Promise<GatewaySetup | null> {
  const row = await company.reader
    .selectFrom('payment_gateway')
    .selectAll()
    .where('code', '=', gateway)
    .executeTakeFirst()
  if (!row) return null
  return {
    gateway,
    enabled: row.enabled === 1,
    baseUrl: row.base_url,
    settings: JSON.parse(row.settings) as Record<string, string>,
    secrets: company.secrets.read(secretName(gateway)) ?? {},
    version: row.version,
  }
}

/** Everything is there that a payment needs. */
export function isReady({ gateway, settings, secrets }: GatewaySetup): boolean {
  return GATEWAY_FIELDS[gateway].every(
    ({ name, secret, optional }) => optional || ((secret ? secrets : settings)[name] ?? '') !== '',
  )
}

/** The merchant at the service: a payment is only ever asked of the one it was made with. */
export function accountOf({ gateway, baseUrl, settings, secrets }: GatewaySetup): string {
  const { host } = new URL(baseUrl)
  // Stripe's keys name the account only in their first half, which is also what tells test from live
  const merchant =
    gateway === 'stripe' ? secrets['secretKey']?.slice(0, 20) : (settings['merchantId'] ?? settings['appId'])
  return `${host} ${merchant ?? ''}`
}

/**
 * The adapter for a service as set up. Its SDK is read when it is first needed: half a second that no start has to pay.
 * @throws RULE KEY_INVALID naming the field that is no key
 */
export async function openGateway(
  { gateway, baseUrl, settings, secrets }: GatewaySetup,
  now: () => Date,
): Promise<PaymentGateway> {
  const value = (name: string) => settings[name] ?? ''
  const secret = (name: string) => secrets[name] ?? ''
  const keys = () => ({
    privateKey: readPrivateKey(secret('privateKey'), 'privateKey'),
    platformKey: readPublicKey(value('platformKey'), 'platformKey'),
  })
  switch (gateway) {
    case 'wechat': {
      const { WechatGateway } = await import('./gateways/wechat.ts')
      return new WechatGateway(
        {
          baseUrl,
          merchantId: value('merchantId'),
          appId: value('appId'),
          certificateSerial: value('certificateSerial'),
          platformKeyId: value('platformKeyId'),
          apiKey: secret('apiKey'),
          ...keys(),
        },
        now,
      )
    }
    case 'alipay': {
      const { AlipayGateway } = await import('./gateways/alipay.ts')
      return new AlipayGateway({ baseUrl, appId: value('appId'), ...keys() }, now)
    }
    case 'stripe': {
      const { StripeGateway } = await import('./gateways/stripe.ts')
      return new StripeGateway(
        {
          baseUrl,
          secretKey: secret('secretKey'),
          webhookSecret: secret('webhookSecret'),
          returnUrl: value('returnUrl'),
        },
        now,
      )
    }
  }
}
