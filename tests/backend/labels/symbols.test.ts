import JsBarcode from 'jsbarcode'
import { decodeQR } from 'qr/decode.js'
import { describe, expect, it } from 'vitest'
import { code128Widths, gs1Widths } from '../../../electron/backend/features/printing/code128.ts'
import { eanWidths } from '../../../electron/backend/features/printing/ean.ts'
import { qrSvg, symbolSvg } from '../../../electron/backend/features/printing/symbols.ts'
import { parseGs1 } from '../../../shared/domain/scanning/gs1.ts'

/** The bars jsbarcode makes, as ones and zeros, a character a module. */
function reference(text: string, format: string, ean128 = false): string {
  const target: { encodings?: { data: string }[] } = {}
  JsBarcode(target, text, { format, flat: true, ean128 })
  return target.encodings!.map((part) => part.data).join('')
}
const bits = (widths: readonly number[]) => widths.map((width, i) => (i % 2 === 0 ? '1' : '0').repeat(width)).join('')

describe('bars are those of another maker', () => {
  it.each(['6901234567892', '4006381333931', '0000000000000', '9780201379624'])('EAN-13 %s', (code) => {
    expect(bits(eanWidths(code))).toBe(reference(code, 'EAN13'))
  })
  it('EAN-8', () => expect(bits(eanWidths('96385074'))).toBe(reference('96385074', 'EAN8')))
  it.each(['M001', 'A-01-2', 'PDLR-ZB-261123-0001'])('Code 128 %s', (code) => {
    expect(bits(code128Widths(code))).toBe(reference(code, 'CODE128B'))
  })
  it('GS1-128, sets C and B', () => {
    const [digits, lot] = ['01069012345678921727053110', 'A1b']
    const widths = gs1Widths(digits, lot)
    expect(bits(widths)).toBe(reference(digits + lot, 'CODE128', true))
  })
  it('refuses what they cannot say', () => {
    expect(() => eanWidths('6901234567890')).toThrow(RangeError)
    expect(() => gs1Widths('123', '')).toThrow(RangeError)
    expect(() => code128Widths('面粉')).toThrow(RangeError)
  })
})

describe('a symbol fits its space', () => {
  it('in whole printer dots', () => {
    const { svg } = symbolSvg({ code: '6901234567892' }, 'auto', { width: 37, height: 9 })
    expect(svg).toContain('width="28.25mm" height="9mm"') // 113 modules of two dots
    expect(symbolSvg({ code: '6901234567892' }, 'auto', { width: 97, height: 20 }).svg).toContain('width="56.5mm"')
  })

  it('as a QR code where bars would be too fine, or cannot say it', () => {
    expect(symbolSvg({ code: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }, 'auto', { width: 37, height: 9 }).isQr).toBe(true)
    expect(symbolSvg({ code: '货位一' }, 'code128', { width: 97, height: 20 }).isQr).toBe(true)
    expect(symbolSvg({ code: '6901234567892' }, 'qr', { width: 97, height: 20 }).isQr).toBe(true)
  })

  it('with lot and days so that a scanner screen reads them again', () => {
    const gs1 = { gtin: '06901234567892', lot: '批1', production: '261101', expiry: '271101' }
    const { text, isQr } = symbolSvg({ gs1 }, 'auto', { width: 97, height: 20 })
    expect(isQr).toBe(true)
    const label = { gtin: gs1.gtin, lot: '批1', productionDay: '2026-11-01', expiryDay: '2027-11-01' }
    expect(parseGs1(text)).toEqual(label)
    expect(symbolSvg({ gs1: { ...gs1, lot: 'L1' } }, 'auto', { width: 97, height: 20 }).isQr).toBe(false)
  })
})

it('a QR code reads as what was written', () => {
  for (const text of ['6901234567892', '(01)06901234567892(10)批1', 'A-01-2'])
    expect(readQr(qrSvg(text, 20))).toBe(text)
})

/** Draws the path of an SVG of ours as a picture and reads it. */
function readQr(svg: string): string {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)![1])
  const zoom = 6
  const side = size * zoom
  const data = new Uint8Array(side * side * 4).fill(255)
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1/g)) {
    for (let dy = 0; dy < zoom; dy++) {
      for (let dx = 0; dx < zoom; dx++) {
        const at = ((Number(y) * zoom + dy) * side + Number(x) * zoom + dx) * 4
        data.fill(0, at, at + 3)
      }
    }
  }
  return decodeQR({ width: side, height: side, data })
}
