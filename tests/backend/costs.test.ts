import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startRecosting } from '../../electron/backend/jobs/recost.ts'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { ledgerOf, type Ledger } from '../support/ledger.ts'
import { makeProduct } from '../support/make.ts'

let company: TestCompany
let client: Client
let ledger: Ledger
let main: string
let branch: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  ledger = await ledgerOf(company)
  main = (await client.company.warehouses())[0]!.id
  const siteId = newId()
  await client.company.saveSite({ id: siteId, version: 0, code: 'FD', name: '分店' })
  branch = newId()
  await client.company.saveWarehouse({ id: branch, version: 0, siteId, code: 'FC', name: '分仓' })
})
afterEach(() => company.close())

const pendingCodes = async () => (await client.costs.pending({})).rows.map((row) => row.productId)
/** Document, before and after in yuan. */
const changesOf = async (runId: string | null) =>
  runId === null
    ? []
    : (await client.costs.lines({ runId })).rows.map((l) => [l.documentType, l.before! / 10_000, l.after! / 10_000])

describe('a document of an earlier day', () => {
  it('changes the cost of what left after it, under the documents that took it', async () => {
    const flour = await makeProduct(client)
    const at = { productId: flour.id, warehouseId: main }
    await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 1000 }], { day: '2026-11-10' })
    const sold = await ledger.post('shipment', [{ ...at, bags: -5 }], { day: '2026-11-20' })
    expect(await pendingCodes()).toEqual([])
    await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 2000 }], { day: '2026-11-15' })
    expect(await pendingCodes()).toEqual([flour.id])
    expect(await ledger.worth(flour.id)).toEqual([{ bags: 15, yuan: 2500 }])

    const run = await client.costs.recompute({})
    expect(run).toMatchObject({ products: 1, lines: 1, difference: -2_500_000 })
    expect(await changesOf(run.runId)).toEqual([['shipment', -500, -750]])
    expect(await pendingCodes()).toEqual([])
    expect(await ledger.worth(flour.id)).toEqual([{ bags: 15, yuan: 2250 }])
    expect(await client.costs.runs({})).toMatchObject({
      rows: [{ id: run.runId, products: 1, difference: -2_500_000, createdBy: '王掌柜' }],
    })
    expect(await client.costs.ofProduct({ productId: flour.id })).toMatchObject([
      { quantity: 15_000, value: 22_500_000, unitCost: 1_500_000 },
    ])

    // what is right already is not touched again, and a document taken back takes its correction along
    expect(await client.costs.recompute({ all: true })).toMatchObject({ runId: null, products: 0, lines: 0 })
    await ledger.reverse(sold)
    expect(await ledger.worth(flour.id)).toEqual([{ bags: 20, yuan: 3000 }])
  })

  it('is carried along by transfers to other sites and by what is put together', async () => {
    const [bag, sugar, kit] = [await makeProduct(client), await makeProduct(client), await makeProduct(client)]
    await ledger.post(
      'purchase-receipt',
      [
        { productId: bag.id, warehouseId: main, bags: 10, yuan: 100 },
        { productId: sugar.id, warehouseId: branch, bags: 5, yuan: 50 },
      ],
      { day: '2026-11-10' },
    )
    await ledger.post(
      'transfer',
      [
        { productId: bag.id, warehouseId: main, bags: -6, lineNo: 1 },
        { productId: bag.id, warehouseId: branch, bags: 6, yuan: 60, lineNo: 1 },
      ],
      { day: '2026-11-11' },
    )
    await ledger.post(
      'assembly',
      [
        { productId: bag.id, warehouseId: branch, bags: -4 },
        { productId: sugar.id, warehouseId: branch, bags: -2 },
        { productId: kit.id, warehouseId: branch, bags: 2, yuan: 60 },
      ],
      { day: '2026-11-12' },
    )
    await ledger.post('shipment', [{ productId: kit.id, warehouseId: branch, bags: -1 }], { day: '2026-11-13' })
    await ledger.post('purchase-receipt', [{ productId: bag.id, warehouseId: main, bags: 10, yuan: 300 }], {
      day: '2026-11-10',
    })
    const run = await client.costs.recompute({})
    expect(await changesOf(run.runId)).toEqual([
      ['transfer', -60, -120],
      ['transfer', 60, 120],
      ['assembly', -40, -80],
      ['assembly', 60, 100],
      ['shipment', -30, -50],
    ])
    expect(await pendingCodes()).toEqual([])
    expect(await ledger.worth(bag.id)).toEqual(
      [
        { bags: 2, yuan: 40 },
        { bags: 14, yuan: 280 },
      ].sort(bySite),
    )
    expect(await ledger.worth(kit.id)).toEqual([{ bags: 1, yuan: 50 }])
    expect(await client.costs.recompute({ all: true })).toMatchObject({ runId: null })
  })

  it('is passed by when it was taken back', async () => {
    const flour = await makeProduct(client)
    const at = { productId: flour.id, warehouseId: main }
    await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 1000 }])
    const wrong = await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 3000 }])
    await ledger.post('shipment', [{ ...at, bags: -10 }])
    await ledger.reverse(wrong)
    expect(await ledger.worth(flour.id)).toEqual([{ bags: 0, yuan: 0 }])
    expect(await pendingCodes()).toEqual([flour.id])
    const run = await client.costs.recompute({ productId: flour.id })
    expect(await changesOf(run.runId)).toEqual([
      ['shipment', -2000, -1000],
      ['purchase-receipt-void', -2000, -3000],
    ])
    expect(run.difference).toBe(0)
  })
})

