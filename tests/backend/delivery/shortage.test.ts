import { afterEach, beforeEach, expect, it } from 'vitest'
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

async function owed(customerId: string): Promise<number> {
  const { rows } = await company.client.settlement.entries({ customerId })
  return rows.reduce((sum, row) => sum + row.amount, 0)
}
async function onHand(): Promise<number> {
  const { rows } = await company.client.inventory.list({})
  return rows.find((row) => row.productId === productId)!.onHand
}

it('a driver reports goods short and refused: red note, lower debt, signed quantities, goods back in stock', async () => {
  const { client } = company
  const { note, customer } = await makeNote(client, productId, 10)
  const trip = await startTrip(client, [note.id])
  const report = { id: trip.id, shipmentId: note.id, version: 1, result: 'signed' as const, returnId: newId() }
  const short = (quantity: number) => [
    { lineNo: 1, quantity, cause: 'refused' as const, disposition: 'sellable' as const },
  ]
  expect(await refusalOf(client.trips.report({ ...report, lines: short(10_001) }))).toBe('SHORT_MORE_THAN_SENT')
  expect((await client.delivery.note({ shipmentId: note.id })).signed[0]!.signed).toBeNull()
  const after = await client.trips.report({
    ...report,
    lines: short(4000),
    money: [{ id: newId(), method: 'cash', amount: 48_000 }],
  })
  expect(after.notes.map((one) => [one.result, one.logistics])).toEqual([['short', 'signed']])
  expect((await client.delivery.note({ shipmentId: note.id })).signed).toEqual([{ lineNo: 1, signed: 6000 }])
  expect(await owed(customer.id)).toBe(48_000)
  expect(await onHand()).toBe(994_000)
  const { kind, total, shipmentId } = await client.returns.get({ id: report.returnId })
  expect([kind, total, shipmentId]).toEqual(['shortage', 32_000, note.id])
  const reopen = { id: newId(), shipmentId: note.id, kind: 'reopen' as const, remark: '错' }
  expect(await refusalOf(client.delivery.addEvent(reopen))).toBe('NOTE_ON_TRIP')
})

it('a note refused as a whole is refused, its goods are back and nothing is owed', async () => {
  const { client } = company
  const { note, customer } = await makeNote(client, productId, 3)
  const trip = await startTrip(client, [note.id])
  await client.trips.report({ id: trip.id, shipmentId: note.id, version: 1, result: 'refused', remark: '要货日期不对' })
  expect((await client.orders.get({ id: note.orderId })).logistics).toBe('refused')
  expect([await owed(customer.id), await onHand()]).toEqual([0, 1_000_000])
})

it('what the customer wrote on the copy is booked when it comes back, once', async () => {
  const { client } = company
  const { note, customer } = await makeNote(client, productId, 5, { settlement: 'monthly' })
  const signed = await client.delivery.sign({ shipmentId: note.id, version: note.version, signedBy: '张三' })
  expect(signed.events[0]!.place).toBe('张三')
  const { version } = await client.shipments.get({ id: note.id })
  const input = {
    shipmentId: note.id,
    version,
    returnId: newId(),
    lines: [
      { lineNo: 1, quantity: 1000, cause: 'damaged' as const, disposition: 'scrap' as const },
      { lineNo: 1, quantity: 500, cause: 'short' as const, disposition: 'none' as const },
    ],
  }
  await client.copies.record(input)
  const again = await client.copies.record(input)
  expect(again.signed).toEqual([{ lineNo: 1, signed: 3500 }])
  expect(await owed(customer.id)).toBe(28_000)
  expect((await client.returns.get({ id: input.returnId })).lines).toHaveLength(2)
})
