import type { PriceSource } from '../../../../shared/contract/pricing.ts'
import type { ProductSuggestion } from '../../../../shared/contract/products.ts'
import { lineAmount } from '../../../../shared/domain/order/totals.ts'
import { formatFen, formatPrice, NO_DISCOUNT, parseDecimal, parsePrice } from '../../../../shared/money.ts'
import { formatInPacks, parseQuantity } from '../../../../shared/quantity.ts'
import { t } from '../../../app/i18n.ts'
import type { CellTag, GridColumn, ListOption, ParseResult } from '../../../components/LineGrid/index.ts'
import { inUnitOf, productPatch, quantityText, unitPatch, unitsOf, withoutProduct, type DeskLine } from './desk-line.ts'

export interface ColumnContext {
  /** Products for a text, priced for the order's customer. */
  suggest: (text: string, signal: AbortSignal) => Promise<ProductSuggestion[]>
  /** Enters a product nobody has entered yet; null when given up. Absent: this user may not. */
  createProduct?: ((text: string) => Promise<ProductSuggestion | null>) | undefined
  /** Free stock of the line's product in its warehouse now; null while unknown. */
  availableOf: (line: DeskLine) => number | null
  /** What the lines of this product lack together, thousandths; 0 when there is enough. */
  missingOf: (line: DeskLine) => number
}

/** The columns of the order grid, in the order they are typed. Enter stops at product and quantity, Tab at every one. */
export function deskColumns(context: ColumnContext): GridColumn<DeskLine>[] {
  return [
    productColumn(context),
    { key: 'spec', title: t('orders.line.spec'), width: 84, kind: 'readonly', format: (line) => line.spec },
    {
      key: 'available',
      title: t('orders.line.available'),
      width: 84,
      align: 'right',
      kind: 'readonly',
      format: (line) => stockText(line, context.availableOf(line)),
    },
    unitColumn(),
    quantityColumn(context),
    priceColumn(),
    discountColumn(),
    {
      key: 'amount',
      title: t('orders.line.amount'),
      width: 96,
      align: 'right',
      kind: 'readonly',
      format: amountText,
    },
    {
      key: 'remark',
      title: t('orders.line.remark'),
      width: 72,
      grow: 1,
      kind: 'text',
      fields: ['remark'],
      format: (line) => line.remark,
      parse: (text) =>
        text.trim().length > 200 ? { error: t('orders.problem.remarkTooLong') } : { patch: { remark: text.trim() } },
    },
  ]
}

/** The mark beside a price that says where it came from. */
export function sourceTag(source: PriceSource): CellTag[] {
  if (source === 'none') return []
  const tone =
    source === 'typed'
      ? 'warning'
      : source === 'contract' || source === 'promotion'
        ? 'good'
        : source === 'list'
          ? 'quiet'
          : 'info'
  return [{ text: t(`orders.source.${source}`), tone, title: t(`orders.source.${source}.title`) }]
}

/** `95%` of the price is paid; nothing without a discount. */
export const discountText = (discount: number): string => (discount === NO_DISCOUNT ? '' : `${discount / 100}%`)

function productColumn(context: ColumnContext): GridColumn<DeskLine> {
  const { createProduct } = context
  return {
    key: 'product',
    title: t('orders.line.product'),
    width: 180,
    grow: 2,
    kind: 'combobox',
    stop: true,
    scan: true,
    help: t('orders.help.product'),
    fields: PRODUCT_FIELDS,
    format: (line) => line.name,
    parse: () => ({ patch: withoutProduct() }),
    tags: (line) => (line.gift ? [{ text: t('orders.line.gift'), tone: 'good' }] : []),
    list: {
      columns: [
        { title: t('orders.line.code'), width: 84 },
        { title: t('orders.line.product'), width: 190 },
        { title: t('orders.line.spec'), width: 96 },
        { title: t('orders.list.units'), width: 112 },
        { title: t('orders.line.available'), width: 88, align: 'right' },
        { title: t('orders.line.price'), width: 84, align: 'right' },
        { title: t('orders.list.source'), width: 48 },
        { title: t('orders.list.last'), width: 84, align: 'right' },
        { title: t('orders.list.lastDay'), width: 56, align: 'right' },
      ],
      search: async (text, line, signal) =>
        (await context.suggest(text, signal)).map((product) => productOption(product, line)),
      ...(createProduct && {
        create: {
          label: (text) => `+ ${t('common.createNamed', { name: text })}`,
          run: async (text, line) => {
            const product = await createProduct(text)
            return product && productOption(product, line)
          },
        },
      }),
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
  'promotionId',
  'steps',
  'taxRate',
  'floorPrice',
  'available',
  'last',
  'lastDay',
] as const satisfies readonly (keyof DeskLine)[]

function productOption(product: ProductSuggestion, line: DeskLine): ListOption<DeskLine> {
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
      product.price === null ? '' : `${formatPrice(product.price)}/${product.unit}`,
      { text: product.priceSource === 'none' ? '' : t(`orders.source.${product.priceSource}`), tone: 'info' },
      product.lastPrice === null ? '' : formatPrice(product.lastPrice),
      { text: product.lastDay?.slice(5) ?? '', tone: 'quiet' },
    ],
    patch: productPatch(product, line),
  }
}

