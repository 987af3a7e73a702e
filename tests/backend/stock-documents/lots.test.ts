import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeProduct, postStock as post } from '../../support/make.ts'

type Line = Inputs['stockDocuments']['save']['draft']['lines'][number]

let company: TestCompany
let client: Client
let main: string
let far: string
let flour: Outputs['products']['create']

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  main = (await client.company.warehouses())[0]!.id
  const site = newId()
  await client.company.saveSite({ id: site, version: 0, code: 'ZZ', name: '分部' })
  far = newId()
  await client.company.saveWarehouse({ id: far, version: 0, siteId: site, code: 'FC', name: '远仓' })
  flour = await makeProduct(client, { name: '面粉', lotTracked: true, shelfLifeDays: 180, purchasePrice: 600_000 })
})
afterEach(() => company.close())

const postStock: typeof post = (by, kind, lines, fields) => post(by, kind, lines, { warehouseId: main, ...fields })
const bags = (count: number, more: Partial<Line> = {}): Line => ({
  productId: flour.id,
  unit: '袋',
  quantity: count * 1000,
  ...more,
})
const bring = (count: number, productionDay: string) =>
  postStock(client, 'other-in', [], { lines: [bags(count, { productionDay })] })
/** Free bags of each lot in a warehouse. */
const lots = async (warehouseId = main) => {
  const [facts] = await client.stockDocuments.lineFacts({ warehouseId, productIds: [flour.id] })
  return Object.fromEntries(facts!.lots.map((lot) => [lot.number, lot.free / 1000]))
}

describe('goods with lots', () => {
  it('come into a lot named by number or production day, which a draft does not make yet', async () => {
    await expect(postStock(client, 'other-in', [[flour.id, 1]])).rejects.toMatchObject({
      data: { rule: 'LOT_REQUIRED', line: 1 },
    })
    const lines = [bags(4, { lotNumber: 'A-1', productionDay: '2026-11-01' })]
    const draft = { kind: 'surplus', warehouseId: main, reason: '盘盈', lines } as const
    const id = newId()
    const saved = await client.stockDocuments.save({ id, version: 0, draft: { ...draft, lines: [...lines] } })
    expect(saved.lines[0]).toMatchObject({ lotId: null, lotNumber: 'A-1', productionDay: '2026-11-01' })
    const posted = await client.stockDocuments.post({ id, version: 1 })
    expect(posted.lines[0]).toMatchObject({ lotNumber: 'A-1', expiryDay: '2027-04-30' })
    await bring(6, '2026-10-01')
    expect(await lots()).toEqual({ 20261001: 6, 'A-1': 4 })
  })

  it('go out first expired first over several lots, or of the lot that was chosen', async () => {
    await bring(4, '2026-11-01')
    await bring(6, '2026-10-01')
    const out = await postStock(client, 'other-out', [[flour.id, 8]])
    expect(out.lines.map((l) => [l.lineNo, l.lotNumber, l.quantity / 1000])).toEqual([
      [1, '20261001', 6],
      [2, '20261101', 2],
    ])
    await client.stockDocuments.void({ id: out.id, version: 1, reason: '错' })
    expect(await lots()).toEqual({ 20261001: 6, 20261101: 4 })
    const [facts] = await client.stockDocuments.lineFacts({ warehouseId: main, productIds: [flour.id] })
    const young = facts!.lots.find((lot) => lot.number === '20261101')!
    const mixed = [bags(8), bags(1, { lotId: young.lotId })]
    await postStock(client, 'loss', [], { lines: mixed })
    expect(await lots()).toEqual({ 20261101: 1 })
    await expect(postStock(client, 'loss', [[flour.id, 2]])).rejects.toMatchObject({
      code: 'SHORTAGE',
      data: { items: [{ name: '面粉', needed: 2000, available: 1000 }] },
    })
  })

  it('that are over are written off and transferred when named, not taken by themselves or for other uses', async () => {
    await bring(5, '2026-01-01')
    const [facts] = await client.stockDocuments.lineFacts({ warehouseId: main, productIds: [flour.id] })
    const [old] = facts!.lots
    expect(old).toMatchObject({ frozen: true, expiryDay: '2026-06-30' })
    await expect(postStock(client, 'loss', [[flour.id, 1]])).rejects.toMatchObject({ code: 'SHORTAGE' })
    const named = [bags(1, { lotId: old!.lotId })]
    const storeman = await company.as('warehouse')
    await expect(postStock(storeman, 'other-out', [], { lines: named })).rejects.toMatchObject({
      data: { rule: 'LOT_FROZEN', line: 1 },
    })
    await postStock(client, 'other-out', [], { lines: named })
    await postStock(client, 'loss', [], { lines: named })
    await postStock(client, 'transfer', [], { lines: named, toWarehouseId: far })
    expect(await lots()).toEqual({ 20260101: 2 })
  })

  it('travel with their lots, in pieces, also to another site', async () => {
    await bring(4, '2026-11-01')
    await bring(6, '2026-10-01')
    const sent = await postStock(client, 'transfer', [[flour.id, 8]], { toWarehouseId: far, reason: '' })
    expect(sent.lines.map((l) => l.quantity / 1000)).toEqual([6, 2])
    const lines = [
      { lineNo: 1, quantity: 5000 },
      { lineNo: 2, quantity: 2000 },
    ]
    const part = await client.stockDocuments.receive({ id: sent.id, version: 1, lines })
    expect(part.status).toBe('in-transit')
    expect(await lots(far)).toEqual({ 20261001: 5, 20261101: 2 })
    await client.stockDocuments.receive({ id: sent.id, version: 2, lines: [], closeShort: true, reason: '破袋' })
    expect(await lots(far)).toEqual({ 20261001: 5, 20261101: 2 })
    expect(await lots()).toEqual({ 20261101: 2 })
  })

  it('are put together and taken apart, with lots on both sides', async () => {
    const mix = await makeProduct(client, { name: '预拌粉', lotTracked: true, shelfLifeDays: 90 })
    await bring(4, '2026-11-01')
    const made = await postStock(client, 'assembly', [], {
      lines: [
        { role: 'whole', productId: mix.id, unit: '袋', quantity: 2000, lotNumber: 'M1', productionDay: '2026-11-23' },
        bags(3, { role: 'part' }),
      ],
    })
    expect(made.lines.map((l) => [l.role, l.lotNumber, l.value])).toEqual([
      ['whole', 'M1', 1_800_000],
      ['part', '20261101', 1_800_000],
    ])
    await postStock(client, 'disassembly', [], {
      lines: [
        { role: 'whole', productId: mix.id, unit: '袋', quantity: 1000 },
        bags(1, { role: 'part', lotNumber: '20261101' }),
      ],
    })
    expect(await lots()).toEqual({ 20261101: 2 })
  })

  it('refuse a lot of another product and a lot for goods that keep none', async () => {
    await bring(1, '2026-11-01')
    const [facts] = await client.stockDocuments.lineFacts({ warehouseId: main, productIds: [flour.id] })
    const plain = await makeProduct(client, { name: '油' })
    const line = { productId: plain.id, unit: '袋', quantity: 1000 }
    const { lotId } = facts!.lots[0]!
    await expect(postStock(client, 'surplus', [], { lines: [{ ...line, lotId }] })).rejects.toMatchObject({
      data: { rule: 'LOT_NOT_KEPT', line: 1 },
    })
    const other = await makeProduct(client, { name: '米', lotTracked: true })
    await expect(
      postStock(client, 'surplus', [], { lines: [{ ...line, productId: other.id, lotId }] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', data: { entity: 'lot' } })
  })
})
