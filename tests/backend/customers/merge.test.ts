import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../../../electron/backend/db/migrate.ts'
import { STAYING } from '../../../electron/backend/features/customer-merge/repoint.ts'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

type Customer = Outputs['customers']['get']

let company: TestCompany
let client: Client
let winner: Customer
let loser: Customer
let productId: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  productId = (await makeProduct(client, { stock: 500 })).id
})
afterEach(() => company.close())

async function makeBoth(): Promise<void> {
  winner = await makeCustomer(client, {
    name: '丰源商行',
    settlement: 'monthly',
    tags: ['重点'],
    contacts: [{ name: '王', mobile: '13800138000' }],
    notes: '门口卸货',
  })
  loser = await makeCustomer(client, {
    name: '丰源 商行',
    settlement: 'monthly',
    tags: ['年节'],
    grade: 'A',
    taxId: '91370200MA3ABC',
    contacts: [
      { name: '王', mobile: '13800138000' },
      { name: '李', mobile: '13900139000' },
    ],
    addresses: [{ address: '人民路 1 号' }],
    notes: '要票',
  })
}

async function ship(customerId: string, bags: number) {
  const order = await submitOrder(client, customerId, [line(productId, bags)])
  const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
  const posted = await client.shipments.confirm({ id: note!.id, version: note!.version })
  return { orderId: order.id, noteId: posted.id }
}

async function voidNote(id: string): Promise<unknown> {
  const { version } = await client.shipments.get({ id })
  return client.shipments.void({ id, version, reason: '错' })
}

async function voidMoney(id: string): Promise<unknown> {
  const { version } = await client.money.get({ id })
  return client.money.void({ id, version, reason: '错' })
}

async function receive(
  partyId: string,
  amount: number,
  rest: 'oldest' | 'hold' = 'oldest',
  method: 'cash' | 'cheque' = 'cash',
) {
  const id = newId()
  await client.money.record({ id, kind: 'receipt', partyId, lines: [{ method, amount }], rest })
  return id
}

const open = async (customerId: string) =>
  (await client.settlement.entries({ customerId, openOnly: true })).rows
    .map((row) => [row.documentNumber, row.open, row.held] as const)
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
const balance = async (id: string) => (await client.customers.get({ id })).balance

async function merge(from = loser, into = winner) {
  const [a, b] = [await client.customers.get({ id: into.id }), await client.customers.get({ id: from.id })]
  return client.customerMerge.merge({
    id: newId(),
    winnerId: a.id,
    loserId: b.id,
    winnerVersion: a.version,
    loserVersion: b.version,
  })
}

