import type { Client } from '../../../../shared/contract/index.ts'
import type { Price } from '../../../../shared/money.ts'
import { ownBarcode, SAMPLE_GOODS, type SampleGoods } from './goods.ts'
import { SAMPLE_REGIONS, SAMPLE_STAFF, sampleCustomers, type SampleCustomer } from './people.ts'
import type { SeededRandom } from './random.ts'

export type Staff = Record<'owner' | 'desk' | 'desk2' | 'reviewer' | 'store' | 'buyer' | 'cashier', Client>

export interface SampleProduct extends SampleGoods {
  id: string
  /** Where it lies in its warehouse. */
  bin: string
  /** Sale price per base unit as of the day. */
  price: Price
  warehouseId: string
  /** Base units a day, smoothed. */
  demand: number
}

export interface Usual {
  product: SampleProduct
  unit: string
  /** Thousandths of the base unit in one unit. */
  factor: number
  /** In that unit. */
  quantity: number
  weight: number
}

export interface SampleBuyer extends SampleCustomer {
  id: string
  usual: Usual[]
  /** Owed from before the year, 分. */
  owes: number
  /** Days later than agreed that this customer pays. */
  late: number
  salesPersonId: string
}

export interface MasterData {
  products: SampleProduct[]
  buyers: SampleBuyer[]
  warehouses: { main: string; second: string }
}

/** Where the sample company is. */
export const ZONE = 'Asia/Shanghai'

/** Share of the list price for a grade. */
export const GRADE_SHARE: Record<string, number> = { A: 0.965, B: 0.985 }

/** Price of a grade: a whole 0.1 yuan. */
export const gradePrice = (price: Price, grade: string): Price =>
  Math.round((price * (GRADE_SHARE[grade] ?? 1)) / 1000) * 1000

/** Company data, second warehouse, trees, products with level prices, and customers. */
export async function makeMasterData(
  owner: Client,
  salesPeople: readonly string[],
  random: SeededRandom,
  makeId: () => string,
): Promise<MasterData> {
  const warehouses = await makePlaces(owner, makeId)
  const types = await makeTree(owner, 'product-type', [...new Set(SAMPLE_GOODS.map((g) => g.type))], makeId)
  const regions = await makeTree(owner, 'region', SAMPLE_REGIONS, makeId)
  const products: SampleProduct[] = []
  for (const [i, goods] of SAMPLE_GOODS.entries()) {
    products.push(await makeProduct(owner, goods, i, { ...warehouses, typeId: types.get(goods.type)!, makeId }))
  }
  const buyers: SampleBuyer[] = []
  const unloading = makeId()
  await owner.customerFields.save({
    fields: [{ id: unloading, name: '卸货方式', kind: 'choice', choices: UNLOADING, active: true }],
  })
  for (const [i, customer] of sampleCustomers(random).entries()) {
    const id = makeId()
    const owes = random.chance(0.15) ? random.between(300, 6_000) * 100 : 0
    const salesPersonId = random.pick(salesPeople)
    await owner.customers.create({
      id,
      name: customer.name,
      shortName: customer.shortName,
      grade: customer.grade,
      industry: customer.industry,
      channel: customer.channel,
      regionId: regions.get(customer.region)!,
      salesPersonId,
      contacts: [{ name: customer.contact, title: random.pick(['老板', '采购', '店长']), mobile: customer.mobile }],
      addresses: [{ label: '收货', address: customer.address, contact: customer.contact, phone: customer.mobile }],
      settlement: customer.settlement,
      creditDays: customer.creditDays,
      // supermarkets want a third of the shelf life, the others a tenth
      minLife: customer.channel === '商超' ? 3_333 : 1_000,
      creditLimit: customer.creditLimit === null ? null : customer.creditLimit * 100,
      invoiceTitle: customer.channel === '商超' ? `${customer.name}有限公司` : '',
      source: SOURCES[i % SOURCES.length]!,
      tags: tagsOf(customer),
      own: { [unloading]: UNLOADING[customer.size >= 3 ? 0 : (i % 2) + 1]! },
      openingBalance: owes,
    })
    const usual = usualOf(customer, products, random)
    buyers.push({ ...customer, id, owes, salesPersonId, usual, late: lateness(customer, random) })
  }
  for (const buyer of buyers) expectDemand(buyer)
  return { products, buyers, warehouses }
}

const UNLOADING = ['叉车', '人工', '自提']
const SOURCES = ['客户介绍', '上门拜访', '展会', '电话咨询', '老板关系']

const tagsOf = ({ size, channel, creditDays }: SampleCustomer): string[] => [
  ...(size >= 4 ? ['大客户'] : []),
  ...(channel === '商超' ? ['需预约送货'] : []),
  ...(creditDays >= 45 ? ['账期长'] : []),
]

/** People of every role; they act, but have no password and cannot sign in. @returns ids by role, in order */
export async function makeStaff(owner: Client, makeId: () => string): Promise<Map<string, string[]>> {
  const roles = new Map((await owner.users.roles()).map((r) => [r.code, r.id]))
  const ids = new Map<string, string[]>()
  for (const { name, role, email } of SAMPLE_STAFF) {
    const id = makeId()
    await owner.users.save({
      id,
      version: 0,
      name,
      email: `${email}@sample.invalid`,
      roleIds: [roles.get(role)!],
      status: 'active',
    })
    ids.set(role, [...(ids.get(role) ?? []), id])
  }
  return ids
}

