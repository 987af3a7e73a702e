import { addDays, type Day } from '../../day.ts'

/** When customers nobody talks to or sells to lose who looks after them; null: that rule is off. */
export interface PoolRules {
  /** Days without a contact or an order. */
  contactExpireDays: number | null
  /** Days without an order. */
  dealExpireDays: number | null
  /** The rules count from this day on: nobody is late on the day they are switched on. */
  enabledDay: Day
}

export interface PoolFacts {
  /** When the customer got who looks after it. */
  ownedSince: Day
  lastContact: Day | null
  lastDeal: Day | null
}

export type PoolReason = 'contact' | 'deal'

/** The last day a customer stays with its person, by the rule that ends first, and the day that rule counts from. */
export function poolDeadline(facts: PoolFacts, rules: PoolRules): { day: Day; reason: PoolReason; since: Day } | null {
  const start = latest(rules.enabledDay, facts.ownedSince, facts.lastDeal)
  const touched = latest(start, start, facts.lastContact)
  const ends = [
    rules.contactExpireDays === null ? null : end('contact', touched, rules.contactExpireDays),
    rules.dealExpireDays === null ? null : end('deal', start, rules.dealExpireDays),
  ].filter((one) => one !== null)
  return ends.sort((a, b) => (a.day < b.day ? -1 : 1))[0] ?? null
}

const end = (reason: PoolReason, since: Day, days: number) => ({ reason, since, day: addDays(since, days) })

const latest = (a: Day, b: Day, c: Day | null): Day => [a, b, c ?? a].sort().at(-1)!