describe('merge', () => {
  it('gives everything to the winner, keeps the books, and comes apart again as it was', async () => {
    await makeBoth()
    const first = await ship(loser.id, 10)
    const second = await ship(loser.id, 5)
    await receive(loser.id, 30_000)
    await receive(loser.id, 20_000, 'hold')
    await ship(winner.id, 1)
    const draft = await client.orders.saveDraft({
      id: newId(),
      version: 0,
      draft: { customerId: loser.id, lines: [line(productId, 2)] },
    })
    await client.customerFiles.add({ id: newId(), customerId: loser.id, file: new File(['执照'], '执照.txt') })
    const before = {
      loser: await open(loser.id),
      winner: await open(winner.id),
      balances: [await balance(loser.id), await balance(winner.id)],
      panel: await client.customers.panel({ id: winner.id }),
    }
    expect(before.balances).toEqual([70_000, 8_000])
    const merged = await merge()
    company.verify()
    expect(merged).toMatchObject({ balance: 70_000, documents: 7, undoneAt: null })
    const gone = await client.customers.get({ id: loser.id })
    expect(gone).toMatchObject({ status: 'archived', balance: 0, mergedInto: { id: winner.id } })
    expect(await open(loser.id)).toEqual([])
    const stayed = await client.customers.get({ id: winner.id })
    expect(stayed).toMatchObject({
      balance: 78_000,
      grade: 'A',
      taxId: '91370200MA3ABC',
      tags: ['年节', '重点'].sort(),
      notes: '门口卸货\n要票',
      merged: [{ id: loser.id }],
    })
    expect(stayed.contacts.map((contact) => contact.name)).toEqual(['王', '李'])
    expect(stayed.addresses).toHaveLength(1)
    expect(await client.customerFiles.list({ customerId: winner.id })).toHaveLength(1)
    expect((await client.orders.list({ filter: { customerId: winner.id } })).rows).toHaveLength(4)
    expect(await client.orders.get({ id: first.orderId })).toMatchObject({ paid: 30_000, payment: 'part' })
    expect(await open(winner.id)).toEqual([...before.winner, ...before.loser].sort((a, b) => (a[0] < b[0] ? -1 : 1)))
    expect((await client.customers.panel({ id: winner.id })).usual[0]).toMatchObject({ times: 3 })
    expect(
      await codeOf(client.customers.setStatus({ id: gone.id, version: gone.version, status: 'active' })),
    ).toMatchObject({
      rule: 'CUSTOMER_MERGED',
    })
    expect(await codeOf(receive(loser.id, 100))).toMatchObject({ rule: 'CUSTOMER_MERGED' })
    expect(await client.customerMerge.undo({ id: merged.id, version: merged.version })).toMatchObject({
      undoneAt: expect.any(String),
    })
    company.verify()
    expect(await open(loser.id)).toEqual(before.loser)
    expect(await open(winner.id)).toEqual(before.winner)
    expect([await balance(loser.id), await balance(winner.id)]).toEqual(before.balances)
    expect(await client.customers.panel({ id: winner.id })).toEqual(before.panel)
    expect(await client.orders.get({ id: draft.id })).toMatchObject({ customerId: loser.id })
    expect(await client.orders.get({ id: second.orderId })).toMatchObject({ customerId: loser.id, paid: 0 })
    const { version: _a, updatedAt: _b, ...again } = await client.customers.get({ id: winner.id })
    const { version: _c, updatedAt: _d, ...once } = winner
    expect(again).toEqual({ ...once, balance: 8_000 })
    expect(await client.customers.get({ id: loser.id })).toMatchObject({ status: 'active', mergedInto: null })
  })

  it('documents booked before can be taken back afterwards: the money follows to the winner', async () => {
    await makeBoth()
    const { orderId, noteId } = await ship(loser.id, 10)
    const receipt = await receive(loser.id, 30_000)
    const cheque = await receive(loser.id, 10_000, 'oldest', 'cheque')
    await merge()
    expect(await balance(winner.id)).toBe(40_000)
    await client.money.bounce({ id: newId(), documentId: cheque, lineNo: 1, reason: '退票' })
    company.verify()
    expect([await balance(loser.id), await balance(winner.id)]).toEqual([0, 50_000])
    await voidMoney(receipt)
    company.verify()
    expect([await balance(loser.id), await balance(winner.id)]).toEqual([0, 80_000])
    await receive(winner.id, 80_000)
    expect(await client.orders.get({ id: orderId })).toMatchObject({ paid: 80_000, payment: 'paid' })
    await voidNote(noteId)
    company.verify()
    expect(await client.orders.get({ id: orderId })).toMatchObject({ paid: 0 })
    expect([await balance(loser.id), await balance(winner.id)]).toEqual([0, -80_000])
  })

  it('an advance of the one pays the bills of the other, and comes apart with the merge', async () => {
    await makeBoth()
    await receive(loser.id, 50_000)
    const { orderId } = await ship(winner.id, 10)
    const merged = await merge()
    expect(await client.orders.get({ id: orderId })).toMatchObject({ paid: 50_000 })
    await client.customerMerge.undo({ id: merged.id, version: 1 })
    expect(await client.orders.get({ id: orderId })).toMatchObject({ paid: 0 })
    expect([await balance(loser.id), await balance(winner.id)]).toEqual([-50_000, 80_000])
  })

  it('one after the other: who was merged before goes along', async () => {
    await makeBoth()
    const third = await makeCustomer(client, { name: '丰源商行总店', settlement: 'monthly' })
    const { noteId } = await ship(loser.id, 10)
    const one = await merge()
    const two = await merge(winner, third)
    company.verify()
    expect(await client.customers.get({ id: third.id })).toMatchObject({ balance: 80_000 })
    expect((await client.customers.get({ id: third.id })).merged).toHaveLength(2)
    expect(await codeOf(client.customerMerge.undo({ id: one.id, version: 1 }))).toMatchObject({
      rule: 'MERGE_UNDO_AGAIN',
    })
    await client.customerMerge.undo({ id: two.id, version: 1 })
    company.verify()
    await client.customerMerge.undo({ id: one.id, version: 1 })
    expect(await balance(loser.id)).toBe(80_000)
    await merge()
    await merge(winner, third)
    await voidNote(noteId)
    expect(await balance(third.id)).toBe(0)
  })

  it('is refused for the walk-in, for merged ones, for open statements, and by who may not', async () => {
    await makeBoth()
    const walkIn = (await client.customers.list({})).rows.find((row) => row.name === '散客')!
    const walkInView = await client.customers.get({ id: walkIn.id })
    expect(await codeOf(merge(walkInView))).toMatchObject({ rule: 'MERGE_WALK_IN' })
    const stale = {
      id: newId(),
      winnerId: winner.id,
      loserId: loser.id,
      winnerVersion: winner.version,
      loserVersion: 9,
    }
    expect(await codeOf(client.customerMerge.merge(stale))).toMatchObject({ code: 'CONFLICT' })
    const desk = await company.as('order-desk')
    expect(await codeOf(desk.customerMerge.pairs())).toMatchObject({ code: 'FORBIDDEN' })
    await merge()
    expect(await codeOf(merge())).toMatchObject({ rule: 'CUSTOMER_MERGED' })
  })
})

