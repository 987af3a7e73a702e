import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookMovement, costOf, unitCost, type Pool } from '../../../shared/domain/inventory/cost.ts'

const EMPTY: Pool = { quantity: 0, value: 0, lastCost: 0 }
const pool = (bags: number, yuan: number, lastYuan = 0): Pool => ({
  quantity: bags * 1000,
  value: Math.round(yuan * 10_000),
  lastCost: Math.round(lastYuan * 10_000),
})
/** Movements in bags and yuan, one after the other. */
function book(start: Pool, ...steps: [bags: number, yuan?: number][]) {
  let now = start
  const values: number[] = []
  let residues = 0
  for (const [bags, yuan] of steps) {
    const booked = bookMovement(
      now,
      Math.round(bags * 1000),
      yuan === undefined ? undefined : Math.round(yuan * 10_000),
    )
    now = booked.pool
    values.push(booked.value / 10_000)
    residues += booked.residue
  }
  return { pool: now, values, residue: residues / 10_000 }
}

describe('the moving average', () => {
  it('mixes what comes in and gives out the mean', () => {
    const { pool: after, values } = book(EMPTY, [10, 1000], [10, 1200], [-5])
    expect(values).toEqual([1000, 1200, -550])
    expect(after).toEqual({ quantity: 15_000, value: 16_500_000, lastCost: 1_100_000 })
    expect(unitCost(after)).toBe(1_100_000)
  })

  it('gives the last piece all that is left, so that rounding never stays behind', () => {
    const { pool: after, values } = book(EMPTY, [3, 100], [-1], [-1], [-1])
    expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 10)
    expect(after).toMatchObject({ quantity: 0, value: 0 })
  })

  it('lets goods join at the average, however many they are', () => {
    const { pool: after, values } = book(pool(3, 10), [30])
    expect(values).toEqual([100])
    expect(after).toMatchObject({ quantity: 33_000, value: 1_100_000 })
  })

  it('takes goods that are not there at the last cost and settles the guess when they come', () => {
    const taken = book(pool(0, 0, 8), [-10])
    expect(taken.values).toEqual([-80])
    const covered = book(taken.pool, [15, 150])
    expect(covered.residue).toBe(-20)
    expect(covered.pool).toMatchObject({ quantity: 5000, value: 500_000, lastCost: 100_000 })
    const just = book(taken.pool, [10, 100])
    expect(just.residue).toBe(-20)
    expect(just.pool).toMatchObject({ quantity: 0, value: 0, lastCost: 100_000 })
  })

  it('keeps a value that changes without goods, as long as there are goods to carry it', () => {
    expect(book(pool(10, 100), [0, 20]).pool).toMatchObject({ quantity: 10_000, value: 1_200_000, lastCost: 120_000 })
    const none = book(pool(0, 0, 8), [0, 20])
    expect(none.residue).toBe(-20)
    expect(none.pool).toMatchObject({ quantity: 0, value: 0, lastCost: 80_000 })
  })

  it('costs what the last goods cost when nothing is there or its value has gone below zero', () => {
    expect(costOf(pool(0, 0, 5), 2000)).toBe(100_000)
    expect(costOf(pool(10, -3, 5), 2000)).toBe(100_000)
    expect(costOf(pool(1, 9, 5), 3000)).toBe(190_000)
    expect(unitCost(pool(10, -3, 5))).toBe(50_000)
  })
})

const step = fc.record({
  quantity: fc.integer({ min: -50_000, max: 50_000 }),
  value: fc.option(fc.integer({ min: 0, max: 100_000_000 }), { nil: undefined }),
})

describe('any sequence of movements', () => {
  it('never divides by zero, sums to the ledger and leaves no value where there are no goods', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 1_000_000 }), (steps, lastCost) => {
        let now: Pool = { ...EMPTY, lastCost }
        const ledger = { quantity: 0, value: 0 }
        for (const { quantity, value } of steps) {
          const signed = value === undefined ? undefined : quantity < 0 ? -value : value
          const booked = bookMovement(now, quantity, signed)
          now = booked.pool
          ledger.quantity += quantity
          ledger.value += booked.value + booked.residue
          for (const n of [booked.value, booked.residue, now.quantity, now.value, now.lastCost])
            expect(Number.isSafeInteger(n)).toBe(true)
          expect(Object.is(booked.value, -0) || Object.is(booked.residue, -0)).toBe(false)
          expect({ quantity: now.quantity, value: now.value }).toEqual(ledger)
          if (now.quantity === 0) expect(now.value).toBe(0)
        }
      }),
    )
  })

  it('keeps the unit cost between the cheapest and the dearest that came in', () => {
    const priced = fc.record({
      quantity: fc.integer({ min: -20_000, max: 20_000 }).filter((q) => q !== 0),
      price: fc.integer({ min: 1, max: 1_000_000 }),
    })
    fc.assert(
      fc.property(fc.array(priced, { minLength: 1, maxLength: 60 }), (steps) => {
        let now: Pool = EMPTY
        let [cheapest, dearest] = [Infinity, 0]
        for (const { quantity, price } of steps) {
          if (quantity < 0 && now.quantity + quantity < 0) continue
          const value = quantity > 0 ? Math.round((quantity * price) / 1000) : undefined
          now = bookMovement(now, quantity, value).pool
          if (quantity > 0) [cheapest, dearest] = [Math.min(cheapest, price), Math.max(dearest, price)]
          // each movement may be off by half a 1/10000 yuan, spread over what is left
          const slack = 1 + (steps.length * 1000) / Math.max(now.quantity, 1)
          if (now.quantity > 0) {
            expect(unitCost(now)).toBeGreaterThanOrEqual(cheapest - slack)
            expect(unitCost(now)).toBeLessThanOrEqual(dearest + slack)
          }
        }
      }),
    )
  })

  it('is undone exactly by its opposites in reverse', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 0, max: 1_000_000 }), (steps, lastCost) => {
        const start: Pool = { quantity: 30_000, value: 12_345_678, lastCost }
        let now = start
        const booked: { quantity: number; value: number }[] = []
        for (const { quantity, value } of steps) {
          const { pool: after, value: worth, residue } = bookMovement(now, quantity, quantity < 0 ? undefined : value)
          booked.push({ quantity, value: worth + residue })
          now = after
        }
        for (const { quantity, value } of booked.reverse()) now = bookMovement(now, -quantity, -value, true).pool
        expect({ quantity: now.quantity, value: now.value }).toEqual({ quantity: start.quantity, value: start.value })
      }),
    )
  })
})
