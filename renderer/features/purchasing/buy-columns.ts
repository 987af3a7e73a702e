import type { Outputs } from '../../../shared/contract/index.ts'
import type { PurchaseSuggestion } from '../../../shared/contract/purchasing.ts'
import { isDay } from '../../../shared/day.ts'
import { purchaseLineTotals } from '../../../shared/domain/purchasing/totals.ts'
import { formatFen, formatPrice, parseDecimal, parsePrice } from '../../../shared/money.ts'
import { formatInPacks, parseQuantity } from '../../../shared/quantity.ts'
import { t } from '../../app/i18n.ts'
import type { CellTag, GridColumn, ListOption, ParseResult } from '../../components/LineGrid/index.ts'
import { inUnitOf, productPatch, quantityText, unitPatch, unitsOf, withoutProduct, type BuyLine } from './buy-line.ts'

type Column = GridColumn<BuyLine>
export type Suggest = (text: string, signal: AbortSignal) => Promise<PurchaseSuggestion[]>

/** Columns of purchase grids; each document takes the ones it shows, in its own order. */
export function productColumn(suggest: Suggest, fixed: (line: BuyLine) => boolean = () => false): Column {
  return {
    key: 'product',
    title: t('purchasing.line.product'),
    width: 140,
    grow: 2,
    kind: 'combobox',
    stop: true,
    scan: true,
    editable: (line) => !fixed(line),
    help: t('purchasing.help.product'),
    fields: PRODUCT_FIELDS,
    format: (line) => line.name,
    parse: () => ({ patch: withoutProduct() }),
    list: {
      columns: [
        { title: t('purchasing.line.code'), width: 84 },
        { title: t('purchasing.line.product'), width: 190 },
        { title: t('purchasing.line.spec'), width: 96 },
        { title: t('purchasing.line.available'), width: 88, align: 'right' },
        { title: t('purchasing.line.onOrder'), width: 88, align: 'right' },
        { title: t('purchasing.line.price'), width: 96, align: 'right' },
        { title: t('purchasing.line.source'), width: 56 },
      ],
      search: async (text, line, signal) => (await suggest(text, signal)).map((one) => productOption(one, line)),
    },
  }
}

const PRODUCT_FIELDS = [
  'productId',
  'code',
  'name',
  'spec',
  'baseUnit',
  'packs',
  'unit',
  'factor',
  'price',
  'source',
  'taxRate',
  'lotTracked',
  'shelfLifeDays',
  'minOrder',
  'multiple',
  'available',
  'onOrder',
] as const satisfies readonly (keyof BuyLine)[]

function productOption(product: PurchaseSuggestion, line: BuyLine): ListOption<BuyLine> {
  const stock = (quantity: number) => formatInPacks(quantity, product.baseUnit, product.packs)
  return {
    key: product.id,
    codes: [product.code, product.barcode].filter(Boolean),
    cells: [
      product.code,
      product.name,
      product.spec,
      { text: stock(product.available), ...(product.available <= 0 ? { tone: 'warning' as const } : {}) },
      { text: product.onOrder > 0 ? stock(product.onOrder) : '', tone: 'info' },
      product.price === null ? '' : `${formatPrice(product.price)}/${product.unit}`,
      { text: product.priceSource === 'none' ? '' : t(`purchasing.source.${product.priceSource}`), tone: 'quiet' },
    ],
    patch: productPatch(product, line),
  }
}

export const specColumn = (): Column => ({
  key: 'spec',
  title: t('purchasing.line.spec'),
  width: 64,
  kind: 'readonly',
  format: (line) => line.spec,
})

/** A quantity that is only read: what is there, ordered, received. */
export const readColumn = (
  key: string,
  title: string,
  pick: (line: BuyLine) => number | null,
  tags?: (line: BuyLine) => readonly CellTag[],
): Column => ({
  key,
  title,
  width: 72,
  align: 'right',
  kind: 'readonly',
  format: (line) => {
    const quantity = pick(line)
    return line.productId === '' || quantity === null ? '' : inUnitOf(line, quantity)
  },
  ...(tags && { tags }),
})

