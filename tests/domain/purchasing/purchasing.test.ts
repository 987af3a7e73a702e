import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noteActions, purchaseOrderActions, requestActions } from '../../../shared/domain/purchasing/actions.ts'
import { COST_BASES, costToSpread, spreadCost } from '../../../shared/domain/purchasing/landed-cost.ts'
import {
  mostReceivable,
  progressOf,
  PURCHASE_CLOSINGS,
  PURCHASE_REVIEWS,
  PROGRESS_STATES,
  PURCHASE_ORDER_STATUSES,
  purchaseOrderStatus,
  REQUEST_STATUSES,
  requestStatus,
} from '../../../shared/domain/purchasing/states.ts'
import { leadTime, orderQuantity, purchasePrice } from '../../../shared/domain/purchasing/supply.ts'
import { lineCost, partOf, purchaseTotals } from '../../../shared/domain/purchasing/totals.ts'
import { RIGHTS } from '../../../shared/access.ts'

describe('landed costs', () => {
  const line = fc.record({
    quantity: fc.integer({ min: 0, max: 1_000_000_000 }),
    cost: fc.integer({ min: 0, max: 1_000_000_000_000 }),
    weight: fc.option(fc.integer({ min: 0, max: 1_000_000_000 })),
  })

  it('are spread to the last 1/10000 yuan, whatever the basis, and nobody bears less than nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_000_000_000 }),
        fc.constantFrom(...COST_BASES),
        fc.array(line, { minLength: 1, maxLength: 30 }),
        (value, basis, lines) => {
          const parts = spreadCost(value, basis, lines)
          expect(parts).toHaveLength(lines.length)
          expect(parts.reduce((a, b) => a + b, 0)).toBe(value)
          expect(parts.every((part) => part >= 0 && Number.isSafeInteger(part))).toBe(true)
        },
      ),
    )
  })

  it('follow value, weight or quantity', () => {
    const lines = [
      { quantity: 10_000, cost: 3_000_000, weight: 25_000 },
      { quantity: 30_000, cost: 1_000_000, weight: 1_000 },
    ]
    expect(spreadCost(400, 'value', lines)).toEqual([300, 100])
    expect(spreadCost(400, 'quantity', lines)).toEqual([100, 300])
    expect(spreadCost(2800, 'weight', lines)).toEqual([2500, 300])
    // without weights, or for goods that cost nothing, quantity decides
    expect(
      spreadCost(
        400,
        'weight',
        lines.map((one) => ({ ...one, weight: null })),
      ),
    ).toEqual([100, 300])
    expect(
      spreadCost(
        100,
        'value',
        lines.map((one) => ({ ...one, cost: 0 })),
      ),
    ).toEqual([25, 75])
    expect(spreadCost(1, 'value', [lines[0]!, lines[0]!])).toEqual([1, 0])
  })

  it('leave deductible tax out', () => {
    expect(costToSpread(10_900, 900, true)).toBe(1_000_000)
    expect(costToSpread(10_900, 900, false)).toBe(1_090_000)
  })
})

describe('amounts', () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 10_000_000 }),
    factor: fc.constantFrom(1, 500, 1000, 12_000, 40_000),
    price: fc.integer({ min: 0, max: 10_000_000 }),
    taxRate: fc.integer({ min: 0, max: 10_000 }),
  })

  it('of a document are the sums of its rounded lines, with tax inside or on top', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.boolean(), (lines, isIncluded) => {
        const { lines: parts, amount, total, tax } = purchaseTotals(lines, isIncluded)
        const sum = (pick: (part: (typeof parts)[number]) => number) => parts.reduce((a, part) => a + pick(part), 0)
        expect([amount, total, tax]).toEqual([sum((p) => p.amount), sum((p) => p.net), sum((p) => p.tax)])
        expect(total).toBe(isIncluded ? amount : amount + tax)
        for (const part of parts) {
          expect(part.tax).toBeGreaterThanOrEqual(0)
          expect(part.tax).toBeLessThanOrEqual(part.net)
          expect(lineCost(part, true)).toBe((part.net - part.tax) * 100)
          expect(lineCost(part, false)).toBe(part.net * 100)
        }
      }),
    )
  })

  it('keep a rate of half a percent and of one and a half', () => {
    const at = (taxRate: number) =>
      purchaseTotals([{ quantity: 1000, factor: 1000, price: 10_000_000, taxRate }], false).tax
    expect([at(50), at(150)]).toEqual([500, 1_500])
  })

  it('of parts returned one after the other add up to the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 12 }),
        (whole, parts) => {
          const quantity = parts.reduce((a, b) => a + b, 0)
          let gone = 0
          let sum = 0
          for (const part of parts) {
            sum += partOf(whole, quantity, gone, part)
            gone += part
          }
          expect(sum).toBe(whole)
        },
      ),
    )
  })
})

