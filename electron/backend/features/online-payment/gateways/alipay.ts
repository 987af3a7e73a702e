import { AlipayRequestError, AlipaySdk } from 'alipay-sdk'
import type { KeyObject } from 'node:crypto'
import { parseFen } from '../../../../../shared/money.ts'
import { isSafeUrl } from '../../../../../shared/domain/online-payment/fields.ts'
import { alipayBill } from './bills.ts'
import {
  ANSWER_MS,
  GatewayError,
  yuanText,
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

export interface AlipayAccount {
  /** The whole address of the gateway, e.g. `https://openapi.alipay.com/gateway.do`. */
  baseUrl: string
  appId: string
  privateKey: KeyObject
  /** Alipay's public key (支付宝公钥). */
  platformKey: KeyObject
}

/** Alipay 当面付 by its own SDK: 扫码 (precreate) and 付款码 (pay). Every answer's signature is checked. */
export class AlipayGateway implements PaymentGateway {
  readonly #sdk: AlipaySdk
  readonly #appId: string
  readonly #now: () => Date
  readonly #answerMs: number

  constructor(account: AlipayAccount, now: () => Date, answerMs = ANSWER_MS) {
    this.#answerMs = answerMs
    this.#appId = account.appId
    this.#now = now
    this.#sdk = new AlipaySdk({
      appId: account.appId,
      privateKey: account.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      keyType: 'PKCS8',
      alipayPublicKey: account.platformKey.export({ type: 'spki', format: 'pem' }) as string,
      gateway: account.baseUrl,
      timeout: answerMs,
      camelcase: false,
    })
  }

  async create(order: PaymentOrder): Promise<CreateAnswer> {
    const common = {
      out_trade_no: order.outTradeNo,
      total_amount: yuanText(order.amount),
      subject: order.subject,
      time_expire: chinaTime(order.expiresAt),
    }
    const notify: Record<string, string> = order.notifyUrl === null ? {} : { notify_url: order.notifyUrl }
    if (order.way === 'qr') {
      const answer = await this.#call('alipay.trade.precreate', common, notify)
      return { state: 'pending', tradeNo: null, qr: String(answer['qr_code']) }
    }
    const scanned = { ...common, scene: 'bar_code', auth_code: order.authCode }
    const answer = await this.#call('alipay.trade.pay', scanned, notify)
    if (answer.code === '10003') return { state: 'pending', tradeNo: textOf(answer['trade_no']) }
    return paid(answer, answer['gmt_payment'])
  }

  async query({ outTradeNo }: PaymentRef): Promise<PaymentAnswer> {
    const answer = await this.#find('alipay.trade.query', { out_trade_no: outTradeNo })
    if (!answer) return { state: 'none' }
    if (answer['out_trade_no'] !== outTradeNo) throw new GatewayError('unknown', 'an answer about another payment')
    switch (answer['trade_status']) {
      case 'WAIT_BUYER_PAY':
        return { state: 'pending', tradeNo: textOf(answer['trade_no']) }
      case 'TRADE_SUCCESS':
      case 'TRADE_FINISHED':
        return paid(answer, answer['send_pay_date'])
      case 'TRADE_CLOSED':
        // never paid in time, or all of it given back: the same word for both
        return { state: 'closed', refunded: textOf(answer['send_pay_date']) !== null }
      default:
        throw new GatewayError('unknown', String(answer['trade_status']))
    }
  }

  /** A 付款码 payment is cancelled (撤销), which gives money back that arrived in the same moment; others are closed. */
  async close({ outTradeNo, way }: PaymentRef): Promise<void> {
    await this.#find(way === 'code' ? 'alipay.trade.cancel' : 'alipay.trade.close', { out_trade_no: outTradeNo })
  }

  async refund(refund: RefundOrder): Promise<RefundAnswer> {
    const answer = await this.#call('alipay.trade.refund', {
      out_trade_no: refund.outTradeNo,
      out_request_no: refund.outRefundNo,
      refund_amount: yuanText(refund.amount),
      refund_reason: refund.reason,
    })
    // sent again, the same refund moves nothing: asking tells whether it had gone through
    if (answer['fund_change'] !== 'Y') return this.queryRefund(refund)
    return { state: 'done', refundNo: String(answer['trade_no']), at: instantOf(answer['gmt_refund_pay']) }
  }

  async queryRefund({ outTradeNo, outRefundNo }: RefundOrder): Promise<RefundAnswer> {
    const answer = await this.#find('alipay.trade.fastpay.refund.query', {
      out_trade_no: outTradeNo,
      out_request_no: outRefundNo,
      query_options: ['gmt_refund_pay'],
    })
    if (!answer || answer['refund_amount'] === undefined) return { state: 'none' }
    if (answer['refund_status'] !== 'REFUND_SUCCESS') return { state: 'processing' }
    return { state: 'done', refundNo: String(answer['trade_no']), at: instantOf(answer['gmt_refund_pay']) }
  }

  readNotification({ body }: Notification): { outTradeNo: string } {
    const fields = Object.fromEntries(new URLSearchParams(body))
    const { out_trade_no: outTradeNo, app_id: appId } = fields
    if (!outTradeNo || appId !== this.#appId || !this.#isSigned(fields)) throw new GatewayError('forged', 'signature')
    return { outTradeNo }
  }

  async bill(day: string): Promise<GatewayBillLine[]> {
    const wanted = { bill_type: 'trade', bill_date: day }
    let url: string
    try {
      const answer = await this.#call('alipay.data.dataservice.bill.downloadurl.query', wanted)
      url = String(answer['bill_download_url'])
    } catch (error) {
      // a day without payments has no bill
      if (error instanceof GatewayError && error.code === 'isp.bill_not_exist') return []
      throw error
    }
    if (!isSafeUrl(url)) throw new GatewayError('unknown', 'bill address')
    let file: Buffer
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(this.#answerMs) })
      if (!response.ok) throw new GatewayError('unknown', `HTTP ${response.status}`)
      file = Buffer.from(await response.arrayBuffer())
    } catch (error) {
      throw error instanceof GatewayError ? error : new GatewayError('unknown', String(error))
    }
    return alipayBill(file)
  }

  #isSigned(fields: Record<string, string>): boolean {
    // RSA with SHA-1 would be accepted when the sender asks for it
    if (fields['sign_type'] !== 'RSA2') return false
    return this.#sdk.checkNotifySignV2(fields)
  }

  /** As `#call`; null when there is no such payment. */
  async #find(method: string, content: object): Promise<Answer | null> {
    try {
      return await this.#call(method, content)
    } catch (error) {
      if (!(error instanceof GatewayError) || error.kind !== 'refused') throw error
      if (error.code === 'ACQ.TRADE_NOT_EXIST') return null
      // already over or already paid: asking tells which
      if (error.code === 'ACQ.TRADE_STATUS_ERROR' || error.code === 'ACQ.REASON_TRADE_STATUS_INVALID') return null
      throw error
    }
  }

  async #call(method: string, content: object, more: Record<string, string> = {}): Promise<Answer> {
    let answer: Answer
    try {
      // the SDK would take the machine's own time zone
      const params = { ...more, timestamp: chinaTime(this.#now()), bizContent: content }
      answer = await this.#sdk.exec(method, params, { validateSign: true })
    } catch (error) {
      throw faultOf(error)
    }
    const reason = textOf(answer['sub_msg']) ?? answer.msg
    const code = textOf(answer['sub_code']) ?? answer.code
    if (answer.code === '10000' || answer.code === '10003') return answer
    const undecided = answer.code === '20000' || code === 'ACQ.SYSTEM_ERROR' || code === 'isp.unknow-error'
    throw new GatewayError(undecided ? 'unknown' : 'refused', reason, code)
  }
}

