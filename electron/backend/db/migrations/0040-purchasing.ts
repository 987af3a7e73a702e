/**
 * Version 40: suppliers with their prices, purchase requests, orders, receipts with landed costs, returns, payables and
 * payments. Frozen in time: never edited after it has shipped, never imports application code.
 *
 * Amounts 分, prices 1/10000 yuan per unit as typed, quantities thousandths of the base unit, rates basis points; `cost` and
 * `landed` of receipt lines and `value` of return lines are 1/10000 yuan in total.
 */
export const version = 40

export const sql = /* sql */ `
create table supplier (
  id text primary key,
  code text not null unique,
  name text not null,
  short_name text not null default '',
  mnemonic text not null default '',
  pinyin text not null default '',
  initials text not null default '',
  category text not null default '',
  buyer_id text references user_account,
  settlement text not null default 'monthly' check (settlement in ('cash', 'cod', 'monthly', 'credit')),
  credit_days integer not null default 0 check (credit_days >= 0),
  tax_id text not null default '',
  invoice_title text not null default '',
  bank text not null default '',
  bank_account text not null default '',
  tax_rate integer check (tax_rate between 0 and 10000),
  fax text not null default '',
  -- days from order to receipt until receipts have taught better
  lead_days integer not null default 7 check (lead_days >= 0),
  notes text not null default '',
  status text not null default 'active' check (status in ('active', 'frozen', 'archived')),
  created_at text not null,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index supplier_name on supplier (name);
create index supplier_list on supplier (status, code);
create index supplier_by_name on supplier (status, pinyin, id);
create index supplier_updated on supplier (status, updated_at, id);
create index supplier_tax_id on supplier (tax_id) where tax_id <> '';

create table supplier_contact (
  supplier_id text not null references supplier,
  no integer not null,
  name text not null default '',
  title text not null default '',
  mobile text not null default '',
  phone text not null default '',
  email text not null default '',
  primary key (supplier_id, no)
) strict, without rowid;
create index supplier_contact_mobile on supplier_contact (mobile) where mobile <> '';

create table supplier_address (
  supplier_id text not null references supplier,
  no integer not null,
  label text not null default '',
  address text not null,
  contact text not null default '',
  phone text not null default '',
  primary key (supplier_id, no)
) strict, without rowid;

-- What a supplier says of a product it delivers. 'unit' is the unit it sells in; absent lead time: the supplier's.
create table supplier_product (
  supplier_id text not null references supplier,
  product_id text not null references product,
  supplier_code text not null default '',
  unit text not null,
  min_order integer not null default 0 check (min_order >= 0),
  multiple integer not null default 0 check (multiple >= 0),
  lead_days integer check (lead_days >= 0),
  preferred integer not null default 0 check (preferred in (0, 1)),
  version integer not null default 1,
  primary key (supplier_id, product_id)
) strict, without rowid;
create index supplier_product_product on supplier_product (product_id);
create unique index supplier_product_preferred on supplier_product (product_id) where preferred = 1;

-- An empty 'from_day' means since ever.
create table supplier_price (
  supplier_id text not null references supplier,
  product_id text not null references product,
  unit text not null,
  min_quantity integer not null default 0 check (min_quantity >= 0),
  from_day text not null default '',
  to_day text,
  price integer not null check (price >= 0),
  primary key (supplier_id, product_id, unit, min_quantity, from_day)
) strict, without rowid;
create index supplier_price_product on supplier_price (product_id);

-- What posted receipts teach: how long a supplier takes for a product, and what was paid last. Derived.
create table supplier_history (
  supplier_id text not null,
  product_id text not null,
  receipts integer not null,
  lead_times integer not null,
  lead_days integer not null,
  lead_squares integer not null,
  last_day text not null,
  last_receipt_id text not null,
  last_unit text not null,
  last_factor integer not null,
  last_price integer not null,
  primary key (supplier_id, product_id)
) strict, without rowid;
create index supplier_history_product on supplier_history (product_id, last_day);

create table purchase_request (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  warehouse_id text not null references warehouse,
  day text not null,
  wanted_day text,
  status text not null check (status in ('draft', 'to-order', 'part-ordered', 'ordered', 'closed', 'void')),
  review text not null check (review in ('draft', 'approved')),
  ordered text not null default 'none' check (ordered in ('none', 'part', 'all')),
  closed text not null default 'open' check (closed in ('open', 'short', 'void')),
  purpose text not null default '',
  remark text not null default '',
  reason text not null default '',
  line_count integer not null,
  created_by text not null references user_account,
  created_at text not null,
  approved_by text references user_account,
  approved_at text,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index purchase_request_day on purchase_request (day, id);
create index purchase_request_status on purchase_request (status, day, id);

create table purchase_request_line (
  request_id text not null references purchase_request,
  line_no integer not null,
  product_id text not null references product,
  supplier_id text references supplier,
  unit text not null,
  factor integer not null check (factor > 0),
  quantity integer not null,
  ordered integer not null default 0 check (ordered >= 0),
  remark text not null default '',
  primary key (request_id, line_no)
) strict, without rowid;
create index purchase_request_line_product on purchase_request_line (product_id);

create table purchase_order (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  supplier_id text not null references supplier,
  warehouse_id text not null references warehouse,
  day text not null,
  expected_day text,
  status text not null check (status in ('draft', 'to-receive', 'part-received', 'received', 'closed', 'void')),
  review text not null check (review in ('draft', 'approved')),
  received text not null default 'none' check (received in ('none', 'part', 'all')),
  closed text not null default 'open' check (closed in ('open', 'short', 'void')),
  tax_included integer not null check (tax_included in (0, 1)),
  contact text not null default '',
  phone text not null default '',
  remark text not null default '',
  reason text not null default '',
  -- the sales order it was made for (以销定购)
  sales_order_id text references sales_order,
  amount integer not null,
  total integer not null,
  tax integer not null,
  received_amount integer not null default 0,
  line_count integer not null,
  printed integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  approved_by text references user_account,
  approved_at text,
  approved_day text,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index purchase_order_day on purchase_order (day, id);
create index purchase_order_status on purchase_order (status, day, id);
create index purchase_order_supplier on purchase_order (supplier_id, day, id);
create index purchase_order_sales on purchase_order (sales_order_id) where sales_order_id is not null;

create table purchase_order_line (
  order_id text not null references purchase_order,
  line_no integer not null,
  product_id text not null references product,
  warehouse_id text not null references warehouse,
  unit text not null,
  factor integer not null check (factor > 0),
  quantity integer not null,
  price integer not null,
  price_source text not null,
  tax_rate integer not null,
  amount integer not null,
  net integer not null,
  tax integer not null,
  received integer not null default 0 check (received >= 0),
  request_id text references purchase_request,
  request_line_no integer,
  sales_line_no integer,
  remark text not null default '',
  primary key (order_id, line_no)
) strict, without rowid;
create index purchase_order_line_product on purchase_order_line (product_id);
create index purchase_order_line_request on purchase_order_line (request_id) where request_id is not null;

create table purchase_receipt (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  supplier_id text not null references supplier,
  order_id text references purchase_order,
  warehouse_id text not null references warehouse,
  day text not null,
  status text not null check (status in ('draft', 'posted', 'void')),
  tax_included integer not null check (tax_included in (0, 1)),
  -- the number on the supplier's own delivery note
  delivery_note text not null default '',
  total integer not null default 0,
  tax integer not null default 0,
  line_count integer not null,
  remark text not null default '',
  reason text not null default '',
  printed integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  posted_by text references user_account,
  posted_at text,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index purchase_receipt_day on purchase_receipt (day, id);
create index purchase_receipt_status on purchase_receipt (status, day, id);
create index purchase_receipt_supplier on purchase_receipt (supplier_id, day, id);
create index purchase_receipt_order on purchase_receipt (order_id) where order_id is not null;

create table purchase_receipt_line (
  receipt_id text not null references purchase_receipt,
  line_no integer not null,
  order_line_no integer,
  product_id text not null references product,
  unit text not null,
  factor integer not null check (factor > 0),
  quantity integer not null check (quantity >= 0),
  price integer not null,
  price_source text not null,
  tax_rate integer not null,
  net integer not null default 0,
  tax integer not null default 0,
  cost integer not null default 0,
  landed integer not null default 0,
  returned integer not null default 0 check (returned >= 0 and returned <= quantity),
  -- kept for the sales order the goods were bought for
  kept integer not null default 0 check (kept >= 0),
  remark text not null default '',
  primary key (receipt_id, line_no)
) strict, without rowid;
create index purchase_receipt_line_product on purchase_receipt_line (product_id);

-- The lots of a received line; their sum is the line's quantity. The lot itself is made when the receipt is posted.
create table purchase_receipt_lot (
  receipt_id text not null references purchase_receipt,
  line_no integer not null,
  no integer not null,
  number text not null default '',
  production_day text,
  expiry_day text,
  lot_id text references stock_lot,
  quantity integer not null check (quantity > 0),
  primary key (receipt_id, line_no, no)
) strict, without rowid;
create index purchase_receipt_lot_lot on purchase_receipt_lot (lot_id) where lot_id is not null;

-- Freight, loading …: of the receipt itself (late 0), or a document of its own that came after it (late 1).
create table purchase_cost (
  id text primary key,
  number text unique,
  receipt_id text not null references purchase_receipt,
  late integer not null check (late in (0, 1)),
  kind text not null check (kind in ('freight', 'loading', 'duty', 'insurance', 'other')),
  basis text not null check (basis in ('value', 'weight', 'quantity')),
  day text not null,
  amount integer not null check (amount > 0),
  -- deductible tax contained in the amount: no part of the goods' cost
  tax integer not null default 0 check (tax >= 0 and tax <= amount),
  -- whom it is owed to; null: paid on the spot
  supplier_id text references supplier,
  status text not null check (status in ('draft', 'posted', 'void')),
  remark text not null default '',
  reason text not null default '',
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1
) strict, without rowid;
create index purchase_cost_receipt on purchase_cost (receipt_id);
create index purchase_cost_supplier on purchase_cost (supplier_id) where supplier_id is not null;

-- How a posted cost was spread over the lines of its receipt.
create table purchase_cost_share (
  cost_id text not null references purchase_cost,
  line_no integer not null,
  value integer not null,
  primary key (cost_id, line_no)
) strict, without rowid;

create table purchase_return (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  supplier_id text not null references supplier,
  receipt_id text references purchase_receipt,
  warehouse_id text not null references warehouse,
  day text not null,
  status text not null check (status in ('draft', 'posted', 'void')),
  tax_included integer not null check (tax_included in (0, 1)),
  cause text not null default '',
  total integer not null default 0,
  tax integer not null default 0,
  line_count integer not null,
  remark text not null default '',
  reason text not null default '',
  printed integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  posted_by text references user_account,
  posted_at text,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index purchase_return_day on purchase_return (day, id);
create index purchase_return_status on purchase_return (status, day, id);
create index purchase_return_supplier on purchase_return (supplier_id, day, id);
create index purchase_return_receipt on purchase_return (receipt_id) where receipt_id is not null;

create table purchase_return_line (
  return_id text not null references purchase_return,
  line_no integer not null,
  receipt_line_no integer,
  product_id text not null references product,
  lot_id text references stock_lot,
  unit text not null,
  factor integer not null check (factor > 0),
  quantity integer not null check (quantity > 0),
  price integer not null,
  tax_rate integer not null,
  net integer not null default 0,
  tax integer not null default 0,
  value integer not null default 0,
  remark text not null default '',
  primary key (return_id, line_no)
) strict, without rowid;
create index purchase_return_line_product on purchase_return_line (product_id);

-- Payables: the entry is the truth; positive = we owe the supplier. Open items and balances are derived.
create table payable_entry (
  id text primary key,
  supplier_id text not null references supplier,
  site_id text not null references site,
  kind text not null check (kind in ('opening', 'receipt', 'return', 'cost', 'payment', 'void', 'adjust')),
  day text not null,
  due_day text not null,
  amount integer not null,
  document_id text not null,
  document_number text not null,
  at text not null
) strict, without rowid;
create index payable_entry_supplier on payable_entry (supplier_id, day, id);
create index payable_entry_document on payable_entry (document_id);

-- Which payment or return settled which bill; insert-only, undone by a row with the opposite amount.
create table payable_allocation (
  id text primary key,
  charge_id text not null references payable_entry,
  credit_id text not null references payable_entry,
  amount integer not null,
  at text not null
) strict, without rowid;
create index payable_allocation_charge on payable_allocation (charge_id);
create index payable_allocation_credit on payable_allocation (credit_id);

-- Entries not settled yet, what is left of them (same sign as the entry). Held: a prepayment that waits to be used.
create table payable_open (
  entry_id text primary key references payable_entry,
  supplier_id text not null,
  due_day text not null,
  open integer not null check (open <> 0),
  held integer not null default 0 check (held in (0, 1))
) strict, without rowid;
create index payable_open_supplier on payable_open (supplier_id, due_day, entry_id);
-- the few credits that wait for a bill
create index payable_open_credit on payable_open (supplier_id, due_day, entry_id) where open < 0;
create index payable_open_due on payable_open (due_day, supplier_id);

create table payable_balance (
  supplier_id text primary key references supplier,
  balance integer not null
) strict, without rowid;

create table payment (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  supplier_id text not null references supplier,
  day text not null,
  amount integer not null check (amount > 0),
  method text not null check (method in ('cash', 'transfer', 'wechat', 'alipay', 'other')),
  -- kept as a prepayment until somebody uses it
  held integer not null default 0 check (held in (0, 1)),
  note text not null default '',
  status text not null check (status in ('posted', 'void')),
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1
) strict, without rowid;
create index payment_supplier on payment (supplier_id, day, id);

create table import_job_40 (
  id text primary key,
  kind text not null check (kind in ('customers', 'products', 'orders', 'suppliers')),
  file_name text not null,
  state text not null,
  document text not null check (json_valid(document)),
  created_by text not null references user_account,
  created_at text not null,
  finished_at text
) strict, without rowid;
insert into import_job_40 select * from import_job;
drop table import_job;
alter table import_job_40 rename to import_job;

update company set settings = json_set(settings, '$.purchasing',
  json('{"taxIncluded":true,"deductTax":true,"overReceipt":0,"reviewOwn":true}'));
`
