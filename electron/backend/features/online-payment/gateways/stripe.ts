import Stripe from 'stripe'
import {
  ANSWER_MS,
  GatewayError,
  NOTIFICATION_MS,
  type CreateAnswer,
  type GatewayBillLine,
  type Notification,
  type PaymentAnswer,
  type PaymentGateway,
  type PaymentOrder,
  type PaymentRef,
  type RefundAnswer,
  type RefundOrder,
} from './gateway.ts'

export interface StripeAccount {
  baseUrl: string
  secretKey: string
  /** Signs notifications; empty: none are accepted. */
  webhookSecret: string
  /** The page a customer sees after paying. */
  returnUrl: string
}

/** Stripe Checkout by its own SDK: the QR code is the address of Stripe's page. */
export class StripeGateway implements PaymentGateway {
  readonly #stripe: Stripe
  readonly #account: StripeAccount
  readonly #now: () => Date

  constructor(account: StripeAccount, now: () => Date, answerMs = ANSWER_MS) {
    const { protocol, hostname, port } = new URL(account.baseUrl)
    this.#account = account
    this.#now = now
    this.#stripe = new Stripe(account.secretKey, {
      host: hostname,
      protocol: protocol === 'http:' ? 'http' : 'https',
      ...(port === '' ? {} : { port }),
      timeout: answerMs,
      // tried again by us, who write down what is tried
      maxNetworkRetries: 0,
      telemetry: false,
    })
  }

  /** Sent again with the same number, Stripe answers with the session it made first (idempotency key). */
  async create(order: PaymentOrder): Promise<CreateAnswer> {
    const metadata = { out_trade_no: order.outTradeNo }
    const session = await this.#ask(() =>
      this.#stripe.checkout.sessions.create(
        {
          mode: 'payment',
          client_reference_id: order.outTradeNo,
          metadata,
          payment_intent_data: { metadata },
          line_items: [
            {
              quantity: 1,
              price_data: { currency: 'cny', unit_amount: order.amount, product_data: { name: order.subject } },
            },
          ],
          success_url: this.#account.returnUrl,
          expires_at: Math.floor(order.expiresAt.getTime() / 1000),
        },
        { idempotencyKey: order.outTradeNo },
      ),
    )
    return { state: 'pending', tradeNo: session.id, qr: session.url }
  }

  async query({ outTradeNo, tradeNo }: PaymentRef): Promise<PaymentAnswer> {
    // without a session nobody has ever seen its address
    if (tradeNo === null) return { state: 'none' }
    const expand = ['payment_intent.latest_charge']
    const session = await this.#ask(() => this.#stripe.checkout.sessions.retrieve(tradeNo, { expand }))
    if (session.client_reference_id !== outTradeNo) throw new GatewayError('unknown', 'an answer about another payment')
    if (session.payment_status === 'paid') {
      return {
        state: 'paid',
        tradeNo: session.id,
        amount: session.amount_total ?? 0,
        currency: (session.currency ?? '').toUpperCase(),
        paidAt: paidAtOf(session),
      }
    }
    return session.status === 'expired' ? { state: 'closed', refunded: false } : { state: 'pending', tradeNo }
  }

  async close({ tradeNo }: PaymentRef): Promise<void> {
    if (tradeNo === null) return
    try {
      await this.#ask(() => this.#stripe.checkout.sessions.expire(tradeNo))
    } catch (error) {
      // paid or over already: asking again tells which
      if (!(error instanceof GatewayError && error.kind === 'refused')) throw error
    }
  }

  async refund(refund: RefundOrder): Promise<RefundAnswer> {
    const payment_intent = await this.#intentOf(refund)
    const made = await this.#ask(() =>
      this.#stripe.refunds.create(
        {
          payment_intent,
          amount: refund.amount,
          metadata: { out_trade_no: refund.outTradeNo, out_refund_no: refund.outRefundNo },
        },
        { idempotencyKey: refund.outRefundNo },
      ),
    )
    return refundAnswerOf(made)
  }

  async queryRefund(refund: RefundOrder): Promise<RefundAnswer> {
    const payment_intent = await this.#intentOf(refund)
    const { data } = await this.#ask(() => this.#stripe.refunds.list({ payment_intent, limit: 100 }))
    const found = data.find((one) => one.metadata?.['out_refund_no'] === refund.outRefundNo)
    return found ? refundAnswerOf(found) : { state: 'none' }
  }

  readNotification({ headers, body }: Notification): { outTradeNo: string } {
    const { webhookSecret } = this.#account
    const signature = headers['stripe-signature']
    if (webhookSecret === '' || signature === undefined) throw new GatewayError('forged', 'signature')
    try {
      const tolerance = NOTIFICATION_MS / 1000
      const now = this.#now().getTime()
      const event = this.#stripe.webhooks.constructEvent(body, signature, webhookSecret, tolerance, undefined, now)
      const about = event.data.object as { metadata?: Record<string, string> | null }
      return { outTradeNo: about.metadata?.['out_trade_no'] ?? '' }
    } catch (error) {
      throw new GatewayError('forged', error instanceof Error ? error.message : 'signature')
    }
  }

  /** Charges and refunds made on a day in the time zone of China, at most ten thousand of each. */
  async bill(day: string): Promise<GatewayBillLine[]> {
    const start = Date.parse(`${day}T00:00:00+08:00`) / 1000
    const made = { created: { gte: start, lt: start + 86_400 }, limit: 100 }
    const most = { limit: 10_000 }
    const charges = await this.#ask(() => this.#stripe.charges.list(made).autoPagingToArray(most))
    const refunds = await this.#ask(() => this.#stripe.refunds.list(made).autoPagingToArray(most))
    const line = (kind: GatewayBillLine['kind']) => (one: Stripe.Charge | Stripe.Refund) => ({
      outTradeNo: one.metadata?.['out_trade_no'] ?? '',
      tradeNo: one.id,
      kind,
      amount: one.amount,
    })
    return [
      ...charges.filter(({ paid }) => paid).map(line('payment')),
      ...refunds.filter(({ status }) => status === 'succeeded').map(line('refund')),
    ]
  }

  async #intentOf({ tradeNo }: RefundOrder): Promise<string> {
    if (tradeNo === null) throw new GatewayError('refused', 'no session')
    const { payment_intent: intent } = await this.#ask(() => this.#stripe.checkout.sessions.retrieve(tradeNo))
    if (intent === null) throw new GatewayError('refused', 'no payment intent')
    return typeof intent === 'string' ? intent : intent.id
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw faultOf(error)
    }
  }
}

function paidAtOf({ payment_intent: intent }: Stripe.Checkout.Session): string | null {
  const charge = typeof intent === 'object' ? intent?.latest_charge : null
  return typeof charge === 'object' && charge ? new Date(charge.created * 1000).toISOString() : null
}

/** 4xx is an answer; no status, a conflict with a call still running, too many calls and 5xx are none. */
function faultOf(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  if (!(error instanceof Stripe.errors.StripeError)) return new GatewayError('unknown', String(error))
  const { statusCode = 0, code, message } = error
  const decided = statusCode >= 400 && statusCode < 500 && statusCode !== 409 && statusCode !== 429
  return new GatewayError(decided ? 'refused' : 'unknown', message, code)
}

function refundAnswerOf(refund: Stripe.Refund): RefundAnswer {
  switch (refund.status) {
    case 'succeeded':
      return { state: 'done', refundNo: refund.id, at: new Date(refund.created * 1000).toISOString() }
    case 'failed':
    case 'canceled':
      return { state: 'failed', reason: refund.failure_reason ?? refund.status }
    default:
      return { state: 'processing' }
  }
}
