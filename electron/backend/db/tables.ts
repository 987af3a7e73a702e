/**
 * What kind of table each is, once, for triggers, sync, undo and the architecture test.
 * - document, ledger, owned, shared: captured in the change log (sync.md 2.4 says how each merges);
 * - derived: written only inside a unit of work, recomputable, not captured;
 * - local: belongs to this machine (sessions, counters, preferences); neither captured nor guarded.
 */
export type TableClass = 'document' | 'ledger' | 'owned' | 'shared' | 'derived' | 'local'

export interface TableInfo {
  class: TableClass
  /** Feature folder whose files alone may write the table. */
  owner: string
  key: readonly string[]
  /** Column naming the record whose history shows changes of this table; absent: not listed in any history. */
  root?: string
  /** Columns never written to the change log (secrets, large blobs). */
  hidden?: readonly string[]
}

export const TABLES = {
  company: { class: 'owned', owner: 'company', key: ['id'], root: 'id' },
  site: { class: 'owned', owner: 'company', key: ['id'], root: 'id' },
  warehouse: { class: 'owned', owner: 'company', key: ['id'], root: 'id' },
  role: { class: 'owned', owner: 'users', key: ['id'], root: 'id' },
  user_account: { class: 'owned', owner: 'users', key: ['id'], root: 'id', hidden: ['password_hash', 'pin_hash'] },
  user_role: { class: 'owned', owner: 'users', key: ['user_id', 'role_id'], root: 'user_id' },
  login_state: { class: 'local', owner: 'users', key: ['user_id'] },
  session: { class: 'local', owner: 'users', key: ['token_hash'] },
  api_token: { class: 'local', owner: 'users', key: ['id'] },
  preference: { class: 'local', owner: 'system', key: ['user_id', 'key'] },
  series: { class: 'local', owner: 'company', key: ['prefix', 'site_id', 'day'] },
  tree_node: { class: 'owned', owner: 'trees', key: ['id'], root: 'id' },
  customer: { class: 'shared', owner: 'customers', key: ['id'], root: 'id' },
  customer_contact: { class: 'shared', owner: 'customers', key: ['customer_id', 'no'], root: 'customer_id' },
  customer_address: { class: 'shared', owner: 'customers', key: ['customer_id', 'no'], root: 'customer_id' },
  product: { class: 'owned', owner: 'products', key: ['id'], root: 'id' },
  product_pack: { class: 'owned', owner: 'products', key: ['product_id', 'no'], root: 'product_id' },
  product_barcode: { class: 'owned', owner: 'products', key: ['barcode'], root: 'product_id' },
  product_image: { class: 'owned', owner: 'products', key: ['id'], root: 'product_id', hidden: ['bytes'] },
  contract_price: {
    class: 'owned',
    owner: 'pricing',
    key: ['customer_id', 'product_id', 'unit', 'min_quantity', 'from_day'],
    root: 'customer_id',
  },
  level_price: {
    class: 'owned',
    owner: 'pricing',
    key: ['product_id', 'grade', 'unit', 'min_quantity', 'from_day'],
    root: 'product_id',
  },
  quantity_break: {
    class: 'owned',
    owner: 'pricing',
    key: ['product_id', 'unit', 'min_quantity', 'from_day'],
    root: 'product_id',
  },
  product_price: {
    class: 'owned',
    owner: 'products',
    key: ['product_id', 'kind', 'unit', 'from_day'],
    root: 'product_id',
  },
  customer_pricing: { class: 'owned', owner: 'pricing', key: ['customer_id'], root: 'customer_id' },
  promotion: { class: 'owned', owner: 'pricing', key: ['id'], root: 'id' },
  price_change: { class: 'document', owner: 'pricing', key: ['id'], root: 'id' },
  price_change_line: { class: 'document', owner: 'pricing', key: ['change_id', 'no'], root: 'change_id' },
  stock_movement: { class: 'ledger', owner: 'inventory', key: ['id'] },
  stock_balance: { class: 'derived', owner: 'inventory', key: ['product_id', 'warehouse_id'] },
  bin: { class: 'owned', owner: 'inventory', key: ['id'], root: 'id' },
  product_place: { class: 'owned', owner: 'inventory', key: ['product_id', 'warehouse_id'], root: 'product_id' },
  stock_lot: { class: 'owned', owner: 'inventory', key: ['id'], root: 'id' },
  stock_lot_balance: { class: 'derived', owner: 'inventory', key: ['product_id', 'warehouse_id', 'lot_id'] },
  stock_value: { class: 'derived', owner: 'inventory', key: ['product_id', 'site_id'] },
  order_lot: { class: 'document', owner: 'inventory', key: ['order_id', 'line_no', 'lot_id'], root: 'order_id' },
  stock_document: { class: 'document', owner: 'stock-documents', key: ['id'], root: 'id' },
  stock_document_line: {
    class: 'document',
    owner: 'stock-documents',
    key: ['document_id', 'line_no'],
    root: 'document_id',
  },
  stock_count: { class: 'document', owner: 'stock-documents', key: ['document_id'], root: 'document_id' },
  stock_count_line: {
    class: 'document',
    owner: 'stock-documents',
    key: ['document_id', 'line_no'],
    root: 'document_id',
  },
  stock_count_entry: { class: 'document', owner: 'stock-documents', key: ['id'], root: 'document_id' },
  cost_pending: { class: 'derived', owner: 'inventory', key: ['product_id'] },
  cost_run: { class: 'document', owner: 'inventory', key: ['id'], root: 'id' },
  cost_run_line: { class: 'document', owner: 'inventory', key: ['run_id', 'no'], root: 'run_id' },
  customer_alias: { class: 'shared', owner: 'order-text', key: ['customer_id', 'words'], root: 'customer_id' },
  sales_order: { class: 'document', owner: 'orders', key: ['id'], root: 'id' },
  sales_order_line: { class: 'document', owner: 'orders', key: ['order_id', 'line_no'], root: 'order_id' },
  sales_order_promotion: {
    class: 'document',
    owner: 'orders',
    key: ['order_id', 'promotion_id'],
    root: 'order_id',
  },
  order_review: { class: 'document', owner: 'orders', key: ['order_id', 'run', 'no'], root: 'order_id' },
  shipment: { class: 'document', owner: 'shipments', key: ['id'], root: 'id' },
  shipment_line_lot: {
    class: 'document',
    owner: 'shipments',
    key: ['shipment_id', 'line_no', 'lot_id'],
    root: 'shipment_id',
  },
  shipment_line: { class: 'document', owner: 'shipments', key: ['shipment_id', 'line_no'], root: 'shipment_id' },
  pick_list: { class: 'document', owner: 'picking', key: ['id'], root: 'id' },
  pick_note: { class: 'document', owner: 'picking', key: ['list_id', 'shipment_id'], root: 'list_id' },
  pick_task: { class: 'document', owner: 'picking', key: ['list_id', 'no'], root: 'list_id' },
  pick_entry: { class: 'document', owner: 'picking', key: ['id'], root: 'list_id' },
  carton: { class: 'document', owner: 'picking', key: ['id'], root: 'shipment_id' },
  carton_line: { class: 'document', owner: 'picking', key: ['carton_id', 'line_no'], root: 'carton_id' },
  allocation_run: { class: 'document', owner: 'allocation', key: ['id'], root: 'product_id' },
  allocation_move: { class: 'document', owner: 'allocation', key: ['run_id', 'order_id', 'line_no'], root: 'order_id' },
  receivable_entry: { class: 'ledger', owner: 'settlement', key: ['id'] },
  receivable_allocation: { class: 'ledger', owner: 'settlement', key: ['id'] },
  receivable_open: { class: 'derived', owner: 'settlement', key: ['entry_id'] },
  receivable_balance: { class: 'derived', owner: 'settlement', key: ['customer_id'] },
  receipt: { class: 'document', owner: 'settlement', key: ['id'], root: 'id' },
  customer_statement: { class: 'document', owner: 'reconciliation', key: ['id'], root: 'id' },
  customer_statement_line: {
    class: 'document',
    owner: 'reconciliation',
    key: ['statement_id', 'no'],
    root: 'statement_id',
  },
  customer_statement_event: { class: 'document', owner: 'reconciliation', key: ['id'], root: 'statement_id' },
  receivable_adjustment: { class: 'document', owner: 'reconciliation', key: ['id'], root: 'id' },
  statement_difference: { class: 'document', owner: 'reconciliation', key: ['id'], root: 'statement_id' },
  period_lock: { class: 'ledger', owner: 'reconciliation', key: ['no'] },
  supplier: { class: 'shared', owner: 'suppliers', key: ['id'], root: 'id' },
  supplier_contact: { class: 'shared', owner: 'suppliers', key: ['supplier_id', 'no'], root: 'supplier_id' },
  supplier_address: { class: 'shared', owner: 'suppliers', key: ['supplier_id', 'no'], root: 'supplier_id' },
  supplier_product: {
    class: 'owned',
    owner: 'suppliers',
    key: ['supplier_id', 'product_id'],
    root: 'supplier_id',
  },
  supplier_price: {
    class: 'owned',
    owner: 'suppliers',
    key: ['supplier_id', 'product_id', 'unit', 'min_quantity', 'from_day'],
    root: 'supplier_id',
  },
  supplier_history: { class: 'derived', owner: 'purchasing', key: ['supplier_id', 'product_id'] },
  purchase_request: { class: 'document', owner: 'purchasing', key: ['id'], root: 'id' },
  purchase_request_line: {
    class: 'document',
    owner: 'purchasing',
    key: ['request_id', 'line_no'],
    root: 'request_id',
  },
  purchase_order: { class: 'document', owner: 'purchasing', key: ['id'], root: 'id' },
  purchase_order_line: { class: 'document', owner: 'purchasing', key: ['order_id', 'line_no'], root: 'order_id' },
  purchase_receipt: { class: 'document', owner: 'purchasing', key: ['id'], root: 'id' },
  purchase_receipt_line: {
    class: 'document',
    owner: 'purchasing',
    key: ['receipt_id', 'line_no'],
    root: 'receipt_id',
  },
  purchase_receipt_lot: {
    class: 'document',
    owner: 'purchasing',
    key: ['receipt_id', 'line_no', 'no'],
    root: 'receipt_id',
  },
  purchase_cost: { class: 'document', owner: 'purchasing', key: ['id'], root: 'receipt_id' },
  purchase_cost_share: { class: 'document', owner: 'purchasing', key: ['cost_id', 'line_no'], root: 'cost_id' },
  purchase_return: { class: 'document', owner: 'purchasing', key: ['id'], root: 'id' },
  purchase_return_line: { class: 'document', owner: 'purchasing', key: ['return_id', 'line_no'], root: 'return_id' },
  payable_entry: { class: 'ledger', owner: 'settlement', key: ['id'] },
  payable_allocation: { class: 'ledger', owner: 'settlement', key: ['id'] },
  payable_open: { class: 'derived', owner: 'settlement', key: ['entry_id'] },
  payable_balance: { class: 'derived', owner: 'settlement', key: ['supplier_id'] },
  payment: { class: 'document', owner: 'settlement', key: ['id'], root: 'id' },
  sales_product_day: { class: 'derived', owner: 'orders', key: ['day', 'product_id', 'warehouse_id'] },
  sales_customer_day: { class: 'derived', owner: 'orders', key: ['day', 'customer_id'] },
  customer_product: { class: 'derived', owner: 'orders', key: ['customer_id', 'product_id'] },
  order_status_count: { class: 'derived', owner: 'orders', key: ['status'] },
  change_log: { class: 'local', owner: 'db', key: ['seq'] },
  change_index: { class: 'local', owner: 'db', key: ['root_id', 'seq'] },
  import_job: { class: 'local', owner: 'imports', key: ['id'] },
  import_layout: { class: 'local', owner: 'imports', key: ['kind', 'layout_key'] },
} satisfies Record<string, TableInfo>

export type TableName = keyof typeof TABLES

export const isCaptured = (info: TableInfo) => info.class !== 'derived' && info.class !== 'local'
