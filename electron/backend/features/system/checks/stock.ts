import { sqlCheck, type Check } from './check.ts'

const PLACE = `coalesce((select code from product where id = product), product) || ' @ ' ||
  coalesce((select code from warehouse where id = warehouse), warehouse)`

/** Balances against movements, reservations against open lines, notes and adjustments against their movements. */
export const STOCK_CHECKS: readonly Check[] = [
  sqlCheck(
    'stock-on-hand',
    'select count(*) from stock_movement',
    `with moved as (
       select product_id, warehouse_id, sum(quantity) as quantity from stock_movement group by +product_id, +warehouse_id),
     compared as (
       select product, warehouse, sum(stored) as stored, sum(found) as found from (
         select product_id as product, warehouse_id as warehouse, on_hand as stored, 0 as found from stock_balance
         union all select product_id, warehouse_id, 0, quantity from moved)
       group by product, warehouse)
     select ${PLACE} || ': on hand ' || check_quantity(stored) || ', movements ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'stock-reserved',
    'select count(*) from stock_balance',
    `with compared as (
       select product, warehouse, sum(stored) as stored, sum(found) as found from (
         select product_id as product, warehouse_id as warehouse, reserved as stored, 0 as found from stock_balance
         union all
         select l.product_id, l.warehouse_id, 0, l.reserved
         from sales_order_line l join sales_order o on o.id = l.order_id
         where l.reserved > 0 and o.review in ('auto', 'approved') and o.closed = 'open' and o.history = 0)
       group by product, warehouse)
     select ${PLACE} || ': reserved ' || check_quantity(stored) || ', open order lines ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'stock-documents',
    `select (select count(*) from shipment where posted_at is not null) + (select count(*) from stock_adjustment)`,
    `with wanted as (
       select d.id, d.number, case d.status when 'posted' then -sum(l.quantity) else 0 end as quantity
       from shipment d join shipment_line l on l.shipment_id = d.id group by d.id
       union all
       select a.id, a.number, sum(l.quantity)
       from stock_adjustment a join stock_adjustment_line l on l.adjustment_id = a.id group by a.id),
     compared as (
       select w.number, w.quantity,
         coalesce((select sum(m.quantity) from stock_movement m where m.document_id = w.id), 0) as moved
       from wanted w)
     select number || ': lines ' || check_quantity(quantity) || ', movements ' || check_quantity(moved)
     from compared where quantity <> moved`,
  ),
]
