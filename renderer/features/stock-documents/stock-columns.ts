import type { ProductSuggestion } from '../../../shared/contract/products.ts'
import { directionOf, hasParts, takesCost, type StockDocumentKind } from '../../../shared/domain/inventory/documents.ts'
import { formatPrice, mulDiv, parseDecimal, parsePrice } from '../../../shared/money.ts'
import { formatInPacks, parseQuantity } from '../../../shared/quantity.ts'
import { t } from '../../app/i18n.ts'
import { valueText } from '../../components/format.ts'
import type { GridColumn, ListOption, ParseResult } from '../../components/LineGrid/index.ts'
import {
  inUnitOf,
  productPatch,
  quantityText,
  unitPatch,
  unitsOf,
  withoutProduct,
  type StockLine,
} from './stock-line.ts'
import { lotColumn, productionColumn } from './stock-lot-columns.ts'

export interface ColumnContext {
  kind: StockDocumentKind
  /** Lines can be changed. */
  editing: boolean
  /** What arrives can be typed. */
  receiving: boolean
  showsCosts: boolean
  today: string
  roleOf: (line: StockLine) => StockLine['role']
  suggest: (text: string, signal: AbortSignal) => Promise<ProductSuggestion[]>
  /** What the lines of this product and lot lack together, thousandths; 0 when there is enough. */
  missingOf: (line: StockLine) => number
  withLots: boolean
}

/** The columns of a document of this kind, in the order they are typed. Enter stops at product and quantity. */
export function stockColumns(context: ColumnContext): GridColumn<StockLine>[] {
  const { kind, editing, receiving, showsCosts } = context
  const isOut = kind !== 'cost' && (hasParts(kind) || directionOf(kind, 'item') === 'out')
  const isIn = kind !== 'cost' && (hasParts(kind) || directionOf(kind, 'item') === 'in')
  const columns: (GridColumn<StockLine> | false)[] = [
    !editing && readonly('code', t('stockDocuments.line.code'), 72, (line) => line.code),
    productColumn(context),
    kind !== 'cost' && quantityColumn(context),
    unitColumn(context),
    readonly('spec', t('stockDocuments.line.spec'), 72, (line) => line.spec),
    editing &&
      isOut &&
      figure('available', t('stockDocuments.line.available'), 88, (line) =>
        line.facts && directionOf(kind, context.roleOf(line)) === 'out' ? inUnitOf(line, line.facts.available) : '',
      ),
    context.withLots && lotColumn(context),
    context.withLots && isIn && productionColumn(context),
    context.withLots && readonly('expiryDay', t('stockDocuments.line.expiryDay'), 88, (line) => line.expiryDay ?? ''),
    kind === 'transfer' &&
      !editing &&
      figure('received', t('stockDocuments.line.received'), 76, (line) =>
        line.received === 0 ? '–' : quantityText(line, line.received),
      ),
    receiving && arrivingColumn(),
    kind === 'cost' &&
      figure('stock', t('stockDocuments.line.stock'), 96, (line) =>
        editing
          ? line.facts
            ? inUnitOf(line, line.facts.siteQuantity)
            : ''
          : line.quantity === null
            ? ''
            : inUnitOf(line, line.quantity),
      ),
    kind === 'cost' && editing && figure('nowCost', t('stockDocuments.line.nowCost'), 104, nowCostText),
    showsCosts && !receiving && (!editing || kind === 'cost' || takesAny(kind)) && costColumn(context),
    kind === 'cost' && showsCosts && changeColumn(context),
    !editing &&
      showsCosts &&
      kind !== 'cost' &&
      figure('value', t('stockDocuments.line.value'), 92, (line) => valueText(line.value)),
    remarkColumn(context),
  ]
  return columns.filter((column) => column !== false)
}

const takesAny = (kind: StockDocumentKind): boolean => takesCost(kind, hasParts(kind) ? 'part' : 'item')

function readonly(
  key: string,
  title: string,
  width: number,
  format: (line: StockLine) => string,
): GridColumn<StockLine> {
  return { key, title, width, kind: 'readonly', format }
}
const figure = (...args: Parameters<typeof readonly>): GridColumn<StockLine> => ({
  ...readonly(...args),
  align: 'right',
})

