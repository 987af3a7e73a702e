import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { line, makeCustomer, submitOrder } from '../../support/make.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeLotProduct, receiveLot } from './lots-world.ts'

// today is 2026-11-23; the flour lasts 180 days
let company: TestCompany
let client: Client
let product: Outputs['products']['create']
let customer: Outputs['customers']['create']
let old: string
let young: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  product = await makeLotProduct(client)
  customer = await makeCustomer(client)
  old = await receiveLot(company, 5, { productId: product.id, productionDay: '2026-08-01' })
  young = await receiveLot(company, 10, { productId: product.id, productionDay: '2026-11-01' })
})
afterEach(() => company.close())

const order = (bags: number, buyer = customer, more = {}) =>
  submitOrder(client, buyer.id, [line(product.id, bags)], more)
const noteOf = async (placed: Outputs['orders']['submit']) => {
  const [note] = await client.shipments.createForOrder({ orderId: placed.id, version: placed.version })
  return note!
}
const split = (lots: { lotId: string; quantity: number }[]) => lots.map((l) => [l.lotId, l.quantity / 1000])
const lotOf = (id: string) => client.lots.get({ id })

describe('an approved order', () => {
  it('keeps lots first expired, first out, over as many as it takes', async () => {
    const placed = await order(8)
    expect(placed.status).toBe('to-ship')
    expect(split(placed.lines[0]!.keptLots)).toEqual([
      [old, 5],
      [young, 3],
    ])
    expect(placed.lines[0]!.reserved).toBe(8000)
    expect(await lotOf(old)).toMatchObject({ onHand: 5000, reserved: 5000, keptFor: [{ orderNumber: placed.number }] })
    company.verify()
  })

  it('passes over lots too old for its customer on the day of delivery', async () => {
    const strict = await makeCustomer(client, { minLife: 6667 })
    const placed = await order(8, strict)
    expect(split(placed.lines[0]!.keptLots)).toEqual([[young, 8]])
    const later = await order(2, strict, { deliveryDay: '2027-02-01' })
    expect(later.lines[0]!.keptLots).toEqual([])
  })

  it('waits for a review when only lots too old for the customer remain', async () => {
    const strict = await makeCustomer(client, { minLife: 6667 })
    const placed = await order(12, strict)
    expect(placed.status).toBe('pending')
    expect(placed.reviewResults).toContainEqual(
      expect.objectContaining({ rule: 'lot-life', outcome: 'hold', lineNo: 1, measured: 10_000, threshold: 12_000 }),
    )
    const reviewer = await company.as('reviewer')
    const approved = await reviewer.orders.approve({ id: placed.id, version: placed.version })
    expect(approved.lines[0]!.reserved).toBe(10_000)
    const [desk] = await client.orders.availability({
      items: [{ productId: product.id, warehouseId: placed.warehouseId }],
      customerId: strict.id,
    })
    expect(desk).toMatchObject({ available: 5000, acceptable: 0 })
  })

  it('gives its lots back when it is voided', async () => {
    const placed = await order(8)
    await client.orders.void({ id: placed.id, version: placed.version, reason: '客户取消' })
    expect(await lotOf(old)).toMatchObject({ reserved: 0, keptFor: [] })
    expect(await lotOf(young)).toMatchObject({ reserved: 0 })
  })
})

