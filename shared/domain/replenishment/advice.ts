import type { Demand } from './demand.ts'

/** Days until goods ordered today are there, and how much that varies. */
export interface LeadTime {
  days: number
  deviation: number
}

/** How a supplier sells: thousandths of the base unit; `multiple` is what one of his packs holds. */
export interface SupplyTerms {
  minimum: number
  multiple: number
}

/** What is there and what is coming, thousandths of the base unit. */
export interface Position {
  available: number
  onOrder: number
  inTransit: number
  /** Ordered by customers and not yet kept for them. */
  waiting: number
}

export interface Policy {
  /** Part of the cycles in which nothing runs out, 0.5 to 0.999. */
  serviceLevel: number
  /** Days an order should last beyond the reorder point. */
  coverDays: number
  /** Stock that should always be there whatever the formula says; null: none. */
  minStock: number | null
  /** Fill up to this and never beyond (MIN_MAX); null: reorder point plus the cover days. */
  maxStock: number | null
}

/** The advice with everything it was worked out from. Quantities in thousandths of the base unit. */
export interface Advice {
  z: number
  safetyStock: number
  reorderPoint: number
  target: number
  position: number
  /** What to order, rounded up to the supplier's pack and minimum; 0: nothing. */
  quantity: number
  /** The supplier's pack or minimum takes the stock above `maxStock`. */
  overMaximum: boolean
  /** Demand is irregular: the formula is optimistic, look at the back-test. */
  irregular: boolean
  /** Days the free stock lasts at the mean demand; null: no demand. */
  coverDays: number | null
}

/** From this variation of the weeks on the formula is called optimistic (domain.md 10). */
export const IRREGULAR_FROM = 1

/**
 * Reorder advice (domain.md 10): SS = z·√(LT·σd² + d²·σLT²), ROP = d·LT + SS. Orders when what is there and coming falls
 * to the reorder point, up to the reorder point plus the cover days, or up to the maximum.
 */
export function adviseOrder(
  demand: Demand,
  lead: LeadTime,
  terms: SupplyTerms,
  position: Position,
  policy: Policy,
): Advice {
  const z = zOf(policy.serviceLevel)
  const { safetyStock, reorderPoint } = reorderPointOf(demand, lead, policy)
  const target = Math.max(reorderPoint, policy.maxStock ?? reorderPoint + wholeUnits(demand.mean * policy.coverDays))
  const there = position.available + position.onOrder + position.inTransit - position.waiting
  const needed = there <= reorderPoint && target > there ? target - there : 0
  const quantity = needed > 0 && (demand.days > 0 || there < 0 || reorderPoint > 0) ? roundUp(needed, terms) : 0
  return {
    z,
    safetyStock,
    reorderPoint,
    target,
    position: there,
    quantity,
    overMaximum: policy.maxStock !== null && quantity > 0 && there + quantity > policy.maxStock,
    irregular: demand.weeklyVariation >= IRREGULAR_FROM,
    coverDays: demand.mean > 0 ? Math.max(0, position.available / demand.mean) : null,
  }
}

/** An estimate in thousandths, up to whole base units: nobody orders at 23.093 bags. Sums of floats do not add a unit. */
const wholeUnits = (thousandths: number): number => Math.ceil(thousandths / 1000 - 1e-9) * 1000

/** Safety stock and reorder point of a demand, thousandths, up to whole base units; never below the typed minimum. */
export function reorderPointOf(
  demand: Demand,
  lead: LeadTime,
  policy: Pick<Policy, 'serviceLevel' | 'minStock'>,
): { safetyStock: number; reorderPoint: number } {
  const variance = lead.days * demand.deviation ** 2 + demand.mean ** 2 * lead.deviation ** 2
  const safetyStock = Math.max(wholeUnits(zOf(policy.serviceLevel) * Math.sqrt(variance)), policy.minStock ?? 0)
  return { safetyStock, reorderPoint: wholeUnits(demand.mean * lead.days) + safetyStock }
}

/** Up to the supplier's pack and minimum. */
export function roundUp(needed: number, { minimum, multiple }: SupplyTerms): number {
  const wanted = Math.max(needed, minimum)
  return multiple > 0 ? Math.ceil(wanted / multiple) * multiple : wanted
}

/**
 * The quantile of the normal distribution: 0.90 → 1.28, 0.95 → 1.645, 0.98 → 2.05, 0.99 → 2.33. By the rational
 * approximation of Abramowitz and Stegun 26.2.23; its error is below 0.00045.
 */
export function zOf(serviceLevel: number): number {
  const p = Math.min(Math.max(serviceLevel, 0.5), 0.9999)
  const t = Math.sqrt(-2 * Math.log(1 - p))
  const z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
  return Math.max(0, z)
}
