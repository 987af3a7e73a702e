import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../shared/day.ts'
import {
  expiryBand,
  inExpiryOrder,
  planLots,
  refusalOf,
  remainingLife,
  type LotStock,
  type LotWish,
} from '../../../shared/domain/inventory/fefo.ts'
import { completeDates, datesCrossed, numberOfDates } from '../../../shared/domain/inventory/lots.ts'

const TODAY = '2026-11-23'
const day = fc.integer({ min: -400, max: 400 }).map((days) => addDays(TODAY, days))
const lot = fc.record({
  lotId: fc.uuid(),
  number: fc.string({ maxLength: 4 }),
  productionDay: fc.option(day, { nil: null }),
  expiryDay: fc.option(day, { nil: null }),
  frozen: fc.boolean(),
  free: fc.integer({ min: -5, max: 50_000 }),
})
const lots = fc.uniqueArray(lot, { selector: (l) => l.lotId, maxLength: 12 })
const wish: fc.Arbitrary<LotWish> = fc.record({
  quantity: fc.integer({ min: 0, max: 200_000 }),
  day,
  minLife: fc.integer({ min: 0, max: 10_000 }),
  shelfLifeDays: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null }),
})
const property = (holds: (stock: LotStock[], wanted: LotWish) => void) => fc.assert(fc.property(lots, wish, holds))

describe('first expired, first out', () => {
  it('gives what is wanted or all that may go, whichever is less', () => {
    property((stock, wanted) => {
      const given = planLots(stock, wanted).reduce((sum, part) => sum + part.quantity, 0)
      const allowed = stock
        .filter((l) => l.free > 0 && refusalOf(l, wanted) === null)
        .reduce((sum, l) => sum + l.free, 0)
      expect(given).toBe(Math.min(wanted.quantity, allowed))
    })
  })

  it('never takes more of a lot than is free, no lot twice, nothing frozen, expired or too old', () => {
    property((stock, wanted) => {
      const parts = planLots(stock, wanted)
      expect(new Set(parts.map((p) => p.lotId)).size).toBe(parts.length)
      for (const { lotId, quantity } of parts) {
        const own = stock.find((l) => l.lotId === lotId)!
        expect(quantity).toBeGreaterThan(0)
        expect(quantity).toBeLessThanOrEqual(own.free)
        expect(own.frozen).toBe(false)
        expect(own.expiryDay === null || own.expiryDay > wanted.day).toBe(true)
        const part = remainingLife(own, wanted.day, wanted.shelfLifeDays)
        expect(part === null || part >= wanted.minLife).toBe(true)
      }
    })
  })

  it('empties a lot before it touches one that lasts longer', () => {
    property((stock, wanted) => {
      const parts = planLots(stock, wanted)
      const order = inExpiryOrder(stock.filter((l) => l.free > 0 && refusalOf(l, wanted) === null))
      expect(parts.map((p) => p.lotId)).toEqual(order.slice(0, parts.length).map((l) => l.lotId))
      for (const [i, { quantity }] of parts.slice(0, -1).entries()) expect(quantity).toBe(order[i]!.free)
    })
  })

  it('does not depend on the order lots are given in', () => {
    fc.assert(
      fc.property(lots, wish, fc.infiniteStream(fc.nat()), (stock, wanted, random) => {
        const distinct = stock.map((l, i) => ({ ...l, number: `${i}` }))
        const keys = new Map(distinct.map((l) => [l.lotId, random.next().value as number]))
        const shuffled = [...distinct].sort((a, b) => keys.get(a.lotId)! - keys.get(b.lotId)!)
        expect(planLots(shuffled, wanted)).toEqual(planLots(distinct, wanted))
      }),
    )
  })
})

describe('how old a lot is', () => {
  const made = { productionDay: '2026-06-01', expiryDay: '2026-11-28' } // 180 days
  it.each([
    ['2026-06-01', 10_000, 'fresh'],
    ['2026-07-31', 6667, 'fresh'],
    ['2026-08-01', 6611, 'watch'],
    ['2026-09-29', 3333, 'near'],
    ['2026-09-28', 3389, 'watch'],
    ['2026-11-27', 56, 'near'],
    ['2026-11-28', 0, 'expired'],
  ] as const)('on %s', (on, part, band) => {
    expect(remainingLife(made, on, null)).toBe(part)
    expect(expiryBand(made, on, null)).toBe(band)
  })

  it('without a production day counts by the product, without any says nothing', () => {
    expect(expiryBand({ productionDay: null, expiryDay: '2026-11-28' }, '2026-11-01', 180)).toBe('near')
    expect(expiryBand({ productionDay: null, expiryDay: '2026-11-28' }, '2026-11-01', null)).toBe('none')
    expect(expiryBand({ productionDay: '2026-01-01', expiryDay: null }, '2026-11-01', 180)).toBe('none')
  })
})

describe('the days of a lot', () => {
  it('complete each other by the shelf life and back', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 2000 }), (productionDay, life) => {
        const whole = completeDates({ productionDay, expiryDay: null }, life)
        expect(completeDates({ productionDay: null, expiryDay: whole.expiryDay }, life)).toEqual(whole)
        expect(datesCrossed(whole)).toBe(false)
      }),
    )
  })

  it('name it', () => {
    expect(numberOfDates({ productionDay: '2026-11-01', expiryDay: '2027-04-30' })).toBe('20261101')
    expect(numberOfDates({ productionDay: null, expiryDay: '2027-04-30' })).toBe('E20270430')
    expect(numberOfDates({ productionDay: null, expiryDay: null })).toBeNull()
    expect(completeDates({ productionDay: '2026-11-01', expiryDay: null }, null).expiryDay).toBeNull()
  })
})
