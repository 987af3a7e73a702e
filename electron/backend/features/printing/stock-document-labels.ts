import type { StockDocumentKind, StockDocumentState } from '../../../../shared/domain/inventory/documents.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'

const titlesZh: Record<StockDocumentKind, string> = {
  'other-in': '其它入库单',
  'other-out': '其它出库单',
  surplus: '报溢单',
  loss: '报损单',
  transfer: '调拨单',
  assembly: '组装单',
  disassembly: '拆卸单',
  cost: '成本调整单',
}
const titlesEn: Record<StockDocumentKind, string> = {
  'other-in': 'Other receipt',
  'other-out': 'Other issue',
  surplus: 'Surplus',
  loss: 'Loss',
  transfer: 'Transfer',
  assembly: 'Assembly',
  disassembly: 'Disassembly',
  cost: 'Cost adjustment',
}

const zh = {
  colon: '：',
  reprint: '补打 第{n}次',
  day: '日期',
  warehouse: '仓库',
  from: '调出仓库',
  to: '调入仓库',
  reason: '原因',
  source: '来源单据',
  remark: '备注',
  no: '序号',
  role: '类别',
  whole: '成品',
  part: '配件',
  code: '编码',
  name: '品名',
  spec: '规格',
  lot: '批号',
  expiry: '到期日',
  packs: '件数',
  loose: '散数',
  unit: '单位',
  quantity: '数量',
  stock: '库存数量',
  received: '已收',
  cost: '成本单价',
  value: '金额',
  change: '调整金额',
  subtotal: '本页小计',
  total: '合计',
  maker: '制单',
  poster: '过账',
  out: '发货',
  in: '收货',
  storeman: '仓管',
  approved: '审批',
  printedAt: '打印时间',
  page: '第 {page} 页 / 共 {pages} 页',
}
export type StockLabels = Record<keyof typeof zh, string>

const en: StockLabels = {
  colon: ': ',
  reprint: 'Reprint no. {n}',
  day: 'Date',
  warehouse: 'Warehouse',
  from: 'From',
  to: 'To',
  reason: 'Reason',
  source: 'Follows from',
  remark: 'Remark',
  no: '#',
  role: 'Role',
  whole: 'whole',
  part: 'part',
  code: 'Code',
  name: 'Goods',
  spec: 'Spec',
  lot: 'Lot',
  expiry: 'Expiry',
  packs: 'Packs',
  loose: 'Loose',
  unit: 'Unit',
  quantity: 'Quantity',
  stock: 'In stock',
  received: 'Received',
  cost: 'Unit cost',
  value: 'Value',
  change: 'Change',
  subtotal: 'Page total',
  total: 'Total',
  maker: 'Made by',
  poster: 'Posted by',
  out: 'Handed over',
  in: 'Received',
  storeman: 'Storeman',
  approved: 'Approved',
  printedAt: 'Printed',
  page: 'Page {page} of {pages}',
}

const statesZh: Record<Exclude<StockDocumentState, 'posted'>, string> = {
  draft: '未过账',
  'in-transit': '在途',
  void: '已作废',
}
const statesEn: Record<Exclude<StockDocumentState, 'posted'>, string> = {
  draft: 'Not posted',
  'in-transit': 'In transit',
  void: 'Void',
}

/** The words on the paper of stock documents. */
export const STOCK_LABELS: Record<Locale, StockLabels> = { 'zh-CN': zh, en }
export const STOCK_TITLES: Record<Locale, Record<StockDocumentKind, string>> = { 'zh-CN': titlesZh, en: titlesEn }
export const STOCK_STATES: Record<Locale, typeof statesZh> = { 'zh-CN': statesZh, en: statesEn }