type Answer = Awaited<ReturnType<AlipaySdk['exec']>>

/** An answer without a signature that fits may come from anybody; one about our own keys has none and is only shown. */
function faultOf(error: unknown): GatewayError {
  const raw = error instanceof AlipayRequestError ? error.responseDataRaw : undefined
  try {
    const said = (JSON.parse(raw ?? '') as { error_response?: { sub_msg?: string; sub_code?: string } }).error_response
    if (said) return new GatewayError('unknown', said.sub_msg ?? 'error_response', said.sub_code)
  } catch {
    // not even JSON: the message of the transport says more
  }
  return new GatewayError('unknown', error instanceof Error ? error.message : String(error))
}

function paid(answer: Answer, at: unknown): PaymentAnswer {
  const amount = parseFen(String(answer['total_amount']))
  const tradeNo = textOf(answer['trade_no'])
  if (amount === null || tradeNo === null) throw new GatewayError('unknown', 'an answer without an amount')
  const currency = textOf(answer['trans_currency']) ?? 'CNY'
  return { state: 'paid', tradeNo, amount, currency, paidAt: instantOf(at) }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const CHINA_MS = 8 * 3_600_000
/** Alipay's times: `2026-11-23 14:05:00` in China, whatever zone this machine is in. */
const chinaTime = (at: Date) => new Date(at.getTime() + CHINA_MS).toISOString().slice(0, 19).replace('T', ' ')

function instantOf(text: unknown): string | null {
  const time = typeof text === 'string' ? Date.parse(`${text.replace(' ', 'T')}+08:00`) : Number.NaN
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
