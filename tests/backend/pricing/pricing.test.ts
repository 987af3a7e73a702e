import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resolvePricesFor } from '../../../electron/backend/features/pricing/pricing.queries.ts'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let client: Client
let product: Outputs['products']['get']
let customerId: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  // 80 yuan a bag; 3,100 yuan a 吨 of 40 bags
  product = await makeProduct(client, { stock: 1000, packs: [{ unit: '吨', factor: 40_000, price: 31_000_000 }] })
  customerId = (await makeCustomer(client, { grade: 'A' })).id
})

afterEach(() => company.close())

const priceOf = (unit: string, day?: string, who: string | undefined = customerId) =>
  client.pricing.price({ productId: product.id, unit, customerId: who, day })

const contract = (unit: string, price: number | null, fromDay: string, toDay: string | null = null) =>
  client.pricing.setContractPrice({ customerId, productId: product.id, unit, price, fromDay, toDay })

describe('the price of a product', () => {
  it('is the list price, the pack’s own price, or nothing', async () => {
    expect(await priceOf('袋')).toMatchObject({ price: 800_000, source: 'list' })
    expect(await priceOf('吨')).toMatchObject({ price: 31_000_000, source: 'pack' })
    const bare = await makeProduct(client, { salePrice: null })
    expect(await client.pricing.price({ productId: bare.id, unit: '袋' })).toMatchObject({
      price: null,
      source: 'none',
    })
    const plain = await makeProduct(client)
    expect(await client.pricing.price({ productId: plain.id, unit: '吨' })).toMatchObject({
      price: 32_000_000,
      source: 'list',
    })
    await expect(priceOf('箱')).rejects.toMatchObject({ data: { rule: 'UNIT_UNKNOWN', value: '箱' } })
  })

  it('is last, level, contract in rising order, in the unit asked for', async () => {
    await submitOrder(client, customerId, [{ productId: product.id, unit: '袋', quantity: 1000, price: 790_000 }])
    expect(await priceOf('袋')).toMatchObject({ price: 790_000, source: 'last' })
    expect(await priceOf('吨')).toMatchObject({ price: 31_600_000, source: 'last' })
    const level = { grade: 'A', productId: product.id, unit: '吨', price: 30_000_000 }
    await client.pricing.setLevelPrice(level)
    expect(await priceOf('吨')).toMatchObject({ price: 30_000_000, source: 'level' })
    expect(await priceOf('袋')).toMatchObject({ price: 750_000, source: 'level' })
    await contract('袋', 700_000, '2026-11-01')
    expect(await priceOf('袋')).toMatchObject({ price: 700_000, source: 'contract' })
    expect(await priceOf('吨')).toMatchObject({ price: 28_000_000, source: 'contract' })
    const other = await makeCustomer(client, { grade: 'B' })
    expect(await priceOf('袋', undefined, other.id)).toMatchObject({ price: 800_000, source: 'list' })
    await contract('袋', null, '2026-11-01')
    await client.pricing.setLevelPrice({ ...level, price: null })
    expect(await priceOf('袋')).toMatchObject({ price: 790_000, source: 'last' })
  })

  it('follows the days of contracts: the one that began last holds', async () => {
    await contract('袋', 700_000, '2026-01-01')
    await contract('袋', 600_000, '2026-06-01', '2026-06-30')
    await contract('吨', 20_000_000, '2026-08-01')
    const prices = async (unit: string) =>
      Promise.all(
        ['2025-12-31', '2026-01-01', '2026-06-01', '2026-06-30', '2026-07-01', '2026-08-01'].map(
          async (day) => (await priceOf(unit, day)).price! / 10_000,
        ),
      )
    expect(await prices('袋')).toEqual([80, 70, 60, 60, 70, 70])
    expect(await prices('吨')).toEqual([3100, 2800, 2400, 2400, 2800, 2000])
    await contract('袋', null, '2026-06-15')
    expect(await prices('袋')).toEqual([80, 70, 60, 70, 70, 50].map((p, i) => (i === 3 || i === 4 ? 80 : p)))
  })

  it('refuses prices for units, customers and products that are not there', async () => {
    await expect(contract('箱', 1, '2026-01-01')).rejects.toMatchObject({ data: { rule: 'UNIT_UNKNOWN' } })
    await expect(contract('袋', 1, '2026-01-02', '2026-01-01')).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const input = { customerId, productId: product.id, unit: '袋', price: 1, fromDay: '2026-01-01', toDay: null }
    await expect(client.pricing.setContractPrice({ ...input, customerId: newId() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { entity: 'customer' },
    })
    await expect(client.pricing.setContractPrice({ ...input, productId: newId() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { entity: 'product' },
    })
    const level = { grade: 'A', productId: product.id, unit: '箱', price: 1 }
    await expect(client.pricing.setLevelPrice(level)).rejects.toMatchObject({ data: { rule: 'UNIT_UNKNOWN' } })
    const desk = await company.as('order-desk')
    await expect(desk.pricing.setContractPrice(input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await priceOf('袋')).toMatchObject({ price: 800_000, source: 'list' })
  })

  it('forgets prices for a pack the product no longer has', async () => {
    await contract('吨', 20_000_000, '2026-01-01')
    expect((await priceOf('袋')).source).toBe('contract')
    await client.products.update({ ...product, packs: [] })
    expect(await priceOf('袋')).toMatchObject({ price: 800_000, source: 'list' })
  })

  it('of another’s customer stays hidden from a sales person', async () => {
    const sales = await company.as('sales')
    const own = await makeCustomer(client, { salesPersonId: sales.userId })
    const ask = (id: string) => sales.pricing.price({ productId: product.id, unit: '袋', customerId: id })
    expect(await ask(own.id)).toMatchObject({ price: 800_000, source: 'list' })
    await expect(ask(customerId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(sales.products.suggest({ text: '面', customerId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('resolvePricesFor', () => {
  it('answers many lines at once, leaving out what it does not know', async () => {
    await contract('袋', 700_000, '2026-01-01')
    const plain = await makeProduct(client)
    const { reader } = await company.application.company(company.companyId)
    const prices = await resolvePricesFor(
      { db: reader },
      {
        customerId,
        day: '2026-11-23',
        items: [
          { productId: plain.id, unit: '吨' },
          { productId: product.id, unit: '袋' },
          { productId: product.id, unit: '吨' },
          { productId: product.id, unit: '箱' },
          { productId: newId(), unit: '袋' },
        ],
      },
    )
    expect([...prices]).toEqual([
      [`${plain.id} 吨`, { price: 32_000_000, source: 'list', promotionId: null, factor: 40_000 }],
      [`${product.id} 袋`, { price: 700_000, source: 'contract', promotionId: null, factor: 1000 }],
      [`${product.id} 吨`, { price: 28_000_000, source: 'contract', promotionId: null, factor: 40_000 }],
    ])
  })
})
