/** Version 150: payment services and payments through them. Their secrets lie outside the file. Frozen in time. */
export const version = 150

export const sql = /* sql */ `
create table payment_gateway (
  code text primary key check (code in ('wechat', 'alipay', 'stripe')),
  enabled integer not null default 0 check (enabled in (0, 1)),
  base_url text not null,
  -- what is no secret: numbers of the merchant, the service's public key
  settings text not null check (json_valid(settings)),
  version integer not null default 1
) strict, without rowid;

create table online_payment (
  -- the number the service knows it by, too: never used for another amount
  id text primary key,
  site_id text not null references site,
  customer_id text not null references customer,
  order_id text references sales_order,
  gateway text not null check (gateway in ('wechat', 'alipay', 'stripe')),
  -- the merchant at the service it was asked of: asked of nobody else later
  account text not null,
  way text not null check (way in ('qr', 'code')),
  amount integer not null check (amount > 0),
  currency text not null check (currency = 'CNY'),
  subject text not null,
  state text not null check (state in ('created', 'pending', 'paid', 'closed', 'failed', 'refunding', 'refunded')),
  -- somebody wants it closed: asked for until the service has said so
  closing integer not null default 0 check (closing in (0, 1)),
  qr text,
  trade_no text,
  -- the day the money was asked for
  day text not null,
  expires_at text not null,
  -- when it was closed or failed
  ended_at text,
  paid_at text,
  paid_amount integer check (paid_amount > 0),
  -- the receipt that booked it: written in the unit of work that made it paid
  receipt_id text unique references money_document,
  flag text check (flag in ('amount', 'currency', 'late', 'refunded-there', 'refund-stuck')),
  flag_note text not null default '',
  -- what the service said last when it did not do what was asked
  problem text not null default '',
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1,
  check ((receipt_id is null) = (state in ('created', 'pending', 'closed', 'failed'))),
  check ((receipt_id is null) = (paid_amount is null))
) strict, without rowid;
create index online_payment_list on online_payment (created_at, id);
create index online_payment_customer on online_payment (customer_id, created_at, id);
create index online_payment_order on online_payment (order_id) where order_id is not null;
create index online_payment_watched on online_payment (state, ended_at) where state not in ('paid', 'refunded');
create index online_payment_flag on online_payment (created_at, id) where flag is not null;

create table online_refund (
  id text primary key,
  payment_id text not null references online_payment,
  amount integer not null check (amount > 0),
  reason text not null,
  state text not null check (state in ('asked', 'done', 'failed')),
  -- the service's number of it
  refund_no text,
  -- the refund that booked it
  document_id text unique references money_document,
  problem text not null default '',
  created_by text not null references user_account,
  created_at text not null,
  ended_at text,
  check ((document_id is null) = (state <> 'done'))
) strict, without rowid;
create index online_refund_payment on online_refund (payment_id);

-- The right that comes with this version, for the roles every company was founded with.
update role set rights = json_insert(rights, '$[#]', 'payments.online')
where code in ('owner', 'order-desk', 'finance', 'sales')
  and not exists (select 1 from json_each(role.rights) where value = 'payments.online');
`
