import type { Day } from '../../day.ts'
import type { Fen, Price } from '../../money.ts'
import type { Quantity } from '../../quantity.ts'

/** `gift` 买赠 / 满赠, `off` 满减, `price` 特价. */
export const PROMOTION_KINDS = ['gift', 'off', 'price'] as const
export type PromotionKind = (typeof PROMOTION_KINDS)[number]

/** How a part of a multiple counts: 15 bought at “every 10” are 1.5 times. */
export const MULTIPLE_ROUNDINGS = ['floor', 'round', 'ceil'] as const
export type MultipleRounding = (typeof MULTIPLE_ROUNDINGS)[number]

/** Goods given along. */
export interface GiftGoods {
  /** null: the goods bought. */
  productId: string | null
  unit: string
  /** Thousandths of `unit`, each time. */
  quantity: number
}

/** A special price of one product, 1/10000 yuan per unit. */
export interface SpecialPrice {
  productId: string
  unit: string
  price: Price
}

/** The conditions and the reward of a promotion. Counts are in thousandths of `unit`, amounts in 分. */
export interface PromotionRule {
  /** Customer grades; none: every grade. */
  grades: string[]
  /** Customers; none: every customer. */
  customerIds: string[]
  /** Products that count; none: all. */
  productIds: string[]
  /** All of them count together; otherwise each product for itself. */
  mixed: boolean
  /** Unit in which quantities are counted, each product by its own factor; empty: its base unit. */
  unit: string
  minQuantity: number | null
  maxQuantity: number | null
  minAmount: Fen | null
  maxAmount: Fen | null
  /** 买 N: once for this many. */
  everyQuantity: number | null
  /** 满: once for this much. */
  everyAmount: Fen | null
  /** 每满: again for every further multiple. */
  recursive: boolean
  rounding: MultipleRounding
  /** Most times an order gets it; null: no limit. */
  maxTimes: number | null
  gifts: GiftGoods[]
  /** Taken off each time, 分. */
  off: Fen
  prices: SpecialPrice[]
}

export interface Promotion {
  id: string
  name: string
  kind: PromotionKind
  fromDay: Day
  /** null: until it is stopped. */
  toDay: Day | null
  /** 1 to 20; 20 goes first. */
  priority: number
  /** What it uses no other promotion touches; stackable ones share their lines. */
  exclusive: boolean
  rule: PromotionRule
}

/** A rule without conditions and without a reward: what an editor starts from. */
export const EMPTY_RULE: PromotionRule = {
  grades: [],
  customerIds: [],
  productIds: [],
  mixed: true,
  unit: '',
  minQuantity: null,
  maxQuantity: null,
  minAmount: null,
  maxAmount: null,
  everyQuantity: null,
  everyAmount: null,
  recursive: true,
  rounding: 'floor',
  maxTimes: null,
  gifts: [],
  off: 0,
  prices: [],
}

/** True when the promotion is for this customer on this day. */
export function isFor(
  promotion: Pick<Promotion, 'fromDay' | 'toDay' | 'rule'>,
  customer: { id: string; grade: string },
  day: Day,
): boolean {
  const { grades, customerIds } = promotion.rule
  if (promotion.fromDay > day || (promotion.toDay !== null && promotion.toDay < day)) return false
  const isEverybody = grades.length === 0 && customerIds.length === 0
  return isEverybody || grades.includes(customer.grade) || customerIds.includes(customer.id)
}

/** In the order in which they are applied: priority, then age. The same set gives the same order everywhere. */
export function inOrder(promotions: readonly Promotion[]): Promotion[] {
  return promotions.toSorted((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
}

export type PromotionFault =
  'no-goods' | 'no-condition' | 'no-reward' | 'range-empty' | 'dates-reversed' | 'special-price-twice'

/** What keeps a promotion from making sense; none when it can be saved. */
export function faultsOf(promotion: Pick<Promotion, 'kind' | 'fromDay' | 'toDay' | 'rule'>): PromotionFault[] {
  const { kind, rule } = promotion
  const faults: PromotionFault[] = []
  if (promotion.toDay !== null && promotion.toDay < promotion.fromDay) faults.push('dates-reversed')
  if (isReversed(rule.minQuantity, rule.maxQuantity) || isReversed(rule.minAmount, rule.maxAmount))
    faults.push('range-empty')
  if (kind === 'price') {
    if (rule.prices.length === 0) faults.push('no-goods')
    const keys = rule.prices.map((one) => `${one.productId} ${one.unit}`)
    if (new Set(keys).size < keys.length) faults.push('special-price-twice')
    return faults
  }
  const conditions = [rule.everyQuantity, rule.everyAmount, rule.minQuantity, rule.minAmount]
  if (conditions.every((one) => one === null || one <= 0)) faults.push('no-condition')
  if (kind === 'gift' && rule.gifts.every((gift) => gift.quantity <= 0)) faults.push('no-reward')
  if (kind === 'off' && rule.off <= 0) faults.push('no-reward')
  return faults
}

const isReversed = (min: Quantity | null, max: Quantity | null): boolean => min !== null && max !== null && max < min
