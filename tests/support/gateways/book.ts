import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'

/** What goes wrong with one call: before or after the service has acted, in its answer, or not at all. */
export const FAULTS = ['none', 'cut-before', 'cut-after', 'error-before', 'error-after', 'forged', 'silent'] as const
export type Fault = (typeof FAULTS)[number]

export interface Trade {
  outTradeNo: string
  tradeNo: string
  amount: number
  /** `unseen`: asked for, but no customer has opened it. */
  state: 'unseen' | 'waiting' | 'paid' | 'closed'
  paid: number
  currency: string
  paidAt: Date | null
  refunds: Map<string, { amount: number; refundNo: string; at: Date }>
}

export interface Call {
  method: string
  /** Path with its query. */
  url: string
  body: string
  headers: IncomingMessage['headers']
}

export interface Reply {
  status: number
  body: string | Buffer
  headers?: Record<string, string>
}

/**
 * A payment service on this machine: its books, its faults, and a customer who pays. The vendors' servers answer from it
 * in their own words, after checking signatures by their own rules.
 */
export abstract class GatewayServer {
  readonly trades = new Map<string, Trade>()
  /** Every call that was acted on, newest last. */
  readonly calls: string[] = []
  now: () => Date = () => new Date()
  fault: (call: Call) => Fault = () => 'none'
  #server = createServer((request, response) => void this.#answer(request, response))
  #numbers = 0

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** @returns the address to point the adapter at */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this.address
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** What the service does and answers; null: the signature does not fit. */
  protected abstract act(call: Call): Reply
  /** The same answer as a swindler on the line would give it. */
  protected abstract forge(reply: Reply): Reply

  /** The customer pays; other amounts and currencies as a service at fault would report them. */
  pay(outTradeNo: string, told: { amount?: number; currency?: string; anyway?: boolean } = {}): void {
    const trade = this.trades.get(outTradeNo)
    if (!trade) throw new Error(`nobody asked for ${outTradeNo}`)
    if (trade.state === 'paid' || (trade.state === 'closed' && !told.anyway)) throw new Error(`it is ${trade.state}`)
    Object.assign(trade, { state: 'paid', paid: told.amount ?? trade.amount, paidAt: this.now() })
    trade.currency = told.currency ?? 'CNY'
  }

  /** 分 that came less 分 that went back, by the service's books. */
  get balance(): number {
    let sum = 0
    for (const { state, paid, refunds } of this.trades.values()) {
      if (state !== 'paid') continue
      sum += paid
      for (const { amount } of refunds.values()) sum -= amount
    }
    return sum
  }

  protected order(outTradeNo: string, amount: number, state: Trade['state']): Trade {
    const known = this.trades.get(outTradeNo)
    if (known) return known
    const tradeNo = `42000${String(++this.#numbers).padStart(20, '0')}`
    const fresh = { paid: 0, currency: 'CNY', paidAt: null, refunds: new Map() }
    const trade: Trade = { outTradeNo, tradeNo, amount, state, ...fresh }
    this.trades.set(outTradeNo, trade)
    return trade
  }

  /** Gives money back, once for each number. @returns null when it is more than is left */
  protected giveBack(trade: Trade, outRefundNo: string, amount: number) {
    const known = trade.refunds.get(outRefundNo)
    if (known) return known
    const left = trade.paid - [...trade.refunds.values()].reduce((sum, refund) => sum + refund.amount, 0)
    if (trade.state !== 'paid' || amount > left) return null
    const refund = { amount, refundNo: `50000${String(++this.#numbers).padStart(20, '0')}`, at: this.now() }
    trade.refunds.set(outRefundNo, refund)
    return refund
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const call = { method: request.method!, url: request.url!, body, headers: request.headers }
    const fault = this.fault(call)
    if (fault === 'cut-before') return void request.socket.destroy()
    if (fault === 'error-before') return void response.writeHead(500).end('<html>busy</html>')
    const reply = this.act(call)
    this.calls.push(`${call.method} ${call.url}`)
    if (fault === 'cut-after') return void request.socket.destroy()
    if (fault === 'error-after') return void response.writeHead(502).end('<html>busy</html>')
    if (fault === 'silent') return
    const sent = fault === 'forged' ? this.forge(reply) : reply
    response.writeHead(sent.status, sent.headers).end(sent.body)
  }
}

/** Keys of a merchant and of a service; made once a run, since making them takes time. */
export const merchantKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const serviceKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const strangerKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })

export const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }) as string
