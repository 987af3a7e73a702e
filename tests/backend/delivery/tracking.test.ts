import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kuaidi100 } from '../../../electron/backend/features/delivery/kuaidi100.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeGoods, makeNote, refusalOf } from './door.ts'
import { ACCOUNT, startTrackingServer, type TrackingServer } from './tracking-server.ts'

const MINUTE = 60_000
let company: TestCompany
let service: TrackingServer
let productId: string
beforeEach(async () => {
  company = await createTestCompany()
  service = await startTrackingServer(company.clock.now)
  productId = (await makeGoods(company.client)).productId
})
afterEach(async () => {
  await service.close()
  await company.close()
})

async function parcel(carrier = 'yuantong', phone = '138-0013-8000') {
  const { client } = company
  await client.delivery.setAccount({ ...ACCOUNT, url: service.url })
  const { note } = await makeNote(client, productId, 2, { phone })
  const waybill = `YT${newId().slice(-8)}`
  await client.delivery.setWaybill({ shipmentId: note.id, version: note.version, carrier, waybill })
  const track = () => client.delivery.track({ shipmentId: note.id })
  const logistics = async () => (await client.shipments.get({ id: note.id })).logistics
  return { note, waybill, track, logistics }
}

describe('asking 快递100', () => {
  it('signs the question, turns what it tells into events and never asks twice within half an hour', async () => {
    const { track, waybill, logistics, note } = await parcel()
    service.events = [
      { ftime: '2026-11-23 09:10:00', context: '快件已从广州发出', statusCode: '1002' },
      { ftime: '2026-11-23 08:00:00', context: '已揽收', statusCode: '103' },
    ]
    // two windows at once: one question
    const [first] = await Promise.all([track(), track()])
    expect(service.asked).toEqual([
      { com: 'yuantong', num: waybill, phone: '13800138000', resultv2: '4', order: 'desc' },
    ])
    expect(first.trackProblem).toBe('')
    const known = await company.client.delivery.note({ shipmentId: note.id })
    expect(known.events.map((event) => [event.kind, event.at, event.remark, event.source])).toEqual([
      ['transit', '2026-11-23T01:10:00.000Z', '快件已从广州发出', 'carrier'],
      ['transit', '2026-11-23T00:00:00.000Z', '已揽收', 'carrier'],
    ])
    expect(await logistics()).toBe('underway')

    company.clock.advance(29 * MINUTE)
    await track()
    expect(service.asked).toHaveLength(1)
    company.clock.advance(2 * MINUTE)
    service.state = '3'
    service.events.unshift({ ftime: '2026-11-23 09:30:00', context: '本人签收' })
    const signed = await track()
    expect(service.asked).toHaveLength(2)
    expect(signed.events.map((event) => event.kind)).toEqual(['sign', 'transit', 'transit'])
    expect(await logistics()).toBe('signed')
    expect(signed.signed).toEqual([{ lineNo: 1, signed: 2000 }])

    // old data again: nothing twice, nothing back
    company.clock.advance(31 * MINUTE)
    service.state = '0'
    service.events.shift()
    expect((await track()).events).toHaveLength(3)
    expect(await logistics()).toBe('signed')
  })

  it('sends the receiver’s telephone where the carrier wants it, and asks nothing without one', async () => {
    const nameless = await parcel('shunfeng', '')
    expect(await refusalOf(nameless.track())).toBe('PHONE_REQUIRED')
    expect(service.asked).toEqual([])
    const { track } = await parcel('zhongtong')
    service.events = [{ ftime: '2026-11-23 09:10:00', context: '已揽收', statusCode: '1' }]
    expect((await track()).trackProblem).toBe('')
    expect(service.asked.map((question) => question.phone)).toEqual(['13800138000'])
  })

  it('waits longer after each failure and goes on when the service answers again', async () => {
    const { track, logistics } = await parcel()
    const failures: [string, Parameters<TrackingServer['next']>[0]][] = [
      ['unreachable', (_, reply) => void reply.writeHead(500).end('oops')],
      ['unreachable', (_, reply) => void reply.destroy()],
      ['unreadable', (_, reply) => void reply.end('<html>维护中</html>')],
      ['unreadable', (_, reply) => void reply.end(JSON.stringify({ status: '200', state: '3', data: 'none' }))],
      [
        'unreadable',
        (_, reply) => void reply.end(JSON.stringify({ status: '200', nu: 'ANOTHER', state: '3', data: [] })),
      ],
      [
        'refused',
        (_, reply) => void reply.end(JSON.stringify({ result: false, returnCode: '400', message: '提交的数据不完整' })),
      ],
    ]
    let pause = 30
    for (const [problem, behaviour] of failures) {
      service.next(behaviour)
      const told = await track()
      expect([told.trackProblem, told.events, await logistics()]).toEqual([problem, [], 'waiting'])
      pause = Math.min(pause * 2, 24 * 60)
      const wait = Date.parse(told.nextTrackAt!) - company.clock.now().getTime()
      expect(Math.round(wait / MINUTE)).toBe(pause)
      company.clock.advance((pause - 1) * MINUTE)
      const asked = service.asked.length
      await track()
      expect(service.asked).toHaveLength(asked)
      company.clock.advance(2 * MINUTE)
    }
    // nothing found yet is an answer: back to the usual pause
    const quiet = await track()
    expect(quiet.trackProblem).toBe('nothing-yet')
    company.clock.advance(31 * MINUTE)
    service.events = [{ ftime: '2026-11-23 09:10:00', context: '已揽收', statusCode: '1' }]
    expect((await track()).events).toHaveLength(1)
  })

  it('gives up on a service that does not answer in time or never ends', async () => {
    const adapter = kuaidi100({ ...ACCOUNT, url: service.url }, 150)
    service.next(() => undefined)
    expect(await adapter.track('yuantong', 'SLOW', '')).toEqual({ problem: 'unreachable' })
    service.next((_, reply) => {
      const more = setInterval(() => reply.write('x'.repeat(200_000)), 2)
      reply.on('close', () => clearInterval(more))
    })
    const endless = await kuaidi100({ ...ACCOUNT, url: service.url }, 3000).track('yuantong', 'ENDLESS', '')
    expect(endless).toEqual({ problem: 'unreadable' })
    const wrongKey = kuaidi100({ ...ACCOUNT, secret: 'wrong', url: service.url })
    expect(await wrongKey.track('yuantong', 'ANY', '')).toEqual({ problem: 'signature' })
  })
})

