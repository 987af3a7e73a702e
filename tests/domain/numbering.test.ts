import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../../shared/day.ts'
import { DOCUMENT_PREFIXES, documentTypeOf, formatNumber, parseNumber } from '../../shared/numbering.ts'

test('a number shows type, site, day and counter', () => {
  const number = { prefix: DOCUMENT_PREFIXES.salesOrder, site: 'ZB', day: '2026-11-23', counter: 7 }
  expect(formatNumber(number)).toBe('XSDD-ZB-261123-0007')
  expect(formatNumber({ ...number, width: 6 })).toBe('XSDD-ZB-261123-000007')
  expect(formatNumber({ ...number, counter: 12_345 })).toBe('XSDD-ZB-261123-12345')
  expect(parseNumber(' xsdd-zb-261123-0007 ')).toEqual(number)
})

test.each([
  '',
  'XSDD-ZB-261123',
  'XSDD-ZB-261323-0001',
  'XSDD-ZB-260229-0001',
  'XSDD-ZB-261123-0000',
  '1-ZB-261123-1',
  'XSDD ZB 261123 1',
])('%j is no number', (text) => {
  expect(parseNumber(text)).toBeNull()
})

test('every number reads back', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(DOCUMENT_PREFIXES)),
      fc.stringMatching(/^[A-Z0-9]{1,6}$/),
      fc.integer({ min: 0, max: 36_500 }),
      fc.integer({ min: 1, max: 10_000_000 }),
      fc.integer({ min: 1, max: 8 }),
      (prefix, site, days, counter, width) => {
        const number = { prefix, site, day: addDays('2000-01-01', days), counter }
        expect(parseNumber(formatNumber({ ...number, width }))).toEqual(number)
      },
    ),
  )
})

test('a prefix stands for one type', () => {
  expect(new Set(Object.values(DOCUMENT_PREFIXES)).size).toBe(Object.keys(DOCUMENT_PREFIXES).length)
  expect(documentTypeOf('XSCK')).toBe('salesOutbound')
  expect(documentTypeOf('xsck')).toBe('salesOutbound')
  expect(documentTypeOf('ABC')).toBeNull()
})
