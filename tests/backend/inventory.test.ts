import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../support/make.ts'

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

const adjust = (lines: [productId: string, bags: number][], fields: Partial<Inputs['inventory']['adjust']> = {}) =>
  client.inventory.adjust({
    id: newId(),
    warehouseId: main,
    reason: '盘点',
    lines: lines.map(([productId, bags]) => ({ productId, quantity: bags * 1000 })),
    ...fields,
  })

const stock = async () => (await client.inventory.list({})).rows.map((r) => [r.name, r.warehouse, r.onHand / 1000])

describe('adjusting stock', () => {
  it('brings in and takes out with one numbered document each', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 10 })
    const b = await makeProduct(client, { name: '乙' })
    const inbound = await adjust([
      [a.id, 5],
      [b.id, 7],
      [a.id, -2],
    ])
    expect(inbound.number).toBe('QTRK-ZB-261123-0002')
    expect((await adjust([[a.id, -13]], { day: '2026-11-20' })).number).toBe('QTCK-ZB-261120-0001')
    expect(await stock()).toEqual([
      ['甲', '主仓', 0],
      ['乙', '主仓', 7],
    ])
    const { rows } = await client.inventory.movements({ productId: a.id })
    expect(rows.map((r) => r.quantity / 1000).sort((x, y) => x - y)).toEqual([-13, -2, 5, 10])
    expect(rows.find((r) => r.quantity === -13_000)).toMatchObject({ day: '2026-11-20', documentType: 'other-out' })
    expect(rows.filter((r) => r.documentId === inbound.id).every((r) => r.documentNumber === inbound.number)).toBe(true)
  })

  it('does nothing the second time', async () => {
    const a = await makeProduct(client, { name: '甲' })
    const id = newId()
    const first = await adjust([[a.id, 5]], { id })
    expect(await adjust([[a.id, 5]], { id })).toEqual(first)
    expect(await stock()).toEqual([['甲', '主仓', 5]])
  })

  it('is refused as a whole when one line would leave too little', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 10 })
    const b = await makeProduct(client, { name: '乙', stock: 3 })
    const customer = await makeCustomer(client)
    await submitOrder(client, customer.id, [line(a.id, 4)])
    const item = { productId: a.id, warehouseId: main, name: '甲', needed: 7000, available: 6000 }
    await expect(
      adjust([
        [b.id, -1],
        [a.id, -7],
      ]),
    ).rejects.toMatchObject({ code: 'SHORTAGE', data: { items: [item] } })
    await expect(adjust([[b.id, -1]], { warehouseId: branch })).rejects.toMatchObject({ code: 'SHORTAGE' })
    expect(await stock()).toEqual([
      ['甲', '主仓', 10],
      ['乙', '主仓', 3],
    ])
    expect((await adjust([[b.id, -1]])).number).toBe('QTCK-ZB-261123-0001')
  })

  it('is refused for nothing, for nobody and by nobody', async () => {
    const a = await makeProduct(client)
    await expect(
      adjust([
        [a.id, 1],
        [a.id, 0],
      ]),
    ).rejects.toMatchObject({ data: { rule: 'QUANTITY_NOT_POSITIVE', line: 2 } })
    await expect(adjust([[newId(), 1]])).rejects.toMatchObject({ data: { entity: 'product' } })
    await expect(adjust([[a.id, 1]], { warehouseId: newId() })).rejects.toMatchObject({ data: { entity: 'warehouse' } })
    const desk = await company.as('order-desk')
    await expect(
      desk.inventory.adjust({ id: newId(), warehouseId: main, reason: 'x', lines: [{ productId: a.id, quantity: 1 }] }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await stock()).toEqual([])
  })
})

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
    await adjust([[a.id, 6]], { warehouseId: branch })
    await adjust([[b.id, 2]], { warehouseId: branch })
    await adjust([[b.id, -2]], { warehouseId: branch })
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
      await adjust([[a.id, i]], { warehouseId: i % 2 ? main : branch })
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
