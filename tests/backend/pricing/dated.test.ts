import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

/** The clock stands at 2026-11-23 in Shanghai. */
let company: TestCompany
let client: Client
let product: Outputs['products']['get']
let customerId: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  product = await makeProduct(client, { stock: 1000, purchasePrice: 600_000, floorPrice: 700_000 })
  customerId = (await makeCustomer(client, { grade: 'A' })).id
})
afterEach(() => company.close())

type Change = Inputs['pricing']['apply']['changes'][number]
const cell = (kind: Change['kind'], price: number | null, more: Partial<Change> = {}): Change => ({
  productId: product.id,
  unit: '袋',
  kind,
  grade: '',
  customerId: null,
  tiers: price === null ? [] : [{ minQuantity: 0, price }],
  ...more,
})
const apply = (changes: Change[], fromDay: string | null = null) =>
  client.pricing.apply({ id: newId(), source: 'grid', fromDay, changes })
const priceOf = (more: Partial<Inputs['pricing']['price']> = {}) =>
  client.pricing.price({ productId: product.id, unit: '袋', customerId, ...more })
/** Noon in Shanghai. */
const goTo = (day: string) => company.clock.set(`${day}T04:00:00.000Z`)

describe('prices that begin on a day', () => {
  it('are in force on their day by themselves, in lists, orders and floors alike', async () => {
    await apply([cell('sale', 850_000), cell('floor', 820_000), cell('purchase', 650_000)], '2026-12-01')
    expect(await client.products.get({ id: product.id })).toMatchObject({ salePrice: 800_000, floorPrice: 700_000 })
    expect(await priceOf()).toMatchObject({ price: 800_000, source: 'list' })
    expect(await priceOf({ day: '2026-12-01' })).toMatchObject({ price: 850_000, source: 'list' })
    const [row] = (await client.pricing.list({})).rows
    expect(row).toMatchObject({ sale: 800_000, nextChange: '2026-12-01' })
    goTo('2026-12-01')
    expect(await client.products.get({ id: product.id })).toMatchObject({ salePrice: 850_000, purchasePrice: 650_000 })
    expect((await client.pricing.list({})).rows[0]).toMatchObject({ sale: 850_000, floor: 820_000, nextChange: null })
    const held = await submitOrder(client, customerId, [line(product.id, 1, 81)])
    expect(held.reviewResults.find((r) => r.rule === 'floor-price')).toMatchObject({
      outcome: 'hold',
      threshold: 820_000,
    })
  })

  it('give way to a price typed into the product afterwards, and a form opened before notices', async () => {
    const before = await client.products.get({ id: product.id })
    await apply([cell('sale', 850_000)], '2026-11-24')
    await expect(client.products.update({ ...before, name: '改名' })).rejects.toMatchObject({ code: 'CONFLICT' })
    goTo('2026-11-24')
    const now = await client.products.get({ id: product.id })
    expect(now.salePrice).toBe(850_000)
    await client.products.update({ ...now, salePrice: 870_000 })
    expect(await priceOf()).toMatchObject({ price: 870_000 })
  })

  it('hold for packs, levels, breaks and contracts', async () => {
    await apply([cell('sale', 31_000_000, { unit: '吨' })], '2026-12-01')
    await apply([cell('level', 780_000, { grade: 'A' })])
    await apply([cell('level', null, { grade: 'A' })], '2026-12-10')
    const breaks = [{ minQuantity: 100_000, price: 760_000 }]
    await apply([cell('break', null, { tiers: breaks })], '2026-12-15')
    await apply([cell('contract', 700_000, { customerId })], '2026-12-20')
    const on = async (day: string, quantity = 1000) => {
      const { price, source } = await priceOf({ day, quantity })
      return `${source} ${price! / 10_000}`
    }
    expect(await on('2026-11-22')).toBe('list 80')
    expect(await on('2026-11-23')).toBe('level 78')
    expect(await on('2026-12-10')).toBe('list 80')
    expect(await on('2026-12-10', 100_000)).toBe('list 80')
    expect(await on('2026-12-15', 99_999)).toBe('list 80')
    expect(await on('2026-12-15', 100_000)).toBe('break 76')
    expect(await on('2026-12-20', 100_000)).toBe('contract 70')
    expect(await priceOf({ unit: '吨', day: '2026-12-10' })).toMatchObject({ price: 31_000_000, source: 'pack' })
    expect((await priceOf({ day: '2026-12-15' })).steps.map((s) => [s.from, s.source])).toEqual([
      [0, 'list'],
      [100_000, 'break'],
    ])
    expect((await client.pricing.contracts({ customerId }))[0]).toMatchObject({ state: 'coming', list: 800_000 })
  })
})

