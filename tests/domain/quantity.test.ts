import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInPacks, formatQuantity, parseQuantity, type Pack } from '../../shared/quantity.ts'

const packs: Pack[] = [{ unit: '箱', factor: 12_000 }]
const inBottles = { baseUnit: '瓶', packs, unit: '瓶' }
const inCartons = { ...inBottles, unit: '箱' }
const flour = { baseUnit: '袋', packs: [{ unit: '吨', factor: 40_000 }], unit: '袋' }

describe('parseQuantity', () => {
  test.each([
    ['12', inBottles, 12_000, '瓶'],
    ['12', inCartons, 144_000, '箱'],
    ['3箱', inBottles, 36_000, '箱'],
    ['3箱5', inBottles, 41_000, '箱'],
    ['3箱5瓶', inCartons, 41_000, '箱'],
    ['3箱+5', inBottles, 41_000, '箱'],
    ['5瓶+3箱', inBottles, 41_000, '箱'],
    ['5瓶', inCartons, 5_000, '瓶'],
    ['3*12+5', inBottles, 41_000, '瓶'],
    ['3*12+5', inCartons, 41_000, '瓶'],
    ['2*5箱', inBottles, 120_000, '箱'],
    ['2+3', inBottles, 27_000, '箱'],
    ['2+3', inCartons, 27_000, '箱'],
    ['1.5吨', flour, 60_000, '吨'],
    ['.5吨', flour, 20_000, '吨'],
    ['３箱５瓶', inBottles, 41_000, '箱'],
    ['３＊１２＋５', inBottles, 41_000, '瓶'],
    [' 3 箱 5 ', inBottles, 41_000, '箱'],
    ['3×12', inBottles, 36_000, '瓶'],
    ['1。5箱', inBottles, 18_000, '箱'],
    ['1,200', inBottles, 1_200_000, '瓶'],
    ['-3箱5', inBottles, -41_000, '箱'],
    ['0', inBottles, 0, '瓶'],
    ['-0', inBottles, 0, '瓶'],
    ['0.001', inBottles, 1, '瓶'],
    ['*1.5', { ...inCartons, current: 24_000 }, 36_000, '箱'],
  ])('%s', (text, context, quantity, unit) => {
    const factor = unit === '箱' ? 12_000 : unit === '吨' ? 40_000 : 1000
    expect(parseQuantity(text, context)).toEqual({ quantity, unit, factor })
  })

  test('without packs, plain numbers are added', () => {
    expect(parseQuantity('2+3+4', { baseUnit: '个', packs: [], unit: '个' })).toMatchObject({ quantity: 9000 })
  })

  test('unit names match whatever their case, the longest first', () => {
    const context = { baseUnit: 'KG', packs: [{ unit: 'kg大包', factor: 25_000 }], unit: 'KG' }
    expect(parseQuantity('2kg大包3kg', context)).toEqual({ quantity: 53_000, unit: 'kg大包', factor: 25_000 })
  })

  test.each([
    ['', { error: 'QUANTITY_EMPTY' }],
    ['　', { error: 'QUANTITY_EMPTY' }],
    ['abc', { error: 'QUANTITY_UNREADABLE' }],
    ['1,5', { error: 'QUANTITY_UNREADABLE' }],
    ['12,5', { error: 'QUANTITY_UNREADABLE' }],
    ['1+2+3', { error: 'QUANTITY_UNREADABLE' }],
    ['3+', { error: 'QUANTITY_UNREADABLE' }],
    ['3**4', { error: 'QUANTITY_UNREADABLE' }],
    ['*1.5', { error: 'QUANTITY_UNREADABLE' }],
    ['3桶', { error: 'QUANTITY_UNIT_UNKNOWN', unit: '桶' }],
    ['0.0001', { error: 'QUANTITY_TOO_FINE' }],
    ['9999999999999', { error: 'QUANTITY_TOO_LARGE' }],
  ])('refuses %j', (text, error) => {
    expect(parseQuantity(text, inBottles)).toEqual(error)
  })
})

test('formats', () => {
  expect([2500, 41_000, -1, 0, 120, 1_000_000].map(formatQuantity)).toEqual([
    '2.5',
    '41',
    '-0.001',
    '0',
    '0.12',
    '1000',
  ])
  expect(formatInPacks(41_000, '瓶', packs)).toBe('3箱5瓶')
  expect(formatInPacks(36_000, '瓶', packs)).toBe('3箱')
  expect(formatInPacks(-41_500, '瓶', packs)).toBe('-3箱5.5瓶')
  expect(formatInPacks(0, '瓶', packs)).toBe('0瓶')
  expect(formatInPacks(-500, '瓶', packs)).toBe('-0.5瓶')
  expect(formatInPacks(91_000, '瓶', [...packs, { unit: '件', factor: 6_000 }])).toBe('7箱1件1瓶')
})

test('what is written in packs or in the base unit reads back the same', () => {
  const product = fc.record({
    baseUnit: fc.constantFrom('瓶', 'kg', '袋', 'x'),
    packs: fc.uniqueArray(
      fc.record({ unit: fc.constantFrom('箱', '件', '大包', '吨'), factor: fc.integer({ min: 1, max: 50_000_000 }) }),
      { selector: (p) => p.unit, maxLength: 3 },
    ),
  })
  fc.assert(
    fc.property(product, fc.integer({ min: -1e12, max: 1e12 }), ({ baseUnit, packs }, quantity) => {
      const context = { baseUnit, packs, unit: baseUnit }
      expect(parseQuantity(formatInPacks(quantity, baseUnit, packs), context)).toMatchObject({ quantity })
      expect(parseQuantity(formatQuantity(quantity), context)).toMatchObject({ quantity, unit: baseUnit, factor: 1000 })
    }),
  )
})

test('any text gives a whole quantity or one named error', () => {
  const typed = fc.string({
    unit: fc.constantFrom('1', '2', '0', '.', ',', '+', '*', '-', '箱', '瓶', '桶', ' '),
    maxLength: 10,
  })
  fc.assert(
    fc.property(typed, (text) => {
      const result = parseQuantity(text, inBottles)
      if ('quantity' in result) expect(Number.isSafeInteger(result.quantity)).toBe(true)
      else expect(result.error).toMatch(/^QUANTITY_/)
    }),
    { numRuns: 2000 },
  )
})
