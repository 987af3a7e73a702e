/** Lines on a full page and on the last one, which also carries the sums, the ageing strip and the seals. */
export const PAPER_ROWS = { upright: { full: 34, last: 20 }, across: { full: 21, last: 7 } } as const

/** A4 for laser printers: upright for bills, across for goods lines; black on white, thin rules, 9 pt and larger. */
export const STATEMENT_STYLES = `@page upright { size: 210mm 297mm; margin: 0 }
@page across { size: 297mm 210mm; margin: 0 }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: 9.5pt/1.25 SimSun, "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", serif; color: #000; background: #fff }
.page { display: flex; flex-direction: column; padding: 10mm 11mm 8mm; overflow: hidden; break-after: page }
.upright { page: upright; width: 210mm; height: 296.8mm }
.across { page: across; width: 297mm; height: 209.8mm }
.page:last-child { break-after: auto }
header { text-align: center }
header b { font: bold 14pt SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif }
header p { font-size: 9pt; height: 4.4mm }
h1 { font: bold 16pt SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; letter-spacing: 0.3em; height: 8.4mm }
html[lang="en"] h1 { letter-spacing: 0 }
h1 em { font: normal 9pt SimSun, "Noto Serif CJK SC", serif; border: 0.3mm solid #000; padding: 0 1mm; margin-left: 2mm; letter-spacing: 0; vertical-align: middle }
dl { display: grid; grid-template-columns: 2fr 1.3fr; column-gap: 6mm; padding: 1mm 0 1.4mm }
dl > div { display: flex; min-width: 0; height: 4.8mm; white-space: nowrap }
dt::after { content: "：" }
html[lang="en"] dt::after { content: ":\\00a0" }
dd { flex: 1; overflow: hidden }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
th, td { border: 0.2mm solid #000; padding: 0 0.9mm; height: 6mm; overflow: hidden; white-space: nowrap; font-weight: normal }
th { text-align: center }
.no { width: 9mm; text-align: center } .day, .due { width: 20mm; text-align: center } .number { width: 41mm } .summary { width: 17mm }
.name { width: auto } .spec { width: 22mm } .unit { width: 11mm; text-align: center } .late { width: 16mm }
.count, .price { width: 20mm } .owed, .paid, .balance { width: 26mm }
.upright .bill .number { width: auto } .upright .bill .owed, .upright .bill .paid, .upright .bill .balance { width: 29mm }
td.count, td.price, td.owed, td.paid, td.balance, td.late { text-align: right; font-variant-numeric: tabular-nums }
.sum td { font-weight: bold }
.sums { display: flex; flex-wrap: wrap; column-gap: 6mm; padding-top: 1.6mm }
.sums span, .words { white-space: nowrap; line-height: 5mm }
.words { padding-top: 0.6mm; font-size: 10.5pt }
.words b { font-family: SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif }
.ageing { margin-top: 1.4mm }
.ageing td { text-align: right; font-variant-numeric: tabular-nums }
.ageing th, .ageing td { height: 5.4mm; font-size: 9pt }
.account { padding-top: 1.4mm; white-space: pre-line; max-height: 13mm; overflow: hidden }
.please { padding-top: 1mm }
.box { border: 0.2mm solid #000; height: 16mm; margin-top: 1.4mm; padding: 0.8mm 1.2mm }
.seals { display: flex; gap: 8mm; height: 24mm; margin-top: 1.6mm }
.seals > div { flex: 1; border: 0.2mm solid #000; padding: 1mm 2mm; display: flex; flex-direction: column; justify-content: space-between }
.seals p { display: flex; gap: 12mm }
.pages { display: flex; justify-content: space-between; font-size: 9pt; margin-top: auto; padding-top: 1.5mm }
`
