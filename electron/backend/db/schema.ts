// Made by build/schema-types.ts from the migrations. Do not edit.
import type { Generated } from 'kysely'

export interface CompanyTable {
  id: string
  name: string
  contact: Generated<string>
  email: Generated<string>
  mobile: Generated<string>
  address: Generated<string>
  tax_id: Generated<string>
  time_zone: string
  sample: Generated<number>
  settings: string
  created_at: string
  version: Generated<number>
}

export interface SiteTable {
  id: string
  code: string
  name: string
  archived: Generated<number>
  version: Generated<number>
  credit_share: number | null
}

export interface WarehouseTable {
  id: string
  site_id: string
  code: string
  name: string
  archived: Generated<number>
  version: Generated<number>
  allow_negative: Generated<number>
  kind: Generated<'stock' | 'seconds' | 'supplier'>
}

export interface RoleTable {
  id: string
  code: string
  name: string
  rights: string
  scope: 'all' | 'own'
  mask: string
  version: Generated<number>
}

export interface UserAccountTable {
  id: string
  name: string
  email: string | null
  mobile: Generated<string>
  password_hash: string | null
  pin_hash: string | null
  status: 'active' | 'disabled' | 'no-login'
  created_at: string
  version: Generated<number>
  email_confirmed_at: string | null
}

export interface UserRoleTable {
  user_id: string
  role_id: string
}

export interface LoginStateTable {
  user_id: string
  failed: Generated<number>
  locked_until: string | null
  last_login_at: string | null
}

export interface SessionTable {
  token_hash: string
  user_id: string
  created_at: string
  seen_at: string
}

export interface ApiTokenTable {
  id: string
  token_hash: string
  user_id: string
  name: string
  created_at: string
  last_used_at: string | null
  revoked: Generated<number>
}

export interface PreferenceTable {
  user_id: string
  key: string
  value: string
}

export interface SeriesTable {
  prefix: string
  site_id: string
  day: string
  next: number
}

export interface TreeNodeTable {
  id: string
  kind: 'region' | 'product-type'
  parent_id: string | null
  name: string
  path: string
  sort: Generated<number>
  version: Generated<number>
}

export interface CustomerContactTable {
  customer_id: string
  no: number
  name: Generated<string>
  title: Generated<string>
  mobile: Generated<string>
  phone: Generated<string>
  email: Generated<string>
}

export interface CustomerAddressTable {
  customer_id: string
  no: number
  label: Generated<string>
  address: string
  contact: Generated<string>
  phone: Generated<string>
}

export interface ProductTable {
  id: string
  code: string
  name: string
  mnemonic: Generated<string>
  pinyin: Generated<string>
  initials: Generated<string>
  spec: Generated<string>
  model: Generated<string>
  brand: Generated<string>
  manufacturer: Generated<string>
  type_id: string | null
  use: Generated<string>
  base_unit: string
  purchase_price: number | null
  retail_price: number | null
  sale_price: number | null
  floor_price: number | null
  tax_rate: number | null
  weight: number | null
  shelf_life_days: number | null
  safety_stock: Generated<number>
  bin: Generated<string>
  notes: Generated<string>
  image_id: string | null
  status: Generated<'active' | 'archived'>
  created_at: string
  updated_at: string
  version: Generated<number>
  lot_tracked: Generated<number>
  max_stock: number | null
  sale_minimum: number | null
  sale_multiple: number | null
}

export interface ProductPackTable {
  product_id: string
  no: number
  unit: string
  factor: number
  price: number | null
}

export interface ProductBarcodeTable {
  barcode: string
  product_id: string
  unit: string
}

export interface ProductImageTable {
  id: string
  product_id: string
  mime: string
  bytes: Uint8Array
}

export interface SalesOrderTable {
  id: string
  number: string | null
  site_id: string
  customer_id: string
  day: string
  status: 'draft' | 'pending' | 'to-ship' | 'part-shipped' | 'shipped' | 'completed' | 'rejected' | 'void'
  review: 'draft' | 'pending' | 'auto' | 'approved' | 'rejected'
  outbound: Generated<'none' | 'part' | 'all'>
  logistics: Generated<'none' | 'waiting' | 'underway' | 'delivered' | 'signed' | 'refused'>
  payment: Generated<'none' | 'part' | 'paid'>
  closed: Generated<'open' | 'short' | 'void'>
  origin: 'desk' | 'import' | 'api' | 'sample'
  history: Generated<number>
  source_number: Generated<string>
  warehouse_id: string
  sales_person_id: string | null
  delivery_day: string | null
  address: Generated<string>
  contact: Generated<string>
  phone: Generated<string>
  remark: Generated<string>
  reason: Generated<string>
  amount: number
  discount: Generated<number>
  total: number
  tax: Generated<number>
  line_count: number
  shipped_amount: Generated<number>
  paid: Generated<number>
  held: Generated<number>
  review_run: Generated<number>
  created_by: string
  created_at: string
  submitted_at: string | null
  updated_at: string
  version: Generated<number>
  tax_included: Generated<number>
  promotion_off: Generated<number>
  override_reason: Generated<string>
  plan_id: string | null
  merged_into: string | null
  split_from: string | null
  approvals: Generated<string>
  pay_by: Generated<'cash' | 'transfer' | 'wechat' | 'alipay' | 'stripe' | 'cod' | 'account' | 'deposit'>
}

export interface SalesOrderLineTable {
  order_id: string
  line_no: number
  product_id: string
  warehouse_id: string
  unit: string
  factor: number
  quantity: number
  price: number
  price_source: string
  discount: number
  gift: Generated<number>
  tax_rate: number
  amount: number
  net: number
  tax: number
  reserved: Generated<number>
  shipped: Generated<number>
  remark: Generated<string>
  promotion_id: string | null
  promotion_off: Generated<number>
  cost: number | null
  discount_share: number | null
}

export interface OrderReviewTable {
  order_id: string
  run: number
  no: number
  rule: string
  rule_version: number
  outcome: 'pass' | 'warn' | 'hold' | 'reject'
  line_no: number | null
  measured: number
  threshold: number
  detail: Generated<string>
  at: string
  user_id: string | null
  settings_version: number | null
}

