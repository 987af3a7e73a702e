import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planLotMoves } from '../../../shared/domain/allocation/lots.ts'
import { ALLOCATION_RULES, allocate, type WaitingLine } from '../../../shared/domain/allocation/split.ts'

const line = (key: string, open: number, fields: Partial<WaitingLine> = {}): WaitingLine => ({
  key,
  open: open * 1000,
  floor: 0,
  deliveryDay: null,
  value: 0,
  route: '',
  submittedAt: `2026-11-${10 + Number(key)}`,
  ...fields,
})
const bags = (got: Map<string, number>) => [...got].map(([key, quantity]) => [key, quantity / 1000])

describe('scarce goods', () => {
  const lines = [
    line('1', 10, { deliveryDay: '2026-11-30', value: 500, route: '北线' }),
    line('2', 10, { deliveryDay: '2026-11-25', value: 900 }),
    line('3', 10, { value: 2000, route: '东线', floor: 2000 }),
  ]
  it.each([
    [
      'promise',
      [
        ['1', 3],
        ['2', 10],
        ['3', 2],
      ],
    ],
    [
      'value',
      [
        ['1', 0],
        ['2', 5],
        ['3', 10],
      ],
    ],
    [
      'route',
      [
        ['1', 5],
        ['2', 0],
        ['3', 10],
      ],
    ],
    [
      'age',
      [
        ['1', 10],
        ['2', 3],
        ['3', 2],
      ],
    ],
    [
      'even',
      [
        ['1', 5],
        ['2', 4],
        ['3', 6],
      ],
    ],
  ] as const)('by %s', (rule, wanted) => {
    expect(bags(allocate(lines, 15_000, rule))).toEqual(wanted)
  })

  it('go to everybody when there are enough, and stay on notes when there are none', () => {
    expect(bags(allocate(lines, 40_000, 'even'))).toEqual([
      ['1', 10],
      ['2', 10],
      ['3', 10],
    ])
    expect(bags(allocate(lines, 0, 'value'))).toEqual([
      ['1', 0],
      ['2', 0],
      ['3', 2],
    ])
  })

  it('are handed out whole: nothing is lost, nobody gets more than wanted or less than notes hold', () => {
    const wish = fc.record({
      open: fc.integer({ min: 1, max: 20_000_000 }),
      share: fc.integer({ min: 0, max: 100 }),
      value: fc.option(fc.nat(100_000)),
      day: fc.option(fc.constantFrom('2026-11-24', '2026-12-01')),
      route: fc.constantFrom('', 'A', 'B'),
    })
    fc.assert(
      fc.property(
        fc.array(wish, { maxLength: 12 }),
        fc.nat(60_000_000),
        fc.constantFrom(...ALLOCATION_RULES),
        (wishes, more, rule) => {
          const all = wishes.map(({ open, share, value, day, route }, i): WaitingLine => {
            const floor = Math.floor((open * share) / 300)
            return { key: String(i), open, floor, value, deliveryDay: day, route, submittedAt: String(i % 3) }
          })
          const floors = all.reduce((sum, one) => sum + one.floor, 0)
          const pool = floors + more
          const got = allocate(all, pool, rule)
          for (const one of all) {
            expect(got.get(one.key)).toBeGreaterThanOrEqual(one.floor)
            expect(got.get(one.key)).toBeLessThanOrEqual(one.open)
          }
          const wanted = all.reduce((sum, one) => sum + one.open, 0)
          expect([...got.values()].reduce((sum, quantity) => sum + quantity, 0)).toBe(Math.min(pool, wanted))
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('lots', () => {
  const wish = { day: '2026-11-23', minLife: 0, shelfLifeDays: 180 }
  const lot = (lotId: string, free: number, expiryDay: string) => {
    return { lotId, number: lotId, free: free * 1000, expiryDay, productionDay: null, frozen: false }
  }
  it('give back the longest-lived that stand on no note, and keep the first to expire that the customer accepts', () => {
    const moves = planLotMoves(
      [
        { key: 'strict', reserved: 0, target: 4000, kept: [], wish: { ...wish, minLife: 6667 } },
        {
          key: 'giver',
          reserved: 8000,
          target: 3000,
          wish,
          kept: [
            { lotId: 'old', quantity: 5000, onNotes: 3000 },
            { lotId: 'young', quantity: 3000, onNotes: 0 },
          ],
        },
        { key: 'easy', reserved: 0, target: 3000, kept: [], wish },
      ],
      [lot('old', 0, '2026-12-20'), lot('young', 1, '2027-05-01')],
    )
    expect(moves.get('giver')).toMatchObject({
      drop: [
        { lotId: 'young', quantity: 3000 },
        { lotId: 'old', quantity: 2000 },
      ],
      got: 3000,
    })
    expect(moves.get('strict')).toMatchObject({ keep: [{ lotId: 'young', quantity: 4000 }], got: 4000 })
    expect(moves.get('easy')).toMatchObject({ keep: [{ lotId: 'old', quantity: 2000 }], got: 2000 })
  })
})
