/**
 * Version 80: money accounts with their ledger, one document for everything that moves money or settles debts (receipts,
 * payments, refunds, transfers, income, expense, bounced cheques, settlements), deposits that wait, ways to pay.
 * Receipts and payments of former versions become such documents. Frozen in time.
 */
export const version = 80

export const sql = /* sql */ `
create table receivable_entry_80 (
  id text primary key,
  customer_id text not null references customer,
  site_id text not null references site,
  kind text not null check (kind in ('opening', 'shipment', 'return', 'receipt', 'refund', 'discount', 'adjust', 'void')),
  day text not null,
  due_day text,
  amount integer not null,
  order_id text references sales_order,
  document_id text not null,
  document_number text not null,
  at text not null
) strict, without rowid;
insert into receivable_entry_80 select * from receivable_entry;
drop table receivable_entry;
alter table receivable_entry_80 rename to receivable_entry;
create index receivable_entry_customer on receivable_entry (customer_id, day, id);
create index receivable_entry_document on receivable_entry (document_id);
create index receivable_entry_order on receivable_entry (order_id) where order_id is not null;

-- held: a deposit that settles nothing until somebody uses it, or the order it was paid for is shipped
alter table receivable_open add column held integer not null default 0 check (held in (0, 1));
-- the few credits that wait for a bill
create index receivable_open_credit on receivable_open (customer_id, due_day, entry_id) where open < 0;

create table payable_entry_80 (
  id text primary key,
  supplier_id text not null references supplier,
  site_id text not null references site,
  kind text not null
    check (kind in ('opening', 'receipt', 'return', 'cost', 'payment', 'void', 'adjust', 'refund', 'discount')),
  day text not null,
  due_day text not null,
  amount integer not null,
  document_id text not null,
  document_number text not null,
  at text not null,
  -- the purchase order a prepayment is for
  order_id text references purchase_order
) strict, without rowid;
insert into payable_entry_80 select *, null from payable_entry;
drop table payable_entry;
alter table payable_entry_80 rename to payable_entry;
create index payable_entry_supplier on payable_entry (supplier_id, day, id);
create index payable_entry_document on payable_entry (document_id);

create table money_account (
  id text primary key,
  site_id text not null references site,
  kind text not null check (kind in ('cash', 'bank', 'wechat', 'alipay', 'other')),
  name text not null,
  -- number of the bank account
  number text not null default '',
  archived integer not null default 0 check (archived in (0, 1)),
  version integer not null default 1,
  unique (site_id, name)
) strict, without rowid;
insert into money_account (id, site_id, kind, name)
  select substr(s.id, 1, 24) || k.mark, s.id, k.kind, k.name
  from site s,
    (select '0C' as mark, 'cash' as kind, '现金' as name union all select '0D', 'bank', '银行'
     union all select '0E', 'wechat', '微信' union all select '0F', 'alipay', '支付宝'
     union all select '0G', 'other', '其他') k;

-- What came into an account (above 0) and went out of it; the truth behind every balance.
create table cash_entry (
  id text primary key,
  account_id text not null references money_account,
  site_id text not null references site,
  kind text not null check (kind in
    ('opening', 'receipt', 'refund', 'payment', 'supplier-refund', 'transfer', 'income', 'expense', 'bounce', 'void')),
  day text not null,
  amount integer not null check (amount <> 0),
  document_id text not null,
  document_number text not null,
  at text not null
) strict, without rowid;
create index cash_entry_account on cash_entry (account_id, day, id, amount);
create index cash_entry_document on cash_entry (document_id);

create table cash_balance (
  account_id text primary key references money_account,
  balance integer not null
) strict, without rowid;

-- amount: by which the debt of the party changes (money + discount + rounding); money: what moved over accounts.
create table money_document (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  kind text not null check (kind in
    ('receipt', 'refund', 'payment', 'supplier-refund', 'transfer', 'income', 'expense', 'bounce', 'match', 'unmatch')),
  customer_id text references customer,
  supplier_id text references supplier,
  -- the sales or purchase order it is paid for in advance
  order_id text,
  -- the document it follows: the bounced cheque's, the settlement that is undone
  source_id text references money_document,
  day text not null,
  amount integer not null check (amount > 0),
  money integer not null check (money >= 0),
  discount integer not null default 0 check (discount >= 0),
  rounding integer not null default 0 check (rounding >= 0),
  -- what is not settled waits until somebody uses it
  held integer not null default 0 check (held in (0, 1)),
  -- what income or expense was for
  category text not null default '',
  note text not null default '',
  -- why a limit was passed, a cheque bounced, a document was taken back
  reason text not null default '',
  status text not null check (status in ('posted', 'void')),
  printed integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1,
  check (customer_id is null or supplier_id is null)
) strict, without rowid;
create index money_document_day on money_document (day, id);
create index money_document_kind on money_document (kind, day, id);
create index money_document_customer on money_document (customer_id, day, id) where customer_id is not null;
create index money_document_supplier on money_document (supplier_id, day, id) where supplier_id is not null;
create index money_document_source on money_document (source_id) where source_id is not null;

-- The accounts of a document; a transfer goes out of line 1 into line 2.
create table money_line (
  document_id text not null references money_document,
  line_no integer not null,
  account_id text not null references money_account,
  method text not null check (method in ('cash', 'transfer', 'wechat', 'alipay', 'stripe', 'cheque', 'other')),
  amount integer not null check (amount > 0),
  -- number of the cheque, or of the payment at the bank or service
  reference text not null default '',
  -- day from which a cheque may be cashed
  due_day text,
  -- the document that says the cheque bounced
  bounced_id text references money_document,
  primary key (document_id, line_no)
) strict, without rowid;
create index money_line_account on money_line (account_id);
create index money_line_cheque on money_line (due_day, document_id) where method = 'cheque';
create index money_line_reference on money_line (reference) where reference <> '';

-- What a settlement (match) or its undoing (unmatch) says: which credit settles how much of which charge.
create table money_match (
  document_id text not null references money_document,
  line_no integer not null,
  charge_id text not null,
  credit_id text not null,
  amount integer not null check (amount > 0),
  primary key (document_id, line_no)
) strict, without rowid;

insert into money_document (id, number, site_id, kind, customer_id, day, amount, money, note, status, created_by,
    created_at, version)
  select id, number, site_id, 'receipt', customer_id, day, amount, amount, note, status, created_by, created_at, version
  from receipt;
insert into money_document (id, number, site_id, kind, supplier_id, day, amount, money, held, note, status, created_by,
    created_at, version)
  select id, number, site_id, 'payment', supplier_id, day, amount, amount, held, note, status, created_by, created_at,
    version
  from payment;
insert into money_line (document_id, line_no, account_id, method, amount)
  select m.id, 1, substr(m.site_id, 1, 24) ||
    case m.method when 'cash' then '0C' when 'transfer' then '0D' when 'wechat' then '0E' when 'alipay' then '0F' else '0G' end,
    m.method, m.amount
  from (select id, site_id, method, amount from receipt union all select id, site_id, method, amount from payment) m;
-- an entry takes the id of its document, the entry that takes it back that of the debt's opposite entry
insert into cash_entry
  select d.id, l.account_id, d.site_id, d.kind, d.day, case d.kind when 'receipt' then d.amount else -d.amount end, d.id,
    d.number, d.created_at
  from money_document d join money_line l on l.document_id = d.id;
insert into cash_entry
  select e.id, l.account_id, d.site_id, 'void', e.day, case d.kind when 'receipt' then -d.amount else d.amount end, d.id,
    d.number, e.at
  from money_document d join money_line l on l.document_id = d.id
  join (select id, document_id, day, at, kind from receivable_entry
        union all select id, document_id, day, at, kind from payable_entry) e
    on e.document_id = d.id and e.kind = 'void';
insert into cash_balance select account_id, sum(amount) from cash_entry group by account_id;
drop table receipt;
drop table payment;

create table customer_80 (
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
  settlement text not null default 'cash' check (settlement in ('cash', 'cod', 'monthly', 'credit', 'deposit')),
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
  version integer not null default 1,
  min_life integer not null default 0 check (min_life between 0 and 10000),
  -- how the money usually comes; empty: nothing usual
  pay_method text not null default ''
    check (pay_method in ('', 'cash', 'transfer', 'wechat', 'alipay', 'stripe', 'cheque', 'other'))
) strict, without rowid;
insert into customer_80 select *, '' from customer;
drop table customer;
alter table customer_80 rename to customer;
create index customer_name on customer (name);
create index customer_list on customer (status, code);
create index customer_updated on customer (status, updated_at, id);
create index customer_by_name on customer (status, pinyin, id);
create index customer_sales_person on customer (sales_person_id) where sales_person_id is not null;
create index customer_tax_id on customer (tax_id) where tax_id <> '';

create table supplier_80 (
  id text primary key,
  code text not null unique,
  name text not null,
  short_name text not null default '',
  mnemonic text not null default '',
  pinyin text not null default '',
  initials text not null default '',
  category text not null default '',
  buyer_id text references user_account,
  settlement text not null default 'monthly' check (settlement in ('cash', 'cod', 'monthly', 'credit', 'deposit')),
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
insert into supplier_80 select * from supplier;
drop table supplier;
alter table supplier_80 rename to supplier;
create index supplier_name on supplier (name);
create index supplier_list on supplier (status, code);
create index supplier_by_name on supplier (status, pinyin, id);
create index supplier_updated on supplier (status, updated_at, id);
create index supplier_tax_id on supplier (tax_id) where tax_id <> '';

update company set settings = json_set(settings, '$.settlement', json('{"roundingLimit":1000,"discountLimit":200}'));

-- The rights that come with this version, for the roles every company was founded with.
update role set rights = json_insert(rights, '$[#]', 'settlement.override')
where code = 'owner' and not exists (select 1 from json_each(role.rights) where value = 'settlement.override');
`
