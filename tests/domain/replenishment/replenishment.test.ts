import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adviseOrder, reorderPointOf, roundUp, zOf, type Policy } from '../../../shared/domain/replenishment/advice.ts'
import { backTest } from '../../../shared/domain/replenishment/back-test.ts'
import { measureDemand } from '../../../shared/domain/replenishment/demand.ts'

const policy: Policy = { serviceLevel: 0.95, coverDays: 14, minStock: null, maxStock: null }
const bags = (n: number) => n * 1000
const single = { minimum: 0, multiple: 1000 }

describe('demand', () => {
  it('takes mean and deviation of the days since the first sale', () => {
    const demand = measureDemand([0, 0, bags(2), bags(4), bags(6)])
    expect(demand).toMatchObject({ days: 3, mean: bags(4), deviation: bags(2), total: bags(12), stockOutDays: 0 })
  })

  it('leaves out days on which there was nothing to sell', () => {
    const demand = measureDemand([bags(4), 0, 0, bags(4)], { stockOut: (day) => day === 1 || day === 3 })
    expect(demand).toMatchObject({ days: 3, stockOutDays: 1, total: bags(8) })
    expect(demand.mean).toBeCloseTo(bags(8) / 3)
  })

  it('counts a one-off order only as far as it is usual', () => {
    const daily = Array.from({ length: 28 }, () => bags(2))
    daily[10] = bags(500)
    const demand = measureDemand(daily)
    expect(demand.oneOff).toBe(bags(500 - 20))
    expect(demand.total).toBe(bags(27 * 2 + 500))
    expect(demand.mean).toBeCloseTo(bags(27 * 2 + 20) / 28)
  })

  it('calls lumpy demand irregular and steady demand not', () => {
    const steady = Array.from({ length: 84 }, (_, i) => bags(5 + (i % 2)))
    const lumpy = Array.from({ length: 84 }, (_, i) => (i % 28 === 0 ? bags(100) : 0))
    expect(measureDemand(steady).weeklyVariation).toBeLessThan(0.1)
    expect(measureDemand(lumpy).weeklyVariation).toBeGreaterThan(1)
  })

  it('has nothing to say of a product nobody bought', () => {
    expect(measureDemand(new Float64Array(365))).toMatchObject({ days: 0, mean: 0, deviation: 0, total: 0 })
  })
})

describe('advice', () => {
  it('knows the usual quantiles', () => {
    for (const [level, z] of [
      [0.9, 1.2816],
      [0.95, 1.6449],
      [0.98, 2.0537],
      [0.99, 2.3263],
    ] as const)
      expect(zOf(level)).toBeCloseTo(z, 3)
    expect(zOf(0.5)).toBeCloseTo(0, 3)
  })

  it('works out the textbook case', () => {
    // d = 10 a day, σd = 3, LT = 4 days, σLT = 1: SS = 1.6449 × √(4×9 + 100×1) = 19.18; ROP = 40 + 19.18
    const demand = {
      days: 365,
      stockOutDays: 0,
      oneOff: 0,
      mean: 10_000,
      deviation: 3000,
      weeklyVariation: 0.2,
      total: 0,
    }
    const { safetyStock, reorderPoint } = reorderPointOf(demand, { days: 4, deviation: 1 }, policy)
    // up to whole bags
    expect({ safetyStock, reorderPoint }).toEqual({ safetyStock: bags(20), reorderPoint: bags(60) })
    const advice = adviseOrder(
      demand,
      { days: 4, deviation: 1 },
      { minimum: bags(50), multiple: bags(12) },
      { available: bags(30), onOrder: bags(20), inTransit: 0, waiting: bags(5) },
      policy,
    )
    // target = 60 + 140; position 45; needed 155 → 13 packs of 12
    expect(advice).toMatchObject({ position: bags(45), quantity: bags(156), irregular: false, overMaximum: false })
    expect(advice.coverDays).toBeCloseTo(3)
  })

  it('orders nothing while enough is there or coming', () => {
    const demand = measureDemand(Array.from({ length: 100 }, () => bags(10)))
    const advice = adviseOrder(
      demand,
      { days: 3, deviation: 0 },
      single,
      { available: 0, onOrder: bags(31), inTransit: 0, waiting: 0 },
      policy,
    )
    expect(advice.quantity).toBe(0)
  })

  it('fills to the maximum and says when a pack goes beyond', () => {
    const demand = measureDemand(Array.from({ length: 100 }, () => bags(1)))
    const advice = adviseOrder(
      demand,
      { days: 2, deviation: 0 },
      { minimum: 0, multiple: bags(40) },
      { available: bags(1), onOrder: 0, inTransit: 0, waiting: 0 },
      { ...policy, maxStock: bags(30) },
    )
    expect(advice).toMatchObject({ quantity: bags(40), overMaximum: true, target: bags(30) })
  })

  it('never orders less than needed, than the minimum, or part of a pack', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.nat(1_000_000),
        fc.integer({ min: 1, max: 100_000 }),
        (needed, minimum, multiple) => {
          const ordered = roundUp(needed, { minimum, multiple })
          expect(ordered).toBeGreaterThanOrEqual(Math.max(needed, minimum))
          expect(ordered % multiple).toBe(0)
          expect(ordered - Math.max(needed, minimum)).toBeLessThan(multiple)
        },
      ),
    )
  })
})

describe('back-test', () => {
  it('fills everything of a steady demand', () => {
    const daily = Array.from({ length: 365 }, () => bags(10))
    const test = backTest(daily, { days: 5, deviation: 1 }, single, policy)
    expect(test).toMatchObject({ days: 91, fillRate: 10_000, stockOutDays: 0, asked: bags(910) })
    expect(test.stock).toHaveLength(91)
    expect(test.orders).toBeGreaterThan(2)
  })

  it('shows what a jump in demand costs', () => {
    const daily = Array.from({ length: 365 }, (_, i) => (i < 300 ? bags(2) : bags(40)))
    const test = backTest(daily, { days: 10, deviation: 0 }, single, policy)
    expect(test.fillRate).toBeLessThan(8000)
    expect(test.stockOutDays).toBeGreaterThan(10)
  })

  it('loses and invents nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50_000), { minLength: 120, maxLength: 200 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 40_000 }),
        (daily, days, multiple) => {
          const test = backTest(daily, { days, deviation: 2 }, { minimum: 0, multiple }, policy)
          expect(test.asked).toBe(daily.slice(-91).reduce((a, b) => a + b, 0))
          expect(test.filled).toBeLessThanOrEqual(test.asked)
          expect(Math.min(...test.stock)).toBeGreaterThanOrEqual(0)
        },
      ),
      { numRuns: 50 },
    )
  })
})
