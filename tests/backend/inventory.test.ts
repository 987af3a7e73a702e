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
