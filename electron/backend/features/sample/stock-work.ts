import type { CountLine } from '../../../../shared/contract/counts.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import { workday } from './calendar.ts'
import type { SampleProduct } from './master-data.ts'
import { buyingOf } from './suppliers.ts'
import type { YearContext } from './year.ts'

/** The first day: bins of the main warehouse, and what is there; goods kept by lot in two lots each. */
export async function openStock(year: YearContext): Promise<void> {
  const { staff, products, warehouses, makeId } = year
  for (const warehouseId of Object.values(warehouses)) {
    const here = products.filter((p) => p.warehouseId === warehouseId)
    if (warehouseId === warehouses.main) await makeBins(year, here)
    await staff.buyer.stockDocuments.post({
      id: makeId(),
      version: 0,
      draft: { kind: 'other-in', warehouseId, reason: '期初库存', lines: here.flatMap((p) => openingLines(year, p)) },
    })
  }
}

/** Four weeks of demand, of fresh goods ten days; of what is out of season a few. */
function openingLines({ supplyRandom: random, firstDay }: YearContext, product: SampleProduct) {
  const { step } = buyingOf(product)
  const isFresh = product.shelfLifeDays < 90
  const count = product.season ? step : Math.max(step, Math.ceil((product.demand * (isFresh ? 10 : 28)) / step) * step)
  const line = { productId: product.id, unit: product.unit, cost: Math.round(product.cost * 10_000) }
  if (!product.lotTracked) return [{ ...line, quantity: count * 1000 }]
  const older = Math.floor(count / 2)
  const age = isFresh ? 3 : 20
  return [
    { ...line, quantity: older * 1000, productionDay: addDays(firstDay, -age - random.between(2, age)) },
    { ...line, quantity: (count - older) * 1000, productionDay: addDays(firstDay, -random.between(1, age)) },
  ]
}

async function makeBins(year: YearContext, products: readonly SampleProduct[]): Promise<void> {
  const { store } = year.staff
  const warehouseId = year.warehouses.main
  const codes = [...new Set(products.map((p) => p.bin))].sort()
  for (const bin of await store.places.makeBins({ warehouseId, codes })) {
    const productIds = products.filter((p) => p.bin === bin.code).map((p) => p.id)
    if (productIds.length > 0) await store.places.assign({ warehouseId, binId: bin.id, productIds })
  }
}

/** What the storekeeper does besides receiving and sending; days before the last one. */
export async function mindStock(year: YearContext, day: Day): Promise<void> {
  const is = (left: number) => day === workday(addDays(year.lastDay, -left))
  year.clock.go(day, 7, 30)
  if (is(45)) await setLimits(year)
  if (is(300) || is(170) || is(66)) await writeOff(year)
  if (is(38)) await transferAndLose(year)
  if (is(20)) await giveSamples(year)
  if (is(10)) await countStarch(year)
}

/** The buyer sets least and most stock anew from what is sold a day. */
async function setLimits(year: YearContext): Promise<void> {
  for (const product of year.products) {
    const { step } = buyingOf(product)
    const days = (n: number) => Math.ceil((product.demand * n) / step) * step * 1000
    const view = await year.staff.buyer.products.get({ id: product.id })
    await year.staff.buyer.products.update({
      ...view,
      safetyStock: days(6),
      maxStock: Math.max(days(50), step * 6_000),
    })
  }
}

async function writeOff(year: YearContext): Promise<void> {
  const { supplyRandom: random, staff, warehouses, makeId } = year
  const [first, second] = random.some(await inStock(year, 10), 2)
  const line = (p: SampleProduct) => ({ productId: p.id, unit: p.unit, quantity: random.between(1, 4) * 1000 })
  await staff.store.stockDocuments.post({
    id: makeId(),
    version: 0,
    draft: {
      kind: 'loss',
      warehouseId: warehouses.main,
      reason: random.pick(['梅雨受潮结块', '叉车碰破外包装', '鼠咬破袋']),
      lines: [line(first!), line(second!)],
    },
  })
}

/** Packed flour and rice for the vans that load at the other warehouse, as far as it is there. */
async function transferDraft(year: YearContext, count: number) {
  const packed = (await inStock(year, count)).filter((p) => p.type === '面粉/小包装' || p.type === '大米/小包装')
  return {
    kind: 'transfer' as const,
    warehouseId: year.warehouses.main,
    toWarehouseId: year.warehouses.second,
    reason: '商超拼车配送备货',
    lines: packed.slice(0, 3).map((p) => ({ productId: p.id, unit: p.unit, quantity: count * 1000 })),
  }
}

