import { mulDiv, type Price } from '../../money.ts'
import type { Quantity } from '../../quantity.ts'

/** A price per one `unit` of `factor` thousandths of the base unit, in 1/10000 yuan. */
export interface UnitPrice {
  unit: string
  factor: number
  price: Price
}

/** A price that holds from a quantity on (thousandths of the base unit; 0: always). */
export interface TierPrice extends UnitPrice {
  minQuantity: Quantity
}

/** The special price of a promotion; 20 is the highest priority. */
export interface PromotionPrice extends TierPrice {
  /** null: however many. */
  maxQuantity: Quantity | null
  promotionId: string
  priority: number
}

/** All that is known for the price of one product, one customer and one day; every list holds only what is in force. */
export interface ProductPrices {
  contract: readonly TierPrice[]
  level: readonly TierPrice[]
  /** Quantity breaks of the list price. */
  breaks: readonly TierPrice[]
  promotion: readonly PromotionPrice[]
  /** What this customer paid the last time. */
  last: UnitPrice | null
  /** Base unit first, then the packs, each with its own sale price or null. */
  units: readonly { unit: string; factor: number; price: Price | null }[]
}

export interface PriceFacts extends ProductPrices {
  unit: string
  factor: number
  /** Of the product on the whole order, thousandths of the base unit: two lines of 60 reach a break at 100. */
  quantity: Quantity
  /** What somebody typed; null: nothing. */
  typed: Price | null
}

/** Where prices come from, the strongest first (domain.md 3). */
export const RESOLVED_SOURCES = [
  'typed',
  'contract',
  'level',
  'break',
  'promotion',
  'last',
  'pack',
  'list',
  'none',
] as const
export type ResolvedSource = (typeof RESOLVED_SOURCES)[number]

export interface Resolution {
  price: Price | null
  source: ResolvedSource
  /** The promotion whose special price it is. */
  promotionId: string | null
}

/**
 * The price of a product and where it came from: typed by hand, agreed with this customer, of the customer's level, a
 * quantity break of the list price, a promotion's special price, what the customer paid the last time, the pack's own
 * price, the list price. A price known for another unit is converted by the factors.
 *
 * A quantity break that would be dearer than the list price is passed over: it is a leftover of a former price list.
 */
export function resolvePrice(facts: PriceFacts): Resolution {
  const answer = (source: ResolvedSource, price: Price | null, promotionId: string | null = null): Resolution => ({
    price,
    source,
    promotionId,
  })
  if (facts.typed !== null) return answer('typed', facts.typed)
  const contract = tierFor(facts, facts.contract)
  if (contract) return answer('contract', inUnit(contract, facts))
  const level = tierFor(facts, facts.level)
  if (level) return answer('level', inUnit(level, facts))
  const own = ownPrice(facts)
  const step = tierFor(facts, facts.breaks)
  if (step) {
    const price = inUnit(step, facts)
    if (own.price === null || price <= own.price) return answer('break', price)
  }
  const special = specialFor(facts)
  if (special) return answer('promotion', inUnit(special, facts), special.promotionId)
  if (facts.last) return answer('last', inUnit(facts.last, facts))
  return answer(own.source, own.price)
}

/** The price from a quantity on, thousandths of the base unit. */
export interface PriceStep extends Resolution {
  from: Quantity
}

/**
 * How the price of a product in a unit moves with the quantity ordered, as steps in rising order, the first from 0. The
 * order desk picks from them while a quantity is being typed; by `resolvePrice`, so that both say the same.
 */
