/** Version 110: scarce stock moved between orders, pick lists with what was picked, and cartons. Frozen in time. */
export const version = 110

export const sql = /* sql */ `
-- the goods of a note are being collected, or have been; while they are its quantities stand still
alter table shipment add column picking text not null default 'none' check (picking in ('none', 'picking', 'picked'));

create table pick_list (
  id text primary key,
  number text not null unique,
  site_id text not null references site,
  warehouse_id text not null references warehouse,
  kind text not null check (kind in ('order', 'wave', 'route')),
  route text not null default '',
  status text not null check (status in ('open', 'picking', 'picked', 'checked', 'void')),
  remark text not null default '',
  reason text not null default '',
  day text not null,
  claimed_by text references user_account,
  claimed_at text,
  printed integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  picked_by text references user_account,
  picked_at text,
  checked_by text references user_account,
  checked_at text,
  version integer not null default 1
) strict, without rowid;
create index pick_list_status on pick_list (status, day, id);

create table pick_note (
  list_id text not null references pick_list,
  shipment_id text not null references shipment,
  -- the number of the tote or trolley place its goods are put in
  tote integer not null check (tote > 0),
  primary key (list_id, shipment_id)
) strict, without rowid;
create index pick_note_shipment on pick_note (shipment_id);

-- one line of a note, or one lot of it
create table pick_task (
  list_id text not null references pick_list,
  no integer not null,
  shipment_id text not null references shipment,
  line_no integer not null,
  product_id text not null references product,
  lot_id text references stock_lot,
  quantity integer not null check (quantity > 0),
  picked integer not null default 0,
  short_reason text not null default '' check (short_reason in ('', 'missing', 'damaged', 'expired', 'not-found', 'other')),
  primary key (list_id, no),
  check (picked >= 0 and picked <= quantity)
) strict, without rowid;

create table pick_entry (
  id text primary key,
  list_id text not null,
  task_no integer not null,
  quantity integer not null check (quantity <> 0),
  user_id text not null references user_account,
  at text not null,
  foreign key (list_id, task_no) references pick_task
) strict, without rowid;
create index pick_entry_task on pick_entry (list_id, task_no);

create table carton (
  id text primary key,
  shipment_id text not null references shipment,
  no integer not null check (no > 0),
  -- grams; null: not weighed
  weight integer check (weight >= 0),
  created_by text not null references user_account,
  created_at text not null,
  version integer not null default 1,
  unique (shipment_id, no)
) strict, without rowid;
create table carton_line (
  carton_id text not null references carton,
  line_no integer not null,
  quantity integer not null check (quantity > 0),
  primary key (carton_id, line_no)
) strict, without rowid;

create table allocation_run (
  id text primary key,
  product_id text not null references product,
  warehouse_id text not null references warehouse,
  rule text not null check (rule in ('hand', 'promise', 'value', 'route', 'even', 'age')),
  created_by text not null references user_account,
  created_at text not null,
  undone_by text references user_account,
  undone_at text,
  version integer not null default 1
) strict, without rowid;
create table allocation_move (
  run_id text not null references allocation_run,
  order_id text not null references sales_order,
  line_no integer not null,
  before integer not null check (before >= 0),
  after integer not null check (after >= 0),
  -- the lots the line kept before, as JSON; empty array: goods without lots
  lots text not null,
  primary key (run_id, order_id, line_no)
) strict, without rowid;

-- The rights that come with this version, for the roles every company was founded with.
update role set rights = (
  select json_group_array(value) from (
    select value from json_each(role.rights)
    union
    select value from json_each(
      case role.code
        when 'warehouse' then '["picking.view","picking.edit","allocation.edit"]'
        when 'reviewer' then '["picking.view","allocation.edit"]'
        else '["picking.view","picking.edit","allocation.edit"]' end)))
  where code in ('owner', 'reviewer', 'warehouse');
`
