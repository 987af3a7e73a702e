/**
 * Paper for dot-matrix printers: 241 mm wide with 12.7 mm tractor strips left and right, black lines, no grey, 9 pt and
 * larger. Rows have a fixed height so that every page ends at its tear line.
 * @param height millimetres of one form
 * @param rows lines on a page
 */
export function styleSheet(height: number, rows: number): string {
  // what head, column titles, subtotal, totals, legal line and signatures need
  const rest = 73
  const row = Math.min(6.2, Math.round(((height - rest) / rows) * 100) / 100)
  return `@page { size: 241mm ${height}mm; margin: 0 }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: 9.5pt/1.2 SimSun, "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", serif; color: #000; background: #fff }
.page { position: relative; width: 241mm; height: ${height}mm; padding: 6mm 15mm 5mm; overflow: hidden; break-after: page; display: flex; flex-direction: column }
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
.no { width: 8mm; text-align: center } .code { width: 20mm } .spec { width: 23mm } .unit { width: 10mm; text-align: center }
.count { width: 15mm; text-align: right } .number { width: auto } th.number, td.number { width: 19mm } td.number { text-align: right }
th.amount, td.amount { width: 23mm } .remark { width: 24mm }
.with-lots .code { width: 16mm } .with-lots .spec { width: 18mm } .with-lots .count { width: 12mm } .with-lots .remark { width: 14mm }
.with-lots th.number, .with-lots td.number { width: 16mm } .with-lots th.amount, .with-lots td.amount { width: 20mm } .lot { width: 33mm }
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
