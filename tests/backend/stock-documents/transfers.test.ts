import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeProduct, postStock as post } from '../../support/make.ts'

let company: TestCompany
let client: Client
let main: string
let near: string
let far: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  main = (await client.company.warehouses())[0]!.id
  const [site] = await client.company.sites()
  near = newId()
  await client.company.saveWarehouse({ id: near, version: 0, siteId: site!.id, code: 'ZZ', name: '近仓' })
  const branch = newId()
  await client.company.saveSite({ id: branch, version: 0, code: 'ZZ', name: '分部' })
  far = newId()
  await client.company.saveWarehouse({ id: far, version: 0, siteId: branch, code: 'FC', name: '远仓' })
})
afterEach(() => company.close())

/** The first warehouse of the list is not always the main one once there are several. */
const postStock: typeof post = (by, kind, lines, fields) => post(by, kind, lines, { warehouseId: main, ...fields })
const makeStocked = (bags: number, purchasePrice: number | null = null) =>
  makeProduct(client, { purchasePrice, openingStock: [{ warehouseId: main, quantity: bags * 1000 }] })

/** Quantity and value of a product at the site of a warehouse, in bags and yuan. */
const held = async (productId: string, warehouseId: string) => {
  const [facts] = await client.stockDocuments.lineFacts({ warehouseId, productIds: [productId] })
  return [facts!.siteQuantity / 1000, facts!.siteValue! / 10_000]
}
const onHand = async (productId: string) =>
  Object.fromEntries(
    (await client.inventory.list({})).rows
      .filter((r) => r.productId === productId)
      .map((r) => [r.warehouse, r.onHand / 1000]),
  )
const send = (productId: string, bags: number, toWarehouseId: string) =>
  postStock(client, 'transfer', [[productId, bags]], { toWarehouseId, reason: '' })
const receive = (
  document: { id: string; version: number },
  bags: number,
  more: Partial<Inputs['stockDocuments']['receive']> = {},
) =>
  client.stockDocuments.receive({
    id: document.id,
    version: document.version,
    lines: bags === 0 ? [] : [{ lineNo: 1, quantity: bags * 1000 }],
    ...more,
  })

