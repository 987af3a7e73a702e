import { dayNumber, type Day } from '../../../../shared/day.ts'
import { knownShare } from '../../../../shared/domain/analytics/customer-money.ts'
import {
  customerValues,
  type CustomerValues,
  type ValueRules,
} from '../../../../shared/domain/analytics/customer-value.ts'
import type { Facts } from '../../../../shared/domain/analytics/facts.ts'

/** A question about the worth of customers, as the worker gets it. */
export interface ValueAsk {
  from: Day
  to: Day
  walkIns: readonly string[]
  rules: ValueRules
  /** Only customers this person looks after; null: all. Classes and scores are those among all customers either way. */
  personId: string | null
  /** Ids of the customers shown, those of `personId` among them; null: all. */
  members: readonly string[] | null
}

/** Figures of all customers, and which of them may be shown. */
export interface ValueView extends CustomerValues {
  facts: Facts
  from: number
  to: number
  rules: ValueRules
  /** Places of the customers this user may see. */
  visible: readonly number[]
}

/** Works out everybody's figures. */
export function viewValues(facts: Facts, { from, to, walkIns, rules, personId, members }: ValueAsk): ValueView {
  const days = { from: dayNumber(from), to: dayNumber(to) }
  const person = personId === null ? -1 : facts.people.findIndex(({ id }) => id === personId)
  const chosen = members && new Set(members)
  const visible: number[] = []
  facts.customers.forEach((customer, c) => {
    if ((personId === null || customer.person === person) && (!chosen || chosen.has(customer.id))) visible.push(c)
  })
  return { ...customerValues(facts, { ...days, walkIns, rules }), ...days, facts, rules, visible }
}

/** How the figures were come by. */
export const methodOf = ({ measure, money, rules }: ValueView) => ({ measure, known: knownShare(money), rules })

/** True for who bought or gave back something in the period. */
export const tookPart = (view: ValueView, c: number): boolean =>
  view.count[c]! > 0 || view.money.amount[c] !== 0 || view.money.revenue[c] !== 0 || view.money.cost[c] !== 0
