import { field, STATUS_CHOICES, type ImportField, type ImportKind } from './fields.ts'

/** How customers settle. `term` carries its days: `term:30`. */
const SETTLEMENT_CHOICES = [
  {
    value: 'cash',
    synonyms: ['现结', '现金', '现款', '现付', '现款现货', '现金结算', 'cash'],
  },
  { value: 'cod', synonyms: ['货到付款', '货到收款', '到付', '代收货款', 'cod', 'cash on delivery'] },
  { value: 'deposit', synonyms: ['先款后货', '款到发货', '预付款', '预付', '预收', 'prepaid', 'deposit'] },
  { value: 'monthly', synonyms: ['月结', '按月结算', '月底结', '月结现金', 'monthly'] },
  {
    value: 'term',
    synonyms: ['账期', '帐期', '赊销', '信用', 'credit', 'term'],
    pattern: /^(?:账期|帐期|赊销|信用|月结|net|term:)?(\d{1,3})(?:天|日|days?)?$/,
  },
]

const FIELDS = [
  field(
    'minLife',
    { zh: '收货保质期要求', en: 'Shelf life asked for' },
    'percent',
    '最低剩余保质期|剩余保质期要求|保质期要求|minimum shelf life|min shelf life',
    { notNegative: true, whole: true },
  ),
  field(
    'code',
    { zh: '客户编码', en: 'Customer code' },
    'code',
    '客户编号|客户代码|客户号|单位编号|单位编码|往来单位编号|往来单位编码|会员编号|会员卡号|会员号|编码|编号|代码|customer id|customer no|' +
      'customer number|customer code|account number|account code|client id|code|id',
    { maxLength: 40 },
  ),
  field(
    'name',
    { zh: '客户名称', en: 'Customer name' },
    'text',
    '名称|客户全称|客户名|客户|单位名称|单位全称|单位全名|往来单位|往来单位名称|公司名称|公司|企业名称|门店名称|店名|商户名称|经销商名称|会员姓名|会员名称|全称|购货单位|买方名称|' +
      'name|customer|client name|client|company|company name|account name|business name|full name|' +
      'store name',
    { required: true, maxLength: 100 },
  ),
  field(
    'shortName',
    { zh: '客户简称', en: 'Short name' },
    'text',
    '简称|单位简称|别名|short|alias|nickname|abbreviation',
    { maxLength: 50 },
  ),
  field(
    'mnemonic',
    { zh: '助记码', en: 'Mnemonic' },
    'text',
    '拼音码|拼音简码|拼音|速记码|检索码|简码|mnemonic code|pinyin|search key',
    { maxLength: 50 },
  ),
  field(
    'grade',
    { zh: '客户等级', en: 'Grade' },
    'text',
    '等级|客户级别|级别|会员等级|会员级别|价格等级|价格级别|价格类型|星级|level|customer grade|customer level|price level|tier',
    { maxLength: 30 },
  ),
  field('industry', { zh: '行业', en: 'Industry' }, 'text', '所属行业|客户行业|行业类别|业态|sector|business type', {
    maxLength: 50,
  }),
  field(
    'region',
    { zh: '区域', en: 'Region' },
    'text',
    '地区|所属区域|所属地区|客户区域|销售区域|片区|线路|路线|省市|国家|area|territory|country|district|route|province',
    { maxLength: 100 },
  ),
  field(
    'channel',
    { zh: '渠道', en: 'Channel' },
    'text',
    '客户渠道|销售渠道|客户分类|客户类别|客户类型|单位分类|分类|类别|类型|customer type|customer category|customer group|category|' +
      'type|segment',
    { maxLength: 50 },
  ),
  field('source', { zh: '客户来源', en: 'Source' }, 'text', '来源|来源渠道|获客渠道|lead source|origin', {
    maxLength: 50,
  }),
  field('tags', { zh: '标签', en: 'Tags' }, 'text', '客户标签|标记|tag|labels|label', { maxLength: 600 }),
  field(
    'salesPerson',
    { zh: '业务员', en: 'Sales person' },
    'text',
    '销售员|销售人员|负责人|所属业务员|客户经理|专管业务员|跟单员|经办人|经手人|职员|归属人|salesman|sales rep|sales representative|owner|' +
      'account manager|salesperson',
    { maxLength: 50 },
  ),
  field(
    'contactName',
    { zh: '联系人', en: 'Contact' },
    'text',
    '联系人姓名|首要联系人|主要联系人|收货人|姓名|法人|老板|contact name|contact person|contact|attention|recipient',
    { maxLength: 50 },
  ),
  field(
    'mobile',
    { zh: '手机号码', en: 'Mobile' },
    'phone',
    '手机|手机号|移动电话|联系手机|联系人手机|手机/电话|mobile phone|mobile number|cell|cell phone|cellphone',
  ),
  field(
    'phone',
    { zh: '联系电话', en: 'Phone' },
    'phone',
    '电话|固定电话|座机|固话|电话号码|联系方式|办公电话|单位电话|公司电话|收货人电话|telephone|tel|phone number|landline|contact number',
  ),
  field(
    'email',
    { zh: '电子邮箱', en: 'E-mail' },
    'text',
    '邮箱|电子邮件|邮件|邮箱地址|email|mail|e-mail address|email address',
    { maxLength: 120 },
  ),
  field('fax', { zh: '传真', en: 'Fax' }, 'phone', '传真号|传真号码|fax number'),
  field(
    'address',
    { zh: '地址', en: 'Address' },
    'text',
    '收货地址|送货地址|客户地址|联系地址|单位地址|公司地址|详细地址|通讯地址|经营地址|门店地址|注册地址|delivery address|shipping address|street|' +
      'street address|address line 1',
    { maxLength: 300 },
  ),
  field(
    'settlement',
    { zh: '结算方式', en: 'Settlement' },
    'choice',
    '付款方式|收款方式|结款方式|结算类型|付款条件|收款条件|结算期限|payment terms|terms|payment method|settlement terms',
    { choices: SETTLEMENT_CHOICES },
  ),
  field(
    'creditLimit',
    { zh: '信用额度', en: 'Credit limit' },
    'money',
    '授信额度|欠款额度|应收额度|应收上限|应收款上限|信用上限|赊销额度|最高欠款|credit|credit line|credit amount',
    { notNegative: true },
  ),
  field(
    'creditDays',
    { zh: '账期天数', en: 'Credit days' },
    'integer',
    '账期|帐期|账期(天)|信用期|信用期限|信用天数|收款期限|收款期限(天)|回款天数|payment days|net days|due days',
    { notNegative: true },
  ),
  field(
    'taxId',
    { zh: '纳税人识别号', en: 'Tax number' },
    'code',
    '税号|纳税识别号|纳税号|统一社会信用代码|社会信用代码|信用代码|营业执照号|tax id|tax no|vat number|vat no|vat id',
    { maxLength: 30 },
  ),
  field('bank', { zh: '开户行', en: 'Bank' }, 'text', '开户银行|银行|开户行名称|银行名称|bank name', {
    maxLength: 100,
  }),
  field(
    'bankAccount',
    { zh: '银行账号', en: 'Bank account' },
    'code',
    '账号|帐号|银行帐号|银行卡号|开户账号|开户帐号|账户|account|account no|bank account number|iban',
    { maxLength: 40 },
  ),
  field('taxRate', { zh: '税率', en: 'Tax rate' }, 'percent', '默认税率|增值税税率|增值税率|税率%|tax|vat rate|vat', {
    notNegative: true,
  }),
  field(
    'openingBalance',
    { zh: '期初应收', en: 'Opening receivable' },
    'money',
    '期初欠款|期初余额|应收余额|应收款|应收账款|期初应收款|期初应收余额|应收款余额|初始应收|欠款|欠款金额|累计欠款|opening balance|balance|' +
      'outstanding|receivable|amount due',
  ),
  field(
    'notes',
    { zh: '备注', en: 'Notes' },
    'text',
    '说明|附注|客户备注|备注信息|描述|note|remark|remarks|comment|comments|memo|description',
    { maxLength: 1000 },
  ),
  field('status', { zh: '状态', en: 'Status' }, 'choice', '客户状态|启用状态|是否启用|启用|enabled|active|state', {
    choices: [...STATUS_CHOICES, { value: 'frozen', synonyms: ['冻结', '已冻结', '暂停', 'frozen', 'on hold'] }],
  }),
  field('sort', { zh: '排序', en: 'Sort order' }, 'integer', '排序号|显示顺序|序列|sort|order'),
]

export type CustomerFieldKey = (typeof FIELDS)[number]['key']

/** The columns of a customer list; the headers of jshERP, 管家婆 and 精斗云 exports are among the synonyms. */
export const CUSTOMER_FIELDS: readonly (ImportField & { readonly key: CustomerFieldKey })[] = FIELDS

export const CUSTOMER_IMPORT: ImportKind = { fields: CUSTOMER_FIELDS, needs: [['name']] }
