import { expectedOrders, type Expected } from '../../../../shared/domain/analytics/call-list.ts'
import { demandBackTest, type DemandBackTest } from '../../../../shared/domain/analytics/demand-back-test.ts'
import type { Facts } from '../../../../shared/domain/analytics/facts.ts'
import { learnHabits, type Habits } from '../../../../shared/domain/analytics/next-basket.ts'
import { learnRhythm, type Rhythm } from '../../../../shared/domain/analytics/next-order.ts'
import { purchasesOf, type Purchases } from '../../../../shared/domain/analytics/purchases.ts'

/** Days of history that say something about the next order. */
const HISTORY_DAYS = 730

/** What was learned from the sales of a moment; a commit that changes sales makes another. */
export interface DemandModel {
  today: number
  purchases: Purchases
  rhythm: Rhythm
  /** Worked out by the first question that needs it. */
  habits: Promise<Habits> | null
  expected: Expected[] | null
  backTest: DemandBackTest | null
}

const models = new WeakMap<Facts['sales'], DemandModel>()

/** The model of these facts: made by the first question, kept while sales stay as they are. @param walkIns ids */
export function modelOf(facts: Facts, walkIns: readonly string[]): DemandModel {
  const known = models.get(facts.sales)
  if (known?.today === facts.today) return known
  const without = new Set(facts.customers.flatMap(({ id }, place) => (walkIns.includes(id) ? [place] : [])))
  const purchases = purchasesOf(facts, { from: facts.today - HISTORY_DAYS, to: facts.today, without })
  const rhythm = learnRhythm(purchases, facts.today)
  const model: DemandModel = { today: facts.today, purchases, rhythm, habits: null, expected: null, backTest: null }
  models.set(facts.sales, model)
  return model
}

/** @throws CANCELLED: then the next question begins anew */
export async function habitsOf(facts: Facts, model: DemandModel, breathe: () => Promise<void>): Promise<Habits> {
  model.habits ??= learnHabits(model.purchases, facts.today, facts.products.length, breathe)
  try {
    return await model.habits
  } catch (error) {
    model.habits = null
    throw error
  }
}

/** When every customer with a rhythm orders next. @throws CANCELLED */
export async function expectedOf(model: DemandModel, breathe: () => Promise<void>): Promise<Expected[]> {
  model.expected ??= await expectedOrders(model.purchases, model.today, model.rhythm, breathe)
  return model.expected
}

/** Tried with everybody, or with some customers only; the former is kept. @throws CANCELLED */
export async function backTestOf(
  { today, products }: Facts,
  model: DemandModel,
  include: ((customer: number) => boolean) | null,
  breathe: () => Promise<void>,
): Promise<DemandBackTest> {
  const test = { today, products: products.length }
  if (include) return demandBackTest(model.purchases, { ...test, include }, breathe)
  model.backTest ??= await demandBackTest(model.purchases, test, breathe)
  return model.backTest
}
