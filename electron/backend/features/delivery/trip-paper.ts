import type { LoadLine, TripLoad, TripView } from '../../../../shared/contract/trips.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatFen } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { code128Svg } from '../printing/code128.ts'
import { escapeHtml } from '../printing/delivery-note.ts'
import { load } from './load.queries.ts'
import { get } from './trips.queries.ts'

const LABELS = {
  'zh-CN': {
    load: '装车单',
    stops: '送货路线单',
    day: '日期',
    plate: '车牌',
    driver: '司机',
    weight: '总重',
    capacity: '核载',
    remark: '备注',
    printed: '打印时间',
    all: '全部商品',
    perStop: '按站装车（最后一站先装）',
    stop: '第 {n} 站',
    sum: '应收合计',
    handedIn: '交回现金',
    signatures: ['装车', '司机', '收款'],
    goods: ['编码', '品名', '规格', '数量', '批号', '核对'],
    visits: ['站', '客户', '收货地址 / 联系人', '送货单', '重量 kg', '应收', '实收', '签收 / 备注'],
  },
  en: {
    load: 'Load list',
    stops: 'Stop list',
    day: 'Date',
    plate: 'Plate',
    driver: 'Driver',
    weight: 'Weight',
    capacity: 'Capacity',
    remark: 'Remark',
    printed: 'Printed',
    all: 'All goods',
    perStop: 'Per stop, last stop loaded first',
    stop: 'Stop {n}',
    sum: 'To collect',
    handedIn: 'Cash handed in',
    signatures: ['Loaded by', 'Driver', 'Cashier'],
    goods: ['Code', 'Product', 'Spec', 'Quantity', 'Lot', 'Check'],
    visits: ['Stop', 'Customer', 'Address, contact', 'Notes', 'kg', 'To collect', 'Taken', 'Signed, remark'],
  },
} as const
type Labels = (typeof LABELS)[Locale]

const STYLE = `@page { size: 210mm 297mm; margin: 12mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt serif } }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: 10pt/1.3 SimSun, "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", serif; color: #000; background: #fff }
.page { width: 186mm; break-after: page }
.page:last-child { break-after: auto }
header { display: flex; align-items: flex-start; justify-content: space-between; padding-bottom: 2mm }
header > * { flex: 1 1 0 }
h1 { font: bold 17pt SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; text-align: center }
.number { text-align: right }
.number span { display: block; font: 9pt/1.2 "Courier New", monospace }
.barcode { display: block; margin-left: auto }
.facts { display: flex; flex-wrap: wrap; gap: 1mm 8mm; padding-bottom: 2mm }
h2 { font: bold 11pt SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; padding: 3mm 0 1mm; break-after: avoid }
table { font: inherit; width: 100%; border-collapse: collapse; table-layout: fixed }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 0.25mm solid #000; padding: 0.8mm 1mm; text-align: left; font-weight: normal; overflow-wrap: anywhere; vertical-align: top }
th { text-align: center }
.g0 { width: 24mm } .g2 { width: 26mm } .g3 { width: 30mm; text-align: right } .g4 { width: 32mm } .g5 { width: 14mm }
.v0 { width: 9mm; text-align: center } .v1 { width: 32mm } .v3 { width: 38mm } .v4 { width: 15mm; text-align: right }
.v5, .v6 { width: 20mm; text-align: right } .v7 { width: 25mm }
td.v2, td.v3 { white-space: pre-line }
.sums { display: flex; justify-content: flex-end; gap: 10mm; padding-top: 2mm }
.signatures { display: flex; gap: 12mm; padding-top: 6mm }
u { display: inline-block; min-width: 28mm; border-bottom: 0.25mm solid #000; text-decoration: none }
@media screen { .page { padding: 12mm; width: 210mm; min-height: 297mm } }
`

