import type { Inputs } from '../../../../shared/contract/index.ts'
import type { PurchaseReceiptView } from '../../../../shared/contract/purchase-notes.ts'
import { addDays, dayNumber, daysBetween, type Day } from '../../../../shared/day.ts'
import { workday } from './calendar.ts'
import type { SampleProduct } from './master-data.ts'
import { buyingOf, type SampleSupplier } from './suppliers.ts'
import type { YearContext } from './year.ts'

type ReceiptLine = Inputs['purchasing']['receive']['lines'][number]

/** A truck on its way: what of an order it brings. Quantities in base units. */
interface Arrival {
  orderId: string
  supplier: SampleSupplier
  warehouseId: string
  lines: { lineNo: number; product: SampleProduct; count: number }[]
  /** It is what was missing the first time. */
  rest: boolean
}

export interface BuyingState {
  arriving: Map<Day, Arrival[]>
  /** Payments to come: day → supplier → 分. */
  due: Map<Day, Map<string, number>>
}

export const beginBuying = (): BuyingState => ({ arriving: new Map(), due: new Map() })

/** Goods nobody reorders in the last weeks, so that the advice has something to say. */
const isForgotten = (index: number): boolean => index % 9 === 4
const FORGOTTEN_DAYS = 24
/** The product the buyer took far too much of, because it was cheap. */
export const OVERBOUGHT = 49

/** A morning of buying: what arrives is received, what runs out is ordered of the suppliers whose day it is. */
export async function buyGoods(year: YearContext, state: BuyingState, day: Day): Promise<void> {
  year.clock.go(day, 7)
  for (const product of year.products) product.demand *= 0.95
  for (const arrival of state.arriving.get(day) ?? []) await receive(year, state, arrival, day)
  await order(year, state, day)
  await pay(year, state, day)
}

async function order(year: YearContext, state: BuyingState, day: Day): Promise<void> {
  const suppliers = year.suppliers.all.filter((s) => s.orderWeekday === dayNumber(day) % 7)
  if (suppliers.length === 0) return
  const { rows } = await year.staff.buyer.inventory.list({ perProduct: true, limit: 200 })
  const promisable = new Map(rows.map((r) => [r.productId, r.promisable / 1000]))
  for (const supplier of suppliers) {
    for (const warehouseId of Object.values(year.warehouses)) {
      const lines = year.products.flatMap((product, i) => {
        if (!supplier.brands.includes(product.brand) || product.warehouseId !== warehouseId) return []
        const count = wanted(year, product, i, { day, supplier, promisable: promisable.get(product.id) ?? 0 })
        return count > 0 ? [{ product, count }] : []
      })
      if (lines.length > 0) await placeOrder(year, state, { day, supplier, warehouseId, lines })
    }
  }
}

interface Look {
  day: Day
  supplier: SampleSupplier
  promisable: number
}

/** Base units to order: from less than two weeks' demand beyond the delivery up to about four weeks'. */
function wanted(year: YearContext, product: SampleProduct, index: number, look: Look): number {
  const left = daysBetween(look.day, year.lastDay)
  if (isForgotten(index) && left < FORGOTTEN_DAYS) return 0
  const { least, step } = buyingOf(product)
  const bargain = index === OVERBOUGHT && left >= 28 && left < 35
  const days = look.supplier.leadDays
  // fresh goods are bought twice as often
  const rhythm = product.shelfLifeDays < 90 ? 7 : 12
  if (!bargain && look.promisable >= product.demand * (rhythm + days)) return 0
  const missing = product.demand * (bargain ? 120 : 2 * rhythm + days) - look.promisable
  return missing <= 0 ? 0 : Math.max(least, Math.ceil(missing / step) * step)
}

async function placeOrder(
  year: YearContext,
  state: BuyingState,
  wish: {
    day: Day
    supplier: SampleSupplier
    warehouseId: string
    lines: { product: SampleProduct; count: number }[]
  },
): Promise<void> {
  const { supplyRandom: random, staff } = year
  const { supplier, warehouseId, lines } = wish
  const saved = await staff.buyer.purchasing.save({
    id: year.makeId(),
    version: 0,
    draft: {
      supplierId: supplier.id,
      warehouseId,
      expectedDay: workday(addDays(wish.day, supplier.leadDays)),
      contact: supplier.contact,
      lines: lines.map(({ product, count }) => ({
        productId: product.id,
        unit: buyingOf(product).unit,
        quantity: count * 1000,
      })),
    },
  })
  await staff.buyer.purchasing.approve({ id: saved.id, version: saved.version })
  arriveOn(state, workday(addDays(wish.day, Math.max(1, supplier.leadDays + random.between(-1, 2)))), {
    orderId: saved.id,
    supplier,
    warehouseId,
    lines: lines.map((line, i) => ({ ...line, lineNo: i + 1 })),
    rest: false,
  })
}

function arriveOn(state: BuyingState, day: Day, arrival: Arrival): void {
  state.arriving.set(day, [...(state.arriving.get(day) ?? []), arrival])
}

