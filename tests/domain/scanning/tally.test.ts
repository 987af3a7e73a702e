import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextOpen, tally, type TallyLine } from '../../../shared/domain/scanning/tally.ts'

const row = (key: string, productId: string, wanted: number, more: Partial<TallyLine> = {}): TallyLine => ({
  key,
  productId,
  lotId: null,
  wanted,
  taken: 0,
  ...more,
})
const scan = (productId: string, quantity: number, lotId: string | null = null) => ({ productId, lotId, quantity })

describe('scanned goods', () => {
  it('go to the first line that wants them and on to the next', () => {
    const lines = [row('1', 'a', 5000), row('2', 'b', 1000), row('3', 'a', 2000)]
    expect(tally(lines, scan('a', 6000))).toEqual({
      parts: [
        { key: '1', quantity: 5000 },
        { key: '3', quantity: 1000 },
      ],
    })
  })

  it('are refused when nobody wants them, not of this lot, or not so many', () => {
    const lines = [row('1', 'a', 5000, { lotId: 'L1' }), row('2', 'b', 1000, { taken: 1000 })]
    expect(tally(lines, scan('c', 1000))).toEqual({ refusal: 'not-listed', open: 0 })
    expect(tally(lines, scan('a', 1000, 'L2'))).toEqual({ refusal: 'other-lot', open: 0 })
    expect(tally(lines, scan('a', 1000, 'other'))).toEqual({ refusal: 'other-lot', open: 0 })
    expect(tally(lines, scan('a', 6000))).toEqual({ refusal: 'too-many', open: 5000 })
    expect(tally(lines, scan('b', 1000))).toEqual({ refusal: 'full', open: 0 })
  })

  it('beyond what was wanted stand on the last line when that is allowed', () => {
    const lines = [row('1', 'a', 5000), row('2', 'a', 1000)]
    expect(tally(lines, scan('a', 7000), 1000)).toEqual({
      parts: [
        { key: '1', quantity: 5000 },
        { key: '2', quantity: 2000 },
      ],
    })
  })

  it('are never lost nor doubled, and no line takes more than it wants', () => {
    const lines = fc.array(
      fc.record({
        productId: fc.constantFrom('a', 'b'),
        lotId: fc.constantFrom(null, 'L1', 'L2'),
        wanted: fc.integer({ min: 1, max: 20 }),
        taken: fc.integer({ min: 0, max: 20 }),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(null, 'L1', 'L2'),
        (rows, quantity, lotId) => {
          const all = rows.map((one, i) => ({ ...one, key: String(i) }))
          const answer = tally(all, scan('a', quantity, lotId))
          if ('refusal' in answer) return
          expect(answer.parts.reduce((sum, part) => sum + part.quantity, 0)).toBe(quantity)
          for (const part of answer.parts) {
            const line = all[Number(part.key)]!
            expect(line.productId).toBe('a')
            expect(part.quantity).toBeLessThanOrEqual(line.wanted - line.taken)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

it('the next line is the first that is not full', () => {
  expect(nextOpen([row('1', 'a', 1, { taken: 1 }), row('2', 'a', 2, { taken: 1 })])?.key).toBe('2')
  expect(nextOpen([])).toBeNull()
})
