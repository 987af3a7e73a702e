import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeGoods, makeNote, refusalOf, startTrip } from './door.ts'

let company: TestCompany
let productId: string
beforeEach(async () => {
  company = await createTestCompany()
  productId = (await makeGoods(company.client)).productId
})
afterEach(() => company.close())

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const picture = (bytes: Uint8Array<ArrayBuffer> = PNG) => new File([bytes], 'copy.png', { type: 'image/png' })

describe('signed copies', () => {
  it('are waited for from the moment goods leave, by driver and age, until they are back', async () => {
    const { client, clock } = company
    const one = await makeNote(client, productId, 4)
    const trip = await startTrip(client, [one.note.id])
    clock.advance(3 * 24 * 3_600_000)
    const two = await makeNote(client, productId, 1)
    await makeNote(client, productId, 1, { confirm: false })
    const missing = await client.copies.missing({})
    expect(missing.rows.map((row) => [row.number, row.driver, row.age])).toEqual([
      [one.note.number, trip.driver, 3],
      [two.note.number, '', 0],
    ])
    expect(await client.copies.drivers()).toEqual([
      { driver: '', count: 1, oldestDay: two.note.day },
      { driver: trip.driver, count: 1, oldestDay: one.note.day },
    ])
    expect((await client.copies.missing({ driver: '' })).rows).toHaveLength(1)

    const { shipmentId } = await client.copies.find({ number: one.note.number.toLowerCase() })
    const { version } = await client.shipments.get({ id: shipmentId })
    const input = { shipmentId, version, signedBy: '李四', remark: '纸箱压皱', photos: [picture()] }
    const back = await client.copies.record(input)
    expect(await client.copies.record(input)).toEqual(back)
    expect([back.copy.state, back.copy.signedBy, back.copy.photos.length]).toEqual(['returned', '李四', 1])
    expect(back.events.map((event) => event.kind)).toEqual(['copy', 'sign', 'depart'])
    // the trip that carried it needs no report any more
    expect((await client.trips.get({ id: trip.id })).notes[0]!.result).toBe('signed')
    const file = await client.copies.photo({ id: back.copy.photos[0]!.id })
    expect([file.type, new Uint8Array(await file.arrayBuffer())]).toEqual(['image/png', PNG])
    expect((await client.copies.missing({})).rows.map((row) => row.number)).toEqual([two.note.number])
  })

  it('take pictures only, and come back to the list when they were another note’s', async () => {
    const { client } = company
    const { note } = await makeNote(client, productId, 1)
    const record = { shipmentId: note.id, version: note.version }
    const script = picture(new TextEncoder().encode('<svg onload="x">'))
    expect(await refusalOf(client.copies.record({ ...record, photos: [script] }))).toBe('IMAGE_INVALID')
    expect((await client.shipments.get({ id: note.id })).logistics).toBe('waiting')
    await client.copies.record({ ...record, photos: [picture()] })
    const photo = { id: newId(), shipmentId: note.id, photo: picture() }
    await client.copies.addPhoto(photo)
    expect((await client.copies.addPhoto(photo)).copy.photos).toHaveLength(2)
    const reopen = { id: newId(), shipmentId: note.id, kind: 'reopen' as const, remark: '扫错单' }
    expect(await refusalOf(client.delivery.addEvent(reopen))).toBe('FOLLOWED_BY')
    const { version } = await client.shipments.get({ id: note.id })
    const again = await client.copies.takeBack({ shipmentId: note.id, version, reason: '扫错单' })
    expect([again.copy.state, again.copy.photos]).toEqual(['due', []])
    expect((await client.delivery.addEvent(reopen)).signed).toEqual([{ lineNo: 1, signed: null }])
    expect((await client.shipments.get({ id: note.id })).logistics).toBe('delivered')
    const now = await client.shipments.get({ id: note.id })
    expect(
      (await client.copies.waive({ shipmentId: note.id, version: now.version, reason: '丢失，电话确认' })).copy.state,
    ).toBe('waived')
    expect((await client.copies.missing({})).rows).toEqual([])
  })

  it('are for who may edit deliveries', async () => {
    const { client } = company
    const { note } = await makeNote(client, productId, 1)
    const desk = await company.as('order-desk')
    expect(await refusalOf(desk.copies.record({ shipmentId: note.id, version: note.version }))).toBe('FORBIDDEN')
    expect((await desk.copies.missing({})).rows).toHaveLength(1)
  })
})

describe('milestones by hand', () => {
  it('follow one another, and the order with the note that is least far', async () => {
    const { client } = company
    const { note } = await makeNote(client, productId, 2)
    const tell = (kind: 'load' | 'depart' | 'arrive' | 'exception' | 'back', more = {}) =>
      client.delivery.addEvent({ id: newId(), shipmentId: note.id, kind, ...more })
    const order = async () => (await client.orders.get({ id: note.orderId })).logistics
    await tell('load')
    expect(await order()).toBe('waiting')
    await tell('depart', { place: '货运站', remark: '专线' })
    expect(await order()).toBe('underway')
    expect(await refusalOf(tell('load'))).toBe('WRONG_STATE')
    const twice = { id: newId(), shipmentId: note.id, kind: 'arrive' as const }
    await client.delivery.addEvent(twice)
    const { events, handKinds } = await client.delivery.addEvent(twice)
    expect(events.map((event) => [event.kind, event.place])).toEqual([
      ['arrive', ''],
      ['depart', '货运站'],
      ['load', ''],
    ])
    expect(handKinds).toEqual(['exception', 'back'])
    await tell('back')
    expect(await order()).toBe('waiting')
    const { version } = await client.shipments.get({ id: note.id })
    await client.shipments.void({ id: note.id, version, reason: '客户不要了' })
    expect(await order()).toBe('none')
    expect(await refusalOf(tell('exception'))).toBe('WRONG_STATE')
  })
})
