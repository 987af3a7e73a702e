import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeLotProduct, receiveLot } from '../lots/lots-world.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../../support/make.ts'

let company: TestCompany
let client: Client
let reviewer: Client
beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  reviewer = await company.as('reviewer')
})
afterEach(() => company.close())

type Lines = Outputs['allocation']['lines']

/** An order somebody approved although stock is short. */
async function approved(productId: string, bags: number, fields: Partial<Inputs['orders']['saveDraft']['draft']> = {}) {
  const customer = await makeCustomer(client)
  const placed = await submitOrder(client, customer.id, [line(productId, bags)], fields)
  if (placed.status !== 'pending') return placed
  return reviewer.orders.approve({ id: placed.id, version: placed.version, reason: '等货' })
}
async function board(productId: string): Promise<Lines> {
  const [warehouse] = await client.company.warehouses()
  return client.allocation.lines({ productId, warehouseId: warehouse!.id })
}
const wish = (lines: Lines, bags: readonly number[], fields: { id?: string } = {}) => ({
  id: fields.id ?? newId(),
  productId: lines.goods!.productId,
  warehouseId: lines.goods!.warehouseId,
  lines: lines.lines.map(({ orderId, lineNo, reserved, open }, i) => {
    return { orderId, lineNo, reserved, open, quantity: Math.round(bags[i]! * 1000) }
  }),
})
const reserved = (lines: Lines) => lines.lines.map((one) => one.reserved / 1000)

