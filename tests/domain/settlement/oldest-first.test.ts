import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchOldest } from '../../../shared/domain/settlement/oldest-first.ts'

it('settles the oldest first and leaves the rest open', () => {
  const charges = [
    { id: 'a', open: 100 },
    { id: 'b', open: 50 },
  ]
  expect(matchOldest(charges, [{ id: 'x', open: -30 }])).toEqual([{ chargeId: 'a', creditId: 'x', amount: 30 }])
  expect(
    matchOldest(charges, [
      { id: 'x', open: -120 },
      { id: 'y', open: -100 },
    ]),
  ).toEqual([
    { chargeId: 'a', creditId: 'x', amount: 100 },
    { chargeId: 'b', creditId: 'x', amount: 20 },
    { chargeId: 'b', creditId: 'y', amount: 30 },
  ])
  expect(matchOldest([], [{ id: 'x', open: -1 }])).toEqual([])
})

it('settles exactly what both sides have, never more of an item than it holds', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 20 })
  fc.assert(
    fc.property(amounts, amounts, (owed, paid) => {
      const charges = owed.map((open, i) => ({ id: `c${i}`, open }))
      const credits = paid.map((amount, i) => ({ id: `p${i}`, open: -amount }))
      const matches = matchOldest(charges, credits)
      const total = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)
      expect(total(matches.map((m) => m.amount))).toBe(Math.min(total(owed), total(paid)))
      for (const { id, open } of charges)
        expect(total(matches.filter((m) => m.chargeId === id).map((m) => m.amount))).toBeLessThanOrEqual(open)
      for (const { id, open } of credits)
        expect(total(matches.filter((m) => m.creditId === id).map((m) => m.amount))).toBeLessThanOrEqual(-open)
    }),
  )
})
