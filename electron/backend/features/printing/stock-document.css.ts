/** Sheets a stock document is printed on: half of a 241 mm dot-matrix form, or A4. */
export const SHEETS = {
  half: { width: 241, height: 139.7, padding: '6mm 15mm 5mm', rest: 62 },
  a4: { width: 210, height: 297, padding: '12mm 12mm 10mm', rest: 78 },
} as const
export type Sheet = keyof typeof SHEETS

/** Lines on an A4 page. */
export const A4_ROWS = 30

/** Black lines on white, nothing grey, 9 pt and larger; rows of a fixed height, so that a form ends at its tear line. */
export function stockStyleSheet(sheet: Sheet, rows: number): string {
  const { width, height, padding, rest } = SHEETS[sheet]
  const row = Math.min(6.8, Math.round(((height - rest) / rows) * 100) / 100)
  return `@page { size: ${width}mm ${height}mm; margin: 0 }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: 9.5pt/1.2 SimSun, "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", serif; color: #000; background: #fff }
.page { position: relative; width: ${width}mm; height: ${height}mm; padding: ${padding}; overflow: hidden; break-after: page; display: flex; flex-direction: column }
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
dl { display: grid; grid-template-columns: 1fr 1fr 1fr; column-gap: 4mm; row-gap: 0.6mm; padding-top: 0.6mm }
dl > div { display: flex; min-width: 0; white-space: nowrap; height: 4.4mm }
dl > .wide { grid-column: span 2 }
dt::after { content: "：" }
html[lang="en"] dt::after { content: ":\\00a0" }
dd { flex: 1; overflow: hidden }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin-top: 1.2mm; font: inherit }
th, td { border: 0.25mm solid #000; padding: 0 0.8mm; height: ${row}mm; overflow: hidden; white-space: nowrap; font-weight: normal }
th { height: 5.4mm; text-align: center }
.no { width: 8mm; text-align: center } .role { width: 10mm; text-align: center } .code { width: 19mm } .spec { width: 20mm }
.lot { width: 22mm } .day { width: 19mm } .unit { width: 9mm; text-align: center } .count { width: 14mm; text-align: right }
th.figure, td.figure { width: 18mm } td.figure { text-align: right } .remark { width: 22mm }
td.wholeline { font-weight: bold }
.dense .code { width: 17mm } .dense .spec { width: 14mm } .dense .lot { width: 19mm } .dense .day { width: 20mm }
.dense .unit { width: 8mm } .dense .count { width: 12mm } .dense th.figure, .dense td.figure { width: 16mm } .dense .remark { width: 14mm }
.subtotal td { height: 5.4mm }
.totals { height: 5.6mm; padding-top: 0.8mm; display: flex; gap: 8mm; white-space: nowrap }
footer { margin-top: auto }
.signatures { display: flex; justify-content: space-between; white-space: nowrap }
.signatures u { display: inline-block; min-width: ${sheet === 'a4' ? 15 : 20}mm; text-decoration: none; border-bottom: 0.25mm solid #000; height: 4.4mm; vertical-align: bottom }
.pages { display: flex; justify-content: space-between; font-size: 9pt; padding-top: 1.2mm }
`
}