describe('undo is refused, with what contradicts, when since then', () => {
  beforeEach(makeBoth)

  it('money settled what had moved', async () => {
    await ship(loser.id, 10)
    const merged = await merge()
    const receipt = await receive(winner.id, 30_000)
    const undo = () => client.customerMerge.undo({ id: merged.id, version: 1 })
    expect(await codeOf(undo())).toMatchObject({ rule: 'MERGE_UNDO_SETTLED' })
    await voidMoney(receipt)
    await undo()
    expect(await balance(loser.id)).toBe(80_000)
  })

  it('a document that went over was taken back, or another follows it', async () => {
    const { noteId } = await ship(loser.id, 10)
    const order = await submitOrder(client, loser.id, [line(productId, 3)])
    const merged = await merge()
    const undo = () => client.customerMerge.undo({ id: merged.id, version: 1 })
    const { version } = await client.orders.get({ id: order.id })
    await client.shipments.createForOrder({ orderId: order.id, version })
    expect(await codeOf(undo())).toMatchObject({ rule: 'MERGE_UNDO_FOLLOWED' })
    await voidNote(noteId)
    expect(await codeOf(undo())).toMatchObject({ rule: 'MERGE_UNDO_BOOKED' })
  })
})

describe('pairs', () => {
  it('are found over the whole base with their reasons, and not again once told apart', async () => {
    await makeBoth()
    await makeCustomer(client, { name: '沣源商行' })
    const { pairs, total } = await client.customerMerge.pairs()
    expect(total).toBe(3)
    expect(pairs[0]).toMatchObject({ reasons: ['name', 'phone'] })
    expect([pairs[0]!.one.id, pairs[0]!.other.id].sort()).toEqual([winner.id, loser.id].sort())
    expect(pairs.slice(1).map((pair) => pair.reasons)).toEqual([['sound'], ['sound']])
    const apart = { oneId: loser.id, otherId: winner.id }
    await client.customerMerge.keepApart(apart)
    await client.customerMerge.keepApart(apart)
    expect((await client.customerMerge.pairs()).total).toBe(2)
    await client.customerMerge.forgetApart(apart)
    expect((await client.customerMerge.pairs()).total).toBe(3)
  })
})

