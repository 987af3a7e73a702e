/**
 * Version 120: vehicles, drivers, trips with their notes and the money taken on them, what happened to a note on its way,
 * signed copies with their photographs, and what a carrier was asked. Frozen in time.
 */
export const version = 120

export const sql = /* sql */ `
-- copy: whether the signed third copy has come back. Notes from before this version were never waited for.
alter table shipment add column copy text not null default 'none' check (copy in ('none', 'due', 'returned', 'waived'));
alter table shipment add column carrier text not null default '';
alter table shipment add column waybill text not null default '';
create index shipment_waybill on shipment (waybill) where waybill <> '';
create index shipment_copy_due on shipment (day, id) where copy = 'due';
create index shipment_waiting on shipment (day, id) where status in ('draft', 'posted') and logistics in ('none', 'waiting');
-- what the customer signed for, thousandths of the base unit; null: not signed yet
alter table shipment_line add column signed integer check (signed is null or signed between 0 and quantity);
update shipment_line set signed = quantity
  where shipment_id in (select id from shipment where status = 'posted' and logistics = 'signed');
update shipment_line set signed = 0
  where shipment_id in (select id from shipment where status = 'posted' and logistics = 'refused');

-- What happened to a note on its way; insert-only. state: the milestone the note has after it; null: as before.
create table shipment_event (
  id text primary key,
  shipment_id text not null references shipment,
  -- in the order it was written down
  no integer not null,
  kind text not null check (kind in ('load', 'depart', 'transit', 'arrive', 'sign', 'refuse', 'copy', 'exception', 'back', 'reopen')),
  state text check (state in ('waiting', 'underway', 'delivered', 'signed', 'refused')),
  at text not null,
  place text not null default '',
  remark text not null default '',
  source text not null check (source in ('hand', 'trip', 'desk', 'carrier')),
  -- a carrier tells the same again and again: told once
  source_key text,
  created_by text not null references user_account,
  recorded_at text not null
) strict, without rowid;
create unique index shipment_event_note on shipment_event (shipment_id, no);
create unique index shipment_event_source on shipment_event (shipment_id, source_key) where source_key is not null;
-- milestones set before this version have no event of their own: one each says where the note was
insert into shipment_event (id, shipment_id, no, kind, state, at, source, created_by, recorded_at)
  select id, id, 1, case logistics when 'underway' then 'depart' when 'delivered' then 'arrive' when 'signed' then 'sign' else 'refuse' end,
    logistics, coalesce(posted_at, created_at), 'hand', created_by, coalesce(posted_at, created_at)
  from shipment where status = 'posted' and logistics not in ('none', 'waiting');
update shipment set logistics = 'waiting' where status = 'posted' and logistics = 'none';
update shipment set logistics = 'none' where status <> 'posted';
-- an order is as far as the note of it that is least far
update sales_order set logistics = (
  select case
    when sum(logistics = 'waiting') > 0 then 'waiting'
    when sum(logistics = 'underway') > 0 then 'underway'
    when sum(logistics = 'delivered') > 0 then 'delivered'
    when sum(logistics = 'signed') > 0 then 'signed'
    when count(*) > 0 then 'refused'
    else 'none' end
  from shipment d where d.order_id = sales_order.id and d.status = 'posted')
where history = 0 and (logistics <> 'none' or id in (select order_id from shipment where status = 'posted'));

create table vehicle (
  id text primary key,
  plate text not null unique,
  name text not null default '',
  -- grams; null: not known
  capacity integer check (capacity > 0),
  archived integer not null default 0 check (archived in (0, 1)),
  version integer not null default 1
) strict, without rowid;

create table driver (
  id text primary key,
  name text not null unique,
  phone text not null default '',
  archived integer not null default 0 check (archived in (0, 1)),
  version integer not null default 1
) strict, without rowid;

create table trip (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  day text not null,
  status text not null check (status in ('planned', 'underway', 'settled', 'void')),
  vehicle_id text references vehicle,
  driver_id text references driver,
  remark text not null default '',
  reason text not null default '',
  departed_at text,
  settled_at text,
  -- cash the driver handed in, 分
  handed_in integer check (handed_in >= 0),
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1
) strict, without rowid;
create index trip_list on trip (status, day, id);

-- The notes of a trip in the order they are dropped; notes for one customer and address in a row make one stop.
-- result: open = still on the way; back = came back, to be delivered another time.
create table trip_note (
  trip_id text not null references trip,
  shipment_id text not null references shipment,
  position integer not null,
  -- what was to be collected when the vehicle left, 分; null: it has not left
  collect integer check (collect >= 0),
  result text not null default 'open' check (result in ('open', 'delivered', 'signed', 'short', 'refused', 'back')),
  version integer not null default 1,
  primary key (trip_id, shipment_id)
) strict, without rowid;
create unique index trip_note_live on trip_note (shipment_id) where result <> 'back';

-- Money customers gave the driver; a receipt of the same id is booked when the driver hands in.
create table trip_money (
  id text primary key,
  trip_id text not null references trip,
  shipment_id text not null references shipment,
  method text not null check (method in ('cash', 'transfer', 'wechat', 'alipay', 'other')),
  amount integer not null check (amount > 0)
) strict, without rowid;
create index trip_money_note on trip_money (trip_id, shipment_id);

-- What drivers owe of the money they took (分; positive: the driver owes), insert-only. trip_id null: settled later.
create table driver_entry (
  id text primary key,
  driver_id text not null references driver,
  trip_id text references trip,
  day text not null,
  amount integer not null,
  remark text not null default '',
  created_by text not null references user_account,
  at text not null
) strict, without rowid;
create index driver_entry_driver on driver_entry (driver_id, id);

-- A signed copy that came back, or why none will.
create table signed_copy (
  shipment_id text primary key references shipment,
  signed_by text not null default '',
  signed_day text,
  remark text not null default '',
  waived integer not null default 0 check (waived in (0, 1)),
  created_by text not null references user_account,
  at text not null
) strict, without rowid;

create table signed_copy_photo (
  id text primary key,
  shipment_id text not null references shipment,
  mime text not null,
  bytes blob not null,
  created_by text not null references user_account,
  at text not null
) strict, without rowid;
create index signed_copy_photo_note on signed_copy_photo (shipment_id);

-- The account with a tracking service, of this machine; its key is sealed beside the file, never in it.
create table tracking_account (
  provider text primary key check (provider = 'kuaidi100'),
  customer text not null,
  url text not null
) strict, without rowid;

-- When a carrier was last asked about a waybill, and the earliest instant to ask again.
create table tracking_query (
  carrier text not null,
  waybill text not null,
  asked_at text not null,
  next_at text not null,
  failures integer not null default 0,
  problem text not null default '',
  primary key (carrier, waybill)
) strict, without rowid;

update role set rights = (
  select json_group_array(value) from (
    select value from json_each(role.rights)
    union
    select n.value from json_each(
      case role.code
        when 'owner' then '["delivery.view","delivery.edit"]'
        when 'warehouse' then '["delivery.view","delivery.edit"]'
        else '["delivery.view"]' end) n))
where code in ('owner', 'warehouse', 'order-desk', 'reviewer', 'finance');
`
