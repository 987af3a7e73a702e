/**
 * Version 10: the spine. Frozen in time: never edited after it has shipped, never imports application code.
 *
 * Conventions: ids are 26-character base32 text; amounts 分, unit prices 1/10000 yuan, quantities thousandths of the base
 * unit, rates basis points; days YYYY-MM-DD, instants UTC ISO; `version` counts edits of a row.
 */
export const version = 10

export const sql = /* sql */ `
create table company (
  id text primary key,
  name text not null,
  contact text not null default '',
  email text not null default '',
  mobile text not null default '',
  address text not null default '',
  tax_id text not null default '',
  time_zone text not null,
  sample integer not null default 0 check (sample in (0, 1)),
  settings text not null check (json_valid(settings)),
  created_at text not null,
  version integer not null default 1
) strict, without rowid;

create table site (
  id text primary key,
  code text not null unique,
  name text not null,
  archived integer not null default 0 check (archived in (0, 1)),
  version integer not null default 1
) strict, without rowid;

create table warehouse (
  id text primary key,
  site_id text not null references site,
  code text not null unique,
  name text not null,
  archived integer not null default 0 check (archived in (0, 1)),
  version integer not null default 1
) strict, without rowid;

create table role (
  id text primary key,
  code text not null unique,
  name text not null,
  rights text not null check (json_valid(rights)),
  scope text not null check (scope in ('all', 'own')),
  mask text not null check (json_valid(mask)),
  version integer not null default 1
) strict, without rowid;

create table user_account (
  id text primary key,
  name text not null,
  email text unique,
  mobile text not null default '',
  password_hash text,
  pin_hash text,
  status text not null check (status in ('active', 'disabled', 'no-login')),
  created_at text not null,
  version integer not null default 1
) strict, without rowid;

create table user_role (
  user_id text not null references user_account,
  role_id text not null references role,
  primary key (user_id, role_id)
) strict, without rowid;

-- What belongs to this machine alone: sessions, tokens, tries, preferences, counters. Not captured, not synced.
create table login_state (
  user_id text primary key references user_account,
  failed integer not null default 0,
  locked_until text,
  last_login_at text
) strict, without rowid;

create table session (
  token_hash text primary key,
  user_id text not null references user_account,
  created_at text not null,
  seen_at text not null
) strict, without rowid;

create table api_token (
  id text primary key,
  token_hash text not null unique,
  user_id text not null references user_account,
  name text not null,
  created_at text not null,
  last_used_at text,
  revoked integer not null default 0 check (revoked in (0, 1))
) strict, without rowid;

create table preference (
  user_id text not null references user_account,
  key text not null,
  value text not null check (json_valid(value)),
  primary key (user_id, key)
) strict, without rowid;

create table series (
  prefix text not null,
  site_id text not null references site,
  day text not null,
  next integer not null,
  primary key (prefix, site_id, day)
) strict, without rowid;

create table tree_node (
  id text primary key,
  kind text not null check (kind in ('region', 'product-type')),
  parent_id text references tree_node,
  name text not null,
  path text not null,
  sort integer not null default 0,
  version integer not null default 1,
  unique (kind, path)
) strict, without rowid;

create table customer (
  id text primary key,
  code text not null unique,
  name text not null,
  short_name text not null default '',
  mnemonic text not null default '',
  pinyin text not null default '',
  initials text not null default '',
  grade text not null default '',
  industry text not null default '',
  region_id text references tree_node,
  channel text not null default '',
  sales_person_id text references user_account,
  settlement text not null default 'cash' check (settlement in ('cash', 'cod', 'monthly', 'credit')),
  credit_limit integer check (credit_limit >= 0),
  credit_days integer not null default 0 check (credit_days >= 0),
  tax_id text not null default '',
  invoice_title text not null default '',
  bank text not null default '',
  bank_account text not null default '',
  tax_rate integer check (tax_rate between 0 and 10000),
  fax text not null default '',
  notes text not null default '',
  status text not null default 'active' check (status in ('active', 'frozen', 'archived')),
  walk_in integer not null default 0 check (walk_in in (0, 1)),
  created_at text not null,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index customer_name on customer (name);
create index customer_list on customer (status, code);
create index customer_updated on customer (status, updated_at, id);
create index customer_by_name on customer (status, pinyin, id);
create index customer_sales_person on customer (sales_person_id) where sales_person_id is not null;
create index customer_tax_id on customer (tax_id) where tax_id <> '';

create table customer_contact (
  customer_id text not null references customer,
  no integer not null,
  name text not null default '',
  title text not null default '',
  mobile text not null default '',
  phone text not null default '',
  email text not null default '',
  primary key (customer_id, no)
) strict, without rowid;
create index customer_contact_mobile on customer_contact (mobile) where mobile <> '';

create table customer_address (
  customer_id text not null references customer,
  no integer not null,
  label text not null default '',
  address text not null,
  contact text not null default '',
  phone text not null default '',
  primary key (customer_id, no)
) strict, without rowid;

create table product (
  id text primary key,
  code text not null unique,
  name text not null,
  mnemonic text not null default '',
  pinyin text not null default '',
  initials text not null default '',
  spec text not null default '',
  model text not null default '',
  brand text not null default '',
  manufacturer text not null default '',
  type_id text references tree_node,
  use text not null default '',
  base_unit text not null,
  purchase_price integer check (purchase_price >= 0),
  retail_price integer check (retail_price >= 0),
  sale_price integer check (sale_price >= 0),
  floor_price integer check (floor_price >= 0),
  tax_rate integer check (tax_rate between 0 and 10000),
  weight integer check (weight >= 0),
  shelf_life_days integer check (shelf_life_days >= 0),
  safety_stock integer not null default 0 check (safety_stock >= 0),
  bin text not null default '',
  notes text not null default '',
  image_id text,
  status text not null default 'active' check (status in ('active', 'archived')),
  created_at text not null,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index product_list on product (status, code);
create index product_by_name on product (status, pinyin, id);
create index product_updated on product (status, updated_at, id);
create index product_name on product (name);
create index product_type on product (type_id) where type_id is not null;
create index product_safety on product (id) where safety_stock > 0;

create table product_pack (
  product_id text not null references product,
  no integer not null check (no between 1 and 3),
  unit text not null,
  factor integer not null check (factor > 0),
  price integer check (price >= 0),
  primary key (product_id, no)
) strict, without rowid;

-- One barcode names one product in one unit, on every screen: the box's barcode adds a box.
create table product_barcode (
  barcode text primary key,
  product_id text not null references product,
  unit text not null
) strict, without rowid;
create index product_barcode_product on product_barcode (product_id);

create table product_image (
  id text primary key,
  product_id text not null references product,
  mime text not null,
  bytes blob not null
) strict, without rowid;

create table contract_price (
  customer_id text not null references customer,
  product_id text not null references product,
  unit text not null,
  from_day text not null,
  to_day text,
  price integer not null check (price >= 0),
  primary key (customer_id, product_id, unit, from_day)
) strict, without rowid;

create table level_price (
  product_id text not null references product,
  grade text not null,
  unit text not null,
  price integer not null check (price >= 0),
  primary key (product_id, grade, unit)
) strict, without rowid;

-- Stock: the movement is the truth, the balance is derived and written by the same function in the same transaction.
create table stock_movement (
  id text primary key,
  warehouse_id text not null references warehouse,
  product_id text not null references product,
  quantity integer not null check (quantity <> 0),
  day text not null,
  at text not null,
  document_type text not null,
  document_id text not null,
  document_number text not null,
  line_no integer not null
) strict, without rowid;
create index stock_movement_product on stock_movement (product_id, warehouse_id, id);
create index stock_movement_document on stock_movement (document_id);

create table stock_balance (
  product_id text not null references product,
  warehouse_id text not null references warehouse,
  on_hand integer not null default 0,
  reserved integer not null default 0,
  primary key (product_id, warehouse_id),
  check (reserved >= 0 and reserved <= on_hand)
) strict, without rowid;

create table stock_adjustment (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  warehouse_id text not null references warehouse,
  day text not null,
  reason text not null,
  created_by text not null references user_account,
  created_at text not null
) strict, without rowid;

create table stock_adjustment_line (
  adjustment_id text not null references stock_adjustment,
  line_no integer not null,
  product_id text not null references product,
  quantity integer not null,
  primary key (adjustment_id, line_no)
) strict, without rowid;

create table sales_order (
  id text primary key,
  number text unique,
  site_id text not null references site,
  customer_id text not null references customer,
  day text not null,
  status text not null check (status in ('draft', 'pending', 'to-ship', 'part-shipped', 'shipped', 'completed', 'rejected', 'void')),
  review text not null check (review in ('draft', 'pending', 'auto', 'approved', 'rejected')),
  outbound text not null default 'none' check (outbound in ('none', 'part', 'all')),
  logistics text not null default 'none' check (logistics in ('none', 'waiting', 'underway', 'delivered', 'signed', 'refused')),
  payment text not null default 'none' check (payment in ('none', 'part', 'paid')),
  closed text not null default 'open' check (closed in ('open', 'short', 'void')),
  origin text not null check (origin in ('desk', 'import', 'api', 'sample')),
  history integer not null default 0 check (history in (0, 1)),
  source_number text not null default '',
  warehouse_id text not null references warehouse,
  sales_person_id text references user_account,
  delivery_day text,
  address text not null default '',
  contact text not null default '',
  phone text not null default '',
  remark text not null default '',
  reason text not null default '',
  amount integer not null,
  discount integer not null default 0,
  total integer not null,
  tax integer not null default 0,
  line_count integer not null,
  shipped_amount integer not null default 0,
  paid integer not null default 0,
  held integer not null default 0 check (held in (0, 1)),
  review_run integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  submitted_at text,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index sales_order_day on sales_order (day, id);
create index sales_order_status on sales_order (status, day, id);
create index sales_order_customer on sales_order (customer_id, day, id);
create index sales_order_sales_person on sales_order (sales_person_id, day, id) where sales_person_id is not null;
-- the few orders that still bind a customer's credit, with all that the credit rule sums
create index sales_order_open on sales_order (customer_id, total, shipped_amount)
  where status in ('to-ship', 'part-shipped');
create index sales_order_source on sales_order (source_number) where source_number <> '';

create table sales_order_line (
  order_id text not null references sales_order,
  line_no integer not null,
  product_id text not null references product,
  warehouse_id text not null references warehouse,
  unit text not null,
  factor integer not null check (factor > 0),
  quantity integer not null,
  price integer not null,
  price_source text not null,
  discount integer not null,
  gift integer not null default 0 check (gift in (0, 1)),
  tax_rate integer not null,
  amount integer not null,
  net integer not null,
  tax integer not null,
  reserved integer not null default 0 check (reserved >= 0),
  shipped integer not null default 0 check (shipped >= 0),
  remark text not null default '',
  primary key (order_id, line_no)
) strict, without rowid;

create index sales_order_line_product on sales_order_line (product_id);

create table order_review (
  order_id text not null references sales_order,
  run integer not null,
  no integer not null,
  rule text not null,
  rule_version integer not null,
  outcome text not null check (outcome in ('pass', 'warn', 'hold', 'reject')),
  line_no integer,
  measured integer not null,
  threshold integer not null,
  detail text not null default '',
  at text not null,
  primary key (order_id, run, no)
) strict, without rowid;

create table shipment (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  order_id text not null references sales_order,
  customer_id text not null references customer,
  warehouse_id text not null references warehouse,
  day text not null,
  status text not null check (status in ('draft', 'posted', 'void')),
  logistics text not null default 'none' check (logistics in ('none', 'waiting', 'underway', 'delivered', 'signed', 'refused')),
  total integer not null default 0,
  driver text not null default '',
  plate text not null default '',
  remark text not null default '',
  reason text not null default '',
  printed integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  posted_at text,
  version integer not null default 1
) strict, without rowid;
create index shipment_order on shipment (order_id);
create index shipment_list on shipment (status, day, id);
create index shipment_day on shipment (day, id);

create table shipment_line (
  shipment_id text not null references shipment,
  line_no integer not null,
  order_line_no integer not null,
  quantity integer not null check (quantity >= 0),
  amount integer not null default 0,
  primary key (shipment_id, line_no)
) strict, without rowid;

-- Receivables: the entry is the truth; positive = the customer owes. Open items and balances are derived.
create table receivable_entry (
  id text primary key,
  customer_id text not null references customer,
  site_id text not null references site,
  kind text not null check (kind in ('opening', 'shipment', 'receipt', 'void', 'adjust')),
  day text not null,
  due_day text,
  amount integer not null,
  order_id text references sales_order,
  document_id text not null,
  document_number text not null,
  at text not null
) strict, without rowid;
create index receivable_entry_customer on receivable_entry (customer_id, day, id);
create index receivable_entry_document on receivable_entry (document_id);
create index receivable_entry_order on receivable_entry (order_id) where order_id is not null;

-- Which credit settled which charge; insert-only, undone by a row with the opposite amount.
create table receivable_allocation (
  id text primary key,
  charge_id text not null references receivable_entry,
  credit_id text not null references receivable_entry,
  amount integer not null,
  at text not null
) strict, without rowid;
create index receivable_allocation_charge on receivable_allocation (charge_id);
create index receivable_allocation_credit on receivable_allocation (credit_id);

-- Entries not settled yet, what is left of them (same sign as the entry).
create table receivable_open (
  entry_id text primary key references receivable_entry,
  customer_id text not null,
  due_day text not null,
  open integer not null check (open <> 0)
) strict, without rowid;
create index receivable_open_customer on receivable_open (customer_id, due_day, entry_id);
create index receivable_open_due on receivable_open (due_day, customer_id);

create table receivable_balance (
  customer_id text primary key references customer,
  balance integer not null
) strict, without rowid;

create table receipt (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  customer_id text not null references customer,
  day text not null,
  amount integer not null check (amount > 0),
  method text not null check (method in ('cash', 'transfer', 'wechat', 'alipay', 'other')),
  note text not null default '',
  status text not null check (status in ('posted', 'void')),
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1
) strict, without rowid;
create index receipt_customer on receipt (customer_id, day);

-- Rollups of effective orders (approved or imported history, not void), by order day. Derived; verify() recomputes them.
create table sales_product_day (
  day text not null,
  product_id text not null,
  quantity integer not null,
  amount integer not null,
  lines integer not null,
  primary key (day, product_id)
) strict, without rowid;

create table sales_customer_day (
  day text not null,
  customer_id text not null,
  orders integer not null,
  amount integer not null,
  primary key (day, customer_id)
) strict, without rowid;

-- What a customer usually takes: count and sum over effective orders, and the newest line's facts.
create table customer_product (
  customer_id text not null,
  product_id text not null,
  times integer not null,
  quantity integer not null,
  last_day text not null,
  last_order_id text not null,
  last_unit text not null,
  last_factor integer not null,
  last_quantity integer not null,
  last_price integer not null,
  primary key (customer_id, product_id)
) strict, without rowid;

create table order_status_count (
  status text primary key,
  count integer not null
) strict, without rowid;

-- Every unit of work, once, in order; payload: what changed. Insert-only; hash chains each entry to the one before.
create table change_log (
  seq integer primary key,
  command text not null,
  user_id text not null,
  at text not null,
  import_id text,
  schema_version integer not null,
  prev_hash blob not null,
  hash blob not null,
  payload blob not null
) strict;
create index change_log_import on change_log (import_id, seq) where import_id is not null;

-- Finds the log entries of one record (a document with its lines counts as one).
create table change_index (
  root_id text not null,
  seq integer not null references change_log,
  primary key (root_id, seq)
) strict, without rowid;

create table import_job (
  id text primary key,
  kind text not null check (kind in ('customers', 'products', 'orders')),
  file_name text not null,
  state text not null,
  document text not null check (json_valid(document)),
  created_by text not null references user_account,
  created_at text not null,
  finished_at text
) strict, without rowid;

create table import_layout (
  kind text not null,
  layout_key text not null,
  mapping text not null check (json_valid(mapping)),
  updated_at text not null,
  primary key (kind, layout_key)
) strict, without rowid;
`