async function makePlaces(owner: Client, makeId: () => string): Promise<MasterData['warehouses']> {
  const company = await owner.company.get()
  await owner.company.update({
    ...company,
    mobile: '100-2000-0001',
    address: '江苏省澄湖市新港区粮油物流园 6 号库',
    settings: {
      ...company.settings,
      printFooter: '本单作为双方结算依据，请当面点清数量、查验质量；客户或其员工签字后生效，货款请在约定账期内结清。',
    },
  })
  const [site] = await owner.company.sites()
  const [main] = await owner.company.warehouses()
  const second = makeId()
  await owner.company.saveWarehouse({ id: second, version: 0, siteId: site!.id, code: 'YF', name: '油品辅料仓' })
  return { main: main!.id, second }
}

async function makeTree(
  owner: Client,
  kind: 'region' | 'product-type',
  paths: readonly string[],
  makeId: () => string,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const path of paths) {
    const names = path.split('/')
    for (const [depth, name] of names.entries()) {
      const own = names.slice(0, depth + 1).join('/')
      if (ids.has(own)) continue
      const id = makeId()
      const parentId = ids.get(names.slice(0, depth).join('/')) ?? null
      await owner.trees.save({ id, version: 0, kind, parentId, name, sort: ids.size })
      ids.set(own, id)
    }
  }
  return ids
}

async function makeProduct(
  owner: Client,
  goods: SampleGoods,
  index: number,
  place: { main: string; second: string; typeId: string; makeId: () => string },
): Promise<SampleProduct> {
  const id = place.makeId()
  const tenth = (yuan: number) => Math.round(yuan * 10) * 1000
  const price = tenth(goods.cost * 1.12)
  const warehouseId = goods.second ? place.second : place.main
  const bin = binOf(goods, index)
  await owner.products.create({
    id,
    name: goods.name.includes(goods.brand) ? goods.name : `${goods.brand}${goods.name}`,
    spec: goods.spec,
    brand: goods.brand,
    manufacturer: `${goods.brand}食品有限公司`,
    typeId: place.typeId,
    use: goods.use,
    baseUnit: goods.unit,
    barcode: ownBarcode(index * 10 + 1),
    packs: goods.packs.map(({ unit, base }, i) => ({
      unit,
      factor: base * 1000,
      barcode: unit === '吨' ? '' : ownBarcode(index * 10 + 2 + i),
    })),
    purchasePrice: tenth(goods.cost),
    salePrice: price,
    retailPrice: tenth(goods.cost * 1.3),
    floorPrice: tenth(goods.cost * 1.03),
    weight: Math.round(goods.kilograms * 1000),
    shelfLifeDays: goods.shelfLifeDays,
    lotTracked: goods.lotTracked,
    bin,
  })
  for (const grade of Object.keys(GRADE_SHARE)) {
    await owner.pricing.setLevelPrice({
      grade,
      productId: id,
      unit: goods.unit,
      price: gradePrice(price, grade),
    })
  }
  return { ...goods, id, bin, price, warehouseId, demand: 0 }
}

/** A place of its own row for every kind of goods, two goods side by side. */
function binOf(goods: SampleGoods, index: number): string {
  const row = goods.second ? 'Y' : ROWS_OF_BINS[goods.type.split('/')[0]!]!
  return `${row}-${String(1 + Math.floor((index % 20) / 2)).padStart(2, '0')}-1`
}
const ROWS_OF_BINS: Record<string, string> = { 面粉: 'A', 大米: 'B', 挂面: 'C', 杂粮: 'C', 淀粉与糖: 'D' }

function usualOf(customer: SampleCustomer, products: readonly SampleProduct[], random: SeededRandom): Usual[] {
  const fitting = products.filter((p) => customer.uses.includes(p.use))
  return random.some(fitting, random.between(5, 11)).map((product) => {
    const pack = product.packs[0]
    const bulk = pack?.unit === '吨' && customer.size >= 6
    const inPack = pack && (bulk || (pack.unit !== '吨' && random.chance(0.8)))
    const quantity = bulk
      ? random.between(1, 2)
      : Math.max(1, Math.round(random.between(1, inPack ? 3 : 6) * customer.size * (product.kilograms > 20 ? 0.8 : 1)))
    return {
      product,
      unit: inPack ? pack.unit : product.unit,
      factor: inPack ? pack.base * 1000 : 1000,
      quantity,
      weight: product.weight,
    }
  })
}

/** What a customer will take a day, as far as one can tell from its habits: every usual product is on about half its orders. */
function expectDemand(buyer: SampleBuyer): void {
  const share = Math.min(1, 4.5 / buyer.usual.length)
  for (const { product, quantity, factor } of buyer.usual)
    product.demand += (quantity * factor * share) / 1000 / buyer.rhythm
}

function lateness(customer: SampleCustomer, random: SeededRandom): number {
  if (customer.settlement === 'cash') return 0
  if (random.chance(0.08)) return random.between(20, 70)
  return customer.settlement === 'cod' ? random.between(0, 2) : random.between(-3, 6)
}
