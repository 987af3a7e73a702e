import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Right } from '../../../shared/access.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { addDays, dayNumber, type Day } from '../../../shared/day.ts'
import { monthName, monthOf } from '../../../shared/domain/analytics/cohorts.ts'
import { VALUE_RULES } from '../../../shared/domain/analytics/customer-value.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import type { SaleDocument } from '../../support/facts.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { back, giveBack, ship } from '../returns/returns-world.ts'
import { slowCohorts, slowValues } from '../../domain/analytics/slow-value.ts'

const DAY = 86_400_000

/** Debts and prices hold no order here. */
async function holdNothing(client: Client): Promise<void> {
  const view = await client.company.get()
  const off = { overdue: 'off', margin: 'off', handPrice: 'off', unusualQuantity: 'off' } as const
  const review = { ...view.settings.review, ...off }
  await client.company.update({ ...view, settings: { ...view.settings, review } })
}
const todayOf = async (client: Client): Promise<Day> => (await client.users.me()).company.today

/** The documents as they stand in the file, one question a document; costs are what the ledger took for each line. */
function documentsOf(company: TestCompany, customers: readonly string[]): SaleDocument[] {
  const database = new Database(company.application.folder.companyFile(company.companyId), { readonly: true })
  const rows = (sql: string, ...values: unknown[]) =>
    database.prepare<unknown[], Record<string, string & number>>(sql).all(...values)
  const place = (id: string | number): number => customers.indexOf(String(id))
  const costOf = (id: unknown, lineNo: unknown): number =>
    rows('select value from stock_movement where document_id = ? and line_no = ?', id, lineNo).reduce(
      (sum, movement) => sum - movement['value']!,
      0,
    )
  const documents: SaleDocument[] = []
  const add = (kind: SaleDocument['kind'], row: Record<string, string & number>, lines: SaleDocument['lines']): void =>
    void documents.push({ day: dayNumber(row['day']!), kind, customer: place(row['customer_id']!), lines })
  for (const order of rows(`select * from sales_order where review in ('auto', 'approved') and closed <> 'void'`))
    add('order', order, [{ amount: order['total']! }])
  for (const note of rows(`select * from shipment where status = 'posted'`))
    add(
      'shipment',
      note,
      rows('select * from shipment_line where shipment_id = ?', note['id']).map((l) => ({
        amount: l['amount']!,
        cost: costOf(note['id'], l['line_no']),
      })),
    )
  for (const one of rows(`select * from sales_return where status = 'posted'`))
    add(
      'return',
      one,
      rows('select * from sales_return_line where return_id = ?', one['id']).map((l) => ({
        amount: -l['amount']!,
        cost: costOf(one['id'], l['line_no']),
      })),
    )
  database.close()
  return documents
}

