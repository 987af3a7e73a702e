import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../support/make.ts'

let company: TestCompany
let client: Client
let main: string
let branch: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  main = (await client.company.warehouses())[0]!.id
  const [site] = await client.company.sites()
  branch = newId()
  await client.company.saveWarehouse({ id: branch, version: 0, siteId: site!.id, code: 'ZD', name: '分仓' })
})

afterEach(() => company.close())

describe('the stock list', () => {
  it('has a row for each product and warehouse, pages through them all and filters', async () => {
    const type = await client.trees.save({
      id: newId(),
      version: 0,
      kind: 'product-type',
      parentId: null,
      name: '面粉',
    })
    const a = await makeProduct(client, { name: '甲粉', stock: 10, safetyStock: 15_000, typeId: type.id })
    const b = await makeProduct(client, { name: '乙粉', stock: 1 })
    await makeProduct(client, { name: '丙粉' })
    await postStock(client, 'other-in', [[a.id, 6]], { warehouseId: branch })
    await postStock(client, 'other-in', [[b.id, 2]], { warehouseId: branch })
    await postStock(client, 'other-out', [[b.id, 2]], { warehouseId: branch })
    const customer = await makeCustomer(client)
    await submitOrder(client, customer.id, [line(a.id, 2)])
    const whole = (await client.inventory.list({})).rows
    const places = [main, branch].sort()
    expect(whole.map((r) => [r.name, r.warehouseId])).toEqual(
      ['甲粉', '乙粉'].flatMap((name) => places.map((place) => [name, place])),
    )
    expect(whole.find((r) => r.productId === a.id && r.warehouseId === main)).toMatchObject({
      warehouse: '主仓',
      onHand: 10_000,
      reserved: 2000,
      available: 8000,
      safetyStock: 15_000,
      packs: [{ unit: '吨', factor: 40_000 }],
    })
    const paged = []
    let cursor: string | undefined
    do {
      const page = await client.inventory.list({ limit: 1, cursor })
      paged.push(...page.rows)
      cursor = page.next ?? undefined
    } while (cursor)
    expect(paged).toEqual(whole)
    const names = async (input: Inputs['inventory']['list']) =>
      (await client.inventory.list(input)).rows.map((r) => r.name + r.warehouse)
    expect(await names({ warehouseId: branch })).toEqual(['甲粉分仓', '乙粉分仓'])
    expect(await names({ warehouseId: branch, nonZero: true })).toEqual(['甲粉分仓'])
    expect((await names({ lowOnly: true })).sort()).toEqual(['甲粉主仓', '甲粉分仓'].sort())
    expect(await names({ search: 'yf', warehouseId: main })).toEqual(['乙粉主仓'])
    expect(await names({ typeId: type.id, warehouseId: main })).toEqual(['甲粉主仓'])
    await client.products.setStatus({ id: b.id, version: 1, status: 'archived' })
    expect(await names({ search: '乙', warehouseId: main })).toEqual(['乙粉主仓'])
  })
})

describe('the quantities of a product', () => {
  it('add up to what can be promised, with their worth, place by place or all together', async () => {
    const a = await makeProduct(client, {
      name: '甲粉',
      stock: 52,
      purchasePrice: 100_000,
      packs: [{ unit: '箱', factor: 12_000 }],
    })
    const [row] = (await client.inventory.list({ search: '甲粉' })).rows
    expect(row).toMatchObject({ inPacks: '4箱4袋', unitCost: 100_000, value: 5_200_000, available: 52_000 })
    await submitOrder(client, (await makeCustomer(client)).id, [line(a.id, 2)])
    await postStock(client, 'transfer', [[a.id, 10]], { toWarehouseId: branch })
    const rows = (await client.inventory.list({ search: '甲粉' })).rows
    const of = (id: string) => rows.find((r) => r.warehouseId === id)
    expect(of(main)).toMatchObject({ onHand: 42_000, reserved: 2000, available: 40_000, promisable: 40_000 })
    expect(of(branch)).toMatchObject({ onHand: 0, inTransit: 10_000, available: 0, promisable: 10_000 })
    const [all] = (await client.inventory.list({ search: '甲粉', perProduct: true })).rows
    expect(all).toMatchObject({
      warehouseId: null,
      onHand: 42_000,
      promisable: 50_000,
      value: 4_200_000,
      inPacks: '3箱6袋',
    })
    const desk = await company.as('order-desk')
    expect((await desk.inventory.list({ search: '甲粉' })).rows[0]).toMatchObject({ value: null, unitCost: null })
  })

  it('are found when they are frozen or too many, and page by product', async () => {
    const oil = await makeProduct(client, { name: '豆油', lotTracked: true, shelfLifeDays: 180, maxStock: 5000 })
    await postStock(client, 'other-in', [], {
      lines: [{ productId: oil.id, unit: '袋', quantity: 9000, lotNumber: 'A', cost: 200_000 }],
    })
    const flour = await makeProduct(client, { name: '面粉', stock: 3 })
    const names = async (filter: Inputs['inventory']['list']) =>
      (await client.inventory.list(filter)).rows.map((r) => r.name)
    expect(await names({ overOnly: true })).toEqual(['豆油'])
    expect(await names({ frozenOnly: true })).toEqual([])
    const [lot] = (await client.lots.list({ filter: { productId: oil.id } })).rows
    await client.lots.freeze({ id: lot!.id, version: lot!.version, reason: '抽检' })
    expect((await client.inventory.list({ frozenOnly: true })).rows).toMatchObject([
      { name: '豆油', frozen: 9000, available: 0 },
    ])
    const first = await client.inventory.list({ perProduct: true, limit: 1 })
    const second = await client.inventory.list({ perProduct: true, limit: 1, cursor: first.next! })
    expect([...first.rows, ...second.rows].map((r) => r.productId).sort()).toEqual([oil.id, flour.id].sort())
    expect(second.next).toBeNull()
  })
})

describe('movements', () => {
  it('come newest first, by page, of one warehouse or all', async () => {
    const a = await makeProduct(client, { stock: 1 })
    for (let i = 2; i <= 7; i++) {
      company.clock.advance(1000)
      await postStock(client, 'other-in', [[a.id, i]], { warehouseId: i % 2 ? main : branch })
    }
    const bags: number[] = []
    let cursor: string | undefined
    do {
      const page = await client.inventory.movements({ productId: a.id, limit: 3, cursor })
      bags.push(...page.rows.map((r) => r.quantity / 1000))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(bags).toEqual([7, 6, 5, 4, 3, 2, 1])
    const { rows } = await client.inventory.movements({ productId: a.id, warehouseId: branch })
    expect(rows.map((r) => [r.quantity / 1000, r.warehouse])).toEqual([
      [6, '分仓'],
      [4, '分仓'],
      [2, '分仓'],
    ])
  })
})
