import { describe, expect, it } from 'vitest'
import { applyPromotions, type PromotedLine } from '../../../shared/domain/promotion/apply.ts'
import {
  EMPTY_RULE,
  faultsOf,
  isFor,
  type Promotion,
  type PromotionRule,
} from '../../../shared/domain/promotion/promotion.ts'

/**
 * A water, B tea, C juice: counted in 瓶, 12 to a 箱; D flour: in 袋, 40 to a 吨. Quantities of the table are base units,
 * amounts yuan. Every figure was computed by hand.
 */
const UNITS: Record<string, { unit: string; factor: number }[]> = {
  A: [
    { unit: '瓶', factor: 1000 },
    { unit: '箱', factor: 12_000 },
  ],
  B: [
    { unit: '瓶', factor: 1000 },
    { unit: '箱', factor: 12_000 },
  ],
  C: [
    { unit: '瓶', factor: 1000 },
    { unit: '箱', factor: 24_000 },
  ],
  D: [
    { unit: '袋', factor: 1000 },
    { unit: '吨', factor: 40_000 },
  ],
}
const unitsOf = (id: string) => UNITS[id]

type Typed = [product: string, count: number, yuan: number, more?: Partial<PromotedLine>]
const lineOf = ([productId, count, yuan, more]: Typed): PromotedLine => ({
  productId,
  quantity: count * 1000,
  factor: 1000,
  price: Math.round(yuan * 10_000),
  discount: 10_000,
  gift: false,
  warehouseId: null,
  promotionId: null,
  ...more,
})
let made = 0
const promotion = (
  kind: Promotion['kind'],
  rule: Partial<PromotionRule>,
  more: Partial<Promotion> = {},
): Promotion => ({
  id: `P${String(++made).padStart(3, '0')}`,
  name: '',
  kind,
  fromDay: '2026-01-01',
  toDay: null,
  priority: 10,
  exclusive: false,
  ...more,
  rule: { ...EMPTY_RULE, ...rule },
})
/** 买 N 赠 M: the same goods, or `of` another. */
const buy = (n: number, m: number, rule: Partial<PromotionRule> = {}, of: string | null = null, unit = '') =>
  promotion('gift', {
    productIds: ['A'],
    mixed: false,
    everyQuantity: n * 1000,
    gifts: [{ productId: of, unit, quantity: m * 1000 }],
    ...rule,
  })
const off = (every: number, yuan: number, rule: Partial<PromotionRule> = {}, more: Partial<Promotion> = {}) =>
  promotion('off', { everyAmount: every * 100, off: yuan * 100, ...rule }, more)

/** Gifts as `A 2瓶`, then what is taken off in yuan. */
function got(lines: Typed[], promotions: Promotion[]): string {
  const result = applyPromotions(lines.map(lineOf), promotions, { unitsOf })
  const gifts = result.gifts.map((gift) => `${gift.productId} ${gift.quantity / gift.factor}${gift.unit}`)
  const sum = result.off.reduce((a, b) => a + b, 0)
  return [...gifts, ...(sum > 0 ? [`-${sum / 100}`] : [])].join(', ')
}

