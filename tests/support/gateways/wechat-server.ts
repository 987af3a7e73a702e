import { createCipheriv, createHash, createSign, createVerify, randomBytes, type KeyObject } from 'node:crypto'
import {
  GatewayServer,
  merchantKeys,
  pem,
  serviceKeys,
  strangerKeys,
  type Call,
  type Reply,
  type Trade,
} from './book.ts'

const MERCHANT = '1900000109'
const CERTIFICATE = '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C'
const PLATFORM = 'PUB_KEY_ID_0119000001092026112300000000'
const API_KEY = '0123456789abcdef0123456789ABCDEF'

/** What a company enters to use the server. */
export const WECHAT_SETUP = {
  settings: {
    merchantId: MERCHANT,
    appId: 'wxd678efh567hg6787',
    certificateSerial: CERTIFICATE,
    platformKeyId: PLATFORM,
    platformKey: pem(serviceKeys.publicKey),
  },
  secrets: { privateKey: pem(merchantKeys.privateKey), apiKey: API_KEY },
}

/** WeChat Pay v3: checks the request's signature and its time, signs its answers. */
export class WechatServer extends GatewayServer {
  /** 付款码 whose owners have to type a password first. */
  readonly slow = new Set<string>()

  /** A report as it comes over the line. `key`: who signs it. */
  report(outTradeNo: string, how: { key?: KeyObject; apiKey?: string; at?: Date } = {}) {
    const nonce = randomBytes(6).toString('hex')
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(how.apiKey ?? API_KEY), Buffer.from(nonce))
    cipher.setAAD(Buffer.from('transaction'))
    const content = JSON.stringify(this.#view(this.trades.get(outTradeNo)!))
    const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
    const body = JSON.stringify({
      id: randomBytes(8).toString('hex'),
      event_type: 'TRANSACTION.SUCCESS',
      resource_type: 'encrypt-resource',
      resource: {
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext: sealed.toString('base64'),
        associated_data: 'transaction',
        nonce,
      },
    })
    const headers = this.#sign(body, how.key ?? serviceKeys.privateKey, how.at ?? this.now())
    return { headers: { ...headers, 'content-type': 'application/json' }, body }
  }

  protected act(call: Call): Reply {
    const refused = this.#refusal(call)
    if (refused) return this.#reply(401, { code: 'SIGN_ERROR', message: refused })
    const url = new URL(call.url, 'http://x')
    const content = call.body === '' ? {} : (JSON.parse(call.body) as unknown)
    const [outTradeNo = '', end] = url.pathname.replace('/v3/pay/transactions/out-trade-no/', '').split('/')
    if (url.pathname.endsWith('/native')) return this.#create(content)
    if (url.pathname.endsWith('/codepay')) return this.#payByCode(content)
    if (url.pathname === '/v3/bill/tradebill')
      return this.#billLink(url.searchParams.get('bill_date')!, call.headers.host!)
    if (url.pathname === '/v3/billdownload/file')
      return { status: 200, body: this.#bill(url.searchParams.get('token')!) }
    if (url.pathname === '/v3/refund/domestic/refunds') return this.#refund(content)
    if (url.pathname.startsWith('/v3/refund/')) return this.#foundRefund(url.pathname.split('/').at(-1)!)
    const trade = this.trades.get(outTradeNo)
    if (!trade) return this.#reply(404, { code: 'ORDER_NOT_EXIST', message: '订单不存在' })
    if (end === 'close') {
      if (trade.state === 'paid') return this.#reply(400, { code: 'ORDERPAID', message: '订单已支付' })
      trade.state = 'closed'
      return this.#reply(204, null)
    }
    if (end === 'reverse') {
      // money that came in the same moment goes back
      trade.state = 'closed'
      trade.paid = 0
      return this.#reply(204, null)
    }
    return this.#reply(200, this.#view(trade))
  }

  protected forge(reply: Reply): Reply {
    const body = String(reply.body).replace(/NOTPAY|CLOSED|USERPAYING/, 'SUCCESS')
    return { ...reply, body, headers: this.#sign(body, strangerKeys.privateKey, this.now()) }
  }

  #create(content: unknown): Reply {
    const { out_trade_no, amount } = content as { out_trade_no: string; amount: { total: number } }
    const known = this.trades.get(out_trade_no)
    if (known && known.amount !== amount.total) return this.#reply(403, { code: 'OUT_TRADE_NO_USED', message: '重复' })
    if (known?.state === 'paid') return this.#reply(400, { code: 'ORDERPAID', message: '订单已支付' })
    this.order(out_trade_no, amount.total, 'waiting')
    return this.#reply(200, { code_url: `weixin://wxpay/bizpayurl?pr=${out_trade_no}` })
  }

  #payByCode(content: unknown): Reply {
    const { out_trade_no, amount, payer } = content as {
      out_trade_no: string
      amount: { total: number }
      payer: { auth_code: string }
    }
    if (payer.auth_code.endsWith('0000')) return this.#reply(403, { code: 'AUTH_CODE_EXPIRE', message: '付款码已过期' })
    const trade = this.order(out_trade_no, amount.total, 'waiting')
    if (this.slow.has(payer.auth_code)) return this.#reply(400, { code: 'USERPAYING', message: '需要用户输入支付密码' })
    if (trade.state === 'waiting') this.pay(out_trade_no)
    return this.#reply(200, this.#view(trade))
  }

