import { addDays } from '../../../../shared/day.ts'
import { workday } from './calendar.ts'
import type { SampleProduct } from './master-data.ts'
import { countRice, sendTransfer } from './stock-work.ts'
import { buyingOf, type SampleSupplier } from './suppliers.ts'
import type { YearContext } from './year.ts'

/**
 * What the buyer and the storekeeper find unfinished in the morning: old lots bought cheap, a frozen lot, a transfer on its
 * way, a count begun, a customer waiting for goods bought for him, a request half ordered, drafts, a prepayment.
 */
export async function leaveGoodsOpen(year: YearContext): Promise<void> {
  await buyOldLots(year)
  await freezeOne(year)
  await sendTransfer(year)
  await countRice(year)
  await buyForCustomer(year)
  await requestGoods(year)
  await dropOrder(year)
  const mill = year.suppliers.all[3]!
  await year.staff.cashier.payables.pay({
    id: year.makeId(),
    supplierId: mill.id,
    amount: 2_000_000,
    method: 'transfer',
    hold: true,
    note: '预付新米订金',
  })
}

const named = (year: YearContext, name: string, brand = ''): SampleProduct =>
  year.products.find((p) => p.name === name && (brand === '' || p.brand === brand))!

const supplierOf = (year: YearContext, product: SampleProduct): SampleSupplier =>
  year.suppliers.all.find((s) => s.brands.includes(product.brand))!

async function buyOldLots(year: YearContext): Promise<void> {
  const { staff, lastDay, makeId } = year
  const old = [
    { product: named(year, '苏北粳米'), count: 40, left: 42 },
    { product: named(year, '圆糯米'), count: 120, left: 26 },
    { product: named(year, '寿司米'), count: 160, left: 45 },
  ]
  await staff.store.purchasing.receive({
    id: makeId(),
    supplierId: supplierOf(year, old[0]!.product).id,
    warehouseId: year.warehouses.main,
    deliveryNote: '临期特价',
    remark: '临期让利，优先出给食堂',
    lines: old.map(({ product, count, left }) => ({
      productId: product.id,
      unit: product.unit,
      quantity: count * 1000,
      lots: [{ productionDay: addDays(lastDay, left - product.shelfLifeDays), quantity: count * 1000 }],
    })),
  })
}

async function freezeOne(year: YearContext): Promise<void> {
  const { store } = year.staff
  const flour = new Set(year.products.filter((p) => p.type.startsWith('面粉/')).map((p) => p.id))
  const { rows } = await store.lots.list({ limit: 500 })
  const lot = rows
    .filter((l) => flour.has(l.productId) && !l.frozen && l.reserved === 0 && l.onHand >= 10_000)
    .sort((one, other) => one.onHand - other.onHand)[0]
  if (lot) await store.lots.freeze({ id: lot.id, version: lot.version, reason: '客户反映有结块，封存待质检' })
}

/** A customer wants more of goods that have run low than there are: the rest is bought for the order. */
async function buyForCustomer(year: YearContext): Promise<void> {
  const { staff, makeId, buyers } = year
  const product = named(year, '特一粉')
  const buyer = buyers.find((b) => b.creditLimit === null)!
  const { rows } = await staff.desk.inventory.list({ search: product.name, warehouseId: product.warehouseId })
  const there = Math.max(0, rows.find((r) => r.productId === product.id)?.available ?? 0)
  const { step } = buyingOf(product)
  const bought = step * 3 * 1000
  const submitted = await staff.desk.orders.submit({
    id: makeId(),
    version: 0,
    draft: {
      customerId: buyer.id,
      remark: '食堂团购，货到齐再送',
      deliveryDay: workday(addDays(year.lastDay, 6)),
      lines: [{ productId: product.id, unit: product.unit, quantity: there + bought, price: product.price }],
    },
  })
  const order =
    submitted.status === 'pending'
      ? await staff.reviewer.orders.approve({
          id: submitted.id,
          version: submitted.version,
          reason: '缺货部分专门采购',
        })
      : submitted
  const purchase = await staff.buyer.purchasing.orderForSale({
    id: makeId(),
    salesOrderId: order.id,
    supplierId: supplierOf(year, product).id,
    lines: [{ lineNo: 1, quantity: bought }],
  })
  await staff.buyer.purchasing.approve({ id: purchase.id, version: purchase.version })
}

/** A request of the sales people, approved; a part of it has become a draft order. */
async function requestGoods(year: YearContext): Promise<void> {
  const { buyer } = year.staff
  const goods = [named(year, '烘焙起酥油'), named(year, '一级白砂糖'), named(year, '高活性干酵母')]
  const saved = await buyer.purchaseRequests.save({
    id: year.makeId(),
    version: 0,
    draft: {
      wantedDay: workday(addDays(year.lastDay, 20)),
      purpose: '元旦前烘焙旺季备货',
      lines: goods.map((p) => ({ productId: p.id, unit: p.unit, quantity: buyingOf(p).step * 3 * 1000 })),
    },
  })
  const request = await buyer.purchaseRequests.approve({ id: saved.id, version: saved.version })
  await buyer.purchaseRequests.order({
    id: request.id,
    version: request.version,
    lines: [{ lineNo: 2, supplierId: supplierOf(year, goods[1]!).id }],
  })
}

/** An order that was not sent after all. */
async function dropOrder(year: YearContext): Promise<void> {
  const product = named(year, '玉米淀粉')
  const { buyer, reviewer } = year.staff
  const saved = await buyer.purchasing.save({
    id: year.makeId(),
    version: 0,
    draft: {
      supplierId: supplierOf(year, product).id,
      warehouseId: product.warehouseId,
      lines: [{ productId: product.id, unit: product.unit, quantity: buyingOf(product).least * 1000 }],
    },
  })
  await reviewer.purchasing.void({ id: saved.id, version: saved.version, reason: '与合同价不符，重新询价' })
}
