import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client, Inputs } from '../../../shared/contract/index.ts'
import { addDays, weekdayOf, type Day } from '../../../shared/day.ts'
import { GROWTH_CAUSES } from '../../../shared/domain/analytics/growth.ts'
import { newId } from '../../../shared/ids.ts'
import { mulDiv } from '../../../shared/money.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct } from '../../support/make.ts'
import { back, giveBack, ship } from '../returns/returns-world.ts'

/** Thirteen weeks of sales and returns, one working day after another, then asked in every way. */
const FIRST = '2026-11-23'
const DAYS = 91
let company: TestCompany
let client: Client
let customers: string[]
let goods: string[]
let today: Day

beforeAll(async () => {
  company = await createTestCompany()
  client = company.client
  customers = []
  for (let i = 0; i < 3; i++)
    customers.push((await makeCustomer(client, { creditDays: 3000, creditLimit: 100_000_000 })).id)
  const dear = await makeProduct(client, { stock: 5000, purchasePrice: 612_345, brand: '五得利' })
  const cheap = await makeProduct(client, { stock: 5000, purchasePrice: 377_777 })
  goods = [dear.id, cheap.id]
  let seed = 5
  const pick = (n: number) => (seed = (seed * 16_807) % 2_147_483_647) % n
  for (let day = 0; day < DAYS; day++) {
    if (day % 7 !== 6) {
      // the first comes only in the beginning, the last only at the end
      const known = day < 20 ? customers.slice(0, 2) : customers.slice(1)
      const lines = [line(goods[pick(2)]!, 1 + pick(9), 78 + pick(8)), line(goods[0]!, 1 + (day % 7), 80)]
      const customer = known[pick(known.length)]!
      const note = await ship(client, customer, lines)
      if (pick(6) === 0) await giveBack(client, customer, [back(note, 1, 1)])
    }
    company.clock.advance(86_400_000)
  }
  today = addDays(FIRST, DAYS)
}, 120_000)
afterAll(() => company.close())

/** Lines of posted notes and returns from the documents, one question each. Amounts 分, cost 1/10000 yuan. */
function documentLines() {
  const database = new Database(company.application.folder.companyFile(company.companyId), { readonly: true })
  const rows = (sql: string, ...values: unknown[]) =>
    database.prepare<unknown[], Record<string, string & number>>(sql).all(...values)
  const cost = (document: string, lineNo: number) =>
    rows('select value from stock_movement where document_id = ? and line_no = ?', document, lineNo).reduce(
      (sum, m) => sum - m['value']!,
      0,
    )
  const lines = [
    ...rows(`select * from shipment where status = 'posted'`).flatMap((s) =>
      rows('select * from shipment_line where shipment_id = ?', s['id']).map((l) => {
        const [o] = rows(
          'select product_id from sales_order_line where order_id = ? and line_no = ?',
          s['order_id'],
          l['order_line_no'],
        )
        return { document: s, product: String(o!['product_id']), sign: 1, line: l, cost: cost(s['id']!, l['line_no']!) }
      }),
    ),
    ...rows(`select * from sales_return where status = 'posted'`).flatMap((r) =>
      rows('select * from sales_return_line where return_id = ?', r['id']).map((l) => ({
        document: r,
        product: String(l['product_id']),
        sign: -1,
        line: l,
        cost: cost(r['id']!, l['line_no']!),
      })),
    ),
  ].map(({ document, product, sign, line: l, cost: known }) => ({
    document: String(document['id']),
    day: String(document['day']),
    customer: String(document['customer_id']),
    product,
    isReturn: sign < 0,
    amount: sign * l['amount']!,
    quantity: sign * l['quantity']!,
    cost: known,
  }))
  database.close()
  return lines
}

type Line = ReturnType<typeof documentLines>[number]
const sumOf = (lines: Line[], figure: 'amount' | 'quantity' | 'cost') => lines.reduce((sum, l) => sum + l[figure], 0)
const within = (lines: Line[], { from, to }: { from: Day; to: Day }) =>
  lines.filter((l) => l.day >= from && l.day <= to)

