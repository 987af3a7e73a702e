import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FactStore } from '../../../electron/backend/features/analytics/fact-store.ts'
import { addDays, dayNumber, type Day } from '../../../shared/day.ts'
import { AGE_BANDS, ageStock } from '../../../shared/domain/analytics/ageing.ts'
import { fenOf } from '../../../shared/domain/analytics/stock-flow-rows.ts'
import { FLOWS, INFLOWS, OUTFLOWS, STOCK_GROUPS, stockFlows } from '../../../shared/domain/analytics/stock-flow.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer } from '../../support/make.ts'
import { stockWorld, walkStock } from '../../support/stock-walk.ts'
import { back, giveBack, ship, type Note } from '../returns/returns-world.ts'
import {
  averageOf,
  bandAt,
  columnOf,
  layersAt,
  readBooks,
  sum,
  worthAt,
  type Books,
  type Moved,
} from './stock-slowly.ts'

const TODAY = '2027-07-20'

/** A company over eight months: stock documents of every kind, sales, returns, some of it taken back or booked into the past. */
async function livedCompany(seed: number): Promise<TestCompany> {
  const company = await createTestCompany()
  const { client } = company
  const { people, world } = await stockWorld(company)
  const near = (await client.company.warehouses()).find((one) => one.id === world.warehouses[1])!
  const { id, version, siteId, code, name } = near
  if (seed % 2 === 0) await client.company.saveWarehouse({ id, version, siteId, code, name, allowNegative: true })
  const notes: Note[] = []
  for (let round = 0; round < 8; round++) {
    // a new one each time, who owes nothing yet
    const customer = await makeCustomer(client)
    let mine = 0
    await walkStock(company, people, world, { seed: seed * 100 + round, documents: 7, disorder: true })
    for (const product of world.products.slice(0, 3)) {
      const free = (await client.inventory.list({ nonZero: true, warehouseId: world.warehouses[0] })).rows.find(
        (row) => row.productId === product.id,
      )
      if (!free || free.available < 3000) continue
      notes.push(await ship(client, customer.id, [line(product.id, 1 + ((seed + round) % 2), 900 + round)]))
      mine++
    }
    const note = notes.at(-1)
    if (note && mine > 0 && round % 3 === 1) await giveBack(client, customer.id, [back(note, 1, 0.5)])
    if (note && round % 3 === 2) {
      notes.pop()
      const { id, version } = await client.shipments.get({ id: note.id })
      if ((await client.returns.returnable({ shipmentId: id })).every((one) => one.left === one.quantity))
        await client.shipments.void({ id, version, reason: '录错' })
    }
    if (round % 2 === 1) await client.costs.recompute({ all: true })
    company.clock.advance((5 + ((seed * 7 + round * 13) % 24)) * 86_400_000)
  }
  return company
}

async function factsOf(company: TestCompany, today: Day) {
  const store = new FactStore(company.application.folder.companyFile(company.companyId))
  await store.load(async () => {})
  const facts = store.current(today)
  store.close()
  return facts
}

type Facts = Awaited<ReturnType<typeof factsOf>>
type Group = (typeof STOCK_GROUPS)[number]

/** What a movement is grouped under, as text. */
const keyOf = (m: Moved, by: Group): string =>
  ({
    product: m.product,
    type: m.type ?? '',
    brand: m.brand,
    warehouse: m.warehouse,
    site: m.site,
    'product-warehouse': `${m.product} ${m.warehouse}`,
  })[by]

