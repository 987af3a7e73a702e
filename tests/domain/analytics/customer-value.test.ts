import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayNumber } from '../../../shared/day.ts'
import { abcLimits, abcOf, gradeClass } from '../../../shared/domain/analytics/abc.ts'
import { cohortsOf, inCohort, monthName } from '../../../shared/domain/analytics/cohorts.ts'
import { marginOf } from '../../../shared/domain/analytics/customer-money.ts'
import { customerValues, VALUE_RULES } from '../../../shared/domain/analytics/customer-value.ts'
import {
  isLate,
  LATE_AFTER,
  NO_ALARMS,
  RETURN_DAYS,
  testAlarm,
  testDays,
} from '../../../shared/domain/analytics/late.ts'
import {
  cellOf,
  quintileBounds,
  RFM_SEGMENTS,
  SEGMENT_RULES,
  segmentPlace,
  segmentTable,
} from '../../../shared/domain/analytics/rfm.ts'
import { NEVER, orderDays, rhythmOf, rhythms } from '../../../shared/domain/analytics/rhythm.ts'
import { customerFact, factsOf, type SaleDocument } from '../../support/facts.ts'
import { slowCohorts, slowValues } from './slow-value.ts'

const TODAY = dayNumber('2026-11-23')
const FROM = TODAY - 364

const line = fc.record({
  amount: fc.integer({ min: 1, max: 50_000 }),
  revenue: fc.integer({ min: 1, max: 50_000 }),
  cost: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 6_000_000 }) }, fc.constant(null)),
})
const documents = (customers: number): fc.Arbitrary<SaleDocument[]> =>
  fc.array(
    fc
      .record({
        day: fc.integer({ min: TODAY - 700, max: TODAY + 5 }),
        kind: fc.constantFrom('order', 'order', 'shipment', 'history', 'return'),
        customer: fc.nat(customers - 1),
        lines: fc.array(line, { minLength: 1, maxLength: 3 }),
        credit: fc.boolean(),
      })
      .map(({ credit, ...document }): SaleDocument => {
        const back = document.kind === 'return' || (document.kind === 'history' && credit)
        const flip = (n: number | null): number | null => (n === null ? null : -n)
        return back
          ? {
              ...document,
              lines: document.lines.map((l) => ({ amount: -l.amount, revenue: -l.revenue, cost: flip(l.cost) })),
            }
          : document
      }),
    { maxLength: customers * 8, size: 'max' },
  )

describe('customer value', () => {
  it.each([8, 70])('equals a slow recomputation from the documents (%i customers)', (many) => {
    let byQuintiles = 0
    fc.assert(
      fc.property(
        documents(many),
        fc.constantFrom('margin', 'amount'),
        fc.constantFrom('rhythm', 'days'),
        (made, measure, recency) => {
          const rules = { ...VALUE_RULES, measure, recency } as const
          const facts = factsOf(
            TODAY,
            Array.from({ length: many }, (_, i) => customerFact(`customer-${i}`)),
            made,
          )
          const fast = customerValues(facts, { from: FROM, to: TODAY, walkIns: [], rules })
          const slow = slowValues(made, many, FROM, TODAY, rules)
          expect(fast.measure).toBe(slow.measure)
          if (fast.rfm.quintiles) byQuintiles += 1
          const segments = segmentTable(rules.segments)
          for (const row of slow.values) {
            const c = row.customer
            const { r, f, m } = fast.rfm
            expect({
              customer: c,
              orders: fast.count[c],
              firstDay: fast.firstDay[c] === NEVER ? NaN : fast.firstDay[c],
              lastDay: fast.lastDay[c] === NEVER ? NaN : fast.lastDay[c],
              rhythm: fast.rhythm[c] || null,
              amount: fast.money.amount[c],
              margin: marginOf(fast.money, c),
              value: fast.value[c],
              abc: abcOf(fast.value[c]!, fast.abc),
              scores: r[c] === 0 ? null : { r: r[c], f: f[c], m: m[c] },
              segment: r[c] === 0 ? '' : segments[segmentPlace(r[c]!, f[c]!, m[c]!)],
              cell: r[c] === 0 ? '' : cellOf(r[c]!, f[c]!, m[c]!, fast.rfm.mean),
            }).toEqual(row)
          }
        },
      ),
      { numRuns: 25 },
    )
    expect(byQuintiles > 0).toBe(many > 50)
  })

  it('leaves customers that are nobody in particular out of scores, not out of contribution', () => {
    const sale = (customer: number): SaleDocument => ({
      day: TODAY,
      kind: 'history',
      customer,
      lines: [{ amount: 100 }],
    })
    const facts = factsOf(TODAY, [customerFact('walk-in'), customerFact('one')], [sale(0), sale(1)])
    const values = customerValues(facts, { from: FROM, to: TODAY, walkIns: ['walk-in'], rules: VALUE_RULES })
    expect([...values.rfm.r]).toEqual([0, 5])
    expect(values.abc.total).toBe(200)
    expect(values.measure).toBe('amount')
  })
})

