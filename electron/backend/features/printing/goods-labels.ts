import type { Locale } from '../../../../shared/i18n/index.ts'
import { formatPrice } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import { escapeHtml } from './delivery-note.ts'
import { symbolSvg, type SymbolData } from './symbols.ts'

/** One label as it is printed; texts are plain, prices 1/10000 yuan per `unit`. */
export interface Label {
  kind: 'product' | 'shelf' | 'carton' | 'bin'
  copies: number
  title: string
  subtitle: string
  code: string
  unit: string
  /** What is in a carton, e.g. `12 瓶`; empty for a base unit. */
  content: string
  price: number | null
  lot: string
  productionDay: string | null
  expiryDay: string | null
  /** null: nothing to scan, because the unit has no barcode of its own. */
  symbol: SymbolData | null
}

export interface LabelPaper {
  /** Millimetres. */
  width: number
  height: number
  symbology: 'auto' | 'code128' | 'qr'
  locale: Locale
  title: string
}

const zh = { lot: '批号', made: '生产', until: '到期', content: '内装', price: '¥', per: '/' }
const en: typeof zh = { lot: 'Lot', made: 'Made', until: 'Expires', content: 'Holds', price: '¥', per: ' / ' }
const WORDS: Record<Locale, typeof zh> = { 'zh-CN': zh, en }

/** Labels as one HTML document: every label is a page of its own size, black on white, nothing loaded. Every text is escaped. */
export function labelSheet(labels: readonly Label[], paper: LabelPaper): string {
  const pages = labels.flatMap((label) => {
    const page = labelPage(label, paper)
    return Array.from({ length: label.copies }, () => page)
  })
  return `<!doctype html>
<html lang="${paper.locale}">
<head><meta charset="utf-8"><title>${escapeHtml(paper.title)}</title><style>${labelStyle(paper)}</style></head>
<body>${pages.join('')}</body>
</html>
`
}

function labelPage(label: Label, paper: LabelPaper): string {
  const words = WORDS[paper.locale]
  const inner = paper.width - 2 * paddingOf(paper)
  const space = { width: inner, height: Math.round(paper.height * (label.kind === 'bin' ? 0.36 : 0.3) * 10) / 10 }
  const symbol = label.symbol && symbolSvg(label.symbol, paper.symbology, space)
  const dates = [
    label.lot && `${words.lot} ${label.lot}`,
    label.productionDay && `${words.made} ${label.productionDay}`,
    label.expiryDay && `${words.until} ${label.expiryDay}`,
  ].filter(Boolean)
  const price =
    label.price === null
      ? ''
      : `<p class="price"><small>${words.price}</small>${formatPrice(label.price)}<small>${words.per}${escapeHtml(label.unit)}</small></p>`
  const facts = [
    label.subtitle && `<span>${escapeHtml(label.subtitle)}</span>`,
    label.content && `<span>${words.content} ${escapeHtml(label.content)}</span>`,
    label.kind !== 'bin' && `<span>${escapeHtml(label.code)}</span>`,
  ].filter(Boolean)
  const bars = symbol
    ? `<figure class="${symbol.isQr ? 'square' : 'bars'}">${symbol.svg}<figcaption>${escapeHtml(symbol.text)}</figcaption></figure>`
    : ''
  return `<section class="label ${label.kind}"><h1>${escapeHtml(label.title)}</h1><div class="middle"><div class="texts"><p class="facts">${facts.join('')}</p>${
    dates.length > 0
      ? `<p class="dates">${dates.map((one) => `<span>${escapeHtml(String(one))}</span>`).join('')}</p>`
      : ''
  }${price}</div>${symbol?.isQr ? bars : ''}</div>${symbol?.isQr ? '' : bars}</section>`
}

/** Thousandths of the base unit in one pack, as a label says it. */
export const contentOf = (factor: number, baseUnit: string): string => `${formatQuantity(factor)} ${baseUnit}`

const paddingOf = ({ height }: { height: number }) => (height <= 30 ? 1.5 : 2.5)

/** Type grows with the label; nothing is grey, because label printers know black only. */
function labelStyle(paper: LabelPaper): string {
  const { width, height } = paper
  const unit = Math.min(height / 30, width / 40)
  const points = (size: number) => `${Math.round(size * unit * 10) / 10}pt`
  return `@page { size: ${width}mm ${height}mm; margin: 0 }
* { box-sizing: border-box; margin: 0; padding: 0 }
html { font: ${points(6.5)}/1.2 "Microsoft YaHei", SimHei, "Heiti SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif; color: #000; background: #fff }
.label { width: ${width}mm; height: ${height}mm; padding: ${paddingOf(paper)}mm; overflow: hidden; break-after: page; display: flex; flex-direction: column }
.label:last-child { break-after: auto }
h1 { flex: none; font-size: ${points(8.5)}; font-weight: bold; line-height: 1.15; max-height: 2.3em; overflow: hidden }
.middle { flex: 1; min-height: 0; display: flex; justify-content: space-between; gap: 1mm }
.texts { flex: 1; min-width: 0; display: flex; flex-direction: column; overflow: hidden }
.facts span, .dates span { margin-right: 1.5mm; white-space: nowrap }
.price { margin-top: auto; font-size: ${points(9)}; font-weight: bold; line-height: 1.1; white-space: nowrap }
.price small { font-size: 60%; font-weight: normal }
.shelf .price { font-size: ${points(16)}; text-align: right }
.bin h1 { font-size: ${points(20)}; text-align: center; white-space: nowrap }
.bin .facts { text-align: center }
figure { flex: none; margin-top: 0.6mm }
figure.bars { text-align: center }
figure svg { display: block }
figure.bars svg { margin: 0 auto }
figcaption { font: ${points(6)}/1.1 "Courier New", monospace; white-space: nowrap; overflow: hidden }
figure.square { align-self: flex-end; text-align: center }
figure.square figcaption { max-width: ${Math.round(height * 0.6)}mm; text-overflow: ellipsis }
`
}