/** Opening, flows and closing from the ledger's rows, to 1/10000 yuan. */
function flowsSlowly(books: Books, by: Group, from: Day, to: Day) {
  const cells = new Map(books.moved.map((m) => [`${m.product} ${m.warehouse}`, m]))
  const groups = new Map<
    string,
    { opening: [number, number]; closing: [number, number]; flows: Record<string, [number, number]> }
  >()
  for (const cell of cells.values()) {
    const here = books.moved.filter((m) => m.product === cell.product && m.warehouse === cell.warehouse && m.day <= to)
    const before = here.filter((m) => m.day < from)
    const moves = here.filter((m) => m.day >= from)
    const [quantity, value] = [sum(before, (m) => m.quantity), sum(before, (m) => m.value)]
    if (moves.length === 0 && quantity === 0 && value === 0) continue
    const key = keyOf(cell, by)
    const group = groups.get(key) ?? { opening: [0, 0], closing: [0, 0], flows: {} }
    groups.set(key, group)
    group.opening[0] += quantity
    group.closing[0] += sum(here, (m) => m.quantity)
    const shared = by === 'warehouse' || by === 'product-warehouse'
    group.opening[1] += shared ? worthAt(books, cell.product, cell.warehouse, addDays(from, -1)) : value
    group.closing[1] += shared ? worthAt(books, cell.product, cell.warehouse, to) : sum(here, (m) => m.value)
    for (const m of moves) {
      const column = columnOf(m)
      const sign = (OUTFLOWS as readonly string[]).includes(column) ? -1 : 1
      const flow = (group.flows[column] ??= [0, 0])
      flow[0] += sign * m.quantity
      flow[1] += sign * m.value
    }
  }
  return groups
}

function keyOfGroup(facts: Facts, flows: ReturnType<typeof stockFlows>, group: number, by: Group): string {
  const product = facts.products[flows.product[group]!]!
  const warehouse = facts.warehouses[flows.warehouse[group]!]!
  return {
    product: product.id,
    type: product.typeId ?? '',
    brand: product.brand,
    warehouse: warehouse.id,
    site: facts.sites[warehouse.site]!.id,
    'product-warehouse': `${product.id} ${warehouse.id}`,
  }[by]
}

/** 进销存 by every grouping is what the rows of the ledger say, and on the last day what is stored. */
async function checkFlows(company: TestCompany, books: Books, periods: readonly [Day, Day][]): Promise<void> {
  const facts = await factsOf(company, TODAY)
  for (const [from, to] of periods) {
    for (const by of STOCK_GROUPS) {
      const flows = stockFlows(facts, { from: dayNumber(from), to: dayNumber(to), by })
      const slow = flowsSlowly(books, by, from, to)
      expect(flows.groups).toBe(slow.size)
      for (let group = 0; group < flows.groups; group++) {
        const expected = slow.get(keyOfGroup(facts, flows, group, by))!
        expect([flows.openingQuantity[group], flows.openingValue[group]]).toEqual(expected.opening)
        expect([flows.closingQuantity[group], flows.closingValue[group]]).toEqual(expected.closing)
        FLOWS.forEach((flow, at) => {
          if (flow === 'average') return
          const [quantity, value] = expected.flows[flow] ?? [0, 0]
          expect([flow, flows.quantity[at]![group]! + 0, flows.value[at]![group]! + 0]).toEqual([
            flow,
            quantity + 0,
            value + 0,
          ])
        })
        const average = flows.value[FLOWS.indexOf('average')]![group]!
        if (by !== 'warehouse' && by !== 'product-warehouse') expect(average).toBe(0)
      }
      const averages = flows.value[FLOWS.indexOf('average')]!
      expect(averages.reduce((a, b) => a + b, 0)).toBe(0)
    }
  }
  const last = stockFlows(facts, { from: dayNumber('2026-11-01'), to: dayNumber(TODAY), by: 'product-warehouse' })
  const worth = new Map<string, number>()
  for (let group = 0; group < last.groups; group++) {
    const key = keyOfGroup(facts, last, group, 'product-warehouse')
    expect(last.closingQuantity[group]).toBe(books.onHand.get(key))
    const warehouse = facts.warehouses[last.warehouse[group]!]!
    const pool = `${facts.products[last.product[group]!]!.id} ${facts.sites[warehouse.site]!.id}`
    worth.set(pool, (worth.get(pool) ?? 0) + last.closingValue[group]!)
  }
  for (const [pool, value] of books.worth) expect([pool, worth.get(pool) ?? 0]).toEqual([pool, value])
}

