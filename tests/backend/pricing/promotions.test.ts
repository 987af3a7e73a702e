import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { EMPTY_RULE } from '../../../shared/domain/promotion/promotion.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let client: Client
let flour: Outputs['products']['get']
let oil: Outputs['products']['get']
let customerId: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  flour = await makeProduct(client, { stock: 1000, purchasePrice: 600_000 })
  oil = await makeProduct(client, { stock: 3, purchasePrice: 100_000, salePrice: 150_000 })
  customerId = (await makeCustomer(client, { grade: 'A' })).id
})
afterEach(() => company.close())

type Draft = Inputs['pricing']['savePromotion']
function promote(kind: Draft['kind'], rule: Partial<Draft['rule']>, more: Partial<Draft> = {}) {
  return client.pricing.savePromotion({
    id: newId(),
    version: 0,
    name: '活动',
    kind,
    fromDay: '2026-11-01',
    toDay: null,
    priority: 10,
    exclusive: false,
    rule: { ...EMPTY_RULE, ...rule },
    budget: null,
    notes: '',
    ...more,
  })
}
const tenPlusOne = (more: Partial<Draft> = {}) =>
  promote(
    'gift',
    { productIds: [flour.id], everyQuantity: 10_000, gifts: [{ productId: oil.id, unit: '', quantity: 1000 }] },
    { name: '买十赠一', ...more },
  )
const linesOf = (order: Outputs['orders']['get']) =>
  order.lines.map((l) => [l.name === oil.name ? 'oil' : 'flour', l.quantity / 1000, l.gift, l.promotion, l.net])

describe('gifts', () => {
  it('are lines of the order: price 0, named promotion, reserved and shipped like goods, no habit', async () => {
    await tenPlusOne()
    const order = await submitOrder(client, customerId, [line(flour.id, 25)])
    expect(linesOf(order)).toEqual([
      ['flour', 25, false, '', 200_000],
      ['oil', 2, true, '买十赠一', 0],
    ])
    expect(order).toMatchObject({
      total: 200_000,
      status: 'to-ship',
      promotions: [{ name: '买十赠一', times: 2, off: 0 }],
    })
    expect(order.lines[1]).toMatchObject({ reserved: 2000, priceSource: 'promotion', price: 0 })
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    await client.shipments.confirm({ id: note!.id, version: note!.version })
    const stock = await client.products.get({ id: oil.id })
    expect(stock.stock[0]).toMatchObject({ onHand: 1000 })
    expect((await client.customers.panel({ id: customerId })).usual.map((u) => u.productId)).toEqual([flour.id])
  })

  it('never go stale: the server works them out anew at every save, whatever the client thinks', async () => {
    await tenPlusOne()
    const id = newId()
    const draft = (bags: number) => ({ customerId, lines: [line(flour.id, bags)] })
    const first = await client.orders.saveDraft({ id, version: 0, draft: draft(20) })
    expect(linesOf(first)[1]).toEqual(['oil', 2, true, '买十赠一', 0])
    const second = await client.orders.saveDraft({ id, version: first.version, draft: draft(9) })
    expect(linesOf(second)).toEqual([['flour', 9, false, '', 72_000]])
    const third = await client.orders.saveDraft({ id, version: second.version, draft: draft(10) })
    // submitted as it is stored: the derived line is not taken for a typed one
    const sent = await client.orders.submit({ id, version: third.version })
    expect(linesOf(sent)).toEqual([
      ['flour', 10, false, '', 80_000],
      ['oil', 1, true, '买十赠一', 0],
    ])
    const copy = await client.orders.copy({ id, newId: newId() })
    expect(linesOf(copy)).toEqual(linesOf(sent))
  })

  it('stop with the promotion, its last day, and the goods given', async () => {
    const promotion = await tenPlusOne({ toDay: '2026-11-23' })
    const gifts = async () => (await submitOrder(client, customerId, [line(flour.id, 10)])).lines.length - 1
    expect(await gifts()).toBe(1)
    const stopped = await client.pricing.setPromotionStatus({
      id: promotion.id,
      version: promotion.version,
      status: 'stopped',
    })
    expect(await gifts()).toBe(0)
    await client.pricing.setPromotionStatus({ id: promotion.id, version: stopped.version, status: 'active' })
    await client.products.setStatus({ id: oil.id, version: oil.version, status: 'archived' })
    expect(await gifts()).toBe(0)
    company.clock.set('2026-11-24T04:00:00.000Z')
    await client.products.setStatusMany({ ids: [oil.id], status: 'active' })
    expect(await gifts()).toBe(0)
  })

  it('compete for stock: two clerks at once never give more than there is', async () => {
    await tenPlusOne()
    const orders = await Promise.all(
      Array.from({ length: 6 }, (_, i) => submitOrder(client, customerId, [line(flour.id, 10, 80 + i / 100)])),
    )
    const reserved = orders
      .flatMap((o) => o.lines)
      .filter((l) => l.gift)
      .reduce((sum, l) => sum + l.reserved, 0)
    expect(reserved).toBe(3000)
    expect(orders.filter((o) => o.status === 'pending')).toHaveLength(3)
  })

  it('beyond their budget hold the order', async () => {
    await tenPlusOne({ budget: 1500 })
    const first = await submitOrder(client, customerId, [line(flour.id, 10)])
    expect(first.status).toBe('to-ship')
    const second = await submitOrder(client, customerId, [line(flour.id, 11)])
    expect(second.status).toBe('pending')
    expect(second.reviewResults.find((r) => r.rule === 'gift-budget')).toMatchObject({
      outcome: 'hold',
      measured: 2000,
      threshold: 1500,
      detail: '买十赠一',
    })
  })
})

