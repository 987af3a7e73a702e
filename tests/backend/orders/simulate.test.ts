import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ReviewSettings } from '../../../shared/contract/company.ts'
import { verdictOf } from '../../../shared/domain/review/rules.ts'
import type { OrderView } from '../../../shared/contract/orders.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let companies: TestCompany[]
beforeEach(async () => {
  companies = [await createTestCompany(), await createTestCompany()]
})
afterEach(() => Promise.all(companies.map((company) => company.close())))

const LAX: Partial<ReviewSettings> = {
  creditLimit: 'warn',
  overdue: 'warn',
  overdueAmount: 10_000_000,
  floorPrice: 'warn',
  unusualTimes: 50,
  marginFloor: -10_000,
  discountLimit: 9000,
}
const STRICT: Partial<ReviewSettings> = {
  creditLimit: 'hold',
  usageLimit: 5000,
  creditUsage: 'hold',
  overdue: 'hold',
  overdueAmount: 100,
  overdueDays: 10,
  newAddress: 'hold',
  handPrice: 'warn',
  floorPrice: 'reject',
  unusualQuantity: 'hold',
  unusualTimes: 4,
  margin: 'hold',
  marginFloor: 2000,
  discount: 'reject',
  discountLimit: 1000,
  grades: [
    { grade: 'A', usageLimit: 9900, overdueAmount: 900_000, overdueDays: null, unusualTimes: 20, marginFloor: -5000 },
  ],
}

async function setRules(company: TestCompany, rules: Partial<ReviewSettings>): Promise<ReviewSettings> {
  const now = await company.client.company.get()
  const review = { ...now.settings.review, ...rules }
  await company.client.company.update({ ...now, settings: { ...now.settings, review } })
  return review
}

/** One order of a customer each: bags, price in yuan, discount and address, so that different rules strike. */
const ORDERS: {
  bags: number
  yuan?: number
  discount?: number
  address?: string
  limit?: number
  debt?: number
  grade?: string
}[] = [
  { bags: 10 },
  { bags: 10, address: '西门' },
  { bags: 10, yuan: 79 },
  { bags: 10, yuan: 65 },
  { bags: 10, yuan: 65, grade: 'A' },
  { bags: 10, yuan: 40 },
  { bags: 10, discount: 8500 },
  { bags: 35 },
  { bags: 45 },
  { bags: 45, grade: 'A' },
  { bags: 600 },
  { bags: 10, limit: 200_000 },
  { bags: 10, limit: 240_000, grade: 'A' },
  { bags: 10, limit: 161_000, grade: 'A' },
  { bags: 10, limit: 100_000 },
  { bags: 10, debt: 50_000 },
  { bags: 10, debt: 50_000, grade: 'A' },
]

/** The same business in each company; `rules` from the second orders on. */
async function trade(company: TestCompany, rules: Partial<ReviewSettings>): Promise<(OrderView | 'refused')[]> {
  const { client, clock } = company
  await setRules(company, LAX)
  const product = await makeProduct(client, { stock: 5000, purchasePrice: 600_000, floorPrice: 500_000 })
  const customers = []
  for (const { limit = null, debt = 0, grade = '' } of ORDERS) {
    const customer = await makeCustomer(client, { creditLimit: limit, openingBalance: debt, grade })
    await submitOrder(client, customer.id, [line(product.id, 10)], { address: '东门' })
    customers.push(customer)
  }
  clock.advance(100 * 86_400_000)
  await setRules(company, rules)
  const made: (OrderView | 'refused')[] = []
  for (const [i, { bags, yuan, discount, address = '东门' }] of ORDERS.entries()) {
    const typed = { ...line(product.id, bags, yuan), ...(discount === undefined ? {} : { discount }) }
    const call = submitOrder(client, customers[i]!.id, [typed], { address })
    const order = await call.catch(() => null)
    if (order === null) expect(await codeOf(call)).toMatchObject({ rule: 'ORDER_REFUSED' })
    made.push(order ?? 'refused')
  }
  return made
}

function countsOf(orders: readonly (OrderView | 'refused')[]) {
  const outcomes = orders.map((order) => (order === 'refused' ? 'reject' : verdictOf(order.reviewResults)))
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length
  return { outcomes, counts: { warn: count('warn'), hold: count('hold'), reject: count('reject') } }
}

it('finds what a real run under the changed rules does, order by order, and writes nothing', async () => {
  const [tried, real] = companies as [TestCompany, TestCompany]
  const old = countsOf(await trade(tried, {}))
  const now = countsOf(await trade(real, STRICT))
  expect(Object.values(now.counts).every((count) => count >= 2)).toBe(true)
  const saved = (await tried.client.company.get()).settings.review

  const found = await tried.client.orders.simulateReview({ review: { ...saved, ...STRICT } })
  expect(found).toMatchObject({
    orders: ORDERS.length,
    before: old.counts,
    after: now.counts,
    unknown: [],
    more: false,
  })
  expect(found.changed).toBe(old.outcomes.filter((outcome, i) => outcome !== now.outcomes[i]).length)
  const refused = found.rows.filter((row) => row.after === 'reject')
  expect(refused.map((row) => [row.rule, row.measured, row.threshold]).toSorted()).toEqual([
    ['discount', 1500, 1000],
    ['floor-price', 400_000, 500_000],
  ])
  expect(refused.find((row) => row.rule === 'floor-price')?.line).toMatchObject({ lineNo: 1, unit: '袋', factor: 1000 })
  expect((await tried.client.company.get()).settings.review).toEqual(saved)
  expect(await tried.client.orders.simulateReview({ review: saved })).toMatchObject({
    changed: 0,
    before: old.counts,
    after: old.counts,
  })
})

it('says for how many orders a rule cannot be judged because it was off then', async () => {
  const [company] = companies as [TestCompany]
  const saved = await setRules(company, { newAddress: 'off', duplicateMinutes: 10 })
  const product = await makeProduct(company.client, { stock: 50 })
  const customer = await makeCustomer(company.client)
  await submitOrder(company.client, customer.id, [line(product.id, 1)])
  const found = await company.client.orders.simulateReview({
    review: { ...saved, newAddress: 'hold', duplicateMinutes: 60 },
  })
  expect(found.unknown.toSorted((a, b) => (a.rule < b.rule ? -1 : 1))).toEqual([
    { rule: 'duplicate', orders: 1 },
    { rule: 'new-address', orders: 1 },
  ])
})

it('is for who manages the company, and ends when it is cancelled', async () => {
  const [company] = companies as [TestCompany]
  const { settings } = await company.client.company.get()
  const reviewer = await company.as('reviewer')
  expect(await codeOf(reviewer.orders.simulateReview({ review: settings.review }))).toMatchObject({ code: 'FORBIDDEN' })
  const signal = AbortSignal.abort()
  await expect(company.client.orders.simulateReview({ review: settings.review }, { signal })).rejects.toThrow()
})
