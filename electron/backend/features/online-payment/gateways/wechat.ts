import { createHash, type KeyObject } from 'node:crypto'
import { wechatBill } from './bills.ts'
import {
  ANSWER_MS,
  GatewayError,
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
import { isFresh, isSigned, openResource, signRequest, type EncryptedResource } from './wechat-signature.ts'

export interface WechatAccount {
  baseUrl: string
  merchantId: string
  appId: string
  /** Serial number of the merchant's own certificate. */
  certificateSerial: string
  privateKey: KeyObject
  /** 32 characters: opens notifications. */
  apiKey: string
  /** Serial of WeChat Pay's certificate or id of its public key (`PUB_KEY_ID_…`). */
  platformKeyId: string
  platformKey: KeyObject
}

/** Nobody can be reached there (RFC 2606); the interface demands an address even from those who only ask. */
const NOWHERE = 'https://notify.invalid/'

/** WeChat Pay, version 3 of its interface, for merchants of their own: Native (二维码) and 付款码. */
export class WechatGateway implements PaymentGateway {
  readonly #account: WechatAccount
  readonly #now: () => Date
  readonly #answerMs: number
  /** Their clock less ours, learnt when they refuse ours. */
  #clockOffset = 0

  constructor(account: WechatAccount, now: () => Date, answerMs = ANSWER_MS) {
    this.#account = account
    this.#now = now
    this.#answerMs = answerMs
  }

  async create(order: PaymentOrder): Promise<CreateAnswer> {
    const common = {
      appid: this.#account.appId,
      mchid: this.#account.merchantId,
      description: order.subject,
      out_trade_no: order.outTradeNo,
      amount: { total: order.amount, currency: 'CNY' },
    }
    if (order.way === 'qr') {
      const { code_url } = (await this.#call('POST', '/v3/pay/transactions/native', {
        ...common,
        time_expire: order.expiresAt.toISOString().replace(/\.\d+Z$/, '+00:00'),
        notify_url: order.notifyUrl ?? NOWHERE,
      })) as { code_url: string }
      return { state: 'pending', tradeNo: null, qr: code_url }
    }
    const paid = (await this.#call('POST', '/v3/pay/transactions/codepay', {
      ...common,
      payer: { auth_code: order.authCode },
      scene_info: { store_info: { id: '0001' } },
    })) as Transaction
    return answerOf(paid)
  }

  async query({ outTradeNo }: PaymentRef): Promise<PaymentAnswer> {
    const path = `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${this.#account.merchantId}`
    const found = await this.#find<Transaction>(path)
    if (!found) return { state: 'none' }
    if (found.out_trade_no !== outTradeNo || found.mchid !== this.#account.merchantId) {
      throw new GatewayError('unknown', 'an answer about another payment')
    }
    return answerOf(found)
  }

  /** A 付款码 payment is reversed (撤销), which gives money back that arrived in the same moment; others are closed. */
  async close({ outTradeNo, way }: PaymentRef): Promise<void> {
    const end = way === 'code' ? 'reverse' : 'close'
    const { appId: appid, merchantId: mchid } = this.#account
    try {
      const path = `/v3/pay/transactions/out-trade-no/${outTradeNo}/${end}`
      await this.#call('POST', path, way === 'code' ? { appid, mchid } : { mchid })
    } catch (error) {
      // paid, over, unknown there: asking again tells which
      if (!(error instanceof GatewayError && error.kind === 'refused')) throw error
    }
  }

  async refund(refund: RefundOrder): Promise<RefundAnswer> {
    return refundAnswerOf(
      (await this.#call('POST', '/v3/refund/domestic/refunds', {
        out_trade_no: refund.outTradeNo,
        out_refund_no: refund.outRefundNo,
        reason: refund.reason.slice(0, 80),
        amount: { refund: refund.amount, total: refund.paid, currency: 'CNY' },
      })) as Refund,
    )
  }

  async queryRefund({ outRefundNo }: RefundOrder): Promise<RefundAnswer> {
    const found = await this.#find<Refund>(`/v3/refund/domestic/refunds/${outRefundNo}`)
    return found ? refundAnswerOf(found) : { state: 'none' }
  }

  readNotification({ headers, body }: Notification): { outTradeNo: string } {
    const { platformKey, platformKeyId, apiKey } = this.#account
    const header = (name: string) => headers[name]
    const fresh = isFresh(headers['wechatpay-timestamp'], new Date(this.#now().getTime() + this.#clockOffset))
    if (!fresh || !isSigned(platformKey, platformKeyId, header, body)) throw new GatewayError('forged', 'signature')
    const { resource } = JSON.parse(body) as { resource: EncryptedResource }
    const { out_trade_no } = openResource(apiKey, resource) as { out_trade_no: string }
    return { outTradeNo: out_trade_no }
  }

  /** The day's bill: a link and the hash of the text behind it. */
  async bill(day: string): Promise<GatewayBillLine[]> {
    const link = await this.#find<{ download_url: string; hash_value: string }>(
      `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`,
    )
    if (!link) return []
    const { pathname, search } = new URL(link.download_url)
    const { status, text } = await this.#send('GET', pathname + search, '')
    const hash = createHash('sha1').update(text).digest('hex')
    if (status !== 200 || hash !== link.hash_value) throw new GatewayError('unknown', 'bill')
    return wechatBill(text)
  }

  /** As `#call`; null when there is no such thing. */
  async #find<T>(path: string): Promise<T | null> {
    try {
      return (await this.#call('GET', path)) as T
    } catch (error) {
      const gone = error instanceof GatewayError && error.kind === 'refused' && NOT_THERE.has(error.code)
      if (gone) return null
      throw error
    }
  }

  async #call(method: 'GET' | 'POST', path: string, content?: object): Promise<unknown> {
    const body = content === undefined ? '' : JSON.stringify(content)
    let reply = await this.#send(method, path, body)
    if (reply.status === 401 && this.#learnClock(reply.date)) reply = await this.#send(method, path, body)
    const { status, text, header } = reply
    if (status === 429 || status >= 500) throw new GatewayError('unknown', `HTTP ${status}`)
    const failed = status >= 400 ? (parsed(text) as { code?: string; message?: string }) : null
    // who cannot be told from the signature cannot be answered with one
    if (failed && status === 401) throw new GatewayError('refused', failed.message ?? 'HTTP 401', failed.code)
    if (!isSigned(this.#account.platformKey, this.#account.platformKeyId, header, text)) {
      throw new GatewayError('unknown', 'signature')
    }
    if (failed) {
      if (UNDECIDED.has(failed.code ?? '')) throw new GatewayError('unknown', failed.message ?? '', failed.code)
      throw new GatewayError('refused', failed.message ?? `HTTP ${status}`, failed.code)
    }
    return text === '' ? {} : parsed(text)
  }

  async #send(method: 'GET' | 'POST', path: string, body: string) {
    const { baseUrl, merchantId, certificateSerial, privateKey, platformKeyId } = this.#account
    const base = new URL(baseUrl)
    const full = base.pathname.replace(/\/$/, '') + path
    const now = new Date(this.#now().getTime() + this.#clockOffset)
    const account = { merchantId, certificateSerial }
    try {
      const response = await fetch(base.origin + full, {
        method,
        ...(method === 'POST' ? { body } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(this.#answerMs),
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'user-agent': 'Huozhan',
          'wechatpay-serial': platformKeyId,
          authorization: signRequest(privateKey, account, { method, path: full, body }, now),
        },
      })
      const header = (name: string) => response.headers.get(name) ?? undefined
      // text() would drop the byte order mark, which bills begin with and hashes count
      const text = Buffer.from(await response.arrayBuffer()).toString('utf8')
      return { status: response.status, text, header, date: header('date') }
    } catch (error) {
      throw new GatewayError('unknown', messageOf(error))
    }
  }

  /** A clock more than five minutes off is refused like a wrong key; theirs stands in the answer. @returns whether it was that */
  #learnClock(date: string | undefined): boolean {
    const theirs = Date.parse(date ?? '')
    if (Number.isNaN(theirs)) return false
    const offset = theirs - this.#now().getTime()
    const off = Math.abs(offset - this.#clockOffset) > 60_000
    if (off) this.#clockOffset = offset
    return off
  }
}

interface Transaction {
  out_trade_no: string
  mchid: string
  transaction_id?: string
  trade_state: string
  trade_state_desc?: string
  success_time?: string
  amount?: { total: number; currency?: string }
}

interface Refund {
  refund_id: string
  status: 'SUCCESS' | 'PROCESSING' | 'CLOSED' | 'ABNORMAL'
  success_time?: string
}

/** No such payment or refund. */
const NOT_THERE = new Set(['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS', 'NO_STATEMENT_EXIST'])
/** Said with a 4xx status, but the customer may still be typing a password, or the service is at fault itself. */
const UNDECIDED = new Set(['USERPAYING', 'USER_PAYING', 'SYSTEM_ERROR', 'SYSTEMERROR', 'BANKERROR', 'BANK_ERROR'])

function answerOf(found: Transaction): PaymentAnswer {
  const tradeNo = found.transaction_id ?? null
  switch (found.trade_state) {
    case 'SUCCESS':
    // a part of it may have gone back: it was paid
    case 'REFUND':
      if (tradeNo === null || !found.amount) throw new GatewayError('unknown', 'an answer without an amount')
      return {
        state: 'paid',
        tradeNo,
        amount: found.amount.total,
        currency: found.amount.currency ?? 'CNY',
        paidAt: found.success_time ? new Date(found.success_time).toISOString() : null,
      }
    case 'NOTPAY':
    case 'USERPAYING':
    case 'ACCEPT':
      return { state: 'pending', tradeNo }
    case 'CLOSED':
      return { state: 'closed', refunded: false }
    case 'REVOKED':
      return { state: 'closed', refunded: true }
    case 'PAYERROR':
      return { state: 'failed', reason: found.trade_state_desc ?? found.trade_state }
    default:
      throw new GatewayError('unknown', found.trade_state)
  }
}

function refundAnswerOf(found: Refund): RefundAnswer {
  if (found.status === 'SUCCESS') {
    const at = found.success_time ? new Date(found.success_time).toISOString() : null
    return { state: 'done', refundNo: found.refund_id, at }
  }
  return found.status === 'PROCESSING' ? { state: 'processing' } : { state: 'failed', reason: found.status }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new GatewayError('unknown', 'an answer that cannot be read')
  }
}

const messageOf = (error: unknown) => {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined
  return cause?.code ?? (error instanceof Error ? error.message : String(error))
}
