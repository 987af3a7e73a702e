import type { ReturnSuggestion, ReturnableLine } from '../../../shared/contract/returns.ts'
import { DISPOSITIONS, RETURN_REASONS, type ReturnReason } from '../../../shared/domain/returns/states.ts'
import { formatFen, formatPrice, mulDiv, parseFen, parsePrice } from '../../../shared/money.ts'
import { parseQuantity } from '../../../shared/quantity.ts'
import { t } from '../../app/i18n.ts'
import type { GridColumn, ListOption, ParseResult } from '../../components/LineGrid/index.ts'
import {
  billPatch,
  credited,
  goodsPatch,
  inUnitOf,
  quantityText,
  unitsOf,
  withoutGoods,
  type ReturnLine,
} from './return-line.ts'

type Column = GridColumn<ReturnLine>
type Patch = Partial<ReturnLine>

/** What the columns ask the backend. */
export interface ReturnSearch {
  goods(text: string, signal: AbortSignal): Promise<ReturnSuggestion[]>
  bills(productId: string, signal: AbortSignal): Promise<ReturnableLine[]>
  /** Price without a bill per unit; null: none known. */
  price(productId: string, unit: string, signal: AbortSignal): Promise<number | null>
}

/** Goods by name, code or scan, each with this customer's bills of it, newest first. */
export const goodsColumn = (search: ReturnSearch): Column => ({
  key: 'product',
  title: t('returns.line.product'),
  width: 130,
  grow: 2,
  kind: 'combobox',
  stop: true,
  scan: true,
  help: t('returns.help.product'),
  fields: ['productId', 'code', 'name', 'spec', 'baseUnit', 'packs', 'unit', 'factor', 'bill', 'lotTracked', 'gift'],
  format: (line) => line.name,
  parse: () => ({ patch: withoutGoods() }),
  tags: (line) => (line.gift ? [{ text: t('returns.line.gift'), tone: 'good' }] : []),
  list: {
    columns: [
      { title: t('returns.line.code'), width: 84 },
      { title: t('returns.line.product'), width: 170 },
      { title: t('returns.line.spec'), width: 80 },
      { title: t('returns.line.bill'), width: 160 },
      { title: t('returns.line.day'), width: 88 },
      { title: t('returns.line.left'), width: 84, align: 'right' },
      { title: t('returns.line.price'), width: 96, align: 'right' },
    ],
    search: async (text, _line, signal) => {
      const seen = new Set<string>()
      return (await search.goods(text, signal)).map((found): ListOption<ReturnLine> => {
        // a scanned code means the newest bill: the first of its goods
        const codes = seen.has(found.productId) ? [] : [found.code, found.barcode].filter(Boolean)
        seen.add(found.productId)
        const price = found.bill?.price ?? found.price
        return {
          key: `${found.productId} ${found.bill?.shipmentId ?? ''} ${found.bill?.lineNo ?? ''}`,
          codes,
          cells: [
            found.code,
            found.name,
            found.spec,
            found.bill?.number ?? { text: t('returns.withoutBill'), tone: 'warning' },
            found.bill?.day ?? '',
            found.bill ? inUnitOf(found, found.bill.left) : '',
            price === null ? '' : `${formatPrice(price)}/${found.bill?.unit ?? found.unit}`,
          ],
          patch: goodsPatch(found),
        }
      })
    },
  },
})

export const specColumn = (): Column => ({
  key: 'spec',
  title: t('returns.line.spec'),
  width: 56,
  kind: 'readonly',
  format: (line) => line.spec,
})

/** Which bill the goods come back of; another one, or none, can be chosen. */
export const billColumn = (search: ReturnSearch, mayLack: boolean): Column => ({
  key: 'bill',
  title: t('returns.line.bill'),
  width: 158,
  kind: 'combobox',
  editable: (line) => line.productId !== '',
  help: t('returns.help.bill'),
  fields: ['bill', 'lotId', 'lotNumber'],
  format: (line) => (line.productId === '' ? '' : (line.bill?.number ?? t('returns.withoutBill'))),
  parse: () => ({ patch: mayLack ? { bill: null, lotId: null, lotNumber: '' } : {} }),
  tags: (line) => (line.productId !== '' && line.bill === null ? [{ text: '!', tone: 'warning' }] : []),
  list: {
    columns: [
      { title: t('returns.line.bill'), width: 160 },
      { title: t('returns.line.day'), width: 88 },
      { title: t('returns.line.left'), width: 84, align: 'right' },
      { title: t('returns.line.price'), width: 96, align: 'right' },
    ],
    search: async (text, line, signal) => {
      const bills = await search.bills(line.productId, signal)
      const wanted = text.toUpperCase()
      const options = bills
        .filter((bill) => bill.number.includes(wanted) || bill.day.includes(wanted))
        .map((bill): ListOption<ReturnLine> => ({
          key: `${bill.shipmentId} ${bill.lineNo}`,
          codes: [bill.number],
          cells: [
            bill.number,
            bill.day,
            inUnitOf(line, bill.left),
            bill.price === null ? '' : `${formatPrice(bill.price)}/${bill.unit}`,
          ],
          patch: billPatch(bill),
        }))
      if (!mayLack) return options
      const price = await search.price(line.productId, line.unit, signal)
      const none: Patch = { bill: null, gift: false, price: null, knownPrice: price, lotId: null, lotNumber: '' }
      const cells = [t('returns.withoutBill'), '', '', price === null ? '' : `${formatPrice(price)}/${line.unit}`]
      return [...options, { key: 'none', cells, patch: none }]
    },
  },
})

