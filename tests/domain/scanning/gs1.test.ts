import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barcodesOfGtin, checkDigit, hasCheckDigit, parseGs1 } from '../../../shared/domain/scanning/gs1.ts'

const GTIN = '06901234567892'
const GS = '\u001d'

describe('a GS1 label', () => {
  it.each([
    ['marked, lot last', `]C101${GTIN}10A1-B`, { gtin: GTIN, lot: 'A1-B', productionDay: null, expiryDay: null }],
    [
      'lot before the dates, with a separator',
      `01${GTIN}10L7${GS}1126110117271100`,
      { gtin: GTIN, lot: 'L7', productionDay: '2026-11-01', expiryDay: '2027-11-30' },
    ],
    [
      'dates before the lot, no separator needed',
      `01${GTIN}112611011527050117270531` + '10X9',
      { gtin: GTIN, lot: 'X9', productionDay: '2026-11-01', expiryDay: '2027-05-31' },
    ],
    [
      'as people read it',
      `(01)${GTIN}(15)270501(10)A1`,
      { gtin: GTIN, lot: 'A1', productionDay: null, expiryDay: '2027-05-01' },
    ],
    ['DataMatrix', `]d201${GTIN}21S1${GS}10A`, { gtin: GTIN, lot: 'A', productionDay: null, expiryDay: null }],
    [
      'the last of February',
      `]C117280200` + `10A`,
      { gtin: null, lot: 'A', productionDay: null, expiryDay: '2028-02-29' },
    ],
    ['a weight beside it', `]C101${GTIN}310300125010A`, { gtin: GTIN, lot: 'A', productionDay: null, expiryDay: null }],
  ])('%s', (_name, text, label) => expect(parseGs1(text)).toEqual(label))

  it.each([
    ['a plain EAN-13', '6901234567892'],
    ['a plain carton code', '16901234567899'],
    ['a code that begins with 01', '0112345678'],
    ['a wrong check digit', `]C10106901234567893`],
    ['a month that is none', `]C101${GTIN}11261301`],
    ['an unknown identifier', `]C199ABC`],
    ['an empty lot', `(01)${GTIN}(10)`],
    ['letters', 'ABC-123'],
  ])('is not %s', (_name, text) => expect(parseGs1(text)).toBeNull())

  it('gives back what was written, whatever lot and days', () => {
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2050-12-31'), noInvalidDate: true })
    const lot = fc.stringMatching(/^[A-Z0-9-]{1,20}$/)
    const body = fc.integer({ min: 0, max: 9_999_999_999_999 }).map((n) => String(n).padStart(13, '0'))
    fc.assert(
      fc.property(body, lot, day, (digits, number, date) => {
        const gtin = digits + checkDigit(digits)
        const iso = date.toISOString().slice(0, 10)
        const label = parseGs1(`]C101${gtin}17${iso.slice(2).replaceAll('-', '')}10${number}`)
        expect(label).toEqual({ gtin, lot: number, productionDay: null, expiryDay: iso })
      }),
      { numRuns: 100 },
    )
  })
})

describe('the barcodes of a GTIN', () => {
  it('are the shorter codes when it begins with zeros', () => {
    expect(barcodesOfGtin('06901234567892')).toEqual(['06901234567892', '6901234567892'])
    expect(barcodesOfGtin('00000096385074')).toContain('96385074')
  })

  it('are never the piece’s when it names a carton', () => {
    expect(barcodesOfGtin('16901234567899')).toEqual(['16901234567899'])
  })
})

it('check digits', () => {
  expect(checkDigit('690123456789')).toBe(2)
  expect(hasCheckDigit('6901234567892')).toBe(true)
  expect(hasCheckDigit('6901234567893')).toBe(false)
  expect(hasCheckDigit('96385074')).toBe(true)
})
