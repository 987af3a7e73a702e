import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '../../../shared/day.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

/** Advice and warnings through the real worker, on orders entered through the contract. */
let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

/** Sells `bags` on every one of the last `days` days; what is short waits. */
async function sellDaily(productId: string, days: number, bags: (day: number) => number): Promise<void> {
  const customer = await makeCustomer(company.client)
  for (let back = days; back >= 1; back--) {
    const day = addDays('2026-11-23', -back)
    const order = await submitOrder(company.client, customer.id, [line(productId, bags(back))], { day })
    if (order.status === 'pending') {
      const reviewer = await company.as('reviewer')
      await reviewer.orders.approve({ id: order.id, version: order.version, reason: '补货测试' })
    }
  }
}

describe('reorder advice', () => {
  it('is worked out from the daily orders, with all its sums', async () => {
    const { client } = company
    const flour = await makeProduct(client, { stock: 1000, purchasePrice: 600_000 })
    await sellDaily(flour.id, 30, () => 10)
    const { rows, advised, products } = await client.replenishment.advice({
      all: true,
      policy: { serviceLevel: 9500, coverDays: 14, historyDays: 60, leadDays: 5 },
    })
    expect({ advised, products }).toEqual({ advised: 0, products: 1 })
    const [row] = rows
    // thirty days of ten bags: no deviation, so the reorder point is what the lead time needs
    expect(row).toMatchObject({ mean: 10_000, deviation: 0, safetyStock: 0, reorderPoint: 50_000, target: 190_000 })
    expect(row).toMatchObject({ available: 700_000, position: 700_000, quantity: 0, irregular: false, coverDays: 70 })
    const detail = await client.replenishment.explain({ productId: flour.id, siteId: row!.siteId })
    expect(detail.demand).toEqual({ days: 30, stockOutDays: 0, oneOff: 0, total: 300_000 })
    expect(detail.weeks.at(-1)).toEqual({ from: '2026-11-16', quantity: 70_000 })
    // everything was sold within the replayed quarter: nothing was known before it
    expect(detail.backTest.asked).toBe(300_000)
  })

  it('asks for whole packs once the stock falls to the reorder point, and masks what it costs', async () => {
    const { client } = company
    const flour = await makeProduct(client, { stock: 320, purchasePrice: 600_000 })
    await sellDaily(flour.id, 30, () => 10)
    const { rows, amount } = await client.replenishment.advice({
      policy: { serviceLevel: 9500, coverDays: 14, historyDays: 60, leadDays: 5 },
    })
    // 20 bags are free, 190 wanted: 170 bags at 60 yuan
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ quantity: 170_000, amount: 1_020_000, coverDays: 2 })
    expect(amount).toBe(1_020_000)
    const warehouse = await company.as('warehouse')
    const seen = await warehouse.replenishment.advice({ policy: { historyDays: 60, leadDays: 5 } })
    expect(seen.amount).toBeNull()
    expect(seen.rows[0]).toMatchObject({ amount: null, supply: { price: null } })
    const sales = await company.as('sales')
    await expect(sales.replenishment.advice({})).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('fills a typed minimum of goods nobody bought yet, and nothing of goods nobody wants', async () => {
    const { client } = company
    const kept = await makeProduct(client, { stock: 2, safetyStock: 10_000 })
    await makeProduct(client, { stock: 5 })
    const { rows } = await client.replenishment.advice({})
    expect(rows.map((row) => [row.productId, row.quantity])).toEqual([[kept.id, 8000]])
  })

  it('replays the last quarter over everything', async () => {
    const { client } = company
    const flour = await makeProduct(client, { stock: 5000 })
    await sellDaily(flour.id, 120, () => 10)
    const result = await client.replenishment.backTest({ policy: { historyDays: 180, leadDays: 3 } })
    expect(result).toMatchObject({ products: 1, days: 91, fillRate: 10_000, from: '2026-08-24' })
    expect(result.regular).toEqual({ products: 1, fillRate: 10_000 })
  })
})

describe('stock warnings', () => {
  it('counts every kind and lists one, the most pressing first', async () => {
    const { client } = company
    const low = await makeProduct(client, { stock: 3, safetyStock: 10_000 })
    const lower = await makeProduct(client, { stock: 1, safetyStock: 10_000 })
    const sold = await makeProduct(client, { stock: 5 })
    await sellDaily(sold.id, 1, () => 8)
    company.clock.advance(90 * 86_400_000)
    const { counts, rows } = await client.replenishment.warnings({ kind: 'below-minimum' })
    expect(rows.map((row) => [row.productId, row.available, row.limit])).toEqual([
      [lower.id, 1000, 10_000],
      [low.id, 3000, 10_000],
    ])
    expect(counts).toMatchObject({ 'below-minimum': 2, 'sold-out': 1, 'no-movement': 3, negative: 0 })
    const waiting = await client.replenishment.warnings({ kind: 'sold-out' })
    expect(waiting.rows).toMatchObject([{ productId: sold.id, available: 0, waiting: 3000 }])
    const quiet = await client.replenishment.warnings({ kind: 'no-movement', quietDays: 60 })
    expect(quiet.rows.map((row) => row.days)).toEqual([90, 90, 90])
    expect((await client.replenishment.warnings({ kind: 'no-movement', quietDays: 120 })).rows).toEqual([])
  })
})
