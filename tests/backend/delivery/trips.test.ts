import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeFleet, makeGoods, makeNote, refusalOf, startTrip } from './door.ts'

let company: TestCompany
let productId: string
beforeEach(async () => {
  company = await createTestCompany()
  productId = (await makeGoods(company.client)).productId
})
afterEach(() => company.close())

const money = (amount: number, method: 'cash' | 'wechat' = 'cash') => ({ id: newId(), method, amount })

describe('planning a trip', () => {
  it('takes confirmed and draft notes in the order of their stops, sums weight and what to collect', async () => {
    const { client } = company
    const { vehicleId, driverId } = await makeFleet(client)
    const first = await makeNote(client, productId, 10)
    const again = await makeNote(client, productId, 2, { customer: first.customer })
    const other = await makeNote(client, productId, 30, { settlement: 'monthly', confirm: false })
    const ids = [other.note.id, first.note.id, again.note.id]
    expect((await client.trips.candidates({})).map((one) => one.shipmentId).sort()).toEqual([...ids].sort())

    const id = newId()
    const input = { id, version: 0, vehicleId, driverId, shipmentIds: ids }
    const trip = await client.trips.save(input)
    expect(await client.trips.save(input)).toEqual(trip)
    expect(trip.number).toMatch(/^PSD-/)
    expect(trip.notes.map((note) => [note.number, note.stop, note.collect])).toEqual([
      [other.note.number, 1, 0],
      [first.note.number, 2, 80_000],
      [again.note.number, 2, 16_000],
    ])
    expect([trip.grams, trip.capacity, trip.collect]).toEqual([42 * 25_000, 2_000_000, 96_000])
    expect(await client.trips.candidates({})).toEqual([])

    const load = await client.trips.load({ id })
    expect(load.goods.map((line) => [line.quantity, line.text])).toEqual([[42_000, '1吨2袋']])
    expect(load.stops.map((stop) => [stop.stop, stop.lines.map((line) => line.quantity)])).toEqual([
      [2, [12_000]],
      [1, [30_000]],
    ])

    const turned = await client.trips.save({ ...input, version: trip.version, shipmentIds: ids.toReversed() })
    expect(turned.notes.map((note) => note.stop)).toEqual([1, 1, 2])
    expect(await refusalOf(client.trips.depart({ id, version: turned.version }))).toBe('NOTE_NOT_CONFIRMED')
    expect(await refusalOf(client.trips.save({ ...input, version: trip.version }))).toBe('CONFLICT')
    const { html } = await client.trips.print({ id })
    for (const text of [trip.number, first.note.number, first.customer.name, '960.00', '1吨2袋'])
      expect(html).toContain(text)
  })

  it('keeps a note on one trip only, and a note on a trip is not voided', async () => {
    const { client } = company
    const { note } = await makeNote(client, productId, 1)
    const fleet = await makeFleet(client)
    const trip = await client.trips.save({ id: newId(), version: 0, ...fleet, shipmentIds: [note.id] })
    const second = { id: newId(), version: 0, ...fleet, shipmentIds: [note.id] }
    expect(await refusalOf(client.trips.save(second))).toBe('NOTE_ON_TRIP')
    expect(await refusalOf(client.shipments.void({ id: note.id, version: note.version, reason: '错单' }))).toBe(
      'NOTE_ON_TRIP',
    )
    const dropped = await client.trips.void({ id: trip.id, version: trip.version, reason: '车坏了' })
    expect([dropped.status, dropped.reason]).toEqual(['void', '车坏了'])
    expect((await client.trips.save(second)).notes).toHaveLength(1)
    const empty = await client.trips.save({ id: newId(), version: 0, ...fleet, shipmentIds: [] })
    expect(await refusalOf(client.trips.depart({ id: empty.id, version: 1 }))).toBe('TRIP_EMPTY')
  })
})

