import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import type { Client, Inputs } from '../../../../shared/contract/index.ts'
import { addDays, dayAt, daysBetween, type Day } from '../../../../shared/day.ts'
import { convertPrice } from '../../../../shared/domain/pricing/resolve.ts'
import { beginBuying, buyGoods } from './buying.ts'
import { isClosed, seasonOf, workday } from './calendar.ts'
import type { SampleClock } from './clock.ts'
import { mindCustomers, type CustomerWork } from './customer-work.ts'
import { ZONE, type MasterData, type SampleBuyer, type Staff } from './master-data.ts'
import { changePrices, makeOffers, openPrices, priceFor, type DatedPrice } from './prices.ts'
import type { SeededRandom } from './random.ts'
import { mindStock } from './stock-work.ts'
import type { SampleSuppliers } from './suppliers.ts'

type Line = Inputs['orders']['saveDraft']['draft']['lines'][number]
type Order = Awaited<ReturnType<Client['orders']['submit']>>

export interface YearContext extends MasterData {
  staff: Staff
  sellers: readonly { id: string; client: Client }[]
  clock: SampleClock
  random: SeededRandom
  /** Of buying and stock work, so that they change nothing about what customers order. */
  supplyRandom: SeededRandom
  suppliers: SampleSuppliers
  /** Contract prices and special prices made so far. */
  dated: DatedPrice[]
  makeId: () => string
  firstDay: Day
  lastDay: Day
  onDay: (done: number) => void
}

const DRIVERS = [
  ['丁师傅', '苏Z·A1207'],
  ['石师傅', '苏Z·B3391'],
  ['毛师傅', '苏Z·C5518'],
] as const
const METHODS = ['transfer', 'wechat', 'alipay', 'cash'] as const
/** The last days keep something open on every screen. */
const OPEN_DAYS = 2

/** A year of business, day by day: buying, stock work, prices, orders, reviews, notes, deliveries, receipts. */
export async function walkYear(year: YearContext): Promise<void> {
  const { firstDay, lastDay, random, buyers } = year
  const next = new Map(buyers.map((b) => [b.id, addDays(firstDay, random.between(1, b.rhythm + 1))]))
  const state: YearState = { toShip: [], delivered: [], due: new Map() }
  for (const buyer of buyers)
    if (buyer.owes > 0) expect(state, addDays(firstDay, random.between(8, 40)), buyer, buyer.owes)
  const buying = beginBuying()
  const customers: CustomerWork = new Map()
  await openPrices(year)
  const days = daysBetween(firstDay, lastDay)
  for (let n = 1; n <= days; n++) {
    const day = addDays(firstDay, n)
    year.onDay(n / days)
    if (isClosed(day)) continue
    await buyGoods(year, buying, day)
    if (n % 90 === 0) await changePrices(year, day)
    await makeOffers(year, day)
    await mindStock(year, day)
    await shipWaiting(year, day, state)
    await takeOrders(year, day, next, state)
    await mindCustomers(year, day, customers)
    await takeMoney(year, day, state)
  }
}

interface YearState {
  toShip: { order: Order; buyer: SampleBuyer }[]
  /** Notes on the road since the day before. */
  delivered: { id: string; version: number }[]
  /** Receipts to come: day → customer → 分. */
  due: Map<Day, Map<string, number>>
}

/** Notes that a customer will pay an amount on a day, or the next day of business. */
function expect(state: YearState, day: Day, buyer: SampleBuyer, amount: number): void {
  const payDay = workday(day)
  const sums = state.due.get(payDay) ?? new Map<string, number>()
  sums.set(buyer.id, (sums.get(buyer.id) ?? 0) + amount)
  state.due.set(payDay, sums)
}

async function takeOrders(year: YearContext, day: Day, next: Map<string, Day>, state: YearState): Promise<void> {
  const { random, clock, buyers } = year
  const today = buyers.filter((b) => next.get(b.id)! <= day)
  const start = 8 * 60
  for (const [i, buyer] of today.entries()) {
    const minutes = start + Math.floor(((i + random.next()) * 9 * 60) / today.length)
    clock.go(day, Math.floor(minutes / 60), minutes % 60)
    const gap = Math.max(1, Math.round((buyer.rhythm * (0.6 + 0.8 * random.next())) / seasonOf(day)))
    next.set(buyer.id, addDays(day, gap))
    const order = await takeOrder(year, buyer)
    if (order) state.toShip.push({ order, buyer })
  }
}

/** One order as the desk types it; what the rules hold, the reviewer decides a little later. Null: not to be shipped. */
async function takeOrder(year: YearContext, buyer: SampleBuyer): Promise<Order | null> {
  const { random, staff, makeId } = year
  const desk = random.chance(0.6) ? staff.desk : staff.desk2
  const lines = linesFor(year, buyer)
  let order = await desk.orders.submit({
    id: makeId(),
    version: 0,
    draft: {
      customerId: buyer.id,
      lines,
      deliveryDay: workday(addDays(dayAt(year.clock.now(), ZONE), 1)),
      address: buyer.address,
      contact: buyer.contact,
      phone: buyer.mobile,
      discount: random.chance(0.04) ? 500 : 0,
      remark: random.chance(0.06) ? random.pick(['送货前电话联系', '开发票', '后门卸货', '请带小推车']) : '',
    },
  })
  for (const line of order.lines) {
    const product = year.products.find((p) => p.id === line.productId)!
    product.demand += line.quantity / 1000 / 20
  }
  if (order.status === 'pending') {
    const refused = random.chance(0.04)
    const decision = { id: order.id, version: order.version }
    order = refused
      ? await staff.reviewer.orders.reject({ ...decision, reason: '欠款未清，先回款再发货' })
      : await staff.reviewer.orders.approve({ ...decision, reason: '老客户，同意放行' })
    if (refused) return null
  }
  if (random.chance(0.008)) {
    await staff.owner.orders.void({ id: order.id, version: order.version, reason: '客户取消' })
    return null
  }
  return order
}