/** Load list and stop list of a trip on A4, for who loads and who drives. @throws NOT_FOUND */
export async function print(ctx: QueryContext, input: Requests['trips']['print']): Promise<Outputs['trips']['print']> {
  const labels = LABELS[input.locale]
  const trip = await get(ctx, { id: input.id })
  const company = await companyOf(ctx)
  const printedAt = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ctx.info.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(ctx.now)
  const paper = { company: company.name, printedAt, labels }
  const title = `${labels.stops} ${trip.number}`
  const html = `<!doctype html>
<html lang="${input.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>${loadPage(trip, await load(ctx, input), paper)}${stopPage(trip, paper)}</body>
</html>
`
  return { html, title }
}

interface Paper {
  company: string
  printedAt: string
  labels: Labels
}

function head(title: string, trip: TripView, { company, printedAt, labels }: Paper): string {
  const kilograms = (grams: number) => `${formatQuantity(grams)} kg`
  const facts: [string, string][] = [
    [labels.day, trip.day],
    [labels.driver, `${trip.driver} ${trip.driverPhone}`.trim()],
    [labels.plate, trip.plate],
    [labels.weight, kilograms(trip.grams)],
    ...(trip.capacity === null ? [] : ([[labels.capacity, kilograms(trip.capacity)]] as [string, string][])),
    ...(trip.remark === '' ? [] : ([[labels.remark, trip.remark]] as [string, string][])),
    [labels.printed, printedAt],
  ]
  return `<header><b>${escapeHtml(company)}</b><h1>${escapeHtml(title)}</h1>
<div class="number">${code128Svg(trip.number, { module: 0.25, height: 8 })}<span>${escapeHtml(trip.number)}</span></div></header>
<p class="facts">${facts.map(([name, value]) => `<span>${escapeHtml(name)}: <b>${escapeHtml(value)}</b></span>`).join('')}</p>`
}

function loadPage(trip: TripView, load: TripLoad, paper: Paper): string {
  const { labels } = paper
  const stops = load.stops.map(
    ({ stop, customer, address, lines }) =>
      `<h2>${escapeHtml([labels.stop.replace('{n}', String(stop)), customer, address].filter(Boolean).join('　'))}</h2>
${goods(lines, labels)}`,
  )
  return `<section class="page">${head(labels.load, trip, paper)}
<h2>${escapeHtml(labels.all)}</h2>${goods(load.goods, labels)}
<h2>${escapeHtml(labels.perStop)}</h2>${stops.join('')}${signatures(labels)}</section>`
}

function goods(lines: readonly LoadLine[], labels: Labels): string {
  return table(
    'g',
    labels.goods,
    lines.map(({ code, name, spec, text, lots }) => [code, name, spec, text, lots, '']),
  )
}

function stopPage(trip: TripView, paper: Paper): string {
  const { labels } = paper
  const stops = [...new Set(trip.notes.map((note) => note.stop))]
  const rows = stops.map((stop) => {
    const notes = trip.notes.filter((note) => note.stop === stop)
    const { customer, address, contact, phone } = notes[0]!
    const sum = (of: (note: (typeof notes)[number]) => number) => notes.reduce((total, note) => total + of(note), 0)
    const collect = sum((note) => note.collect)
    const taken = sum((note) => note.money.reduce((total, one) => total + one.amount, 0))
    return [
      String(stop),
      customer,
      [address, `${contact} ${phone}`.trim()].filter(Boolean).join('\n'),
      notes.map((note) => note.number).join('\n'),
      formatQuantity(sum((note) => note.grams)),
      collect > 0 ? formatFen(collect) : '',
      taken > 0 ? formatFen(taken) : '',
      '',
    ]
  })
  return `<section class="page">${head(labels.stops, trip, paper)}${table('v', labels.visits, rows)}
<p class="sums"><span>${escapeHtml(labels.sum)} <b>¥${formatFen(trip.collect)}</b></span><span>${escapeHtml(labels.handedIn)} <u></u></span></p>
${signatures(labels)}</section>`
}

const signatures = (labels: Labels): string =>
  `<p class="signatures">${labels.signatures.map((name) => `<span>${escapeHtml(name)} <u></u></span>`).join('')}</p>`

function table(kind: 'g' | 'v', columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]) =>
    `<tr>${texts.map((text, i) => `<${tag} class="${kind}${i}">${escapeHtml(text)}</${tag}>`).join('')}</tr>`
  return `<table><thead>${cells('th', columns)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>`
}