/** Layers of the stock are what following every movement since the beginning says. */
async function checkAges(company: TestCompany, books: Books, days: readonly Day[]): Promise<void> {
  const facts = await factsOf(company, TODAY)
  for (const day of days) {
    const ages = ageStock(facts, { day: dayNumber(day) })
    const slow = layersAt(books, day)
    facts.products.forEach((product, place) => {
      const bands = AGE_BANDS.map(() => 0)
      const own = books.moved.filter((m) => m.product === product.id && m.day <= day)
      for (const warehouse of new Set(own.map((m) => m.warehouse))) {
        const quantity = sum(
          own.filter((m) => m.warehouse === warehouse),
          (m) => m.quantity,
        )
        if (quantity < 0) bands[0]! += quantity
        for (const { day: came, left } of slow.get(`${product.id} ${warehouse}`) ?? [])
          bands[bandAt(came, day)]! += left
      }
      expect([day, product.name, ...ages.quantity.map((column) => column[place]!)]).toEqual([
        day,
        product.name,
        ...bands,
      ])
      const sites = new Set(own.map((m) => m.site))
      const value = sum([...sites], (site) =>
        sum(
          own.filter((m) => m.site === site),
          (m) => m.value,
        ),
      )
      expect(ages.value.reduce((total, column) => total + column[place]!, 0)).toBe(value)
    })
  }
}

/** The answers of the methods: rows, totals and what rounding leaves, in 分. */
async function checkAnswers(company: TestCompany, books: Books, from: Day, to: Day): Promise<void> {
  const { client } = company
  for (const by of STOCK_GROUPS) {
    const answer = await client.stockAnalysis.flow({ from, to, by, limit: 1000 })
    const slow = flowsSlowly(books, by, from, to)
    expect(answer.rows.map((row) => row.key).sort()).toEqual([...slow.keys()].sort())
    for (const row of [...answer.rows, answer.totals]) {
      const [inflow, outflow] = [
        row.value!.slice(0, INFLOWS.length),
        row.value!.slice(INFLOWS.length, INFLOWS.length + OUTFLOWS.length),
      ]
      expect(row.inValue).toBe(sum(inflow, (one) => one))
      expect(row.outValue).toBe(sum(outflow, (one) => one))
      expect(row.openingValue! + row.inValue! - row.outValue! + row.corrections!).toBe(row.closingValue)
      expect(row.openingQuantity + row.inQuantity - row.outQuantity).toBe(row.closingQuantity)
    }
    for (const key of ['openingValue', 'inValue', 'outValue', 'corrections', 'closingValue'] as const)
      expect(sum(answer.rows, (row) => row[key]!) + answer.rounding[key]!).toBe(answer.totals[key])
    for (const row of answer.rows) {
      const { opening, closing } = slow.get(row.key)!
      expect([row.openingQuantity, row.openingValue]).toEqual([opening[0], fenOf(opening[1])])
      expect([row.closingQuantity, row.closingValue]).toEqual([closing[0], fenOf(closing[1])])
    }
    // the same whole however it is cut
    const whole = books.moved.filter((m) => m.day <= to)
    expect(answer.totals.closingValue).toBe(fenOf(sum(whole, (m) => m.value)))
    expect(answer.curve.at(-1)).toEqual({ day: to, value: answer.totals.closingValue })
  }
  // what sales cost in this table is what it is in the reports of sales
  const { totals } = await client.stockAnalysis.flow({ from, to })
  const value = (flow: (typeof FLOWS)[number]) => totals.value![FLOWS.indexOf(flow)]!
  const cost = sum(
    books.sold.filter((one) => one.day >= from && one.day <= to),
    (one) => one.cost,
  )
  expect(Math.abs(value('sale') - value('sales-return') - value('sales-cost') - fenOf(cost))).toBeLessThanOrEqual(3)

  const { rows } = await client.stockAnalysis.flow({ from, to, limit: 1000 })
  for (const row of rows) {
    for (const flow of ['in', 'out', 'corrections'] as const) {
      const moves = (await client.stockAnalysis.movements({ productId: row.productId!, from, to, flow, limit: 500 }))
        .rows
      const quantity = sum(moves, (m) => m.quantity)
      expect(flow === 'out' ? -quantity + 0 : quantity).toBe(
        { in: row.inQuantity, out: row.outQuantity, corrections: 0 }[flow],
      )
    }
  }
}