/** Some of what the customer usually takes and the season offers, about as much as usual, at the price of the day. */
export function linesFor(year: YearContext, buyer: SampleBuyer): Line[] {
  const { random, clock } = year
  const month = Number(dayAt(clock.now(), ZONE).slice(5, 7))
  const offered = buyer.usual.filter(({ product }) => product.season?.includes(month) ?? true)
  return random.some(offered, random.between(2, Math.min(7, offered.length))).map((usual, i): Line => {
    const { product, unit, factor } = usual
    const quantity = Math.max(1, Math.round(usual.quantity * (0.7 + 0.6 * random.next()))) * factor
    return {
      productId: product.id,
      unit,
      quantity,
      price: convertPrice(priceFor(year, buyer, product, quantity / 1000), 1000, factor),
      warehouseId: product.warehouseId,
      gift: i > 3 && random.chance(0.03),
    }
  })
}

/** What was approved before today goes out in the morning; what went out before today has arrived. */
async function shipWaiting(year: YearContext, day: Day, state: YearState): Promise<void> {
  const { clock, staff, lastDay } = year
  clock.go(day, 7, 40)
  for (const [i, { id, version }] of state.delivered.splice(0).entries()) {
    // a driver forgets a copy now and then
    if (i % 9 === 4) await staff.store.delivery.sign({ shipmentId: id, version, signedBy: '门店' })
    else await staff.store.copies.record({ shipmentId: id, version, signedBy: '门店' })
  }
  if (daysBetween(day, lastDay) < OPEN_DAYS) return
  const sent = new Map<string, SampleBuyer>()
  for (const { order, buyer } of state.toShip.splice(0)) {
    const notes = await shipOrder(year, order)
    // what was not there when it left is not waited for
    if (notes.length > 0 && order.lines.some((l) => l.reserved < l.quantity)) await closeShort(year, order.id)
    for (const note of notes) {
      state.delivered.push({ id: note.id, version: note.version })
      sent.set(note.id, buyer)
    }
  }
  if (sent.size === 0) return
  // the warehouse sees no amounts: what is due is the cashier's to know
  const { rows } = await staff.cashier.shipments.list({ status: 'posted', limit: 500 })
  for (const { id, total } of rows) {
    const buyer = sent.get(id)
    if (buyer) expect(state, payDayOf(buyer, day), buyer, total!)
  }
}

/** Writes and confirms the notes of an order, as far as its goods are reserved. */
export async function shipOrder(year: YearContext, order: Order): Promise<ShipmentView[]> {
  const { random, staff } = year
  const posted: ShipmentView[] = []
  const reserved = new Map(order.lines.map((l) => [l.lineNo, l.reserved]))
  for (const note of await staff.store.shipments.createForOrder({ orderId: order.id, version: order.version })) {
    const { id, remark } = note
    const there = note.lines.map((l) => ({ ...l, there: Math.min(l.quantity, reserved.get(l.orderLineNo)!) }))
    if (there.every((l) => l.there === 0)) {
      await staff.store.shipments.void({ id, version: note.version, reason: '无货' })
      continue
    }
    let { version } = note
    if (there.some((l) => l.there < l.quantity) || random.chance(0.3)) {
      const [driver, plate] = random.pick(DRIVERS)
      const lines = there.map((l) => ({ lineNo: l.lineNo, quantity: l.there }))
      version = (await staff.store.shipments.update({ id, version, driver, plate, remark, lines })).version
    }
    let shipped = await staff.store.shipments.confirm({ id, version })
    if (shipped.check?.waiting) {
      await staff.reviewer.reviews.release({ shipmentId: id, run: shipped.check.run, reason: '客户答应近日付款' })
      shipped = await staff.store.shipments.confirm({ id, version: shipped.version })
    }
    posted.push(shipped)
  }
  return posted
}

async function closeShort(year: YearContext, id: string): Promise<void> {
  const { version } = await year.staff.desk.orders.get({ id })
  await year.staff.desk.orders.close({ id, version, reason: '余量客户不要了' })
}

async function takeMoney(year: YearContext, day: Day, state: YearState): Promise<void> {
  const { clock, random, staff } = year
  const sums = state.due.get(day)
  if (!sums) return
  clock.go(day, 17, 30)
  for (const [customerId, amount] of sums) {
    if (amount <= 0) continue
    await staff.cashier.settlement.receive({ id: year.makeId(), customerId, amount, method: random.pick(METHODS) })
  }
}

function payDayOf(buyer: SampleBuyer, shipped: Day): Day {
  if (buyer.settlement === 'cash' || buyer.settlement === 'cod') return addDays(shipped, Math.max(0, buyer.late))
  if (buyer.settlement === 'credit') return addDays(shipped, Math.max(1, buyer.creditDays + buyer.late))
  const nextMonth = addDays(`${shipped.slice(0, 7)}-28`, 5).slice(0, 7)
  return addDays(`${nextMonth}-10`, Math.max(0, buyer.late))
}
