/**
 * Version 140: leave given level by level and by deputies, notes judged once more as their goods leave, shares of a credit
 * limit for branches that work on their own, and least quantities of products. Frozen in time.
 */
export const version = 140

export const sql = /* sql */ `
alter table product add column sale_minimum integer check (sale_minimum > 0);
alter table product add column sale_multiple integer check (sale_multiple > 0);

-- how often the company had changed its rules when a result was found; null: judged before it was counted
alter table order_review add column settings_version integer;

-- who has given leave since the order was submitted: user or user/whose deputy, separated by spaces
alter table sales_order add column approvals text not null default '';

create table order_decision (
  order_id text not null references sales_order,
  no integer not null,
  -- the run of the rules it answers
  run integer not null,
  kind text not null check (kind in ('approve', 'reject', 'send-back', 'withdraw')),
  -- of the leave given, and how many the order needed; 1 of 1 without levels
  level integer not null,
  levels integer not null,
  reason text not null,
  at text not null,
  user_id text not null references user_account,
  for_user_id text references user_account,
  primary key (order_id, no)
) strict, without rowid;

create table shipment_review (
  shipment_id text not null references shipment,
  run integer not null,
  order_id text not null references sales_order,
  -- of the note as it was judged, 分
  amount integer not null,
  outcome text not null check (outcome in ('pass', 'warn', 'stopped', 'left')),
  results text not null check (json_valid(results)),
  rule_version integer not null,
  settings_version integer not null,
  at text not null,
  user_id text not null references user_account,
  -- goods that had gone already: why
  left_reason text not null default '',
  -- stands in the queue until somebody decides
  waiting integer not null check (waiting in (0, 1)),
  decided text check (decided in ('released', 'seen')),
  reason text not null default '',
  decided_at text,
  decided_by text references user_account,
  decided_for text references user_account,
  primary key (shipment_id, run)
) strict, without rowid;
create index shipment_review_order on shipment_review (order_id);
create index shipment_review_waiting on shipment_review (at, shipment_id) where waiting = 1;

-- who acts for whom, from the first to the last day
create table deputy (
  id text primary key,
  user_id text not null references user_account,
  deputy_id text not null references user_account,
  from_day text not null,
  to_day text not null,
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1,
  check (from_day <= to_day and user_id <> deputy_id)
) strict, without rowid;
create index deputy_deputy on deputy (deputy_id, to_day);

-- part of every customer's limit a site may use on its own, basis points; null: it shares the common limit
alter table site add column credit_share integer check (credit_share between 0 and 10000);
-- what one customer may owe one such site, 分, in place of the part
create table credit_room (
  customer_id text not null references customer,
  site_id text not null references site,
  amount integer not null check (amount >= 0),
  primary key (customer_id, site_id)
) strict, without rowid;

update company set settings = json_set(settings,
  '$.review.saleQuantity', 'hold',
  '$.review.cutOff', 'hold',
  '$.review.cutOffTime', '',
  '$.review.orderAmount', 'off',
  '$.review.amountLimit', 10000000,
  '$.review.atShipment', json('true'),
  '$.review.levels', json('[]'),
  '$.review.reasons', json('[]'),
  '$.review.version', 1);
`
