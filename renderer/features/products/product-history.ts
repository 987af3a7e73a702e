import { formatPrice } from '../../../shared/money.ts'
import { t } from '../../app/i18n.ts'
import { number, type HistoryTables } from '../../app/record-history.ts'
import { formatScaled } from '../../components/format.ts'

/** A product's columns in the change log, in words. */
export const productHistory: HistoryTables = {
  product: {
    code: { label: () => t('products.code') },
    name: { label: () => t('products.name') },
    mnemonic: { label: () => t('products.mnemonic') },
    spec: { label: () => t('products.spec') },
    model: { label: () => t('products.model') },
    brand: { label: () => t('products.brand') },
    manufacturer: { label: () => t('products.manufacturer') },
    type_id: { label: () => t('products.type') },
    use: { label: () => t('products.use') },
    base_unit: { label: () => t('products.baseUnit') },
    purchase_price: { label: () => t('products.purchasePrice'), show: number(formatPrice) },
    retail_price: { label: () => t('products.retailPrice'), show: number(formatPrice) },
    sale_price: { label: () => t('products.salePrice'), show: number(formatPrice) },
    floor_price: { label: () => t('products.floorPrice'), show: number(formatPrice) },
    tax_rate: { label: () => t('products.taxRate'), show: number((rate) => `${formatScaled(rate, 2)}%`) },
    weight: { label: () => t('products.weight'), show: number((grams) => `${formatScaled(grams, 3)} kg`) },
    sale_minimum: { label: () => t('products.saleMinimum'), show: number((quantity) => formatScaled(quantity, 3)) },
    sale_multiple: { label: () => t('products.saleMultiple'), show: number((quantity) => formatScaled(quantity, 3)) },
    shelf_life_days: { label: () => t('products.shelfLifeDays') },
    safety_stock: { label: () => t('products.safetyStock'), show: number((quantity) => formatScaled(quantity, 3)) },
    max_stock: { label: () => t('lots.maxStock'), show: number((quantity) => formatScaled(quantity, 3)) },
    lot_tracked: { label: () => t('lots.lotTracked'), show: number((on) => (on === 1 ? '✓' : '–')) },
    bin: { label: () => t('products.bin') },
    notes: { label: () => t('products.notes') },
    status: { label: () => t('products.status'), show: statusText },
  },
  product_pack: () => t('history.packs'),
  product_barcode: () => t('history.barcodes'),
}

function statusText(value: unknown): string {
  return value === 'active' || value === 'archived' ? t(`states.product.${value}`) : ''
}
