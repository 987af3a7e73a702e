import { readZipDirectory, unpack } from '../../../files/reader/zip.ts'
import { DEFAULT_LIMITS } from '../../../files/reader/limits.ts'
import { SpreadsheetError } from '../../../files/spreadsheet-error.ts'
import { parseFen } from '../../../../../shared/money.ts'
import { GatewayError, type GatewayBillLine } from './gateway.ts'

/** WeChat Pay's day (交易账单): comma separated, each value behind a backquote, at the end a head and a row of totals. */
export function wechatBill(text: string): GatewayBillLine[] {
  const rows = linesOf(text)
  const at = columnsOf(rows[0] ?? '', ['商户订单号', '微信订单号', '交易状态', '订单金额', '退款金额'])
  const marked = rows.slice(1).filter((row) => row.startsWith('`'))
  return marked.slice(0, -1).map((row) => {
    const cells = row.slice(1).split(',`')
    const refund = cells[at[2]!] === 'REFUND'
    return {
      outTradeNo: cells[at[0]!] ?? '',
      tradeNo: cells[at[1]!] ?? '',
      kind: refund ? 'refund' : 'payment',
      amount: fenOf(cells[at[refund ? 4 : 3]!]),
    }
  })
}

/** Alipay's day (业务明细): a zip of texts in the Chinese character set; notes begin with #, values may end in a tab. */
export function alipayBill(zip: Buffer): GatewayBillLine[] {
  for (const text of textsOf(zip)) {
    const rows = linesOf(text).filter((row) => !row.startsWith('#'))
    if (!rows[0]?.includes('支付宝交易号')) continue
    const at = columnsOf(rows[0], ['商户订单号', '支付宝交易号', '业务类型', '订单金额'])
    return rows.slice(1).map((row) => {
      const cells = row.split(',').map((cell) => cell.trim())
      return {
        outTradeNo: cells[at[0]!] ?? '',
        tradeNo: cells[at[1]!] ?? '',
        kind: cells[at[2]!] === '退款' ? 'refund' : 'payment',
        amount: Math.abs(fenOf(cells[at[3]!])),
      }
    })
  }
  throw unreadable()
}

function textsOf(zip: Buffer): string[] {
  try {
    const entries = [...readZipDirectory(zip, DEFAULT_LIMITS).values()]
    return entries.map((entry) => new TextDecoder('gb18030').decode(unpack(zip, entry)))
  } catch (error) {
    if (error instanceof SpreadsheetError) throw unreadable()
    throw error
  }
}

const linesOf = (text: string) =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((row) => row.trim() !== '')

/** Where the columns stand whose names begin so. */
function columnsOf(head: string, names: readonly string[]): number[] {
  const heads = head.split(',').map((cell) => cell.replace(/`/g, '').trim())
  return names.map((name) => {
    const at = heads.findIndex((cell) => cell.startsWith(name))
    if (at < 0) throw unreadable()
    return at
  })
}

function fenOf(cell: string | undefined): number {
  const fen = parseFen(cell ?? '')
  if (fen === null) throw unreadable()
  return fen
}

const unreadable = () => new GatewayError('unknown', 'a bill that cannot be read')
