import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { LabelGoods } from '../../../../shared/contract/labels.ts'
import { hasCheckDigit } from '../../../../shared/domain/scanning/gs1.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import { contentOf, labelSheet, type Label } from './goods-labels.ts'
import type { SymbolData } from './symbols.ts'

const MOST_LABELS = 2000
const TITLES = {
  'zh-CN': { product: '商品标签', shelf: '价签', carton: '箱标', bin: '货位标签' },
  en: { product: 'Product labels', shelf: 'Shelf labels', carton: 'Carton labels', bin: 'Bin labels' },
} as const

/** What can be printed of some products: each unit with its barcode and its price as far as the user may see it. */
export async function goods(
  ctx: QueryContext,
  input: Requests['labels']['goods'],
): Promise<Outputs['labels']['goods']> {
  const known = await goodsById(ctx, input.productIds)
  return [...new Set(input.productIds)].flatMap((id) => known.get(id)?.goods ?? [])
}

/**
 * Labels as pages of their own size, as many of each as asked for, in the order asked for.
 * @throws NOT_FOUND product or bin; RULE UNIT_UNKNOWN; RULE LABELS_TOO_MANY
 */
export async function sheet(
  ctx: QueryContext,
  input: Requests['labels']['sheet'],
): Promise<Outputs['labels']['sheet']> {
  const labels = input.kind === 'bin' ? await binLabels(ctx, input.binIds) : await goodsLabels(ctx, input)
  const pages = labels.reduce((sum, label) => sum + label.copies, 0)
  if (pages > MOST_LABELS) throw ruleError('LABELS_TOO_MANY', { value: String(pages) })
  const title = TITLES[input.locale][input.kind]
  const paper = { width: input.width / 10, height: input.height / 10 }
  const { symbology, locale } = input
  return { html: labelSheet(labels, { ...paper, symbology, locale, title }), title, pages }
}

async function binLabels(ctx: QueryContext, ids: readonly string[]): Promise<Label[]> {
  const rows = await ctx.db
    .selectFrom('bin as b')
    .innerJoin('warehouse as w', 'w.id', 'b.warehouse_id')
    .select(['b.id', 'b.code', 'b.name', 'w.name as warehouse'])
    .where(inIds('b.id', ids))
    .execute()
  return ids.map((id) => {
    const bin = rows.find((row) => row.id === id)
    if (!bin) throw new AppError('NOT_FOUND', { entity: 'bin', id })
    return {
      ...BLANK,
      kind: 'bin',
      copies: 1,
      title: bin.code,
      subtitle: [bin.name, bin.warehouse].filter(Boolean).join(' · '),
      code: bin.code,
      unit: '',
      symbol: { code: bin.code },
    }
  })
}

const BLANK = { content: '', price: null, lot: '', productionDay: null, expiryDay: null } as const

async function goodsLabels(ctx: QueryContext, input: Requests['labels']['sheet']): Promise<Label[]> {
  const known = await goodsById(
    ctx,
    input.products.map((one) => one.productId),
  )
  return input.products.map((wanted): Label => {
    const product = known.get(wanted.productId)
    if (!product) throw new AppError('NOT_FOUND', { entity: 'product', id: wanted.productId })
    const unit = product.goods.units.find((one) => one.unit === wanted.unit)
    if (!unit) throw ruleError('UNIT_UNKNOWN', { value: wanted.unit })
    const isBase = unit.unit === product.baseUnit
    return {
      kind: input.kind,
      copies: wanted.copies,
      title: product.goods.name,
      subtitle: product.goods.spec,
      code: product.goods.code,
      unit: unit.unit,
      content: isBase ? '' : contentOf(unit.factor, product.baseUnit),
      price: input.showPrice ? unit.price : null,
      lot: wanted.lot,
      productionDay: wanted.productionDay,
      expiryDay: wanted.expiryDay,
      symbol: symbolOf(unit.barcode, isBase ? product.goods.code : '', wanted),
    }
  })
}

/**
 * The barcode of the unit; with a lot or days, a GS1 label. A base unit without barcode shows the product's code. A pack
 * without one shows nothing: the product's code would be read as a piece.
 */
function symbolOf(
  barcode: string,
  code: string,
  wanted: { lot: string; productionDay: string | null; expiryDay: string | null },
): SymbolData | null {
  const hasMore = wanted.lot !== '' || wanted.productionDay !== null || wanted.expiryDay !== null
  if (hasMore && hasCheckDigit(barcode) && wanted.lot.length <= 20) {
    const digits = (day: string | null) => day?.slice(2).replaceAll('-', '') ?? ''
    const { lot, productionDay, expiryDay } = wanted
    return {
      gs1: { gtin: barcode.padStart(14, '0'), lot, production: digits(productionDay), expiry: digits(expiryDay) },
    }
  }
  const text = barcode || code
  return text === '' ? null : { code: text }
}

interface Known {
  baseUnit: string
  goods: LabelGoods
}

async function goodsById(ctx: QueryContext, ids: readonly string[]): Promise<Map<string, Known>> {
  const rows = await ctx.db
    .selectFrom('product')
    .select(['id', 'code', 'name', 'spec', 'status', 'base_unit', 'retail_price', 'sale_price'])
    .where(inIds('id', ids))
    .execute()
  const packs = await ctx.db
    .selectFrom('product_pack')
    .select(['product_id', 'unit', 'factor', 'price'])
    .where(inIds('product_id', ids))
    .orderBy('no')
    .execute()
  const barcodes = await ctx.db.selectFrom('product_barcode').selectAll().where(inIds('product_id', ids)).execute()
  const seesRetail = !ctx.user.mask.includes('retail')
  const seesSale = !ctx.user.mask.includes('sale')
  return new Map(
    rows.map((row): [string, Known] => {
      const barcodeOf = (unit: string) =>
        barcodes.find((one) => one.product_id === row.id && one.unit === unit)?.barcode ?? ''
      // 1/10000 yuan per base unit: the retail price, or what it is sold for when it has none
      const retail = seesRetail ? row.retail_price : null
      const price = retail ?? (seesSale ? row.sale_price : null)
      const base = { unit: row.base_unit, factor: 1000, barcode: barcodeOf(row.base_unit), price }
      const others = packs
        .filter((pack) => pack.product_id === row.id)
        .map(({ unit, factor, price: own }) => ({
          unit,
          factor,
          barcode: barcodeOf(unit),
          price: retail === null && seesSale && own !== null ? own : perPack(price, factor),
        }))
      const { id, code, name, spec, status } = row
      const goods = { productId: id, code, name, spec, status, units: [base, ...others] }
      return [row.id, { baseUnit: row.base_unit, goods }]
    }),
  )
}

const perPack = (price: number | null, factor: number) => (price === null ? null : Math.round((price * factor) / 1000))
