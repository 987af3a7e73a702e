import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { inUnit, makeLotProduct, receiveLot } from './lots-world.ts'
import { lotFor } from '../../../electron/backend/features/inventory/lots.service.ts'

// today is 2026-11-23; the flour lasts 180 days
let company: TestCompany
let client: Client
let product: Outputs['products']['create']

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  product = await makeLotProduct(client)
})
afterEach(() => company.close())

const lotOf = (id: string) => client.lots.get({ id })
const stockOf = async (productId = product.id) =>
  (await client.inventory.list({ search: (await client.products.get({ id: productId })).code })).rows[0]!

describe('a lot that goods come into', () => {
  it('is named after its production day and ends with its shelf life', async () => {
    const id = await receiveLot(company, 3, { productId: product.id, productionDay: '2026-11-01' })
    expect(await lotOf(id)).toMatchObject({
      number: '20261101',
      productionDay: '2026-11-01',
      expiryDay: '2027-04-30',
      band: 'fresh',
      frozen: false,
      remainingDays: 158,
      remaining: 8778,
      onHand: 3000,
    })
  })

  it('is found again by number or day, and its missing days are filled in', async () => {
    const made = await inUnit(company, async (ctx) => [
      await lotFor(ctx, { productId: product.id, number: 'A1' }),
      await lotFor(ctx, { productId: product.id, number: 'A1', productionDay: '2026-11-01' }),
      await lotFor(ctx, { productId: product.id, productionDay: '2026-11-02' }),
      await lotFor(ctx, { productId: product.id, number: '20261102' }),
      await lotFor(ctx, { productId: product.id, number: '20261102', expiryDay: '2027-05-01' }),
    ])
    expect(new Set(made).size).toBe(2)
    expect(await lotOf(made[0]!)).toMatchObject({ productionDay: '2026-11-01', expiryDay: '2027-04-30' })
  })

  it('refuses days of another lot, days crossed, and goods without lots', async () => {
    const plain = await makeProduct(client)
    const want = (wanted: Parameters<typeof lotFor>[1]) => inUnit(company, (ctx) => lotFor(ctx, wanted))
    await want({ productId: product.id, number: 'A1', productionDay: '2026-11-01' })
    const wrong = { rule: 'LOT_DATES', value: 'A1' }
    await expect(want({ productId: product.id, number: 'A1', productionDay: '2026-11-02' })).rejects.toMatchObject({
      data: wrong,
    })
    await expect(
      want({ productId: product.id, number: 'B', productionDay: '2026-11-02', expiryDay: '2026-11-01' }),
    ).rejects.toMatchObject({ data: { rule: 'LOT_DATES' } })
    await expect(want({ productId: product.id })).rejects.toMatchObject({ data: { rule: 'LOT_REQUIRED' } })
    await expect(want({ productId: plain.id, number: 'A' })).rejects.toMatchObject({ data: { rule: 'LOT_NOT_KEPT' } })
  })

  it('is frozen from the start when it is over', async () => {
    const id = await receiveLot(company, 2, { productId: product.id, productionDay: '2026-01-01' })
    expect(await lotOf(id)).toMatchObject({ band: 'expired', frozen: true, freezeReason: 'expired' })
    expect(await stockOf()).toMatchObject({ onHand: 2000, frozen: 2000, available: 0 })
  })
})

