import type { Client } from '../../../../shared/contract/index.ts'
import { addDays } from '../../../../shared/day.ts'
import type { SampleBuyer } from './master-data.ts'
import { leaveGoodsOpen } from './goods-open.ts'
import { linesFor, shipOrder, type YearContext } from './year.ts'

/**
 * What a clerk finds unfinished in the morning: orders held by the rules, drafts, a rejected and a cancelled one, goods
 * half shipped, a note waiting, a note and a receipt taken back, goods on their way, master data no longer in use.
 */
export async function leaveWorkOpen(year: YearContext): Promise<void> {
  const { staff, random, buyers, clock, lastDay } = year
  clock.go(lastDay, 9)
  const small = buyers.filter((b) => b.size < 3 && b.creditLimit !== null)
  const buyer = () => random.pick(small)
  const held = []
  for (let i = 0; i < 4; i++) held.push(await belowFloor(year, staff.desk, buyer()))
  const [first, second] = held
  await staff.reviewer.orders.reject({
    id: first!.id,
    version: first!.version,
    reason: '低于最低售价，请与客户重新议价',
  })
  await staff.reviewer.orders.sendBack({ id: second!.id, version: second!.version, reason: '请补充特价审批单号' })
  for (let i = 0; i < 2; i++) await partShipped(year, buyers[i * 7 + 3]!)
  await keepDraft(year, staff.desk, buyer(), true)
  await keepDraft(year, staff.desk2, buyer(), false)
  await keepDraft(year, staff.owner, buyer(), false)
  await waitingNote(year, buyers[30]!)
  await takenBack(year, buyers[12]!)
  const wrong = await staff.cashier.settlement.receive({
    id: year.makeId(),
    customerId: buyers[20]!.id,
    amount: 88_000,
    method: 'cash',
  })
  await staff.owner.money.void({ id: wrong.id, version: wrong.version, reason: '收款单位录错' })
  await leaveGoodsOpen(year)
  await pickWave(year, [buyers[33]!, buyers[36]!])
  await runShort(year, [buyers[25]!, buyers[27]!])
  await retire(year)
}

async function belowFloor(year: YearContext, desk: Client, buyer: SampleBuyer) {
  const lines = linesFor(year, buyer).map((l, i) => (i === 0 ? { ...l, discount: 8_800, gift: false } : l))
  return desk.orders.submit({ id: year.makeId(), version: 0, draft: draftFor(buyer, lines) })
}

async function approvedOrder(year: YearContext, buyer: SampleBuyer) {
  const { staff } = year
  const order = await staff.desk.orders.submit({
    id: year.makeId(),
    version: 0,
    draft: draftFor(buyer, linesFor(year, buyer)),
  })
  if (order.status !== 'pending') return order
  return staff.reviewer.orders.approve({ id: order.id, version: order.version, reason: '同意' })
}

async function partShipped(year: YearContext, buyer: SampleBuyer): Promise<void> {
  const order = await approvedOrder(year, buyer)
  // the half of each line, in whole units, is on the first van
  const lines = order.lines.map((l) => ({ ...l, reserved: Math.floor(l.reserved / l.factor / 2) * l.factor }))
  await shipOrder(year, { ...order, lines })
}

async function waitingNote(year: YearContext, buyer: SampleBuyer): Promise<void> {
  const order = await approvedOrder(year, buyer)
  await year.staff.store.shipments.createForOrder({ orderId: order.id, version: order.version })
}

/** Two notes collected in one walk, begun by nobody yet. */
async function pickWave(year: YearContext, buyers: readonly SampleBuyer[]): Promise<void> {
  const { shipments, picking } = year.staff.store
  const shipmentIds: string[] = []
  for (const buyer of buyers) {
    const order = await approvedOrder(year, buyer)
    const notes = await shipments.createForOrder({ orderId: order.id, version: order.version })
    shipmentIds.push(notes.find((note) => note.warehouseId === year.warehouses.main)?.id ?? '')
  }
  const own = shipmentIds.filter(Boolean)
  if (own.length > 0) await picking.create({ id: year.makeId(), kind: 'wave', shipmentIds: own })
}

/** Goods two customers want more of than there is: somebody has to say who gets them. */
async function runShort(year: YearContext, buyers: readonly SampleBuyer[]): Promise<void> {
  const { desk, reviewer } = year.staff
  const { rows } = await desk.inventory.list({ warehouseId: year.warehouses.main, limit: 200 })
  const scarce = rows.find((row) => row.available >= 10_000 && year.products.some((p) => p.id === row.productId))
  if (!scarce) return
  const product = year.products.find((p) => p.id === scarce.productId)!
  for (const [i, buyer] of buyers.entries()) {
    const quantity = Math.ceil((scarce.available * 0.7) / 1000) * 1000
    const line = { productId: product.id, unit: product.unit, quantity, price: product.price }
    const draft = { ...draftFor(buyer, [line]), deliveryDay: i === 0 ? null : addDays(year.lastDay, 1) }
    const order = await desk.orders.submit({ id: year.makeId(), version: 0, draft })
    if (order.status === 'pending')
      await reviewer.orders.approve({ id: order.id, version: order.version, reason: '等货到齐' })
  }
}

async function takenBack(year: YearContext, buyer: SampleBuyer): Promise<void> {
  const [note] = await shipOrder(year, await approvedOrder(year, buyer))
  if (note) await year.staff.store.shipments.void({ id: note.id, version: note.version, reason: '客户拒收，原车返回' })
}

async function keepDraft(year: YearContext, desk: Client, buyer: SampleBuyer, held: boolean): Promise<void> {
  const draft = draftFor(buyer, linesFor(year, buyer))
  await desk.orders.saveDraft({ id: year.makeId(), version: 0, draft, held })
}

/** A product and two customers no longer in use, and one frozen. */
async function retire(year: YearContext): Promise<void> {
  const { owner } = year.staff
  const product = await owner.products.get({ id: year.products[17]!.id })
  await owner.products.setStatus({ id: product.id, version: product.version, status: 'archived' })
  for (const [index, status] of [
    [55, 'archived'],
    [57, 'archived'],
    [41, 'frozen'],
  ] as const) {
    const customer = await owner.customers.get({ id: year.buyers[index]!.id })
    await owner.customers.setStatus({ id: customer.id, version: customer.version, status })
  }
}

function draftFor(buyer: SampleBuyer, lines: ReturnType<typeof linesFor>) {
  return { customerId: buyer.id, lines, address: buyer.address, contact: buyer.contact, phone: buyer.mobile }
}