describe('classes', () => {
  it('give the better class to the one that crosses a bound, and the same to equals', () => {
    const classes = (...values: number[]) => {
      const limits = abcLimits(Float64Array.from(values))
      return values.map((value) => abcOf(value, limits)).join('')
    }
    expect(classes(900, 40, 30, 20)).toBe('ABBC')
    expect(classes(50, 30, 15, 5)).toBe('AABC')
    expect(classes(25, 25, 25, 25)).toBe('AAAA')
    expect(classes(100, 0, -40)).toBe('ACC')
    expect(classes(0, -1)).toBe('CC')
    expect(classes()).toBe('')
  })

  it('read a hand-set grade where it says a class', () => {
    expect(['A', 'b级', 'Ｃ类', ' A+', 'Ace', 'VIP', ''].map(gradeClass)).toEqual([
      'A',
      'B',
      'C',
      'A',
      null,
      null,
      null,
    ])
  })
})

describe('segments', () => {
  it('are all reached by the bounds of the table, each combination by one', () => {
    const table = segmentTable(SEGMENT_RULES)
    const of = new Map<string, number>()
    for (let r = 1; r <= 5; r++)
      for (let f = 1; f <= 5; f++)
        for (let m = 1; m <= 5; m++) {
          const segment = table[segmentPlace(r, f, m)]!
          of.set(segment, (of.get(segment) ?? 0) + 1)
        }
    expect([...of.keys()].sort()).toEqual([...RFM_SEGMENTS].sort())
    expect([...of.values()].reduce((a, b) => a + b)).toBe(125)
    expect(table[segmentPlace(5, 5, 5)]).toBe('champions')
    expect(table[segmentPlace(1, 5, 4)]).toBe('cant-lose')
    expect(table[segmentPlace(5, 1, 1)]).toBe('new')
    expect(table[segmentPlace(1, 1, 1)]).toBe('lost')
  })

  it('has bounds at every fifth rank', () => {
    expect(quintileBounds(Float64Array.from([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]))).toEqual([2, 4, 6, 8])
    expect(quintileBounds(Float64Array.from([3, 1, 2]))).toEqual([1, 2, 2, 3])
  })
})

describe('rhythm', () => {
  it('tells a rhythm from three different days on', () => {
    expect(rhythmOf(['2026-01-10', '2026-01-03'])).toBeNull()
    expect(rhythmOf(['2026-01-10', '2026-01-10', '2026-01-03'])).toBeNull()
    expect(rhythmOf(['2026-01-31', '2026-01-10', '2026-01-09'])).toBe(11)
    expect(rhythmOf(['2026-02-28', '2026-01-31', '2026-01-10', '2026-01-03'])).toBe(21)
  })

  it('comes late after one and a half times, and not for ever', () => {
    expect(isLate(15, 10, LATE_AFTER)).toBe(false)
    expect(isLate(16, 10, LATE_AFTER)).toBe(true)
    expect(isLate(400, 10, LATE_AFTER)).toBe(false)
    expect(isLate(400, 0, LATE_AFTER)).toBe(false)
  })

  it('tests its alarm on the past as it was', () => {
    fc.assert(
      fc.property(documents(8), fc.constantFrom(30, 400), (made, longest) => {
        const facts = factsOf(
          TODAY,
          Array.from({ length: 8 }, (_, i) => customerFact(`${i}`)),
          made,
        )
        const orders = orderDays(facts, TODAY)
        const days = testDays(TODAY - 700, TODAY)
        expect(days.at(-1)).toBe(TODAY - RETURN_DAYS)
        const slow = { ...NO_ALARMS }
        for (const day of days) {
          const then = rhythms(orderDays(facts, day))
          for (let c = 0; c < 8; c++) {
            const all = [...orders.day.subarray(orders.first[c], orders.first[c + 1])]
            const before = all.filter((d) => d <= day)
            if (then[c] === 0 || then[c]! > longest || day - before.at(-1)! > 365) continue
            const gone = !all.some((d) => d > day && d <= day + RETURN_DAYS)
            const flagged = day - before.at(-1)! > then[c]! * 1.5
            slow[flagged ? 'flagged' : 'unflagged'] += 1
            if (gone) slow[flagged ? 'flaggedGone' : 'unflaggedGone'] += 1
          }
        }
        const fast = days.reduce(
          (test, day) => testAlarm(orders, day, LATE_AFTER, () => false, test, longest),
          NO_ALARMS,
        )
        expect(fast).toEqual(slow)
      }),
      { numRuns: 30 },
    )
  })
})

describe('cohorts', () => {
  it('equal a count by the names of months', () => {
    fc.assert(
      fc.property(documents(12), (made) => {
        const facts = factsOf(
          TODAY,
          Array.from({ length: 12 }, (_, i) => customerFact(`${i}`)),
          made,
        )
        const orders = orderDays(facts, TODAY)
        const cohorts = cohortsOf(orders, TODAY, () => false)
        expect(Object.fromEntries(cohorts.map((c) => [monthName(c.month), c.active]))).toEqual(slowCohorts(made, TODAY))
        for (const { month, customers, active } of cohorts) {
          const members = facts.customers.filter((_, c) => inCohort(orders, c, month, null))
          expect(members.length).toBe(customers)
          active.forEach((count, after) =>
            expect(facts.customers.filter((_, c) => inCohort(orders, c, month, after)).length).toBe(count),
          )
        }
      }),
      { numRuns: 30 },
    )
  })
})