describe('a note', () => {
  it('shows the split before it is confirmed and takes exactly that', async () => {
    const note = await noteOf(await order(8))
    expect(note.lines[0]).toMatchObject({ lotTracked: true, lotReason: '' })
    expect(split(note.lines[0]!.lots)).toEqual([
      [old, 5],
      [young, 3],
    ])
    const posted = await client.shipments.confirm({ id: note.id, version: note.version })
    expect(split(posted.lines[0]!.lots)).toEqual([
      [old, 5],
      [young, 3],
    ])
    expect(await lotOf(old)).toMatchObject({ onHand: 0, reserved: 0 })
    expect(await lotOf(young)).toMatchObject({ onHand: 7000, reserved: 0 })
    const shipped = await client.orders.get({ id: posted.orderId })
    expect(shipped.lines[0]).toMatchObject({ keptLots: [], shipped: 8000, reserved: 0 })
    expect(split(shipped.lines[0]!.shippedLots)).toEqual([
      [old, 5],
      [young, 3],
    ])
  })

  it('brings goods back into the same lots when it is voided, and keeps them again', async () => {
    const note = await noteOf(await order(8))
    const posted = await client.shipments.confirm({ id: note.id, version: note.version })
    await client.shipments.void({ id: note.id, version: posted.version, reason: '送错了' })
    expect(await lotOf(old)).toMatchObject({ onHand: 5000, reserved: 5000 })
    expect(await lotOf(young)).toMatchObject({ onHand: 10_000, reserved: 3000 })
    const again = await noteOf(await client.orders.get({ id: note.orderId }))
    expect(split(again.lines[0]!.lots)).toEqual([
      [old, 5],
      [young, 3],
    ])
    await client.shipments.confirm({ id: again.id, version: again.version })
  })

  it('that is partial leaves the rest kept', async () => {
    const note = await noteOf(await order(8))
    const lowered = await client.shipments.update({
      id: note.id,
      version: note.version,
      driver: '',
      plate: '',
      remark: '',
      lines: [{ lineNo: 1, quantity: 4000 }],
    })
    expect(split(lowered.lines[0]!.lots)).toEqual([[old, 4]])
    const rest = await noteOf(await client.orders.get({ id: note.orderId }))
    expect(split(rest.lines[0]!.lots)).toEqual([
      [old, 1],
      [young, 3],
    ])
    await client.shipments.confirm({ id: lowered.id, version: lowered.version })
    company.verify()
    await client.shipments.confirm({ id: rest.id, version: rest.version })
    expect(await lotOf(young)).toMatchObject({ onHand: 7000, reserved: 0 })
  })

  it('keeps what came in after a short order', async () => {
    const placed = await order(20)
    const reviewer = await company.as('reviewer')
    const approved = await reviewer.orders.approve({ id: placed.id, version: placed.version })
    expect(approved.lines[0]!.reserved).toBe(15_000)
    const note = await noteOf(approved)
    expect(note.lines[0]!.lots.reduce((sum, l) => sum + l.quantity, 0)).toBe(15_000)
    await expect(client.shipments.confirm({ id: note.id, version: note.version })).rejects.toMatchObject({
      data: { rule: 'LOT_SHORT', line: 1 },
    })
    const fresh = await receiveLot(company, 9, { productId: product.id, productionDay: '2026-11-20' })
    const order2 = await client.orders.get({ id: note.orderId })
    await client.shipments.reallocate({ orderId: order2.id, version: order2.version })
    const full = await client.shipments.get({ id: note.id })
    expect(split(full.lines[0]!.lots)).toEqual([
      [old, 5],
      [young, 10],
      [fresh, 5],
    ])
    await client.shipments.confirm({ id: full.id, version: full.version })
  })
})

