import { zipSync } from 'fflate'
import { createSign, createVerify, type KeyObject } from 'node:crypto'
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

const APP = '2021000122671080'

/** What a company enters to use the server. */
export const ALIPAY_SETUP = {
  settings: { appId: APP, platformKey: pem(serviceKeys.publicKey) },
  secrets: { privateKey: pem(merchantKeys.privateKey) },
}

/** Alipay's gateway: checks the request's signature, signs the part of the answer that counts. */
export class AlipayServer extends GatewayServer {
  /** A report as it comes over the line: a form, signed over its sorted fields. */
  report(outTradeNo: string, how: { key?: KeyObject; appId?: string } = {}) {
    const fields: Record<string, string> = {
      app_id: how.appId ?? APP,
      notify_type: 'trade_status_sync',
      trade_status: 'TRADE_SUCCESS',
      out_trade_no: outTradeNo,
      total_amount: yuan(this.trades.get(outTradeNo)!.amount),
      subject: '100% 面粉 & 油',
      charset: 'utf-8',
      version: '1.0',
    }
    const signed = signText(fields)
    const sign = createSign('RSA-SHA256')
      .update(signed)
      .sign(how.key ?? serviceKeys.privateKey, 'base64')
    const body = new URLSearchParams({ ...fields, sign_type: 'RSA2', sign }).toString()
    return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }
  }

  protected act(call: Call): Reply {
    const url = new URL(call.url, 'http://x')
    if (url.pathname === '/bill') return { status: 200, body: this.#bill(url.searchParams.get('day')!) }
    const params = { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(new URLSearchParams(call.body)) }
    const method = params['method'] ?? ''
    const node = `${method.replaceAll('.', '_')}_response`
    if (!this.#isSigned(params)) {
      const said = { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature', sub_msg: '验签出错' }
      return { status: 200, body: JSON.stringify({ error_response: said }) }
    }
    const content = JSON.parse(params['biz_content'] ?? '{}') as Record<string, string>
    return sealed(node, this.#answer(method, content), serviceKeys.privateKey)
  }

  protected forge(reply: Reply): Reply {
    const content = JSON.parse(String(reply.body)) as Record<string, Record<string, string>>
    const node = Object.keys(content)[0]!
    const lie = { ...content[node]!, code: '10000', trade_status: 'TRADE_SUCCESS', trade_no: '1', total_amount: '9.99' }
    return sealed(node, lie, strangerKeys.privateKey)
  }

  #answer(method: string, content: Record<string, string>): Record<string, string> {
    const outTradeNo = content['out_trade_no'] ?? ''
    const trade = this.trades.get(outTradeNo)
    const seen = trade && trade.state !== 'unseen' ? trade : undefined
    const missing = refusal('ACQ.TRADE_NOT_EXIST', '交易不存在')
    switch (method) {
      case 'alipay.trade.precreate': {
        const order = this.order(outTradeNo, fenOf(content['total_amount']!), 'unseen')
        if (order.state === 'paid') return refusal('ACQ.TRADE_HAS_SUCCESS', '交易已被支付')
        if (order.amount !== fenOf(content['total_amount']!))
          return refusal('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改')
        return ok({ out_trade_no: outTradeNo, qr_code: `https://qr.alipay.com/${outTradeNo}` })
      }
      case 'alipay.trade.pay': {
        if (content['auth_code']!.endsWith('0000')) return refusal('ACQ.PAYMENT_AUTH_CODE_INVALID', '付款码无效')
        const order = this.order(outTradeNo, fenOf(content['total_amount']!), 'waiting')
        if (order.state === 'waiting') this.pay(outTradeNo)
        return ok({ ...view(order), gmt_payment: china(order.paidAt!) })
      }
      case 'alipay.trade.query':
        return seen ? ok(view(seen)) : missing
      case 'alipay.trade.close':
      case 'alipay.trade.cancel':
        if (!seen) return missing
        if (seen.state === 'paid' && method === 'alipay.trade.close')
          return refusal('ACQ.TRADE_STATUS_ERROR', '交易状态不合法')
        Object.assign(seen, { state: 'closed', paid: 0 })
        return ok({ out_trade_no: outTradeNo })
      case 'alipay.trade.refund': {
        if (!seen) return missing
        const again = seen.refunds.has(content['out_request_no']!)
        const refund = this.giveBack(seen, content['out_request_no']!, fenOf(content['refund_amount']!))
        if (!refund) return refusal('ACQ.SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足')
        return ok({ trade_no: seen.tradeNo, fund_change: again ? 'N' : 'Y', gmt_refund_pay: china(refund.at) })
      }
      case 'alipay.trade.fastpay.refund.query': {
        const refund = seen?.refunds.get(content['out_request_no']!)
        if (!seen) return missing
        if (!refund) return ok({ out_trade_no: outTradeNo })
        const amounts = { refund_amount: yuan(refund.amount), total_amount: yuan(seen.paid) }
        return ok({
          trade_no: seen.tradeNo,
          ...amounts,
          refund_status: 'REFUND_SUCCESS',
          gmt_refund_pay: china(refund.at),
        })
      }
      case 'alipay.data.dataservice.bill.downloadurl.query':
        return ok({ bill_download_url: `${this.address}/bill?day=${content['bill_date']}` })
      default:
        return refusal('isv.invalid-method', method)
    }
  }

  /** A day's bill as merchants get it: a zip of the totals and of the single payments, in the Chinese character set. */
  #bill(day: string): Buffer {
    const rows: string[] = []
    const line = (trade: Trade, kind: string, amount: string) =>
      rows.push([trade.tradeNo, trade.outTradeNo, kind, '粮油', amount].map((cell) => `${cell}\t`).join(','))
    for (const trade of this.trades.values()) {
      if (trade.state === 'paid' && china(trade.paidAt!).startsWith(day)) line(trade, '交易', yuan(trade.paid))
      for (const { amount, at } of trade.refunds.values())
        if (china(at).startsWith(day)) line(trade, '退款', `-${yuan(amount)}`)
    }
    const heads = '支付宝交易号,商户订单号,业务类型,商品名称,订单金额（元）'
    const text = ['#支付宝业务明细查询', heads, ...rows, '#-----业务明细列表结束-----'].join('\r\n')
    const totals = '#支付宝业务汇总查询\r\n门店编号,门店名称,交易订单总笔数\r\n'
    return Buffer.from(zipSync({ 'sum.csv': gbk(totals), 'rows.csv': gbk(text) }))
  }

  #isSigned(params: Record<string, string>): boolean {
    if (params['app_id'] !== APP || params['sign_type'] !== 'RSA2') return false
    const { sign = '', ...rest } = params
    return createVerify('RSA-SHA256').update(signText(rest)).verify(merchantKeys.publicKey, sign, 'base64')
  }
}

