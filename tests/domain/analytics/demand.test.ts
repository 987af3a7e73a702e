import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayNumber } from '../../../shared/day.ts'
import { boughtTogether } from '../../../shared/domain/analytics/baskets.ts'
import { callList, expectedOrders } from '../../../shared/domain/analytics/call-list.ts'
import { demandBackTest } from '../../../shared/domain/analytics/demand-back-test.ts'
import { expectedBasket, learnHabits } from '../../../shared/domain/analytics/next-basket.ts'
import { chanceWithin, learnRhythm, likeliestGap, nextOrderCurve } from '../../../shared/domain/analytics/next-order.ts'
import { lotCustomers, pushList, type ExpiringLot } from '../../../shared/domain/analytics/push-list.ts'
import { purchasesOf, type Purchases } from '../../../shared/domain/analytics/purchases.ts'
import { segmentGoods, segmentsOf } from '../../../shared/domain/analytics/segment-goods.ts'
import type { Facts } from '../../../shared/domain/analytics/facts.ts'
import { customerFact, factsOf, type SaleDocument } from '../../support/facts.ts'
import { slowAgain, slowGoods, slowLeft, slowPositions, slowPurchases, slowRules } from './slow-demand.ts'

const TODAY = dayNumber('2026-11-23')
const PRODUCTS = 7
const CUSTOMERS = 6
const noBreath = () => Promise.resolve()
const ALL = { from: 0, to: TODAY }

