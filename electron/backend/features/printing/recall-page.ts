import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { RecallRow } from '../../../../shared/contract/lots.ts'
import { formatInPacks } from '../../../../shared/quantity.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { get as lotOf } from '../inventory/lots.queries.ts'
import { recall } from '../inventory/recall.queries.ts'
import { escapeHtml } from './delivery-note.ts'

const LABELS = {
  'zh-CN': {
    title: '批号流向追溯表',
    lot: '批号',
    product: '商品',
    made: '生产日期',
    expires: '到期日',
    none: '这个批号还没有发给任何客户',
    sum: '合计',
    printed: '打印时间',
    columns: ['序', '客户', '联系人 / 电话', '收货地址', '日期', '数量', '出库单 / 订单', '处理'],
  },
  en: {
    title: 'Lot recall',
    lot: 'Lot',
    product: 'Product',
    made: 'Produced',
    expires: 'Expires',
    none: 'Nobody has received this lot',
    sum: 'Total',
    printed: 'Printed',
    columns: ['#', 'Customer', 'Contact, phone', 'Address', 'Date', 'Quantity', 'Note, order', 'Done'],
  },
} as const

const STYLE = `@page { size: 210mm 297mm; margin: 12mm }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: 9.5pt/1.3 SimSun, "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", serif; color: #000; background: #fff }
.page { width: 186mm; padding: 0 }
h1 { font: bold 16pt SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; text-align: center; padding-bottom: 3mm }
.facts { display: flex; flex-wrap: wrap; gap: 1mm 8mm; padding-bottom: 2mm }
table { font: inherit; width: 100%; border-collapse: collapse; table-layout: fixed }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 0.25mm solid #000; padding: 0.8mm 1mm; text-align: left; font-weight: normal; overflow-wrap: anywhere }
th { text-align: center }
.c0 { width: 8mm } .c2 { width: 27mm } .c4 { width: 20mm } .c5 { width: 18mm; text-align: right } .c6 { width: 40mm } .c7 { width: 14mm }
.c2, .c6 { white-space: pre-line }
.foot { padding-top: 2mm; display: flex; justify-content: space-between }
@media screen { .page { padding: 12mm; width: 210mm; min-height: 297mm } }
`

/** Who got a lot, on A4: to telephone along and to tick off. @throws NOT_FOUND */
export async function recallPage(
  ctx: QueryContext,
  input: Requests['lots']['recallPage'],
): Promise<Outputs['lots']['recallPage']> {
  const labels = LABELS[input.locale]
  const lot = await lotOf(ctx, { id: input.id })
  const { rows } = await recall(ctx, { id: input.id })
  const company = await companyOf(ctx)
  const inPacks = (quantity: number) => formatInPacks(quantity, lot.baseUnit, lot.packs)
  const cells = (row: RecallRow, i: number) => [
    String(i + 1),
    row.customer,
    [row.contact, row.phone].filter(Boolean).join('\n'),
    row.address,
    row.day,
    inPacks(row.quantity),
    `${row.shipmentNumber}\n${row.orderNumber}`,
    '',
  ]
  const line = (tag: 'td' | 'th', texts: readonly string[]) =>
    `<tr>${texts.map((text, c) => `<${tag} class="c${c}">${escapeHtml(text)}</${tag}>`).join('')}</tr>`
  const facts: [string, string][] = [
    [labels.lot, lot.number],
    [labels.product, [lot.code, lot.name, lot.spec].filter(Boolean).join(' ')],
    [labels.made, lot.productionDay ?? '–'],
    [labels.expires, lot.expiryDay ?? '–'],
  ]
  const colon = input.locale === 'en' ? ': ' : '：'
  const sum = inPacks(rows.reduce((total, row) => total + row.quantity, 0))
  const printedAt = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ctx.info.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(ctx.now)
  const title = `${labels.title} ${lot.number}`
  const html = `<!doctype html>
<html lang="${input.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><section class="page"><h1>${escapeHtml(labels.title)}</h1>
<p class="facts">${facts.map(([name, value]) => `<span>${escapeHtml(name + colon + value)}</span>`).join('')}</p>
<table><thead>${line('th', labels.columns)}</thead>
<tbody>${rows.length === 0 ? `<tr><td colspan="8">${escapeHtml(labels.none)}</td></tr>` : rows.map((row, i) => line('td', cells(row, i))).join('')}</tbody></table>
<p class="foot"><span>${escapeHtml(labels.sum + colon + sum)}</span><span>${escapeHtml(company.name)}</span><span>${escapeHtml(labels.printed + colon + printedAt)}</span></p>
</section></body>
</html>
`
  return { html, title }
}
