import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../support/make.ts'

let company: TestCompany
let client: Client

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
})

afterEach(() => company.close())

const names = async (text: string, more: { customerId?: string; limit?: number } = {}) =>
  (await client.products.suggest({ text, ...more })).map((s) => s.name)

describe('suggestions', () => {
  it('find by name, code, barcode, pinyin and initials, and start with the unit of the barcode', async () => {
    const flour = await makeProduct(client, {
      name: '特一雪花粉',
      barcode: '6901',
      packs: [{ unit: '吨', factor: 40_000, barcode: 'box7', price: 31_000_000 }],
      taxRate: 900,
      floorPrice: 700_000,
      stock: 30,
    })
    await makeProduct(client, { name: '大米' })
    for (const text of ['雪花', 'P00001', 'tyx', 'xuehua', '6901', '690', 'TYX 雪']) {
      expect(await client.products.suggest({ text })).toMatchObject([
        { id: flour.id, unit: '袋', factor: 1000, barcode: '6901', price: 800_000, priceSource: 'list' },
      ])
    }
    expect((await client.products.suggest({ text: 'BOX7' }))[0]).toEqual({
      id: flour.id,
      code: 'P00001',
      name: '特一雪花粉',
      spec: '25kg',
      barcode: 'box7',
      unit: '吨',
      factor: 40_000,
      baseUnit: '袋',
      packs: [{ unit: '吨', factor: 40_000 }],
      price: 31_000_000,
      priceSource: 'pack',
      promotionId: null,
      steps: [{ from: 0, price: 31_000_000, source: 'pack', promotionId: null }],
      floorPrice: 700_000,
      taxRate: 900,
      available: 30_000,
      lastQuantity: null,
      lastPrice: null,
      lastDay: null,
      status: 'active',
    })
    expect(await client.products.suggest({ text: '没有' })).toEqual([])
    expect(await client.products.suggest({ text: ' ' })).toEqual([])
  })

  it('put first what the customer takes often and lately, with its last unit, quantity and price', async () => {
    const goods = []
    for (const name of ['面粉甲', '面粉乙', '面粉丙']) goods.push(await makeProduct(client, { name, stock: 1000 }))
    const [, second, third] = goods
    const customer = await makeCustomer(client)
    const other = await makeCustomer(client)
    await submitOrder(client, customer.id, [line(second!.id, 1)], { day: '2026-11-20' })
    for (const day of ['2026-11-21', '2026-11-22']) {
      await submitOrder(
        client,
        customer.id,
        [{ productId: third!.id, unit: '吨', quantity: 40_000, price: 30_000_000 }],
        { day },
      )
    }
    expect(await names('面粉')).toEqual(['面粉甲', '面粉乙', '面粉丙'])
    expect(await names('面粉', { customerId: other.id })).toEqual(['面粉甲', '面粉乙', '面粉丙'])
    expect(await names('面粉', { customerId: customer.id })).toEqual(['面粉丙', '面粉乙', '面粉甲'])
    expect(await names('面粉', { customerId: customer.id, limit: 1 })).toEqual(['面粉丙'])
    expect(await names('', { customerId: customer.id })).toEqual(['面粉丙', '面粉乙'])
    expect(await names('', { customerId: customer.id, limit: 1 })).toEqual(['面粉丙'])
    await client.products.setStatus({ id: second!.id, version: 1, status: 'archived' })
    expect(await names('', { customerId: customer.id })).toEqual(['面粉丙'])
    expect((await client.products.suggest({ text: '面粉丙', customerId: customer.id }))[0]).toMatchObject({
      unit: '吨',
      factor: 40_000,
      price: 30_000_000,
      priceSource: 'last',
      lastQuantity: 40_000,
      lastPrice: 30_000_000,
      lastDay: '2026-11-22',
      available: 920_000,
    })
    // the pack is gone: back to the base unit, at the last price converted
    await client.products.update({ ...(await client.products.get({ id: third!.id })), packs: [] })
    expect((await client.products.suggest({ text: '面粉丙', customerId: customer.id }))[0]).toMatchObject({
      unit: '袋',
      price: 750_000,
      priceSource: 'last',
    })
  })

  it('count what is available in the warehouse asked for, the default one, or all', async () => {
    const product = await makeProduct(client, { name: '面粉', stock: 10 })
    const [site] = await client.company.sites()
    const second = newId()
    await client.company.saveWarehouse({ id: second, version: 0, siteId: site!.id, code: 'ZD', name: '分仓' })
    await postStock(client, 'other-in', [[product.id, 5]], { warehouseId: second })
    const customer = await makeCustomer(client)
    await submitOrder(client, customer.id, [line(product.id, 2)])
    const available = async (warehouseId?: string) =>
      (await client.products.suggest({ text: '面粉', warehouseId }))[0]!.available
    expect(await available()).toBe(8000)
    expect(await available(second)).toBe(5000)
    const { id: _, timeZone: _zone, ...data } = await client.company.get()
    await client.company.update({ ...data, settings: { ...data.settings, defaultWarehouseId: null } })
    expect(await available()).toBe(13_000)
  })
})
