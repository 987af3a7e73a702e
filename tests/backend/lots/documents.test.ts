import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeProduct } from '../../support/make.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeLotProduct, receiveLot } from './lots-world.ts'

/**
 * Goods with lots are moved, put together and taken apart like any others: systems that refuse this make their users fake it
 * with other receipts and issues, and lose the trace.
 */
let company: TestCompany
let client: Client
let product: Outputs['products']['create']
let main: string
let branch: string
let old: string
let young: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  product = await makeLotProduct(client)
  const [first] = await client.company.warehouses()
  main = first!.id
  branch = newId()
  await client.company.saveWarehouse({ id: branch, version: 0, siteId: first!.siteId, code: 'CK2', name: '二仓' })
  old = await receiveLot(company, 5, { productId: product.id, productionDay: '2026-08-01' })
  young = await receiveLot(company, 10, { productId: product.id, productionDay: '2026-11-01' })
})
afterEach(() => company.close())

type Draft = NonNullable<Inputs['stockDocuments']['post']['draft']>
const post = (draft: Draft, receive = false) => client.stockDocuments.post({ id: newId(), version: 0, draft, receive })
const stockOf = async (lotId: string) =>
  (await client.lots.get({ id: lotId })).stock.filter((s) => s.onHand > 0).map((s) => [s.warehouse, s.onHand / 1000])

describe('goods with lots', () => {
  it('move between warehouses and keep their lot', async () => {
    await post(
      {
        kind: 'transfer',
        warehouseId: main,
        toWarehouseId: branch,
        lines: [{ productId: product.id, unit: '袋', quantity: 4000, lotId: young }],
      },
      true,
    )
    expect(await stockOf(young)).toEqual(
      expect.arrayContaining([
        ['二仓', 4],
        [expect.any(String), 6],
      ]),
    )
  })

  it('go out without a lot named: the lots that expire first are taken, as many as it needs', async () => {
    const out = await post({
      kind: 'loss',
      warehouseId: main,
      reason: '受潮',
      lines: [{ productId: product.id, unit: '袋', quantity: 7000 }],
    })
    expect(out.status).toBe('posted')
    expect(await stockOf(old)).toEqual([])
    expect((await client.lots.get({ id: young })).onHand).toBe(8000)
    const { others } = await client.lots.recall({ id: old })
    expect(others).toMatchObject([{ documentType: 'loss', documentNumber: out.number, quantity: 5000 }])
  })

  it('are put together into a lot of their own, and the parts know where they went', async () => {
    const box = await makeProduct(client, {
      name: '礼盒',
      baseUnit: '盒',
      packs: [],
      lotTracked: true,
      shelfLifeDays: 90,
    })
    const made = await post({
      kind: 'assembly',
      warehouseId: main,
      lines: [
        { role: 'whole', productId: box.id, unit: '盒', quantity: 2000, productionDay: '2026-11-23' },
        { role: 'part', productId: product.id, unit: '袋', quantity: 6000 },
      ],
    })
    expect(made.status).toBe('posted')
    const [lot] = (await client.lots.list({ filter: { productId: box.id } })).rows
    expect(lot).toMatchObject({ number: '20261123', expiryDay: '2027-02-21', onHand: 2000 })
    expect((await client.lots.recall({ id: old })).others).toMatchObject([{ documentType: 'assembly', quantity: 5000 }])
    await client.stockDocuments.void({ id: made.id, version: made.version, reason: '装错' })
    expect((await client.lots.get({ id: old })).onHand).toBe(5000)
    expect((await client.lots.get({ id: lot!.id })).onHand).toBe(0)
  })
})
