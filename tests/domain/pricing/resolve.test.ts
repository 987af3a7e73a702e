import { describe, expect, it } from 'vitest'
import {
  priceSteps,
  quantityByProduct,
  resolvePrice,
  stepAt,
  type PriceFacts,
  type PromotionPrice,
  type ResolvedSource,
  type TierPrice,
} from '../../../shared/domain/pricing/resolve.ts'

/**
 * 矿泉水: list 2.00 a 瓶, a 箱 of 12 has its own price of 23.00, a 提 of 6 has none. Prices in 1/10000 yuan, quantities in
 * thousandths of a 瓶. Every figure was computed by hand.
 */
const UNITS = [
  { unit: '瓶', factor: 1000, price: 20_000 },
  { unit: '箱', factor: 12_000, price: 230_000 },
  { unit: '提', factor: 6_000, price: null },
]
const FACTOR: Record<string, number> = { 瓶: 1000, 箱: 12_000, 提: 6_000 }
const tier = (unit: string, price: number, from = 0): TierPrice => ({
  unit,
  factor: FACTOR[unit]!,
  price,
  minQuantity: from * 1000,
})
const special = (
  unit: string,
  price: number,
  more: { from?: number; to?: number; id?: string; priority?: number } = {},
): PromotionPrice => ({
  ...tier(unit, price, more.from ?? 0),
  maxQuantity: more.to === undefined ? null : more.to * 1000,
  promotionId: more.id ?? 'P1',
  priority: more.priority ?? 10,
})
const last = (unit: string, price: number) => ({ unit, factor: FACTOR[unit]!, price })

type Case = [what: string, facts: Partial<PriceFacts>, price: number | null, source: ResolvedSource]
const CASES: Case[] = [
  ['list price of the base unit', {}, 20_000, 'list'],
  ['own price of a pack', { unit: '箱' }, 230_000, 'pack'],
  ['a pack without own price: 6 × 2.00', { unit: '提' }, 120_000, 'list'],
  ['nothing known', { units: [{ unit: '瓶', factor: 1000, price: null }] }, null, 'none'],
  ['a price of nothing is a price', { units: [{ unit: '瓶', factor: 1000, price: 0 }] }, 0, 'list'],
  ['typed beats everything', { typed: 1, contract: [tier('瓶', 15_000)], last: last('瓶', 18_000) }, 1, 'typed'],
  ['typed nothing is typed', { typed: 0 }, 0, 'typed'],
  ['last price before list', { last: last('瓶', 19_000) }, 19_000, 'last'],
  ['last price of a 箱 per 瓶: 22.80 / 12', { last: last('箱', 228_000) }, 19_000, 'last'],
  ['last price of a 瓶 per 箱: 1.90 × 12', { unit: '箱', last: last('瓶', 19_000) }, 228_000, 'last'],
  ['last price before the pack’s own', { unit: '箱', last: last('箱', 225_000) }, 225_000, 'last'],
  ['last price of a 提 per 箱: 11.55 × 2', { unit: '箱', last: last('提', 115_500) }, 231_000, 'last'],
  ['last price rounds half up: 22.99 / 12 = 1.91583…', { last: last('箱', 229_900) }, 19_158, 'last'],
  ['level before last', { level: [tier('瓶', 18_000)], last: last('瓶', 17_000) }, 18_000, 'level'],
  ['level per 瓶 for a 箱: 1.80 × 12', { unit: '箱', level: [tier('瓶', 18_000)] }, 216_000, 'level'],
  ['level for the very unit first', { unit: '箱', level: [tier('瓶', 18_000), tier('箱', 210_000)] }, 210_000, 'level'],
  ['level of the 箱 for a 提: 21.00 / 2', { unit: '提', level: [tier('箱', 210_000)] }, 105_000, 'level'],
  ['base unit before another pack', { unit: '提', level: [tier('箱', 210_000), tier('瓶', 18_000)] }, 108_000, 'level'],
  ['level step not reached', { quantity: 99_000, level: [tier('瓶', 17_000, 100)] }, 20_000, 'list'],
  ['level step reached', { quantity: 100_000, level: [tier('瓶', 17_000, 100)] }, 17_000, 'level'],
  [
    'level base below its step',
    { quantity: 99_999, level: [tier('瓶', 18_000), tier('瓶', 17_000, 100)] },
    18_000,
    'level',
  ],
  [
    'level: the highest step reached',
    { quantity: 500_000, level: [tier('瓶', 18_000), tier('瓶', 16_000, 500), tier('瓶', 17_000, 100)] },
    16_000,
    'level',
  ],
  [
    '10 箱 are 120 瓶: a step of 100 瓶',
    { unit: '箱', quantity: 120_000, level: [tier('瓶', 17_000, 100)] },
    204_000,
    'level',
  ],
  [
    'a step of the 瓶 reached, of the 箱 not',
    { unit: '箱', quantity: 120_000, level: [tier('瓶', 17_000), tier('箱', 190_000, 240)] },
    204_000,
    'level',
  ],
  ['contract before level', { contract: [tier('瓶', 19_500)], level: [tier('瓶', 15_000)] }, 19_500, 'contract'],
  ['contract dearer than the list still holds', { contract: [tier('瓶', 21_000)] }, 21_000, 'contract'],
  ['contract of the 箱 per 瓶: 20.40 / 12', { contract: [tier('箱', 204_000)] }, 17_000, 'contract'],
  ['contract step', { quantity: 240_000, contract: [tier('瓶', 18_000), tier('瓶', 16_500, 240)] }, 16_500, 'contract'],
  [
    'contract only from a quantity on: below it the level',
    { quantity: 10_000, contract: [tier('瓶', 15_000, 240)], level: [tier('瓶', 18_500)] },
    18_500,
    'level',
  ],
  [
    'break before promotion and last',
    {
      quantity: 120_000,
      breaks: [tier('瓶', 19_000, 120)],
      promotion: [special('瓶', 15_000)],
      last: last('瓶', 14_000),
    },
    19_000,
    'break',
  ],
  ['break not reached', { quantity: 119_999, breaks: [tier('瓶', 19_000, 120)] }, 20_000, 'list'],
  [
    'break per 瓶 for a 箱: 1.90 × 12 = 22.80 < 23.00',
    { unit: '箱', quantity: 120_000, breaks: [tier('瓶', 19_000, 120)] },
    228_000,
    'break',
  ],
  [
    'a break dearer than the list is a leftover',
    { quantity: 120_000, breaks: [tier('瓶', 21_000, 120)] },
    20_000,
    'list',
  ],
  [
    'a break dearer than the pack’s own price too',
    { unit: '箱', quantity: 120_000, breaks: [tier('瓶', 19_500, 120)] },
    230_000,
    'pack',
  ],
  ['a break equal to the list is a break', { quantity: 120_000, breaks: [tier('瓶', 20_000, 120)] }, 20_000, 'break'],
  [
    'a break where there is no list price',
    { quantity: 120_000, units: [{ unit: '瓶', factor: 1000, price: null }], breaks: [tier('瓶', 19_000, 120)] },
    19_000,
    'break',
  ],
  [
    'level before break',
    { quantity: 120_000, level: [tier('瓶', 19_900)], breaks: [tier('瓶', 19_000, 120)] },
    19_900,
    'level',
  ],
  ['promotion before last', { promotion: [special('瓶', 17_500)], last: last('瓶', 17_000) }, 17_500, 'promotion'],
  [
    'contract before promotion',
    { promotion: [special('瓶', 12_000)], contract: [tier('瓶', 19_000)] },
    19_000,
    'contract',
  ],
  ['promotion per 箱 for a 瓶: 18.00 / 12', { promotion: [special('箱', 180_000)] }, 15_000, 'promotion'],
  [
    'promotion from a quantity on',
    { quantity: 23_000, promotion: [special('瓶', 17_000, { from: 24 })] },
    20_000,
    'list',
  ],
  ['promotion up to a quantity', { quantity: 25_000, promotion: [special('瓶', 17_000, { to: 24 })] }, 20_000, 'list'],
  [
    'promotion within its range, both ends',
    { quantity: 24_000, promotion: [special('瓶', 17_000, { from: 24, to: 24 })] },
    17_000,
    'promotion',
  ],
  [
    'the higher priority, though dearer',
    { promotion: [special('瓶', 15_000, { id: 'A', priority: 5 }), special('瓶', 18_000, { id: 'B', priority: 6 })] },
    18_000,
    'promotion',
  ],
  [
    'of equal priority the cheaper',
    { promotion: [special('瓶', 18_000, { id: 'A' }), special('瓶', 15_000, { id: 'B' })] },
    15_000,
    'promotion',
  ],
  [
    'a promotion’s price for the very unit',
    { unit: '箱', promotion: [special('瓶', 17_000), special('箱', 199_000)] },
    199_000,
    'promotion',
  ],
]

