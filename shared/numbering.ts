import { isDay, type Day } from './day.ts'

/** The usual prefix of each document type; a company may choose others. They are the ones clerks know from jshERP. */
export const DOCUMENT_PREFIXES = {
  salesOrder: 'XSDD',
  salesOutbound: 'XSCK',
  salesReturn: 'XSTH',
  pickList: 'JHD',
  salesAllowance: 'XSZR',
  trip: 'PSD',
  purchaseRequest: 'QGD',
  purchaseOrder: 'CGDD',
  purchaseInbound: 'CGRK',
  purchaseReturn: 'CGTH',
  purchaseCost: 'CGFY',
  otherInbound: 'QTRK',
  otherOutbound: 'QTCK',
  surplus: 'BYD',
  loss: 'BSD',
  costAdjustment: 'CBTZ',
  transfer: 'DBCK',
  assembly: 'ZZD',
  disassembly: 'CXD',
  retailSale: 'LSCK',
  retailReturn: 'LSTH',
  receipt: 'SK',
  payment: 'FK',
  refund: 'TK',
  supplierRefund: 'GTK',
  bounce: 'TP',
  match: 'HX',
  unmatch: 'FHX',
  income: 'SR',
  expense: 'ZC',
  accountTransfer: 'ZZ',
  advanceReceipt: 'SYF',
  stockCount: 'PDLR',
  stockRecount: 'PDFP',
  statement: 'DZD',
  receivableAdjustment: 'YSTZ',
} as const

export type DocumentType = keyof typeof DOCUMENT_PREFIXES

/** How many digits the daily counter has at least. */
export const COUNTER_WIDTH = 4

export interface DocumentNumber {
  /** Letters A–Z and digits, beginning with a letter. */
  readonly prefix: string
  /** Site code, letters A–Z and digits. */
  readonly site: string
  readonly day: Day
  /** Counts from 1 for each type, site and day. */
  readonly counter: number
}

/**
 * Writes the number people see: `XSDD-ZB-261123-0007` = prefix, site, yyMMdd, counter.
 * @param width least digits of the counter; a larger counter simply grows
 */
export function formatNumber(number: DocumentNumber & { readonly width?: number }): string {
  const day = number.day.slice(2).replaceAll('-', '')
  const counter = number.counter.toString().padStart(number.width ?? COUNTER_WIDTH, '0')
  return `${number.prefix}-${number.site}-${day}-${counter}`
}

/** Reads a number written by `formatNumber` (any case, outer blanks allowed); null when it is none. Years are 2000–2099. */
export function parseNumber(text: string): DocumentNumber | null {
  const match = /^([A-Z][A-Z0-9]*)-([A-Z0-9]+)-(\d\d)(\d\d)(\d\d)-(\d{1,12})$/.exec(text.trim().toUpperCase())
  if (!match) return null
  const [, prefix, site, year, month, date, counter] = match
  const day = `20${year}-${month}-${date}`
  if (!isDay(day) || Number(counter) === 0) return null
  return { prefix: prefix!, site: site!, day, counter: Number(counter) }
}

/** The document type that a usual prefix stands for; null for a prefix of the company's own. */
export function documentTypeOf(prefix: string): DocumentType | null {
  const types = Object.keys(DOCUMENT_PREFIXES) as DocumentType[]
  return types.find((type) => DOCUMENT_PREFIXES[type] === prefix.toUpperCase()) ?? null
}
