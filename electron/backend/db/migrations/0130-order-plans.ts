/**
 * Version 130: changes of approved orders, split and merged orders, delivery routes with their cut-off, days off, order
 * templates and standing orders. Frozen in time: never edited after it has shipped, never imports application code.
 *
 * Sets of days are bits: of a week bit 0 is Monday, of a month bit 0 is the first; quantities thousandths of the base unit,
 * amounts 分.
 */
export const version = 130

export const sql = /* sql */ `
-- A tour on which customers are delivered to. Orders for a day are taken until 'cut_off_time' of 'cut_off_days' days before.
create table delivery_route (
  id text primary key,
  name text not null unique,
  weekdays integer not null check (weekdays between 1 and 127),
  cut_off_time text not null,
  cut_off_days integer not null default 1 check (cut_off_days between 0 and 14),
  remark text not null default '',
  archived integer not null default 0 check (archived in (0, 1)),
  version integer not null default 1
) strict, without rowid;
alter table customer add column route_id text references delivery_route;
-- place on the route's way, from 1; 0 without a route
alter table customer add column route_stop integer not null default 0;
create index customer_route on customer (route_id, route_stop, id) where route_id is not null;

-- Days nothing is delivered and standing orders may rest.
create table day_off (
  id text primary key,
  name text not null,
  from_day text not null,
  to_day text not null,
  version integer not null default 1,
  check (from_day <= to_day)
) strict, without rowid;
create index day_off_to on day_off (to_day);

-- Lines to order again: a template, or a standing order when it has a rhythm. 'next_day': the next day it falls due.
create table order_plan (
  id text primary key,
  site_id text not null references site,
  name text not null,
  -- null: a template for every customer
  customer_id text references customer,
  warehouse_id text references warehouse,
  remark text not null default '',
  rhythm text check (rhythm in ('weekdays', 'interval', 'month-days')),
  weekdays integer not null default 0 check (weekdays between 0 and 127),
  interval_days integer not null default 0 check (interval_days between 0 and 366),
  month_days integer not null default 0 check (month_days between 0 and 2147483647),
  from_day text,
  to_day text,
  next_day text,
  days_off text not null default 'rest' check (days_off in ('rest', 'deliver')),
  mode text not null default 'draft' check (mode in ('draft', 'submit')),
  archived integer not null default 0 check (archived in (0, 1)),
  created_by text not null references user_account,
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  check (rhythm is null or (customer_id is not null and from_day is not null)),
  check (next_day is null or rhythm is not null)
) strict, without rowid;
create index order_plan_list on order_plan (archived, name, id);
create index order_plan_customer on order_plan (customer_id) where customer_id is not null;
create index order_plan_due on order_plan (next_day) where next_day is not null;

create table order_plan_line (
  plan_id text not null references order_plan,
  line_no integer not null,
  product_id text not null references product,
  unit text not null,
  quantity integer not null check (quantity > 0),
  remark text not null default '',
  primary key (plan_id, line_no)
) strict, without rowid;
create index order_plan_line_product on order_plan_line (product_id);

-- What became of each day a standing order fell due: one row a day, so that no day is ever ordered twice.
-- made: its order; skipped: by hand, before; missed: the program was closed; failed: see problem; dropped: let go by hand
create table order_plan_run (
  plan_id text not null references order_plan,
  day text not null,
  outcome text not null check (outcome in ('made', 'skipped', 'missed', 'failed', 'dropped')),
  order_id text references sales_order,
  problem text not null default '',
  user_id text not null references user_account,
  at text not null,
  primary key (plan_id, day),
  check ((order_id is null) or (outcome = 'made'))
) strict, without rowid;
create index order_plan_run_open on order_plan_run (outcome, day) where outcome in ('missed', 'failed');
create index order_plan_run_order on order_plan_run (order_id) where order_id is not null;

alter table sales_order add column plan_id text references order_plan;
alter table sales_order add column merged_into text references sales_order;
alter table sales_order add column split_from text references sales_order;
create index sales_order_merged on sales_order (merged_into) where merged_into is not null;
create index sales_order_split on sales_order (split_from) where split_from is not null;
create index sales_order_delivery on sales_order (delivery_day, id) where delivery_day is not null;
-- what of the order's discount this line has for good, because all of it was shipped; null: its part by proportion
alter table sales_order_line add column discount_share integer;

-- A change of an order after it was approved. 'before': the order as it was typed, as JSON.
-- applied: passed the review; waiting: a person decides; accepted, refused: decided
create table order_change (
  id text primary key,
  order_id text not null references sales_order,
  no integer not null,
  reason text not null default '',
  before text not null,
  review text not null check (review in ('auto', 'approved')),
  outcome text not null check (outcome in ('applied', 'waiting', 'accepted', 'refused')),
  user_id text not null references user_account,
  at text not null,
  unique (order_id, no)
) strict, without rowid;
create unique index order_change_waiting on order_change (order_id) where outcome = 'waiting';
`