describe('the account', () => {
  it('never shows its key, sends it to no other address and is for owners', async () => {
    const { client } = company
    const store = await company.as('warehouse')
    expect(await refusalOf(store.delivery.setAccount(ACCOUNT))).toBe('FORBIDDEN')
    expect(await refusalOf(client.delivery.setAccount({ customer: 'C' }))).toBe('SECRET_REQUIRED')
    expect(await refusalOf(client.delivery.setAccount({ ...ACCOUNT, url: 'http://example.com/x' }))).toBe(
      'ADDRESS_NOT_SECURE',
    )
    const set = await client.delivery.setAccount(ACCOUNT)
    expect(JSON.stringify([set, await client.delivery.account()])).not.toContain(ACCOUNT.secret)
    expect((await client.delivery.setAccount({ customer: 'C2' })).customer).toBe('C2')
    expect(await refusalOf(client.delivery.setAccount({ customer: 'C2', url: 'https://example.com/' }))).toBe(
      'SECRET_REQUIRED',
    )
    expect((await client.delivery.setAccount({ customer: '' })).configured).toBe(false)
  })

  it('is not needed to look at the carrier’s own page', async () => {
    const { client } = company
    const { note } = await makeNote(client, productId, 1)
    const waybill = { shipmentId: note.id, version: note.version, carrier: 'shunfeng', waybill: 'SF 1' }
    const { carrierPage, trackable } = await client.delivery.setWaybill(waybill)
    expect([carrierPage, trackable]).toEqual(['https://www.sf-express.com/chn/sc/waybill/waybill-detail/SF%201', false])
    expect(await refusalOf(client.delivery.track({ shipmentId: note.id }))).toBe('WAYBILL_REQUIRED')
  })
})