export const leftColumn = (): Column => ({
  key: 'left',
  title: t('returns.line.left'),
  width: 64,
  align: 'right',
  kind: 'readonly',
  format: (line) => (line.bill === null ? '' : inUnitOf(line, line.bill.left)),
})

export const unitColumn = (): Column => ({
  key: 'unit',
  title: t('returns.line.unit'),
  width: 44,
  kind: 'unit',
  editable: (line) => line.productId !== '',
  format: (line) => line.unit,
  list: {
    columns: [{ title: t('returns.line.unit'), width: 90 }],
    search: (text, line) =>
      Promise.resolve(
        unitsOf(line)
          .filter(({ unit }) => unit.toLowerCase().includes(text.toLowerCase()))
          .map((one) => ({ key: one.unit, codes: [one.unit], cells: [one.unit], patch: inUnit(line, one) })),
      ),
  },
})

function inUnit(line: ReturnLine, { unit, factor }: { unit: string; factor: number }): Patch {
  const scaled = (price: number | null) => (price === null ? null : mulDiv(price, factor, line.factor))
  return unit === line.unit ? {} : { unit, factor, price: scaled(line.price), knownPrice: scaled(line.knownPrice) }
}

export const quantityColumn = (): Column => ({
  key: 'quantity',
  title: t('returns.line.quantity'),
  width: 84,
  align: 'right',
  kind: 'quantity',
  stop: true,
  help: t('returns.help.quantity'),
  fields: ['quantity'],
  format: quantityText,
  parse: (text, line): ParseResult<ReturnLine> => {
    if (text.trim() === '') return { patch: { quantity: null } }
    const { baseUnit, packs, unit, quantity } = line
    const read = parseQuantity(text, { baseUnit, packs, unit, ...(quantity === null ? {} : { current: quantity }) })
    if ('error' in read) return { error: t('common.form.notQuantity') }
    if (read.quantity <= 0) return { error: t('errors.rule.QUANTITY_NOT_POSITIVE') }
    if (line.bill !== null && read.quantity > line.bill.left)
      return { error: t('errors.rule.RETURN_MORE_THAN_SHIPPED') }
    return { patch: { ...(line.productId === '' ? {} : inUnit(line, read)), quantity: read.quantity } }
  },
  step: (line, direction) => {
    const next = (line.quantity ?? 0) + direction * line.factor
    const isRight = next > 0 && (line.bill === null || next <= line.bill.left)
    return isRight ? { patch: { quantity: next } } : { error: t('errors.rule.RETURN_MORE_THAN_SHIPPED') }
  },
})

/** Lots of the bill; without a bill any lot of the goods. */
export const lotColumn = (
  anyLot: (
    productId: string,
    signal: AbortSignal,
  ) => Promise<{ lotId: string; number: string; expiryDay: string | null }[]>,
): Column => ({
  key: 'lot',
  title: t('returns.line.lot'),
  width: 92,
  kind: 'combobox',
  stop: true,
  editable: (line) => line.lotTracked,
  fields: ['lotId', 'lotNumber'],
  format: (line) => line.lotNumber,
  parse: () => ({ patch: { lotId: null, lotNumber: '' } }),
  list: {
    columns: [
      { title: t('returns.line.lot'), width: 120 },
      { title: t('returns.line.expiry'), width: 96 },
      { title: t('returns.line.left'), width: 84, align: 'right' },
    ],
    search: async (text, line, signal) => {
      const own = line.bill?.lots ?? []
      const lots = own.length > 0 ? own : await anyLot(line.productId, signal)
      return lots
        .filter((lot) => lot.number.toLowerCase().includes(text.toLowerCase()))
        .map((lot) => ({
          key: lot.lotId,
          codes: [lot.number],
          cells: [lot.number, lot.expiryDay ?? '', 'left' in lot ? inUnitOf(line, Number(lot.left)) : ''],
          patch: { lotId: lot.lotId, lotNumber: lot.number },
        }))
    },
  },
})