async function receive(year: YearContext, state: BuyingState, arrival: Arrival, day: Day): Promise<void> {
  const { supplyRandom: random, staff } = year
  const { supplier, orderId, warehouseId } = arrival
  // now and then the mill is short of one article
  const short = !arrival.rest && random.chance(isLastDays(year, day) ? 0.5 : 0.06) ? 0 : -1
  const lines = arrival.lines
    .map((line, i) => ({ ...line, there: i === short ? halfOf(line.product, line.count) : line.count }))
    .filter((line) => line.there > 0)
  const kilograms = lines.reduce((sum, { product, there }) => sum + product.kilograms * there, 0)
  const freight = Math.round((kilograms * supplier.freight) / 10_000) * 1000
  // the buyer has the carrier's bill at hand; goods that are brought free of charge the warehouse takes in alone
  const receipt = await (freight > 0 ? staff.buyer : staff.store).purchasing.receive({
    id: year.makeId(),
    orderId,
    warehouseId,
    deliveryNote: `${100_000 + random.between(0, 899_999)}`,
    lines: lines.map((line) => receiptLine(year, line, day)),
    costs:
      freight > 0 ? [{ kind: 'freight', basis: 'weight', amount: freight, supplierId: year.suppliers.carrierId }] : [],
  })
  const { total } = await staff.cashier.purchaseReceipts.get({ id: receipt.id })
  expectPayment(year, state, { supplierId: supplier.id, day: addDays(day, supplier.creditDays), amount: total! })
  if (freight > 0)
    expectPayment(year, state, { supplierId: year.suppliers.carrierId, day: addDays(day, 30), amount: freight })
  if (short >= 0) await shortDelivered(year, state, arrival, lines[short]!, day)
  if (random.chance(0.02)) await giveBack(year, receipt)
}

async function shortDelivered(
  year: YearContext,
  state: BuyingState,
  arrival: Arrival,
  line: Arrival['lines'][number] & { there: number },
  day: Day,
): Promise<void> {
  const { supplyRandom: random, staff } = year
  const missing = line.count - line.there
  if (missing <= 0) return
  if (!isLastDays(year, day) && random.chance(0.3)) {
    const { version } = await staff.buyer.purchasing.get({ id: arrival.orderId })
    await staff.buyer.purchasing.close({ id: arrival.orderId, version, reason: '厂家缺货，余量不再发' })
    return
  }
  const rest = { ...arrival, lines: [{ ...line, count: missing }], rest: true }
  arriveOn(state, workday(addDays(day, random.between(6, 12))), rest)
}

/** The mills are busy in the last days: what they are short of is still to come. */
const isLastDays = (year: YearContext, day: Day): boolean => daysBetween(day, year.lastDay) < 9

/** About half, in steps the supplier sells. */
function halfOf(product: SampleProduct, count: number): number {
  const { step } = buyingOf(product)
  return Math.max(step, Math.floor(count / 2 / step) * step)
}

function receiptLine(
  year: YearContext,
  { product, lineNo, there }: { product: SampleProduct; lineNo: number; there: number },
  day: Day,
): ReceiptLine {
  const line = { orderLineNo: lineNo, productId: product.id, unit: buyingOf(product).unit, quantity: there * 1000 }
  if (!product.lotTracked) return line
  const { supplyRandom: random } = year
  const made = (least: number, most: number) => addDays(day, -random.between(least, most))
  const fresh = product.shelfLifeDays < 90 ? made(1, 4) : made(3, 18)
  // now and then a truck carries what was left of an older batch as well
  const older = random.chance(0.15) && there >= 20 ? Math.floor(there / 20) * 10 : 0
  const lots = [{ productionDay: fresh, quantity: (there - older) * 1000 }]
  if (older > 0) lots.push({ productionDay: made(19, 40), quantity: older * 1000 })
  return { ...line, lots }
}

/** Torn bags found when unloading go back with the driver. */
async function giveBack(year: YearContext, receipt: PurchaseReceiptView): Promise<void> {
  const line = receipt.lines[0]!
  const units = Math.min(line.quantity / line.factor, year.supplyRandom.between(1, 4))
  const wanted = await year.staff.store.purchaseReturns.save({
    id: year.makeId(),
    version: 0,
    wanted: {
      receiptId: receipt.id,
      cause: year.supplyRandom.pick(['外包装破损', '受潮结块', '与订单规格不符']),
      lines: [
        {
          receiptLineNo: line.lineNo,
          productId: line.productId,
          unit: line.unit,
          quantity: units * line.factor,
          lotId: line.lots[0]?.lotId ?? null,
        },
      ],
    },
  })
  await year.staff.store.purchaseReturns.post({ id: wanted.id, version: wanted.version })
}

function expectPayment(
  year: YearContext,
  state: BuyingState,
  bill: { supplierId: string; day: Day; amount: number },
): void {
  const day = workday(addDays(bill.day, year.supplyRandom.between(0, 2)))
  const sums = state.due.get(day) ?? new Map<string, number>()
  sums.set(bill.supplierId, (sums.get(bill.supplierId) ?? 0) + bill.amount)
  state.due.set(day, sums)
}

/** The cashier pays what is due; in the last week one mill waits for its money. */
async function pay(year: YearContext, state: BuyingState, day: Day): Promise<void> {
  const waiting = year.suppliers.all[6]!.id
  for (const [supplierId, amount] of state.due.get(day) ?? []) {
    if (supplierId === waiting && daysBetween(day, year.lastDay) < 10) continue
    await year.staff.cashier.payables.pay({ id: year.makeId(), supplierId, amount, method: 'transfer' })
  }
}