it('no table with a customer is forgotten: its rows go over, or it is said why they stay', async () => {
  const database = new Database(':memory:')
  await migrate(database)
  const tables = database
    .prepare(
      `select m.name from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' and c.name = 'customer_id'`,
    )
    .pluck()
    .all() as string[]
  const { readFileSync, readdirSync } = await import('node:fs')
  const features = new URL('../../../electron/backend/features/', import.meta.url)
  const texts = readdirSync(features).flatMap((feature) => {
    try {
      return [readFileSync(new URL(`${feature}/repoint-customer.service.ts`, features), 'utf8')]
    } catch {
      return []
    }
  })
  const forgotten = tables.filter((name) => !(name in STAYING) && !texts.some((text) => text.includes(`'${name}'`)))
  expect(forgotten).toEqual([])
  database.close()
})

it('any walk before a merge, the merge, any walk after it, and undoing it keep the books', async () => {
  const step = fc.record({
    kind: fc.constantFrom('ship', 'receive', 'hold', 'cheque', 'unsettle', 'bounce', 'void', 'voidNote', 'release'),
    amount: fc.integer({ min: 1, max: 90_000 }),
    pick: fc.nat(1000),
  })
  const walks = fc.record({
    before: fc.array(step, { minLength: 4, maxLength: 8 }),
    after: fc.array(step, { minLength: 3, maxLength: 7 }),
  })
  await fc.assert(
    fc.asyncProperty(walks, async ({ before, after }) => {
      await makeBoth()
      const money: string[] = []
      const notes: string[] = []
      const walk = async (steps: typeof before, parties: readonly string[]) => {
        for (const { kind, amount, pick } of steps) {
          const party = parties[pick % parties.length]!
          const documentId = money[pick % Math.max(1, money.length)]
          if (kind === 'ship') notes.push((await ship(party, 1 + (pick % 5))).noteId)
          else if (kind === 'receive') money.push(await receive(party, amount))
          else if (kind === 'hold') money.push(await receive(party, amount, 'hold'))
          else if (kind === 'cheque') money.push(await receive(party, amount, 'oldest', 'cheque'))
          else if (kind === 'release') await client.money.release({ side: 'receivable', partyId: party })
          else if (kind === 'voidNote' && notes.length > 0) await voidNote(notes.splice(pick % notes.length, 1)[0]!)
          else if (documentId) {
            const view = await client.money.get({ id: documentId })
            if (view.status !== 'posted' || view.lines[0]!.bounced) continue
            if (kind === 'unsettle' && view.settled.length > 0) await client.money.unsettle({ id: newId(), documentId })
            if (kind === 'bounce' && view.lines[0]!.method === 'cheque')
              await client.money.bounce({ id: newId(), documentId, lineNo: 1, reason: '退票' })
            if (kind === 'void') await voidMoney(documentId)
          }
        }
      }
      await walk(before, [winner.id, loser.id])
      const sum = (await balance(winner.id)) + (await balance(loser.id))
      const merged = await merge()
      company.verify()
      expect([await balance(loser.id), await balance(winner.id)]).toEqual([0, sum])
      await walk(after, [winner.id])
      company.verify()
      const together = await balance(winner.id)
      expect(await balance(loser.id)).toBe(0)
      const undone = await client.customerMerge.undo({ id: merged.id, version: 1 }).then(
        () => true,
        () => false,
      )
      company.verify()
      expect((await balance(winner.id)) + (await balance(loser.id))).toBe(together)
      if (after.every((one) => one.kind === 'release')) expect(undone).toBe(true)
    }),
    { numRuns: 8 },
  )
}, 60_000)