const signText = (fields: Record<string, string>) =>
  Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')

function sealed(node: string, content: Record<string, string>, key: KeyObject): Reply {
  const text = JSON.stringify(content)
  const sign = createSign('RSA-SHA256').update(text).sign(key, 'base64')
  return { status: 200, body: `{"${node}":${text},"sign":"${sign}"}` }
}

function view(trade: Trade): Record<string, string> {
  const states = { unseen: '', waiting: 'WAIT_BUYER_PAY', paid: 'TRADE_SUCCESS', closed: 'TRADE_CLOSED' }
  const back = [...trade.refunds.values()].reduce((sum, { amount }) => sum + amount, 0)
  return {
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    trade_status: trade.state === 'paid' && back === trade.paid ? 'TRADE_CLOSED' : states[trade.state],
    total_amount: yuan(trade.state === 'paid' ? trade.paid : trade.amount),
    ...(trade.currency === 'CNY' ? {} : { trans_currency: trade.currency }),
    ...(trade.paidAt ? { send_pay_date: china(trade.paidAt) } : {}),
  }
}

const ok = (content: Record<string, string>) => ({ code: '10000', msg: 'Success', ...content })
const refusal = (sub_code: string, sub_msg: string) => ({ code: '40004', msg: 'Business Failed', sub_code, sub_msg })
const yuan = (fen: number) => (fen / 100).toFixed(2)
const fenOf = (text: string) => Math.round(Number(text) * 100)
const china = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

/** Encodes by looking every character up: Node only decodes the Chinese character set. */
function gbk(text: string): Uint8Array {
  const bytes: number[] = []
  for (const char of text) {
    if (char < '\u0080') bytes.push(char.charCodeAt(0))
    else bytes.push(...gbkBytes(char))
  }
  return Uint8Array.from(bytes)
}

let table: Map<string, [number, number]> | null = null
function gbkBytes(char: string): [number, number] {
  if (!table) {
    table = new Map()
    const decoder = new TextDecoder('gb18030')
    for (let high = 0x81; high <= 0xfe; high++)
      for (let low = 0x40; low <= 0xfe; low++)
        if (low !== 0x7f) table.set(decoder.decode(Uint8Array.of(high, low)), [high, low])
  }
  return table.get(char)!
}