describe('a series', () => {
  it.each(['day', 'week', 'month'] as const)('by %s is what the documents add up to', async (unit) => {
    const range = { from: '2026-11-25', to: today }
    const slow = documentLines()
    for (const filter of [{}, { product: [goods[0]!] }, { brand: ['五得利'] }, { customer: customers.slice(0, 2) }]) {
      const series = await client.trends.series({ range, unit, measure: 'margin', filter })
      const kept = slow
        .filter((l) => !('customer' in filter) || filter.customer!.includes(l.customer))
        .filter((l) => !('product' in filter || 'brand' in filter) || l.product === goods[0])
      for (const point of [...series.points, { ...series.total, ...range, value: series.total.margin }]) {
        const lines = within(kept, point)
        const amount = sumOf(lines, 'amount')
        expect(point).toMatchObject({
          amount,
          quantity: sumOf(lines, 'quantity'),
          orders: new Set(lines.filter((l) => !l.isReturn).map((l) => l.document)).size,
          // prices include tax: cost is taken off as it is
          margin: mulDiv(amount * 100 - sumOf(lines, 'cost'), 1, 100),
          uncosted: 0,
        })
        expect(point.value).toBe(point.margin)
      }
      expect(series.points.reduce((sum, p) => sum + p.amount!, 0)).toBe(series.total.amount)
    }
  })

  it('has averages, weekdays and peaks of the days that are over', async () => {
    const range = { from: addDays(FIRST, 28), to: today }
    const { points, weekdays, averages, season, first } = await client.trends.series({
      range,
      unit: 'day',
      measure: 'amount',
    })
    const slow = documentLines()
    expect([first, averages, season]).toEqual([FIRST, { short: 7, long: 28 }, null])
    for (const point of points.slice(0, -1)) {
      const week = within(slow, { from: addDays(point.from, -6), to: point.from })
      expect(point.short).toBe(Math.round(sumOf(week, 'amount') / 7))
    }
    expect(points.at(-1)).toMatchObject({ from: today, whole: false, short: null, extreme: null, lastYear: null })
    for (const { weekday, days, mean } of weekdays) {
      const lines = within(slow, { from: range.from, to: addDays(today, -1) }).filter(
        (l) => weekdayOf(l.day) === weekday,
      )
      expect(days).toBe(9)
      expect(mean).toBeCloseTo(sumOf(lines, 'amount') / 9)
    }
    // Sundays are closed: no trough of their own
    for (const { extreme, from } of points) if (extreme === 'trough') expect(weekdayOf(from)).not.toBe(6)
  })

  it('compares with the year before once there is one, and its totals with any days', async () => {
    const range = { from: '2027-11-22', to: '2027-12-05' }
    const before = { from: '2026-11-23', to: '2026-12-06' }
    company.clock.advance(340 * 86_400_000)
    try {
      const slow = documentLines()
      const { points, before: then } = await client.trends.series({ range, before, unit: 'day', measure: 'amount' })
      expect(points[0]).toMatchObject({ from: '2027-11-22', value: 0 })
      for (const point of points) {
        const day = addDays(point.from, -364)
        expect(point.lastYear).toBe(sumOf(within(slow, { from: day, to: day }), 'amount'))
      }
      expect(then!.amount).toBe(sumOf(within(slow, before), 'amount'))
    } finally {
      company.clock.advance(-340 * 86_400_000)
    }
  })
})

it('growth is split into causes that sum to the difference, each as the documents say', async () => {
  const before = { from: FIRST, to: addDays(FIRST, 20) }
  const after = { from: addDays(FIRST, 21), to: today }
  const growth = await client.trends.growth({ before, after })
  const slow = documentLines()
  const [first, second] = [within(slow, before), within(slow, after)]
  expect([growth.before, growth.after]).toEqual([sumOf(first, 'amount'), sumOf(second, 'amount')])
  expect(GROWTH_CAUSES.reduce((sum, cause) => sum + growth.causes[cause], 0)).toBe(growth.after - growth.before)
  const of = (lines: Line[], customer: number) => lines.filter((l) => l.customer === customers[customer])
  expect(growth.customers).toMatchObject({ staying: 1, new: 1, lost: 1 })
  expect(growth.causes['new-customers']).toBe(sumOf(of(second, 2), 'amount'))
  expect(growth.causes['lost-customers']).toBe(-sumOf(of(first, 0), 'amount'))
  let price = 0
  for (const product of goods) {
    const [then, now] = [of(first, 1), of(second, 1)].map((lines) => lines.filter((l) => l.product === product))
    const atOldPrice = Math.round((sumOf(now!, 'quantity') * sumOf(then!, 'amount')) / sumOf(then!, 'quantity'))
    price += sumOf(now!, 'amount') - atOldPrice
  }
  expect(growth.causes.price).toBe(price)
  expect(growth.products.rows.reduce((sum, row) => sum + row.price, 0)).toBe(price)
})

