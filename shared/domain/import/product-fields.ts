import { field, STATUS_CHOICES, type ImportField, type ImportKind } from './fields.ts'

const FIELDS = [
  field(
    'code',
    { zh: '商品编码', en: 'Product code' },
    'code',
    '商品编号|产品编码|产品编号|货品编码|货品编号|存货编码|存货编号|物料编码|物料编号|商品代码|货号|款号|编码|编号|代码|product id|product code|' +
      'product no|item code|item number|item no|item id|stock code|sku|msku|sku code|article number|' +
      'part number|code',
    { maxLength: 40 },
  ),
  field(
    'barcode',
    { zh: '条码', en: 'Barcode' },
    'barcode',
    '基本条码|商品条码|条形码|商品条形码|国际条码|国标码|69码|主条码|小单位条码|bar code|ean|ean13|upc|gtin|isbn',
  ),
  field(
    'name',
    { zh: '商品名称', en: 'Product name' },
    'text',
    '名称|品名|产品名称|货品名称|存货名称|物料名称|商品全名|商品全称|商品名|产品|商品|货品|全名|name|product|item|item name|title|' +
      'product title|description|item description',
    { required: true, maxLength: 150 },
  ),
  field(
    'mnemonic',
    { zh: '助记码', en: 'Mnemonic' },
    'text',
    '拼音码|拼音简码|拼音|速记码|检索码|简码|mnemonic code|pinyin|search key',
    { maxLength: 80 },
  ),
  field(
    'spec',
    { zh: '规格', en: 'Specification' },
    'text',
    '规格型号|商品规格|产品规格|包装规格|净含量|spec|size|packaging',
    { maxLength: 100 },
  ),
  field('model', { zh: '型号', en: 'Model' }, 'text', '产品型号|商品型号|model number|model no', { maxLength: 60 }),
  field('color', { zh: '颜色', en: 'Colour' }, 'text', '色号|color', { maxLength: 30 }),
  field('brand', { zh: '品牌', en: 'Brand' }, 'text', '商品品牌|产品品牌|牌子|商标|brand name', { maxLength: 60 }),
  field(
    'manufacturer',
    { zh: '制造商', en: 'Manufacturer' },
    'text',
    '生产厂家|厂家|生产商|生产企业|厂商|产地|maker|producer|origin',
    { maxLength: 100 },
  ),
  field(
    'category',
    { zh: '类别', en: 'Category' },
    'text',
    '分类|商品分类|商品类别|产品分类|产品类别|货品分类|货品类别|存货分类|存货类别|物料分类|商品类型|品类|类型|product category|type|product type|' +
      'group|department',
    { maxLength: 150 },
  ),
  field('use', { zh: '用途', en: 'Use' }, 'text', '适用|使用范围|usage|application|purpose', { maxLength: 100 }),
  field(
    'baseUnit',
    { zh: '基本单位', en: 'Base unit' },
    'text',
    '单位|计量单位|主单位|小单位|最小单位|库存单位|商品单位|单位1|unit|uom|unit of measure',
    { maxLength: 10 },
  ),
  field(
    'packUnit1',
    { zh: '副单位', en: 'Pack unit' },
    'text',
    '副单位1|辅助单位|辅助单位1|辅单位|大单位|中单位|包装单位|采购单位|整件单位|单位2|pack unit 1|pack|case unit|carton unit',
    { maxLength: 10 },
  ),
  field(
    'packFactor1',
    { zh: '比例', en: 'Pack factor' },
    'quantity',
    '副单位比例|副单位比例1|单位关系|单位换算|换算率|换算率1|换算关系|换算比例|装箱数|箱规|件装数|每箱数量|每件数量|包装数|含量|pack factor 1|factor|' +
      'conversion|conversion factor|pack size|units per case|case qty',
    { notNegative: true },
  ),
  field(
    'packBarcode1',
    { zh: '副条码', en: 'Pack barcode' },
    'barcode',
    '副条码1|箱码|箱条码|大单位条码|包装条码|外箱条码|pack barcode 1|case barcode|carton barcode',
  ),
  field(
    'packPrice1',
    { zh: '副单位售价', en: 'Pack price' },
    'price',
    '副单位售价1|副单位销售价|整件售价|整箱售价|箱价|大单位售价|pack price 1|case price|carton price',
    { notNegative: true },
  ),
  field('packUnit2', { zh: '副单位2', en: 'Pack unit 2' }, 'text', '辅助单位2|单位3', { maxLength: 10 }),
  field('packFactor2', { zh: '比例2', en: 'Pack factor 2' }, 'quantity', '副单位比例2|换算率2|单位关系2', {
    notNegative: true,
  }),
  field('packBarcode2', { zh: '副条码2', en: 'Pack barcode 2' }, 'barcode', '辅助条码2'),
  field('packPrice2', { zh: '副单位售价2', en: 'Pack price 2' }, 'price', '副单位销售价2|辅助单位售价2|case price 2', {
    notNegative: true,
  }),
  field('packUnit3', { zh: '副单位3', en: 'Pack unit 3' }, 'text', '辅助单位3|单位4', { maxLength: 10 }),
  field('packFactor3', { zh: '比例3', en: 'Pack factor 3' }, 'quantity', '副单位比例3|换算率3|单位关系3', {
    notNegative: true,
  }),
  field('packBarcode3', { zh: '副条码3', en: 'Pack barcode 3' }, 'barcode', '辅助条码3'),
  field('packPrice3', { zh: '副单位售价3', en: 'Pack price 3' }, 'price', '副单位销售价3|辅助单位售价3|case price 3', {
    notNegative: true,
  }),
  field(
    'purchasePrice',
    { zh: '采购价', en: 'Purchase price' },
    'price',
    '进货价|进价|采购单价|预计采购价|参考进价|最近进价|成本价|成本|参考成本|cost|cost price|buying price|unit cost|purchase cost',
    { notNegative: true },
  ),
  field(
    'retailPrice',
    { zh: '零售价', en: 'Retail price' },
    'price',
    '零售单价|建议零售价|市场价|标价|门店价|rrp|msrp',
    { notNegative: true },
  ),
  field(
    'salePrice',
    { zh: '销售价', en: 'Sale price' },
    'price',
    '售价|销售单价|预计销售价|批发价|批发单价|单价|价格|预设售价|参考售价|一级售价|一级批发价|price|unit price|selling price|list price|' +
      'wholesale price',
    { notNegative: true },
  ),
  field(
    'floorPrice',
    { zh: '最低售价', en: 'Floor price' },
    'price',
    '最低销售价|最低价|最低限价|销售底价|底价|限价|minimum price|min price|lowest price',
    { notNegative: true },
  ),
  field(
    'weight',
    { zh: '重量(kg)', en: 'Weight (kg)' },
    'quantity',
    '基础重量|重量|毛重|净重|单重|单位重量|gross weight|net weight|weight kg',
    { notNegative: true },
  ),
  field(
    'shelfLifeDays',
    { zh: '保质期(天)', en: 'Shelf life (days)' },
    'integer',
    '保质期|保质期天数|有效期(天)|有效期天数|质保天数|shelf life|expiry days|shelf life days',
    { notNegative: true },
  ),
  field(
    'lotTracked',
    { zh: '批次管理', en: 'Lot tracked' },
    'boolean',
    '批号管理|按批次管理|启用批次|启用批号|批次启用|是否批次管理|是否批号管理|lots|by lot|batch tracked',
  ),
  field('saleMinimum', { zh: '起订量', en: 'Minimum order' }, 'quantity', '起订数量|最小起订量|最低起订量|moq', {
    notNegative: true,
  }),
  field('saleMultiple', { zh: '订货倍数', en: 'Order multiple' }, 'quantity', '起订倍数|订购倍数|整箱倍数', {
    notNegative: true,
  }),
  field(
    'safetyStock',
    { zh: '安全库存', en: 'Safety stock' },
    'quantity',
    '最低安全库存|最低库存|库存下限|最小库存|预警库存|最低库存量|reorder level|reorder point|minimum stock|min stock',
    { notNegative: true },
  ),
  field(
    'maxStock',
    { zh: '最高库存', en: 'Maximum stock' },
    'quantity',
    '最高安全库存|库存上限|最大库存|最高库存量|max stock|maximum stock level',
    { notNegative: true },
  ),
  field(
    'binLocation',
    { zh: '仓位货架', en: 'Bin' },
    'text',
    '货位|仓位|货架|库位|货架号|存放位置|bin location|location|shelf',
    { maxLength: 60 },
  ),
  field('taxRate', { zh: '税率', en: 'Tax rate' }, 'percent', '增值税税率|增值税率|销项税率|vat rate|tax', {
    notNegative: true,
  }),
  field(
    'notes',
    { zh: '备注', en: 'Notes' },
    'text',
    '说明|附注|商品备注|商品描述|描述|备注信息|note|remark|remarks|comment|comments|memo',
    { maxLength: 1000 },
  ),
  field(
    'status',
    { zh: '状态', en: 'Status' },
    'choice',
    '商品状态|启用状态|是否启用|启用|上架状态|enabled|active|state',
    { choices: STATUS_CHOICES },
  ),
  field(
    'warehouse',
    { zh: '仓库', en: 'Warehouse' },
    'text',
    '仓库名称|所在仓库|存放仓库|默认仓库|期初仓库|warehouse name|default warehouse',
    { maxLength: 60 },
  ),
  field(
    'openingStock',
    { zh: '期初库存', en: 'Opening stock' },
    'quantity',
    '库存|库存量|库存数量|现有库存|当前库存|实际库存|可用库存|期初数量|期初库存数量|初始库存|结存数量|数量|stock|quantity|qty|on hand|' +
      'quantity on hand|stock on hand|in stock|opening quantity|inventory',
    {
      repeat: true,
      // 仓库1, 主仓, 冷库仓库, 期初库存(主仓): a column for each warehouse, told from its value columns by the last word.
      pattern:
        /^仓库\d+$|^[^\d]+(?:仓|仓库)$|^期初库存(?!.*(?:金额|单价|成本|价$)).+$|^warehouse\d+$|^[a-z]+warehouse$|^openingstock(?!.*(?:value|price|cost)).+$/,
    },
  ),
]

export type ProductFieldKey = (typeof FIELDS)[number]['key']

/** The columns of a product list; the headers of jshERP, 管家婆 and 精斗云 exports are among the synonyms. */
export const PRODUCT_FIELDS: readonly (ImportField & { readonly key: ProductFieldKey })[] = FIELDS

export const PRODUCT_IMPORT: ImportKind = { fields: PRODUCT_FIELDS, needs: [['name']] }
