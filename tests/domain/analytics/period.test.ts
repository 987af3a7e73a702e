import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayFromNumber, daysBetween } from '../../../shared/day.ts'
import {
  addMonths,
  comparedDays,
  monthEnd,
  movedDays,
  PERIOD_PRESETS,
  presetDays,
} from '../../../shared/domain/analytics/period.ts'

const day = fc.integer({ min: 10_957, max: 24_000 }).map(dayFromNumber)

describe('periods of reports', () => {
  it('knows its presets by the calendar', () => {
    const days = (preset: (typeof PERIOD_PRESETS)[number]) => {
      const { from, to } = presetDays(preset, '2026-11-23')
      return `${from} ${to}`
    }
    expect(days('yesterday')).toBe('2026-11-22 2026-11-22')
    expect(days('this-week')).toBe('2026-11-23 2026-11-23')
    expect(days('last-week')).toBe('2026-11-16 2026-11-22')
    expect(days('last-month')).toBe('2026-10-01 2026-10-31')
    expect(days('this-quarter')).toBe('2026-10-01 2026-11-23')
    expect(days('last-quarter')).toBe('2026-07-01 2026-09-30')
    expect(days('last-year')).toBe('2025-01-01 2025-12-31')
    expect(days('last-30')).toBe('2026-10-25 2026-11-23')
    expect(days('last-12-months')).toBe('2025-12-01 2026-11-23')
  })

  it.each([
    ['2026-11-01', '2026-11-23', 'previous', '2026-10-01', '2026-10-23'],
    ['2026-03-01', '2026-03-31', 'previous', '2026-02-01', '2026-02-28'],
    ['2026-10-01', '2026-11-23', 'previous', '2026-07-01', '2026-08-23'],
    ['2026-01-01', '2026-11-23', 'previous', '2025-01-01', '2025-11-23'],
    ['2026-07-01', '2026-09-30', 'previous', '2026-04-01', '2026-06-30'],
    ['2026-11-10', '2026-11-16', 'previous', '2026-11-03', '2026-11-09'],
    ['2024-02-01', '2024-02-29', 'last-year', '2023-02-01', '2023-02-28'],
    ['2025-02-01', '2025-02-28', 'last-year', '2024-02-01', '2024-02-29'],
    ['2024-02-29', '2024-02-29', 'last-year', '2023-02-28', '2023-02-28'],
  ] as const)('%s to %s, %s: %s to %s', (from, to, comparison, otherFrom, otherTo) => {
    expect(comparedDays({ from, to }, comparison)).toEqual({ from: otherFrom, to: otherTo })
  })

  it('compares with days that lie before and do not overlap, and steps there and back', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 800 }), (from, length) => {
        const period = { from, to: addDays(from, length) }
        const before = comparedDays(period, 'previous')!
        expect(before.from <= before.to && before.to < period.from).toBe(true)
        expect(movedDays(movedDays(period, 1), -1)).toEqual(period)
        expect(comparedDays(period, 'none')).toBeNull()
      }),
    )
  })

  it('adds months without leaving the calendar', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -60, max: 60 }), (from, months) => {
        const moved = addMonths(from, months)
        expect(moved <= monthEnd(moved)).toBe(true)
        expect(Math.abs(daysBetween(from, moved) - months * 30.4375)).toBeLessThan(4)
      }),
    )
  })
})