export interface ShipmentTable {
  id: string
  number: string
  site_id: string
  order_id: string
  customer_id: string
  warehouse_id: string
  day: string
  status: 'draft' | 'posted' | 'void'
  logistics: Generated<'none' | 'waiting' | 'underway' | 'delivered' | 'signed' | 'refused'>
  total: Generated<number>
  driver: Generated<string>
  plate: Generated<string>
  remark: Generated<string>
  reason: Generated<string>
  printed: Generated<number>
  created_by: string
  created_at: string
  posted_at: string | null
  version: Generated<number>
  picking: Generated<'none' | 'picking' | 'picked'>
  copy: Generated<'none' | 'due' | 'returned' | 'waived'>
  carrier: Generated<string>
  waybill: Generated<string>
}

export interface ShipmentLineTable {
  shipment_id: string
  line_no: number
  order_line_no: number
  quantity: number
  amount: Generated<number>
  lot_reason: Generated<string>
  returned: Generated<number>
  signed: number | null
}

export interface ReceivableAllocationTable {
  id: string
  charge_id: string
  credit_id: string
  amount: number
  at: string
}

export interface ReceivableOpenTable {
  entry_id: string
  customer_id: string
  due_day: string
  open: number
  held: Generated<number>
}

export interface ReceivableBalanceTable {
  customer_id: string
  balance: number
}

export interface SalesCustomerDayTable {
  day: string
  customer_id: string
  orders: number
  amount: number
  returned_amount: Generated<number>
}

export interface CustomerProductTable {
  customer_id: string
  product_id: string
  times: number
  quantity: number
  last_day: string
  last_order_id: string
  last_unit: string
  last_factor: number
  last_quantity: number
  last_price: number
}

export interface OrderStatusCountTable {
  status: string
  count: number
}

export interface ChangeLogTable {
  seq: number
  command: string
  user_id: string
  at: string
  import_id: string | null
  schema_version: number
  prev_hash: Uint8Array
  hash: Uint8Array
  payload: Uint8Array
}

export interface ChangeIndexTable {
  root_id: string
  seq: number
}

export interface ImportLayoutTable {
  kind: string
  layout_key: string
  mapping: string
  updated_at: string
}

export interface BinTable {
  id: string
  warehouse_id: string
  code: string
  name: Generated<string>
  sort: Generated<number>
  archived: Generated<number>
  version: Generated<number>
}

export interface ProductPlaceTable {
  product_id: string
  warehouse_id: string
  bin_id: string | null
  min_stock: number | null
  max_stock: number | null
}

export interface StockLotTable {
  id: string
  product_id: string
  number: string
  production_day: string | null
  expiry_day: string | null
  frozen: Generated<number>
  freeze_reason: Generated<string>
  past_expiry: Generated<number>
  release_reason: Generated<string>
  created_at: string
  version: Generated<number>
}

export interface StockMovementTable {
  id: string
  warehouse_id: string
  product_id: string
  lot_id: string | null
  quantity: number
  value: number
  day: string
  at: string
  document_type: string
  document_id: string
  document_number: string
  line_no: number
  known: Generated<number>
  corrects: string | null
}

export interface StockBalanceTable {
  product_id: string
  warehouse_id: string
  on_hand: Generated<number>
  reserved: Generated<number>
  frozen: Generated<number>
  on_order: Generated<number>
  in_transit: Generated<number>
  may_lack: Generated<number>
}

export interface StockLotBalanceTable {
  product_id: string
  warehouse_id: string
  lot_id: string
  on_hand: Generated<number>
  reserved: Generated<number>
}

export interface StockValueTable {
  product_id: string
  site_id: string
  quantity: number
  value: number
  last_cost: Generated<number>
}

export interface OrderLotTable {
  order_id: string
  line_no: number
  lot_id: string
  warehouse_id: string
  quantity: number
}

export interface ShipmentLineLotTable {
  shipment_id: string
  line_no: number
  lot_id: string
  quantity: number
}

export interface StockDocumentTable {
  id: string
  number: string
  kind: 'other-in' | 'other-out' | 'surplus' | 'loss' | 'transfer' | 'assembly' | 'disassembly' | 'count' | 'cost'
  site_id: string
  warehouse_id: string
  to_warehouse_id: string | null
  day: string
  status: 'draft' | 'in-transit' | 'posted' | 'void'
  reason: Generated<string>
  remark: Generated<string>
  void_reason: Generated<string>
  printed: Generated<number>
  created_by: string
  created_at: string
  posted_by: string | null
  posted_at: string | null
  received_at: string | null
  source_id: string | null
  version: Generated<number>
}

export interface StockDocumentLineTable {
  document_id: string
  line_no: number
  role: Generated<'item' | 'whole' | 'part'>
  product_id: string
  lot_id: string | null
  lot_number: Generated<string>
  production_day: string | null
  expiry_day: string | null
  unit: string
  factor: number
  quantity: number
  cost: number | null
  value: Generated<number>
  received: Generated<number>
  remark: Generated<string>
}

export interface StockCountTable {
  document_id: string
  scope: string
  recount_quantity: number | null
  recount_value: number | null
}

export interface StockCountLineTable {
  document_id: string
  line_no: number
  product_id: string
  lot_id: string | null
  snapshot: number
  expected: number | null
  counted: number | null
  first_counted: number | null
  round: Generated<number>
  moved: Generated<number>
  found: Generated<number>
  value: Generated<number>
  reason: Generated<string>
  counted_by: string | null
  counted_at: string | null
}

export interface StockCountEntryTable {
  id: string
  document_id: string
  line_no: number | null
  round: Generated<number>
  code: Generated<string>
  quantity: number
  expected: number | null
  undone: Generated<number>
  counted_by: string
  counted_at: string
}

export interface CostPendingTable {
  product_id: string
  from_day: string
  document_number: string
}

