import type { Inputs } from '../../../shared/contract/index.ts'
import type { LabelGoods } from '../../../shared/contract/labels.ts'
import type { LabelWish } from './label-request.ts'

export type LabelKind = Inputs['labels']['sheet']['kind']

/** Usual label sizes, millimetres. */
export const LABEL_SIZES = [
  { width: 40, height: 30 },
  { width: 50, height: 30 },
  { width: 60, height: 40 },
  { width: 100, height: 70 },
] as const

/** A row of the page: one product in one unit with the number of labels. */
export interface LabelRow {
  key: number
  goods: LabelGoods
  unit: string
  copies: number
  lot: string
  productionDay: string | null
  expiryDay: string | null
}

let lastKey = 0

/** Rows for what was asked for; goods that are gone are passed over, units that are gone become the base unit. */
export function rowsOf(wishes: readonly LabelWish[], goods: readonly LabelGoods[]): LabelRow[] {
  const byId = new Map(goods.map((one) => [one.productId, one]))
  return wishes.flatMap((wish) => {
    const known = byId.get(wish.productId)
    if (!known) return []
    const unit = known.units.find((one) => one.unit === wish.unit) ?? known.units[0]!
    return [
      {
        key: ++lastKey,
        goods: known,
        unit: unit.unit,
        copies: Math.max(1, wish.copies ?? 1),
        lot: wish.lot ?? '',
        productionDay: wish.productionDay ?? null,
        expiryDay: wish.expiryDay ?? null,
      },
    ]
  })
}

/** What the backend is asked for; null: there is nothing to print, or the paper makes no sense. */
export function sheetInput(all: {
  kind: LabelKind
  width: number
  height: number
  symbology: string
  showPrice: boolean
  rows: readonly LabelRow[]
  binIds: readonly string[]
  locale: 'zh-CN' | 'en'
}): Inputs['labels']['sheet'] | null {
  const { kind, width, height, showPrice, locale } = all
  const fits = width >= 200 && width <= 2100 && height >= 150 && height <= 2970
  const isEmpty = kind === 'bin' ? all.binIds.length === 0 : all.rows.length === 0
  if (!fits || isEmpty) return null
  const symbology = all.symbology === 'code128' || all.symbology === 'qr' ? all.symbology : 'auto'
  const products = all.rows.map(({ goods, unit, copies, lot, productionDay, expiryDay }) => ({
    productId: goods.productId,
    unit,
    copies: Math.min(2000, Math.max(1, Math.round(copies) || 1)),
    lot,
    productionDay,
    expiryDay,
  }))
  return {
    kind,
    width,
    height,
    symbology,
    showPrice,
    locale,
    products: kind === 'bin' ? [] : products,
    binIds: kind === 'bin' ? [...all.binIds] : [],
  }
}
