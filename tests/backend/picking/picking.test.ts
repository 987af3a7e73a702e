import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeLotProduct, receiveLot } from '../lots/lots-world.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let client: Client
let keeper: Client & { userId: string }
beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  keeper = await company.as('warehouse')
})
afterEach(() => company.close())

type List = Outputs['picking']['get']

async function noteFor(bags: readonly (readonly [string, number])[]): Promise<Outputs['shipments']['get']> {
  const customer = await makeCustomer(client)
  const placed = await submitOrder(
    client,
    customer.id,
    bags.map(([id, count]) => line(id, count)),
  )
  const [note] = await client.shipments.createForOrder({ orderId: placed.id, version: placed.version })
  return note!
}
const listOf = (notes: readonly { id: string }[]): Promise<List> =>
  keeper.picking.create({
    id: newId(),
    kind: notes.length > 1 ? 'wave' : 'order',
    shipmentIds: notes.map((note) => note.id),
  })
const take = (list: List, no: number, bags: number, id = newId()) =>
  keeper.picking.record({ id, listId: list.id, taskNo: no, quantity: bags * 1000 })
/** Takes a list, picks all of it and ends it. */
async function pickAll(list: List): Promise<List> {
  await keeper.picking.claim({ id: list.id })
  for (const task of list.tasks) await take(list, task.no, task.quantity / 1000)
  const { version } = await keeper.picking.get({ id: list.id })
  return keeper.picking.finish({ id: list.id, version })
}