describe('a price change', () => {
  it('is taken back as a whole; what somebody has changed since stays', async () => {
    await apply([cell('contract', 750_000, { customerId })])
    const change = await apply([
      cell('sale', 900_000),
      cell('floor', 800_000),
      cell('level', 850_000, { grade: 'A' }),
      cell('contract', 720_000, { customerId }),
    ])
    expect(change).toMatchObject({ lineCount: 4, fromDay: null, undoneAt: null })
    await apply([cell('floor', 810_000)])
    const undone = await client.pricing.undo({ id: change.id })
    expect(undone).toMatchObject({ restored: 3, kept: 1 })
    const [row] = (await client.pricing.list({ customerId })).rows
    expect(row).toMatchObject({
      sale: 800_000,
      floor: 810_000,
      levels: [],
      contract: [{ minQuantity: 0, price: 750_000 }],
    })
    await expect(client.pricing.undo({ id: change.id })).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })

  it('for a later day leaves nothing behind when it is taken back', async () => {
    const change = await apply([cell('sale', 900_000), cell('level', 850_000, { grade: 'A' })], '2026-12-01')
    await client.pricing.undo({ id: change.id })
    const [row] = (await client.pricing.list({})).rows
    expect(row).toMatchObject({ nextChange: null })
    expect(await priceOf({ day: '2026-12-01' })).toMatchObject({ price: 800_000, source: 'list' })
  })

  it('sent twice changes nothing twice; two clerks at once both get through and the later one holds', async () => {
    const id = newId()
    const input = { id, source: 'grid' as const, fromDay: null, changes: [cell('sale', 900_000)] }
    const [first, again] = [await client.pricing.apply(input), await client.pricing.apply(input)]
    expect(again).toEqual(first)
    await Promise.all([apply([cell('sale', 910_000)]), apply([cell('sale', 920_000)])])
    expect([910_000, 920_000]).toContain((await priceOf()).price)
    expect((await client.pricing.changes({})).length).toBe(3)
  })

  it('refuses units and products that are not there, and prices the user may not see', async () => {
    await expect(apply([cell('sale', 1, { unit: '箱' })])).rejects.toMatchObject({ data: { rule: 'UNIT_UNKNOWN' } })
    await expect(apply([cell('sale', 1, { productId: newId() })])).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const desk = await company.as('order-desk')
    const input = { id: newId(), source: 'grid' as const, fromDay: null, changes: [cell('sale', 1)] }
    await expect(desk.pricing.apply(input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await client.pricing.changes({})).length).toBe(0)
  })
})

describe('the price mask', () => {
  it('hides cost and floor from the order desk, and every sale price from the warehouse', async () => {
    await apply([
      cell('level', 780_000, { grade: 'A' }),
      cell('break', null, { tiers: [{ minQuantity: 5000, price: 1 }] }),
    ])
    await client.pricing.setCustomer({ customerId, taxIncluded: null, floorMargin: 500, version: 0 })
    const desk = await company.as('order-desk')
    expect((await desk.pricing.list({})).rows[0]).toMatchObject({ sale: 800_000, purchase: null, floor: null })
    expect(await desk.pricing.customer({ customerId })).toMatchObject({ floorMargin: null })
    const keeper = await company.as('warehouse')
    expect((await keeper.pricing.list({})).rows[0]).toMatchObject({ sale: null, breaks: [], levels: [], contract: [] })
    expect(await keeper.pricing.price({ productId: product.id, unit: '袋' })).toEqual({
      price: null,
      source: 'none',
      promotionId: null,
      steps: [],
    })
    expect(await keeper.pricing.contracts({ customerId })).toEqual([])
    const [suggestion] = await keeper.products.suggest({ text: product.code })
    expect(suggestion).toMatchObject({ price: null, steps: [], floorPrice: null })
  })
})