describe('a forecast', () => {
  it('says how far it is from enough days, and that quantities of several units do not add up', async () => {
    expect(await client.trends.forecast({ until: today, unit: 'day', horizon: 28, measure: 'amount' })).toEqual({
      state: 'short',
      measure: 'amount',
      have: DAYS,
      needed: 98,
    })
    const oil = await makeProduct(client, { baseUnit: '桶', packs: [], stock: 50 })
    await ship(client, customers[1]!, [{ ...line(oil.id, 2), unit: '桶' }])
    company.clock.advance(86_400_000)
    const mixed = await client.trends.forecast({ until: today, unit: 'day', horizon: 7, measure: 'quantity' })
    expect(mixed).toEqual({ state: 'mixed', measure: 'quantity' })
    const none: Inputs['trends']['forecast'] = {
      until: today,
      unit: 'day',
      horizon: 7,
      measure: 'amount',
      filter: { brand: ['没有'] },
    }
    expect(await client.trends.forecast(none)).toEqual({ state: 'empty', measure: 'amount' })
  })

  it('knows what was sold until its day, says how it was tested and shows what came', async () => {
    const until = addDays(today, -8)
    const forecast = await client.trends.forecast({ until, unit: 'day', horizon: 14, measure: 'amount' })
    if (forecast.state !== 'ready') throw new Error(forecast.state)
    const slow = documentLines()
    const amountOf = (day: Day) => sumOf(within(slow, { from: day, to: day }), 'amount')
    expect(forecast.history.at(-1)).toEqual({ from: until, to: until, value: amountOf(until) })
    const days = Array.from({ length: 14 }, (_, i) => addDays(until, i + 1))
    expect(forecast.steps.map(({ from }) => from)).toEqual(days)
    expect(forecast.steps.map(({ actual }) => actual)).toEqual(days.map((day) => (day <= today ? amountOf(day) : null)))
    expect(forecast.origins).toBe(3)
    expect(forecast.candidates.map(({ id }) => id)).toEqual(expect.arrayContaining(['naive', 'seasonal-naive', 'mstl']))
    expect(forecast.chosen).toBe(forecast.candidates[0]!.id)
    for (const { lower, value, upper } of forecast.steps) expect(lower <= value && value <= upper).toBe(true)
    const naive = forecast.candidates.find(({ id }) => id === 'naive')!
    expect(naive.wape).toBeGreaterThan(forecast.candidates[0]!.wape!)
  })
})

it('who may not see prices or others’ sales does not', async () => {
  const ask = { range: { from: FIRST, to: today }, unit: 'week', measure: 'amount' } as const
  const warehouse = await company.as('warehouse')
  await expect(warehouse.trends.series(ask)).rejects.toMatchObject({ code: 'FORBIDDEN' })

  const reader = await withRole('all', ['sale'])
  const { measure, points } = await reader.trends.series(ask)
  expect(measure).toBe('orders')
  expect(points.every((p) => p.amount === null && p.margin === null && p.value === p.orders)).toBe(true)
  await expect(reader.trends.growth({ before: ask.range, after: ask.range })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const byAmount = await reader.trends.forecast({ until: today, unit: 'day', horizon: 7, measure: 'amount' })
  expect(byAmount.measure).toBe('orders')

  const seller = await withRole('own', [])
  expect((await seller.trends.series(ask)).total).toMatchObject({ orders: 0, amount: 0 })
  expect((await seller.trends.growth({ before: ask.range, after: ask.range })).after).toBe(0)
})

/** Somebody who may look at reports and nothing else. */
async function withRole(scope: 'all' | 'own', mask: ('sale' | 'purchase')[]): Promise<Client> {
  const person = await company.as('finance')
  const roleId = newId()
  await client.users.saveRole({
    id: roleId,
    version: 0,
    name: `${scope} ${mask.join()}`,
    rights: ['reports.view'],
    scope,
    mask,
  })
  const { version, name, email } = (await client.users.list()).find(({ id }) => id === person.userId)!
  await client.users.save({ id: person.userId, version, name, email, roleIds: [roleId], status: 'active' })
  return person
}
