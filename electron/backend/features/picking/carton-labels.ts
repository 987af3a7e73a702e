import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PackNote } from '../../../../shared/contract/picking.ts'
import { formatInPacks } from '../../../../shared/quantity.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { escapeHtml } from '../printing/delivery-note.ts'
import { fill } from '../printing/labels.ts'
import { symbolSvg } from '../printing/symbols.ts'
import { packing } from './packing.queries.ts'

const LABELS = {
  'zh-CN': { title: '箱标', carton: '第 {no} 箱 / 共 {of} 箱', weight: '{kg} 公斤', more: '另有 {n} 种' },
  en: { title: 'Carton labels', carton: 'Carton {no} of {of}', weight: '{kg} kg', more: 'and {n} more' },
} as const

/** Kinds of goods a label names; of more it says how many. */
const MOST_LINES = 6
const PADDING = 3

/** A label a carton: who gets it, which of how many, what is in it, and the note with the carton's number to scan. @throws NOT_FOUND */
export async function cartonLabels(
  ctx: QueryContext,
  input: Requests['picking']['cartonLabels'],
): Promise<Outputs['picking']['cartonLabels']> {
  const rows = await ctx.db
    .selectFrom('carton')
    .select(['id', 'shipment_id'])
    .where('id', 'in', input.cartonIds)
    .execute()
  const company = await companyOf(ctx)
  const notes = new Map<string, PackNote>()
  for (const { shipment_id } of rows)
    if (!notes.has(shipment_id)) notes.set(shipment_id, await packing(ctx, { shipmentId: shipment_id }))
  const paper = { ...input, width: input.width / 10, height: input.height / 10, company: company.name }
  const pages = input.cartonIds.map((id) => {
    const row = found(
      rows.find((one) => one.id === id),
      'carton',
      id,
    )
    return labelPage(notes.get(row.shipment_id)!, id, paper)
  })
  const title = `${LABELS[input.locale].title} ${[...notes.values()].map((note) => note.number).join(' ')}`.slice(
    0,
    120,
  )
  const html = `<!doctype html>
<html lang="${input.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style(paper)}</style></head>
<body>${pages.join('')}</body>
</html>
`
  return { html, title }
}

interface Paper extends Pick<Requests['picking']['cartonLabels'], 'symbology' | 'locale'> {
  /** Millimetres. */
  width: number
  height: number
  company: string
}

function labelPage(note: PackNote, cartonId: string, paper: Paper): string {
  const labels = LABELS[paper.locale]
  const carton = note.cartons.find((one) => one.id === cartonId)!
  const contents = carton.lines.map(({ lineNo, quantity }) => {
    const line = note.lines.find((one) => one.lineNo === lineNo)!
    return `${line.name} ${line.spec}`.trim() + ` ${formatInPacks(quantity, line.baseUnit, line.packs)}`
  })
  const shown = contents.slice(0, contents.length > MOST_LINES ? MOST_LINES - 1 : MOST_LINES)
  const more = contents.length - shown.length
  const facts = [
    fill(labels.carton, { no: carton.no, of: note.cartons.length }),
    carton.weight === null ? '' : fill(labels.weight, { kg: String(carton.weight / 1000) }),
  ]
  const space = { width: paper.width - 2 * PADDING, height: paper.height * 0.2 }
  const symbol = symbolSvg({ code: `${note.number}-${carton.no}` }, paper.symbology, space)
  return `<section class="label"><h1>${escapeHtml(note.customer)}</h1><p>${escapeHtml(note.address)}</p>
<p class="facts">${facts
    .filter(Boolean)
    .map((text) => `<b>${escapeHtml(text)}</b>`)
    .join('')}</p>
<ul>${shown.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}${more > 0 ? `<li>${escapeHtml(fill(labels.more, { n: more }))}</li>` : ''}</ul>
<figure class="${symbol.isQr ? 'square' : 'bars'}">${symbol.svg}<figcaption>${escapeHtml(symbol.text)}</figcaption></figure>
<p class="from">${escapeHtml(paper.company)}</p></section>`
}

/** Type grows with the label; nothing is grey, because label printers know black only. */
function style({ width, height }: Paper): string {
  const unit = Math.min(height / 70, width / 100)
  const points = (size: number) => `${Math.round(size * unit * 10) / 10}pt`
  return `@page { size: ${width}mm ${height}mm; margin: 0 }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: ${points(10)}/1.25 "Microsoft YaHei", SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; color: #000; background: #fff }
.label { width: ${width}mm; height: ${height}mm; padding: ${PADDING}mm; overflow: hidden; break-after: page; display: flex; flex-direction: column }
.label:last-child { break-after: auto }
h1 { font-size: ${points(17)}; line-height: 1.15; max-height: 2.3em; overflow: hidden }
.facts { display: flex; justify-content: space-between; padding: 1mm 0; margin: 1mm 0; border-block: 0.3mm solid #000; font-size: ${points(15)} }
ul { flex: 1; min-height: 0; overflow: hidden; list-style: none }
li { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
figure { flex: none; text-align: center }
figure svg { display: block; margin: 0 auto }
figcaption { font: ${points(9)}/1.2 "Courier New", monospace }
.from { font-size: ${points(8)}; text-align: right }
`
}