it('a document of today changes nothing before it', async () => {
  const flour = await makeProduct(client, {
    purchasePrice: 100_000,
    openingStock: [{ warehouseId: main, quantity: 10_000 }],
  })
  const at = { productId: flour.id, warehouseId: main }
  await ledger.post('shipment', [{ ...at, bags: -5 }])
  await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 200 }])
  expect(await pendingCodes()).toEqual([])
  expect(await client.costs.recompute({ all: true })).toMatchObject({ runId: null })
})

it('costs are worked out by themselves soon after, for what was left by an earlier run of the program too', async () => {
  const flour = await makeProduct(client)
  const at = { productId: flour.id, warehouseId: main }
  await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 1000 }], { day: '2026-11-10' })
  await ledger.post('shipment', [{ ...at, bags: -5 }], { day: '2026-11-20' })
  const settled = async (yuan: number) => {
    await expect.poll(async () => (await ledger.worth(flour.id))[0]!.yuan).toBe(yuan)
    await expect.poll(pendingCodes).toEqual([])
  }
  await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 2000 }], { day: '2026-11-15' })
  const job = startRecosting(company.application, { delay: 50 })
  await settled(2250)
  await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 4500 }], { day: '2026-11-16' })
  await settled(6250)
  await job.stop()
})

it('goods that move meanwhile are looked at again', async () => {
  const flour = await makeProduct(client)
  const at = { productId: flour.id, warehouseId: main }
  await ledger.post('purchase-receipt', [{ ...at, bags: 100, yuan: 1000 }], { day: '2026-11-10' })
  for (let i = 0; i < 20; i++) await ledger.post('shipment', [{ ...at, bags: -1 }], { day: '2026-11-20' })
  await ledger.post('purchase-receipt', [{ ...at, bags: 100, yuan: 3000 }], { day: '2026-11-11' })
  const running = client.costs.recompute({})
  let sold = 0
  const selling = (async () => {
    for (; sold < 30; sold++) {
      await ledger.post('shipment', [{ ...at, bags: -1 }])
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  await Promise.all([running, selling])
  await client.costs.recompute({ all: true })
  expect(await ledger.worth(flour.id)).toEqual([{ bags: 150, yuan: 3000 }])
})

it('shows no costs to whom purchase prices are hidden, and lets only those recompute who edit prices', async () => {
  const flour = await makeProduct(client)
  const at = { productId: flour.id, warehouseId: main }
  await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 1000 }], { day: '2026-11-10' })
  await ledger.post('shipment', [{ ...at, bags: -5 }], { day: '2026-11-20' })
  await ledger.post('purchase-receipt', [{ ...at, bags: 10, yuan: 2000 }], { day: '2026-11-15' })
  const { runId } = await client.costs.recompute({})
  const desk = await company.as('order-desk')
  expect((await desk.costs.runs({})).rows).toMatchObject([{ id: runId, difference: null }])
  expect((await desk.costs.lines({ runId: runId! })).rows).toMatchObject([{ before: null, after: null }])
  expect(await desk.costs.ofProduct({ productId: flour.id })).toMatchObject([{ value: null, unitCost: null }])
  await expect(desk.costs.recompute({})).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

const bySite = (a: { bags: number }, b: { bags: number }) => a.bags - b.bags
