import type { PickListView, PickTask } from '../../../../shared/contract/picking.ts'
import { pickStops, toteParts, type PickStop } from '../../../../shared/domain/picking/stops.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatInPacks } from '../../../../shared/quantity.ts'
import { code128Svg } from '../printing/code128.ts'
import { escapeHtml } from '../printing/delivery-note.ts'
import { fill } from '../printing/labels.ts'

const zh = {
  title: '拣货单',
  reprint: '补打 第{n}次',
  colon: '：',
  warehouse: '仓库',
  day: '日期',
  route: '线路',
  remark: '备注',
  maker: '制单',
  picker: '拣货',
  checker: '复核',
  printed: '打印时间',
  page: '第',
  of: '页 / 共',
  pages: '页',
  lines: '{n} 行',
  tote: '框',
  note: '出库单',
  customer: '客户',
  noteRemark: '备注',
  columns: ['货位', '商品', '规格', '批号 / 到期', '数量', '分到各框', '实拣'],
  gift: '赠',
  noBin: '无货位',
}
const en: typeof zh = {
  title: 'Pick list',
  reprint: 'Reprint no. {n}',
  colon: ': ',
  warehouse: 'Warehouse',
  day: 'Date',
  route: 'Route',
  remark: 'Remark',
  maker: 'Made by',
  picker: 'Picked by',
  checker: 'Checked by',
  printed: 'Printed',
  page: 'Page',
  of: 'of',
  pages: '',
  lines: '{n} lines',
  tote: 'Tote',
  note: 'Note',
  customer: 'Customer',
  noteRemark: 'Remark',
  columns: ['Bin', 'Goods', 'Spec', 'Lot / expires', 'Quantity', 'Into totes', 'Taken'],
  gift: 'gift',
  noBin: 'no bin',
}
const LABELS: Record<Locale, typeof zh> = { 'zh-CN': zh, en }

/** A4; the page number stands in the margin, because a list breaks where it has to. Black on white, nothing grey. */
const STYLE = (labels: typeof zh) => `@page { size: 210mm 297mm; margin: 11mm 11mm 14mm;
  @bottom-right { content: "${labels.page} " counter(page) " ${labels.of} " counter(pages) " ${labels.pages}"; font: 9pt SimSun, "Noto Serif CJK SC", serif } }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: 10pt/1.25 SimSun, "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", serif; color: #000; background: #fff }
section { break-after: page }
section:last-child { break-after: auto }
header { display: flex; align-items: flex-start; justify-content: space-between; padding-bottom: 2mm }
header > * { flex: 1 }
h1 { font: bold 17pt SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; text-align: center; white-space: nowrap }
h1 em { font: normal 9pt SimSun, serif; border: 0.3mm solid #000; padding: 0 1mm; margin-left: 2mm; vertical-align: middle }
.number { text-align: right }
.number span { display: block; font: 9pt/1.2 "Courier New", monospace }
.barcode { display: block; margin-left: auto }
.facts { display: flex; flex-wrap: wrap; gap: 1mm 7mm; padding-bottom: 2mm }
table { font: inherit; width: 100%; border-collapse: collapse; margin-bottom: 3mm }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 0.25mm solid #000; padding: 1mm 1.2mm; text-align: left; font-weight: normal; vertical-align: top; overflow-wrap: anywhere }
th { text-align: center }
.bin { width: 20mm; font: bold 12pt SimHei, "Noto Sans CJK SC", sans-serif }
.spec { width: 22mm } .lot { width: 27mm } .figure { width: 24mm; text-align: right; font-weight: bold; white-space: nowrap }
.totes { width: 38mm } .taken { width: 16mm } .tote { width: 12mm; text-align: center; font-weight: bold } .code { width: 46mm }
small { font-size: 9pt }
.foot { display: flex; justify-content: space-between; break-inside: avoid }
.foot u { display: inline-block; min-width: 26mm; text-decoration: none; border-bottom: 0.25mm solid #000; height: 4.6mm; vertical-align: bottom }
@media screen { section { width: 210mm; min-height: 297mm; padding: 11mm } }
`

