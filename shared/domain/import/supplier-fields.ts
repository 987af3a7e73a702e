import { CUSTOMER_FIELDS, type CustomerFieldKey } from './customer-fields.ts'
import { field, type ImportField, type ImportKind } from './fields.ts'

/** Columns that say the same of a supplier as of a customer: jshERP even uses one template for both. */
const SHARED = [
  'mnemonic',
  'contactName',
  'mobile',
  'phone',
  'email',
  'fax',
  'address',
  'settlement',
  'creditDays',
  'taxId',
  'bank',
  'bankAccount',
  'taxRate',
  'notes',
  'status',
  'sort',
] as const satisfies readonly CustomerFieldKey[]

const OWN = [
  field(
    'code',
    { zh: '供应商编码', en: 'Supplier code' },
    'code',
    '供应商编号|供应商代码|供应商号|供货商编号|单位编号|单位编码|往来单位编号|往来单位编码|编码|编号|代码|supplier id|supplier no|vendor code|vendor id|vendor no|' +
      'account code|code|id',
    { maxLength: 40 },
  ),
  field(
    'name',
    { zh: '供应商名称', en: 'Supplier name' },
    'text',
    '名称|供应商|供应商全称|供货商|供货商名称|供货单位|厂商|厂家|单位名称|单位全称|单位全名|往来单位|往来单位名称|公司名称|公司|企业名称|全称|supplier|vendor|vendor name|' +
      'company|company name|name',
    { required: true, maxLength: 100 },
  ),
  field(
    'shortName',
    { zh: '供应商简称', en: 'Short name' },
    'text',
    '简称|客户简称|单位简称|别名|short|alias|nickname|abbreviation',
    {
      maxLength: 50,
    },
  ),
  field(
    'category',
    { zh: '供应商分类', en: 'Category' },
    'text',
    '分类|类别|供应商类别|供应商类型|单位分类|类型|supplier group|supplier type|vendor type|category|type|group',
    { maxLength: 50 },
  ),
  field(
    'openingBalance',
    { zh: '期初应付', en: 'Opening payable' },
    'money',
    '期初欠款|期初余额|应付余额|应付款|应付账款|期初应付款|期初应付余额|应付款余额|初始应付|期初应收|欠款|opening balance|balance|outstanding|payable|amount due',
  ),
  field(
    'leadDays',
    { zh: '到货天数', en: 'Lead days' },
    'integer',
    '到货周期|供货周期|采购周期|交货周期|交货天数|交期|lead time|lead time days|delivery days',
    { notNegative: true },
  ),
]

export type SupplierFieldKey = (typeof OWN)[number]['key'] | (typeof SHARED)[number]

/** The columns of a supplier list. */
export const SUPPLIER_FIELDS: readonly (ImportField & { readonly key: SupplierFieldKey })[] = [
  ...OWN,
  ...CUSTOMER_FIELDS.filter((one): one is ImportField & { key: (typeof SHARED)[number] } =>
    SHARED.some((key) => key === one.key),
  ),
]

export const SUPPLIER_IMPORT: ImportKind = { fields: SUPPLIER_FIELDS, needs: [['name']] }
