/**
 * Version 50: the daily sales of products are kept per warehouse, so that advice and reports know where goods are needed.
 * Frozen in time: never edited after it has shipped. Recomputed from the orders, rounding half up as everywhere.
 */
export const version = 50

const quantity = `case when o.closed = 'short' then l.shipped else l.quantity end`
const amount = `case when o.closed = 'short' and l.quantity <> 0
  then sign(l.net) * ((2 * abs(l.net) * l.shipped + l.quantity) / (2 * l.quantity)) else l.net end`

export const sql = /* sql */ `
drop table sales_product_day;
create table sales_product_day (
  day text not null,
  product_id text not null,
  warehouse_id text not null,
  quantity integer not null,
  amount integer not null,
  lines integer not null,
  primary key (day, product_id, warehouse_id)
) strict, without rowid;
insert into sales_product_day
  select o.day, l.product_id, l.warehouse_id, sum(${quantity}), sum(${amount}), count(*)
  from sales_order o join sales_order_line l on l.order_id = o.id
  where o.review in ('auto', 'approved') and o.closed <> 'void'
  group by o.day, l.product_id, l.warehouse_id;
`
