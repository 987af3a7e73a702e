import { encodeQR } from 'qr'
import { barsSvg, code128Widths, gs1Widths } from './code128.ts'
import { EAN_QUIET, eanWidths, isEan } from './ean.ts'

/** What a label's symbol says: a code as it stands, or the fields of a GS1 label. */
export type SymbolData = { code: string } | { gs1: Gs1Data }
export interface Gs1Data {
  gtin: string
  lot: string
  /** YYMMDD of AIs 11 and 17; empty: not said. */
  production: string
  expiry: string
}

export interface Space {
  /** Millimetres. */
  width: number
  height: number
}

/** Label printers have 8 dots a millimetre: bars of whole dots are sharp. Two dots are the least a reader likes. */
const DOT = 0.125
const FEWEST_DOTS = 2
const MOST_DOTS = 4
const QUIET_128 = { before: 10, after: 10 }
const QR_QUIET = 2

/**
 * A symbol for the space there is: bars of whole printer dots; where bars would be too fine (long codes on small labels), or
 * the code has other than ASCII characters, a QR code.
 * @returns inline SVG and the text under it
 */
export function symbolSvg(
  data: SymbolData,
  wish: 'auto' | 'code128' | 'qr',
  space: Space,
): { svg: string; text: string; isQr: boolean } {
  const text = 'code' in data ? data.code : readableGs1(data.gs1)
  const bars = wish === 'qr' ? null : barsOf(data, wish)
  if (bars) {
    const modules = bars.widths.reduce((sum, width) => sum + width, 0) + bars.quiet.before + bars.quiet.after
    const dots = Math.min(MOST_DOTS, Math.floor(space.width / modules / DOT))
    if (dots >= FEWEST_DOTS) {
      return { svg: barsSvg(bars.widths, bars.quiet, { module: dots * DOT, height: space.height }), text, isQr: false }
    }
  }
  return { svg: qrSvg(text, Math.min(space.width, space.height)), text, isQr: true }
}

/** A QR code (error correction M) as inline SVG of this many millimetres with its white border. */
export function qrSvg(text: string, size: number): string {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QR_QUIET })
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    `<svg class="qr" xmlns="http://www.w3.org/2000/svg" width="${size}mm" height="${size}mm" ` +
    `viewBox="0 0 ${rows.length} ${rows.length}" shape-rendering="crispEdges"><path d="${path}"/></svg>`
  )
}

/** As people read it: `(01)06901234567892(17)270531(10)A1`. */
function readableGs1(data: Gs1Data): string {
  return [
    `(01)${data.gtin}`,
    data.production && `(11)${data.production}`,
    data.expiry && `(17)${data.expiry}`,
    data.lot && `(10)${data.lot}`,
  ].join('')
}

function barsOf(data: SymbolData, wish: 'auto' | 'code128') {
  if ('gs1' in data) {
    const { gtin, lot, production, expiry } = data.gs1
    if (!isAscii(lot)) return null
    const digits = `01${gtin}${production && `11${production}`}${expiry && `17${expiry}`}${lot && '10'}`
    return { widths: gs1Widths(digits, lot), quiet: QUIET_128 }
  }
  if (wish === 'auto' && isEan(data.code)) {
    return { widths: eanWidths(data.code), quiet: EAN_QUIET[data.code.length === 13 ? 13 : 8] }
  }
  return isAscii(data.code) ? { widths: code128Widths(data.code), quiet: QUIET_128 } : null
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text)
