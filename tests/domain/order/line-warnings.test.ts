import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineWarnings, type WarnedLine } from '../../../shared/domain/order/line-warnings.ts'

const flour: WarnedLine = {
  productId: 'flour',
  warehouseId: 'main',
  quantity: 10_000,
  factor: 1000,
  price: 800_000,
  discount: 10_000,
  gift: false,
  available: 100_000,
  floorPrice: 700_000,
  last: { quantity: 10_000, price: 800_000, factor: 1000 },
}
const kindsOf = (line: Partial<WarnedLine>): string[] =>
  lineWarnings([{ ...flour, ...line }])[0]!.map(({ kind }) => kind)

test('an ordinary line has no warnings', () => {
  expect(kindsOf({})).toEqual([])
})

test('stock is compared with the sum of all lines of the product in the warehouse', () => {
  const two = lineWarnings([
    { ...flour, quantity: 60_000, last: null },
    { ...flour, quantity: 50_000, last: null, gift: true },
  ])
  expect(two.map((found) => found[0])).toEqual([
    { kind: 'short', available: 100_000, missing: 10_000 },
    { kind: 'short', available: 100_000, missing: 10_000 },
  ])
  const elsewhere = lineWarnings([flour, { ...flour, warehouseId: 'cold', quantity: 95_000, last: null }])
  expect(elsewhere.flat()).toEqual([])
})

test('lots too old for the customer are said even where there is enough, and beside what is short', () => {
  expect(kindsOf({ acceptable: 10_000 })).toEqual([])
  expect(kindsOf({ acceptable: null })).toEqual([])
  expect(lineWarnings([{ ...flour, acceptable: 4_000 }])[0]).toEqual([{ kind: 'too-old', acceptable: 4_000 }])
  expect(kindsOf({ available: 5_000, acceptable: 5_000 })).toEqual(['short'])
  expect(kindsOf({ available: 5_000, acceptable: 0 })).toEqual(['too-old', 'short'])
})

test('floor price counts per base unit, after the line discount, and not for gifts', () => {
  expect(kindsOf({ discount: 8000 })).toEqual(['below-floor'])
  expect(kindsOf({ factor: 40_000, price: 27_000_000, last: null })).toEqual(['below-floor'])
  expect(kindsOf({ factor: 40_000, price: 28_000_000, last: null })).toEqual([])
  expect(kindsOf({ price: 1, gift: true })).toEqual([])
})

test('a price may move by a tenth without a word, whatever unit it was paid in', () => {
  expect(kindsOf({ price: 880_000 })).toEqual([])
  expect(kindsOf({ price: 889_000 })).toEqual(['price-moved'])
  expect(kindsOf({ price: 35_200_000, factor: 40_000 })).toEqual([])
})

test('more than three times the last quantity is unusual', () => {
  expect(kindsOf({ quantity: 30_000 })).toEqual([])
  expect(kindsOf({ quantity: 31_000 })).toEqual(['unusual'])
})

test('a doubled product points to the first line that can take it', () => {
  const found = lineWarnings([flour, { ...flour, productId: 'rice' }, { ...flour, quantity: 1000 }])
  expect(found.map((one) => one.map(({ kind }) => kind))).toEqual([[], [], ['duplicate']])
  expect(found[2]![0]).toEqual({ kind: 'duplicate', line: 0 })
})

test('lines still being typed warn of nothing they lack', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), (noPrice, noProduct) => {
      const line = {
        ...flour,
        quantity: null,
        ...(noPrice ? { price: null } : {}),
        ...(noProduct ? { productId: '' } : {}),
      }
      expect(lineWarnings([line])).toEqual([[]])
    }),
  )
})
