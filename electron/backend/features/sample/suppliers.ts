import type { Client } from '../../../../shared/contract/index.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import type { SampleProduct } from './master-data.ts'

/** Who delivers. All names are invented; phone numbers begin with 100, which no mobile network has. */
export interface SampleSupplier {
  id: string
  name: string
  shortName: string
  category: string
  contact: string
  address: string
  settlement: 'cash' | 'cod' | 'monthly' | 'credit'
  creditDays: number
  leadDays: number
  /** `dayNumber` modulo 7 of the weekday on which it takes our orders. */
  orderWeekday: number
  brands: readonly string[]
  /** Also sells other brands' goods of these types, dearer. */
  alsoSells: readonly string[]
  /** Yuan per ton that bringing the goods costs; 0: it brings them free. */
  freight: number
}

type Row = Omit<SampleSupplier, 'id'>

const ROWS: Row[] = [
  {
    name: '澄湖麦香源面粉有限公司',
    shortName: '麦香源面粉',
    category: '面粉厂',
    contact: '秦立本',
    address: '江苏省澄湖市城东区粮机路 18 号',
    settlement: 'monthly',
    creditDays: 30,
    leadDays: 3,
    orderWeekday: 4,
    brands: ['麦香源'],
    alsoSells: ['面粉/高筋粉', '面粉/中筋粉'],
    freight: 0,
  },
  {
    name: '云溪金穗坊食品有限公司',
    shortName: '金穗坊',
    category: '面粉厂',
    contact: '沈月华',
    address: '江苏省云溪县食品工业园 6 号',
    settlement: 'monthly',
    creditDays: 30,
    leadDays: 4,
    orderWeekday: 5,
    brands: ['金穗坊'],
    alsoSells: ['面粉/低筋粉', '挂面/普通挂面'],
    freight: 0,
  },
  {
    name: '柳塘雪里红面业有限公司',
    shortName: '雪里红面业',
    category: '面粉厂',
    contact: '丁有田',
    address: '江苏省柳塘县老街 102 号',
    settlement: 'credit',
    creditDays: 20,
    leadDays: 4,
    orderWeekday: 6,
    brands: ['雪里红', '石碾堂'],
    alsoSells: [],
    freight: 0,
  },
  {
    name: '北垄县稻花湾米业有限公司',
    shortName: '稻花湾米业',
    category: '米厂',
    contact: '佟长河',
    address: '黑龙江省北垄县稻花湾镇粮贸街 1 号',
    settlement: 'credit',
    creditDays: 15,
    leadDays: 9,
    orderWeekday: 4,
    brands: ['稻花湾', '北垄'],
    alsoSells: [],
    freight: 220,
  },
  {
    name: '水乡谷粮食专业合作社',
    shortName: '水乡谷合作社',
    category: '米厂',
    contact: '邵金根',
    address: '浙江省南浔桥镇谷仓路 9 号',
    settlement: 'cod',
    creditDays: 0,
    leadDays: 2,
    orderWeekday: 0,
    brands: ['水乡谷'],
    alsoSells: ['大米/粳米'],
    freight: 40,
  },
  {
    name: '岭南南谷丰粮油有限公司',
    shortName: '南谷丰',
    category: '米厂',
    contact: '梁伯安',
    address: '广东省禾岭市码头路 33 号',
    settlement: 'credit',
    creditDays: 30,
    leadDays: 8,
    orderWeekday: 1,
    brands: ['南谷丰'],
    alsoSells: ['大米/籼米'],
    freight: 180,
  },
  {
    name: '白玉坊淀粉糖业有限公司',
    shortName: '白玉坊',
    category: '淀粉与糖',
    contact: '冷玉洁',
    address: '山东省玉河市淀粉园区 2 号',
    settlement: 'monthly',
    creditDays: 30,
    leadDays: 6,
    orderWeekday: 6,
    brands: ['白玉坊', '蔗乡'],
    alsoSells: [],
    freight: 90,
  },
  {
    name: '清禾油脂（澄湖）有限公司',
    shortName: '清禾油脂',
    category: '油厂',
    contact: '金满溢',
    address: '江苏省澄湖市新港区油脂码头 5 号',
    settlement: 'credit',
    creditDays: 15,
    leadDays: 3,
    orderWeekday: 0,
    brands: ['清禾'],
    alsoSells: [],
    freight: 0,
  },
  {
    name: '发得好酵母贸易行',
    shortName: '发得好',
    category: '辅料',
    contact: '程小发',
    address: '江苏省澄湖市城西区临河路 77 号',
    settlement: 'cash',
    creditDays: 0,
    leadDays: 5,
    orderWeekday: 1,
    brands: ['发得好'],
    alsoSells: [],
    freight: 0,
  },
]

