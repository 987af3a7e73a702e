import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayFromNumber, weekdayOf } from '../../../shared/day.ts'
import { nextRun } from '../../../shared/domain/analytics/report-schedule.ts'

it.each([
  ['daily', 0, '2026-11-23', '07:59', '2026-11-23 08:00'],
  ['daily', 0, '2026-11-23', '08:00', '2026-11-24 08:00'],
  ['weekly', 0, '2026-11-23', '09:00', '2026-11-30 08:00'],
  ['weekly', 4, '2026-11-23', '09:00', '2026-11-27 08:00'],
  ['monthly', 31, '2026-01-31', '09:00', '2026-02-28 08:00'],
  ['monthly', 1, '2026-11-23', '09:00', '2026-12-01 08:00'],
] as const)('%s on %s, seen from %s %s: %s', (rhythm, onDay, day, time, next) => {
  expect(nextRun({ rhythm, onDay, atTime: '08:00' }, { day, time })).toBe(next)
})

it('is always later, and on the day it is meant for', () => {
  const day = fc.integer({ min: 10_957, max: 24_000 }).map(dayFromNumber)
  const time = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`)
  fc.assert(
    fc.property(day, time, time, fc.nat(6), (today, now, atTime, onDay) => {
      const next = nextRun({ rhythm: 'weekly', onDay, atTime }, { day: today, time: now })!
      expect(next > `${today} ${now}`).toBe(true)
      expect(weekdayOf(next.slice(0, 10))).toBe(onDay)
    }),
  )
  expect(nextRun({ rhythm: 'none', onDay: 0, atTime: '08:00' }, { day: '2026-11-23', time: '09:00' })).toBeNull()
})
