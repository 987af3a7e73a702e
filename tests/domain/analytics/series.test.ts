import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulDiv } from '../../../shared/money.ts'
import { addDays, dayFromNumber, dayNumber, weekdayOf } from '../../../shared/day.ts'
import { extremesOf, MOST_EXTREMES } from '../../../shared/domain/analytics/peaks.ts'
import { seasonProfile, weekdayProfile } from '../../../shared/domain/analytics/profile.ts'
import {
  bucketsOf,
  dailySales,
  movingAverage,
  pointOf,
  SERIES_UNITS,
  yearEarlier,
} from '../../../shared/domain/analytics/series.ts'
import { customerFact, factsOf, type SaleDocument } from '../../support/facts.ts'

const day = dayNumber('2026-11-01')
const kinds = ['shipment', 'return', 'order', 'history'] as const
const documents: fc.Arbitrary<SaleDocument[]> = fc.array(
  fc
    .record({
      day: fc.integer({ min: day, max: day + 40 }),
      kind: fc.constantFrom(...kinds),
      customer: fc.nat(2),
      lines: fc.array(
        fc.record({
          product: fc.nat(3),
          amount: fc.integer({ min: 1, max: 100_000 }),
          quantity: fc.integer({ min: 1, max: 50_000 }),
          cost: fc.option(fc.integer({ min: 0, max: 9_000_000 })),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    })
    .map((document) =>
      document.kind === 'return'
        ? {
            ...document,
            lines: document.lines.map((l) => ({
              ...l,
              amount: -l.amount,
              quantity: -l.quantity,
              cost: -(l.cost ?? 0),
            })),
          }
        : document,
    ),
  { maxLength: 40 },
)
const customers = ['a', 'b', 'c'].map((id) => customerFact(id))

describe('the series', () => {
  it('has in its days, weeks and months what the documents of those days add up to', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom('shipped', 'ordered'), fc.option(fc.nat(3)), (all, basis, only) => {
        const facts = factsOf(day + 60, customers, all)
        const filter = only === null ? {} : { product: [`product-${only}`] }
        const range = { from: day + 3, to: day + 35 }
        const daily = dailySales(facts, { ...range, basis, filter })
        for (const unit of SERIES_UNITS) {
          for (const bucket of bucketsOf(unit, range.from, range.to, facts.today)) {
            const lines = all
              .filter((d) => d.day >= bucket.from && d.day <= bucket.to)
              .filter((d) => d.kind === 'history' || (d.kind === 'order') === (basis === 'ordered'))
              .flatMap((d) => d.lines.map((l) => ({ ...l, document: d })))
              .filter((l) => only === null || l.product === only)
            const known = lines.filter((l) => l.cost !== null)
            const orders = new Set(lines.map((l) => l.document).filter((d) => d.kind !== 'return'))
            const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
            expect(pointOf(daily, bucket)).toEqual({
              orders: orders.size,
              amount: sum(lines.map((l) => l.amount)),
              quantity: sum(lines.map((l) => l.quantity!)),
              margin:
                lines.length > 0 && known.length === 0
                  ? null
                  : mulDiv(sum(known.map((l) => l.amount * 100 - l.cost!)), 1, 100),
              uncosted: sum(lines.filter((l) => l.cost === null).map((l) => l.amount)),
            })
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is cut into days, weeks from Monday and months without gaps, and says which are not whole', () => {
    const from = dayNumber('2026-10-28')
    const to = dayNumber('2026-12-02')
    const texts = (unit: 'week' | 'month', today: string) =>
      bucketsOf(unit, from, to, dayNumber(today)).map(
        (b) => `${dayFromNumber(b.from)} ${dayFromNumber(b.to)} ${b.whole}`,
      )
    expect(texts('month', '2026-12-31')).toEqual([
      '2026-10-28 2026-10-31 false',
      '2026-11-01 2026-11-30 true',
      '2026-12-01 2026-12-02 false',
    ])
    // today is not over
    expect(texts('month', '2026-11-30')[1]).toBe('2026-11-01 2026-11-30 false')
    expect(texts('week', '2026-12-31').map((text) => text.slice(0, 10))).toEqual([
      '2026-10-28',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ])
    expect(bucketsOf('day', from, to, to)).toHaveLength(36)
  })

  it('compares months with the same month, days and weeks with those 52 weeks before', () => {
    const earlier = (unit: 'day' | 'month', from: string, to: string) => {
      const range = yearEarlier(unit, { from: dayNumber(from), to: dayNumber(to) })
      return [dayFromNumber(range.from), dayFromNumber(range.to)]
    }
    expect(earlier('month', '2026-11-01', '2026-11-30')).toEqual(['2025-11-01', '2025-11-30'])
    expect(earlier('month', '2024-02-01', '2024-02-29')).toEqual(['2023-02-01', '2023-02-28'])
    expect(earlier('month', '2025-02-01', '2025-02-28')).toEqual(['2024-02-01', '2024-02-29'])
    expect(earlier('month', '2026-11-10', '2026-11-23')).toEqual(['2025-11-10', '2025-11-23'])
    const [monday] = earlier('day', '2026-11-23', '2026-11-23')
    expect(monday).toBe('2025-11-24')
    expect(weekdayOf(monday!)).toBe(weekdayOf('2026-11-23'))
  })

  it('averages the last values, nothing before there are enough', () => {
    expect(movingAverage([3, 6, 9, 0], 3)).toEqual([null, null, 6, 5])
  })
})

describe('peaks and troughs', () => {
  const marks = (values: number[], places?: number[]) => extremesOf(values, places).map((e) => `${e.kind} ${e.index}`)

  it('are what stands out by a standard deviation, the ends never', () => {
    expect(marks([10, 11, 10, 40, 11, 10, 11, 10])).toEqual(['peak 3'])
    expect(marks([50, 49, 50, 12, 49, 50])).toEqual(['trough 3'])
    expect(marks([90, 1, 1, 1, 1, 1, 1, 90])).toEqual(['trough 1'])
    expect(marks([7, 7, 7, 7, 7, 7])).toEqual([])
    expect(marks([1, 2, 1])).toEqual([])
  })

  it('stand on the first of equal days, and a shoulder of a mountain is none', () => {
    expect(marks([0, 0, 9, 9, 9, 0, 0])).toEqual(['peak 2'])
    expect(marks([0, 0, 100, 98, 99, 0, 0])).toEqual(['peak 2'])
  })

  it('of days leave out what every such weekday does', () => {
    const weekdays = Array.from({ length: 42 }, (_, i) => i % 7)
    const values = weekdays.map((weekday): number => (weekday === 6 ? 0 : 100))
    expect(marks(values).filter((mark) => mark.startsWith('trough'))).toHaveLength(MOST_EXTREMES)
    expect(marks(values, weekdays)).toEqual([])
    values[16] = 20
    values[26] = 230
    expect(marks(values, weekdays)).toEqual(['trough 16', 'peak 26'])
  })

  it('are at most a few of each, higher or lower than what stands beside them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { maxLength: 80 }), (values) => {
        const found = extremesOf(values)
        for (const { index, kind } of found) {
          const sign = kind === 'peak' ? 1 : -1
          expect(sign * values[index]!).toBeGreaterThan(sign * values[index - 1]!)
          expect(sign * values[index]!).toBeGreaterThanOrEqual(sign * values[index + 1]!)
        }
        expect(found.filter(({ kind }) => kind === 'peak').length).toBeLessThanOrEqual(MOST_EXTREMES)
      }),
      { numRuns: 100 },
    )
  })
})

describe('profiles', () => {
  it('of the week compare the mean Monday with the mean day', () => {
    // 2026-11-02 is a Monday
    const values = Array.from({ length: 14 }, (_, i) => (i % 7 === 0 ? 70 : i % 7 === 6 ? 0 : 14))
    const profile = weekdayProfile(values, dayNumber('2026-11-02'))
    expect(profile[0]).toMatchObject({ weekday: 0, days: 2, mean: 70, index: 3.5 })
    expect(profile[6]).toMatchObject({ mean: 0, index: 0 })
    expect(weekdayProfile([0, 0], 0).every(({ index }) => index === null)).toBe(true)
  })

  it('of the year are not misled by growth, and want twelve whole months', () => {
    const from = dayNumber('2024-01-01')
    const to = dayNumber('2026-01-01')
    const values = Array.from({ length: to - from }, (_, i) => {
      const date = dayFromNumber(from + i)
      return (date.slice(5, 7) === '12' ? 200 : 100) * (date.startsWith('2025') ? 5 : 1)
    })
    const profile = seasonProfile(values, from)!
    expect(profile.years).toBe(2)
    const december = profile.months[11]!
    expect(december.month).toBe(12)
    expect(december.index / profile.months[0]!.index).toBeCloseTo(2)
    const start = dayNumber('2025-01-02')
    expect(seasonProfile(values.slice(start - from), start)).toBeNull()
    expect(addDays('2025-01-01', 1)).toBe('2025-01-02')
  })
})
