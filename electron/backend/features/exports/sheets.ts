import type { PriceMask } from '../../../../shared/access.ts'
import { CUSTOMER_FIELDS, type CustomerFieldKey } from '../../../../shared/domain/import/customer-fields.ts'
import { ORDER_FIELDS, type OrderFieldKey } from '../../../../shared/domain/import/order-fields.ts'
import { PRODUCT_FIELDS, type ProductFieldKey } from '../../../../shared/domain/import/product-fields.ts'
import { SUPPLIER_FIELDS, type SupplierFieldKey } from '../../../../shared/domain/import/supplier-fields.ts'
import type { ImportField } from '../../../../shared/domain/import/fields.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import type { ColumnKind } from '../../files/write-spreadsheet.ts'

/** One column that an export can have. */
export interface ExportColumn {
  key: string
  label: { zh: string; en: string }
  width: number
  kind: ColumnKind
  /** Left out for users from whom this kind of price is hidden. */
  shows?: PriceMask
}

export const EXPORT_KINDS = [
  'customers',
  'suppliers',
  'products',
  'orders',
  'orderLines',
  'stock',
  'lots',
  'recall',
  'mailing',
] as const
export type ExportKind = (typeof EXPORT_KINDS)[number]

export const TITLES: Record<ExportKind, { zh: string; en: string }> = {
  customers: { zh: '客户', en: 'Customers' },
  suppliers: { zh: '供应商', en: 'Suppliers' },
  products: { zh: '商品', en: 'Products' },
  orders: { zh: '销售订单', en: 'Sales orders' },
  orderLines: { zh: '订单明细', en: 'Order lines' },
  stock: { zh: '库存', en: 'Stock' },
  lots: { zh: '批号', en: 'Lots' },
  recall: { zh: '批号追溯', en: 'Lot recall' },
  mailing: { zh: '通讯录', en: 'Mailing list' },
}

export const textIn = (locale: Locale, text: { zh: string; en: string }): string =>
  locale === 'en' ? text.en : text.zh

/** The importer's own fields with their own names, so that an exported file imports again without a question. */
function fromFields<Key extends string>(
  fields: readonly (ImportField & { readonly key: Key })[],
  columns: readonly (readonly [key: Key, width: number, shows?: PriceMask])[],
): ExportColumn[] {
  const byKey = new Map(fields.map((f) => [f.key, f]))
  return columns.map(([key, width, shows]) => {
    const { label, kind } = byKey.get(key)!
    const numeric =
      kind === 'money' || kind === 'price' || kind === 'quantity' || kind === 'integer' || kind === 'percent'
    const exact = kind === 'code' || kind === 'phone' || kind === 'barcode'
    const day = kind === 'instant' && 'day'
    return { key, label, width, kind: numeric ? kind : exact ? 'code' : day || 'text', shows }
  })
}