function unitColumn(): GridColumn<DeskLine> {
  return {
    key: 'unit',
    title: t('orders.line.unit'),
    width: 48,
    kind: 'unit',
    editable: (line) => line.productId !== '',
    help: t('orders.help.unit'),
    format: (line) => line.unit,
    list: {
      columns: [
        { title: t('orders.line.unit'), width: 80 },
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

function quantityColumn(context: ColumnContext): GridColumn<DeskLine> {
  return {
    key: 'quantity',
    title: t('orders.line.quantity'),
    width: 104,
    align: 'right',
    kind: 'quantity',
    stop: true,
    help: t('orders.help.quantity'),
    fields: ['quantity'],
    format: quantityText,
    parse: readQuantity,
    step: (line, direction) => {
      const next = (line.quantity ?? 0) + direction * line.factor
      return next > 0 ? { patch: { quantity: next } } : { error: t('errors.rule.QUANTITY_NOT_POSITIVE') }
    },
    tags: (line) => {
      const missing = context.missingOf(line)
      return missing > 0
        ? [{ text: t('orders.tag.short', { quantity: stockText(line, missing) }), tone: 'warning' }]
        : []
    },
  }
}

/** What was typed as a quantity; a unit named in it becomes the line's unit. */
export function readQuantity(text: string, line: DeskLine): ParseResult<DeskLine> {
  if (text.trim() === '') return { patch: { quantity: null } }
  const { baseUnit, packs, unit, quantity } = line
  const read = parseQuantity(text, { baseUnit, packs, unit, ...(quantity === null ? {} : { current: quantity }) })
  if ('error' in read) {
    return {
      error:
        read.error === 'QUANTITY_UNIT_UNKNOWN'
          ? t('orders.problem.unitUnknown', {
              unit: read.unit ?? '',
              units: unitsOf(line)
                .map((u) => u.unit)
                .join(t('common.between')),
            })
          : read.error === 'QUANTITY_TOO_LARGE'
            ? t('errors.rule.QUANTITY_TOO_LARGE')
            : read.error === 'QUANTITY_TOO_FINE'
              ? t('orders.problem.tooFine')
              : t('common.form.notQuantity'),
    }
  }
  if (read.quantity <= 0) return { error: t('errors.rule.QUANTITY_NOT_POSITIVE') }
  return { patch: { ...(line.productId === '' ? {} : unitPatch(line, read)), quantity: read.quantity } }
}

function priceColumn(): GridColumn<DeskLine> {
  return {
    key: 'price',
    title: t('orders.line.price'),
    width: 112,
    align: 'right',
    kind: 'price',
    editable: (line) => !line.gift,
    help: t('orders.help.price'),
    fields: ['price', 'source', 'promotionId'],
    format: (line) => (line.price === null || line.gift ? '' : formatPrice(line.price)),
    parse: (text) => {
      if (text.trim() === '') return { patch: { price: null, source: 'none', promotionId: null } }
      const price = parsePrice(text.normalize('NFKC'))
      if (price === null) return { error: t('common.form.notPrice') }
      return price < 0
        ? { error: t('errors.rule.PRICE_NEGATIVE') }
        : { patch: { price, source: 'typed', promotionId: null } }
    },
    tags: (line) => (line.gift || line.price === null ? [] : sourceTag(line.source)),
  }
}

function discountColumn(): GridColumn<DeskLine> {
  return {
    key: 'discount',
    title: t('orders.line.discount'),
    width: 52,
    align: 'right',
    kind: 'discount',
    editable: (line) => !line.gift,
    help: t('orders.help.discount'),
    fields: ['discount'],
    format: (line) => discountText(line.discount),
    parse: readDiscount,
  }
}

/** `95` and `95%` pay 95 of 100; `9.5折` and `95折` are the trade's way to say the same. */
function readDiscount(text: string): ParseResult<DeskLine> {
  const typed = text.normalize('NFKC').trim()
  if (typed === '') return { patch: { discount: NO_DISCOUNT } }
  const number = parseDecimal(typed.replace(/[%折]$/, ''), 2)
  if (number === null) return { error: t('common.form.notNumber') }
  const discount = typed.endsWith('折') && number <= 1000 ? number * 10 : number
  if (discount < 0 || discount > NO_DISCOUNT) return { error: t('errors.rule.DISCOUNT_OUT_OF_RANGE') }
  return { patch: { discount } }
}

function amountText(line: DeskLine): string {
  if (line.productId === '' || line.quantity === null || (line.price === null && !line.gift)) return ''
  const { quantity, factor, discount, taxRate, gift } = line
  return formatFen(lineAmount({ quantity, factor, price: line.price ?? 0, discount, taxRate, gift }))
}

function stockText(line: DeskLine, quantity: number | null): string {
  return line.productId === '' || quantity === null ? '' : inUnitOf(line, quantity)
}
