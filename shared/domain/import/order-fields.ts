import { field, type ImportField, type ImportKind } from './fields.ts'

const FIELDS = [
  field(
    'orderNumber',
    { zh: '单据编号', en: 'Order number' },
    'code',
    '单号|订单号|订单编号|单据号|销售单号|销售订单号|出库单号|送货单号|发票号|流水号|原单号|invoice no|invoice|invoice number|order no|' +
      'order number|order id|order|document no|document number|receipt no|so number|po number',
    { maxLength: 40 },
  ),
  field(
    'day',
    { zh: '单据日期', en: 'Order date' },
    'instant',
    '日期|订单日期|下单日期|下单时间|订货日期|销售日期|开单日期|录单日期|制单日期|业务日期|发票日期|出库日期|发货日期|交易日期|交易时间|创建时间|创建日期|时间|' +
      'invoice date|date|order date|order time|document date|transaction date|datetime|created at',
  ),
  field(
    'customerCode',
    { zh: '客户编码', en: 'Customer code' },
    'code',
    '客户编号|客户代码|客户号|单位编号|购货单位编码|往来单位编号|会员编号|会员卡号|customer id|customer no|customer number|client id|' +
      'account number|customer code',
    { maxLength: 40 },
  ),
  field(
    'customerName',
    { zh: '客户名称', en: 'Customer name' },
    'text',
    '客户|客户全称|客户简称|客户名|往来单位|往来单位名称|购货单位|购买方|单位名称|单位全名|收货单位|门店|门店名称|会员|买家|customer|client|client name|' +
      'buyer|company|account name|sold to',
    { maxLength: 100 },
  ),
  field(
    'productCode',
    { zh: '商品编码', en: 'Product code' },
    'code',
    '商品编号|产品编码|产品编号|货品编码|货品编号|存货编码|物料编码|商品代码|货号|编码|编号|stock code|sku|product id|product code|' +
      'product no|item code|item no|item number|item id|article number|part number|code',
    { maxLength: 40 },
  ),
  field(
    'barcode',
    { zh: '条码', en: 'Barcode' },
    'barcode',
    '商品条码|条形码|商品条形码|国际条码|基本条码|bar code|ean|upc|gtin',
  ),
  field(
    'productName',
    { zh: '商品名称', en: 'Product name' },
    'text',
    '品名|名称|产品名称|货品名称|存货名称|物料名称|商品全名|商品|产品|货品|摘要|description|product|item|item name|item description|' +
      'product description|name|title',
    { maxLength: 150 },
  ),
  field('spec', { zh: '规格', en: 'Specification' }, 'text', '规格型号|商品规格|型号|spec|size', { maxLength: 100 }),
  field(
    'quantity',
    { zh: '数量', en: 'Quantity' },
    'quantity',
    '订货数量|销售数量|订单数量|下单数量|发货数量|出库数量|购买数量|件数|qty|units|order qty|ordered quantity|quantity ordered|' +
      'units sold',
    { required: true },
  ),
  field('unit', { zh: '单位', en: 'Unit' }, 'text', '计量单位|销售单位|商品单位|uom|unit of measure', {
    maxLength: 10,
  }),
  field(
    'price',
    { zh: '单价', en: 'Price' },
    'price',
    '销售单价|销售价|售价|价格|含税单价|成交价|折后单价|unit price|selling price|price each|rate|sales price',
  ),
  field(
    'amount',
    { zh: '金额', en: 'Amount' },
    'money',
    '销售金额|合计金额|小计|总价|总金额|折后金额|价税合计|含税金额|total|line total|total price|subtotal|sales|line amount|' +
      'revenue',
  ),
  field(
    'discount',
    { zh: '折扣', en: 'Discount' },
    'percent',
    '折扣率|折扣(%)|扣率|discount rate|discount percent|disc',
    { whole: true },
  ),
  field(
    'orderStatus',
    { zh: '订单状态', en: 'Order status' },
    'text',
    '状态|单据状态|销售单状态|document status|status',
  ),
  field('taxRate', { zh: '税率', en: 'Tax rate' }, 'percent', '增值税率|税率%|vat rate|tax rate|tax', {
    notNegative: true,
  }),
  field(
    'remark',
    { zh: '备注', en: 'Remark' },
    'text',
    '说明|附注|行备注|商品备注|明细备注|单据备注|remarks|note|notes|comment|comments|memo',
    { maxLength: 500 },
  ),
  field(
    'warehouse',
    { zh: '仓库', en: 'Warehouse' },
    'text',
    '仓库名称|发货仓库|出库仓库|出货仓库|warehouse name|store|location',
    { maxLength: 60 },
  ),
  field(
    'region',
    { zh: '区域', en: 'Region' },
    'text',
    '地区|国家|销售区域|客户区域|省份|country|area|territory|state|province',
    { maxLength: 100 },
  ),
  field(
    'salesPerson',
    { zh: '业务员', en: 'Sales person' },
    'text',
    '销售员|销售人员|经手人|经办人|职员|制单人|salesman|sales rep|salesperson|sales representative',
    { maxLength: 50 },
  ),
]

/** States in which an order of elsewhere has not become history: it was dropped, or is still being written. */
export const UNFINISHED_STATES =
  /^(?:(?:已|被)?作废|(?:已|被)?取消|(?:已|被)?驳回|草稿|待提交|待审核?|未审核?|void(?:ed)?|cancell?ed|rejected|draft|(?:to|under|awaiting|pending) ?review|pending)$/i

export type OrderFieldKey = (typeof FIELDS)[number]['key']

/** The columns of a list of order lines; the headers of jshERP, 管家婆 and Online Retail are among the synonyms. */
export const ORDER_FIELDS: readonly (ImportField & { readonly key: OrderFieldKey })[] = FIELDS

/** Lines are grouped by order number. A sheet without number, customer or date can only be added to an order that exists. */
export const ORDER_IMPORT: ImportKind = {
  fields: ORDER_FIELDS,
  needs: [
    ['orderNumber'],
    ['day'],
    ['customerCode', 'customerName'],
    ['productCode', 'barcode', 'productName'],
    ['quantity'],
  ],
}
