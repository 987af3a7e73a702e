import { expect, it } from 'vitest'
import { poolDeadline } from '../../../shared/domain/leads/pool.ts'

const rules = { contactExpireDays: 30, dealExpireDays: 90, enabledDay: '2026-01-01' }
const facts = { ownedSince: '2025-01-01', lastContact: null, lastDeal: null }

it('counts from the day it was switched on, the owner came, or they were last talked or sold to, whichever is latest', () => {
  expect(poolDeadline(facts, rules)).toEqual({ day: '2026-01-31', reason: 'contact', since: '2026-01-01' })
  expect(poolDeadline({ ...facts, ownedSince: '2026-02-01' }, rules)).toMatchObject({ day: '2026-03-03' })
  const talked = { ...facts, lastContact: '2026-03-20' }
  expect(poolDeadline(talked, rules)).toEqual({ day: '2026-04-01', reason: 'deal', since: '2026-01-01' })
  // an order is a contact too
  const sold = { ...facts, lastContact: '2026-01-05', lastDeal: '2026-03-01' }
  expect(poolDeadline(sold, rules)).toEqual({ day: '2026-03-31', reason: 'contact', since: '2026-03-01' })
})

it('a rule that is off takes nobody', () => {
  expect(poolDeadline(facts, { ...rules, contactExpireDays: null })).toMatchObject({
    day: '2026-04-01',
    reason: 'deal',
  })
  expect(poolDeadline(facts, { ...rules, contactExpireDays: null, dealExpireDays: null })).toBeNull()
})