describe('freezing', () => {
  it('happens by itself on the day, and for what was due while the program was closed', async () => {
    const soon = await receiveLot(company, 3, { productId: product.id, productionDay: '2026-06-01' })
    const later = await receiveLot(company, 4, { productId: product.id, productionDay: '2026-06-03' })
    const placed = await submitOrder(client, (await makeCustomer(client)).id, [line(product.id, 1)])
    expect((await lotOf(soon)).expiryDay).toBe('2026-11-28')
    company.clock.set('2026-11-27T09:00:00.000Z')
    expect((await lotOf(soon)).frozen).toBe(false)
    company.clock.set('2026-11-27T16:00:00.000Z')
    expect(await stockOf()).toMatchObject({ reserved: 1000, frozen: 2000, available: 4000 })
    expect(await lotOf(soon)).toMatchObject({ frozen: true, freezeReason: 'expired', reserved: 1000 })
    company.clock.set('2027-02-01T01:00:00.000Z')
    expect(await lotOf(later)).toMatchObject({ frozen: true, freezeReason: 'expired' })
    // what the order gives back is frozen too
    const { version } = await client.orders.get({ id: placed.id })
    await client.orders.void({ id: placed.id, version, reason: '过期' })
    expect(await stockOf()).toMatchObject({ reserved: 0, frozen: 7000, available: 0 })
  })

  it('by hand takes a reason and is released by a right holder with one', async () => {
    const id = await receiveLot(company, 3, { productId: product.id, productionDay: '2026-11-01' })
    const keeper = await company.as('warehouse')
    const frozen = await keeper.lots.freeze({ id, version: 1, reason: '抽检中' })
    expect(frozen).toMatchObject({ frozen: true, freezeReason: '抽检中' })
    expect(await stockOf()).toMatchObject({ frozen: 3000, available: 0 })
    await expect(keeper.lots.release({ id, version: frozen.version, reason: '合格' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(client.lots.freeze({ id, version: frozen.version, reason: '再冻' })).rejects.toMatchObject({
      code: 'WRONG_STATE',
    })
    const released = await client.lots.release({ id, version: frozen.version, reason: '合格' })
    expect(released).toMatchObject({ frozen: false, releaseReason: '合格', pastExpiry: false })
    expect(await stockOf()).toMatchObject({ frozen: 0, available: 3000 })
    const history = await client.system.history({ id })
    expect(history.map((h) => h.command).slice(0, 2)).toEqual(['lots.release', 'lots.freeze'])
  })

  it('does not come back by itself on a lot released on purpose, and FEFO still passes it over', async () => {
    const id = await receiveLot(company, 3, { productId: product.id, productionDay: '2026-01-01' })
    const { version } = await lotOf(id)
    await client.lots.release({ id, version, reason: '客户要做饲料' })
    company.clock.advance(3 * 86_400_000)
    expect(await lotOf(id)).toMatchObject({ frozen: false, pastExpiry: true })
    const customer = await makeCustomer(client)
    const placed = await submitOrder(client, customer.id, [line(product.id, 1)])
    expect(placed.lines[0]!.keptLots).toEqual([])
  })
})

describe('correcting a lot', () => {
  it('freezes or frees it as its new days say; a longer life takes the right', async () => {
    const id = await receiveLot(company, 3, { productId: product.id, productionDay: '2026-11-01' })
    const keeper = await company.as('warehouse')
    const change = (who: Client, version: number, days: Partial<Inputs['lots']['update']>) =>
      who.lots.update({
        id,
        version,
        number: '20261101',
        productionDay: '2026-11-01',
        expiryDay: '2027-04-30',
        ...days,
      })
    const over = await change(keeper, 1, { productionDay: '2026-01-01', expiryDay: '2026-06-30' })
    expect(over).toMatchObject({ frozen: true, freezeReason: 'expired' })
    expect(await stockOf()).toMatchObject({ frozen: 3000 })
    await expect(change(keeper, over.version, {})).rejects.toMatchObject({ data: { right: 'lots.override' } })
    const free = await change(client, over.version, {})
    expect(free).toMatchObject({ frozen: false, band: 'fresh' })
    expect(await stockOf()).toMatchObject({ frozen: 0 })
    await receiveLot(company, 1, { productId: product.id, number: 'B' })
    await expect(change(client, free.version, { number: 'B' })).rejects.toMatchObject({ code: 'DUPLICATE' })
    await expect(change(client, 1, {})).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('the list of lots', () => {
  it('bands, filters, counts and values', async () => {
    const fresh = await receiveLot(company, 1, { productId: product.id, productionDay: '2026-11-01' })
    const watch = await receiveLot(company, 2, { productId: product.id, productionDay: '2026-08-01' })
    const near = await receiveLot(company, 3, { productId: product.id, productionDay: '2026-06-15' })
    const over = await receiveLot(company, 4, { productId: product.id, productionDay: '2026-01-01' })
    const none = await receiveLot(company, 5, { productId: product.id, number: '无日期' })
    const { rows } = await client.lots.list({})
    expect(rows.map((r) => [r.id, r.band])).toEqual([
      [over, 'expired'],
      [near, 'near'],
      [watch, 'watch'],
      [fresh, 'fresh'],
      [none, 'none'],
    ])
    const idsOf = async (filter: NonNullable<Inputs['lots']['list']>['filter']) =>
      (await client.lots.list({ filter })).rows.map((r) => r.id)
    expect(await idsOf({ band: 'near' })).toEqual([near])
    expect(await idsOf({ frozen: true })).toEqual([over])
    expect(await idsOf({ withinDays: 30 })).toEqual([over, near])
    expect(await idsOf({ search: '202608' })).toEqual([watch])
    expect(await idsOf({ search: product.code })).toHaveLength(5)
    expect(await client.system.home()).toMatchObject({ nearExpiry: 1, frozenLots: 1 })
    expect(await client.lots.counts({})).toEqual({
      bands: { fresh: 1, watch: 1, near: 1, expired: 1, none: 1 },
      frozen: 1,
    })
    const first = await client.lots.list({ limit: 2 })
    const second = await client.lots.list({ limit: 3, cursor: first.next! })
    expect([...first.rows, ...second.rows].map((r) => r.id)).toEqual([over, near, watch, fresh, none])
    const clerk = await company.as('order-desk')
    expect((await clerk.lots.list({})).rows.every((r) => r.value === null)).toBe(true)
  })
})

describe('a recall', () => {
  it('finds every customer who got the lot, with phone, order, note, day and quantity', async () => {
    const lot = await receiveLot(company, 20, { productId: product.id, productionDay: '2026-11-01' })
    const other = await receiveLot(company, 20, { productId: product.id, productionDay: '2026-11-10' })
    const ship = async (name: string, bags: number) => {
      const customer = await makeCustomer(client, { name, contacts: [{ name: '店长', mobile: '13800000001' }] })
      const placed = await submitOrder(client, customer.id, [line(product.id, bags)])
      const [note] = await client.shipments.createForOrder({ orderId: placed.id, version: placed.version })
      return client.shipments.confirm({ id: note!.id, version: note!.version })
    }
    const first = await ship('春晓超市', 12)
    await ship('夏至餐厅', 10)
    const gone = await ship('秋分酒楼', 2)
    await client.shipments.void({ id: gone.id, version: gone.version, reason: '退回' })
    const { rows } = await client.lots.recall({ id: lot })
    expect(rows.map((r) => [r.customer, r.quantity])).toEqual([
      ['夏至餐厅', 8000],
      ['春晓超市', 12_000],
    ])
    expect(rows[1]).toMatchObject({
      shipmentNumber: first.number,
      phone: '13800000001',
      contact: '店长',
      day: '2026-11-23',
    })
    expect((await client.lots.recall({ id: other })).rows.map((r) => r.customer)).toEqual(['夏至餐厅'])
    const paper = await client.lots.recallPage({ id: lot })
    expect(paper.title).toBe('批号流向追溯表 20261101')
    expect(paper.html).toContain('13800000001')
    const file = await client.exports.recall({ id: lot, format: 'csv' })
    const sheet = await file.text()
    expect(sheet).toContain('春晓超市')
    expect(sheet.trim().split('\n')).toHaveLength(3)
    expect(await (await client.exports.lots({ format: 'csv' })).text()).toContain('20261110')
    const printed = await client.shipments.print({ ids: [first.id] })
    expect(printed.html).toContain('批号/生产日期')
    expect(printed.html).toContain('20261101')
  })
})

describe('switching lots on and off', () => {
  const switched = async (id: string, lotTracked: boolean) => {
    const {
      type: _t,
      imageId: _i,
      stock: _s,
      createdAt: _c,
      updatedAt: _u,
      status: _st,
      ...fields
    } = await client.products.get({ id })
    return client.products.update({ ...fields, lotTracked })
  }

  it('moves the stock into a lot without days and back, at the same value', async () => {
    const plain = await makeProduct(client, { stock: 7, purchasePrice: 333_333 })
    expect((await switched(plain.id, true)).lotTracked).toBe(true)
    const [lot] = (await client.lots.list({ filter: { productId: plain.id } })).rows
    expect(lot).toMatchObject({ number: '期初', productionDay: null, onHand: 7000, value: 23_333 })
    company.verify()
    expect((await switched(plain.id, false)).lotTracked).toBe(false)
    expect(await stockOf(plain.id)).toMatchObject({ onHand: 7000, available: 7000 })
    expect((await client.lots.list({ filter: { productId: plain.id } })).rows).toEqual([])
  })

  it('is refused while orders hold stock, and says which', async () => {
    const plain = await makeProduct(client, { stock: 7 })
    const placed = await submitOrder(client, (await makeCustomer(client)).id, [line(plain.id, 1)])
    await expect(switched(plain.id, true)).rejects.toMatchObject({
      data: { rule: 'LOT_RESERVED', value: placed.number },
    })
  })

  it('does not lose what left the stock before: a note voided later brings it into that lot, or out of all lots', async () => {
    const plain = await makeProduct(client, { stock: 10, purchasePrice: 500_000 })
    const customer = await makeCustomer(client)
    const ship = async (bags: number) => {
      const placed = await submitOrder(client, customer.id, [line(plain.id, bags)])
      const [note] = await client.shipments.createForOrder({ orderId: placed.id, version: placed.version })
      return client.shipments.confirm({ id: note!.id, version: note!.version })
    }
    const before = await ship(4)
    await switched(plain.id, true)
    await client.shipments.void({ id: before.id, version: before.version, reason: '退回' })
    const [lot] = (await client.lots.list({ filter: { productId: plain.id } })).rows
    expect(lot).toMatchObject({ number: '期初', onHand: 10_000, reserved: 4000 })
    company.verify()
    const order = await client.orders.get({ id: before.orderId })
    await client.orders.void({ id: order.id, version: order.version, reason: '取消' })
    const after = await ship(3)
    await switched(plain.id, false)
    await client.shipments.void({ id: after.id, version: after.version, reason: '退回' })
    expect(await stockOf(plain.id)).toMatchObject({ onHand: 10_000, reserved: 3000, available: 7000 })
  })

  it('off is refused while frozen stock would become good again', async () => {
    await receiveLot(company, 2, { productId: product.id, productionDay: '2026-01-01' })
    await expect(switched(product.id, false)).rejects.toMatchObject({ data: { rule: 'LOT_STILL_FROZEN' } })
  })

  it('opening stock of a product with lots goes into that lot', async () => {
    const made = await makeLotProduct(client, { id: newId(), stock: 6 })
    expect((await client.lots.list({ filter: { productId: made.id } })).rows).toMatchObject([
      { number: '期初', onHand: 6000 },
    ])
  })

  it('leaves lots alone when a caller does not mention them', async () => {
    const {
      lotTracked: _l,
      type: _t,
      imageId: _i,
      stock: _s,
      createdAt: _c,
      updatedAt: _u,
      status: _st,
      ...fields
    } = await client.products.get({ id: product.id })
    expect((await client.products.update(fields)).lotTracked).toBe(true)
  })
})
