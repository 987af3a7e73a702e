/**
 * Version 20: lots, places, stock documents and the value of stock. Frozen in time: never edited after it has shipped.
 *
 * Values are 1/10000 yuan in total (not per unit). Stock that was there before gets the product's purchase price as its cost:
 * each movement takes the difference of the running value, so that no stock means no value.
 */
export const version = 20

export const sql = /* sql */ `
-- Sales may take more than is there from such a warehouse; it is reported, never hidden.
alter table warehouse add column allow_negative integer not null default 0 check (allow_negative in (0, 1));

-- Least part of the shelf life that must remain when goods reach the customer, basis points (6667: two thirds).
alter table customer add column min_life integer not null default 0 check (min_life between 0 and 10000);

alter table product add column lot_tracked integer not null default 0 check (lot_tracked in (0, 1));
alter table product add column max_stock integer check (max_stock >= 0);

create table bin (
  id text primary key,
  warehouse_id text not null references warehouse,
  code text not null,
  name text not null default '',
  sort integer not null default 0,
  archived integer not null default 0 check (archived in (0, 1)),
  version integer not null default 1,
  unique (warehouse_id, code)
) strict, without rowid;

-- Where a product lies in a warehouse and how much should be there; absent columns: the product's own figures hold.
create table product_place (
  product_id text not null references product,
  warehouse_id text not null references warehouse,
  bin_id text references bin,
  min_stock integer check (min_stock >= 0),
  max_stock integer check (max_stock >= 0),
  primary key (product_id, warehouse_id)
) strict, without rowid;
create index product_place_bin on product_place (bin_id) where bin_id is not null;

create table stock_lot (
  id text primary key,
  product_id text not null references product,
  number text not null,
  production_day text,
  expiry_day text,
  frozen integer not null default 0 check (frozen in (0, 1)),
  freeze_reason text not null default '',
  -- released although its last day is over: the program does not freeze it again
  past_expiry integer not null default 0 check (past_expiry in (0, 1)),
  -- why it was released the last time
  release_reason text not null default '',
  created_at text not null,
  version integer not null default 1,
  unique (product_id, number)
) strict, without rowid;
create index stock_lot_expiry on stock_lot (expiry_day, product_id) where expiry_day is not null;
-- a scanned lot label names the lot alone
create index stock_lot_number on stock_lot (number);
create index stock_lot_due on stock_lot (expiry_day)
  where expiry_day is not null and frozen = 0 and past_expiry = 0;

create table stock_movement_20 (
  id text primary key,
  warehouse_id text not null references warehouse,
  product_id text not null references product,
  lot_id text references stock_lot,
  quantity integer not null,
  value integer not null,
  day text not null,
  at text not null,
  document_type text not null,
  document_id text not null,
  document_number text not null,
  line_no integer not null,
  -- the value was given (a purchase, a typed cost), not taken from the average: re-costing leaves it as it is
  known integer not null default 0 check (known in (0, 1)),
  -- the movement whose value this one corrects; its own quantity is zero
  corrects text references stock_movement,
  check (quantity <> 0 or value <> 0),
  check (corrects is null or quantity = 0)
) strict, without rowid;
insert into stock_movement_20
  select id, warehouse_id, product_id, null, quantity,
    (after * price) / 1000 - ((after - quantity) * price) / 1000,
    day, at,
    case when document_type <> 'adjustment' then document_type
      when exists (select 1 from stock_adjustment_line l where l.adjustment_id = document_id and l.quantity > 0)
        then 'other-in'
      else 'other-out' end,
    document_id, document_number, line_no, quantity > 0, null
  from (
    select m.*, coalesce(p.purchase_price, 0) as price,
      sum(m.quantity) over (partition by m.product_id, w.site_id order by m.id) as after
    from stock_movement m join warehouse w on w.id = m.warehouse_id join product p on p.id = m.product_id);
drop table stock_movement;
alter table stock_movement_20 rename to stock_movement;
create index stock_movement_product on stock_movement (product_id, warehouse_id, id);
create index stock_movement_document on stock_movement (document_id);
create index stock_movement_lot on stock_movement (lot_id, id) where lot_id is not null;

create table stock_balance_20 (
  product_id text not null references product,
  warehouse_id text not null references warehouse,
  on_hand integer not null default 0,
  reserved integer not null default 0 check (reserved >= 0),
  -- on hand in frozen lots and not reserved
  frozen integer not null default 0 check (frozen >= 0),
  -- ordered from suppliers, not yet received
  on_order integer not null default 0 check (on_order >= 0),
  -- on its way from another warehouse
  in_transit integer not null default 0 check (in_transit >= 0),
  -- the warehouse allows negative stock
  may_lack integer not null default 0 check (may_lack in (0, 1)),
  primary key (product_id, warehouse_id),
  check (may_lack = 1 or reserved + frozen <= on_hand)
) strict, without rowid;
insert into stock_balance_20 (product_id, warehouse_id, on_hand, reserved)
  select product_id, warehouse_id, on_hand, reserved from stock_balance;
drop table stock_balance;
alter table stock_balance_20 rename to stock_balance;
-- what is out of the ordinary is found at once among many balances
create index stock_balance_lacking on stock_balance (product_id) where on_hand < 0;
create index stock_balance_frozen on stock_balance (product_id) where frozen > 0;

create table stock_lot_balance (
  product_id text not null references product,
  warehouse_id text not null references warehouse,
  lot_id text not null references stock_lot,
  on_hand integer not null default 0,
  reserved integer not null default 0,
  primary key (product_id, warehouse_id, lot_id),
  check (reserved >= 0 and reserved <= on_hand)
) strict, without rowid;
create index stock_lot_balance_lot on stock_lot_balance (lot_id);
create index stock_lot_balance_there on stock_lot_balance (lot_id, warehouse_id) where on_hand <> 0;

-- Moving average per product and site: value / quantity is the unit cost; last_cost (1/10000 yuan per base unit) stands in
-- while nothing is there.
create table stock_value (
  product_id text not null references product,
  site_id text not null references site,
  quantity integer not null,
  value integer not null,
  last_cost integer not null default 0,
  primary key (product_id, site_id)
) strict, without rowid;
insert into stock_value
  select m.product_id, w.site_id, sum(m.quantity), sum(m.value), coalesce(max(p.purchase_price), 0)
  from stock_movement m join warehouse w on w.id = m.warehouse_id join product p on p.id = m.product_id
  group by m.product_id, w.site_id;

-- Which lots are kept for an order line (goods with lots only); their sum is the line's reserved quantity.
create table order_lot (
  order_id text not null references sales_order deferrable initially deferred,
  line_no integer not null,
  lot_id text not null references stock_lot,
  warehouse_id text not null references warehouse,
  quantity integer not null check (quantity > 0),
  primary key (order_id, line_no, lot_id)
) strict, without rowid;
create index order_lot_lot on order_lot (lot_id);

-- Which lots a note takes; their sum is the line's quantity.
create table shipment_line_lot (
  shipment_id text not null references shipment,
  line_no integer not null,
  lot_id text not null references stock_lot,
  quantity integer not null check (quantity > 0),
  primary key (shipment_id, line_no, lot_id)
) strict, without rowid;
create index shipment_line_lot_lot on shipment_line_lot (lot_id);

-- Why a person chose other lots than the program; empty: first expired, first out.
alter table shipment_line add column lot_reason text not null default '';
update company set settings = json_set(settings, '$.review.lotLife', 'hold');

create table stock_document (
  id text primary key,
  number text not null unique,
  kind text not null
    check (kind in ('other-in', 'other-out', 'surplus', 'loss', 'transfer', 'assembly', 'disassembly', 'count', 'cost')),
  site_id text not null references site,
  warehouse_id text not null references warehouse,
  to_warehouse_id text references warehouse,
  day text not null,
  status text not null check (status in ('draft', 'in-transit', 'posted', 'void')),
  reason text not null default '',
  remark text not null default '',
  void_reason text not null default '',
  printed integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  posted_by text references user_account,
  posted_at text,
  received_at text,
  -- the document this one follows from: the transfer whose missing goods a loss writes off
  source_id text references stock_document,
  version integer not null default 1,
  check (kind <> 'transfer' or status in ('draft', 'void') or to_warehouse_id is not null)
) strict, without rowid;
create index stock_document_day on stock_document (day, id);
create index stock_document_list on stock_document (kind, status, day, id);
create index stock_document_source on stock_document (source_id) where source_id is not null;

create table stock_document_line (
  document_id text not null references stock_document,
  line_no integer not null,
  -- assembly and disassembly: the whole and its parts
  role text not null default 'item' check (role in ('item', 'whole', 'part')),
  product_id text not null references product,
  lot_id text references stock_lot,
  -- the lot goods come into as it was typed; lot_id names it once the document is posted
  lot_number text not null default '',
  production_day text,
  expiry_day text,
  unit text not null,
  factor integer not null check (factor > 0),
  quantity integer not null,
  -- typed unit cost of goods coming in, 1/10000 yuan per unit; null: the moving average
  cost integer check (cost >= 0),
  -- what was booked, or (kind cost) what the value of the stock changes by: 1/10000 yuan in total
  value integer not null default 0,
  received integer not null default 0 check (received >= 0),
  remark text not null default '',
  primary key (document_id, line_no)
) strict, without rowid;
create index stock_document_line_product on stock_document_line (product_id);

insert into stock_document (id, number, kind, site_id, warehouse_id, day, status, reason, created_by, created_at,
    posted_by, posted_at)
  select a.id, a.number,
    case when exists (select 1 from stock_adjustment_line l where l.adjustment_id = a.id and l.quantity > 0)
      then 'other-in' else 'other-out' end,
    a.site_id, a.warehouse_id, a.day, 'posted', a.reason, a.created_by, a.created_at, a.created_by, a.created_at
  from stock_adjustment a;
-- an old document could bring in and take out at once: its lines keep their sign
insert into stock_document_line (document_id, line_no, product_id, unit, factor, quantity)
  select l.adjustment_id, l.line_no, l.product_id, p.base_unit, 1000,
    case d.kind when 'other-out' then -l.quantity else l.quantity end
  from stock_adjustment_line l join product p on p.id = l.product_id join stock_document d on d.id = l.adjustment_id;
drop table stock_adjustment_line;
drop table stock_adjustment;

-- A count of stock (kind count): what was chosen to be counted, and from which difference on goods are counted again.
create table stock_count (
  document_id text primary key references stock_document,
  -- JSON: {"kind": "warehouse" | "type" | "bins" | "products", …} (contract/counts.ts)
  scope text not null,
  -- thousandths of the base unit and 1/10000 yuan; null: no limit
  recount_quantity integer check (recount_quantity >= 0),
  recount_value integer check (recount_value >= 0)
) strict, without rowid;

-- Counting goes on while goods move: expected is what the books said at the moment a line was counted.
create table stock_count_line (
  document_id text not null references stock_document,
  line_no integer not null,
  product_id text not null references product,
  lot_id text references stock_lot,
  snapshot integer not null,
  expected integer,
  counted integer,
  -- what the first count said, when the line was counted again
  first_counted integer,
  -- 1: first count; each time the line is put on the recount list one more
  round integer not null default 1 check (round >= 1),
  -- goods came or left between the first and the last entry of the round
  moved integer not null default 0 check (moved in (0, 1)),
  -- was not on the list and turned up while counting
  found integer not null default 0 check (found in (0, 1)),
  -- what the posted difference was worth, 1/10000 yuan
  value integer not null default 0,
  reason text not null default '',
  counted_by text references user_account,
  counted_at text,
  primary key (document_id, line_no)
) strict, without rowid;
create unique index stock_count_line_product on stock_count_line (document_id, product_id, coalesce(lot_id, ''));

-- Every scan of a count: several people count at once, an entry sent twice counts once, and the last one can be undone.
create table stock_count_entry (
  id text primary key,
  document_id text not null references stock_document,
  -- null: a barcode nobody knows, noted
  line_no integer,
  round integer not null default 1,
  code text not null default '',
  quantity integer not null,
  -- what the books said at that moment
  expected integer,
  undone integer not null default 0 check (undone in (0, 1)),
  counted_by text not null references user_account,
  counted_at text not null
) strict, without rowid;
create index stock_count_entry_line on stock_count_entry (document_id, line_no, round);

-- Re-costing after back-dated documents: what waits, and what each run changed.
create table cost_pending (
  product_id text primary key references product,
  from_day text not null,
  document_number text not null
) strict, without rowid;

create table cost_run (
  id text primary key,
  at text not null,
  created_by text not null references user_account,
  products integer not null,
  difference integer not null
) strict, without rowid;

create table cost_run_line (
  run_id text not null references cost_run,
  no integer not null,
  product_id text not null references product,
  site_id text not null references site,
  day text not null,
  document_type text not null,
  document_id text not null,
  document_number text not null,
  before integer not null,
  after integer not null,
  primary key (run_id, no)
) strict, without rowid;
create index cost_run_line_product on cost_run_line (product_id);

-- Whoever counted may not post the count unless the company says so.
update company set settings = json_set(settings, '$.countReviewOwn', json('false'));

-- The rights that come with this version, for the roles every company was founded with.
update role set rights = (
  select json_group_array(value) from (
    select value from json_each(role.rights)
    union
    select n.value from json_each(
      case role.code
        when 'owner' then '["stock.void","lots.override","purchasing.view","purchasing.edit","purchasing.void"]'
        when 'reviewer' then '["stock.void","lots.override","purchasing.view","purchasing.void"]'
        when 'warehouse' then '["purchasing.view"]'
        when 'purchaser' then '["purchasing.view","purchasing.edit"]'
        when 'finance' then '["purchasing.view"]'
        else '[]' end) n))
where code in ('owner', 'reviewer', 'warehouse', 'purchaser', 'finance');
`
