import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client, Inputs } from '../../../shared/contract/index.ts'
import { addDays } from '../../../shared/day.ts'
import { CALENDAR_DIMENSIONS, DIMENSIONS, type Dimension } from '../../../shared/domain/analytics/dimensions.ts'
import { comparedDays } from '../../../shared/domain/analytics/period.ts'
import { SALES_MEASURES } from '../../../shared/domain/analytics/sales-report.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { back, giveBack, type Note } from '../returns/returns-world.ts'
import { slowKey, slowLines, slowValues, type SlowLine } from './slow-sales.ts'

let company: TestCompany
let client: Client
let seller: Client & { userId: string }
let slow: ReturnType<typeof slowLines>

/** Two months of a small company: two sales people, two warehouses, a tree of types and one of regions, returns, a short order. */
beforeAll(async () => {
  company = await createTestCompany()
  ;({ client } = company)
  company.clock.set('2026-10-05T01:00:00.000Z')
  seller = await company.as('sales')
  const node = async (kind: 'region' | 'product-type', name: string, parentId: string | null = null) => {
    const id = newId()
    await client.trees.save({ id, version: 0, kind, parentId, name })
    return id
  }
  const east = await node('region', '华东')
  const suzhou = await node('region', '苏州', east)
  const flour = await node('product-type', '面粉')
  const strong = await node('product-type', '高筋', flour)
  const customers = [
    await makeCustomer(client, { regionId: suzhou, grade: 'A', industry: '餐饮', salesPersonId: seller.userId }),
    await makeCustomer(client, { regionId: east, grade: 'B', channel: '批发' }),
    await makeCustomer(client, { grade: 'A', salesPersonId: seller.userId }),
    await makeCustomer(client, { regionId: suzhou }),
  ]
  const goods = [
    await makeProduct(client, { stock: 900, purchasePrice: 612_345, typeId: strong, brand: '金龙' }),
    await makeProduct(client, { stock: 900, purchasePrice: 77_777, typeId: flour }),
    await makeProduct(client, { stock: 900, purchasePrice: 123_450, brand: '金龙' }),
    await makeProduct(client, { stock: 900, purchasePrice: 200_000, baseUnit: '瓶', packs: [] }),
  ]
  let seed = 7
  const pick = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n
  const notes: (Note & { customerId: string })[] = []
  for (let step = 0; step < 34; step++) {
    const good = goods[pick(4)]!
    const unit = good.baseUnit
    const lines = [
      { ...line(good.id, 1 + pick(9), 70 + pick(30)), unit },
      ...(pick(2) === 0 ? [line(goods[pick(3)]!.id, 1 + pick(5))] : []),
    ]
    const customerId = customers[pick(4)]!.id
    const order = await submitOrder(client, customerId, lines)
    if (order.status === 'to-ship' && pick(4) > 0) {
      const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
      if (pick(3) === 0) company.clock.advance(86_400_000)
      notes.push({ ...(await client.shipments.confirm({ id: note!.id, version: note!.version })), customerId })
    }
    if (notes.length > 0 && pick(4) === 0) {
      const note = notes[pick(notes.length)]!
      const [bill] = await client.returns.returnable({ shipmentId: note.id })
      if (bill && bill.left >= 1000) {
        const wanted = { ...back(note, bill.lineNo, 1), unit: note.lines[0]!.baseUnit }
        await giveBack(client, note.customerId, [wanted])
      }
    }
    company.clock.advance((pick(3) + 1) * 21_600_000 * 2)
  }
  slow = slowLines(company)
}, 120_000)
afterAll(() => company.close())

const keys = (dimension: Dimension) => [...new Set(slow.lines.map((one) => slowKey(one, dimension, 0, slow.parents)))]

/** The lines a question counts. */
function counted(asked: Inputs['salesReport']['ask'], days: { from: string; to: string }): SlowLine[] {
  const isOrdered = asked.basis === 'ordered'
  return slow.lines.filter(
    (one) =>
      one.day >= days.from &&
      one.day <= days.to &&
      (one.kind === 'history' || isOrdered === (one.kind === 'order')) &&
      Object.entries(asked.filter ?? {}).every(([dimension, wanted]) =>
        wanted!.includes(slowKey(one, dimension as Dimension, 0, slow.parents)),
      ),
  )
}

