import { allocate, mulDiv, type BasisPoints, type Fen, type Price } from '../../money.ts'
import type { Quantity } from '../../quantity.ts'
import { lineAmount } from '../order/totals.ts'
import { inOrder, type GiftGoods, type MultipleRounding, type Promotion, type PromotionRule } from './promotion.ts'

/** A typed line as promotions see it. Quantity in thousandths of the base unit, price per unit of `factor` thousandths. */
export interface PromotedLine {
  productId: string
  quantity: Quantity
  factor: number
  price: Price
  discount: BasisPoints
  /** Given by hand: neither counts nor earns. */
  gift: boolean
  /** null: the order's warehouse. */
  warehouseId: string | null
  /** The promotion whose special price the line has. */
  promotionId: string | null
}

export interface Unit {
  unit: string
  factor: number
}

/** What promotions must know besides the lines. */
export interface PromotionFacts {
  /** Units of every product on the order and of every gift, the base unit first. A gift that is not here is not given. */
  unitsOf(productId: string): readonly Unit[] | undefined
}

/** A line the order gets for nothing. */
export interface GiftLine {
  promotionId: string
  /** Its name, printed beside the gift. */
  promotion: string
  productId: string
  unit: string
  factor: number
  quantity: Quantity
  warehouseId: string | null
}

export interface AppliedPromotion {
  promotionId: string
  promotion: string
  times: number
  /** Taken off the order, 分; 0 for gifts and special prices. */
  off: Fen
}

export interface Promoted {
  gifts: GiftLine[]
  /** Taken off each line, 分, in the order of the lines. */
  off: Fen[]
  applied: AppliedPromotion[]
}

/**
 * What an order gets from its promotions, from nothing but the typed lines: called again after every change, so that no gift
 * outlives the goods that earned it. `promotions`: those for this customer on this day.
 *
 * The highest priority goes first. An exclusive promotion takes only lines no other has used, and nobody uses them after it;
 * stackable ones share. Amounts are after a line's own discount and before anything promotions take off. Gifts neither count
 * nor earn; no line goes below nothing.
 */
export function applyPromotions(
  lines: readonly PromotedLine[],
  promotions: readonly Promotion[],
  facts: PromotionFacts,
): Promoted {
  const promoted: Promoted = { gifts: [], off: lines.map(() => 0), applied: [] }
  if (promotions.length === 0 || lines.length === 0) return promoted
  const amounts = lines.map((line) => lineAmount({ ...line, taxRate: 0 }))
  const use = lines.map((): Use => 'free')
  const ordered = inOrder(promotions)
  for (const promotion of ordered) {
    if (promotion.kind !== 'price') continue
    const own = lines.flatMap((line, i) => (line.promotionId === promotion.id && !line.gift ? [i] : []))
    for (const i of own) use[i] = promotion.exclusive ? 'taken' : 'shared'
    if (own.length > 0) promoted.applied.push(appliedBy(promotion, 1, 0))
  }
  for (const promotion of ordered) {
    if (promotion.kind === 'price') continue
    let left = promotion.rule.maxTimes ?? Infinity
    let times = 0
    let off = 0
    for (const group of groupsOf(lines, promotion, use)) {
      const count = countIn(lines, group, promotion.rule.unit, facts)
      const amount = group.reduce((sum, i) => sum + amounts[i]!, 0)
      const here = Math.min(left, timesOf(promotion.rule, count, amount))
      if (here <= 0) continue
      const reward =
        promotion.kind === 'gift'
          ? giveGoods(promoted.gifts, lines, group, promotion, here, facts)
          : takeOff(promoted.off, amounts, group, promotion.rule.off * here)
      if (reward === 0) continue
      for (const i of group) use[i] = promotion.exclusive ? 'taken' : 'shared'
      left -= here
      times += here
      if (promotion.kind === 'off') off += reward
    }
    if (times > 0) promoted.applied.push(appliedBy(promotion, times, off))
  }
  return promoted
}

type Use = 'free' | 'shared' | 'taken'

const appliedBy = (promotion: Promotion, times: number, off: Fen): AppliedPromotion => ({
  promotionId: promotion.id,
  promotion: promotion.name,
  times,
  off,
})

/** The lines a promotion looks at, all together or product by product. */
function groupsOf(lines: readonly PromotedLine[], promotion: Promotion, use: readonly Use[]): number[][] {
  const { productIds, mixed } = promotion.rule
  const open = lines.flatMap((line, i) => {
    const counts = !line.gift && (productIds.length === 0 || productIds.includes(line.productId))
    const isOpen = use[i] === 'free' || (use[i] === 'shared' && !promotion.exclusive)
    return counts && isOpen ? [i] : []
  })
  if (open.length === 0) return []
  if (mixed) return [open]
  return [...Map.groupBy(open, (i) => lines[i]!.productId).values()]
}

