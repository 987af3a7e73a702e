import type { GatewayCode } from './states.ts'

/** What a company has to enter for a payment service. `multiline`: keys and certificates. */
export interface GatewayField {
  name: string
  secret?: true
  optional?: true
  multiline?: true
}

/** Where a service is found when nothing else is entered. */
export const DEFAULT_URLS: Record<GatewayCode, string> = {
  wechat: 'https://api.mch.weixin.qq.com',
  alipay: 'https://openapi.alipay.com/gateway.do',
  stripe: 'https://api.stripe.com',
}

export const GATEWAY_FIELDS: Record<GatewayCode, readonly GatewayField[]> = {
  wechat: [
    { name: 'merchantId' },
    { name: 'appId' },
    { name: 'certificateSerial' },
    { name: 'platformKeyId' },
    { name: 'platformKey', multiline: true },
    { name: 'notifyUrl', optional: true },
    { name: 'privateKey', secret: true, multiline: true },
    { name: 'apiKey', secret: true },
  ],
  alipay: [
    { name: 'appId' },
    { name: 'platformKey', multiline: true },
    { name: 'notifyUrl', optional: true },
    { name: 'privateKey', secret: true, multiline: true },
  ],
  stripe: [
    { name: 'returnUrl' },
    { name: 'secretKey', secret: true },
    { name: 'webhookSecret', secret: true, optional: true },
  ],
}

/** An address money may be asked of: https, or this very machine. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, hash } = new URL(text)
  if (username !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')
}

declare class URL {
  constructor(text: string)
  static canParse(text: string): boolean
  readonly protocol: string
  readonly hostname: string
  readonly username: string
  readonly hash: string
}