describe('reductions and special prices', () => {
  it('满减 comes off the lines that earned it and adds up with a typed discount', async () => {
    await promote('off', { productIds: [oil.id], everyAmount: 3000, off: 500 }, { name: '满30减5' })
    const order = await submitOrder(client, customerId, [line(flour.id, 1), line(oil.id, 3, 15)], { discount: 1000 })
    expect(order).toMatchObject({ amount: 12_500, promotionOff: 500, discount: 1000, total: 11_000 })
    // 80.00 and 40.00 share the typed 10.00
    expect(order.lines.map((l) => l.net)).toEqual([7333, 3667])
    await expect(submitOrder(client, customerId, [line(oil.id, 3, 15)], { discount: 4100 })).rejects.toMatchObject({
      data: { rule: 'ORDER_DISCOUNT_TOO_LARGE' },
    })
  })

  it('a special price is named as the source, is for its grade, and is nobody’s last price', async () => {
    const rule = { grades: ['A'], prices: [{ productId: flour.id, unit: '袋', price: 750_000 }] }
    const special = await promote('price', rule, { name: '双十一' })
    const other = await makeCustomer(client, { grade: 'B' })
    const ask = (id: string) => client.pricing.price({ productId: flour.id, unit: '袋', customerId: id })
    expect(await ask(customerId)).toMatchObject({ price: 750_000, source: 'promotion', promotionId: special.id })
    expect(await ask(other.id)).toMatchObject({ price: 800_000, source: 'list' })
    const order = await submitOrder(client, customerId, [line(flour.id, 1, 75)])
    expect(order.lines[0]).toMatchObject({ priceSource: 'promotion', promotion: '双十一' })
    await client.pricing.setPromotionStatus({ id: special.id, version: special.version, status: 'stopped' })
    expect(await ask(customerId)).toMatchObject({ price: 800_000, source: 'list' })
  })

  it('tell the desk what it has to know, and nothing to who may not see prices', async () => {
    await promote('off', { everyAmount: 10_000, off: 500 })
    await tenPlusOne()
    const facts = await client.pricing.desk({ customerId })
    expect(facts.promotions.map((p) => p.kind).sort()).toEqual(['gift', 'off'])
    expect(facts.goods).toMatchObject([{ id: oil.id, baseUnit: '袋' }])
    expect(facts.taxIncluded).toBe(true)
  })

  it('are refused when they make no sense, and a stale form is a conflict', async () => {
    await expect(promote('off', { off: 500 })).rejects.toMatchObject({ data: { rule: 'PROMOTION_WITHOUT_CONDITION' } })
    await expect(promote('price', { prices: [{ productId: flour.id, unit: '箱', price: 1 }] })).rejects.toMatchObject({
      data: { rule: 'UNIT_UNKNOWN' },
    })
    const made = await tenPlusOne()
    const { status: _, spent: __, goods: ___, customers: ____, createdBy: _____, updatedAt: ______, ...draft } = made
    const changed = await client.pricing.savePromotion({ ...draft, name: '甲' })
    await expect(client.pricing.savePromotion({ ...draft, name: '乙' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(changed).toMatchObject({ name: '甲', version: made.version + 1 })
  })

  it('are tried on the orders of the last days', async () => {
    await submitOrder(client, customerId, [line(flour.id, 25)])
    await submitOrder(client, customerId, [line(flour.id, 5)])
    await submitOrder(client, (await makeCustomer(client, { grade: 'B' })).id, [line(flour.id, 10)])
    const draft = {
      name: '试',
      kind: 'gift' as const,
      fromDay: '2026-12-01',
      toDay: null,
      priority: 10,
      exclusive: false,
      budget: null,
      notes: '',
      rule: {
        ...EMPTY_RULE,
        grades: ['A'],
        everyQuantity: 10_000,
        gifts: [{ productId: oil.id, unit: '', quantity: 1000 }],
      },
    }
    const preview = await client.pricing.previewPromotion(draft)
    expect(preview).toMatchObject({ orders: 3, hits: 1, customers: 1, revenue: 200_000, off: 0, giftCost: 2000 })
    expect(preview.gifts).toMatchObject([{ productId: oil.id, quantity: 2000 }])
    const price = {
      ...draft,
      kind: 'price' as const,
      rule: { ...EMPTY_RULE, prices: [{ productId: flour.id, unit: '袋', price: 790_000 }] },
    }
    expect(await client.pricing.previewPromotion(price)).toMatchObject({ hits: 3, off: 4000 })
  })
})

describe('tax and guards', () => {
  it('tax comes on top where the customer or the company has it so, from the exact rate', async () => {
    const taxed = await makeProduct(client, { stock: 100, taxRate: 150, salePrice: 333_300 })
    await client.pricing.setCustomer({ customerId, taxIncluded: false, floorMargin: null, version: 0 })
    const order = await submitOrder(client, customerId, [line(taxed.id, 7, 33.33)])
    // 233.31 × 1.5 % = 3.49965
    expect(order).toMatchObject({ taxIncluded: false, amount: 23_331, tax: 350, total: 23_681 })
    const other = await makeCustomer(client)
    const plain = await submitOrder(client, other.id, [line(taxed.id, 7, 33.33)])
    expect(plain).toMatchObject({ taxIncluded: true, amount: 23_331, tax: 345, total: 23_331 })
  })

  it('the margin is guarded per customer; a right and a reason let it pass, and both are kept', async () => {
    const margin = async (yuan: number, more = {}) => {
      const order = await submitOrder(client, customerId, [line(flour.id, 1, yuan)], more)
      return { status: order.status, results: order.reviewResults.filter((r) => r.rule === 'margin'), order }
    }
    expect((await margin(60)).status).toBe('to-ship')
    const loss = await margin(59)
    expect(loss.status).toBe('pending')
    expect(loss.results.map((r) => [r.outcome, r.lineNo, r.measured])).toEqual([
      ['hold', 1, -169],
      ['hold', null, -169],
    ])
    await client.pricing.setCustomer({ customerId, taxIncluded: null, floorMargin: 2000, version: 0 })
    expect((await margin(74)).status).toBe('pending')
    expect((await margin(75)).status).toBe('to-ship')
    const passed = await margin(58, { overrideReason: '清库存' })
    expect(passed.status).toBe('to-ship')
    expect(passed.order.overrideReason).toBe('清库存')
    expect(passed.results[0]).toMatchObject({ outcome: 'warn', detail: '清库存' })
    const clerk = await company.as('order-desk')
    const tried = await submitOrder(clerk, customerId, [line(flour.id, 1, 57)], { overrideReason: '我说了算' })
    expect(tried).toMatchObject({ status: 'pending', overrideReason: '' })
    await expect(client.orders.approve({ id: tried.id, version: tried.version })).rejects.toMatchObject({
      data: { rule: 'REASON_REQUIRED' },
    })
    const approved = await client.orders.approve({ id: tried.id, version: tried.version, reason: '老客户' })
    expect(approved.status).toBe('to-ship')
  })

  it('an agreed price is the floor of its customer; discounts beyond what is allowed are held', async () => {
    const guarded = await makeProduct(client, { stock: 100, floorPrice: 780_000 })
    const agreed = { customerId, productId: guarded.id, unit: '袋', price: 700_000, fromDay: '2026-11-01', toDay: null }
    await client.pricing.setContractPrice(agreed)
    expect((await submitOrder(client, customerId, [line(guarded.id, 1, 70)])).status).toBe('to-ship')
    const below = await submitOrder(client, customerId, [line(guarded.id, 1, 69.99)])
    expect(below.reviewResults.find((r) => r.outcome === 'hold')).toMatchObject({
      rule: 'floor-price',
      threshold: 700_000,
    })
    const cheap = { ...line(flour.id, 1), discount: 7900 }
    const held = await submitOrder(client, customerId, [cheap])
    expect(held.reviewResults.find((r) => r.rule === 'discount')).toMatchObject({ outcome: 'hold', measured: 2100 })
  })
})