/** Pick lists as one HTML document; no script, nothing loaded, every text escaped. `printedAt`: wall clock, ready to read. */
export function pickPaper(
  lists: readonly PickListView[],
  paper: { company: string; locale: Locale; printedAt: string },
): { html: string; title: string } {
  const labels = LABELS[paper.locale]
  const title = `${labels.title} ${lists.map((list) => list.number).join(' ')}`.slice(0, 120)
  const html = `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE(labels)}</style></head>
<body>${lists.map((list) => listSection(list, paper, labels)).join('')}</body>
</html>
`
  return { html, title }
}

function listSection(list: PickListView, paper: { company: string; printedAt: string }, labels: typeof zh): string {
  const several = list.notes.length > 1
  const fact = (name: string, value: string) =>
    value === '' ? '' : `<span>${escapeHtml(name + labels.colon + value)}</span>`
  const stops = pickStops(list.tasks)
  const reprint = list.printed > 0 ? `<em>${escapeHtml(fill(labels.reprint, { n: list.printed + 1 }))}</em>` : ''
  return `<section><header><b>${escapeHtml(paper.company)}</b><h1>${labels.title}${reprint}</h1>
<div class="number">${code128Svg(list.number, { module: 0.25, height: 8 })}<span>${escapeHtml(list.number)}</span></div></header>
<p class="facts">${fact(labels.warehouse, list.warehouse)}${fact(labels.day, list.day)}${fact(labels.route, list.route)}<span>${escapeHtml(fill(labels.lines, { n: stops.length }))}</span>${fact(labels.remark, list.remark)}</p>
<table><thead><tr>${[labels.tote, labels.note, labels.customer, labels.noteRemark].map((text) => `<th>${escapeHtml(text)}</th>`).join('')}</tr></thead>
<tbody>${list.notes.map((note) => `<tr><td class="tote">${note.tote}</td><td class="code">${escapeHtml(note.number)}</td><td>${escapeHtml(note.customer)}</td><td>${escapeHtml(note.remark)}</td></tr>`).join('')}</tbody></table>
<table><thead><tr>${labels.columns
    .filter((_, i) => several || i !== TOTES)
    .map((text) => `<th>${escapeHtml(text)}</th>`)
    .join('')}</tr></thead>
<tbody>${stops.map((stop) => stopRow(stop, several, labels)).join('')}</tbody></table>
<p class="foot"><span>${labels.maker}${labels.colon}${escapeHtml(list.createdBy)}</span><span>${labels.picker}${labels.colon}<u>${escapeHtml(list.pickedBy)}</u></span><span>${labels.checker}${labels.colon}<u>${escapeHtml(list.checkedBy)}</u></span><span>${labels.printed}${labels.colon}${escapeHtml(paper.printedAt)}</span></p>
</section>`
}

/** Which of the columns says what goes into which tote: left out when there is only one. */
const TOTES = 5

function stopRow({ first, quantity, tasks }: PickStop<PickTask>, several: boolean, labels: typeof zh): string {
  const inPacks = (amount: number) => escapeHtml(formatInPacks(amount, first.baseUnit, first.packs))
  const gift = tasks.every((task) => task.gift) ? ` <small>(${escapeHtml(labels.gift)})</small>` : ''
  const cells = [
    ['bin', first.bin === '' ? `<small>${escapeHtml(labels.noBin)}</small>` : escapeHtml(first.bin)],
    ['', `${escapeHtml(first.name)}${gift}<br><small>${escapeHtml(first.code)}</small>`],
    ['spec', escapeHtml(first.spec)],
    ['lot', [first.lot, first.expiryDay ?? ''].filter(Boolean).map(escapeHtml).join('<br>')],
    ['figure', inPacks(quantity)],
    ...(several
      ? [
          [
            'totes',
            toteParts(tasks)
              .map(({ tote, quantity: amount }) => `<b>${tote}</b>&nbsp;${inPacks(amount)}`)
              .join('&ensp; '),
          ],
        ]
      : []),
    ['taken', ''],
  ]
  return `<tr>${cells.map(([kind, content]) => `<td class="${kind}">${content}</td>`).join('')}</tr>`
}