describe('the board', () => {
  it('shows goods of which waiting orders want more than they have, and moves what is reserved', async () => {
    const flour = await makeProduct(client, { stock: 12 })
    await approved(flour.id, 10)
    await approved(flour.id, 6, { deliveryDay: '2026-11-25' })
    await makeProduct(client, { stock: 5 })
    expect(await client.allocation.goods()).toMatchObject([
      { productId: flour.id, onHand: 12_000, reserved: 12_000, free: 0, wanted: 16_000, waiting: 4000, lines: 2 },
    ])
    expect((await client.system.home()).shortOrders).toBe(1)
    const before = await board(flour.id)
    expect(reserved(before)).toEqual([10, 2])
    expect(before.lines[1]).toMatchObject({ deliveryDay: '2026-11-25', value: 48_000, onNotes: 0 })
    const id = newId()
    const run = await client.allocation.apply(wish(before, [6, 6], { id }))
    expect(run.moves.map((one) => [one.before, one.after])).toEqual([
      [10_000, 6000],
      [2000, 6000],
    ])
    expect(await client.allocation.apply(wish(before, [6, 6], { id }))).toEqual(run)
    expect(reserved(await board(flour.id))).toEqual([6, 6])
    await client.allocation.undo({ id })
    expect(await client.allocation.undo({ id })).toMatchObject({ undone: true })
    expect(reserved(await board(flour.id))).toEqual([10, 2])
  })

  it('gives what came in, never more than is there, more than wanted or less than notes hold', async () => {
    const flour = await makeProduct(client, { stock: 5 })
    const first = await approved(flour.id, 10)
    await approved(flour.id, 10)
    await postStock(client, 'other-in', [[flour.id, 3]])
    const before = await board(flour.id)
    expect(before.goods).toMatchObject({ free: 3000 })
    await expect(client.allocation.apply(wish(before, [5, 4]))).rejects.toMatchObject({ code: 'SHORTAGE' })
    await expect(client.allocation.apply(wish(before, [0, 11]))).rejects.toMatchObject({
      data: { rule: 'ALLOCATE_TOO_MUCH' },
    })
    const [note] = await client.shipments.createForOrder({ orderId: first.id, version: first.version })
    const { driver, plate, remark } = note!
    const lines = [{ lineNo: 1, quantity: 4000 }]
    await client.shipments.update({ id: note!.id, version: note!.version, driver, plate, remark, lines })
    await expect(client.allocation.apply(wish(before, [3, 5]))).rejects.toMatchObject({
      data: { rule: 'ALLOCATE_BELOW_NOTES', value: first.number },
    })
    await client.allocation.apply(wish(before, [4, 4]))
    expect(reserved(await board(flour.id))).toEqual([4, 4])
  })

  it('is closed to who may not allocate, and shows no values to who may not see prices', async () => {
    const flour = await makeProduct(client, { stock: 1 })
    await approved(flour.id, 3)
    const keeper = await company.as('warehouse')
    const [goods] = await keeper.allocation.goods()
    expect((await keeper.allocation.lines(goods!)).lines[0]).toMatchObject({ value: null })
    const desk = await company.as('order-desk')
    await expect(desk.allocation.goods()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('two clerks at once', () => {
  it('cannot both move the same reservations: the second hears what changed', async () => {
    const flour = await makeProduct(client, { stock: 12 })
    await approved(flour.id, 10)
    const other = await approved(flour.id, 6)
    const seen = await board(flour.id)
    const clerk = await company.as('warehouse')
    const results = await Promise.allSettled([
      client.allocation.apply(wish(seen, [6, 6])),
      clerk.allocation.apply(wish(seen, [8, 4])),
    ])
    const [failed] = results.filter((one) => one.status === 'rejected')
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(failed!.reason).toMatchObject({
      code: 'CONFLICT',
      data: { changed: expect.arrayContaining([expect.objectContaining({ orderNumber: other.number, was: 2000 })]) },
    })
    company.verify()
  })
})

describe('goods with lots', () => {
  it('move first expired first, as each customer accepts them, stay on notes, and come back the same', async () => {
    const flour = await makeLotProduct(client)
    const old = await receiveLot(company, 5, { productId: flour.id, productionDay: '2026-08-01' })
    const young = await receiveLot(company, 5, { productId: flour.id, productionDay: '2026-11-01' })
    const first = await approved(flour.id, 10)
    const strict = await makeCustomer(client, { minLife: 6667 })
    const placed = await submitOrder(client, strict.id, [line(flour.id, 6)])
    await reviewer.orders.approve({ id: placed.id, version: placed.version, reason: '等货' })
    const before = await board(flour.id)
    expect(reserved(before)).toEqual([10, 0])
    await expect(client.allocation.apply(wish(before, [4, 6]))).rejects.toMatchObject({ data: { rule: 'LOT_SHORT' } })
    const run = await client.allocation.apply(wish(before, [6, 4]))
    const after = await board(flour.id)
    const lots = (i: number) => after.lines[i]!.kept.map((one) => [one.lotId, one.quantity / 1000])
    expect(lots(0)).toEqual([
      [old, 5],
      [young, 1],
    ])
    expect(lots(1)).toEqual([[young, 4]])
    company.verify()
    await client.allocation.undo({ id: run.id })
    const [note] = await client.shipments.createForOrder({
      orderId: first.id,
      version: (await client.orders.get({ id: first.id })).version,
    })
    expect(note!.lines[0]!.lots.map((one) => one.quantity)).toEqual([5000, 5000])
    const held = await board(flour.id)
    await expect(client.allocation.apply(wish(held, [9, 1]))).rejects.toMatchObject({
      data: { rule: 'ALLOCATE_BELOW_NOTES' },
    })
  })

  it('that come to an order fill its draft notes', async () => {
    const flour = await makeLotProduct(client)
    await receiveLot(company, 5, { productId: flour.id, productionDay: '2026-10-01' })
    const giver = await approved(flour.id, 5)
    const getter = await approved(flour.id, 4)
    expect(giver.lines[0]!.reserved).toBe(5000)
    const [note] = await client.shipments.createForOrder({ orderId: getter.id, version: getter.version })
    expect(note!.lines[0]!.lots).toEqual([])
    await client.allocation.apply(wish(await board(flour.id), [1, 4]))
    const full = await client.shipments.get({ id: note!.id })
    expect(full.lines[0]!.lots.map((one) => one.quantity)).toEqual([4000])
    await client.shipments.confirm({ id: full.id, version: full.version })
  })
})

it('whatever is asked for, never more is reserved than is on hand, and the books hold', async () => {
  const flour = await makeProduct(client, { stock: 20 })
  for (const bags of [9, 12, 7, 5]) await approved(flour.id, bags)
  const wishes = fc.array(fc.integer({ min: 0, max: 13 }), { minLength: 4, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(wishes, fc.boolean(), async (bags, takeBack) => {
      const before = await board(flour.id)
      const id = newId()
      const applied = await client.allocation.apply(wish(before, bags, { id })).then(
        () => true,
        () => false,
      )
      const fits = bags.every((n, i) => n * 1000 <= before.lines[i]!.open) && bags.reduce((a, b) => a + b, 0) <= 20
      expect(applied).toBe(fits)
      if (applied && takeBack) await client.allocation.undo({ id })
      const after = await board(flour.id)
      expect(reserved(after)).toEqual(applied && !takeBack ? bags : reserved(before))
      expect(after.goods!.reserved).toBe(after.lines.reduce((sum, one) => sum + one.reserved, 0))
      expect(after.goods!.reserved).toBeLessThanOrEqual(after.goods!.onHand)
    }),
    { numRuns: 25 },
  )
})