const factsOf = (facts: Partial<PriceFacts>): PriceFacts => {
  const unit = facts.unit ?? '瓶'
  return {
    contract: [],
    level: [],
    breaks: [],
    promotion: [],
    last: null,
    units: UNITS,
    typed: null,
    quantity: 1000,
    ...facts,
    unit,
    factor: FACTOR[unit]!,
  }
}

describe('the price of a product', () => {
  it.each(CASES)('%s', (_what, facts, price, source) => {
    expect(resolvePrice(factsOf(facts))).toMatchObject({ price, source })
  })

  it('names the promotion of a special price, and no other source names one', () => {
    const promotion = [special('瓶', 15_000, { id: 'A', priority: 5 }), special('瓶', 15_000, { id: 'B', priority: 5 })]
    expect(resolvePrice(factsOf({ promotion })).promotionId).toBe('A')
    expect(resolvePrice(factsOf({ promotion: promotion.toReversed() })).promotionId).toBe('A')
    expect(resolvePrice(factsOf({ promotion, typed: 15_000 })).promotionId).toBeNull()
  })

  it('moves in steps that say the same as asking at every quantity', () => {
    const prices = factsOf({
      level: [tier('瓶', 19_000, 240), tier('箱', 215_000, 600)],
      breaks: [tier('瓶', 19_500, 60), tier('瓶', 21_000, 100)],
      promotion: [
        special('瓶', 18_000, { from: 24, to: 48, id: 'A' }),
        special('箱', 210_000, { from: 36, to: 47, id: 'B', priority: 11 }),
      ],
      last: last('瓶', 19_900),
    })
    for (const unit of ['瓶', '箱', '提']) {
      const steps = priceSteps(prices, unit, FACTOR[unit]!)
      expect(steps[0]!.from).toBe(0)
      for (let bottles = 0; bottles <= 700; bottles++) {
        const { from: _, ...step } = stepAt(steps, bottles * 1000)
        expect(step).toEqual(resolvePrice({ ...prices, unit, factor: FACTOR[unit]!, quantity: bottles * 1000 }))
      }
    }
  })

  it('counts the lines of a product together, without gifts', () => {
    const line = (productId: string, quantity: number | null, gift = false) => ({ productId, quantity, gift })
    const sums = quantityByProduct([
      line('a', 60_000),
      line('b', 1000),
      line('a', 50_000),
      line('a', 9000, true),
      line('b', null),
    ])
    expect(Object.fromEntries(sums)).toEqual({ a: 110_000, b: 1000 })
  })
})