describe('on the road', () => {
  it('puts the notes under way and lets two people report two stops at once, but not the same one', async () => {
    const { client } = company
    const store = await company.as('warehouse')
    const one = await makeNote(client, productId, 5)
    const two = await makeNote(client, productId, 3)
    const trip = await startTrip(client, [one.note.id, two.note.id])
    const started = await client.shipments.get({ id: one.note.id })
    expect([started.logistics, started.driver, started.plate]).toEqual(['underway', trip.driver, trip.plate])
    expect((await client.orders.get({ id: started.orderId })).logistics).toBe('underway')

    const [a, b] = trip.notes
    const both = await Promise.all([
      client.trips.report({
        id: trip.id,
        shipmentId: a!.shipmentId,
        version: a!.version,
        result: 'signed',
        money: [money(40_000)],
      }),
      store.trips.report({ id: trip.id, shipmentId: b!.shipmentId, version: b!.version, result: 'delivered' }),
    ])
    expect(both[1].notes.map((note) => note.result)).toEqual(['signed', 'delivered'])
    expect(
      await refusalOf(
        store.trips.report({ id: trip.id, shipmentId: a!.shipmentId, version: a!.version, result: 'back' }),
      ),
    ).toBe('CONFLICT')
    expect((await client.orders.get({ id: started.orderId })).logistics).toBe('signed')
    const { signed, events } = await client.delivery.note({ shipmentId: one.note.id })
    expect(signed).toEqual([{ lineNo: 1, signed: 5000 }])
    expect(events.map((event) => event.kind)).toEqual(['sign', 'depart'])
    // the warehouse sees no bill, but what is to be collected at the door
    const seen = await store.trips.get({ id: trip.id })
    expect(seen.notes.map((note) => [note.total, note.collect])).toEqual([
      [null, 40_000],
      [null, 24_000],
    ])
  })

  it('takes a note that was not delivered along another time', async () => {
    const { client } = company
    const { note } = await makeNote(client, productId, 5)
    const trip = await startTrip(client, [note.id])
    const report = { id: trip.id, shipmentId: note.id, version: 1, result: 'back' as const, remark: '店里没人' }
    expect(await refusalOf(client.trips.report({ ...report, money: [money(100)] }))).toBe('MONEY_FOR_NOTHING')
    const back = await client.trips.report(report)
    expect(back.notes[0]!.result).toBe('back')
    expect((await client.shipments.get({ id: note.id })).logistics).toBe('waiting')
    const next = await startTrip(client, [note.id])
    expect(next.notes[0]!.logistics).toBe('underway')
    expect(await refusalOf(client.trips.report({ ...report, version: 2, result: 'signed' as never }))).toBe(
      'WRONG_STATE',
    )
  })
})

describe('handing in', () => {
  it('books a receipt for every sum, once however often it is sent, and keeps what is missing with the driver', async () => {
    const { client } = company
    const cashier = await company.as('finance')
    const one = await makeNote(client, productId, 10)
    const two = await makeNote(client, productId, 1, { settlement: 'monthly' })
    const trip = await startTrip(client, [one.note.id, two.note.id])
    const report = { id: trip.id, version: 1, result: 'signed' as const }
    const paid = [money(50_000), money(30_000, 'wechat')]
    await client.trips.report({ ...report, shipmentId: one.note.id, money: paid })
    expect(await refusalOf(cashier.trips.handIn({ id: trip.id, version: trip.version, handedIn: 49_500 }))).toBe(
      'TRIP_NOT_DONE',
    )
    // put right before the driver hands in
    await client.trips.report({ ...report, shipmentId: one.note.id, version: 2, money: [paid[1]!, money(50_100)] })
    const done = await client.trips.report({ ...report, shipmentId: two.note.id })
    expect([done.cash, done.taken]).toEqual([50_100, 80_100])

    const input = { id: trip.id, version: done.version, handedIn: 49_500, remark: '少了六块' }
    const [first, second] = await Promise.all([cashier.trips.handIn(input), cashier.trips.handIn(input)])
    expect(second).toEqual(first)
    expect([first.status, first.handedIn, first.driverOpen]).toEqual(['settled', 49_500, 600])
    expect(first.notes[0]!.collect).toBe(80_000)
    const entries = await client.settlement.entries({ customerId: one.customer.id })
    expect(entries.rows.map((row) => row.amount).sort((a, b) => a - b)).toEqual([-50_100, -30_000, 80_000])
    expect(await refusalOf(client.trips.report({ ...report, shipmentId: one.note.id, version: 3 }))).toBe('WRONG_STATE')

    const driver = (await client.delivery.drivers()).find((each) => each.id === trip.driverId)!
    expect(driver.open).toBe(600)
    const settle = { id: newId(), driverId: driver.id, amount: 600, remark: '补交' }
    await cashier.delivery.settleDriver(settle)
    expect((await cashier.delivery.settleDriver(settle)).open).toBe(0)
  })

  it('needs the right to book money', async () => {
    const { client } = company
    const store = await company.as('warehouse')
    const { note } = await makeNote(client, productId, 1)
    const trip = await startTrip(client, [note.id])
    expect(await refusalOf(store.trips.handIn({ id: trip.id, version: trip.version, handedIn: 0 }))).toBe('FORBIDDEN')
  })
})
