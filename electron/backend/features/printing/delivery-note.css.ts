/**
 * Paper for dot-matrix and laser printers: black lines, no grey, 9 pt and larger. Rows have a fixed height so that every page
 * ends at its tear line.
 * @param sheet millimetres of one form; `strip`: left and right of what is printed (tractor strips are 12.7 mm wide)
 * @param rows lines on a page
 * @param fontSize points
 */
export function styleSheet(
  { width, height, strip }: { width: number; height: number; strip: number },
  rows: number,
  fontSize: number,
): string {
  // what head, column titles, subtotal, totals, legal line and signatures need
  const rest = 73
  const row = Math.min(6.2, Math.round(((height - rest) / rows) * 100) / 100)
  return `@page { size: ${width}mm ${height}mm; margin: 0 }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: ${fontSize}pt/1.2 SimSun, "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", serif; color: #000; background: #fff }
.page { position: relative; width: ${width}mm; height: ${height}mm; padding: 6mm ${strip}mm 5mm; overflow: hidden; break-after: page; display: flex; flex-direction: column }
.page:last-child { break-after: auto }
header { display: flex; align-items: flex-start; height: 13mm }
header > * { flex: 1 1 0; min-width: 0 }
.company b { display: block; font-size: 11pt }
.company span { font-size: 9pt }
h1 { font: bold 17pt SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; text-align: center; letter-spacing: 0.15em; white-space: nowrap }
html[lang="en"] h1 { letter-spacing: 0; font-size: 15pt }
h1 em { font: normal 9pt SimSun, "Noto Serif CJK SC", serif; border: 0.3mm solid #000; padding: 0 1mm; margin-left: 2mm; letter-spacing: 0; vertical-align: middle }
.number { text-align: right }
.number span { display: block; font: 9pt/1.2 "Courier New", monospace }
.barcode { display: block; margin-left: auto }
dl { display: grid; grid-template-columns: 2fr 1.4fr 1fr; column-gap: 4mm; row-gap: 0.6mm; padding-top: 0.6mm }
dl > div { display: flex; min-width: 0; white-space: nowrap; height: 4.4mm }
dt::after { content: "：" }
html[lang="en"] dt::after { content: ":\\00a0" }
dd { flex: 1; overflow: hidden }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin-top: 1.2mm }
th, td { border: 0.25mm solid #000; padding: 0 0.8mm; height: ${row}mm; overflow: hidden; white-space: nowrap; font-weight: normal }
th { height: 5.4mm; text-align: center }
.middle { text-align: center } td.number { text-align: right } .sums { text-align: right }
.subtotal td { height: 5.4mm }
.totals { min-height: 10.4mm; padding-top: 0.8mm }
.totals p { display: flex; gap: 8mm; height: 4.8mm; white-space: nowrap }
.legal { font-size: 9pt; max-height: 7.6mm; overflow: hidden }
footer { margin-top: auto }
.signatures { display: flex; gap: 3mm; white-space: nowrap }
.signatures u { display: inline-block; min-width: 14mm; text-decoration: none; border-bottom: 0.25mm solid #000; height: 4.4mm; vertical-align: bottom }
.signatures .sign { margin-left: auto } .signatures .sign u { min-width: 22mm }
.pages { display: flex; justify-content: space-between; font-size: 9pt; padding-top: 1.2mm }
`
}