/** Products of which the main warehouse has at least so many base units that nobody waits for. */
async function inStock(year: YearContext, least: number): Promise<SampleProduct[]> {
  const { rows } = await year.staff.store.inventory.list({ warehouseId: year.warehouses.main, limit: 200 })
  const there = new Set(rows.filter((r) => r.available >= least * 1000).map((r) => r.productId))
  return year.products.filter((p) => p.warehouseId === year.warehouses.main && there.has(p.id))
}

/** A transfer that arrived all but one box. */
async function transferAndLose(year: YearContext): Promise<void> {
  const { staff, makeId } = year
  const sent = await staff.store.stockDocuments.post({ id: makeId(), version: 0, draft: await transferDraft(year, 8) })
  await staff.store.stockDocuments.receive({
    id: sent.id,
    version: sent.version,
    lines: sent.lines.map((line, i) => ({ lineNo: line.lineNo, quantity: line.quantity - (i === 0 ? 1000 : 0) })),
    closeShort: true,
    reason: '倒货途中箱体压破',
  })
}

/** A transfer that is on its way now. */
export async function sendTransfer(year: YearContext): Promise<void> {
  await year.staff.store.stockDocuments.post({ id: year.makeId(), version: 0, draft: await transferDraft(year, 12) })
}

async function giveSamples(year: YearContext): Promise<void> {
  const { staff, warehouses, makeId } = year
  const goods = (await inStock(year, 10)).filter((p) => p.use === '烘焙')
  await staff.store.stockDocuments.post({
    id: makeId(),
    version: 0,
    draft: {
      kind: 'other-out',
      warehouseId: warehouses.main,
      reason: '烘焙展会样品',
      lines: goods.slice(0, 3).map((p) => ({ productId: p.id, unit: p.unit, quantity: 2_000 })),
    },
  })
}

/** Starch and sugar are counted and what differs is booked by the owner. */
async function countStarch(year: YearContext): Promise<void> {
  const { staff, supplyRandom: random } = year
  const id = await startCount(year, '淀粉与糖', '月度循环盘点')
  const free = new Set((await inStock(year, 10)).map((p) => p.id))
  let wrong = 0
  await record(year, id, 1, ({ productId }) => (free.has(productId) ? ([-2, 1][wrong++] ?? 0) : 0))
  const differences = await staff.owner.counts.lines({ id, filter: 'different' })
  let view = await staff.owner.counts.get({ id })
  for (const { lineNo } of differences.rows) {
    const reason = random.pick(['发货错装', '破袋未及时报损', '收货点数有误'])
    view = await staff.owner.counts.setReason({ id, version: view.version, lineNos: [lineNo], reason })
  }
  await staff.owner.counts.post({ id, version: view.version, seen: view.entries, reason: '盘点差异' })
}

/** The storekeeper is in the middle of counting the rice. */
export async function countRice(year: YearContext): Promise<void> {
  const id = await startCount(year, '大米', '月末盘点，边发货边盘')
  await record(year, id, 0.6, (_, i) => (i === 2 ? -1 : i === 5 ? 2 : 0))
}

async function startCount(year: YearContext, family: string, remark: string): Promise<string> {
  const { staff, products, warehouses, makeId } = year
  const productIds = products.filter((p) => p.type.startsWith(`${family}/`)).map((p) => p.id)
  const id = makeId()
  await staff.store.counts.start({
    id,
    warehouseId: warehouses.main,
    scope: { kind: 'products', productIds },
    remark,
    recountQuantity: 20_000,
  })
  return id
}

/** Enters what lies there for the first `share` of the lines: as many as the books say, and `more` base units. */
async function record(
  year: YearContext,
  countId: string,
  share: number,
  more: (line: CountLine, i: number) => number,
): Promise<void> {
  const { rows } = await year.staff.owner.counts.lines({ id: countId, limit: 200 })
  for (const [i, line] of rows.slice(0, Math.ceil(rows.length * share)).entries()) {
    await year.staff.store.counts.record({
      id: year.makeId(),
      countId,
      productId: line.productId,
      lotId: line.lotId,
      quantity: Math.max(0, line.snapshot + more(line, i) * 1000),
    })
  }
}
