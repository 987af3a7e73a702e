import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSpreadsheet } from '../../../electron/backend/files/read-spreadsheet.ts'
import { openStage } from '../../../electron/backend/files/stage.ts'
import { dayNumber } from '../../../shared/day.ts'
import { boughtTogether } from '../../../shared/domain/analytics/baskets.ts'
import { demandBackTest } from '../../../shared/domain/analytics/demand-back-test.ts'
import { purchasesOf } from '../../../shared/domain/analytics/purchases.ts'
import type { Facts } from '../../../shared/domain/analytics/facts.ts'
import type { DateCell } from '../../../shared/domain/import/cell.ts'
import { amountOf } from '../../../shared/money.ts'
import { customerFact, factsOf, type SaleDocument } from '../../support/facts.ts'
import { ONLINE_RETAIL, scratchFolder } from '../files/support.ts'

const TODAY = dayNumber('2011-12-10')
const ALL = { from: 0, to: TODAY }
const noBreath = () => Promise.resolve()
const scratch = scratchFolder()
afterAll(scratch.remove)

let documents: SaleDocument[]
let codes: string[]
let facts: Facts
beforeAll(async () => {
  const read = await readDocuments()
  documents = read.documents
  codes = read.codes
  facts = factsOf(
    TODAY,
    read.customers.map((id) => customerFact(id)),
    documents,
  )
})

test('next orders and baskets of a real wholesaler are foretold better than by the obvious guesses', async () => {
  const walkIn = new Set([facts.customers.findIndex(({ id }) => id === '')])
  const purchases = purchasesOf(facts, { ...ALL, without: walkIn })
  const { dates, baskets, calls } = await demandBackTest(
    purchases,
    { today: TODAY, products: facts.products.length },
    noBreath,
  )
  const percent = (part: number, whole: number): number => Math.round((part / whole) * 1000) / 10
  const day = ({ tries, within3, within7, medianError }: typeof dates.ours) => ({
    'within 3 days %': percent(within3, tries),
    'within 7 days %': percent(within7, tries),
    'median error, days': medianError,
  })
  const basket = ({ named, taken, right, sameQuantity }: typeof baskets.ours) => ({
    'precision %': percent(right, named),
    'recall %': percent(right, taken),
    'same quantity %': percent(sameQuantity, right),
  })
  const ordered = (score: typeof calls.ours) => ({ 'ordered within 7 days %': percent(score.ordered, score.called) })
  const printed = {
    dates: { ours: day(dates.ours), naive: day(dates.naive) },
    baskets: { ours: basket(baskets.ours), naive: basket(baskets.naive) },
    calls: { ours: ordered(calls.ours), naive: ordered(calls.naive), frequent: ordered(calls.frequent) },
  }
  console.log(`${dates.ours.tries} purchases, ${calls.days} lists of calls`)
  for (const table of Object.values(printed)) console.table(table)
  expect(printed.dates.ours['within 3 days %']).toBeGreaterThan(1.2 * printed.dates.naive['within 3 days %'])
  expect(printed.dates.ours['within 7 days %']).toBeGreaterThan(1.2 * printed.dates.naive['within 7 days %'])
  expect(dates.ours.medianError).toBeLessThan(dates.naive.medianError)
  expect(printed.baskets.ours['precision %']).toBeGreaterThan(1.1 * printed.baskets.naive['precision %'])
  expect(printed.baskets.ours['recall %']).toBeGreaterThan(1.1 * printed.baskets.naive['recall %'])
  expect(printed.baskets.ours['same quantity %']).toBeGreaterThan(printed.baskets.naive['same quantity %'])
  expect(printed.calls.ours['ordered within 7 days %']).toBeGreaterThan(
    1.2 * printed.calls.frequent['ordered within 7 days %'],
  )
  expect(printed.calls.ours['ordered within 7 days %']).toBeGreaterThan(
    2 * printed.calls.naive['ordered within 7 days %'],
  )
})

test('goods of a real wholesaler that are bought together, each pair counted again by hand', async () => {
  const answer = await boughtTogether(facts, { ...ALL, least: 200, confidence: 0.3, limit: 10 }, noBreath)
  const orders = documents
    .map(({ lines }) => new Set(lines.filter((l) => l.quantity! > 0).map((l) => l.product!)))
    .filter((goods) => goods.size > 0)
  expect(answer.orders).toBe(orders.length)
  const withAll = (goods: readonly number[]): number => orders.filter((o) => goods.every((one) => o.has(one))).length
  for (const { from, to, together, withFrom, withTo } of answer.rules)
    expect([together, withFrom, withTo]).toEqual([withAll([...from, to]), withAll(from), withAll([to])])
  console.table(
    answer.rules.map(({ from, to, together, withFrom, lift }) => ({
      from: from.map((one) => codes[one]).join(' + '),
      to: codes[to],
      orders: together,
      'support %': Math.round((together / answer.orders) * 10_000) / 100,
      'confidence %': Math.round((together / withFrom) * 1000) / 10,
      lift: Math.round(lift * 10) / 10,
    })),
  )
  // the famous teacups: green, pink and roses, sold by the set
  expect(
    answer.rules[0]!.from.concat(answer.rules[0]!.to)
      .map((one) => codes[one])
      .sort(),
  ).toEqual(['22697', '22699'])
  expect(answer.rules[0]!.lift).toBeGreaterThan(10)
})

/** Invoices as imported history, cancellations with their negative quantities; '' is nobody in particular. */
async function readDocuments() {
  const path = scratch.path('retail.stage')
  await readSpreadsheet(ONLINE_RETAIL, path)
  const stage = openStage(path)
  const products = new Map<string, number>()
  const customers = new Map<string, number>()
  const placeOf = (places: Map<string, number>, id: string): number => {
    if (!places.has(id)) places.set(id, places.size)
    return places.get(id)!
  }
  const found = new Map<string, SaleDocument>()
  for (const { firstRow, rows } of stage.eachChunk(stage.sheets[0]!.no))
    rows.forEach((row, i) => {
      const [invoice, code, , quantity, at, price, customer] = row
      if (firstRow + i === 1 || row.length === 0) return
      let document = found.get(String(invoice))
      if (!document) {
        const day = dayNumber((at as DateCell).d)
        document = { day, kind: 'history', customer: placeOf(customers, String(customer ?? '')), lines: [] }
        found.set(String(invoice), document)
      }
      document.lines.push({
        product: placeOf(products, String(code).toUpperCase()),
        quantity: Number(quantity) * 1000,
        amount: amountOf(Number(quantity) * 1000, Math.round(Number(price) * 10_000), 1000),
      })
    })
  stage.close()
  return { documents: [...found.values()], codes: [...products.keys()], customers: [...customers.keys()] }
}
