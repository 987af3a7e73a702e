/** The letters every reader of PDF files has by itself (ISO 32000-1, 9.6.2.2). */
export const LATIN = { plain: 'Helvetica', bold: 'Helvetica-Bold' } as const

/** Thousandths of the size: Helvetica's letters from the space to the tilde (Adobe Core 14 metrics). */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
]
/** Of the Latin letters beyond those, near enough. */
const LATIN_WIDTH = 556
const CHINESE_WIDTH = 1000
/** Code of `–` among the Latin letters. */
const DASHES: Readonly<Record<string, number>> = { '–': 0x96, '−': 0x2d }

/** Code among the Latin letters; undefined: it is drawn with the Chinese ones. */
function latinCode(letter: string): number | undefined {
  const code = letter.codePointAt(0)!
  return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) ? code : DASHES[letter]
}

const widthOf = (letter: string): number => {
  const code = latinCode(letter)
  return code === undefined ? CHINESE_WIDTH : (WIDTHS[code - 0x20] ?? LATIN_WIDTH)
}

/** Points a text takes. */
export function widthOfText(text: string, size: number): number {
  let sum = 0
  for (const letter of text) sum += widthOf(letter)
  return (sum * size) / 1000
}

/** The text, cut with `..` where it is wider than that many points; one line of it. */
export function fittedText(text: string, width: number, size: number): string {
  const line = text.replace(/\s+/g, ' ')
  if (widthOfText(line, size) <= width) return line
  const room = ((width - widthOfText('..', size)) * 1000) / size
  let sum = 0
  let cut = ''
  for (const letter of line) {
    sum += widthOf(letter)
    if (sum > room) break
    cut += letter
  }
  return `${cut}..`
}

/** What draws a text where the page stands: runs of Latin (F1, bold F2) and of Chinese letters (F3). */
export function shownText(text: string, size: number, weight?: 'bold'): string {
  const runs: { isLatin: boolean; hex: string }[] = []
  for (const letter of text) {
    const code = latinCode(letter)
    const isLatin = code !== undefined
    if (runs.at(-1)?.isLatin !== isLatin) runs.push({ isLatin, hex: '' })
    // letters beyond the first 65,536 have no place in this encoding
    const shown = code ?? (letter.length === 1 ? letter.charCodeAt(0) : '□'.charCodeAt(0))
    runs.at(-1)!.hex += shown.toString(16).padStart(isLatin ? 2 : 4, '0')
  }
  // there is no bold Song everywhere: its strokes are drawn thicker
  const stroke = weight ? `2 Tr ${(size / 40).toFixed(2)} w 0 G ` : ''
  const plain = weight ? '0 Tr ' : ''
  return runs
    .map(({ isLatin, hex }) =>
      isLatin ? `/${weight ? 'F2' : 'F1'} ${size} Tf <${hex}> Tj` : `${stroke}/F3 ${size} Tf <${hex}> Tj ${plain}`,
    )
    .join(' ')
}
