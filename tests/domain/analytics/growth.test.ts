import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../shared/domain/analytics/facts.ts'
import { GROWTH_CAUSES, growthOf } from '../../../shared/domain/analytics/growth.ts'
import { customerFact, factsOf, type SaleDocument } from '../../support/facts.ts'

const periods = { before: { from: 100, to: 109 }, after: { from: 110, to: 119 }, basis: 'shipped', filter: {} } as const
const customers = ['a', 'b', 'c', 'd'].map((id) => customerFact(id))
const UNITS = ['袋', '袋', '公斤', '公斤']

function facts(documents: SaleDocument[]): Facts {
  const made = factsOf(130, customers, documents)
  return { ...made, products: made.products.map((product, i) => ({ ...product, baseUnit: UNITS[i]! })) }
}
const sale = (day: number, customer: number, product: number, bags: number, amount: number): SaleDocument => ({
  day,
  kind: 'shipment',
  customer,
  lines: [{ product, quantity: bags * 1000, amount }],
})

describe('growth', () => {
  it('names each cause where it is the only one', () => {
    const only = (documents: SaleDocument[]) =>
      Object.fromEntries(Object.entries(growthOf(facts(documents), periods).causes).filter(([, value]) => value !== 0))
    const before = [sale(100, 0, 0, 10, 1000), sale(101, 0, 1, 10, 4000)]
    expect(only([...before, sale(110, 0, 0, 10, 1200), sale(110, 0, 1, 10, 4000)])).toEqual({ price: 200 })
    expect(only([...before, sale(110, 0, 0, 20, 2000), sale(110, 0, 1, 20, 8000)])).toEqual({ quantity: 5000 })
    // as many bags, more of the dear ones
    expect(only([...before, sale(110, 0, 0, 5, 500), sale(110, 0, 1, 15, 6000)])).toEqual({ mix: 1500 })
    expect(only([...before, sale(110, 0, 0, 10, 1000)])).toEqual({ 'dropped-products': -4000 })
    expect(only([...before, ...before.map((d) => ({ ...d, day: 115 })), sale(116, 0, 2, 1, 77)])).toEqual({
      'new-products': 77,
    })
    expect(only([...before, ...before.map((d) => ({ ...d, day: 115 })), sale(116, 3, 0, 1, 90)])).toEqual({
      'new-customers': 90,
    })
    expect(only(before)).toEqual({ 'lost-customers': -5000 })
  })

  it('sums to the difference to the 分 and agrees with a plain computation, whatever was sold and given back', () => {
    const documents = fc.array(
      fc
        .record({
          day: fc.integer({ min: 98, max: 121 }),
          kind: fc.constantFrom('shipment', 'return', 'order', 'history'),
          customer: fc.nat(3),
          product: fc.nat(3),
          quantity: fc.integer({ min: 1, max: 1_000_000 }),
          amount: fc.integer({ min: 0, max: 900_000_000 }),
        })
        .map(({ day, kind, customer, product, quantity, amount }): SaleDocument => {
          const sign = kind === 'return' ? -1 : 1
          return { day, kind, customer, lines: [{ product, quantity: sign * quantity, amount: sign * amount }] }
        }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(documents, (all) => {
        const growth = growthOf(facts(all), periods)
        const { causes, before, after } = growth
        expect(GROWTH_CAUSES.reduce((sum, cause) => sum + causes[cause], 0)).toBe(after - before)

        const within = (range: { from: number; to: number }) =>
          all.filter((d) => d.kind !== 'order' && d.day >= range.from && d.day <= range.to)
        const [first, second] = [within(periods.before), within(periods.after)]
        const total = (list: SaleDocument[]) => list.reduce((sum, d) => sum + d.lines[0]!.amount, 0)
        expect([before, after]).toEqual([total(first), total(second)])
        const bought = (list: SaleDocument[], customer: number) =>
          list.some((d) => d.customer === customer && d.kind !== 'return')
        const staying = [0, 1, 2, 3].filter((c) => bought(first, c) && bought(second, c))
        expect(growth.staying).toBe(staying.length)
        const fresh = [0, 1, 2, 3].filter((c) => !bought(first, c) && bought(second, c))
        const of = (list: SaleDocument[], who: number[]) => total(list.filter((d) => who.includes(d.customer)))
        expect(causes['new-customers']).toBe(of(second, fresh) - of(first, fresh))

        let price = 0
        for (const product of [0, 1, 2, 3]) {
          const own = (list: SaleDocument[]) =>
            list.filter((d) => staying.includes(d.customer) && d.lines[0]!.product === product)
          const quantity = (list: SaleDocument[]) => own(list).reduce((sum, d) => sum + d.lines[0]!.quantity!, 0)
          if (quantity(first) <= 0 || quantity(second) <= 0) continue
          price += total(own(second)) - Math.round((quantity(second) * total(own(first))) / quantity(first))
        }
        expect(causes.price).toBe(price)
      }),
      { numRuns: 200 },
    )
  })

  it('counts only what is asked for', () => {
    const all = facts([sale(100, 0, 0, 1, 100), sale(110, 0, 0, 1, 150), sale(110, 1, 3, 1, 999)])
    expect(growthOf(all, { ...periods, filter: { product: [all.products[0]!.id] } })).toMatchObject({
      before: 100,
      after: 150,
    })
  })
})