/** The bill's price; a lower one may be typed. */
export const priceColumn = (): Column => ({
  key: 'price',
  title: t('returns.line.price'),
  width: 80,
  align: 'right',
  kind: 'price',
  help: t('returns.help.price'),
  fields: ['price'],
  format: (line) => {
    const price = line.price ?? line.knownPrice ?? billPrice(line)
    return price === null || line.productId === '' ? '' : formatPrice(price)
  },
  parse: (text) => {
    if (text.trim() === '') return { patch: { price: null } }
    const price = parsePrice(text.normalize('NFKC'))
    if (price === null) return { error: t('common.form.notPrice') }
    return price < 0 ? { error: t('errors.rule.PRICE_NEGATIVE') } : { patch: { price } }
  },
  tags: (line) => (line.price === null ? [] : [{ text: t('returns.line.typed'), tone: 'warning' }]),
})

function billPrice({ bill, factor }: ReturnLine): number | null {
  if (bill === null || bill.leftAmount === null || bill.left <= 0) return null
  return mulDiv(bill.leftAmount * 100, factor, bill.left)
}

export const amountColumn = (stored: () => boolean): Column => ({
  key: 'amount',
  title: t('returns.line.amount'),
  width: 84,
  align: 'right',
  kind: 'readonly',
  format: (line) => {
    const amount = stored() ? line.amount : credited(line)
    return amount === null ? '' : formatFen(amount)
  },
})

/** Price differences: what of the line is not credited yet, and what is credited (negative: the customer owes more). */
export const allowanceColumns = (): Column[] => [
  {
    key: 'leftAmount',
    title: t('returns.line.leftAmount'),
    width: 92,
    align: 'right',
    kind: 'readonly',
    format: (line) => (line.bill?.leftAmount == null ? '' : formatFen(line.bill.leftAmount)),
  },
  {
    key: 'allowance',
    title: t('returns.line.allowance'),
    width: 100,
    align: 'right',
    kind: 'price',
    stop: true,
    help: t('returns.help.allowance'),
    fields: ['amount'],
    format: (line) => (line.amount === null ? '' : formatFen(line.amount)),
    parse: (text) => {
      if (text.trim() === '') return { patch: { amount: null } }
      const amount = parseFen(text.normalize('NFKC'))
      return amount === null ? { error: t('common.form.notNumber') } : { patch: { amount } }
    },
  },
]

const choice = <Value extends string>(
  key: 'reason' | 'disposition',
  title: string,
  width: number,
  values: readonly Value[],
  wordOf: (value: Value) => string,
  pick: (line: ReturnLine) => Value,
): Column => ({
  key,
  title,
  width,
  kind: 'combobox',
  editable: (line) => line.productId !== '',
  fields: [key],
  format: (line) => (line.productId === '' ? '' : wordOf(pick(line))),
  parse: () => ({ patch: {} }),
  list: {
    columns: [{ title, width: 120 }],
    search: (text) =>
      Promise.resolve(
        values
          .filter((value) => wordOf(value).toLowerCase().includes(text.toLowerCase()))
          .map((value) => ({ key: value, codes: [wordOf(value)], cells: [wordOf(value)], patch: { [key]: value } })),
      ),
  },
})

export const reasonColumn = (): Column =>
  choice(
    'reason',
    t('returns.line.reason'),
    64,
    RETURN_REASONS.filter((reason): reason is ReturnReason => reason !== 'price'),
    (value) => t(`returns.reason.${value}`),
    (line) => line.reason,
  )

export const dispositionColumn = (): Column =>
  choice(
    'disposition',
    t('returns.line.disposition'),
    80,
    DISPOSITIONS,
    (value) => t(`returns.disposition.${value}`),
    (line) => line.disposition,
  )

export const remarkColumn = (): Column => ({
  key: 'remark',
  title: t('returns.line.remark'),
  width: 50,
  grow: 1,
  kind: 'text',
  fields: ['remark'],
  format: (line) => line.remark,
  parse: (text) => ({ patch: { remark: text.trim().slice(0, 200) } }),
})

/** Columns of a document that is only read: nothing to explain about typing. */
export const forReading = (columns: readonly Column[]): Column[] => columns.map(({ help: _, ...column }) => column)
