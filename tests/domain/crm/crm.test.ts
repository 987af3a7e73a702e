import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays, daysBetween } from '../../../shared/day.ts'
import { rhythmOf } from '../../../shared/domain/analytics/rhythm.ts'
import { isLate, lateFrom, overdueEpisode } from '../../../shared/domain/crm/findings.ts'
import { nextOccurrence, REPEATS } from '../../../shared/domain/crm/repeat.ts'

it('a monthly reminder keeps to its day of the month through short months', () => {
  const days = ['2026-01-31']
  for (let i = 0; i < 4; i++) days.push(nextOccurrence('2026-01-31', 'month', days.at(-1)!)!)
  expect(days).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'])
  expect(nextOccurrence('2024-02-29', 'year', '2024-02-29')).toBe('2025-02-28')
  expect(nextOccurrence('2024-02-29', 'year', '2027-03-01')).toBe('2028-02-29')
  expect(nextOccurrence('2026-11-23', 'none', '2026-11-23')).toBeNull()
})

it('a repeated reminder comes next after the day asked for, once, however many were missed', () => {
  const day = fc.integer({ min: 0, max: 3000 }).map((n) => addDays('2020-01-01', n))
  const longest = { none: 0, day: 1, week: 7, fortnight: 14, month: 31, quarter: 92, year: 366 }
  fc.assert(
    fc.property(day, fc.constantFrom(...REPEATS.filter((r) => r !== 'none')), day, (first, repeat, after) => {
      const next = nextOccurrence(first, repeat, after)!
      expect(next > after || next === first).toBe(true)
      expect(next >= first).toBe(true)
      if (after >= first) expect(daysBetween(after, next)).toBeLessThanOrEqual(longest[repeat])
      // going on from there never stands still and never skips one
      expect(nextOccurrence(first, repeat, addDays(next, -1))).toBe(next)
    }),
    { numRuns: 300 },
  )
})

it('a customer is late beyond 1.5 times the own rhythm, and lost after six times and two months', () => {
  // every 10, 10 and 12 days: the median is 10, late on the 16th day
  const days = ['2026-11-01', '2026-10-22', '2026-10-12', '2026-09-30']
  expect(rhythmOf(days)).toBe(10)
  expect(lateFrom('2026-11-01', 10)).toBe('2026-11-17')
  expect(isLate('2026-11-01', 10, '2026-11-16')).toBe(false)
  expect(isLate('2026-11-01', 10, '2026-11-17')).toBe(true)
  expect(isLate('2026-11-01', 10, '2026-12-31')).toBe(true)
  expect(isLate('2026-11-01', 10, '2027-01-01')).toBe(false)
  expect(lateFrom('2026-11-01', 1)).toBe('2026-11-03')
})

it('overdue money is spoken of again a week later, and when another bill joins', () => {
  const first = overdueEpisode('2026-11-01', '2026-11-05')
  expect(overdueEpisode('2026-11-01', '2026-11-07')).toBe(first)
  expect(overdueEpisode('2026-11-01', '2026-11-08')).not.toBe(first)
  expect(overdueEpisode('2026-11-04', '2026-11-05')).not.toBe(first)
})