describe('other lots by hand', () => {
  it('take the right and a reason, and are kept in history', async () => {
    const note = await noteOf(await order(8))
    const lots = [{ lotId: young, quantity: 8000 }]
    const clerk = await company.as('warehouse')
    const input = { id: note.id, version: note.version, lineNo: 1, reason: '客户要新货', lots }
    await expect(clerk.shipments.chooseLots(input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const chosen = await client.shipments.chooseLots(input)
    expect(split(chosen.lines[0]!.lots)).toEqual([[young, 8]])
    expect(chosen.lines[0]!.lotReason).toBe('客户要新货')
    expect(await lotOf(old)).toMatchObject({ reserved: 0 })
    expect(await lotOf(young)).toMatchObject({ reserved: 8000 })
    const history = await client.system.history({ id: note.id })
    expect(history[0]).toMatchObject({ command: 'shipments.chooseLots' })
    expect(JSON.stringify(history[0])).toContain('客户要新货')
    await client.shipments.confirm({ id: chosen.id, version: chosen.version })
  })

  it('may be too old for the customer, never frozen', async () => {
    const strict = await makeCustomer(client, { minLife: 6667 })
    const note = await noteOf(await order(3, strict))
    const chosen = await client.shipments.chooseLots({
      id: note.id,
      version: note.version,
      lineNo: 1,
      reason: '客户同意收短保',
      lots: [{ lotId: old, quantity: 3000 }],
    })
    expect(chosen.lines[0]!.lots[0]!.refusal).toBe('too-old')
    const { version } = await lotOf(young)
    await client.lots.freeze({ id: young, version, reason: '抽检' })
    await expect(
      client.shipments.chooseLots({
        id: note.id,
        version: chosen.version,
        lineNo: 1,
        reason: '试试',
        lots: [{ lotId: young, quantity: 3000 }],
      }),
    ).rejects.toMatchObject({ data: { rule: 'LOT_FROZEN', line: 1, value: '20261101' } })
    await client.shipments.confirm({ id: chosen.id, version: chosen.version })
    expect(await lotOf(old)).toMatchObject({ onHand: 2000 })
  })

  it('must add up, and be free', async () => {
    const note = await noteOf(await order(8))
    const choose = (lots: { lotId: string; quantity: number }[]) =>
      client.shipments.chooseLots({ id: note.id, version: note.version, lineNo: 1, reason: '换批', lots })
    await expect(choose([{ lotId: young, quantity: 7000 }])).rejects.toMatchObject({ data: { rule: 'LOT_SHORT' } })
    await order(4)
    await expect(choose([{ lotId: young, quantity: 8000 }])).rejects.toMatchObject({ code: 'SHORTAGE' })
  })
})

describe('a lot frozen while it is kept', () => {
  it('is shown as a problem, never shipped, and replaced by one key', async () => {
    const placed = await order(4)
    const note = await noteOf(placed)
    const { version } = await lotOf(old)
    await client.lots.freeze({ id: old, version, reason: '客诉有异物' })
    company.verify()
    const seen = await client.shipments.get({ id: note.id })
    expect(seen.lines[0]!.lots).toMatchObject([{ lotId: old, refusal: 'frozen' }])
    expect((await client.orders.get({ id: placed.id })).lines[0]!.keptLots).toMatchObject([{ refusal: 'frozen' }])
    await expect(client.shipments.confirm({ id: note.id, version: note.version })).rejects.toMatchObject({
      data: { rule: 'LOT_FROZEN', line: 1, value: '20260801' },
    })
    const now = await client.orders.get({ id: placed.id })
    expect(await client.shipments.reallocate({ orderId: now.id, version: now.version })).toEqual({
      dropped: 1,
      missing: 0,
    })
    const mended = await client.shipments.get({ id: note.id })
    expect(split(mended.lines[0]!.lots)).toEqual([[young, 4]])
    company.verify()
    await client.shipments.confirm({ id: mended.id, version: mended.version })
    expect(await lotOf(old)).toMatchObject({ onHand: 5000, reserved: 0, frozen: true })
  })

  it('does not come back to an order whose note is voided', async () => {
    const note = await noteOf(await order(4))
    const posted = await client.shipments.confirm({ id: note.id, version: note.version })
    const { version } = await lotOf(old)
    await client.lots.freeze({ id: old, version, reason: '召回' })
    await client.shipments.void({ id: note.id, version: posted.version, reason: '召回' })
    expect(await lotOf(old)).toMatchObject({ onHand: 5000, reserved: 0 })
    expect(await lotOf(young)).toMatchObject({ reserved: 4000 })
  })
})

describe('two clerks', () => {
  it('racing for the last of a lot: one gets it, the books hold', async () => {
    const placed = await Promise.all([order(9), order(9)])
    expect(placed.map((p) => p.status).sort()).toEqual(['pending', 'to-ship'])
    expect([(await lotOf(old)).reserved, (await lotOf(young)).reserved]).toEqual([5000, 4000])
    // the one that waited gets what is left, and no more
    const late = placed.find((p) => p.status === 'pending')!
    const reviewer = await company.as('reviewer')
    const approved = await reviewer.orders.approve({ id: late.id, version: late.version })
    expect(split(approved.lines[0]!.keptLots)).toEqual([[young, 6]])
    company.verify()
  })

  it('confirming one note twice ship it once', async () => {
    const note = await noteOf(await order(8))
    const confirm = () => client.shipments.confirm({ id: note.id, version: note.version })
    const results = await Promise.allSettled([confirm(), confirm()])
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await lotOf(young)).toMatchObject({ onHand: 7000 })
  })
})
