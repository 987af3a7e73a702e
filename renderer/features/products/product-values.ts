import type { PackFields, ProductFields, ProductView } from '../../../shared/contract/products.ts'
import { formatScaled } from '../../components/format.ts'

/** A pack while it is typed: what it holds may still be empty. */
export type PackValues = Omit<PackFields, 'factor'> & { factor: number | null }

/** What the product form holds: fields as they are saved, but numbers that may be empty while typed. */
export type ProductValues = Omit<ProductFields, 'packs' | 'safetyStock'> & {
  packs: PackValues[]
  safetyStock: number | null
  /** Quantities by warehouse id, thousandths; only sent when the product is created. */
  openingStock: Record<string, number | null>
}

export const blankPack = (): PackValues => ({ unit: '', factor: null, barcode: '', price: null })

/** A new product's form. */
export function blankProduct(): ProductValues {
  return {
    code: '',
    barcode: '',
    name: '',
    mnemonic: '',
    spec: '',
    model: '',
    brand: '',
    manufacturer: '',
    typeId: null,
    use: '',
    baseUnit: '',
    packs: [],
    purchasePrice: null,
    retailPrice: null,
    salePrice: null,
    floorPrice: null,
    taxRate: null,
    weight: null,
    saleMinimum: null,
    saleMultiple: null,
    shelfLifeDays: null,
    safetyStock: null,
    maxStock: null,
    lotTracked: false,
    bin: '',
    notes: '',
    openingStock: {},
  }
}

/** The form of a stored product. */
export function valuesOf(view: ProductView): ProductValues {
  const { code, barcode, name, mnemonic, spec, model, brand, manufacturer, typeId, use, baseUnit } = view
  const { purchasePrice, retailPrice, salePrice, floorPrice, taxRate, weight, shelfLifeDays, bin, notes } = view
  return {
    code,
    barcode,
    name,
    mnemonic,
    spec,
    model,
    brand,
    manufacturer,
    typeId,
    use,
    baseUnit,
    packs: view.packs.map((pack) => ({ ...pack })),
    purchasePrice,
    retailPrice,
    salePrice,
    floorPrice,
    taxRate,
    weight,
    saleMinimum: view.saleMinimum,
    saleMultiple: view.saleMultiple,
    shelfLifeDays,
    safetyStock: view.safetyStock === 0 ? null : view.safetyStock,
    maxStock: view.maxStock,
    lotTracked: view.lotTracked,
    bin,
    notes,
    openingStock: {},
  }
}

/** Fields to send: packs left empty are not saved. */
export function fieldsOf(values: ProductValues): ProductFields {
  const { openingStock: _, ...fields } = values
  return {
    ...fields,
    safetyStock: values.safetyStock ?? 0,
    packs: values.packs.filter(isFilled).map((pack) => ({ ...pack, factor: pack.factor ?? 0 })),
  }
}

/** Opening stock to send: warehouses with a quantity. */
export const openingStockOf = (values: ProductValues): { warehouseId: string; quantity: number }[] =>
  Object.entries(values.openingStock).flatMap(([warehouseId, quantity]) =>
    quantity ? [{ warehouseId, quantity }] : [],
  )

/** Packs that can already be counted in, for quantities shown beside the form. */
export const countablePacks = (packs: readonly PackValues[]): { unit: string; factor: number }[] =>
  packs.flatMap(({ unit, factor }) => (unit.trim() !== '' && factor ? [{ unit: unit.trim(), factor }] : []))

export const isFilled = (pack: PackValues): boolean =>
  pack.unit.trim() !== '' || pack.factor !== null || pack.barcode.trim() !== '' || pack.price !== null

/** `袋 / 吨=40袋`: the base unit and every pack with what it holds. */
export function unitsText(baseUnit: string, packs: readonly { unit: string; factor: number }[]): string {
  return [baseUnit, ...packs.map(({ unit, factor }) => `${unit}=${formatScaled(factor, 3)}${baseUnit}`)].join(' / ')
}
