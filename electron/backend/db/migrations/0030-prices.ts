/**
 * Version 30: prices that begin on a day and from a quantity on, promotions, price lists, and what they leave on orders.
 * Frozen in time: never edited after it has shipped, never imports application code.
 *
 * An empty `from_day` means since ever; a price of null ends what held before. Quantities from which a price holds are in
 * thousandths of the base unit.
 */
export const version = 30

export const sql = /* sql */ `
create table product_price (
  product_id text not null references product,
  kind text not null check (kind in ('sale', 'retail', 'purchase', 'floor')),
  unit text not null,
  from_day text not null check (from_day <> ''),
  price integer check (price >= 0),
  primary key (product_id, kind, unit, from_day)
) strict, without rowid;

create table quantity_break (
  product_id text not null references product,
  unit text not null,
  min_quantity integer not null check (min_quantity > 0),
  from_day text not null default '',
  price integer check (price >= 0),
  primary key (product_id, unit, min_quantity, from_day)
) strict, without rowid;

create table level_price_30 (
  product_id text not null references product,
  grade text not null,
  unit text not null,
  min_quantity integer not null default 0 check (min_quantity >= 0),
  from_day text not null default '',
  price integer check (price >= 0),
  primary key (product_id, grade, unit, min_quantity, from_day)
) strict, without rowid;
insert into level_price_30 (product_id, grade, unit, price) select product_id, grade, unit, price from level_price;
drop table level_price;
alter table level_price_30 rename to level_price;

create table contract_price_30 (
  customer_id text not null references customer,
  product_id text not null references product,
  unit text not null,
  min_quantity integer not null default 0 check (min_quantity >= 0),
  from_day text not null,
  to_day text,
  price integer not null check (price >= 0),
  primary key (customer_id, product_id, unit, min_quantity, from_day)
) strict, without rowid;
insert into contract_price_30 (customer_id, product_id, unit, from_day, to_day, price)
  select customer_id, product_id, unit, from_day, to_day, price from contract_price;
drop table contract_price;
alter table contract_price_30 rename to contract_price;

-- How a customer's prices are quoted and guarded; a customer without a row follows the company.
create table customer_pricing (
  customer_id text primary key references customer,
  tax_included integer check (tax_included in (0, 1)),
  floor_margin integer check (floor_margin between -10000 and 10000),
  version integer not null default 1
) strict, without rowid;

create table promotion (
  id text primary key,
  name text not null,
  kind text not null check (kind in ('gift', 'off', 'price')),
  status text not null check (status in ('active', 'stopped')),
  from_day text not null,
  to_day text,
  priority integer not null check (priority between 1 and 20),
  exclusive integer not null check (exclusive in (0, 1)),
  rule text not null check (json_valid(rule)),
  budget integer check (budget >= 0),
  notes text not null default '',
  created_by text not null references user_account,
  created_at text not null,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index promotion_active on promotion (status, from_day);

-- Prices changed together: from the grid of the price list, or from a file that came back.
create table price_change (
  id text primary key,
  source text not null check (source in ('grid', 'file')),
  file_name text not null default '',
  from_day text,
  line_count integer not null,
  created_by text not null references user_account,
  created_at text not null,
  undone_at text,
  version integer not null default 1
) strict, without rowid;
create index price_change_created on price_change (created_at);

create table price_change_line (
  change_id text not null references price_change,
  no integer not null,
  product_id text not null references product,
  unit text not null,
  kind text not null check (kind in ('sale', 'retail', 'purchase', 'floor', 'break', 'level', 'contract')),
  grade text not null default '',
  customer_id text references customer,
  old text not null,
  new text not null,
  primary key (change_id, no)
) strict, without rowid;

alter table sales_order add column tax_included integer not null default 1 check (tax_included in (0, 1));
alter table sales_order add column promotion_off integer not null default 0;
alter table sales_order add column override_reason text not null default '';
alter table sales_order_line add column promotion_id text references promotion;
alter table sales_order_line add column promotion_off integer not null default 0;
-- cost of the whole line when it was priced, 分; null where nothing was known
alter table sales_order_line add column cost integer;
create index sales_order_line_promotion on sales_order_line (promotion_id) where promotion_id is not null;

create table sales_order_promotion (
  order_id text not null references sales_order,
  promotion_id text not null references promotion,
  times integer not null,
  off integer not null,
  primary key (order_id, promotion_id)
) strict, without rowid;

-- Gifts are no habit and leave no last price: what counted them is counted again.
delete from customer_product where (customer_id, product_id) in (
  select o.customer_id, l.product_id from sales_order o join sales_order_line l on l.order_id = o.id where l.gift = 1);
insert into customer_product
  select customer_id, product_id, times, quantity, last_day, substr(newest, 11, 26), last_unit, last_factor, last_quantity,
    last_price
  from (
    select o.customer_id, l.product_id, count(*) as times, sum(l.quantity) as quantity, o.day as last_day,
      max(o.day || o.id || printf('%09d', l.line_no)) as newest, l.unit as last_unit, l.factor as last_factor,
      l.quantity as last_quantity, l.price as last_price
    from sales_order o join sales_order_line l on l.order_id = o.id
    where o.review in ('auto', 'approved') and o.closed <> 'void' and l.gift = 0
      and (o.customer_id, l.product_id) in (
        select go.customer_id, gl.product_id from sales_order go join sales_order_line gl on gl.order_id = go.id
        where gl.gift = 1)
    group by o.customer_id, l.product_id);

update company set settings = json_set(settings,
  '$.taxIncluded', json('true'),
  '$.review.margin', 'hold', '$.review.marginFloor', 0,
  '$.review.discount', 'hold', '$.review.discountLimit', 2000,
  '$.review.giftBudget', 'hold');
`