export const COLUMNS: Record<ExportKind, readonly ExportColumn[]> = {
  customers: [
    ...fromFields<CustomerFieldKey>(CUSTOMER_FIELDS, [
      ['code', 12],
      ['name', 28],
      ['shortName', 16],
      ['mnemonic', 12],
      ['grade', 8],
      ['industry', 12],
      ['region', 22],
      ['channel', 10],
      ['source', 12],
      ['tags', 16],
      ['salesPerson', 10],
      ['contactName', 10],
      ['mobile', 15],
      ['phone', 15],
      ['email', 22],
      ['fax', 14],
      ['address', 36],
      ['settlement', 14],
      ['creditLimit', 14],
      ['creditDays', 10],
      ['minLife', 12],
      ['taxId', 22],
      ['bank', 20],
      ['bankAccount', 24],
      ['taxRate', 8],
      ['notes', 24],
      ['status', 8],
    ]),
    // the importer knows it as the opening balance of a customer that is new there
    { key: 'balance', label: { zh: '应收余额', en: 'Balance' }, width: 14, kind: 'money' },
  ],
  // who to write to: nothing about money or terms
  mailing: fromFields<CustomerFieldKey>(CUSTOMER_FIELDS, [
    ['name', 28],
    ['contactName', 12],
    ['mobile', 15],
    ['email', 24],
    ['address', 40],
  ]),
  suppliers: [
    ...fromFields<SupplierFieldKey>(SUPPLIER_FIELDS, [
      ['code', 12],
      ['name', 28],
      ['shortName', 16],
      ['mnemonic', 12],
      ['category', 12],
      ['contactName', 10],
      ['mobile', 15],
      ['phone', 15],
      ['email', 22],
      ['fax', 14],
      ['address', 36],
      ['settlement', 14],
      ['creditDays', 10],
      ['leadDays', 10],
      ['taxId', 22],
      ['bank', 20],
      ['bankAccount', 24],
      ['taxRate', 8],
      ['notes', 24],
      ['status', 8],
    ]),
    { key: 'balance', label: { zh: '应付余额', en: 'Balance' }, width: 14, kind: 'money', shows: 'purchase' },
  ],
  products: fromFields<ProductFieldKey>(PRODUCT_FIELDS, [
    ['code', 12],
    ['barcode', 16],
    ['name', 28],
    ['mnemonic', 12],
    ['spec', 14],
    ['model', 12],
    ['brand', 12],
    ['manufacturer', 20],
    ['category', 20],
    ['use', 10],
    ['baseUnit', 8],
    ['packUnit1', 8],
    ['packFactor1', 8],
    ['packBarcode1', 16],
    ['packPrice1', 12, 'sale'],
    ['packUnit2', 8],
    ['packFactor2', 8],
    ['packBarcode2', 16],
    ['packPrice2', 12, 'sale'],
    ['packUnit3', 8],
    ['packFactor3', 8],
    ['packBarcode3', 16],
    ['packPrice3', 12, 'sale'],
    ['purchasePrice', 12, 'purchase'],
    ['retailPrice', 12, 'retail'],
    ['salePrice', 12, 'sale'],
    ['floorPrice', 12, 'purchase'],
    ['taxRate', 8],
    ['weight', 12],
    ['shelfLifeDays', 12],
    ['lotTracked', 10],
    ['saleMinimum', 10],
    ['saleMultiple', 10],
    ['safetyStock', 12],
    ['maxStock', 12],
    ['binLocation', 12],
    ['notes', 24],
    ['status', 8],
  ]),
  orders: [
    { key: 'number', label: { zh: '单据编号', en: 'Order number' }, width: 22, kind: 'code' },
    { key: 'day', label: { zh: '单据日期', en: 'Order date' }, width: 12, kind: 'day' },
    { key: 'customerCode', label: { zh: '客户编码', en: 'Customer code' }, width: 12, kind: 'code' },
    { key: 'customer', label: { zh: '客户名称', en: 'Customer name' }, width: 28, kind: 'text' },
    { key: 'status', label: { zh: '状态', en: 'Status' }, width: 10, kind: 'text' },
    { key: 'lineCount', label: { zh: '行数', en: 'Lines' }, width: 8, kind: 'integer' },
    { key: 'total', label: { zh: '金额', en: 'Amount' }, width: 14, kind: 'money', shows: 'sale' },
    { key: 'paid', label: { zh: '已收', en: 'Paid' }, width: 14, kind: 'money', shows: 'sale' },
    { key: 'salesPerson', label: { zh: '业务员', en: 'Sales person' }, width: 10, kind: 'text' },
    { key: 'remark', label: { zh: '备注', en: 'Remark' }, width: 28, kind: 'text' },
    { key: 'createdBy', label: { zh: '制单人', en: 'Made by' }, width: 10, kind: 'text' },
    { key: 'createdAt', label: { zh: '制单时间', en: 'Made at' }, width: 18, kind: 'instant' },
  ],
  orderLines: fromFields<OrderFieldKey>(ORDER_FIELDS, [
    ['orderNumber', 22],
    ['day', 12],
    ['orderStatus', 10],
    ['customerCode', 12],
    ['customerName', 28],
    ['productCode', 12],
    ['productName', 28],
    ['spec', 14],
    ['quantity', 12],
    ['unit', 8],
    ['price', 12, 'sale'],
    ['discount', 8, 'sale'],
    ['amount', 14, 'sale'],
    ['taxRate', 8],
    ['warehouse', 14],
    ['salesPerson', 10],
    ['remark', 28],
  ]),
  lots: [
    { key: 'number', label: { zh: '批号', en: 'Lot' }, width: 16, kind: 'code' },
    { key: 'code', label: { zh: '商品编码', en: 'Product code' }, width: 12, kind: 'code' },
    { key: 'name', label: { zh: '商品名称', en: 'Product name' }, width: 28, kind: 'text' },
    { key: 'spec', label: { zh: '规格', en: 'Specification' }, width: 14, kind: 'text' },
    { key: 'productionDay', label: { zh: '生产日期', en: 'Produced' }, width: 12, kind: 'day' },
    { key: 'expiryDay', label: { zh: '到期日', en: 'Expires' }, width: 12, kind: 'day' },
    { key: 'remainingDays', label: { zh: '剩余天数', en: 'Days left' }, width: 10, kind: 'integer' },
    { key: 'remaining', label: { zh: '剩余比例', en: 'Life left' }, width: 10, kind: 'percent' },
    { key: 'band', label: { zh: '保质期', en: 'Shelf life' }, width: 10, kind: 'text' },
    { key: 'frozen', label: { zh: '冻结', en: 'Frozen' }, width: 20, kind: 'text' },
    { key: 'baseUnit', label: { zh: '单位', en: 'Unit' }, width: 8, kind: 'text' },
    { key: 'onHand', label: { zh: '库存', en: 'On hand' }, width: 12, kind: 'quantity' },
    { key: 'reserved', label: { zh: '占用', en: 'Reserved' }, width: 12, kind: 'quantity' },
    { key: 'inPacks', label: { zh: '折合', en: 'In packs' }, width: 16, kind: 'text' },
    { key: 'value', label: { zh: '金额', en: 'Value' }, width: 14, kind: 'money', shows: 'purchase' },
  ],
  recall: [
    { key: 'number', label: { zh: '批号', en: 'Lot' }, width: 16, kind: 'code' },
    { key: 'product', label: { zh: '商品名称', en: 'Product name' }, width: 28, kind: 'text' },
    { key: 'customer', label: { zh: '客户名称', en: 'Customer name' }, width: 28, kind: 'text' },
    { key: 'contact', label: { zh: '联系人', en: 'Contact' }, width: 10, kind: 'text' },
    { key: 'phone', label: { zh: '电话', en: 'Phone' }, width: 15, kind: 'code' },
    { key: 'address', label: { zh: '收货地址', en: 'Address' }, width: 36, kind: 'text' },
    { key: 'day', label: { zh: '日期', en: 'Date' }, width: 12, kind: 'day' },
    { key: 'quantity', label: { zh: '数量', en: 'Quantity' }, width: 12, kind: 'quantity' },
    { key: 'baseUnit', label: { zh: '单位', en: 'Unit' }, width: 8, kind: 'text' },
    { key: 'inPacks', label: { zh: '折合', en: 'In packs' }, width: 16, kind: 'text' },
    { key: 'shipmentNumber', label: { zh: '出库单号', en: 'Note' }, width: 22, kind: 'code' },
    { key: 'orderNumber', label: { zh: '订单编号', en: 'Order' }, width: 22, kind: 'code' },
    { key: 'warehouse', label: { zh: '仓库', en: 'Warehouse' }, width: 14, kind: 'text' },
  ],
  stock: [
    { key: 'code', label: { zh: '商品编码', en: 'Product code' }, width: 12, kind: 'code' },
    { key: 'name', label: { zh: '商品名称', en: 'Product name' }, width: 28, kind: 'text' },
    { key: 'spec', label: { zh: '规格', en: 'Specification' }, width: 14, kind: 'text' },
    { key: 'warehouse', label: { zh: '仓库', en: 'Warehouse' }, width: 14, kind: 'text' },
    { key: 'baseUnit', label: { zh: '单位', en: 'Unit' }, width: 8, kind: 'text' },
    { key: 'onHand', label: { zh: '库存', en: 'On hand' }, width: 12, kind: 'quantity' },
    { key: 'reserved', label: { zh: '占用', en: 'Reserved' }, width: 12, kind: 'quantity' },
    { key: 'available', label: { zh: '可用', en: 'Available' }, width: 12, kind: 'quantity' },
    { key: 'packs', label: { zh: '折合', en: 'In packs' }, width: 16, kind: 'text' },
    { key: 'frozen', label: { zh: '冻结', en: 'Frozen' }, width: 12, kind: 'quantity' },
    { key: 'onOrder', label: { zh: '采购在途', en: 'On order' }, width: 12, kind: 'quantity' },
    { key: 'inTransit', label: { zh: '调拨在途', en: 'In transit' }, width: 12, kind: 'quantity' },
    { key: 'promisable', label: { zh: '可承诺', en: 'Promisable' }, width: 12, kind: 'quantity' },
    // not named like a price of the product, which an import of this list would change
    { key: 'unitCost', label: { zh: '加权均价', en: 'Moving average' }, width: 12, kind: 'price', shows: 'purchase' },
    { key: 'value', label: { zh: '库存金额', en: 'Value' }, width: 14, kind: 'money', shows: 'purchase' },
    { key: 'safetyStock', label: { zh: '安全库存', en: 'Safety stock' }, width: 12, kind: 'quantity' },
  ],
}