const question = fc
  .record({
    from: fc.integer({ min: 0, max: 60 }),
    length: fc.integer({ min: 0, max: 60 }),
    compare: fc.constantFrom('none' as const, 'previous' as const, 'last-year' as const),
    basis: fc.constantFrom('shipped' as const, 'ordered' as const),
    by: fc.constantFrom(...DIMENSIONS),
    across: fc.option(fc.constantFrom(...DIMENSIONS)),
    level: fc.integer({ min: 0, max: 2 }),
    measure: fc.constantFrom(...SALES_MEASURES),
    top: fc.constantFrom(1, 2, 500),
    filterBy: fc.option(fc.constantFrom(...DIMENSIONS), { freq: 2 }),
    nth: fc.nat(20),
  })
  .map(({ from: start, length, filterBy, nth, across, ...rest }) => {
    const from = addDays('2026-10-01', start)
    return { ...rest, across: across === rest.by ? null : across, from, to: addDays(from, length), filterBy, nth }
  })

/** Measures that add up over groups. */
const ADDING = ['amount', 'revenue', 'returned'] as const

describe('sales report', () => {
  it('every figure is that of a slow recomputation from the documents, whatever is asked', async () => {
    expect(new Set(slow.lines.map(({ kind }) => kind))).toEqual(new Set(['order', 'shipment', 'return']))
    await fc.assert(
      fc.asyncProperty(question, async ({ filterBy, nth, ...plain }) => {
        const known = filterBy ? keys(filterBy) : []
        const filter = filterBy ? { [filterBy]: [known[nth % known.length]!] } : {}
        const asked = { ...plain, filter }
        const { by, across, level, measure } = asked
        const answer = await client.salesReport.ask(asked)
        const keyOf = (one: SlowLine) => slowKey(one, by, level, slow.parents)
        const now = counted(asked, asked)
        const compared = comparedDays(asked, asked.compare)
        const before = compared && counted(asked, compared)
        expect(answer.total.values).toEqual(slowValues(now))
        expect(answer.total.before).toEqual(before && slowValues(before))

        const acrossKeys = answer.columns.map(({ key }) => key)
        const cellsOf = (lines: readonly SlowLine[]) =>
          acrossKeys.map((key) => {
            const fits = (one: SlowLine) => {
              const own = slowKey(one, across!, 1, slow.parents)
              return key === null ? !acrossKeys.includes(own) : own === key
            }
            return slowValues(lines.filter(fits))[measure]
          })
        const shown = new Set(answer.rows.map(({ key }) => key))
        const isCalendar = CALENDAR_DIMENSIONS.includes(by)
        for (const row of answer.rows) {
          if (isCalendar && row.key === '') continue
          const lines = now.filter((one) => keyOf(one) === row.key)
          expect(row.values).toEqual(slowValues(lines))
          expect(row.cells).toEqual(cellsOf(lines))
          if (before && !isCalendar) {
            expect(row.before).toEqual(slowValues(before.filter((one) => keyOf(one) === row.key)))
          }
        }
        expect(answer.total.cells).toEqual(cellsOf(now))
        if (answer.rest) {
          const lines = now.filter((one) => !shown.has(keyOf(one)))
          expect(answer.rest.values).toEqual(slowValues(lines))
          expect(answer.rest.cells).toEqual(cellsOf(lines))
          if (before) {
            expect(answer.rest.before).toEqual(slowValues(before.filter((one) => !shown.has(keyOf(one)))))
          }
        } else expect(now.every((one) => shown.has(keyOf(one)))).toBe(true)
        for (const one of ADDING) {
          const parts = [...answer.rows, ...(answer.rest ? [answer.rest] : [])]
          expect(parts.reduce((sum, row) => sum + row.values[one]!, 0)).toBe(answer.total.values[one])
          if (before) expect(parts.reduce((sum, row) => sum + row.before![one]!, 0)).toBe(answer.total.before![one])
        }
      }),
      { numRuns: 120 },
    )
  })

  it('totals are the same by every dimension', async () => {
    const ask = (by: Dimension) => client.salesReport.ask({ from: '2026-10-01', to: '2026-12-31', by, top: 3 })
    const first = await ask('product')
    expect(first.total.values.amount).toBeGreaterThan(0)
    for (const by of DIMENSIONS) expect((await ask(by)).total).toEqual(first.total)
  })

  it('opens the documents behind a figure, page by page, with the sums of the lines that count', async () => {
    const from = '2026-10-01'
    const to = '2026-12-31'
    const { rows } = await client.salesReport.ask({ from, to, by: 'product' })
    for (const { key, values } of rows) {
      const filter = { product: [key] }
      const documents: Awaited<ReturnType<Client['salesReport']['documents']>>['rows'] = []
      let cursor: string | undefined
      do {
        const page = await client.salesReport.documents({ from, to, filter, limit: 4, ...(cursor ? { cursor } : {}) })
        documents.push(...page.rows)
        cursor = page.next ?? undefined
      } while (cursor)
      expect(documents.reduce((sum, { amount }) => sum + amount!, 0)).toBe(values.amount)
      expect(documents.filter(({ kind }) => kind !== 'return')).toHaveLength(values.documents!)
      expect(documents.map(({ day }) => day)).toEqual(
        documents
          .map(({ day }) => day)
          .sort()
          .reverse(),
      )
      const lines = slow.lines.filter(({ kind, product }) => kind !== 'order' && product['id'] === key)
      const names = (list: readonly { kind: string; number: string }[]) =>
        [...new Set(list.map(({ kind, number }) => `${kind} ${number}`))].sort()
      expect(names(documents)).toEqual(names(lines))
    }
  })

  it('who sees only his own counts only what he sold, and masks hide what they name', async () => {
    const days = { from: '2026-10-01', to: '2026-12-31' }
    const as = async (scope: 'all' | 'own', mask: ('purchase' | 'sale')[]) => {
      const roleId = newId()
      const rights = ['reports.view', 'exports.run'] as const
      await client.users.saveRole({ id: roleId, version: 0, name: roleId, rights: [...rights], scope, mask })
      const user = (await client.users.list()).find(({ id }) => id === seller.userId)!
      const { id, version, name, email, status } = user
      await client.users.save({ id, version, name, email, status, roleIds: [roleId] })
      return seller.salesReport
    }
    const mine = slow.lines.filter(({ kind, person }) => kind !== 'order' && person === seller.userId)
    const own = await (await as('own', ['purchase'])).ask({ ...days, by: 'product', measure: 'margin' })
    expect(own.total.values).toEqual({ ...slowValues(mine), cost: null, margin: null, marginRate: null })
    expect(own.measure).toBe('documents')
    expect(own.uncosted).toBeNull()
    const { rows } = await seller.salesReport.documents({ ...days })
    expect(new Set(rows.map(({ number }) => number))).toEqual(new Set(mine.map(({ number }) => number)))
    expect(rows.every(({ margin, amount }) => margin === null && amount !== null)).toBe(true)

    const blind = await (await as('all', ['sale'])).ask({ ...days, by: 'month', across: 'brand' })
    const { documents, quantity, customers, cost } = slowValues(slow.lines.filter(({ kind }) => kind !== 'order'))
    expect(blind.total.values).toMatchObject({ documents, quantity, customers, cost, amount: null, margin: null })
    expect(blind.measure).toBe('documents')
    expect((await seller.salesReport.documents({ ...days })).rows.every(({ amount }) => amount === null)).toBe(true)
    const clerk = await company.as('warehouse')
    await expect(clerk.salesReport.ask({ ...days, by: 'day' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('writes all groups into a file, and offers the values conditions may name', async () => {
    const address = {
      period: 'custom',
      from: '2026-10-01',
      to: '2026-12-31',
      by: 'region',
      level: '0',
      compare: 'none',
    }
    const file = await client.salesReport.file({ address, locale: 'zh-CN' })
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(await file.arrayBuffer())
    const sheet = workbook.worksheets[0]!
    const names = sheet.getColumn(1).values.filter((value) => typeof value === 'string')
    expect(names).toEqual(expect.arrayContaining(['华东（本级）', '苏州（本级）', '未填', '合计']))
    const found = await client.salesReport.choices({ dimension: 'region', text: '苏' })
    expect(found.map(({ label }) => label)).toEqual(['苏州'])
  })

  it('counts only the customers of a segment, in figures and documents', async () => {
    const days = { from: '2026-10-01', to: '2026-12-31' }
    const segmentId = newId()
    await client.segments.save({ id: segmentId, version: 0, name: '甲级', filter: { grade: 'A' } })
    const byGrade = { ...days, filter: { grade: ['A'] } }
    const segment = await client.salesReport.ask({ ...days, by: 'product', segmentId })
    const { total } = await client.salesReport.ask({ ...byGrade, by: 'product' })
    expect(total.values.amount).toBeGreaterThan(0)
    expect(segment.total).toEqual(total)
    expect(await client.salesReport.documents({ ...days, segmentId })).toEqual(
      await client.salesReport.documents(byGrade),
    )
  })

  it('refuses days the wrong way round', async () => {
    const asked = { from: '2026-11-02', to: '2026-11-01', by: 'day' } as const
    await expect(client.salesReport.ask(asked)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})