export const unitColumn = (fixed: (line: BuyLine) => boolean = () => false): Column => ({
  key: 'unit',
  title: t('purchasing.line.unit'),
  width: 46,
  kind: 'unit',
  editable: (line) => line.productId !== '' && !fixed(line),
  format: (line) => line.unit,
  list: {
    columns: [
      { title: t('purchasing.line.unit'), width: 80 },
      { title: t('purchasing.line.holds'), width: 120 },
    ],
    search: (text, line) =>
      Promise.resolve(
        unitsOf(line)
          .filter((unit) => unit.unit.toLowerCase().includes(text.toLowerCase()))
          .map((unit) => ({
            key: unit.unit,
            codes: [unit.unit],
            cells: [unit.unit, unit.factor === 1000 ? '' : `${unit.factor / 1000} ${line.baseUnit}`],
            patch: unitPatch(line, unit),
          })),
      ),
  },
})

/** `noted`: a mark beside the quantity (below the supplier's minimum, more than ordered). */
export const quantityColumn = (noted: (line: BuyLine) => readonly CellTag[] = () => []): Column => ({
  key: 'quantity',
  title: t('purchasing.line.quantity'),
  width: 96,
  align: 'right',
  kind: 'quantity',
  stop: true,
  help: t('purchasing.help.quantity'),
  fields: ['quantity'],
  format: (line) => quantityText(line),
  parse: readQuantity,
  step: (line, direction) => {
    const next = (line.quantity ?? 0) + direction * line.factor
    return next > 0 ? { patch: { quantity: next } } : { error: t('errors.rule.QUANTITY_NOT_POSITIVE') }
  },
  tags: noted,
})

function readQuantity(text: string, line: BuyLine): ParseResult<BuyLine> {
  if (text.trim() === '') return { patch: { quantity: null } }
  const { baseUnit, packs, unit, quantity } = line
  const read = parseQuantity(text, { baseUnit, packs, unit, ...(quantity === null ? {} : { current: quantity }) })
  if ('error' in read) return { error: t('common.form.notQuantity') }
  if (read.quantity < 0) return { error: t('errors.rule.QUANTITY_NOT_POSITIVE') }
  return { patch: { ...(line.productId === '' ? {} : unitPatch(line, read)), quantity: read.quantity } }
}

export const priceColumn = (): Column => ({
  key: 'price',
  title: t('purchasing.line.price'),
  width: 108,
  align: 'right',
  kind: 'price',
  help: t('purchasing.help.price'),
  fields: ['price', 'source'],
  format: (line) => (line.price === null ? '' : formatPrice(line.price)),
  parse: (text) => {
    if (text.trim() === '') return { patch: { price: null, source: 'none' } }
    const price = parsePrice(text.normalize('NFKC'))
    if (price === null) return { error: t('common.form.notPrice') }
    return price < 0 ? { error: t('errors.rule.PRICE_NEGATIVE') } : { patch: { price, source: 'typed' } }
  },
  tags: (line) =>
    line.price === null || line.source === 'none'
      ? []
      : [
          {
            text: t(`purchasing.source.${line.source}`),
            tone: line.source === 'typed' ? 'warning' : line.source === 'supplier' ? 'good' : 'info',
            title: t(`purchasing.source.${line.source}.title`),
          },
        ],
})

export const taxColumn = (): Column => ({
  key: 'tax',
  title: t('purchasing.line.taxRate'),
  width: 50,
  align: 'right',
  kind: 'text',
  fields: ['taxRate'],
  format: (line) => (line.productId === '' ? '' : `${line.taxRate / 100}%`),
  parse: (text) => {
    const rate = parseDecimal(text.normalize('NFKC').trim().replace(/%$/, '') || '0', 2)
    return rate === null || rate < 0 || rate > 10_000
      ? { error: t('common.form.notNumber') }
      : { patch: { taxRate: rate } }
  },
})