export function priceSteps(prices: ProductPrices, unit: string, factor: number): PriceStep[] {
  const starts = new Set<Quantity>([0])
  for (const tier of [...prices.contract, ...prices.level, ...prices.breaks]) starts.add(tier.minQuantity)
  for (const special of prices.promotion) {
    starts.add(special.minQuantity)
    if (special.maxQuantity !== null) starts.add(special.maxQuantity + 1)
  }
  const steps: PriceStep[] = []
  for (const from of [...starts].sort((a, b) => a - b)) {
    const found = resolvePrice({ ...prices, unit, factor, quantity: from, typed: null })
    const last = steps.at(-1)
    const same = last && last.price === found.price && last.source === found.source
    if (!same || last.promotionId !== found.promotionId) steps.push({ from, ...found })
  }
  return steps
}

/** The step a quantity has reached. `steps` as `priceSteps` makes them, never empty. */
export function stepAt(steps: readonly PriceStep[], quantity: Quantity): PriceStep {
  return steps.findLast((step) => step.from <= quantity) ?? steps[0]!
}

/** Quantity of each product over the lines of an order that are sold (gifts reach no break), thousandths. */
export function quantityByProduct(
  lines: readonly { productId: string; quantity: Quantity | null; gift: boolean }[],
): Map<string, Quantity> {
  const sums = new Map<string, Quantity>()
  for (const line of lines)
    if (!line.gift) sums.set(line.productId, (sums.get(line.productId) ?? 0) + (line.quantity ?? 0))
  return sums
}

/** A price per one unit turned into the price per another, by their factors, rounded half up to 1/10000 yuan. */
export function convertPrice(price: Price, fromFactor: number, toFactor: number): Price {
  return fromFactor === toFactor ? price : mulDiv(price, toFactor, fromFactor)
}

const inUnit = (known: UnitPrice, wanted: { unit: string; factor: number }): Price =>
  known.unit === wanted.unit ? known.price : convertPrice(known.price, known.factor, wanted.factor)

type Wanted = Pick<PriceFacts, 'unit' | 'quantity' | 'units'>

/** Of the prices whose quantity is reached: those for this very unit, else for the base unit, else for any; the highest step. */
function tierFor<Tier extends TierPrice>(wanted: Wanted, tiers: readonly Tier[]): Tier | undefined {
  if (tiers.length === 0) return undefined
  const reached = tiers.filter((tier) => tier.minQuantity <= wanted.quantity)
  const unit = nearestUnit(wanted, reached)
  return reached
    .filter((tier) => tier.unit === unit)
    .reduce<Tier | undefined>((best, tier) => (best && best.minQuantity >= tier.minQuantity ? best : tier), undefined)
}

/** Special prices are weighed by priority, then the cheapest, then by id, so that the answer never depends on reading order. */
function specialFor(facts: PriceFacts): PromotionPrice | undefined {
  const { quantity } = facts
  const open = facts.promotion.filter(
    (one) => one.minQuantity <= quantity && (one.maxQuantity === null || quantity <= one.maxQuantity),
  )
  const first = open.toSorted(
    (a, b) =>
      b.priority - a.priority || inUnit(a, facts) - inUnit(b, facts) || (a.promotionId < b.promotionId ? -1 : 1),
  )[0]
  if (!first) return undefined
  const same = open.filter((one) => one.promotionId === first.promotionId)
  return tierFor(facts, same)
}

function nearestUnit(wanted: Wanted, tiers: readonly UnitPrice[]): string | undefined {
  const base = wanted.units[0]?.unit
  const has = (unit: string | undefined) => tiers.some((tier) => tier.unit === unit)
  return has(wanted.unit) ? wanted.unit : has(base) ? base : tiers[0]?.unit
}

/** The pack's own price, else the base unit's list price by the factors. */
function ownPrice(facts: PriceFacts): { price: Price | null; source: 'pack' | 'list' | 'none' } {
  const [base, ...packs] = facts.units
  const pack = packs.find((one) => one.unit === facts.unit)
  if (pack && pack.price !== null) return { price: pack.price, source: 'pack' }
  if (base && base.price !== null) return { price: convertPrice(base.price, 1000, facts.factor), source: 'list' }
  return { price: null, source: 'none' }
}
