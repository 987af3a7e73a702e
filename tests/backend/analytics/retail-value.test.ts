import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSpreadsheet } from '../../../electron/backend/files/read-spreadsheet.ts'
import { openStage } from '../../../electron/backend/files/stage.ts'
import { dayNumber } from '../../../shared/day.ts'
import { customerValues, VALUE_RULES } from '../../../shared/domain/analytics/customer-value.ts'
import { LATE_AFTER, LATE_WITHIN_DAYS, NO_ALARMS, testAlarm, testDays } from '../../../shared/domain/analytics/late.ts'
import { RFM_SEGMENTS, segmentPlace, segmentTable } from '../../../shared/domain/analytics/rfm.ts'
import type { Facts } from '../../../shared/domain/analytics/facts.ts'
import type { DateCell } from '../../../shared/domain/import/cell.ts'
import { amountOf } from '../../../shared/money.ts'
import { customerFact, factsOf, type SaleDocument } from '../../support/facts.ts'
import { ONLINE_RETAIL, scratchFolder } from '../files/support.ts'

/** One line of the file that names its customer. */
interface Row {
  invoice: string
  customer: string
  day: number
  amount: number
}

const TODAY = dayNumber('2011-12-10')
const FROM = TODAY - 364
const scratch = scratchFolder()
afterAll(scratch.remove)

let rows: Row[]
let facts: Facts
beforeAll(async () => {
  rows = await readRows()
  const places = new Map([...new Set(rows.map((row) => row.customer))].map((id, place) => [id, place]))
  const documents = [...Map.groupBy(rows, (row) => row.invoice).values()].map((lines): SaleDocument => {
    const { customer, day } = lines[0]!
    return { day, kind: 'history', customer: places.get(customer)!, lines: lines.map(({ amount }) => ({ amount })) }
  })
  facts = factsOf(
    TODAY,
    [...places.keys()].map((id) => customerFact(id)),
    documents,
  )
})

test('a real wholesaler’s customers by RFM, with a computation of its own beside it', () => {
  const values = customerValues(facts, { from: FROM, to: TODAY, walkIns: [], rules: VALUE_RULES })
  const segments = segmentTable(VALUE_RULES.segments)
  const printed = new Map(RFM_SEGMENTS.map((segment) => [segment, { customers: 0, sales: 0 }]))
  const expected = scoresOfRows(rows)
  let differing = 0
  facts.customers.forEach(({ id }, c) => {
    const [r, f, m] = [values.rfm.r[c]!, values.rfm.f[c]!, values.rfm.m[c]!]
    if ((expected.get(id) ?? '000') !== `${r}${f}${m}`) differing += 1
    if (r === 0) return
    const segment = printed.get(segments[segmentPlace(r, f, m)]!)!
    segment.customers += 1
    segment.sales += values.value[c]!
  })
  console.table(Object.fromEntries(printed))
  expect(differing).toBe(0)
  expect(values.rfm.customers).toBe(expected.size)
  expect(values.rfm.bounds.f).toEqual([1, 2, 3, 5])
  expect(values.typicalRhythm).toBe(45)
  expect(Object.fromEntries([...printed].map(([segment, { customers }]) => [segment, customers]))).toEqual({
    champions: 815,
    'cant-lose': 49,
    new: 126,
    promising: 128,
    loyal: 915,
    potential: 674,
    attention: 166,
    'at-risk': 221,
    sleeping: 303,
    lost: 536,
    other: 326,
  })
})

test('the alarm of customers late against their own rhythm tells who does not come back', () => {
  const { orders } = customerValues(facts, { from: FROM, to: TODAY, walkIns: [], rules: VALUE_RULES })
  const days = testDays(Math.min(...orders.day) + 90, TODAY)
  const alarm = (longest: number) => {
    const test = days.reduce((sum, day) => testAlarm(orders, day, LATE_AFTER, () => false, sum, longest), NO_ALARMS)
    const share = (part: number, whole: number): number => Math.round((part / whole) * 1000) / 10
    return {
      flagged: test.flagged,
      'gone %': share(test.flaggedGone, test.flagged),
      unflagged: test.unflagged,
      'others gone %': share(test.unflaggedGone, test.unflagged),
    }
  }
  const printed = {
    'rhythm to 14 days': alarm(14),
    'rhythm to 30 days': alarm(30),
    'all with a rhythm': alarm(LATE_WITHIN_DAYS),
  }
  console.table(printed)
  expect(printed['rhythm to 14 days']['gone %']).toBeGreaterThan(4 * printed['rhythm to 14 days']['others gone %'])
  expect(printed['rhythm to 30 days']['gone %']).toBeGreaterThan(2 * printed['rhythm to 30 days']['others gone %'])
})

/** Quintile scores of every customer with an order in the year, from the lines of the file alone. */
function scoresOfRows(lines: Row[]): Map<string, string> {
  const byCustomer = Map.groupBy(lines, (row) => row.customer)
  const found: { id: string; since: number; gap: number | null; orders: number; amount: number }[] = []
  for (const [id, own] of byCustomer) {
    const invoices = [...Map.groupBy(own, (row) => row.invoice).values()]
      .map((of) => ({ day: of[0]!.day, amount: of.reduce((sum, { amount }) => sum + amount, 0) }))
      .sort((a, b) => a.day - b.day)
    const bought = invoices.filter((invoice) => invoice.amount >= 0)
    const inYear = bought.filter((invoice) => invoice.day >= FROM)
    if (inYear.length === 0) continue
    const days = [...new Set(bought.slice(-20).map((invoice) => invoice.day))]
    const gaps = days.slice(1).map((day, i) => day - days[i]!)
    found.push({
      id,
      since: TODAY - days.at(-1)!,
      gap: gaps.length < 2 ? null : middle(gaps),
      orders: inYear.length,
      amount: invoices.filter((invoice) => invoice.day >= FROM).reduce((sum, invoice) => sum + invoice.amount, 0),
    })
  }
  const typical = middle(found.flatMap(({ gap }) => gap ?? []))
  const ratio = (customer: (typeof found)[number]): number =>
    Math.round((customer.since / (customer.gap ?? typical)) * 100)
  const fifth = (of: (customer: (typeof found)[number]) => number) => {
    const sorted = found.map(of).sort((a, b) => a - b)
    const cuts = [1, 2, 3, 4].map((k) => sorted[Math.ceil((sorted.length * k) / 5) - 1]!)
    return (customer: (typeof found)[number]): number => 1 + cuts.filter((cut) => of(customer) > cut).length
  }
  const [r, f, m] = [fifth(ratio), fifth((c) => c.orders), fifth((c) => c.amount)]
  return new Map(found.map((customer) => [customer.id, `${6 - r(customer)}${f(customer)}${m(customer)}`]))
}

function middle(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]!
  const high = sorted[Math.ceil((sorted.length - 1) / 2)]!
  return Math.round((low + high) / 2)
}

async function readRows(): Promise<Row[]> {
  const path = scratch.path('retail.stage')
  await readSpreadsheet(ONLINE_RETAIL, path)
  const stage = openStage(path)
  const result: Row[] = []
  for (const { firstRow, rows: cells } of stage.eachChunk(stage.sheets[0]!.no))
    for (const [i, row] of cells.entries()) {
      const [invoice, , , quantity, at, price, customer] = row
      if (firstRow + i === 1 || typeof customer !== 'number') continue
      const amount = amountOf(Number(quantity) * 1000, Math.round(Number(price) * 10_000), 1000)
      result.push({ invoice: String(invoice), customer: String(customer), day: dayNumber((at as DateCell).d), amount })
    }
  stage.close()
  return result
}