type Case = [what: string, lines: Typed[], promotions: Promotion[], expected: string]
const CASES: Case[] = [
  ['10 + 1: 9 earn nothing', [['A', 9, 2]], [buy(10, 1)], ''],
  ['10 + 1: 10 earn one', [['A', 10, 2]], [buy(10, 1)], 'A 1瓶'],
  ['10 + 1: 29 earn two', [['A', 29, 2]], [buy(10, 1)], 'A 2瓶'],
  ['10 + 1 once: 30 earn one', [['A', 30, 2]], [buy(10, 1, { recursive: false })], 'A 1瓶'],
  ['10 + 3: 25 earn six', [['A', 25, 2]], [buy(10, 3)], 'A 6瓶'],
  ['10 + 1 rounded: 15 earn two', [['A', 15, 2]], [buy(10, 1, { rounding: 'round' })], 'A 2瓶'],
  ['10 + 1 rounded: 14 earn one', [['A', 14, 2]], [buy(10, 1, { rounding: 'round' })], 'A 1瓶'],
  ['10 + 1 rounded up: 11 earn two', [['A', 11, 2]], [buy(10, 1, { rounding: 'ceil' })], 'A 2瓶'],
  ['rounded up, but nothing before the first ten', [['A', 9, 2]], [buy(10, 1, { rounding: 'ceil' })], ''],
  [
    'rounded, with a minimum of its own: 5 earn one',
    [['A', 5, 2]],
    [buy(10, 1, { rounding: 'round', minQuantity: 5000 })],
    'A 1瓶',
  ],
  [
    'two lines of the product count together',
    [
      ['A', 6, 2],
      ['A', 4, 3],
    ],
    [buy(10, 1)],
    'A 1瓶',
  ],
  [
    'other goods do not count',
    [
      ['A', 6, 2],
      ['B', 4, 3],
    ],
    [buy(10, 1)],
    '',
  ],
  [
    'typed gifts do not count',
    [
      ['A', 9, 2],
      ['A', 5, 2, { gift: true }],
    ],
    [buy(10, 1)],
    '',
  ],
  ['other goods as the gift', [['A', 20, 2]], [buy(10, 1, {}, 'D')], 'D 2袋'],
  ['a gift in its pack', [['A', 240, 2]], [buy(120, 1, {}, null, '箱')], 'A 2箱'],
  ['counted in 箱: 120 瓶 are 10 箱', [['A', 120, 2]], [buy(10, 1, { unit: '箱' }, null, '箱')], 'A 1箱'],
  ['counted in 箱: 119 瓶 are not', [['A', 119, 2]], [buy(10, 1, { unit: '箱' }, null, '箱')], ''],
  ['at most twice an order', [['A', 99, 2]], [buy(10, 1, { maxTimes: 2 })], 'A 2瓶'],
  ['a gift nobody sells any more is not given', [['A', 10, 2]], [buy(10, 1, {}, 'Z')], ''],
  ['a gift in a unit it does not have is not given', [['A', 10, 2]], [buy(10, 1, {}, 'D', '箱')], ''],
  [
    'two kinds of gifts',
    [['A', 10, 2]],
    [
      promotion('gift', {
        productIds: ['A'],
        everyQuantity: 10_000,
        gifts: [
          { productId: 'B', unit: '', quantity: 1000 },
          { productId: 'D', unit: '', quantity: 500 },
        ],
      }),
    ],
    'B 1瓶, D 0.5袋',
  ],
  [
    'mixed: 4 + 6 make ten; the cheapest is given',
    [
      ['A', 4, 3],
      ['B', 6, 2],
    ],
    [buy(10, 1, { productIds: ['A', 'B'], mixed: true })],
    'B 1瓶',
  ],
  [
    'mixed: of equals the first is given',
    [
      ['A', 4, 2],
      ['B', 6, 2],
    ],
    [buy(10, 1, { productIds: ['A', 'B'], mixed: true })],
    'A 1瓶',
  ],
  [
    'not mixed: each for itself',
    [
      ['A', 14, 3],
      ['B', 26, 2],
    ],
    [buy(10, 1, { productIds: ['A', 'B'] })],
    'A 1瓶, B 2瓶',
  ],
  [
    'mixed in 箱 of 12 and 24: 6/12 + 12/24 make one',
    [
      ['A', 6, 2],
      ['C', 12, 2],
    ],
    [buy(1, 1, { productIds: ['A', 'C'], mixed: true, unit: '箱' }, 'D')],
    'D 1袋',
  ],
  [
    'mixed thirds: 4/12 + 8/12 make one, exactly',
    [
      ['A', 4, 2],
      ['B', 8, 2],
    ],
    [buy(1, 1, { productIds: ['A', 'B'], mixed: true, unit: '箱' }, 'D')],
    'D 1袋',
  ],
  [
    'goods without the unit count nothing',
    [
      ['A', 6, 2],
      ['D', 99, 80],
    ],
    [buy(1, 1, { productIds: ['A', 'D'], mixed: true, unit: '箱' }, 'B')],
    '',
  ],
  [
    'all goods when none are named',
    [
      ['A', 6, 2],
      ['D', 4, 80],
    ],
    [buy(10, 1, { productIds: [], mixed: true }, 'B')],
    'B 1瓶',
  ],
  ['within a range: 10 to 19 one', [['A', 19, 2]], [buy(10, 1, { maxQuantity: 19_000, recursive: false })], 'A 1瓶'],
  ['beyond the range nothing', [['A', 20, 2]], [buy(10, 1, { maxQuantity: 19_000, recursive: false })], ''],
  [
    '满 100 赠 1: 99.99 is not 100',
    [['A', 1, 99.99]],
    [buy(0, 1, { everyQuantity: null, everyAmount: 10_000 }, 'B')],
    '',
  ],
  [
    '满 100 赠 1: 250 earn two',
    [['A', 1, 250]],
    [buy(0, 1, { everyQuantity: null, everyAmount: 10_000 }, 'B')],
    'B 2瓶',
  ],
  ['quantity and amount: the lesser multiple', [['A', 30, 5]], [buy(10, 1, { everyAmount: 10_000 })], 'A 1瓶'],
  [
    'from an amount on, once',
    [['A', 3, 50]],
    [buy(0, 1, { everyQuantity: null, minAmount: 15_000, recursive: false }, 'B')],
    'B 1瓶',
  ],
  ['满 100 减 10: 99 take nothing off', [['A', 1, 99]], [off(100, 10)], ''],
  ['满 100 减 10: 250 take 10 off once', [['A', 1, 250]], [off(100, 10, { recursive: false })], '-10'],
  ['每满 100 减 10: 250 take 20 off', [['A', 1, 250]], [off(100, 10)], '-20'],
  ['after the line’s discount: 105 at 95 % are 99.75', [['A', 1, 105, { discount: 9500 }]], [off(100, 10)], ''],
  [
    'only the named goods count',
    [
      ['A', 1, 90],
      ['B', 1, 90],
    ],
    [off(100, 10, { productIds: ['A'] })],
    '',
  ],
  ['never below nothing', [['A', 1, 5]], [off(1, 100)], '-5'],
  ['at most three times', [['A', 1, 990]], [off(100, 10, { maxTimes: 3 })], '-30'],
  ['two stackable ones add up', [['A', 10, 20]], [off(100, 10), buy(10, 1)], 'A 1瓶, -20'],
  [
    'an exclusive one takes its lines first',
    [['A', 10, 20]],
    [off(100, 10, {}, { exclusive: true, priority: 20 }), buy(10, 1)],
    '-20',
  ],
  [
    'an exclusive one with lower priority finds them used',
    [['A', 10, 20]],
    [off(100, 10, {}, { exclusive: true, priority: 1 }), buy(10, 1)],
    'A 1瓶',
  ],
  [
    '… and still takes the lines nobody used',
    [
      ['A', 10, 20],
      ['B', 1, 100],
    ],
    [off(100, 10, {}, { exclusive: true, priority: 1 }), buy(10, 1)],
    'A 1瓶, -10',
  ],
  [
    'an exclusive one that is not reached takes nothing away',
    [['A', 10, 2]],
    [off(100, 10, {}, { exclusive: true, priority: 20 }), buy(10, 1)],
    'A 1瓶',
  ],
  [
    'an exclusive special price keeps others off its line',
    [['A', 10, 20, { promotionId: 'S' }]],
    [promotion('price', { prices: [] }, { id: 'S', exclusive: true }), off(100, 10)],
    '',
  ],
  [
    'a stackable special price does not',
    [['A', 10, 20, { promotionId: 'S' }]],
    [promotion('price', { prices: [] }, { id: 'S' }), off(100, 10)],
    '-20',
  ],
]

