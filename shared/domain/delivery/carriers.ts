import type { EventKind } from './logistics.ts'

/** Carriers people ship with: the code 快递100 knows, and the page where anybody may look a waybill up (`{}`: its number). */
export interface Carrier {
  code: string
  zh: string
  en: string
  /** The tracking service wants the telephone number of sender or receiver. */
  needsPhone: boolean
  url: string
}

const kuaidi100 = (code: string) => `https://www.kuaidi100.com/chaxun?com=${code}&nu={}`

export const CARRIERS: readonly Carrier[] = [
  {
    code: 'shunfeng',
    zh: '顺丰速运',
    en: 'SF Express',
    needsPhone: true,
    url: 'https://www.sf-express.com/chn/sc/waybill/waybill-detail/{}',
  },
  {
    code: 'zhongtong',
    zh: '中通快递',
    en: 'ZTO Express',
    needsPhone: true,
    url: 'https://www.zto.com/express/expressCheck.html?txtBill={}',
  },
  { code: 'yuantong', zh: '圆通速递', en: 'YTO Express', needsPhone: false, url: kuaidi100('yuantong') },
  { code: 'yunda', zh: '韵达快递', en: 'Yunda Express', needsPhone: false, url: kuaidi100('yunda') },
  { code: 'shentong', zh: '申通快递', en: 'STO Express', needsPhone: false, url: kuaidi100('shentong') },
  { code: 'jtexpress', zh: '极兔速递', en: 'J&T Express', needsPhone: false, url: kuaidi100('jtexpress') },
  { code: 'jd', zh: '京东物流', en: 'JD Logistics', needsPhone: false, url: kuaidi100('jd') },
  { code: 'ems', zh: 'EMS', en: 'EMS', needsPhone: false, url: kuaidi100('ems') },
  { code: 'youzhengguonei', zh: '邮政包裹', en: 'China Post', needsPhone: false, url: kuaidi100('youzhengguonei') },
  { code: 'debangkuaidi', zh: '德邦快递', en: 'Deppon Express', needsPhone: false, url: kuaidi100('debangkuaidi') },
  { code: 'debangwuliu', zh: '德邦物流', en: 'Deppon Freight', needsPhone: false, url: kuaidi100('debangwuliu') },
  { code: 'annengwuliu', zh: '安能物流', en: 'ANE Logistics', needsPhone: false, url: kuaidi100('annengwuliu') },
  { code: 'baishiwuliu', zh: '百世快运', en: 'Best Freight', needsPhone: false, url: kuaidi100('baishiwuliu') },
  { code: 'yimidida', zh: '壹米滴答', en: 'Yimidida', needsPhone: false, url: kuaidi100('yimidida') },
]

export const carrierOf = (code: string): Carrier | undefined => CARRIERS.find((one) => one.code === code)

/** The carrier's page for a waybill. A freight line that is not on the list has none. */
export function carrierPage(code: string, waybill: string): string | null {
  const carrier = carrierOf(code)
  return carrier && waybill !== '' ? carrier.url.replace('{}', encodeURIComponent(waybill)) : null
}

/** One thing a carrier tells about a parcel. */
export interface CarrierEvent {
  kind: EventKind
  /** Instant, UTC ISO text. */
  at: string
  place: string
  text: string
}

/** Least time between two questions about one waybill: asked more often, 快递100 locks it. */
export const LEAST_PAUSE_MINUTES = 30
const LONGEST_PAUSE_MINUTES = 24 * 60

/** Minutes until a waybill may be asked for again, longer with each failure in a row. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MINUTES, LEAST_PAUSE_MINUTES * 2 ** Math.min(failures, 10))
}

/**
 * What a 快递100 state means here (domain.md 8): basic codes 0–14, and detail codes whose first digits are a basic code
 * (101 … 304). Unknown codes are told as on the way.
 */
export function kindOfState(code: string): EventKind {
  // detail codes: 302 was signed after trouble, 304 lies in a locker
  const basic = /^\d{3,4}$/.test(code) ? code.slice(0, code.length - 2) : code
  switch (basic) {
    case '3':
      return 'sign'
    case '4':
    case '14':
      return 'refuse'
    case '2':
    case '6':
    case '13':
      return 'exception'
    default:
      return 'transit'
  }
}