describe('a pick list', () => {
  it('of a wave goes along the bins, sorted to totes, and its notes stand still', async () => {
    const flour = await makeProduct(client, { stock: 50 })
    const rice = await makeProduct(client, { stock: 50 })
    const warehouseId = (await client.company.warehouses())[0]!.id
    for (const [product, code] of [
      [rice, 'A-01'],
      [flour, 'B-02'],
    ] as const) {
      const binId = newId()
      await client.places.saveBin({ id: binId, version: 0, warehouseId, code })
      await client.places.assign({ warehouseId, binId, productIds: [product.id] })
    }
    const notes = [
      await noteFor([
        [flour.id, 3],
        [rice.id, 2],
      ]),
      await noteFor([[flour.id, 4]]),
    ]
    const list = await listOf(notes)
    expect(list).toMatchObject({ status: 'open', kind: 'wave', warehouseId })
    expect(list.number).toMatch(/^JHD-/)
    expect(list.tasks.map((task) => [task.bin, task.tote, task.quantity / 1000])).toEqual([
      ['A-01', 1, 2],
      ['B-02', 1, 3],
      ['B-02', 2, 4],
    ])
    await expect(listOf([notes[0]!])).rejects.toMatchObject({ data: { rule: 'NOTE_BEING_PICKED' } })
    const note = await client.shipments.get({ id: notes[0]!.id })
    expect(note.picking).toBe('picking')
    const { id, version } = note
    await expect(client.shipments.confirm({ id, version })).rejects.toMatchObject({
      data: { rule: 'NOTE_BEING_PICKED' },
    })
    const lines = [{ lineNo: 1, quantity: 1000 }]
    await expect(
      client.shipments.update({ id, version, driver: '', plate: '', remark: '', lines }),
    ).rejects.toMatchObject({ data: { rule: 'NOTE_BEING_PICKED' } })
    const driven = await client.shipments.update({ id, version, driver: '老李', plate: '', remark: '', lines: [] })
    expect(driven.driver).toBe('老李')
    const { html } = await keeper.picking.print({ ids: [list.id] })
    expect(html).toContain('A-01')
    expect(html).toContain('counter(pages)')
    expect((await keeper.picking.print({ ids: [list.id] })).html).toContain('补打')
  })

  it('is picked by one person at a time', async () => {
    const flour = await makeProduct(client, { stock: 50 })
    const list = await listOf([await noteFor([[flour.id, 3]])])
    const other = await company.as('warehouse')
    await expect(take(list, 1, 1)).rejects.toMatchObject({ data: expect.anything() })
    const taken = await Promise.allSettled([
      keeper.picking.claim({ id: list.id }),
      other.picking.claim({ id: list.id }),
    ])
    expect(taken.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const has = (await client.picking.get({ id: list.id })).claimedBy!
    const [mine, yours] = has.id === keeper.userId ? [keeper, other] : [other, keeper]
    await mine.picking.record({ id: newId(), listId: list.id, taskNo: 1, quantity: 1000 })
    const entry = { id: newId(), listId: list.id, taskNo: 1, quantity: 1000 }
    await expect(yours.picking.record(entry)).rejects.toMatchObject({ data: { rule: 'PICK_CLAIMED', value: has.name } })
    await mine.picking.release({ id: list.id })
    expect(await yours.picking.claim({ id: list.id })).toMatchObject({ status: 'picking' })
    await mine.picking.claim({ id: list.id, takeOver: true })
    await expect(yours.picking.record(entry)).rejects.toMatchObject({ data: { rule: 'PICK_CLAIMED' } })
  })

  it('counts an entry sent twice once, takes back, and never takes more than wanted', async () => {
    const flour = await makeProduct(client, { stock: 50 })
    const list = await listOf([await noteFor([[flour.id, 3]])])
    await keeper.picking.claim({ id: list.id })
    const id = newId()
    await take(list, 1, 2, id)
    expect(await take(list, 1, 2, id)).toEqual({ taskNo: 1, picked: 2000 })
    await expect(take(list, 1, 2)).rejects.toMatchObject({ data: { rule: 'PICK_TOO_MUCH' } })
    await expect(take(list, 1, -3)).rejects.toMatchObject({ data: { rule: 'PICK_TOO_MUCH' } })
    expect(await take(list, 1, -1)).toEqual({ taskNo: 1, picked: 1000 })
    company.verify()
  })

  it('that is short wants a reason and lowers the note; the note ships what was picked', async () => {
    const flour = await makeProduct(client, { stock: 50 })
    const rice = await makeProduct(client, { stock: 50 })
    const note = await noteFor([
      [flour.id, 3],
      [rice.id, 2],
    ])
    const list = await listOf([note])
    await keeper.picking.claim({ id: list.id })
    await take(list, 1, 3)
    await take(list, 2, 1)
    const { version } = await keeper.picking.get({ id: list.id })
    await expect(keeper.picking.finish({ id: list.id, version })).rejects.toMatchObject({
      data: { rule: 'PICK_UNFINISHED' },
    })
    await keeper.picking.setShort({ listId: list.id, taskNo: 2, reason: 'damaged' })
    const picked = await keeper.picking.finish({ id: list.id, version })
    expect(picked).toMatchObject({ status: 'picked', pickedBy: 'warehouse', claimedBy: null })
    const checked = await keeper.picking.check({ id: list.id, version: picked.version })
    expect(checked.status).toBe('checked')
    const ready = await client.shipments.get({ id: note.id })
    expect(ready).toMatchObject({ picking: 'picked', total: 32_000 })
    expect(ready.lines.map((one) => one.quantity)).toEqual([3000, 1000])
    await client.shipments.confirm({ id: ready.id, version: ready.version })
    expect(await client.orders.get({ id: ready.orderId })).toMatchObject({ status: 'part-shipped' })
    expect((await client.picking.counts()).checked).toBe(1)
    const { rows } = await client.picking.list({ status: 'checked' })
    expect(rows).toMatchObject([{ number: list.number, tasks: 2, done: 2, notes: 1 }])
  })

  it('takes exactly the lots that were picked', async () => {
    const flour = await makeLotProduct(client)
    const old = await receiveLot(company, 5, { productId: flour.id, productionDay: '2026-08-01' })
    const young = await receiveLot(company, 9, { productId: flour.id, productionDay: '2026-11-01' })
    const note = await noteFor([[flour.id, 8]])
    const list = await listOf([note])
    expect(list.tasks.map((task) => [task.lotId, task.quantity / 1000])).toEqual([
      [old, 5],
      [young, 3],
    ])
    await keeper.picking.claim({ id: list.id })
    await keeper.picking.setShort({ listId: list.id, taskNo: list.tasks[0]!.no, reason: 'expired' })
    await take(list, list.tasks[1]!.no, 3)
    const { version } = await keeper.picking.get({ id: list.id })
    await keeper.picking.finish({ id: list.id, version })
    const ready = await client.shipments.get({ id: note.id })
    expect(ready.lines[0]).toMatchObject({ quantity: 3000, lots: [{ lotId: young, quantity: 3000 }] })
    await client.shipments.confirm({ id: ready.id, version: ready.version })
    expect(await client.lots.get({ id: young })).toMatchObject({ onHand: 6000, reserved: 0 })
    expect(await client.lots.get({ id: old })).toMatchObject({ onHand: 5000, reserved: 5000 })
  })

  it('says which lines have no lots to pick, and ships without them', async () => {
    const flour = await makeLotProduct(client)
    await receiveLot(company, 5, { productId: flour.id, productionDay: '2026-11-01' })
    const customer = await makeCustomer(client)
    const placed = await submitOrder(client, customer.id, [line(flour.id, 8)])
    const reviewer = await company.as('reviewer')
    const order = await reviewer.orders.approve({ id: placed.id, version: placed.version, reason: '等货' })
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    const list = await listOf([note!])
    expect(list.lacking).toMatchObject([{ number: note!.number, quantity: 3000 }])
    const picked = await pickAll(list)
    expect(picked.lacking).toEqual([])
    const ready = await client.shipments.get({ id: note!.id })
    expect(ready.lines.map((one) => one.quantity)).toEqual([5000])
    await client.shipments.confirm({ id: ready.id, version: ready.version })
  })

  it('lets notes go: one by one, or all when it is voided', async () => {
    const flour = await makeProduct(client, { stock: 50 })
    const notes = [await noteFor([[flour.id, 3]]), await noteFor([[flour.id, 4]])]
    const list = await pickAll(await listOf(notes))
    const [first, second] = notes
    await keeper.picking.saveCarton({
      id: newId(),
      version: 0,
      shipmentId: first!.id,
      lines: [{ lineNo: 1, quantity: 3000 }],
    })
    const left = await keeper.picking.removeNote({ id: list.id, version: list.version, shipmentId: first!.id })
    expect(left.notes.map((note) => note.shipmentId)).toEqual([second!.id])
    expect(await client.shipments.get({ id: first!.id })).toMatchObject({ picking: 'none' })
    expect((await client.picking.packing({ shipmentId: first!.id })).cartons).toEqual([])
    company.verify()
    await keeper.picking.void({ id: list.id, version: left.version, reason: '改天送' })
    expect(await client.shipments.get({ id: second!.id })).toMatchObject({ picking: 'none' })
    const again = await pickAll(await listOf(notes))
    const { version } = await client.shipments.get({ id: first!.id })
    await client.shipments.confirm({ id: first!.id, version })
    await expect(keeper.picking.void({ id: again.id, version: again.version, reason: '改天送' })).rejects.toMatchObject(
      { code: 'WRONG_STATE' },
    )
  })
})

describe('cartons', () => {
  it('get numbers per note, never hold more than it ships, and have labels', async () => {
    const flour = await makeProduct(client, { stock: 50, name: '特一粉' })
    const note = await noteFor([[flour.id, 6]])
    const list = await listOf([note])
    const carton = { id: newId(), version: 0, shipmentId: note.id, lines: [{ lineNo: 1, quantity: 4000 }] }
    await expect(keeper.picking.saveCarton(carton)).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await pickAll(list)
    await keeper.picking.saveCarton({ ...carton, weight: 12_500 })
    expect(await keeper.picking.saveCarton(carton)).toMatchObject({ cartons: [{ no: 1, weight: 12_500 }] })
    const second = { ...carton, id: newId() }
    await expect(keeper.picking.saveCarton(second)).rejects.toMatchObject({
      data: { rule: 'CARTON_TOO_MUCH', line: 1 },
    })
    const packed = await keeper.picking.saveCarton({ ...second, lines: [{ lineNo: 1, quantity: 2000 }] })
    expect(packed.cartons.map((one) => one.no)).toEqual([1, 2])
    const { html } = await keeper.picking.cartonLabels({ cartonIds: packed.cartons.map((one) => one.id) })
    expect(html).toContain('第 2 箱 / 共 2 箱')
    expect(html).toContain(`${note.number}-2`)
    expect(html).toContain('12.5 公斤')
    const fewer = await keeper.picking.dropCarton({ id: packed.cartons[0]!.id, version: packed.cartons[0]!.version })
    expect(fewer.cartons.map((one) => one.no)).toEqual([2])
    const desk = await company.as('order-desk')
    await expect(desk.picking.list({})).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
