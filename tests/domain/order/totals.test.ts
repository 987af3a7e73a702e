import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  discountOf,
  lineAmount,
  orderTotals,
  shipmentAmount,
  type PricedLine,
} from '../../../shared/domain/order/totals.ts'
import { allocate, share } from '../../../shared/money.ts'

const pricedLine: fc.Arbitrary<PricedLine> = fc.record({
  quantity: fc.integer({ min: 1, max: 1_000_000_000 }),
  factor: fc.constantFrom(1, 500, 1000, 12_000, 40_000, 1_000_000_000),
  price: fc.integer({ min: 0, max: 1_000_000_000 }),
  discount: fc.oneof(fc.constant(10_000), fc.integer({ min: 0, max: 10_000 })),
  taxRate: fc.constantFrom(0, 300, 900, 1300),
  gift: fc.boolean(),
})
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

describe('line amounts', () => {
  it('round half up to the 分, once', () => {
    const line = { quantity: 1000, factor: 1000, price: 10_050, discount: 10_000, taxRate: 0, gift: false }
    expect(lineAmount(line)).toBe(101)
    expect(lineAmount({ ...line, price: 10_049 })).toBe(100)
    // 3 箱 5 瓶 of 12 at 36.60 a box: 41/12 × 36.60 = 125.05
    expect(lineAmount({ ...line, quantity: 41_000, factor: 12_000, price: 366_000 })).toBe(12_505)
    // 95 折 of 0.3 × 99.99 is 28.49715: rounding the price first would give 28.50
    expect(lineAmount({ ...line, quantity: 300, price: 999_900, discount: 9_500 })).toBe(2850)
    expect(lineAmount({ ...line, gift: true })).toBe(0)
  })

  it('are never further than half a 分 from the exact value', () => {
    fc.assert(
      fc.property(pricedLine, (line) => {
        fc.pre(!line.gift)
        const divisor = BigInt(line.factor) * 100n * 10_000n
        const exact = BigInt(line.quantity) * BigInt(line.price) * BigInt(line.discount)
        const amount = lineAmount(line)
        fc.pre(Number.isSafeInteger(amount))
        const twice = 2n * (BigInt(amount) * divisor - exact)
        return twice <= divisor && twice > -divisor
      }),
    )
  })
})

describe('order totals', () => {
  it('add up to the 分: amount, discount, total and tax', () => {
    const orders = fc.array(pricedLine, { minLength: 1, maxLength: 60 }).chain((lines) => {
      const amount = sum(lines.map(lineAmount))
      return fc.tuple(fc.constant(lines), fc.integer({ min: 0, max: Math.min(amount, 2 ** 48) }))
    })
    fc.assert(
      fc.property(orders, ([lines, discount]) => {
        const totals = orderTotals(lines, discount)
        fc.pre(Number.isSafeInteger(totals.amount))
        expect(totals.total).toBe(totals.amount - discount)
        expect(sum(totals.lines.map((l) => l.amount))).toBe(totals.amount)
        expect(sum(totals.lines.map((l) => l.net))).toBe(totals.total)
        expect(sum(totals.lines.map((l) => l.tax))).toBe(totals.tax)
        for (const line of totals.lines) {
          expect(line.net).toBeGreaterThanOrEqual(0)
          expect(line.net).toBeLessThanOrEqual(line.amount)
          expect(line.tax).toBeGreaterThanOrEqual(0)
          expect(line.tax).toBeLessThanOrEqual(line.net)
        }
      }),
    )
  })

  it('of gifts alone are nothing, whatever is left of a discount', () => {
    const gift = { quantity: 1000, factor: 1000, price: 10_000, discount: 10_000, taxRate: 1300, gift: true }
    expect(orderTotals([gift, gift], 0)).toMatchObject({ amount: 0, total: 0, tax: 0 })
  })

  it('a rate takes off what is left over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.integer({ min: 0, max: 10_000 }), (amount, paid) => {
        expect(discountOf(amount, paid) + share(amount, paid)).toBe(amount)
      }),
    )
  })
})

describe('splitting', () => {
  it('loses and invents nothing, is proportional to less than one 分 and keeps the sign', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 10 ** 12 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), weights, (total, shares) => {
        const parts = allocate(total, shares)
        expect(sum(parts)).toBe(total)
        const whole = sum(shares)
        if (whole === 0) return
        parts.forEach((part, i) => {
          const off = BigInt(part) * BigInt(whole) - BigInt(total) * BigInt(shares[i]!)
          expect(off < BigInt(whole) && off > -BigInt(whole)).toBe(true)
        })
      }),
    )
  })

  it('of a line adds up to its net exactly, whatever was shipped and taken back in between', () => {
    const walk = fc.record({
      net: fc.integer({ min: 0, max: 10 ** 11 }),
      parts: fc.array(fc.integer({ min: 1, max: 10 ** 8 }), { minLength: 1, maxLength: 30 }),
      // which of the notes posted so far is taken back and shipped again, after each step
      back: fc.array(fc.nat(), { maxLength: 30 }),
    })
    fc.assert(
      fc.property(walk, ({ net, parts, back }) => {
        const ordered = sum(parts)
        const notes: { quantity: number; amount: number }[] = []
        const booked = () => sum(notes.map((n) => n.amount))
        const ship = (quantity: number) => {
          const shipped = sum(notes.map((n) => n.quantity))
          notes.push({ quantity, amount: shipmentAmount(net, ordered, shipped + quantity, booked()) })
        }
        for (const [i, part] of parts.entries()) {
          ship(part)
          if (back[i] === undefined) continue
          const [taken] = notes.splice(back[i]! % notes.length, 1)
          ship(taken!.quantity)
        }
        expect(booked()).toBe(net)
      }),
    )
  })
})