/**
 * How many of `unit` the lines make together, thousandths, rounded down once at the end: three lines of a third of a box are
 * one box. A product without that unit counts nothing.
 */
function countIn(
  lines: readonly PromotedLine[],
  group: readonly number[],
  unit: string,
  facts: PromotionFacts,
): Quantity {
  const byFactor = new Map<number, Quantity>()
  for (const i of group) {
    const { productId, quantity } = lines[i]!
    const factor = unit === '' ? 1000 : facts.unitsOf(productId)?.find((one) => one.unit === unit)?.factor
    if (factor !== undefined) byFactor.set(factor, (byFactor.get(factor) ?? 0) + quantity)
  }
  let numerator = 0n
  let denominator = 1n
  for (const [factor, quantity] of byFactor) {
    numerator = numerator * BigInt(factor) + BigInt(quantity) * denominator
    denominator *= BigInt(factor)
  }
  return Number((numerator * 1000n) / denominator)
}

/** How many times a promotion is reached; 0: not at all. */
function timesOf(rule: PromotionRule, count: Quantity, amount: Fen): number {
  const isWithin = (value: number, min: number | null, max: number | null): boolean =>
    (min === null || value >= min) && (max === null || value <= max)
  if (!isWithin(count, rule.minQuantity, rule.maxQuantity)) return 0
  if (!isWithin(amount, rule.minAmount, rule.maxAmount)) return 0
  const multiples: number[] = []
  if (rule.everyQuantity)
    multiples.push(multipleOf(count, rule.everyQuantity, rule.rounding, rule.minQuantity !== null))
  if (rule.everyAmount) multiples.push(multipleOf(amount, rule.everyAmount, 'floor', false))
  if (multiples.length === 0) return count > 0 || amount > 0 ? 1 : 0
  const times = Math.min(...multiples)
  return rule.recursive ? times : Math.min(times, 1)
}

/** Whole multiples of `every`, a part counted as the rule says; less than one only where a lower minimum was set. */
function multipleOf(value: number, every: number, rounding: MultipleRounding, belowOne: boolean): number {
  if (value < every && !belowOne) return 0
  const whole = Math.floor(value / every)
  const rest = value - whole * every
  if (rounding === 'ceil') return rest > 0 ? whole + 1 : whole
  return rounding === 'round' && rest * 2 >= every ? whole + 1 : whole
}

/** Adds the gifts of one promotion; answers how many kinds of goods there were to give. */
function giveGoods(
  gifts: GiftLine[],
  lines: readonly PromotedLine[],
  group: readonly number[],
  promotion: Promotion,
  times: number,
  facts: PromotionFacts,
): number {
  let given = 0
  for (const goods of promotion.rule.gifts) {
    const gift = giftOf(goods, lines, group, times, facts)
    if (!gift) continue
    given++
    const same = gifts.find(
      (one) =>
        one.promotionId === promotion.id &&
        one.productId === gift.productId &&
        one.unit === gift.unit &&
        one.warehouseId === gift.warehouseId,
    )
    if (same) same.quantity += gift.quantity
    else gifts.push({ promotionId: promotion.id, promotion: promotion.name, ...gift })
  }
  return given
}

function giftOf(
  goods: GiftGoods,
  lines: readonly PromotedLine[],
  group: readonly number[],
  times: number,
  facts: PromotionFacts,
): Omit<GiftLine, 'promotionId' | 'promotion'> | null {
  const bought = goods.productId ?? cheapestOf(lines, group)
  const unit = facts.unitsOf(bought)?.find((one, no) => (goods.unit === '' ? no === 0 : one.unit === goods.unit))
  if (!unit || goods.quantity <= 0) return null
  const from = group.map((i) => lines[i]!).find((line) => line.productId === bought)
  return {
    productId: bought,
    unit: unit.unit,
    factor: unit.factor,
    quantity: mulDiv(goods.quantity * times, unit.factor, 1000),
    warehouseId: from?.warehouseId ?? null,
  }
}

/** “The same goods” of several kinds bought together are the cheapest of them per base unit; of equals the first. */
function cheapestOf(lines: readonly PromotedLine[], group: readonly number[]): string {
  const first = group.reduce((best, i) => {
    const [a, b] = [lines[best]!, lines[i]!]
    return b.price * a.factor < a.price * b.factor ? i : best
  })
  return lines[first]!.productId
}

/** Spreads an amount over the lines it was earned by, in proportion to what they still cost; answers what was taken off. */
function takeOff(off: Fen[], amounts: readonly Fen[], group: readonly number[], wanted: Fen): Fen {
  const rest = group.map((i) => amounts[i]! - off[i]!)
  const taken = Math.min(
    wanted,
    rest.reduce((a, b) => a + b, 0),
  )
  if (taken <= 0) return 0
  for (const [no, part] of allocate(taken, rest).entries()) off[group[no]!]! += part
  return taken
}