describe('states', () => {
  const users = { id: 'u', rights: RIGHTS, reviewOwn: true }
  const all = PURCHASE_REVIEWS.flatMap((review) =>
    PROGRESS_STATES.flatMap((progress) => PURCHASE_CLOSINGS.map((closed) => ({ review, progress, closed }))),
  )

  it('all have a word, and every word a state', () => {
    expect(
      new Set(all.map(({ review, progress, closed }) => purchaseOrderStatus({ review, received: progress, closed }))),
    ).toEqual(new Set(PURCHASE_ORDER_STATUSES))
    expect(
      new Set(all.map(({ review, progress, closed }) => requestStatus({ review, ordered: progress, closed }))),
    ).toEqual(new Set(REQUEST_STATUSES))
  })

  it('let nothing be undone that something came after', () => {
    for (const { review, progress, closed } of all) {
      const order = purchaseOrderActions({ review, received: progress, closed, createdBy: 'u' }, users)
      const request = requestActions({ review, ordered: progress, closed, createdBy: 'u' }, users)
      if (progress !== 'none') {
        for (const action of ['unapprove', 'void'] as const) {
          expect(order).not.toContain(action)
          expect(request).not.toContain(action)
        }
      }
      if (closed !== 'open') expect([...order, ...request]).toEqual([])
    }
    expect(noteActions({ status: 'void' }, users)).toEqual([])
    expect(noteActions({ status: 'posted' }, { rights: ['stock.edit'] })).toEqual([])
  })

  it('more of one line does not stand in for another', () => {
    expect(
      progressOf([
        { quantity: 5, done: 9 },
        { quantity: 5, done: 0 },
      ]),
    ).toBe('part')
    expect(
      progressOf([
        { quantity: 5, done: 9 },
        { quantity: 5, done: 5 },
      ]),
    ).toBe('all')
    expect(progressOf([{ quantity: 5, done: 0 }])).toBe('none')
  })

  it('the tolerance is a part of the ordered quantity', () => {
    expect(mostReceivable(100_000, 0)).toBe(100_000)
    expect(mostReceivable(100_000, 500)).toBe(105_000)
    expect(mostReceivable(1_000_000_000_000, 10_000)).toBe(2_000_000_000_000)
  })
})

describe('supply', () => {
  const facts = {
    prices: [
      { unit: '袋', minQuantity: 0, fromDay: '' as const, toDay: null, price: 600_000 },
      { unit: '袋', minQuantity: 50_000, fromDay: '' as const, toDay: '2026-11-30', price: 580_000 },
      { unit: '袋', minQuantity: 0, fromDay: '2026-12-01', toDay: null, price: 620_000 },
      { unit: '吨', minQuantity: 400_000, fromDay: '' as const, toDay: null, price: 22_000_000 },
    ],
    last: { unit: '袋', factor: 1000, price: 590_000 },
    purchasePrice: 550_000,
    factors: new Map([
      ['袋', 1000],
      ['吨', 40_000],
    ]),
  }
  const at = (unit: string, quantity: number, day: string, more: Partial<typeof facts> = {}) =>
    purchasePrice({ ...facts, ...more }, { unit, factor: facts.factors.get(unit)!, quantity, day })

  it.each([
    ['the list price', '袋', 1_000, '2026-11-23', 600_000, 'supplier'],
    ['the price from a quantity on', '袋', 50_000, '2026-11-30', 580_000, 'supplier'],
    ['which ends on its last day', '袋', 50_000, '2026-12-01', 620_000, 'supplier'],
    ['the latest day begun', '袋', 1_000, '2026-12-24', 620_000, 'supplier'],
    ['its own unit before others', '吨', 400_000, '2026-11-23', 22_000_000, 'supplier'],
    ['another unit’s by the factor', '吨', 40_000, '2026-11-23', 24_000_000, 'supplier'],
  ])('resolves %s', (_, unit, quantity, day, price, source) => {
    expect(at(unit, quantity, day)).toEqual({ price, source })
  })

  it('falls back to the last receipt, then to the product, then to nothing', () => {
    expect(at('吨', 1, '2026-11-23', { prices: [] })).toEqual({ price: 23_600_000, source: 'last' })
    expect(
      purchasePrice(
        { ...facts, prices: [], last: null },
        { unit: '吨', factor: 40_000, quantity: 1, day: '2026-11-23' },
      ),
    ).toEqual({ price: 22_000_000, source: 'product' })
    expect(
      purchasePrice(
        { ...facts, prices: [], last: null, purchasePrice: null },
        { unit: '袋', factor: 1000, quantity: 1, day: '2026-11-23' },
      ),
    ).toEqual({ price: 0, source: 'none' })
  })

  it('orders at least the minimum, in whole multiples, and never less than is needed', () => {
    expect(orderQuantity(0, 100, 10)).toBe(0)
    expect(orderQuantity(1, 100, 30)).toBe(120)
    expect(orderQuantity(121, 100, 30)).toBe(150)
    expect(orderQuantity(7, 0, 0)).toBe(7)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (needed, minimum, multiple) => {
          const ordered = orderQuantity(needed, minimum, multiple)
          expect(ordered).toBeGreaterThanOrEqual(Math.max(needed, minimum))
          if (multiple > 0) expect(ordered % multiple).toBe(0)
          expect(ordered - Math.max(needed, minimum)).toBeLessThan(Math.max(1, multiple))
        },
      ),
    )
  })

  it('learns lead times from three receipts on, of the product before those of the supplier', () => {
    const of = (days: number[]) => ({
      count: days.length,
      sum: days.reduce((a, b) => a + b, 0),
      squares: days.reduce((a, b) => a + b * b, 0),
    })
    expect(leadTime(of([2, 4]), of([2, 4]), 7)).toEqual({ mean: 700, deviation: 0, receipts: 0 })
    expect(leadTime(of([2, 4, 6]), of([9, 9, 9, 9]), 7)).toEqual({ mean: 400, deviation: 200, receipts: 3 })
    expect(leadTime(of([2]), of([9, 9, 9, 9]), 7)).toEqual({ mean: 900, deviation: 0, receipts: 4 })
  })
})
