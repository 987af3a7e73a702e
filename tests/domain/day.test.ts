import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayFromNumber, dayNumber, daysBetween, isDay } from '../../shared/day.ts'

describe('days', () => {
  it('knows which days exist', () => {
    for (const day of ['2024-02-29', '2000-02-29', '2026-12-31', '2026-01-01', '0001-01-01'])
      expect(isDay(day)).toBe(true)
    for (const day of [
      '2026-02-29',
      '1900-02-29',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
      '2026-1-1',
      '',
    ]) {
      expect(isDay(day)).toBe(false)
    }
  })

  it('agrees with the calendar on every text of that form', () => {
    const part = (most: number, digits: number) =>
      fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(digits, '0'))
    fc.assert(
      fc.property(part(9999, 4), part(13, 2), part(32, 2), (year, month, day) => {
        const text = `${year}-${month}-${day}`
        expect(isDay(text)).toBe(dayFromNumber(dayNumber(text)) === text)
      }),
      { numRuns: 500 },
    )
  })

  it('counts days', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
    expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1)
  })
})