async function checkGoods(company: TestCompany, books: Books, from: Day, to: Day, warehouseId?: string): Promise<void> {
  const facts = await factsOf(company, TODAY)
  const where = warehouseId ? { warehouseId } : {}
  const answer = await company.client.stockAnalysis.goods({ from, to, useDays: 60, limit: 1000, ...where })
  const asked = facts.warehouses.map((one) => one.id).filter((id) => warehouseId === undefined || id === warehouseId)
  const sold = books.sold.filter((one) => asked.includes(one.warehouse) && one.day <= to)
  for (const row of answer.rows) {
    const own = books.moved.filter((m) => m.product === row.productId && m.day <= to)
    const here = own.filter((m) => asked.includes(m.warehouse))
    const places = asked.filter((id) => here.some((m) => m.warehouse === id))
    expect(row.quantity).toBe(sum(here, (m) => m.quantity))
    expect(row.value).toBe(fenOf(sum(places, (id) => worthAt(books, row.productId, id, to))))
    expect(row.averageValue).toBe(fenOf(Math.round(averageOf(books, row.productId, places, from, to))))
    const sales = sold.filter((one) => one.product === row.productId)
    const period = sales.filter((one) => one.day >= from)
    expect(row.soldQuantity).toBe(sum(period, (one) => one.quantity))
    expect(row.soldAmount).toBe(sum(period, (one) => one.amount))
    expect(row.cost).toBe(fenOf(sum(period, (one) => one.cost)))
    const usedFrom = addDays(to, -59)
    const assembled = here.filter((m) => m.day >= usedFrom && columnOf(m) === 'assembly-out')
    const used =
      sum(
        sales.filter((one) => one.day >= usedFrom),
        (one) => one.quantity,
      ) - sum(assembled, (m) => m.quantity)
    const first = [...here, ...sales].map((one) => one.day).sort()[0]!
    const days = Math.min(60, dayNumber(to) - dayNumber(first) + 1)
    const use = Math.max(0, used / days)
    expect(row.usePerDay).toBe(Math.round(use))
    expect(row.cover).toBe(use > 0 ? Math.round(row.quantity / use) + 0 : null)
    const lastSale = sales
      .filter((one) => one.quantity > 0)
      .map((one) => one.day)
      .sort()
      .at(-1)
    expect(row.lastSale).toBe(lastSale ?? null)
    expect(row.quietDays).toBe(dayNumber(to) - dayNumber(lastSale ?? first))
    expect(row.lists.includes('dead')).toBe(row.quantity > 0 && row.quietDays! >= 180)
    expect(row.lists.includes('negative')).toBe(row.quantity < 0)
    if (row.averageValue! > 0 && row.cost! > 0) {
      // of amounts that are not rounded to the 分, as those of the row are
      const turnover = (cost: number, value: number) =>
        ((cost / value) * 365) / (dayNumber(to) - dayNumber(from) + 1) - row.turnover! / 100
      expect(turnover(row.cost! - 0.5, row.averageValue! + 0.5)).toBeLessThanOrEqual(0.005)
      expect(turnover(row.cost! + 0.5, row.averageValue! - 0.5)).toBeGreaterThanOrEqual(-0.005)
    }
    expect(sum(row.ageValue!, (one) => one)).toBe(row.value)
    expect(sum(row.ageQuantity, (one) => one)).toBe(row.quantity)
  }
  expect(answer.matrix.reduce((n, cell) => n + cell.products, 0)).toBe(answer.count)
  expect(Math.abs(sum(answer.rows, (row) => row.value!) - answer.totals.value!)).toBeLessThanOrEqual(answer.count)
}

describe('stock reports', () => {
  it('are what the ledger and the bills say, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), fc.nat(200), fc.nat(60), async (seed, start, length) => {
        const company = await livedCompany(seed)
        try {
          company.clock.set(`${TODAY}T02:00:00.000Z`)
          const books = readBooks(company)
          const from = addDays('2026-11-20', start)
          const to = addDays(from, length)
          await checkFlows(company, books, [
            [from, to],
            ['2026-11-12', '2026-11-20'],
            ['2026-11-23', TODAY],
          ])
          await checkAges(company, books, [TODAY, to])
          await checkAnswers(company, books, from, to)
          await checkGoods(company, books, from, to)
          await checkGoods(company, books, '2026-11-23', TODAY, books.moved[0]!.warehouse)
        } finally {
          await company.close()
        }
      }),
      { numRuns: 2 },
    )
  })
})