export interface CostRunTable {
  id: string
  at: string
  created_by: string
  products: number
  difference: number
}

export interface CostRunLineTable {
  run_id: string
  no: number
  product_id: string
  site_id: string
  day: string
  document_type: string
  document_id: string
  document_number: string
  before: number
  after: number
}

export interface ProductPriceTable {
  product_id: string
  kind: 'sale' | 'retail' | 'purchase' | 'floor'
  unit: string
  from_day: string
  price: number | null
}

export interface QuantityBreakTable {
  product_id: string
  unit: string
  min_quantity: number
  from_day: Generated<string>
  price: number | null
}

export interface LevelPriceTable {
  product_id: string
  grade: string
  unit: string
  min_quantity: Generated<number>
  from_day: Generated<string>
  price: number | null
}

export interface ContractPriceTable {
  customer_id: string
  product_id: string
  unit: string
  min_quantity: Generated<number>
  from_day: string
  to_day: string | null
  price: number
}

export interface CustomerPricingTable {
  customer_id: string
  tax_included: number | null
  floor_margin: number | null
  version: Generated<number>
}

export interface PromotionTable {
  id: string
  name: string
  kind: 'gift' | 'off' | 'price'
  status: 'active' | 'stopped'
  from_day: string
  to_day: string | null
  priority: number
  exclusive: number
  rule: string
  budget: number | null
  notes: Generated<string>
  created_by: string
  created_at: string
  updated_at: string
  version: Generated<number>
}

export interface PriceChangeTable {
  id: string
  source: 'grid' | 'file'
  file_name: Generated<string>
  from_day: string | null
  line_count: number
  created_by: string
  created_at: string
  undone_at: string | null
  version: Generated<number>
}

export interface PriceChangeLineTable {
  change_id: string
  no: number
  product_id: string
  unit: string
  kind: 'sale' | 'retail' | 'purchase' | 'floor' | 'break' | 'level' | 'contract'
  grade: Generated<string>
  customer_id: string | null
  old: string
  new: string
}

export interface SalesOrderPromotionTable {
  order_id: string
  promotion_id: string
  times: number
  off: number
}

export interface SupplierContactTable {
  supplier_id: string
  no: number
  name: Generated<string>
  title: Generated<string>
  mobile: Generated<string>
  phone: Generated<string>
  email: Generated<string>
}

export interface SupplierAddressTable {
  supplier_id: string
  no: number
  label: Generated<string>
  address: string
  contact: Generated<string>
  phone: Generated<string>
}

export interface SupplierProductTable {
  supplier_id: string
  product_id: string
  supplier_code: Generated<string>
  unit: string
  min_order: Generated<number>
  multiple: Generated<number>
  lead_days: number | null
  preferred: Generated<number>
  version: Generated<number>
}

export interface SupplierPriceTable {
  supplier_id: string
  product_id: string
  unit: string
  min_quantity: Generated<number>
  from_day: Generated<string>
  to_day: string | null
  price: number
}

export interface SupplierHistoryTable {
  supplier_id: string
  product_id: string
  receipts: number
  lead_times: number
  lead_days: number
  lead_squares: number
  last_day: string
  last_receipt_id: string
  last_unit: string
  last_factor: number
  last_price: number
}

export interface PurchaseRequestTable {
  id: string
  number: string
  site_id: string
  warehouse_id: string
  day: string
  wanted_day: string | null
  status: 'draft' | 'to-order' | 'part-ordered' | 'ordered' | 'closed' | 'void'
  review: 'draft' | 'approved'
  ordered: Generated<'none' | 'part' | 'all'>
  closed: Generated<'open' | 'short' | 'void'>
  purpose: Generated<string>
  remark: Generated<string>
  reason: Generated<string>
  line_count: number
  created_by: string
  created_at: string
  approved_by: string | null
  approved_at: string | null
  updated_at: string
  version: Generated<number>
}

export interface PurchaseRequestLineTable {
  request_id: string
  line_no: number
  product_id: string
  supplier_id: string | null
  unit: string
  factor: number
  quantity: number
  ordered: Generated<number>
  remark: Generated<string>
}

export interface PurchaseOrderTable {
  id: string
  number: string
  site_id: string
  supplier_id: string
  warehouse_id: string
  day: string
  expected_day: string | null
  status: 'draft' | 'to-receive' | 'part-received' | 'received' | 'closed' | 'void'
  review: 'draft' | 'approved'
  received: Generated<'none' | 'part' | 'all'>
  closed: Generated<'open' | 'short' | 'void'>
  tax_included: number
  contact: Generated<string>
  phone: Generated<string>
  remark: Generated<string>
  reason: Generated<string>
  sales_order_id: string | null
  amount: number
  total: number
  tax: number
  received_amount: Generated<number>
  line_count: number
  printed: Generated<number>
  created_by: string
  created_at: string
  approved_by: string | null
  approved_at: string | null
  approved_day: string | null
  updated_at: string
  version: Generated<number>
}

export interface PurchaseOrderLineTable {
  order_id: string
  line_no: number
  product_id: string
  warehouse_id: string
  unit: string
  factor: number
  quantity: number
  price: number
  price_source: string
  tax_rate: number
  amount: number
  net: number
  tax: number
  received: Generated<number>
  request_id: string | null
  request_line_no: number | null
  sales_line_no: number | null
  remark: Generated<string>
}

export interface PurchaseReceiptTable {
  id: string
  number: string
  site_id: string
  supplier_id: string
  order_id: string | null
  warehouse_id: string
  day: string
  status: 'draft' | 'posted' | 'void'
  tax_included: number
  delivery_note: Generated<string>
  total: Generated<number>
  tax: Generated<number>
  line_count: number
  remark: Generated<string>
  reason: Generated<string>
  printed: Generated<number>
  created_by: string
  created_at: string
  posted_by: string | null
  posted_at: string | null
  updated_at: string
  version: Generated<number>
}