it('every figure of every customer equals the documents, through the client', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(1_000_000)), async (stream) => {
      const pick = (n: number) => (stream.next().value as number) % n
      const company = await createTestCompany()
      try {
        const { client } = company
        await holdNothing(client)
        const customers: string[] = []
        for (const grade of ['A', 'B类', 'C', 'VIP', ''])
          customers.push((await makeCustomer(client, { grade, creditLimit: null })).id)
        const goods = [
          await makeProduct(client, { stock: 5000, purchasePrice: 612_345 }),
          await makeProduct(client, { stock: 5000, purchasePrice: 77_777 }),
        ]
        for (let step = 0; step < 26; step++) {
          const customerId = customers[Math.min(pick(5), pick(5))]!
          const lines = [line(goods[pick(2)]!.id, 1 + pick(9), 62 + pick(30)), line(goods[0]!.id, 1 + pick(5))]
          if (pick(5) === 0) await submitOrder(client, customerId, lines)
          else {
            const note = await ship(client, customerId, lines)
            if (pick(4) === 0) await giveBack(client, customerId, [back(note, 1, 1)])
          }
          company.clock.advance(pick(9) * DAY)
        }
        const today = await todayOf(client)
        const asked = { from: addDays(today, -90), to: addDays(today, -pick(20)) }
        const [from, to] = [dayNumber(asked.from), dayNumber(asked.to)]
        const documents = documentsOf(company, customers)
        for (const recency of ['rhythm', 'days'] as const) {
          const rules = { ...VALUE_RULES, recency }
          const slow = slowValues(documents, customers.length, from, to, rules)
          const found = await client.customerValue.customers({ ...asked, recency })
          const contribution = await client.customerValue.contribution({ ...asked, recency })
          const rfm = await client.customerValue.rfm({ ...asked, recency })
          const active = slow.values.filter((row) => row.orders > 0 || row.amount !== 0 || row.margin !== 0)
          expect(contribution).toMatchObject({ measure: slow.measure, customers: active.length })
          expect(rfm.mean).toEqual(slow.mean)
          const positive = active.reduce((sum, row) => sum + Math.max(0, row.value), 0)
          expect(found.rows.map((row) => row.id).sort()).toEqual(active.map((row) => customers[row.customer]!).sort())
          for (const row of found.rows) {
            const own = slow.values[customers.indexOf(row.id)]!
            const share = positive > 0 ? Math.round((own.value / positive) * 10_000) : null
            expect(row).toMatchObject({ value: own.value, amount: own.amount, margin: own.margin, orders: own.orders })
            expect(row).toMatchObject({ abc: own.abc, scores: own.scores, rhythm: own.rhythm, share })
            expect([row.segment ?? '', row.cell ?? '']).toEqual([own.segment, own.cell])
            const hand = { A: 'A', B类: 'B', C: 'C' }[row.grade]
            expect(row.differs).toBe(hand !== undefined && hand !== own.abc)
          }
          // the groups are the rows
          const inRows = (test: (row: (typeof found.rows)[number]) => boolean) => {
            const rows = found.rows.filter(test)
            return { customers: rows.length, value: rows.reduce((sum, row) => sum + row.value!, 0) }
          }
          for (const { abc, ...rest } of contribution.classes) expect(rest).toMatchObject(inRows((r) => r.abc === abc))
          for (const { segment, ...rest } of rfm.segments) expect(rest).toEqual(inRows((r) => r.segment === segment))
          for (const { cell, ...rest } of rfm.cells) expect(rest).toEqual(inRows((r) => r.cell === cell))
          for (const { r, f, ...rest } of rfm.matrix)
            expect(rest).toEqual(inRows((row) => row.scores?.r === r && row.scores.f === f))
          expect(found.totals.margin).toBe(found.rows.reduce((sum, row) => sum + row.margin!, 0))
        }
        const cohorts = await client.customerValue.cohorts({ from: '2026-01-01', to: asked.to })
        expect(Object.fromEntries(cohorts.cohorts.map((one) => [one.month, one.active]))).toEqual(
          slowCohorts(documents, to),
        )
        for (const one of cohorts.cohorts) {
          const members = await client.customerValue.customers({ ...asked, filter: { cohort: one.month } })
          expect(members.customers).toBe(one.customers)
          expect(members.totals.lifetimeMargin).toBe(one.lifetimeMargin)
          expect(members.rows.every((row) => monthName(monthOf(dayNumber(row.firstDay!))) === one.month)).toBe(true)
        }
      } finally {
        await company.close()
      }
    }),
    { numRuns: 2 },
  )
})

