import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import type { Day } from '../../../../shared/day.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { newId } from '../../../../shared/ids.ts'
import type { NoteToPrint } from './delivery-note.ts'

const WORDS = {
  'zh-CN': {
    customer: '某某面馆',
    contact: '张老板',
    address: '某市某区某路 1 号',
    warehouse: '主仓',
    goods: ['高筋面包粉', '饺子粉', '挂面'],
    spec: '25kg',
    unit: '袋',
    pack: '吨',
  },
  en: {
    customer: 'Some Noodle House',
    contact: 'The owner',
    address: '1 Some Road',
    warehouse: 'Main',
    goods: ['Bread flour', 'Dumpling flour', 'Noodles'],
    spec: '25kg',
    unit: 'bag',
    pack: 't',
  },
} as const

/** A note of three lines for companies that have none yet, so that a template can be looked at. */
export function exampleNote(day: Day, locale: Locale): NoteToPrint {
  const words = WORDS[locale]
  const lines = words.goods.map((name, i): ShipmentView['lines'][number] => ({
    lineNo: i + 1,
    orderLineNo: i + 1,
    productId: newId(),
    code: `P0000${i + 1}`,
    name,
    spec: words.spec,
    baseUnit: words.unit,
    packs: [{ unit: words.pack, factor: 40_000 }],
    unit: words.unit,
    factor: 1000,
    quantity: (i * 20 + 25) * 1000,
    price: 815_000,
    discount: 10_000,
    gift: false,
    amount: (i * 20 + 25) * 8150,
    remark: '',
    lotTracked: false,
    lots: [],
    lotReason: '',
  }))
  const total = lines.reduce((sum, line) => sum + line.amount!, 0)
  return {
    note: {
      id: newId(),
      number: `XSCK-ZB-${day.slice(2).replaceAll('-', '')}-0001`,
      status: 'posted',
      orderNumber: `XSDD-ZB-${day.slice(2).replaceAll('-', '')}-0001`,
      customer: words.customer,
      contact: words.contact,
      phone: '13800000000',
      address: words.address,
      warehouse: words.warehouse,
      day,
      total,
      driver: '',
      plate: '',
      payBy: 'account',
      remark: '',
      printed: 0,
      lines,
      createdBy: '',
    },
    salesPerson: '',
    settlement: 'monthly',
    creditDays: 30,
    grams: lines.reduce((sum, line) => sum + line.quantity * 25, 0),
    barcodes: new Map(lines.map((line, i) => [`${line.productId} ${line.unit}`, `690000000001${i}`])),
    debt: { before: 1_234_500, after: 1_234_500 + total },
  }
}
