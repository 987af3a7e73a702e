import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, weekdayOf } from '../../../shared/day.ts'
import { isCutOff, nextDelivery, runsOn } from '../../../shared/domain/order-plan/delivery.ts'
import { isDue, nextDue, type Rhythm } from '../../../shared/domain/order-plan/rhythm.ts'

const none = () => false
const base: Rhythm = {
  rhythm: 'weekdays',
  weekdays: 0,
  intervalDays: 0,
  monthDays: 0,
  fromDay: '2026-11-23',
  toDay: null,
}

describe('the rhythm of a standing order', () => {
  it('knows weekdays, every so many days and days of the month', () => {
    expect(weekdayOf('2026-11-23')).toBe(0)
    expect(nextDue({ ...base, weekdays: 0b10 }, '2026-11-23', none)).toBe('2026-11-24')
    expect(nextDue({ ...base, rhythm: 'interval', intervalDays: 3 }, '2026-11-24', none)).toBe('2026-11-26')
    const last = { ...base, rhythm: 'month-days', monthDays: 2 ** 30 } as const
    expect(nextDue(last, '2026-11-25', none)).toBe('2026-11-30')
    expect(nextDue(last, '2027-02-01', none)).toBe('2027-02-28')
  })

  it('rests on days off, begins and ends when it should', () => {
    const tuesdays = { ...base, weekdays: 0b10 }
    expect(nextDue(tuesdays, '2026-11-23', (day) => day === '2026-11-24')).toBe('2026-12-01')
    expect(nextDue({ ...tuesdays, toDay: '2026-11-23' }, '2026-11-23', none)).toBeNull()
    expect(nextDue(tuesdays, '2020-01-01', none)).toBe('2026-11-24')
    expect(nextDue(base, '2026-11-23', none)).toBeNull()
  })

  it('names the first due day and skips none', () => {
    const rhythm = fc.record({
      rhythm: fc.constantFrom('weekdays', 'interval', 'month-days'),
      weekdays: fc.integer({ min: 1, max: 127 }),
      intervalDays: fc.integer({ min: 1, max: 60 }),
      monthDays: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fromDay: fc.integer({ min: 0, max: 400 }).map((n) => addDays('2026-01-01', n)),
      toDay: fc.constant(null),
    }) as fc.Arbitrary<Rhythm>
    fc.assert(
      fc.property(rhythm, fc.integer({ min: 0, max: 400 }), (plan, n) => {
        const from = addDays('2026-01-01', n)
        const next = nextDue(plan, from, none)!
        expect(isDue(plan, next)).toBe(true)
        for (let day = from; day < next; day = addDays(day, 1)) expect(isDue(plan, day)).toBe(false)
      }),
      { numRuns: 100 },
    )
  })
})

describe('the day of delivery', () => {
  const route = { weekdays: 0b0010101, cutOffTime: '16:00', cutOffDays: 1 }

  it('is the next drive for which orders are still taken', () => {
    const at = (time: string) => nextDelivery(route, { day: '2026-11-24', time }, none)
    expect([at('15:59'), at('16:00'), at('16:01')]).toEqual(['2026-11-25', '2026-11-25', '2026-11-27'])
    expect(nextDelivery(route, { day: '2026-11-24', time: '09:00' }, (day) => day === '2026-11-25')).toBe('2026-11-27')
    expect(isCutOff(route, '2026-11-25', { day: '2026-11-25', time: '00:01' })).toBe(true)
    expect([runsOn(route, '2026-11-23'), runsOn(route, '2026-11-24')]).toEqual([true, false])
  })
})