function productColumn(context: ColumnContext): GridColumn<StockLine> {
  return {
    key: 'product',
    title: t('stockDocuments.line.product'),
    width: 150,
    grow: 2,
    kind: 'combobox',
    stop: true,
    scan: true,
    editable: () => context.editing,
    help: t('stockDocuments.help.product'),
    fields: PRODUCT_FIELDS,
    format: (line) => line.name,
    parse: () => ({ patch: withoutProduct() }),
    tags: (line) => {
      const role = context.roleOf(line)
      if (role === 'item' || line.productId === '') return []
      return [{ text: t(`stockDocuments.line.${role}`), tone: role === 'whole' ? 'good' : 'quiet' }]
    },
    list: {
      columns: [
        { title: t('stockDocuments.line.code'), width: 92 },
        { title: t('stockDocuments.line.product'), width: 210 },
        { title: t('stockDocuments.line.spec'), width: 110 },
        { title: t('stockDocuments.line.unit'), width: 120 },
        { title: t('stockDocuments.line.available'), width: 100, align: 'right' },
      ],
      search: async (text, line, signal) =>
        (await context.suggest(text, signal)).map((product) => productOption(product, line)),
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
  'facts',
] as const satisfies readonly (keyof StockLine)[]

function productOption(product: ProductSuggestion, line: StockLine): ListOption<StockLine> {
  return {
    key: product.id,
    codes: [product.code, product.barcode].filter(Boolean),
    cells: [
      product.code,
      product.name,
      product.spec,
      [product.baseUnit, ...product.packs.map((pack) => `${pack.unit}=${pack.factor / 1000}`)].join(' · '),
      {
        text: formatInPacks(product.available, product.baseUnit, []),
        ...(product.available <= 0 ? { tone: 'warning' as const } : {}),
      },
    ],
    patch: productPatch(product, line),
  }
}

function quantityColumn(context: ColumnContext): GridColumn<StockLine> {
  return {
    key: 'quantity',
    title: t('stockDocuments.line.quantity'),
    width: 100,
    align: 'right',
    kind: 'quantity',
    stop: true,
    editable: () => context.editing,
    help: t('stockDocuments.help.quantity'),
    fields: ['quantity'],
    format: (line) => quantityText(line, line.quantity),
    parse: (text, line) => {
      if (text.trim() === '') return { patch: { quantity: null, perWhole: null } }
      const read = readQuantity(text, line, line.quantity)
      return 'error' in read ? read : { patch: { ...read.patch, perWhole: null } }
    },
    step: (line, direction) => {
      const next = (line.quantity ?? 0) + direction * line.factor
      return next > 0 ? { patch: { quantity: next } } : { error: t('errors.rule.QUANTITY_NOT_POSITIVE') }
    },
    tags: (line) => {
      const missing = context.editing ? context.missingOf(line) : 0
      if (missing <= 0) return []
      return [{ text: t('stockDocuments.tag.short', { quantity: inUnitOf(line, missing) }), tone: 'warning' }]
    },
  }
}

/** What was typed as a quantity; a unit named in it becomes the line's unit. */
function readQuantity(text: string, line: StockLine, current: number | null): ParseResult<StockLine> {
  const { baseUnit, packs, unit } = line
  const read = parseQuantity(text, { baseUnit, packs, unit, ...(current === null ? {} : { current }) })
  if ('error' in read) {
    switch (read.error) {
      case 'QUANTITY_UNIT_UNKNOWN':
        return {
          error: t('orders.problem.unitUnknown', {
            unit: read.unit ?? '',
            units: unitsOf(line)
              .map((one) => one.unit)
              .join(t('common.between')),
          }),
        }
      case 'QUANTITY_TOO_LARGE':
        return { error: t('errors.rule.QUANTITY_TOO_LARGE') }
      case 'QUANTITY_TOO_FINE':
        return { error: t('orders.problem.tooFine') }
      default:
        return { error: t('common.form.notQuantity') }
    }
  }
  if (read.quantity <= 0) return { error: t('errors.rule.QUANTITY_NOT_POSITIVE') }
  return { patch: { ...(line.productId === '' ? {} : unitPatch(line, read)), quantity: read.quantity } }
}

function arrivingColumn(): GridColumn<StockLine> {
  return {
    key: 'arriving',
    title: t('stockDocuments.line.arriving'),
    width: 100,
    align: 'right',
    kind: 'quantity',
    stop: true,
    help: t('stockDocuments.help.arriving'),
    fields: ['arriving'],
    editable: (line) => (line.quantity ?? 0) > line.received,
    format: (line) => quantityText(line, line.arriving),
    parse: (text, line) => {
      if (text.trim() === '' || /^0+$/.test(text.trim())) return { patch: { arriving: 0 } }
      const read = readQuantity(text, line, line.arriving)
      if ('error' in read) return read
      const arriving = read.patch.quantity ?? 0
      const open = (line.quantity ?? 0) - line.received
      if (arriving > open) return { error: t('stockDocuments.problem.tooMany', { open: inUnitOf(line, open) }) }
      return { patch: { arriving } }
    },
  }
}

function unitColumn(context: ColumnContext): GridColumn<StockLine> {
  return {
    key: 'unit',
    title: t('stockDocuments.line.unit'),
    width: 52,
    kind: 'unit',
    editable: (line) => context.editing && line.productId !== '',
    ...(context.editing ? { help: t('orders.help.unit') } : {}),
    format: (line) => line.unit,
    list: {
      columns: [
        { title: t('stockDocuments.line.unit'), width: 80 },
        { title: t('orders.list.holds'), width: 120 },
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
  }
}

function costColumn(context: ColumnContext): GridColumn<StockLine> {
  const { kind, editing } = context
  const title = kind === 'cost' ? 'newCost' : kind === 'disassembly' && editing ? 'weight' : 'cost'
  const help = kind === 'cost' ? 'newCost' : kind === 'disassembly' ? 'weight' : 'cost'
  return {
    key: 'cost',
    title: t(`stockDocuments.line.${title}`),
    width: 92,
    align: 'right',
    kind: 'price',
    editable: (line) => editing && takesCost(kind, context.roleOf(line)),
    help: t(`stockDocuments.help.${help}`),
    fields: ['cost'],
    format: (line) => (editing ? (line.cost === null ? '' : formatPrice(line.cost)) : bookedCost(line)),
    parse: (text) => {
      if (text.trim() === '') return { patch: { cost: null } }
      const cost = parsePrice(text.normalize('NFKC'))
      if (cost === null) return { error: t('common.form.notPrice') }
      if (cost < 0) return { error: t('errors.rule.PRICE_NEGATIVE') }
      return { patch: kind === 'cost' ? { cost, value: null } : { cost } }
    },
  }
}

/** Per unit, as booked; of cost documents the cost as typed. */
function bookedCost(line: StockLine): string {
  if (line.cost !== null) return formatPrice(line.cost)
  if (line.value === null || !line.quantity) return ''
  return formatPrice(mulDiv(line.value, line.factor, line.quantity))
}

function nowCostText(line: StockLine): string {
  const { facts, factor } = line
  if (!facts || facts.siteQuantity <= 0 || facts.siteValue === null) return ''
  return formatPrice(mulDiv(facts.siteValue, factor, facts.siteQuantity))
}

/** What the stock's value changes by: typed, or what follows from the new cost. */
function changeColumn(context: ColumnContext): GridColumn<StockLine> {
  return {
    key: 'change',
    title: t('stockDocuments.line.change'),
    width: 112,
    align: 'right',
    kind: 'price',
    editable: () => context.editing,
    help: t('stockDocuments.help.change'),
    fields: ['value'],
    format: (line) => {
      const { facts } = line
      if (line.cost !== null && facts && facts.siteValue !== null)
        return formatPrice(mulDiv(line.cost, facts.siteQuantity, line.factor) - facts.siteValue)
      return line.value === null ? '' : formatPrice(line.value)
    },
    parse: (text) => {
      if (text.trim() === '') return { patch: { value: null } }
      const value = parseDecimal(text.normalize('NFKC'), 4)
      return value === null ? { error: t('common.form.notNumber') } : { patch: { value, cost: null } }
    },
  }
}

function remarkColumn(context: ColumnContext): GridColumn<StockLine> {
  return {
    key: 'remark',
    title: t('stockDocuments.line.remark'),
    width: 72,
    grow: 1,
    kind: 'text',
    editable: () => context.editing,
    fields: ['remark'],
    format: (line) => line.remark,
    parse: (text) =>
      text.trim().length > 200 ? { error: t('stockDocuments.problem.remarkLong') } : { patch: { remark: text.trim() } },
  }
}