describe('a company with a rhythm', () => {
  let company: TestCompany
  let steady: string
  let quiet: string
  let once: string
  beforeAll(async () => {
    company = await createTestCompany()
    const { client, clock } = company
    await holdNothing(client)
    const seller = await company.as('sales')
    const product = await makeProduct(client, { stock: 1000, purchasePrice: 500_000 })
    const contacts = [{ name: '周厨', mobile: '13800138000' }]
    steady = (await makeCustomer(client, { grade: 'C', salesPersonId: seller.userId })).id
    quiet = (await makeCustomer(client, { grade: 'B', contacts, creditDays: 5, creditLimit: null })).id
    once = (await makeCustomer(client, { name: '只来一次' })).id
    await ship(client, once, [line(product.id, 1)])
    for (let week = 0; week < 8; week++) {
      await ship(client, steady, [line(product.id, 20)])
      if (week < 5) await ship(client, quiet, [line(product.id, 4)])
      clock.advance(7 * DAY)
    }
  })
  afterAll(() => company.close())

  it('calls the one who is late, with goods, debts and the way to reach them', async () => {
    const { client } = company
    const found = await client.customerValue.late({})
    expect(found).toMatchObject({ customers: 2, late: 1, known: 10_000, measure: 'margin' })
    expect(found.rows).toHaveLength(1)
    const panel = await client.customers.panel({ id: quiet })
    expect(found.rows[0]).toMatchObject({
      id: quiet,
      contact: '周厨',
      phone: '13800138000',
      rhythm: panel.rhythmDays,
      lastDay: panel.lastOrderDay,
      dueDay: addDays(panel.lastOrderDay!, 7),
      daysSince: 28,
      lateness: 400,
      value: 5 * 4 * 3000,
      overdue: panel.overdue,
      overdueDays: panel.overdueDays,
    })
    expect(found.rows[0]!.usual.map((one) => one.id)).toEqual(panel.usual.map((one) => one.productId))
    expect(panel.overdue).toBeGreaterThan(0)
  })

  it('says of one customer what the reports say', async () => {
    const { client } = company
    const standing = await client.customerValue.classes({ id: steady })
    const today = await todayOf(client)
    const { rows } = await client.customerValue.customers({ from: addDays(today, -364), to: today })
    const { grade: _, ...own } = rows.find((row) => row.id === steady)!
    expect(standing).toMatchObject({ abc: 'A', grade: 'C', rhythm: 7, late: false, lateness: 100, measure: 'margin' })
    for (const key of ['abc', 'scores', 'segment', 'cell', 'lastDay'] as const) expect(standing![key]).toEqual(own[key])
    expect(await client.customerValue.classes({ id: once })).toMatchObject({
      rhythm: null,
      lateness: null,
      late: false,
    })
    const fresh = await makeCustomer(client)
    expect(await client.customerValue.classes({ id: fresh.id })).toBeNull()
  })

  it('follows the rules of the company, and refuses bounds that do not rise', async () => {
    const { client } = company
    const view = await client.company.get()
    const rules = view.settings.customerValue
    expect(rules).toEqual(VALUE_RULES)
    const save = (customerValue: typeof rules, version: number) =>
      client.company.update({ ...view, version, settings: { ...view.settings, customerValue } })
    const bad = { ...rules, fixed: { ...rules.fixed, orders: [5, 3, 2, 1] as const } }
    await expect(save(bad, view.version)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const saved = await save(
      { ...rules, lateAfter: 500, segments: [{ segment: 'loyal', r: [1, 5], f: [1, 5], m: [1, 5] }] },
      view.version,
    )
    expect(await client.customerValue.late({})).toMatchObject({ late: 0 })
    const today = await todayOf(client)
    const { segments } = await client.customerValue.rfm({ from: addDays(today, -364), to: today })
    expect(segments.filter((one) => one.customers > 0).map((one) => one.segment)).toEqual(['loyal'])
    await save(rules, saved.version)
  })

  it('narrows every report to a saved segment, with scores among all', async () => {
    const { client } = company
    const today = await todayOf(client)
    const asked = { from: addDays(today, -364), to: today }
    const segmentId = newId()
    await client.segments.save({ id: segmentId, version: 0, name: '乙级', filter: { grade: 'B' } })
    const all = (await client.customerValue.customers(asked)).rows.find(({ id }) => id === quiet)!
    const { rows, customers } = await client.customerValue.customers({ ...asked, segmentId })
    expect({ customers, scores: rows.map(({ id, scores }) => [id, scores]) }).toEqual({
      customers: 1,
      scores: [[quiet, all.scores]],
    })
    expect((await client.customerValue.rfm({ ...asked, segmentId })).customers).toBe(1)
    expect((await client.customerValue.late({ segmentId })).rows.map(({ id }) => id)).toEqual([quiet])
    const gone = client.customerValue.contribution({ ...asked, segmentId: newId() })
    await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('shows a sales person the customers of their own, and nobody what their role hides', async () => {
    const { client } = company
    const today = await todayOf(client)
    const asked = { from: addDays(today, -364), to: today }
    const { id, version, name, rights, scope } = (await client.users.roles()).find((one) => one.code === 'sales')!
    const more: Right[] = [...(rights as Right[]), 'reports.view']
    await client.users.saveRole({ id, version, name, rights: more, scope, mask: ['purchase'] })
    const seller = await company.as('sales')
    await expect(seller.customerValue.classes({ id: steady })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await seller.customerValue.customers(asked)).rows).toEqual([])
    expect((await seller.customerValue.late({})).rows).toEqual([])
    const warehouse = await company.as('warehouse')
    await expect(warehouse.customerValue.rfm(asked)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const all = await company.as('reviewer')
    expect((await all.customerValue.rfm(asked)).bounds.m).not.toBeNull()
  })
})
