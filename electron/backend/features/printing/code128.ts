/**
 * Widths of bars and gaps of each symbol, by its value (ISO/IEC 15417, table 1): values 0–102 carry data, 103–105 begin
 * in code set A, B or C, 106 ends.
 */
const PATTERNS = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 ' +
  '123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 ' +
  '232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 ' +
  '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 ' +
  '111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 ' +
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 ' +
  '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'
).split(' ')
const START_B = 104
const START_C = 105
const CODE_B = 100
/** Function character 1, first after the start: a GS1-128 symbol. */
const FNC1 = 102
const STOP = 106
const CHECK_MODULUS = 103
/** Modules of white before and after, as readers need it. */
const QUIET = 10

/**
 * The widths of a Code 128 (set B) in modules, bar first, bars and gaps in turn.
 * @throws RangeError for characters outside printable ASCII
 */
export function code128Widths(text: string): number[] {
  return widthsOf([START_B, ...inSetB(text)])
}

/**
 * The widths of a GS1-128 (set C for the digits, set B for the rest).
 * @param digits fields of fixed length one after the other, without brackets: an even number of digits
 * @param text the data of the last field, which may have any length; empty: none
 * @throws RangeError for anything else
 */
export function gs1Widths(digits: string, text: string): number[] {
  if (!/^(\d\d)+$/.test(digits)) throw new RangeError(`not pairs of digits: ${JSON.stringify(digits)}`)
  const pairs = [...digits.matchAll(/\d\d/g)].map((pair) => Number(pair[0]))
  return widthsOf([START_C, FNC1, ...pairs, ...(text === '' ? [] : [CODE_B, ...inSetB(text)])])
}

/**
 * A Code 128 as inline SVG: one path, black, no script, no font.
 * @param millimetres width of one module and height of the bars
 */
export function code128Svg(text: string, millimetres: { module: number; height: number }): string {
  return barsSvg(code128Widths(text), { before: QUIET, after: QUIET }, millimetres)
}

/** Bars and gaps of given widths as inline SVG, with white before and after; all in modules. */
export function barsSvg(
  widths: readonly number[],
  quiet: { before: number; after: number },
  millimetres: { module: number; height: number },
): string {
  let at = quiet.before
  let path = ''
  for (const [i, width] of widths.entries()) {
    if (i % 2 === 0) path += `M${at} 0h${width}v1h-${width}z`
    at += width
  }
  const modules = at + quiet.after
  const width = Math.round(modules * millimetres.module * 1000) / 1000
  return (
    `<svg class="barcode" xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${millimetres.height}mm" ` +
    `viewBox="0 0 ${modules} 1" preserveAspectRatio="none" shape-rendering="crispEdges"><path d="${path}"/></svg>`
  )
}

function inSetB(text: string): number[] {
  return [...text].map((character) => {
    const code = character.charCodeAt(0)
    if (code < 32 || code > 126) throw new RangeError(`not in code set B: ${JSON.stringify(character)}`)
    return code - 32
  })
}

function widthsOf(values: readonly number[]): number[] {
  const check = values.reduce((sum, value, i) => sum + value * Math.max(1, i), 0) % CHECK_MODULUS
  return [...values, check, STOP].flatMap((value) => [...PATTERNS[value]!].map(Number))
}
