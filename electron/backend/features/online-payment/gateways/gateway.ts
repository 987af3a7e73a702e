import type { PayWay } from '../../../../../shared/domain/online-payment/states.ts'

/** What is asked for. The same order may be sent again: gateways know it by its number. */
export interface PaymentOrder {
  /** Our number: 26 characters, never used for another amount. */
  outTradeNo: string
  /** 分. */
  amount: number
  subject: string
  way: PayWay
  /** The scanned 付款码; only with way `code`. */
  authCode: string | null
  expiresAt: Date
  /** Where the gateway may report; null: nowhere, we ask. */
  notifyUrl: string | null
}

/** A payment already written down. */
export interface PaymentRef {
  outTradeNo: string
  /** The gateway's own number, as far as known. */
  tradeNo: string | null
  way: PayWay
}

export interface RefundOrder {
  outTradeNo: string
  tradeNo: string | null
  /** Our number of the refund: 26 characters. */
  outRefundNo: string
  /** 分. */
  amount: number
  /** What was paid, in 分. */
  paid: number
  reason: string
}

/** What a gateway says of a payment. `none`: it knows no such number. */
export type PaymentAnswer =
  | { state: 'none' }
  | { state: 'pending'; tradeNo: string | null }
  | { state: 'paid'; tradeNo: string; amount: number; currency: string; paidAt: string | null }
  /** Over; `refunded`: it had been paid and all of it went back. */
  | { state: 'closed'; refunded: boolean }
  | { state: 'failed'; reason: string }

/** A new payment: the text of the QR code to show, or at once what became of a scanned 付款码. */
export type CreateAnswer = { state: 'pending'; tradeNo: string | null; qr: string | null } | PaymentAnswer

/** What a gateway says of a refund. */
export type RefundAnswer =
  | { state: 'none' }
  | { state: 'processing' }
  | { state: 'done'; refundNo: string; at: string | null }
  | { state: 'failed'; reason: string }

export interface Notification {
  headers: Readonly<Record<string, string | undefined>>
  /** As it came over the line: signatures are over these bytes. */
  body: string
}

/** A payment of one day as the gateway has it in its books. */
export interface GatewayBillLine {
  outTradeNo: string
  tradeNo: string
  kind: 'payment' | 'refund'
  /** 分, above zero. */
  amount: number
}

/**
 * One way for all payment services. Every method may throw a GatewayError and nothing else; all may be called again with
 * the same numbers.
 */
export interface PaymentGateway {
  create(order: PaymentOrder): Promise<CreateAnswer>
  query(payment: PaymentRef): Promise<PaymentAnswer>
  /** Ends an unpaid payment; what became of it is asked for afterwards. */
  close(payment: PaymentRef): Promise<void>
  refund(refund: RefundOrder): Promise<RefundAnswer>
  queryRefund(refund: RefundOrder): Promise<RefundAnswer>
  /** Checks the signature and gives our number. @throws GatewayError `forged` */
  readNotification(notification: Notification): { outTradeNo: string }
  /** Payments and refunds of a day in the time zone of China, whose books they are. */
  bill(day: string): Promise<GatewayBillLine[]>
}

/**
 * - `unknown`: no answer, or none that can be trusted; it may have happened or not;
 * - `refused`: the gateway said no and why;
 * - `forged`: a notification that is not the gateway's.
 */
export class GatewayError extends Error {
  readonly kind: 'unknown' | 'refused' | 'forged'
  /** The gateway's own code, e.g. `ACQ.TRADE_HAS_SUCCESS`; empty: none. */
  readonly code: string

  constructor(kind: GatewayError['kind'], reason: string, code = '') {
    super(reason.slice(0, 300))
    this.name = 'GatewayError'
    this.kind = kind
    this.code = code
  }
}

/** Longest wait for an answer, in milliseconds. */
export const ANSWER_MS = 10_000
/** A notification older or newer than this by our clock is not believed: somebody may have kept it. */
export const NOTIFICATION_MS = 5 * 60_000

/** 分 as payment services want them: `1234.50`. */
export const yuanText = (fen: number): string => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
