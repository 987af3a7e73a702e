/**
 * Version 100: sales returns, price differences and goods that were missing or damaged on delivery. Frozen in time: never
 * edited after it has shipped, never imports application code.
 *
 * Amounts 分, prices 1/10000 yuan per unit as typed, quantities thousandths of the base unit, values 1/10000 yuan in total.
 */
export const version = 100

export const sql = /* sql */ `
-- Where goods that came back may lie: sold from as usual, seconds (残次库), or waiting to go back to suppliers (待退厂).
alter table warehouse add column kind text not null default 'stock' check (kind in ('stock', 'seconds', 'supplier'));

-- What posted returns took back of a line.
alter table shipment_line add column returned integer not null default 0 check (returned >= 0 and returned <= quantity);

-- 'return': goods come back; 'shortage': missing, damaged or refused on delivery of one note; 'allowance': a price
-- difference without goods.
create table sales_return (
  id text primary key,
  number text not null unique,
  kind text not null check (kind in ('return', 'shortage', 'allowance')),
  site_id text not null references site,
  customer_id text not null references customer,
  warehouse_id text not null references warehouse,
  -- the note a shortage belongs to
  shipment_id text references shipment,
  day text not null,
  status text not null check (status in ('draft', 'pending', 'posted', 'void')),
  -- why lines have no bill
  without_bill text not null default '',
  remark text not null default '',
  -- why it was sent back or taken back
  reason text not null default '',
  -- what the review found: rule, measured, limit
  held text not null default '[]' check (json_valid(held)),
  total integer not null,
  tax integer not null,
  line_count integer not null,
  -- the order of the goods given in exchange; a draft may be gone again
  exchange_order_id text,
  printed integer not null default 0,
  created_by text not null references user_account,
  created_at text not null,
  submitted_by text references user_account,
  posted_by text references user_account,
  posted_at text,
  updated_at text not null,
  version integer not null default 1
) strict, without rowid;
create index sales_return_day on sales_return (day, id);
create index sales_return_status on sales_return (status, day, id);
create index sales_return_customer on sales_return (customer_id, day, id);
create index sales_return_shipment on sales_return (shipment_id) where shipment_id is not null;
create index sales_return_exchange on sales_return (exchange_order_id) where exchange_order_id is not null;

create table sales_return_line (
  return_id text not null references sales_return,
  line_no integer not null,
  -- the note's line the goods left by; null: without a bill
  shipment_id text references shipment,
  shipment_line_no integer,
  product_id text not null references product,
  lot_id text references stock_lot,
  unit text not null,
  factor integer not null check (factor > 0),
  quantity integer not null check (quantity > 0),
  price integer not null check (price >= 0),
  -- a price of its own, below the bill's
  price_typed integer not null check (price_typed in (0, 1)),
  tax_rate integer not null,
  -- credited; of a price difference negative when the customer owes more
  amount integer not null,
  tax integer not null,
  -- the line's share of its bill: what of the bill is settled by it
  worth integer not null,
  -- cost the goods come back at; null: not booked yet, or no goods
  value integer,
  gift integer not null default 0 check (gift in (0, 1)),
  reason text not null check (reason in ('quality', 'near-expiry', 'damaged', 'wrong-goods', 'slow-moving', 'refused', 'short', 'price', 'other')),
  disposition text not null check (disposition in ('sellable', 'seconds', 'scrap', 'supplier', 'none')),
  -- where it was booked; null: not yet
  warehouse_id text references warehouse,
  remark text not null default '',
  primary key (return_id, line_no)
) strict, without rowid;
create index sales_return_line_shipment on sales_return_line (shipment_id, shipment_line_no) where shipment_id is not null;
create index sales_return_line_product on sales_return_line (product_id);

-- What came back on a day, beside what was sold on it: quantity and credited amount (price differences: amount alone).
alter table sales_product_day add column returned_quantity integer not null default 0;
alter table sales_product_day add column returned_amount integer not null default 0;
alter table sales_customer_day add column returned_amount integer not null default 0;

update company set settings = json_set(settings, '$.returns',
  json('{"reviewAmount":500000,"reviewDays":90,"reviewWithoutBill":true,"capShare":10000}'));

update role set rights = (
  select json_group_array(value) from (
    select value from json_each(role.rights)
    union
    select n.value from json_each(
      case role.code
        when 'owner' then '["returns.edit","returns.approve"]'
        when 'reviewer' then '["returns.edit","returns.approve"]'
        else '["returns.edit"]' end) n))
where code in ('owner', 'reviewer', 'order-desk', 'warehouse');
`