  #refund(content: unknown): Reply {
    const { out_trade_no, out_refund_no, amount } = content as {
      out_trade_no: string
      out_refund_no: string
      amount: { refund: number; total: number }
    }
    const trade = this.trades.get(out_trade_no)
    if (!trade) return this.#reply(404, { code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' })
    if (amount.total !== trade.paid) return this.#reply(400, { code: 'PARAM_ERROR', message: '总金额不符' })
    const refund = this.giveBack(trade, out_refund_no, amount.refund)
    if (!refund) return this.#reply(403, { code: 'NOT_ENOUGH', message: '可退金额不足' })
    return this.#reply(200, { refund_id: refund.refundNo, status: 'PROCESSING' })
  }

  #foundRefund(outRefundNo: string): Reply {
    for (const { refunds } of this.trades.values()) {
      const refund = refunds.get(outRefundNo)
      if (refund) {
        return this.#reply(200, {
          refund_id: refund.refundNo,
          status: 'SUCCESS',
          success_time: refund.at.toISOString(),
        })
      }
    }
    return this.#reply(404, { code: 'RESOURCE_NOT_EXISTS', message: '退款单不存在' })
  }

  #billLink(day: string, host: string): Reply {
    const text = this.#bill(day)
    const none = !text.includes('`4')
    if (none) return this.#reply(404, { code: 'NO_STATEMENT_EXIST', message: '账单不存在' })
    const hash_value = createHash('sha1').update(text).digest('hex')
    const download_url = `http://${host}/v3/billdownload/file?token=${day}`
    return this.#reply(200, { hash_type: 'SHA1', hash_value, download_url })
  }

  /** A day's bill as merchants get it: payments, refunds, then a head and a row of totals. */
  #bill(day: string): string {
    const heads = '交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,应结订单金额,退款金额,商品名称,订单金额'
    const rows: string[] = []
    const yuan = (fen: number) => (fen / 100).toFixed(2)
    for (const trade of this.trades.values()) {
      const line = (state: string, back: number) =>
        [
          'x',
          'wx',
          MERCHANT,
          trade.tradeNo,
          trade.outTradeNo,
          state,
          yuan(trade.paid),
          yuan(back),
          '粮油',
          yuan(trade.paid),
        ]
          .map((cell) => `\`${cell}`)
          .join(',')
      if (trade.paidAt && trade.state === 'paid' && chinaDay(trade.paidAt) === day) rows.push(line('SUCCESS', 0))
      for (const { amount, at } of trade.refunds.values()) if (chinaDay(at) === day) rows.push(line('REFUND', amount))
    }
    return `\uFEFF${[heads, ...rows, '总交易单数,应结订单总金额', `\`${rows.length},\`0.00`].join('\r\n')}\r\n`
  }

  #view(trade: Trade) {
    const states = {
      unseen: 'NOTPAY',
      waiting: 'NOTPAY',
      paid: trade.refunds.size > 0 ? 'REFUND' : 'SUCCESS',
      closed: 'CLOSED',
    }
    return {
      mchid: MERCHANT,
      out_trade_no: trade.outTradeNo,
      trade_state: states[trade.state],
      ...(trade.state === 'paid'
        ? {
            transaction_id: trade.tradeNo,
            success_time: trade.paidAt!.toISOString().replace(/\.\d+Z/, '+00:00'),
            amount: { total: trade.paid, payer_total: trade.paid, currency: trade.currency },
          }
        : {}),
    }
  }

  /** Why the request is not believed; null: it is. */
  #refusal({ method, url, body, headers }: Call): string | null {
    const [scheme, rest = ''] = (headers.authorization ?? '').split(' ')
    const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(rest)?.[1] ?? ''
    const seconds = field('timestamp')
    if (scheme !== 'WECHATPAY2-SHA256-RSA2048' || field('mchid') !== MERCHANT) return '商户号错误'
    if (field('serial_no') !== CERTIFICATE) return '证书序列号错误'
    if (Math.abs(Number(seconds) * 1000 - this.now().getTime()) > 300_000) return '时间戳相差超过五分钟'
    const signed = createVerify('RSA-SHA256')
      .update(`${method}\n${url}\n${seconds}\n${field('nonce_str')}\n${body}\n`)
      .verify(merchantKeys.publicKey, field('signature'), 'base64')
    return signed ? null : '签名错误'
  }

  #reply(status: number, content: object | null): Reply {
    const body = content === null ? '' : JSON.stringify(content)
    return { status, body, headers: this.#sign(body, serviceKeys.privateKey, this.now()) }
  }

  #sign(body: string, key: KeyObject, at: Date): Record<string, string> {
    const seconds = String(Math.floor(at.getTime() / 1000))
    const nonce = randomBytes(16).toString('hex')
    const signature = createSign('RSA-SHA256').update(`${seconds}\n${nonce}\n${body}\n`).sign(key, 'base64')
    return {
      date: at.toUTCString(),
      'wechatpay-serial': PLATFORM,
      'wechatpay-timestamp': seconds,
      'wechatpay-nonce': nonce,
      'wechatpay-signature': signature,
    }
  }
}

const chinaDay = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
