import fc from 'fast-check'
import { expect, it } from 'vitest'
import { returnPrice } from '../../../shared/domain/returns/prices.ts'
import { holdsOf } from '../../../shared/domain/returns/review.ts'
import { RETURN_KINDS, RETURN_STATUSES, returnActions } from '../../../shared/domain/returns/states.ts'
import { creditAt, lessPart, partOfLine, unitPrice } from '../../../shared/domain/returns/worth.ts'

it('parts of a line in any number add up to it, and none is below nothing', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 12 })
  const whole = fc.record({ amount: fc.nat(5_000_000), value: fc.nat(900_000_000) })
  fc.assert(
    fc.property(parts, whole, (quantities, { amount, value }) => {
      let left = { quantity: quantities.reduce((a, b) => a + b, 0), amount, value }
      let credited = 0
      for (const quantity of quantities) {
        const part = partOfLine(left, quantity)
        expect(part.amount).toBeGreaterThanOrEqual(0)
        credited += part.amount
        left = lessPart(left, { quantity, ...part })
      }
      expect(left).toEqual({ quantity: 0, amount: 0, value: 0 })
      expect(credited).toBe(amount)
    }),
    { numRuns: 200 },
  )
})

it('a price of its own never credits more than the bill', () => {
  expect(creditAt(24_000, 3000, 500_000, 1000)).toBe(15_000)
  expect(creditAt(24_000, 3000, 900_000, 1000)).toBe(24_000)
  expect(unitPrice(315_000, 40_000, 40_000)).toBe(31_500_000)
})

it('without a bill the last price is proposed and the highest is the cap; else the list price as far as allowed', () => {
  const history = [
    { net: 8500, quantity: 1000 },
    { net: 19_000, quantity: 2000 },
  ]
  expect(returnPrice(history, 700_000, 10_000, 1000)).toEqual({ price: 850_000, cap: 950_000, source: 'history' })
  expect(returnPrice([], 700_000, 8000, 1000)).toEqual({ price: 560_000, cap: 560_000, source: 'list' })
  expect(returnPrice([], null, 8000, 1000)).toBeNull()
})

it('holds what is above a limit, and nothing where there is none', () => {
  const wanted = { day: '2026-11-23', total: -600_000, lines: [{ billDay: '2026-01-01' }, { billDay: null }] }
  const limits = { reviewAmount: 500_000, reviewDays: 90, reviewWithoutBill: true }
  expect(holdsOf(wanted, limits).map((hold) => [hold.rule, hold.measured, hold.limit])).toEqual([
    ['amount', 600_000, 500_000],
    ['age', 326, 90],
    ['no-bill', 1, 0],
  ])
  expect(holdsOf(wanted, { reviewAmount: null, reviewDays: null, reviewWithoutBill: false })).toEqual([])
})

it('every state but void has a way on for an owner, and nobody approves their own', () => {
  const user = { id: 'U', rights: ['returns.edit', 'returns.approve'], reviewOwn: false }
  for (const kind of RETURN_KINDS)
    for (const status of RETURN_STATUSES) {
      const actions = returnActions({ kind, status, exchangeOrderId: null, submittedBy: 'U' }, user)
      expect(actions.length > 0).toBe(status !== 'void')
      expect(actions).not.toContain('approve')
    }
  const other = { ...user, id: 'V' }
  const waiting = { kind: 'return', status: 'pending', exchangeOrderId: null, submittedBy: 'U' } as const
  expect(returnActions(waiting, other)).toEqual(['approve', 'reject', 'exchange', 'void'])
})