describe('a transfer', () => {
  it('leaves one site and arrives in pieces at another with all of its value', async () => {
    // 3 bags for 100 yuan: a price that does not divide
    const a = await makeProduct(client)
    await postStock(client, 'other-in', [], { lines: [{ productId: a.id, unit: '袋', quantity: 3000, cost: 333_333 }] })
    await client.stockDocuments.post({
      id: newId(),
      version: 0,
      draft: { kind: 'cost', warehouseId: main, reason: '尾差', lines: [{ productId: a.id, unit: '袋', value: 1 }] },
    })
    const sent = await send(a.id, 3, far)
    expect(sent).toMatchObject({ number: 'DBCK-ZB-261123-0001', status: 'in-transit', value: 1_000_000 })
    expect(await held(a.id, main)).toEqual([0, 0])
    expect(await onHand(a.id)).toMatchObject({ 主仓: 0 })
    let view = sent
    for (const [bags, sum] of [
      [1, 33.3333],
      [1, 66.6667],
      [1, 100],
    ] as const) {
      view = await receive(view, bags)
      expect(await held(a.id, far)).toEqual([view.lines[0]!.received / 1000, sum])
    }
    expect(view).toMatchObject({ status: 'posted', actions: ['void'] })
    expect(view.receivedAt).not.toBeNull()
    expect(await onHand(a.id)).toEqual({ 主仓: 0, 远仓: 3 })
  })

  it('stays within one site without changing what the stock is worth', async () => {
    const a = await makeStocked(10, 333_333)
    const before = await held(a.id, main)
    const moved = await client.stockDocuments.post({
      id: newId(),
      version: 0,
      receive: true,
      draft: {
        kind: 'transfer',
        warehouseId: main,
        toWarehouseId: near,
        lines: [{ productId: a.id, unit: '袋', quantity: 4000 }],
      },
    })
    expect(moved).toMatchObject({ status: 'posted', lines: [{ received: 4000 }] })
    expect(await held(a.id, near)).toEqual(before)
    expect(await onHand(a.id)).toEqual({ 主仓: 6, 近仓: 4 })
    await client.stockDocuments.void({ id: moved.id, version: 1, reason: '错' })
    expect(await onHand(a.id)).toEqual({ 主仓: 10, 近仓: 0 })
    expect(await held(a.id, main)).toEqual(before)
  })

  it('never brings more than was sent, also when two receive at once', async () => {
    const a = await makeStocked(10)
    const sent = await send(a.id, 5, near)
    await expect(receive(sent, 6)).rejects.toMatchObject({ data: { rule: 'RECEIVE_MORE_THAN_SENT', line: 1 } })
    await expect(receive(sent, 0)).rejects.toMatchObject({ data: { rule: 'RECEIVE_NOTHING' } })
    const twice = await Promise.allSettled([receive(sent, 4), receive(sent, 4)])
    expect(twice.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await onHand(a.id)).toEqual({ 主仓: 5, 近仓: 4 })
    const doubled = [
      { lineNo: 1, quantity: 1000 },
      { lineNo: 1, quantity: 1000 },
    ]
    await expect(receive({ id: sent.id, version: 2 }, 0, { lines: doubled })).rejects.toMatchObject({
      data: { rule: 'RECEIVE_MORE_THAN_SENT' },
    })
  })

  it('closed short writes off what never came, with a reason, and can be found again', async () => {
    const a = await makeStocked(10, 500_000)
    const sent = await send(a.id, 5, far)
    const part = await receive(sent, 3)
    await expect(receive(part, 0, { closeShort: true })).rejects.toMatchObject({ data: { rule: 'REASON_REQUIRED' } })
    const closed = await receive(part, 1, { closeShort: true, reason: '路上破损' })
    expect(closed).toMatchObject({ status: 'posted', lines: [{ quantity: 5000, received: 4000 }] })
    const [follower] = closed.followers
    expect(follower).toMatchObject({ kind: 'loss', status: 'posted', number: 'BSD-ZZ-261123-0001' })
    const loss = await client.stockDocuments.get({ id: follower!.id })
    expect(loss).toMatchObject({ reason: '路上破损', value: 500_000, source: { number: sent.number } })
    expect(await held(a.id, far)).toEqual([4, 200])
    await expect(
      client.stockDocuments.void({ id: closed.id, version: closed.version, reason: '错' }),
    ).rejects.toMatchObject({ data: { rule: 'HAS_FOLLOWER' } })
    await client.stockDocuments.void({ id: loss.id, version: 1, reason: '找到了' })
    expect(await held(a.id, far)).toEqual([5, 250])
    await client.stockDocuments.void({ id: closed.id, version: closed.version, reason: '错' })
    expect(await held(a.id, far)).toEqual([0, 0])
    expect(await held(a.id, main)).toEqual([10, 500])
  })

  it('taken back on its way returns what is still travelling; what has left the target stops it', async () => {
    const a = await makeStocked(10, 500_000)
    const sent = await send(a.id, 5, far)
    const part = await receive(sent, 2)
    const used = await postStock(client, 'other-out', [[a.id, 1]], { warehouseId: far })
    await expect(
      client.stockDocuments.void({ id: sent.id, version: part.version, reason: '错' }),
    ).rejects.toMatchObject({ code: 'SHORTAGE' })
    await client.stockDocuments.void({ id: used.id, version: 1, reason: '错' })
    const back = await client.stockDocuments.void({ id: sent.id, version: part.version, reason: '错' })
    expect(back.status).toBe('void')
    expect(await onHand(a.id)).toEqual({ 主仓: 10, 远仓: 0 })
    await expect(receive(back, 1)).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })

  it('shows what a warehouse waits for', async () => {
    const a = await makeStocked(10)
    const reader = await company.application.company(company.companyId)
    const waiting = async () =>
      (
        await reader.reader
          .selectFrom('stock_balance')
          .select('in_transit')
          .where('product_id', '=', a.id)
          .where('warehouse_id', '=', far)
          .executeTakeFirst()
      )?.in_transit
    const sent = await send(a.id, 5, far)
    expect(await waiting()).toBe(5000)
    const part = await receive(sent, 2)
    expect(await waiting()).toBe(3000)
    await client.stockDocuments.void({ id: sent.id, version: part.version, reason: '错' })
    expect(await waiting()).toBe(0)
  })

  it('keeps its value when its costs are worked out anew on the way', async () => {
    const a = await makeStocked(10, 500_000)
    company.clock.advance(86_400_000)
    const sent = await send(a.id, 5, far)
    // a receipt of two days ago makes everything after it dearer
    const lines = [{ productId: a.id, unit: '袋', quantity: 10_000, cost: 700_000 }]
    await postStock(client, 'other-in', [], { lines, day: '2026-11-22' })
    await client.costs.recompute({})
    await receive(sent, 2)
    await receive({ id: sent.id, version: 2 }, 3)
    const [there, worth] = await held(a.id, far)
    const view = await client.stockDocuments.get({ id: sent.id })
    expect([there, worth! * 10_000]).toEqual([5, view.value])
    const [left, rest] = await held(a.id, main)
    expect(left).toBe(15)
    expect(Math.round((rest! + worth!) * 10_000)).toBe(12_000_000)
  })
})