const CARRIER = '顺途货运服务部'

export interface SampleSuppliers {
  all: SampleSupplier[]
  /** Brings what suppliers do not bring themselves; owed by the month. */
  carrierId: string
}

/** The unit a supplier sells a product in, and the fewest and the step it sells, in base units. */
export function buyingOf(product: SampleProduct): { unit: string; factor: number; least: number; step: number } {
  const pack = product.packs[0]
  if (pack && pack.unit !== '吨')
    return { unit: pack.unit, factor: pack.base * 1000, least: pack.base * 10, step: pack.base * 5 }
  const step = product.kilograms >= 20 && product.unit === '袋' ? 20 : 5
  return { unit: product.unit, factor: 1000, least: step * 2, step }
}

/** Suppliers as the buyer keeps them, with prices, minimum and multiple for every product; one of each is preferred. */
export async function makeSuppliers(
  buyer: Client,
  products: readonly SampleProduct[],
  makeId: () => string,
  lastDay: Day,
): Promise<SampleSuppliers> {
  const all: SampleSupplier[] = []
  for (const [i, row] of ROWS.entries()) {
    const id = makeId()
    const { name, shortName, category, settlement, creditDays, leadDays } = row
    const mobile = `100${30_000_000 + i * 211}`
    await buyer.suppliers.create({
      id,
      name,
      shortName,
      category,
      settlement,
      creditDays,
      leadDays,
      contacts: [{ name: row.contact, title: '销售', mobile }],
      addresses: [{ label: '发货', address: row.address, contact: row.contact, phone: mobile }],
      invoiceTitle: name,
    })
    all.push({ ...row, id })
  }
  const carrierId = makeId()
  await buyer.suppliers.create({
    id: carrierId,
    name: CARRIER,
    category: '运输',
    settlement: 'monthly',
    creditDays: 30,
    contacts: [{ name: '路顺', title: '调度', mobile: '10030009000' }],
  })
  for (const product of products) {
    for (const supplier of all) {
      const preferred = supplier.brands.includes(product.brand)
      if (preferred || supplier.alsoSells.includes(product.type))
        await saveSupply(buyer, supplier, product, preferred, lastDay)
    }
  }
  return { all, carrierId }
}

async function saveSupply(
  buyer: Client,
  supplier: SampleSupplier,
  product: SampleProduct,
  preferred: boolean,
  lastDay: Day,
): Promise<void> {
  const { unit, factor, least, step } = buyingOf(product)
  const price = (share: number) =>
    Math.round(((product.cost * factor) / 1000) * share * (preferred ? 1 : 1.03) * 10) * 1000
  // a mill's price list of the year: a little dearer since the new harvest, cheaper by the truck
  const dearer = supplier.category === '面粉厂' ? 1.01 : 1
  await buyer.suppliers.saveSupply({
    supplierId: supplier.id,
    productId: product.id,
    version: 0,
    unit,
    minOrder: least * 1000,
    multiple: step * 1000,
    preferred,
    prices: [
      { unit, price: price(1) },
      ...(preferred && product.weight >= 7 ? [{ unit, minQuantity: least * 10_000, price: price(0.985) }] : []),
      ...(dearer > 1 ? [{ unit, fromDay: addDays(lastDay, -75), price: price(dearer) }] : []),
    ],
  })
}
