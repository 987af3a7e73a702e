import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REVIEW_RULES_VERSION } from '../../../shared/domain/review/rules.ts'
import type { ReviewSettings } from '../../../shared/contract/company.ts'
import { newId } from '../../../shared/ids.ts'
import type { OrderView } from '../../../shared/contract/orders.ts'
import { openReader } from '../../../electron/backend/db/open.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

async function setRules(rules: Partial<ReviewSettings>): Promise<void> {
  const now = await company.client.company.get()
  await company.client.company.update({
    ...now,
    settings: { ...now.settings, review: { ...now.settings.review, ...rules } },
  })
}
const found = (order: OrderView, ...rules: string[]) =>
  order.reviewResults.filter((r) => rules.includes(r.rule)).map((r) => [r.rule, r.outcome, r.measured, r.threshold])

describe('the automatic rules', () => {
  it('keep rule, version, outcome, measured value, limit, user and time of every run, and never change them', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { creditLimit: 100_000 })
    const product = await makeProduct(client, { stock: 100 })
    const order = await submitOrder(client, customer.id, [line(product.id, 10)], { address: '东门市场 3 号' })
    expect(found(order, 'credit-usage', 'first-order', 'new-address', 'hand-price')).toEqual([
      ['credit-usage', 'warn', 8000, 8000],
      ['first-order', 'warn', 0, 1],
      ['new-address', 'pass', 0, 0],
      ['hand-price', 'pass', 0, 0],
    ])
    expect(order).toMatchObject({ status: 'to-ship' })
    const me = await client.users.me()
    expect(order.reviewResults.every((r) => r.by === me.user.name && r.at === order.submittedAt)).toBe(true)
    expect((await client.orders.get({ id: order.id })).reviewResults).toEqual(order.reviewResults)
    const reader = openReader(company.application.folder.companyFile(company.companyId))
    const kept = reader.prepare('select distinct run, rule_version as version, user_id as user from order_review').all()
    reader.close()
    expect(kept).toEqual([{ run: 1, version: REVIEW_RULES_VERSION, user: company.ownerId }])
  })

  it('know an address once an approved order went there, and a customer once an order was approved', async () => {
    const { client } = company
    await setRules({ firstOrder: 'hold', newAddress: 'hold' })
    const reviewer = await company.as('reviewer')
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 100 })
    const order = (bags: number, address: string) =>
      submitOrder(client, customer.id, [line(product.id, bags)], { address })
    const approve = ({ id, version }: OrderView) => reviewer.orders.approve({ id, version })

    const first = await order(1, '东门')
    expect(first.status).toBe('pending')
    const stillFirst = await order(2, '东门')
    expect(found(stillFirst, 'first-order')).toEqual([['first-order', 'hold', 0, 1]])
    await approve(first)
    expect(await order(3, '东门')).toMatchObject({ status: 'to-ship' })
    expect(await order(4, '')).toMatchObject({ status: 'to-ship' })
    const elsewhere = await order(5, '西门')
    expect(found(elsewhere, 'first-order', 'new-address')).toEqual([
      ['first-order', 'pass', 1, 1],
      ['new-address', 'hold', 1, 0],
    ])
    expect(elsewhere.reviewResults.find((r) => r.rule === 'new-address')).toMatchObject({ detail: '西门' })
    await approve(elsewhere)
    expect(await order(6, '西门')).toMatchObject({ status: 'to-ship' })
  })

  it('tell a price typed by hand from one of the list', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 100 })
    const order = await submitOrder(client, customer.id, [line(product.id, 1), line(product.id, 2, 79.5)])
    expect(order.reviewResults.filter((r) => r.rule === 'hand-price')).toMatchObject([
      { lineNo: 2, outcome: 'warn', measured: 795_000, threshold: 800_000 },
    ])
  })

  it('skip credit for who has paid in advance, say so, and ask again when told to', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { creditLimit: 0, settlement: 'cash' })
    const product = await makeProduct(client, { stock: 100 })
    await client.settlement.receive({ id: newId(), customerId: customer.id, amount: 100_000, method: 'cash' })
    const order = await submitOrder(client, customer.id, [line(product.id, 10)])
    expect(found(order, 'prepaid', 'credit-limit', 'overdue')).toEqual([['prepaid', 'pass', 100_000, 80_000]])
    await setRules({ prepaidSkips: false })
    const next = await submitOrder(client, customer.id, [line(product.id, 5)])
    expect(found(next, 'prepaid', 'credit-limit')).toEqual([['credit-limit', 'hold', 20_000, 0]])
  })

  it('refuse an order where a rule says so; nothing of it is kept', async () => {
    const { client } = company
    await setRules({ stockShort: 'reject', handPrice: 'reject' })
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 1 })
    expect(await codeOf(submitOrder(client, customer.id, [line(product.id, 2, 70)]))).toEqual({
      code: 'RULE',
      rule: 'ORDER_REFUSED',
      value: 'hand-price stock-short',
    })
    expect((await client.orders.list({})).rows).toEqual([])
  })

  it('use the limits of the customer’s grade, and keep the limit that was used', async () => {
    const { client } = company
    await setRules({
      grades: [
        { grade: 'A', usageLimit: 9500, overdueAmount: null, overdueDays: null, unusualTimes: null, marginFloor: 5000 },
      ],
    })
    const product = await makeProduct(client, { stock: 100, purchasePrice: 600_000 })
    const [a, b] = await Promise.all(['A', 'B'].map((grade) => makeCustomer(client, { creditLimit: 85_000, grade })))
    const good = await submitOrder(client, a!.id, [line(product.id, 10)])
    const other = await submitOrder(client, b!.id, [line(product.id, 10)])
    expect(found(good, 'credit-usage', 'margin')).toEqual([
      ['credit-usage', 'pass', 9411, 9500],
      ['margin', 'pass', 0, 0],
      ['margin', 'hold', 2500, 5000],
    ])
    expect(found(other, 'credit-usage')).toEqual([['credit-usage', 'warn', 9411, 8000]])
    expect([good.status, other.status]).toEqual(['pending', 'to-ship'])
  })
})
