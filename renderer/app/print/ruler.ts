/** What a ruler page says, in the language of the screen. */
export interface RulerTexts {
  title: string
  /** What to do with it. */
  help: string
}

const CENTIMETRE = 10

/**
 * A page to measure a printer with: rulers along all edges in millimetres from the edge of the paper, a cross in the
 * middle. Where the first line printed says 10 the paper has to measure 10.
 * @param width millimetres of the sheet
 */
export function rulerPage(width: number, height: number, { title, help }: RulerTexts): string {
  const lines: string[] = []
  const line = (x1: number, y1: number, x2: number, y2: number, thick = 0.15) =>
    lines.push(`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke-width="${thick}"/>`)
  const label = (x: number, y: number, text: number) => lines.push(`<text x="${x}" y="${y}">${text}</text>`)
  const long = (at: number) => (at % CENTIMETRE === 0 ? 5 : at % 5 === 0 ? 3.5 : 2)
  for (let x = 0; x <= width; x++) {
    line(x, 0, x, long(x))
    line(x, height, x, height - long(x))
    if (x % CENTIMETRE === 0 && x > 0 && x < width) {
      label(x + 0.5, 8, x)
      label(x + 0.5, height - 6, x)
    }
  }
  for (let y = 0; y <= height; y++) {
    line(0, y, long(y), y)
    line(width, y, width - long(y), y)
    if (y % CENTIMETRE === 0 && y > 0 && y < height) {
      label(6, y + 1, y)
      label(width - 13, y + 1, y)
    }
  }
  line(width / 2 - 10, height / 2, width / 2 + 10, height / 2, 0.25)
  line(width / 2, height / 2 - 10, width / 2, height / 2 + 10, 0.25)
  return `<!doctype html>
<html><head><meta charset="utf-8"><title>${escaped(title)}</title><style>
@page { size: ${width}mm ${height}mm; margin: 0 }
* { margin: 0; padding: 0; box-sizing: border-box }
.page { position: relative; width: ${width}mm; height: ${height}mm; overflow: hidden; background: #fff; color: #000 }
svg { position: absolute; inset: 0; width: ${width}mm; height: ${height}mm }
line { stroke: #000 } text { font: 2.6px sans-serif }
p { position: absolute; left: 20mm; right: 20mm; top: ${height / 2 + 14}mm; text-align: center; font: 10pt/1.5 SimSun, serif }
p b { display: block; font-size: 12pt }
</style></head><body><div class="page"><svg viewBox="0 0 ${width} ${height}">${lines.join('')}</svg>
<p><b>${escaped(title)} ${width} × ${height} mm</b>${escaped(help)}</p></div></body></html>
`
}

/** Text for HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Width and height of the sheet that paper asks for by its `@page` rule, millimetres; A4 without one. */
export function sheetOf(html: string): { width: number; height: number } {
  const rule = /@page\s*\{[^}]*?\bsize:\s*([\d.]+)mm\s+([\d.]+)mm/.exec(html)
  return rule ? { width: Number(rule[1]), height: Number(rule[2]) } : { width: 210, height: 297 }
}