/** What is paid for the line with tax: as stored, else by the same function as the server. */
export const amountColumn = (isTaxIncluded: () => boolean, stored: () => boolean): Column => ({
  key: 'amount',
  title: t('purchasing.line.amount'),
  width: 92,
  align: 'right',
  kind: 'readonly',
  format: (line) => {
    const net = stored() ? line.net : lineNet(line, isTaxIncluded())
    return net === null ? '' : formatFen(net)
  },
})

/** 分 with tax; null while the line is not complete. */
export function lineNet(line: BuyLine, isTaxIncluded: boolean): number | null {
  if (line.productId === '' || line.quantity === null || line.price === null) return null
  const { quantity, factor, price, taxRate } = line
  return purchaseLineTotals({ quantity, factor, price, taxRate }, isTaxIncluded).net
}

export const remarkColumn = (): Column => ({
  key: 'remark',
  title: t('purchasing.line.remark'),
  width: 56,
  grow: 1,
  kind: 'text',
  fields: ['remark'],
  format: (line) => line.remark,
  parse: (text) => ({ patch: { remark: text.trim().slice(0, 200) } }),
})

type SupplierHit = Outputs['suppliers']['suggest'][number]

/** Who should deliver the line; empty: decided when it is ordered. */
export const supplierColumn = (search: (text: string, signal: AbortSignal) => Promise<SupplierHit[]>): Column => ({
  key: 'supplier',
  title: t('purchasing.supplier'),
  width: 150,
  grow: 1,
  kind: 'combobox',
  fields: ['supplierId', 'supplier'],
  format: (line) => line.supplier,
  parse: () => ({ patch: { supplierId: null, supplier: '' } }),
  list: {
    columns: [
      { title: t('purchasing.line.code'), width: 84 },
      { title: t('purchasing.supplier'), width: 220 },
    ],
    search: async (text, _line, signal) =>
      (await search(text, signal)).map((one) => ({
        key: one.id,
        codes: [one.code],
        cells: [one.code, one.name],
        patch: { supplierId: one.id, supplier: one.name },
      })),
  },
})

/** Lot number, production day and expiry day of goods that come in; only goods with lots have them. */
export const lotColumns = (): Column[] => [
  {
    key: 'lot',
    title: t('purchasing.line.lot'),
    width: 76,
    kind: 'text',
    stop: true,
    editable: (line) => line.lotTracked,
    help: t('purchasing.help.lot'),
    fields: ['lotNumber'],
    format: (line) => line.lotNumber,
    parse: (text) => ({ patch: { lotNumber: text.trim().slice(0, 50) } }),
  },
  dayColumn('production', t('purchasing.line.production'), 'productionDay'),
  dayColumn('expiry', t('purchasing.line.expiry'), 'expiryDay'),
]

function dayColumn(key: string, title: string, field: 'productionDay' | 'expiryDay'): Column {
  return {
    key,
    title,
    width: 88,
    kind: 'text',
    stop: key === 'production',
    editable: (line) => line.lotTracked,
    help: t('purchasing.help.day'),
    fields: [field],
    format: (line) => line[field] ?? '',
    parse: (text) => {
      const day = readDay(text)
      return day === undefined ? { error: t('purchasing.problem.day') } : { patch: { [field]: day } }
    },
  }
}

/** Columns of a document that is only read: nothing to explain about typing. */
export const forReading = (columns: readonly Column[]): Column[] => columns.map(({ help: _, ...column }) => column)

/** `20261101`, `2026.11.1`, `26-11-01` are days; '' is none; undefined: not understood. */
export function readDay(text: string): string | null | undefined {
  const clean = text.normalize('NFKC').trim()
  if (clean === '') return null
  const match = /^(\d{4})(\d\d)(\d\d)$/.exec(clean) ?? /^(\d{4}|\d\d)[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(clean)
  if (!match) return undefined
  const [, year, month, date] = match
  const day = `${year!.length === 2 ? '20' : ''}${year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')}`
  return isDay(day) ? day : undefined
}
