/**
 * An online payment from the moment it is asked for. `created`: written down, the gateway may or may not know it yet.
 * `closed` and `failed` can still become `paid`: money that arrives late is booked, never turned away.
 */
export const ONLINE_STATES = ['created', 'pending', 'paid', 'closed', 'failed', 'refunding', 'refunded'] as const
export type OnlineState = (typeof ONLINE_STATES)[number]

export const GATEWAYS = ['wechat', 'alipay', 'stripe'] as const
export type GatewayCode = (typeof GATEWAYS)[number]

/** `qr`: the customer scans our code; `code`: we scan the customer's 付款码. */
export const PAY_WAYS = ['qr', 'code'] as const
export type PayWay = (typeof PAY_WAYS)[number]

export const REFUND_STATES = ['asked', 'done', 'failed'] as const
export type RefundState = (typeof REFUND_STATES)[number]

/**
 * What a person has to look at: another amount than asked for, another currency (nothing booked), paid after it was
 * closed here, given back in the gateway's own pages, a refund the gateway could not finish.
 */
export const PAYMENT_FLAGS = ['amount', 'currency', 'late', 'refunded-there', 'refund-stuck'] as const
export type PaymentFlag = (typeof PAYMENT_FLAGS)[number]

const NEXT: Record<OnlineState, readonly OnlineState[]> = {
  created: ['pending', 'paid', 'closed', 'failed'],
  pending: ['paid', 'closed', 'failed'],
  closed: ['paid'],
  failed: ['paid'],
  paid: ['refunding'],
  // part of it given back, or the refund refused: paid again
  refunding: ['paid', 'refunded'],
  refunded: [],
}

export const mayBecome = (from: OnlineState, to: OnlineState): boolean => NEXT[from].includes(to)

/** True while the customer may still pay and nobody has said otherwise. */
export const isWaiting = (state: OnlineState): boolean => state === 'created' || state === 'pending'

/** What each gateway can do: Stripe shows a page of its own and knows no 付款码. */
export const WAYS_OF: Record<GatewayCode, readonly PayWay[]> = {
  wechat: ['qr', 'code'],
  alipay: ['qr', 'code'],
  stripe: ['qr'],
}

/** Minutes a customer has to pay. Stripe refuses less than thirty; a 付款码 is answered at once or with a password. */
export function minutesToPay(gateway: GatewayCode, way: PayWay): number {
  if (way === 'code') return 2
  return gateway === 'stripe' ? 35 : 15
}

/** Whether a scanned text can be the gateway's 付款码: WeChat 18 digits from 10 to 15, Alipay 16 to 24 from 25 to 30. */
export function isPayCode(gateway: GatewayCode, text: string): boolean {
  if (gateway === 'wechat') return /^1[0-5]\d{16}$/.test(text)
  return gateway === 'alipay' && /^(2[5-9]|30)\d{14,22}$/.test(text)
}

/** The gateway a scanned 付款码 belongs to; null when it is none. */
export function gatewayOfCode(text: string): GatewayCode | null {
  return GATEWAYS.find((gateway) => isPayCode(gateway, text)) ?? null
}
