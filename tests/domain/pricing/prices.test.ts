import { describe, expect, it } from 'vitest'
import { costOf, marginOf, unitCostOf } from '../../../shared/domain/pricing/cost.ts'
import { pricesInForce, type DatedPrice } from '../../../shared/domain/pricing/dated.ts'
import { changeOf, readTiers, sameTiers, tierText } from '../../../shared/domain/pricing/price-cell.ts'

const onDay = (rows: DatedPrice[], day: string) => pricesInForce(rows, day, () => '')[0]?.price ?? null

describe('prices that begin on a day', () => {
  const rows: DatedPrice[] = [
    { fromDay: '', price: 100 },
    { fromDay: '2026-12-01', price: 90 },
    { fromDay: '2026-12-24', toDay: '2026-12-26', price: 70 },
    { fromDay: '2027-01-01', price: null },
    { fromDay: '2027-02-01', price: 120 },
  ]
  it.each([
    ['2020-01-01', 100],
    ['2026-11-30', 100],
    ['2026-12-01', 90],
    ['2026-12-23', 90],
    ['2026-12-24', 70],
    ['2026-12-26', 70],
    ['2026-12-27', 90],
    ['2026-12-31', 90],
    ['2027-01-01', null],
    ['2027-01-31', null],
    ['2027-02-01', 120],
  ])('on %s', (day, price) => {
    expect(onDay(rows, day)).toBe(price)
    expect(onDay(rows.toReversed(), day)).toBe(price)
  })
})

describe('a cell of a price list', () => {
  it.each([
    ['9.8', 1000, [{ minQuantity: 0, price: 98_000 }]],
    [
      '9.80; 100: 9.5',
      1000,
      [
        { minQuantity: 0, price: 98_000 },
        { minQuantity: 100_000, price: 95_000 },
      ],
    ],
    [
      '100:9.5；9.80',
      1000,
      [
        { minQuantity: 0, price: 98_000 },
        { minQuantity: 100_000, price: 95_000 },
      ],
    ],
    ['≥10：110', 12_000, [{ minQuantity: 120_000, price: 1_100_000 }]],
    ['满 10 = 110', 12_000, [{ minQuantity: 120_000, price: 1_100_000 }]],
    ['', 1000, []],
    ['¥1,234.5', 1000, [{ minQuantity: 0, price: 12_345_000 }]],
  ])('reads %s', (text, factor, tiers) => {
    expect(readTiers(text, factor, 'level')).toEqual({ tiers })
    expect(readTiers(tierText(tiers, factor), factor, 'level')).toEqual({ tiers })
  })

  it.each([
    ['abc', 'level', 'not-price'],
    ['-1', 'level', 'not-price'],
    ['1.23456', 'sale', 'not-price'],
    ['x: 9', 'level', 'not-quantity'],
    ['0: 9', 'level', 'not-quantity'],
    ['10: 9; 10: 8', 'level', 'same-quantity'],
    ['9; 8', 'level', 'same-quantity'],
    ['9; 10: 8', 'sale', 'one-price'],
    ['9', 'break', 'needs-quantity'],
  ] as const)('refuses %s as %s: %s', (text, kind, fault) => {
    expect(readTiers(text, 1000, kind)).toEqual({ fault })
  })

  it('compares and measures', () => {
    const [a, b] = [[{ minQuantity: 0, price: 100 }], [{ minQuantity: 0, price: 125 }]]
    expect(sameTiers(a, a.slice())).toBe(true)
    expect(sameTiers(a, b)).toBe(false)
    expect(changeOf(a, b)).toBe(2500)
    expect(changeOf(b, a)).toBe(-2000)
    expect(changeOf([], a)).toBeNull()
    expect(changeOf(a, [])).toBeNull()
  })
})

describe('cost and margin', () => {
  it('is the moving average, else the last cost, else the purchase price', () => {
    const stock = (quantity: number, value: number, lastCost: number) => ({ quantity, value, lastCost })
    expect(unitCostOf({ purchasePrice: 9, stock: stock(3000, 100_000, 5) })).toBe(33_333)
    expect(unitCostOf({ purchasePrice: 9, stock: stock(0, 0, 5) })).toBe(5)
    expect(unitCostOf({ purchasePrice: 9, stock: stock(-1000, -5, 0) })).toBe(9)
    expect(unitCostOf({ purchasePrice: null, stock: null })).toBeNull()
    // 2.5 瓶 at 3.3333 yuan: 8.33325 yuan
    expect(costOf(2500, 33_333)).toBe(833)
    expect(marginOf(10_000, 8500)).toBe(1500)
    expect(marginOf(10_000, 12_000)).toBe(-2000)
    expect(marginOf(0, 5)).toBeNull()
  })
})