const documents: fc.Arbitrary<SaleDocument[]> = fc.array(
  fc
    .record({
      day: fc.integer({ min: TODAY - 60, max: TODAY }),
      kind: fc.constantFrom('order', 'order', 'shipment', 'history', 'return'),
      customer: fc.nat(CUSTOMERS - 1),
      isCredit: fc.boolean(),
      lines: fc.array(
        fc.record({
          product: fc.nat(PRODUCTS - 1),
          quantity: fc.integer({ min: 1, max: 4 }).map((n) => n * 1000),
          amount: fc.integer({ min: 1, max: 9000 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    })
    .map(({ isCredit, ...document }): SaleDocument => {
      const isBack = document.kind === 'return' || (document.kind === 'history' && isCredit)
      const back = document.lines.map((l) => ({ ...l, quantity: -l.quantity, amount: -l.amount }))
      return isBack ? { ...document, lines: back } : (document as SaleDocument)
    }),
  { maxLength: 90, size: 'max' },
)

const GRADES = ['A', 'B', '']
const customers = Array.from({ length: CUSTOMERS }, (_, i) =>
  customerFact(`customer-${i}`, {
    grade: GRADES[i % 3]!,
    regionPath: i % 2 === 0 ? ['east', `east-${i % 4}`] : [],
  }),
)
/** The facts of documents, with all seven products. */
function factsFrom(list: readonly SaleDocument[]): Facts {
  const facts = factsOf(TODAY, customers, list)
  const [one] = factsOf(TODAY, [], [{ day: 0, kind: 'order', customer: 0, lines: [{ amount: 1 }] }]).products
  return {
    ...facts,
    products: Array.from({ length: PRODUCTS }, (_, i) => facts.products[i] ?? { ...one!, id: `p${i}` }),
  }
}

function purchasesAsText(purchases: Purchases, customer: number): string[] {
  const text: string[] = []
  for (let at = purchases.first[customer]!; at < purchases.first[customer + 1]!; at++) {
    const lines = Array.from({ length: purchases.end[at]! - purchases.begin[at]! }, (_, i) => purchases.begin[at]! + i)
    const goods = lines.map((l) => `${purchases.product[l]}:${purchases.quantity[l]}:${purchases.amount[l]}`).sort()
    text.push([purchases.day[at], ...goods].join(' '))
  }
  return text
}

/** Purchases of one customer on these days, always of the same goods. */
const regular = (customer: number, days: readonly number[], goods = [0]): SaleDocument[] =>
  days.map((day) => ({
    day,
    kind: 'order',
    customer,
    lines: goods.map((product) => ({ product, quantity: 2000, amount: 100 })),
  }))
const every = (days: number, times: number, last: number): number[] =>
  Array.from({ length: times }, (_, i) => last - (times - 1 - i) * days)

describe('purchases', () => {
  it('are what each customer took a day, as recomputed slowly', () => {
    fc.assert(
      fc.property(documents, (list) => {
        const purchases = purchasesOf(factsFrom(list), ALL)
        for (let customer = 0; customer < CUSTOMERS; customer++)
          expect(purchasesAsText(purchases, customer)).toEqual(
            slowPurchases(list, customer).map(({ day, goods }) =>
              [day, ...[...goods].map(([p, g]) => `${p}:${g.quantity}:${g.amount}`).sort()].join(' '),
            ),
          )
      }),
      { numRuns: 60 },
    )
  })
})

describe('bought together', () => {
  it('finds every rule that trying all sets finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.integer({ min: 2, max: 4 }),
        fc.constantFrom(0, 0.3, 0.6),
        async (list, least, confidence) => {
          const answer = await boughtTogether(factsFrom(list), { ...ALL, least, confidence, limit: 10_000 }, noBreath)
          const slow = slowRules(list, PRODUCTS, least, confidence)
          const text = (rule: object) => JSON.stringify(rule)
          expect(answer.orders).toBe(slow.orders)
          expect(answer.found).toBe(answer.rules.length)
          expect(answer.rules.map(({ lift: _, ...rule }) => text(rule)).sort()).toEqual(slow.rules.map(text).sort())
          for (const { together, withFrom, withTo, lift } of answer.rules)
            expect(lift).toBeCloseTo(together / withFrom / (withTo / slow.orders), 9)
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('segments', () => {
  it('buy what adding up their documents says, with all customers beside it', () => {
    const basis = fc.constantFrom('shipped' as const, 'ordered' as const)
    fc.assert(
      fc.property(documents, basis, fc.integer({ min: 0, max: 40 }), (list, its, days) => {
        const scope = { from: TODAY - days, to: TODAY - 3, basis: its }
        const facts = factsFrom(list)
        const of = (members: number[], product?: number) =>
          slowGoods(list, { ...scope, members, ...(product === undefined ? {} : { product }) })
        const everybody = customers.map((_, i) => i)
        for (const grade of GRADES) {
          const members = everybody.filter((i) => customers[i]!.grade === grade)
          const answer = segmentGoods(facts, { ...scope, isMember: (c) => c.grade === grade })
          const { amount, buyers } = of(members)
          expect([answer.amount, answer.buyers]).toEqual([amount, buyers])
          expect([answer.amountOfAll, answer.buyersOfAll]).toEqual([of(everybody).amount, of(everybody).buyers])
          for (const goods of answer.goods) {
            const whole = of(everybody, goods.product)
            expect(goods).toEqual({
              product: goods.product,
              ...of(members, goods.product),
              amountOfAll: whole.amount,
              buyersOfAll: whole.buyers,
            })
          }
          const size = segmentsOf(facts, { ...scope, dimension: 'grade', saved: new Map() }).find(
            ({ value }) => value === grade,
          )
          if (size) expect(size).toEqual({ value: grade, amount, buyers })
          else expect(buyers).toBe(0)
        }
        const east = everybody.filter((i) => i % 2 === 0)
        const region = segmentsOf(facts, { ...scope, dimension: 'region', saved: new Map() }).find(
          ({ value }) => value === 'east',
        )
        if (region) expect(region).toEqual({ value: 'east', amount: of(east).amount, buyers: of(east).buyers })
      }),
      { numRuns: 30 },
    )
  })
})

describe('next order', () => {
  it('falls on the customer’s day of the week, and who is late is on the list', async () => {
    const tuesday = dayNumber('2026-11-17')
    const list = [
      ...regular(0, every(7, 12, tuesday)),
      ...regular(1, every(10, 9, TODAY - 13)),
      ...regular(2, every(30, 6, TODAY - 3)),
    ]
    const purchases = purchasesOf(factsFrom(list), ALL)
    const rhythm = learnRhythm(purchases, TODAY)
    const expected = await expectedOrders(purchases, TODAY, rhythm, noBreath)
    expect(expected[0]!.dueDay).toBe(tuesday + 7)
    // a rhythm of ten or thirty days wanders through the week: habits of the week may move it a little
    expect(Math.abs(expected[1]!.dueDay - (TODAY - 3))).toBeLessThanOrEqual(2)
    expect(Math.abs(expected[2]!.dueDay - (TODAY + 27))).toBeLessThanOrEqual(2)
    expect(expected.map((one) => one.usualGap)).toEqual([7, 10, 30])
    expect(expected.map((one) => one.usualAmount)).toEqual([100, 100, 100])
    expect(callList(expected, TODAY).map(({ customer, reason }) => [customer, reason])).toEqual([
      [0, 'likely'],
      [1, 'late'],
    ])
    expect(callList(await expectedOrders(purchases, TODAY + 1, rhythm, noBreath), TODAY + 1)[0]).toMatchObject({
      customer: 0,
      reason: 'due',
    })
    const habits = await learnHabits(purchases, TODAY, PRODUCTS, noBreath)
    expect(expectedBasket(purchases, 0, 12, habits)).toMatchObject([
      { product: 0, quantity: 2000, amount: 100, times: 12, known: 12 },
    ])
  })

  it('is never more likely than certain, and no less likely for being waited for longer', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 60 }), (list, elapsed) => {
        const purchases = purchasesOf(factsFrom(list), ALL)
        const rhythm = learnRhythm(purchases, TODAY)
        for (let customer = 0; customer < CUSTOMERS; customer++) {
          const [begin, end] = [purchases.first[customer]!, purchases.first[customer + 1]!]
          if (end - begin < 3) continue
          const curve = nextOrderCurve(rhythm, purchases.day, begin, end)
          const whole = curve.reduce((a, b) => a + b, 0)
          expect(whole).toBeLessThanOrEqual(1 + 1e-9)
          expect(Math.min(...curve)).toBeGreaterThanOrEqual(0)
          expect(likeliestGap(curve)).toBeGreaterThanOrEqual(1)
          const week = chanceWithin(curve, elapsed, 7)
          expect(week).toBeLessThanOrEqual(1)
          expect(chanceWithin(curve, elapsed, 8)).toBeGreaterThanOrEqual(week)
          const left = 1 - curve.slice(1, elapsed).reduce((a, b) => a + b, 0)
          const within = curve.slice(elapsed, elapsed + 7).reduce((a, b) => a + b, 0)
          if (left >= 0.02) expect(week).toBeCloseTo(Math.min(1, within / left), 9)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('counts who is lost: half of the customers who never come back halve the chance', () => {
    const back = Array.from({ length: 3 }, (_, i) => regular(i, every(10, 8, TODAY - 1)))
    const gone = Array.from({ length: 3 }, (_, i) => regular(3 + i, every(10, 4, TODAY - 300)))
    const stays = learnRhythm(purchasesOf(factsFrom(back.flat()), ALL), TODAY)
    const mixed = learnRhythm(purchasesOf(factsFrom([...back, ...gone].flat()), ALL), TODAY)
    expect(stays.over.at(-1)).toBeCloseTo(1, 2)
    // 3 × 5 gaps ended, 3 × 1 besides; 3 customers never came: they were watched all the time
    expect(mixed.over.at(-1)!).toBeCloseTo(18 / 21, 1)
  })
})

describe('expected basket', () => {
  it('counts goods taken again as a slow recount does, and takes the likeliest', async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (list) => {
        const facts = factsFrom(list)
        const purchases = purchasesOf(facts, ALL)
        const slow = customers.map((_, customer) => slowPurchases(list, customer))
        const habits = await learnHabits(purchases, TODAY + 1, PRODUCTS, noBreath)
        const cells = slowAgain(slow)
        const againOf = (position: string): number => {
          const [known, times, missed] = position.split(' ').map(Number) as [number, number, number]
          const { cases, hits } = cells.get(position) ?? { cases: 0, hits: 0 }
          return (hits + 20 * (times / (known + 3)) * Math.exp(-0.15 * missed)) / (cases + 20)
        }
        const pace = (product: number): number => {
          let [expected, taken] = [3, 3]
          for (const all of slow)
            all.forEach(({ day, goods }, at) => {
              const its = slowPositions(all, at).find((one) => one.product === product)
              if (!its || day < TODAY + 1 - 30) return
              expected += againOf(its.position)
              if (goods.has(product)) taken++
            })
          return taken / expected
        }
        slow.forEach((all, customer) => {
          const basket = expectedBasket(purchases, customer, purchases.first[customer + 1]!, habits)
          const expected = slowPositions(all, all.length)
            .map(({ product, position }) => ({ product, chance: Math.min(0.98, againOf(position) * pace(product)) }))
            .sort((a, b) => b.chance - a.chance || a.product - b.product)
          basket.forEach(({ product, chance }) =>
            expect(chance).toBeCloseTo(expected.find((one) => one.product === product)!.chance, 9),
          )
          basket.forEach(({ chance }, i) => expect(chance).toBeCloseTo(expected[i]!.chance, 9))
          const sizes = all.slice(-7).reverse()
          const weight = sizes.reduce((total, _, i) => total + 0.8 ** i, 0)
          const size = sizes.reduce((total, { goods }, i) => total + 0.8 ** i * goods.size, 0) / weight
          if (all.length > 0) expect(basket.length).toBe(Math.min(expected.length, Math.max(1, Math.round(size))))
        })
      }),
      { numRuns: 25 },
    )
  })
})

describe('back-test', () => {
  it('finds regular customers on the day, with their goods, and does not look ahead', async () => {
    const weekly = Array.from({ length: CUSTOMERS }, (_, i) =>
      regular(i, every(7, 52, TODAY - 1 - i), [i, (i + 1) % PRODUCTS]),
    )
    const test = await demandBackTest(
      purchasesOf(factsFrom(weekly.flat()), ALL),
      { today: TODAY, products: PRODUCTS },
      noBreath,
    )
    const { dates, baskets, calls } = test
    expect(dates.ours).toMatchObject({ tries: test.purchases, within3: test.purchases, medianError: 0 })
    expect(baskets.ours).toEqual({
      named: 2 * test.purchases,
      taken: 2 * test.purchases,
      right: 2 * test.purchases,
      sameQuantity: 2 * test.purchases,
    })
    expect(calls.ours).toEqual({ called: calls.ours.called, ordered: calls.ours.called })
    const changed = weekly
      .flat()
      .map((d) => (d.day < TODAY - 1 ? d : { ...d, lines: d.lines.map((l) => ({ ...l, product: 6 })) }))
    const after = await demandBackTest(
      purchasesOf(factsFrom(changed), ALL),
      { today: TODAY - 1, products: PRODUCTS },
      noBreath,
    )
    const before = await demandBackTest(
      purchasesOf(factsFrom(weekly.flat()), ALL),
      { today: TODAY - 1, products: PRODUCTS },
      noBreath,
    )
    expect(after).toEqual(before)
  })
})

describe('lots to push', () => {
  const lotsOf = fc.array(
    fc.record({ free: fc.integer({ min: 1, max: 40 }), days: fc.integer({ min: 1, max: 80 }), product: fc.nat(2) }),
    { minLength: 1, maxLength: 6 },
  )
  const question = { withinDays: 365, minLife: () => 0, include: () => true }
  const lot = (
    id: string,
    product: number,
    free: number,
    days: number,
    fields: Partial<ExpiringLot> = {},
  ): ExpiringLot => ({
    id,
    product,
    site: 0,
    free: free * 1000,
    expiryDay: TODAY + days,
    life: 5000,
    cost: 100_000,
    ...fields,
  })

  it('leave what selling a day after the other leaves', () => {
    fc.assert(
      fc.property(documents, lotsOf, (list, kinds) => {
        const facts = factsFrom(list)
        const lots = kinds.map((k, i) => lot(`lot-${i}`, k.product, k.free, k.days))
        const pushed = new Map(pushList(facts, purchasesOf(facts, ALL), lots, question).map((one) => [one.lot.id, one]))
        for (let product = 0; product <= 2; product++) {
          const own = lots.filter((one) => one.product === product)
          if (own.length === 0) continue
          const members = customers.map((_, i) => i)
          const sold = slowGoods(list, { from: TODAY - 90, to: TODAY - 1, basis: 'shipped', members, product }).quantity
          const left = slowLeft(own, TODAY, Math.max(0, sold / 90))
          for (const { id, free } of own) {
            const exact = left.get(id)!
            const unsold = pushed.get(id)?.unsold ?? 0
            expect(unsold).toBe(Math.min(free, Math.max(0, Math.ceil(exact / 1000 - 1e-6)) * 1000))
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('name who buys the product and takes goods of this age, and what that is worth', () => {
    const shipped = regular(0, every(10, 9, TODAY - 5), [1]).map((d): SaleDocument => ({ ...d, kind: 'shipment' }))
    const list = [
      ...shipped,
      ...regular(0, every(10, 9, TODAY - 5), [1]),
      ...regular(1, [TODAY - 20], [1]),
      ...regular(2, [TODAY - 400], [1]),
    ]
    const facts = factsFrom(list)
    const purchases = purchasesOf(facts, ALL)
    // 18 units in 90 days: 0.2 a day; 20 days sell 4 of 40; price 0.5 yuan a unit
    const [one] = pushList(facts, purchases, [lot('a', 1, 40, 20, { cost: 4000 })], question)
    expect(one).toMatchObject({
      days: 20,
      pace: 200,
      unsold: 36_000,
      loss: 1440,
      usualPrice: 5000,
      suggestedPrice: 2500,
    })
    expect(one).toMatchObject({ customers: 2, possible: 4000, lossAvoided: 100 })
    const fussy = { ...question, minLife: (customer: number) => (customer === 0 ? 6667 : 0) }
    expect(lotCustomers(facts, purchases, one!.lot, fussy)).toEqual([
      { customer: 1, times: 1, lastDay: TODAY - 20, quantity: 2000, price: 5000 },
    ])
    expect(pushList(facts, purchases, [lot('b', 1, 40, 20)], { ...question, withinDays: 19 })).toEqual([])
  })
})