describe('promotions', () => {
  it.each(CASES)('%s', (_what, lines, promotions, expected) => {
    expect(got(lines, promotions)).toBe(expected)
    // the order in which promotions are read makes no difference
    expect(got(lines, promotions.toReversed())).toBe(expected)
  })

  it('spread what is taken off over the lines that earned it, to the 分', () => {
    const lines: Typed[] = [
      ['A', 1, 33.33],
      ['B', 1, 33.33],
      ['D', 1, 80],
      ['C', 1, 33.34],
    ]
    const { off: parts, applied } = applyPromotions(
      lines.map(lineOf),
      [off(100, 10, { productIds: ['A', 'B', 'C'] })],
      { unitsOf },
    )
    expect(parts).toEqual([333, 333, 0, 334])
    expect(applied).toMatchObject([{ times: 1, off: 1000 }])
  })

  it('give from the warehouse of the goods that earned the gift', () => {
    const { gifts } = applyPromotions([lineOf(['A', 10, 2, { warehouseId: 'W2' }])], [buy(10, 1)], { unitsOf })
    expect(gifts[0]!.warehouseId).toBe('W2')
  })

  it('are for their customers on their days', () => {
    const one = promotion('off', { grades: ['A'], customerIds: ['C9'] }, { fromDay: '2026-11-01', toDay: '2026-11-30' })
    const shop = (grade: string, id = 'C1') => ({ id, grade })
    expect(isFor(one, shop('A'), '2026-11-01')).toBe(true)
    expect(isFor(one, shop('A'), '2026-11-30')).toBe(true)
    expect(isFor(one, shop('A'), '2026-12-01')).toBe(false)
    expect(isFor(one, shop('A'), '2026-10-31')).toBe(false)
    expect(isFor(one, shop('B'), '2026-11-15')).toBe(false)
    expect(isFor(one, shop('B', 'C9'), '2026-11-15')).toBe(true)
    expect(isFor(promotion('off', {}), shop(''), '2026-11-15')).toBe(true)
  })

  it('say what is missing before they can be saved', () => {
    expect(faultsOf(off(100, 10))).toEqual([])
    expect(faultsOf(off(0, 10))).toEqual(['no-condition'])
    expect(faultsOf(off(100, 0))).toEqual(['no-reward'])
    expect(faultsOf(buy(10, 0))).toEqual(['no-reward'])
    expect(faultsOf(promotion('price', {}))).toEqual(['no-goods'])
    const price = { productId: 'A', unit: '瓶', price: 1 }
    expect(faultsOf(promotion('price', { prices: [price, price] }))).toEqual(['special-price-twice'])
    expect(faultsOf(off(100, 10, { minQuantity: 2, maxQuantity: 1 }))).toEqual(['range-empty'])
    expect(faultsOf(off(100, 10, {}, { fromDay: '2026-02-02', toDay: '2026-02-01' }))).toEqual(['dates-reversed'])
  })
})
