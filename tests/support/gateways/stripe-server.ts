import { createHmac } from 'node:crypto'
import { GatewayServer, type Call, type Reply, type Trade } from './book.ts'

const SECRET_KEY = 'sk_test_51Huozhan0123456789'
const WEBHOOK_SECRET = 'whsec_0123456789abcdef'

/** What a company enters to use the server. */
export const STRIPE_SETUP = {
  settings: { returnUrl: 'https://example.com/thanks' },
  secrets: { secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET },
}

/** Stripe's API: checks the secret key, keeps first answers by idempotency key and refuses the key with other content. */
export class StripeServer extends GatewayServer {
  readonly #answers = new Map<string, { body: string; reply: Reply }>()

  /** A report as it comes over the line: signed with the endpoint's secret over its time and body. */
  report(outTradeNo: string, how: { secret?: string; at?: Date } = {}) {
    const session = this.#session(this.trades.get(outTradeNo)!)
    const body = JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type: 'checkout.session.completed',
      data: { object: session },
    })
    const seconds = Math.floor((how.at ?? this.now()).getTime() / 1000)
    const mac = createHmac('sha256', how.secret ?? WEBHOOK_SECRET)
      .update(`${seconds}.${body}`)
      .digest('hex')
    return { headers: { 'stripe-signature': `t=${seconds},v1=${mac}`, 'content-type': 'application/json' }, body }
  }

  protected act(call: Call): Reply {
    if (call.headers.authorization !== `Bearer ${SECRET_KEY}`) return refusal(401, 'invalid_api_key')
    const key = call.headers['idempotency-key']
    const kept = typeof key === 'string' ? this.#answers.get(key) : undefined
    if (kept) return kept.body === call.body ? kept.reply : refusal(400, 'idempotency_key_in_use')
    const reply = this.#answer(call)
    if (typeof key === 'string') this.#answers.set(key, { body: call.body, reply })
    return reply
  }

  protected forge(reply: Reply): Reply {
    // nothing is signed: whoever can forge it holds the TLS key; what is left is an answer about something else
    return {
      ...reply,
      body: String(reply.body).replace(/"client_reference_id":"\w+"/, '"client_reference_id":"other"'),
    }
  }

  #answer({ method, url: address, body }: Call): Reply {
    const url = new URL(address, 'http://x')
    const form = new URLSearchParams(body)
    const [, , resource, id, action] = url.pathname.replace('/checkout/', '/').split('/')
    if (resource === 'sessions' && method === 'POST' && id === undefined) return this.#create(form)
    if (resource === 'sessions' && id !== undefined) {
      const trade = this.trades.get(id.replace('cs_test_', ''))
      if (!trade) return refusal(404, 'resource_missing')
      if (action === 'expire') {
        if (trade.state === 'paid') return refusal(400, 'session_complete')
        trade.state = 'closed'
      }
      return json(this.#session(trade))
    }
    if (resource === 'refunds' && method === 'POST') return this.#refund(form)
    if (resource === 'charges' || (resource === 'refunds' && url.searchParams.has('created[gte]'))) {
      return this.#made(resource, url.searchParams)
    }
    if (resource === 'refunds') {
      const trade = this.trades.get((url.searchParams.get('payment_intent') ?? '').replace('pi_', ''))
      const data = trade ? [...trade.refunds].map(([number]) => refundView(trade, number)) : []
      return json({ object: 'list', url: '/v1/refunds', has_more: false, data })
    }
    return refusal(404, 'unknown')
  }

  /** Charges or refunds of a time, all on one page. */
  #made(resource: 'charges' | 'refunds', asked: URLSearchParams): Reply {
    const [from, to] = [Number(asked.get('created[gte]')), Number(asked.get('created[lt]'))]
    const trades = [...this.trades.values()].filter(({ state }) => state === 'paid')
    const made =
      resource === 'refunds'
        ? trades.flatMap((trade) => [...trade.refunds.keys()].map((number) => refundView(trade, number)))
        : trades.map(({ outTradeNo, paid, paidAt }) => ({
            id: `ch_${outTradeNo}`,
            object: 'charge',
            paid: true,
            amount: paid,
            created: Math.floor(paidAt!.getTime() / 1000),
            metadata: { out_trade_no: outTradeNo },
          }))
    const data = made.filter(({ created }) => created >= from && created < to)
    return json({ object: 'list', url: `/v1/${resource}`, has_more: false, data })
  }

  #create(form: URLSearchParams): Reply {
    const outTradeNo = form.get('client_reference_id')!
    const amount = Number(form.get('line_items[0][price_data][unit_amount]'))
    const lasts = Number(form.get('expires_at')) * 1000 - this.now().getTime()
    if (lasts < 29 * 60_000) return refusal(400, 'expires_at')
    if (form.get('line_items[0][price_data][currency]') !== 'cny') return refusal(400, 'currency')
    return json(this.#session(this.order(outTradeNo, amount, 'waiting')))
  }

  #refund(form: URLSearchParams): Reply {
    const trade = this.trades.get(form.get('payment_intent')!.replace('pi_', ''))
    const number = form.get('metadata[out_refund_no]')!
    if (!trade || !this.giveBack(trade, number, Number(form.get('amount'))))
      return refusal(400, 'charge_already_refunded')
    return json(refundView(trade, number))
  }

  #session(trade: Trade) {
    const id = `cs_test_${trade.outTradeNo}`
    const created = Math.floor((trade.paidAt ?? this.now()).getTime() / 1000)
    const charge = { id: `ch_${trade.outTradeNo}`, object: 'charge', created }
    return {
      id,
      object: 'checkout.session',
      client_reference_id: trade.outTradeNo,
      metadata: { out_trade_no: trade.outTradeNo },
      url: `https://checkout.stripe.com/c/pay/${id}`,
      status: trade.state === 'paid' ? 'complete' : trade.state === 'closed' ? 'expired' : 'open',
      payment_status: trade.state === 'paid' ? 'paid' : 'unpaid',
      amount_total: trade.state === 'paid' ? trade.paid : trade.amount,
      currency: trade.currency.toLowerCase(),
      payment_intent: trade.state === 'paid' ? { id: `pi_${trade.outTradeNo}`, latest_charge: charge } : null,
    }
  }
}

function refundView(trade: Trade, number: string) {
  const refund = trade.refunds.get(number)!
  return {
    id: `re_${refund.refundNo}`,
    object: 'refund',
    amount: refund.amount,
    status: 'succeeded',
    created: Math.floor(refund.at.getTime() / 1000),
    metadata: { out_trade_no: trade.outTradeNo, out_refund_no: number },
  }
}

const json = (content: object): Reply => ({
  status: 200,
  body: JSON.stringify(content),
  headers: { 'content-type': 'application/json' },
})
const refusal = (status: number, code: string): Reply => ({
  status,
  body: JSON.stringify({ error: { type: 'invalid_request_error', code, message: code } }),
  headers: { 'content-type': 'application/json' },
})