export interface PurchaseReceiptLineTable {
  receipt_id: string
  line_no: number
  order_line_no: number | null
  product_id: string
  unit: string
  factor: number
  quantity: number
  price: number
  price_source: string
  tax_rate: number
  net: Generated<number>
  tax: Generated<number>
  cost: Generated<number>
  landed: Generated<number>
  returned: Generated<number>
  kept: Generated<number>
  remark: Generated<string>
}

export interface PurchaseReceiptLotTable {
  receipt_id: string
  line_no: number
  no: number
  number: Generated<string>
  production_day: string | null
  expiry_day: string | null
  lot_id: string | null
  quantity: number
}

export interface PurchaseCostTable {
  id: string
  number: string | null
  receipt_id: string
  late: number
  kind: 'freight' | 'loading' | 'duty' | 'insurance' | 'other'
  basis: 'value' | 'weight' | 'quantity'
  day: string
  amount: number
  tax: Generated<number>
  supplier_id: string | null
  status: 'draft' | 'posted' | 'void'
  remark: Generated<string>
  reason: Generated<string>
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface PurchaseCostShareTable {
  cost_id: string
  line_no: number
  value: number
}

export interface PurchaseReturnTable {
  id: string
  number: string
  site_id: string
  supplier_id: string
  receipt_id: string | null
  warehouse_id: string
  day: string
  status: 'draft' | 'posted' | 'void'
  tax_included: number
  cause: Generated<string>
  total: Generated<number>
  tax: Generated<number>
  line_count: number
  remark: Generated<string>
  reason: Generated<string>
  printed: Generated<number>
  created_by: string
  created_at: string
  posted_by: string | null
  posted_at: string | null
  updated_at: string
  version: Generated<number>
}

export interface PurchaseReturnLineTable {
  return_id: string
  line_no: number
  receipt_line_no: number | null
  product_id: string
  lot_id: string | null
  unit: string
  factor: number
  quantity: number
  price: number
  tax_rate: number
  net: Generated<number>
  tax: Generated<number>
  value: Generated<number>
  remark: Generated<string>
}

export interface PayableAllocationTable {
  id: string
  charge_id: string
  credit_id: string
  amount: number
  at: string
}

export interface PayableOpenTable {
  entry_id: string
  supplier_id: string
  due_day: string
  open: number
  held: Generated<number>
}

export interface PayableBalanceTable {
  supplier_id: string
  balance: number
}

export interface ImportJobTable {
  id: string
  kind: 'customers' | 'products' | 'orders' | 'suppliers'
  file_name: string
  state: string
  document: string
  created_by: string
  created_at: string
  finished_at: string | null
}

export interface SalesProductDayTable {
  day: string
  product_id: string
  warehouse_id: string
  quantity: number
  amount: number
  lines: number
  returned_quantity: Generated<number>
  returned_amount: Generated<number>
}

export interface CustomerAliasTable {
  customer_id: string
  words: string
  product_id: string
}

export interface PayableEntryTable {
  id: string
  supplier_id: string
  site_id: string
  kind: 'opening' | 'receipt' | 'return' | 'cost' | 'payment' | 'void' | 'adjust' | 'refund' | 'discount'
  day: string
  due_day: string
  amount: number
  document_id: string
  document_number: string
  at: string
  order_id: string | null
}

export interface MoneyAccountTable {
  id: string
  site_id: string
  kind: 'cash' | 'bank' | 'wechat' | 'alipay' | 'other'
  name: string
  number: Generated<string>
  archived: Generated<number>
  version: Generated<number>
}

export interface CashEntryTable {
  id: string
  account_id: string
  site_id: string
  kind: string
  day: string
  amount: number
  document_id: string
  document_number: string
  at: string
}

export interface CashBalanceTable {
  account_id: string
  balance: number
}

export interface MoneyDocumentTable {
  id: string
  number: string
  site_id: string
  kind: string
  customer_id: string | null
  supplier_id: string | null
  order_id: string | null
  source_id: string | null
  day: string
  amount: number
  money: number
  discount: Generated<number>
  rounding: Generated<number>
  held: Generated<number>
  category: Generated<string>
  note: Generated<string>
  reason: Generated<string>
  status: 'posted' | 'void'
  printed: Generated<number>
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface MoneyLineTable {
  document_id: string
  line_no: number
  account_id: string
  method: 'cash' | 'transfer' | 'wechat' | 'alipay' | 'stripe' | 'cheque' | 'other'
  amount: number
  reference: Generated<string>
  due_day: string | null
  bounced_id: string | null
}

export interface MoneyMatchTable {
  document_id: string
  line_no: number
  charge_id: string
  credit_id: string
  amount: number
}

export interface CustomerTable {
  id: string
  code: string
  name: string
  short_name: Generated<string>
  mnemonic: Generated<string>
  pinyin: Generated<string>
  initials: Generated<string>
  grade: Generated<string>
  industry: Generated<string>
  region_id: string | null
  channel: Generated<string>
  sales_person_id: string | null
  settlement: Generated<'cash' | 'cod' | 'monthly' | 'credit' | 'deposit'>
  credit_limit: number | null
  credit_days: Generated<number>
  tax_id: Generated<string>
  invoice_title: Generated<string>
  bank: Generated<string>
  bank_account: Generated<string>
  tax_rate: number | null
  fax: Generated<string>
  notes: Generated<string>
  status: Generated<'active' | 'frozen' | 'archived'>
  walk_in: Generated<number>
  created_at: string
  updated_at: string
  version: Generated<number>
  min_life: Generated<number>
  pay_method: Generated<'' | 'cash' | 'transfer' | 'wechat' | 'alipay' | 'stripe' | 'cheque' | 'other'>
  route_id: string | null
  route_stop: Generated<number>
  source: Generated<string>
  tags: Generated<string>
  own: Generated<string>
  merged_into: string | null
  order_mail: Generated<'company' | 'none' | 'approval' | 'shipment' | 'both'>
  no_mailings: Generated<number>
}

export interface SupplierTable {
  id: string
  code: string
  name: string
  short_name: Generated<string>
  mnemonic: Generated<string>
  pinyin: Generated<string>
  initials: Generated<string>
  category: Generated<string>
  buyer_id: string | null
  settlement: Generated<'cash' | 'cod' | 'monthly' | 'credit' | 'deposit'>
  credit_days: Generated<number>
  tax_id: Generated<string>
  invoice_title: Generated<string>
  bank: Generated<string>
  bank_account: Generated<string>
  tax_rate: number | null
  fax: Generated<string>
  lead_days: Generated<number>
  notes: Generated<string>
  status: Generated<'active' | 'frozen' | 'archived'>
  created_at: string
  updated_at: string
  version: Generated<number>
}

export interface CustomerStatementTable {
  id: string
  number: string
  site_id: string
  customer_id: string
  kind: 'activity' | 'outstanding'
  detail: 'bill' | 'goods'
  period_from: string
  period_to: string
  status: 'draft' | 'sent' | 'confirmed' | 'disputed' | 'resolved' | 'locked' | 'void'
  opening: number | null
  charged: number | null
  returned: number | null
  received: number | null
  discounted: number | null
  adjusted: number | null
  closing: number | null
  ageing: string | null
  reply_by: string | null
  reason: Generated<string>
  sent_at: string | null
  locked_at: string | null
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface CustomerStatementLineTable {
  statement_id: string
  no: number
  entry_id: string
  amount: number
  answer: Generated<'none' | 'agreed' | 'disputed'>
}

export interface CustomerStatementEventTable {
  id: string
  statement_id: string
  kind:
    | 'created'
    | 'sent'
    | 'saved'
    | 'printed'
    | 'answered'
    | 'confirmed'
    | 'disputed'
    | 'resolved'
    | 'locked'
    | 'unlocked'
    | 'void'
  note: Generated<string>
  user_id: string
  at: string
}

export interface ReceivableAdjustmentTable {
  id: string
  number: string
  site_id: string
  customer_id: string
  day: string
  amount: number
  reason: string
  status: 'posted' | 'void'
  void_reason: Generated<string>
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface StatementDifferenceTable {
  id: string
  statement_id: string
  customer_id: string
  line_no: number
  item_no: Generated<number>
  ours: number
  theirs: number | null
  remark: Generated<string>
  assigned_to: string | null
  status: 'open' | 'corrected' | 'explained' | 'withdrawn'
  resolution: Generated<string>
  adjustment_id: string | null
  created_by: string
  created_at: string
  resolved_by: string | null
  resolved_at: string | null
  version: Generated<number>
}

export interface StatementLateTable {
  statement_id: string
  amount: number
}

export interface PeriodLockTable {
  no: number
  locked_until: string | null
  reason: string
  user_id: string
  at: string
}

export interface SalesReturnTable {
  id: string
  number: string
  kind: 'return' | 'shortage' | 'allowance'
  site_id: string
  customer_id: string
  warehouse_id: string
  shipment_id: string | null
  day: string
  status: 'draft' | 'pending' | 'posted' | 'void'
  without_bill: Generated<string>
  remark: Generated<string>
  reason: Generated<string>
  held: Generated<string>
  total: number
  tax: number
  line_count: number
  exchange_order_id: string | null
  printed: Generated<number>
  created_by: string
  created_at: string
  submitted_by: string | null
  posted_by: string | null
  posted_at: string | null
  updated_at: string
  version: Generated<number>
}

export interface SalesReturnLineTable {
  return_id: string
  line_no: number
  shipment_id: string | null
  shipment_line_no: number | null
  product_id: string
  lot_id: string | null
  unit: string
  factor: number
  quantity: number
  price: number
  price_typed: number
  tax_rate: number
  amount: number
  tax: number
  worth: number
  value: number | null
  gift: Generated<number>
  reason:
    'quality' | 'near-expiry' | 'damaged' | 'wrong-goods' | 'slow-moving' | 'refused' | 'short' | 'price' | 'other'
  disposition: 'sellable' | 'seconds' | 'scrap' | 'supplier' | 'none'
  warehouse_id: string | null
  remark: Generated<string>
}

export interface PickListTable {
  id: string
  number: string
  site_id: string
  warehouse_id: string
  kind: 'order' | 'wave' | 'route'
  route: Generated<string>
  status: 'open' | 'picking' | 'picked' | 'checked' | 'void'
  remark: Generated<string>
  reason: Generated<string>
  day: string
  claimed_by: string | null
  claimed_at: string | null
  printed: Generated<number>
  created_by: string
  created_at: string
  picked_by: string | null
  picked_at: string | null
  checked_by: string | null
  checked_at: string | null
  version: Generated<number>
}

export interface PickNoteTable {
  list_id: string
  shipment_id: string
  tote: number
}

export interface PickTaskTable {
  list_id: string
  no: number
  shipment_id: string
  line_no: number
  product_id: string
  lot_id: string | null
  quantity: number
  picked: Generated<number>
  short_reason: Generated<'' | 'missing' | 'damaged' | 'expired' | 'not-found' | 'other'>
}

export interface PickEntryTable {
  id: string
  list_id: string
  task_no: number
  quantity: number
  user_id: string
  at: string
}

export interface CartonTable {
  id: string
  shipment_id: string
  no: number
  weight: number | null
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface CartonLineTable {
  carton_id: string
  line_no: number
  quantity: number
}

export interface AllocationRunTable {
  id: string
  product_id: string
  warehouse_id: string
  rule: 'hand' | 'promise' | 'value' | 'route' | 'even' | 'age'
  created_by: string
  created_at: string
  undone_by: string | null
  undone_at: string | null
  version: Generated<number>
}

export interface AllocationMoveTable {
  run_id: string
  order_id: string
  line_no: number
  before: number
  after: number
  lots: string
}

export interface ShipmentEventTable {
  id: string
  shipment_id: string
  no: number
  kind: 'load' | 'depart' | 'transit' | 'arrive' | 'sign' | 'refuse' | 'copy' | 'exception' | 'back' | 'reopen'
  state: 'waiting' | 'underway' | 'delivered' | 'signed' | 'refused' | null
  at: string
  place: Generated<string>
  remark: Generated<string>
  source: 'hand' | 'trip' | 'desk' | 'carrier'
  source_key: string | null
  created_by: string
  recorded_at: string
}

export interface VehicleTable {
  id: string
  plate: string
  name: Generated<string>
  capacity: number | null
  archived: Generated<number>
  version: Generated<number>
}

export interface DriverTable {
  id: string
  name: string
  phone: Generated<string>
  archived: Generated<number>
  version: Generated<number>
}

export interface TripTable {
  id: string
  number: string
  site_id: string
  day: string
  status: 'planned' | 'underway' | 'settled' | 'void'
  vehicle_id: string | null
  driver_id: string | null
  remark: Generated<string>
  reason: Generated<string>
  departed_at: string | null
  settled_at: string | null
  handed_in: number | null
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface TripNoteTable {
  trip_id: string
  shipment_id: string
  position: number
  collect: number | null
  result: Generated<'open' | 'delivered' | 'signed' | 'short' | 'refused' | 'back'>
  version: Generated<number>
}

export interface TripMoneyTable {
  id: string
  trip_id: string
  shipment_id: string
  method: 'cash' | 'transfer' | 'wechat' | 'alipay' | 'other'
  amount: number
}

export interface DriverEntryTable {
  id: string
  driver_id: string
  trip_id: string | null
  day: string
  amount: number
  remark: Generated<string>
  created_by: string
  at: string
}

export interface SignedCopyTable {
  shipment_id: string
  signed_by: Generated<string>
  signed_day: string | null
  remark: Generated<string>
  waived: Generated<number>
  created_by: string
  at: string
}

export interface SignedCopyPhotoTable {
  id: string
  shipment_id: string
  mime: string
  bytes: Uint8Array
  created_by: string
  at: string
}

export interface TrackingAccountTable {
  provider: string
  customer: string
  url: string
}

export interface TrackingQueryTable {
  carrier: string
  waybill: string
  asked_at: string
  next_at: string
  failures: Generated<number>
  problem: Generated<string>
}

export interface DeliveryRouteTable {
  id: string
  name: string
  weekdays: number
  cut_off_time: string
  cut_off_days: Generated<number>
  remark: Generated<string>
  archived: Generated<number>
  version: Generated<number>
}

export interface DayOffTable {
  id: string
  name: string
  from_day: string
  to_day: string
  version: Generated<number>
}

export interface OrderPlanTable {
  id: string
  site_id: string
  name: string
  customer_id: string | null
  warehouse_id: string | null
  remark: Generated<string>
  rhythm: 'weekdays' | 'interval' | 'month-days' | null
  weekdays: Generated<number>
  interval_days: Generated<number>
  month_days: Generated<number>
  from_day: string | null
  to_day: string | null
  next_day: string | null
  days_off: Generated<'rest' | 'deliver'>
  mode: Generated<'draft' | 'submit'>
  archived: Generated<number>
  created_by: string
  created_at: string
  updated_at: string
  version: Generated<number>
}

export interface OrderPlanLineTable {
  plan_id: string
  line_no: number
  product_id: string
  unit: string
  quantity: number
  remark: Generated<string>
}

export interface OrderPlanRunTable {
  plan_id: string
  day: string
  outcome: 'made' | 'skipped' | 'missed' | 'failed' | 'dropped'
  order_id: string | null
  problem: Generated<string>
  user_id: string
  at: string
}

export interface OrderChangeTable {
  id: string
  order_id: string
  no: number
  reason: Generated<string>
  before: string
  review: 'auto' | 'approved'
  outcome: 'applied' | 'waiting' | 'accepted' | 'refused'
  user_id: string
  at: string
}

export interface OrderDecisionTable {
  order_id: string
  no: number
  run: number
  kind: 'approve' | 'reject' | 'send-back' | 'withdraw'
  level: number
  levels: number
  reason: string
  at: string
  user_id: string
  for_user_id: string | null
}

export interface ShipmentReviewTable {
  shipment_id: string
  run: number
  order_id: string
  amount: number
  outcome: 'pass' | 'warn' | 'stopped' | 'left'
  results: string
  rule_version: number
  settings_version: number
  at: string
  user_id: string
  left_reason: Generated<string>
  waiting: number
  decided: 'released' | 'seen' | null
  reason: Generated<string>
  decided_at: string | null
  decided_by: string | null
  decided_for: string | null
}

export interface DeputyTable {
  id: string
  user_id: string
  deputy_id: string
  from_day: string
  to_day: string
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface CreditRoomTable {
  customer_id: string
  site_id: string
  amount: number
}

export interface PaymentGatewayTable {
  code: 'wechat' | 'alipay' | 'stripe'
  enabled: Generated<number>
  base_url: string
  settings: string
  version: Generated<number>
}

export interface OnlinePaymentTable {
  id: string
  site_id: string
  customer_id: string
  order_id: string | null
  gateway: 'wechat' | 'alipay' | 'stripe'
  account: string
  way: 'qr' | 'code'
  amount: number
  currency: string
  subject: string
  state: 'created' | 'pending' | 'paid' | 'closed' | 'failed' | 'refunding' | 'refunded'
  closing: Generated<number>
  qr: string | null
  trade_no: string | null
  day: string
  expires_at: string
  ended_at: string | null
  paid_at: string | null
  paid_amount: number | null
  receipt_id: string | null
  flag: 'amount' | 'currency' | 'late' | 'refunded-there' | 'refund-stuck' | null
  flag_note: Generated<string>
  problem: Generated<string>
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface OnlineRefundTable {
  id: string
  payment_id: string
  amount: number
  reason: string
  state: 'asked' | 'done' | 'failed'
  refund_no: string | null
  document_id: string | null
  problem: Generated<string>
  created_by: string
  created_at: string
  ended_at: string | null
}

export interface PrintJobTable {
  id: string
  kind: string
  title: string
  document_ids: string
  copies: number
  printer: string
  outcome: 'waiting' | 'printed' | 'handed-over' | 'saved' | 'failed' | 'cancelled'
  problem: Generated<string>
  printed_by: string
  at: string
}

export interface ActivityTable {
  id: string
  customer_id: string
  kind: 'call' | 'visit' | 'message' | 'complaint'
  day: string
  contact: Generated<string>
  text: Generated<string>
  order_id: string | null
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface ReminderTable {
  id: string
  kind: 'contact' | 'task' | 'complaint' | 'due' | 'overdue' | 'contract-price' | 'rhythm' | 'near-expiry'
  customer_id: string | null
  product_id: string | null
  episode: Generated<string>
  person_id: string
  due_day: string
  day: string
  time: Generated<string>
  note: Generated<string>
  repeat: Generated<'none' | 'day' | 'week' | 'fortnight' | 'month' | 'quarter' | 'year'>
  first_day: string
  follows: string | null
  activity_id: string | null
  state: Generated<'open' | 'done'>
  result: Generated<string>
  done_by: string | null
  done_day: string | null
  created_by: string
  created_at: string
  version: Generated<number>
}

export interface CustomerFieldTable {
  id: string
  no: number
  name: string
  kind: 'text' | 'number' | 'date' | 'choice'
  choices: string
  active: Generated<number>
  version: Generated<number>
}

export interface CustomerAttachmentTable {
  id: string
  customer_id: string
  name: string
  mime: string
  size: number
  bytes: Uint8Array
  created_by: string
  created_at: string
}

export interface SegmentTable {
  id: string
  name: string
  filter: string
  created_by: string
  created_at: string
  updated_at: string
  version: Generated<number>
}

export interface CustomerBulkTable {
  id: string
  change: string
  total: number
  done: Generated<number>
  changed: Generated<number>
  kept: Generated<number>
  state: 'running' | 'done' | 'undoing' | 'undone'
  created_by: string
  created_at: string
  undone_at: string | null
}

export interface CustomerDistinctTable {
  one_id: string
  other_id: string
  created_by: string
  created_at: string
}

export interface CustomerMergeTable {
  id: string
  loser_id: string
  winner_id: string
  moved: string
  balance: number
  created_by: string
  created_at: string
  undone_by: string | null
  undone_at: string | null
  version: Generated<number>
}

export interface ReceivableEntryTable {
  id: string
  customer_id: string
  site_id: string
  kind:
    'opening' | 'shipment' | 'return' | 'receipt' | 'refund' | 'discount' | 'adjust' | 'void' | 'moved-out' | 'moved-in'
  day: string
  due_day: string | null
  amount: number
  order_id: string | null
  document_id: string
  document_number: string
  at: string
  follows: string | null
}

export interface LeadStageTable {
  id: string
  position: number
  name: string
  chance: number
  archived: Generated<number>
  version: Generated<number>
}

export interface LeadTable {
  id: string
  company: string
  contact: Generated<string>
  mobile: Generated<string>
  phone: Generated<string>
  email: Generated<string>
  address: Generated<string>
  industry: Generated<string>
  channel: Generated<string>
  region_id: string | null
  source: Generated<string>
  owner_id: string
  stage_id: string
  state: Generated<'open' | 'lost' | 'converted'>
  lost_reason: Generated<string>
  expected_amount: number | null
  next_day: string | null
  notes: Generated<string>
  customer_id: string | null
  closed_at: string | null
  created_by: string
  created_at: string
  updated_at: string
  version: Generated<number>
}

export interface LeadEventTable {
  id: string
  lead_id: string
  kind: 'created' | 'call' | 'visit' | 'message' | 'stage' | 'owner' | 'lost' | 'reopened' | 'converted'
  day: string
  to_id: string | null
  note: Generated<string>
  user_id: string
  at: string
}

export interface PoolSettingTable {
  id: number
  enabled: number
  contact_days: number | null
  deal_days: number | null
  notify_days: number
  enabled_day: string
  locale: 'zh-CN' | 'en'
  set_by: string
  version: number
}

export interface PoolEventTable {
  id: string
  customer_id: string
  kind: 'warned' | 'recycled' | 'released' | 'claimed' | 'assigned'
  day: string
  from_id: string | null
  to_id: string | null
  note: Generated<string>
  user_id: string
  at: string
}

export interface SavedReportTable {
  id: string
  name: string
  report: string
  address: string
  is_shared: number
  owner_id: string
  rhythm: 'none' | 'daily' | 'weekly' | 'monthly'
  on_day: number
  at_time: string
  recipients: string
  locale: 'zh-CN' | 'en'
  next_at: string | null
  version: number
  created_at: string
  format: Generated<'xlsx' | 'pdf'>
}

export interface SavedReportRunTable {
  report_id: string
  due_at: string
  made_at: string
  outcome: 'made' | 'failed'
  problem: Generated<string>
  file: Generated<string>
  mail_id: string | null
}

export interface MailSettingTable {
  id: number
  enabled: number
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user_name: string
  from_address: string
  from_name: string
  reply_to: string
  locale: 'zh-CN' | 'en'
  confirm_orders: number
  version: number
  web_address: Generated<string>
}

export interface MailAttachmentTable {
  mail_id: string
  no: number
  name: string
  type: string
  size: number
  content: Uint8Array | null
}

export interface EmailConfirmationTable {
  token_hash: string
  user_id: string
  email: string
  created_at: string
  expires_at: string
  used_at: string | null
}

export interface MailingTable {
  id: string
  subject: string
  body: string
  skipped: string
  created_by: string
  created_at: string
}

export interface MailMessageTable {
  id: string
  kind: 'statement' | 'order' | 'shipment' | 'report' | 'letter' | 'mailing' | 'confirmation'
  about_id: string | null
  customer_id: string | null
  mailing_id: string | null
  recipients: string
  subject: string
  body: string
  state: 'waiting' | 'sent' | 'failed' | 'cancelled'
  problem: Generated<string>
  detail: Generated<string>
  attempts: Generated<number>
  next_at: string | null
  sent_at: string | null
  created_by: string
  created_at: string
  day: string
  asked_at: string
}

export interface Schema {
  company: CompanyTable
  site: SiteTable
  warehouse: WarehouseTable
  role: RoleTable
  user_account: UserAccountTable
  user_role: UserRoleTable
  login_state: LoginStateTable
  session: SessionTable
  api_token: ApiTokenTable
  preference: PreferenceTable
  series: SeriesTable
  tree_node: TreeNodeTable
  customer_contact: CustomerContactTable
  customer_address: CustomerAddressTable
  product: ProductTable
  product_pack: ProductPackTable
  product_barcode: ProductBarcodeTable
  product_image: ProductImageTable
  sales_order: SalesOrderTable
  sales_order_line: SalesOrderLineTable
  order_review: OrderReviewTable
  shipment: ShipmentTable
  shipment_line: ShipmentLineTable
  receivable_allocation: ReceivableAllocationTable
  receivable_open: ReceivableOpenTable
  receivable_balance: ReceivableBalanceTable
  sales_customer_day: SalesCustomerDayTable
  customer_product: CustomerProductTable
  order_status_count: OrderStatusCountTable
  change_log: ChangeLogTable
  change_index: ChangeIndexTable
  import_layout: ImportLayoutTable
  bin: BinTable
  product_place: ProductPlaceTable
  stock_lot: StockLotTable
  stock_movement: StockMovementTable
  stock_balance: StockBalanceTable
  stock_lot_balance: StockLotBalanceTable
  stock_value: StockValueTable
  order_lot: OrderLotTable
  shipment_line_lot: ShipmentLineLotTable
  stock_document: StockDocumentTable
  stock_document_line: StockDocumentLineTable
  stock_count: StockCountTable
  stock_count_line: StockCountLineTable
  stock_count_entry: StockCountEntryTable
  cost_pending: CostPendingTable
  cost_run: CostRunTable
  cost_run_line: CostRunLineTable
  product_price: ProductPriceTable
  quantity_break: QuantityBreakTable
  level_price: LevelPriceTable
  contract_price: ContractPriceTable
  customer_pricing: CustomerPricingTable
  promotion: PromotionTable
  price_change: PriceChangeTable
  price_change_line: PriceChangeLineTable
  sales_order_promotion: SalesOrderPromotionTable
  supplier_contact: SupplierContactTable
  supplier_address: SupplierAddressTable
  supplier_product: SupplierProductTable
  supplier_price: SupplierPriceTable
  supplier_history: SupplierHistoryTable
  purchase_request: PurchaseRequestTable
  purchase_request_line: PurchaseRequestLineTable
  purchase_order: PurchaseOrderTable
  purchase_order_line: PurchaseOrderLineTable
  purchase_receipt: PurchaseReceiptTable
  purchase_receipt_line: PurchaseReceiptLineTable
  purchase_receipt_lot: PurchaseReceiptLotTable
  purchase_cost: PurchaseCostTable
  purchase_cost_share: PurchaseCostShareTable
  purchase_return: PurchaseReturnTable
  purchase_return_line: PurchaseReturnLineTable
  payable_allocation: PayableAllocationTable
  payable_open: PayableOpenTable
  payable_balance: PayableBalanceTable
  import_job: ImportJobTable
  sales_product_day: SalesProductDayTable
  customer_alias: CustomerAliasTable
  payable_entry: PayableEntryTable
  money_account: MoneyAccountTable
  cash_entry: CashEntryTable
  cash_balance: CashBalanceTable
  money_document: MoneyDocumentTable
  money_line: MoneyLineTable
  money_match: MoneyMatchTable
  customer: CustomerTable
  supplier: SupplierTable
  customer_statement: CustomerStatementTable
  customer_statement_line: CustomerStatementLineTable
  customer_statement_event: CustomerStatementEventTable
  receivable_adjustment: ReceivableAdjustmentTable
  statement_difference: StatementDifferenceTable
  statement_late: StatementLateTable
  period_lock: PeriodLockTable
  sales_return: SalesReturnTable
  sales_return_line: SalesReturnLineTable
  pick_list: PickListTable
  pick_note: PickNoteTable
  pick_task: PickTaskTable
  pick_entry: PickEntryTable
  carton: CartonTable
  carton_line: CartonLineTable
  allocation_run: AllocationRunTable
  allocation_move: AllocationMoveTable
  shipment_event: ShipmentEventTable
  vehicle: VehicleTable
  driver: DriverTable
  trip: TripTable
  trip_note: TripNoteTable
  trip_money: TripMoneyTable
  driver_entry: DriverEntryTable
  signed_copy: SignedCopyTable
  signed_copy_photo: SignedCopyPhotoTable
  tracking_account: TrackingAccountTable
  tracking_query: TrackingQueryTable
  delivery_route: DeliveryRouteTable
  day_off: DayOffTable
  order_plan: OrderPlanTable
  order_plan_line: OrderPlanLineTable
  order_plan_run: OrderPlanRunTable
  order_change: OrderChangeTable
  order_decision: OrderDecisionTable
  shipment_review: ShipmentReviewTable
  deputy: DeputyTable
  credit_room: CreditRoomTable
  payment_gateway: PaymentGatewayTable
  online_payment: OnlinePaymentTable
  online_refund: OnlineRefundTable
  print_job: PrintJobTable
  activity: ActivityTable
  reminder: ReminderTable
  customer_field: CustomerFieldTable
  customer_attachment: CustomerAttachmentTable
  segment: SegmentTable
  customer_bulk: CustomerBulkTable
  customer_distinct: CustomerDistinctTable
  customer_merge: CustomerMergeTable
  receivable_entry: ReceivableEntryTable
  lead_stage: LeadStageTable
  lead: LeadTable
  lead_event: LeadEventTable
  pool_setting: PoolSettingTable
  pool_event: PoolEventTable
  saved_report: SavedReportTable
  saved_report_run: SavedReportRunTable
  mail_setting: MailSettingTable
  mail_attachment: MailAttachmentTable
  email_confirmation: EmailConfirmationTable
  mailing: MailingTable
  mail_message: MailMessageTable
}
