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
    `select (select count(*) from shipment where posted_at is not null) +
       (select count(*) from stock_document where status <> 'draft')`,
    `with wanted as (
       select d.id, d.number, case d.status when 'posted' then -sum(l.quantity) else 0 end as quantity
       from shipment d join shipment_line l on l.shipment_id = d.id group by d.id
       union all
       select a.id, a.number,
         case when a.status <> 'posted' then 0 when a.kind in ('other-in', 'surplus') then sum(l.quantity)
           else -sum(l.quantity) end
       from stock_document a join stock_document_line l on l.document_id = a.id
       where a.kind in ('other-in', 'other-out', 'surplus', 'loss') group by a.id),
     compared as (
       select w.number, w.quantity,
         coalesce((select sum(m.quantity) from stock_movement m where m.document_id = w.id), 0) as moved
       from wanted w)
     select number || ': lines ' || check_quantity(quantity) || ', movements ' || check_quantity(moved)
     from compared where quantity <> moved`,
  ),
  sqlCheck(
    'stock-value',
    'select count(*) from stock_value',
    `with moved as (
       select m.product_id, w.site_id, sum(m.quantity) as quantity, sum(m.value) as value
       from stock_movement m join warehouse w on w.id = m.warehouse_id group by +m.product_id, +w.site_id),
     compared as (
       select product, site, sum(quantity) as quantity, sum(value) as value from (
         select product_id as product, site_id as site, quantity, value from stock_value
         union all select product_id, site_id, -quantity, -value from moved)
       group by product, site)
     select coalesce((select code from product where id = product), product) || ' @ ' ||
       coalesce((select code from site where id = site), site) || ': quantity ' || check_quantity(quantity) ||
       ', value ' || value
     from compared where quantity <> 0 or value <> 0`,
  ),
  sqlCheck(
    'stock-value-empty',
    'select count(*) from stock_value where quantity = 0',
    `select coalesce((select code from product where id = product_id), product_id) || ': nothing there, value ' || value
     from stock_value where quantity = 0 and value <> 0`,
  ),
  sqlCheck(
    'stock-lots',
    'select count(*) from stock_lot_balance',
    `with moved as (
       select product_id, warehouse_id, lot_id, sum(quantity) as quantity from stock_movement
       where lot_id is not null group by product_id, warehouse_id, lot_id),
     compared as (
       select product, warehouse, lot, sum(stored) as stored, sum(found) as found from (
         select product_id as product, warehouse_id as warehouse, lot_id as lot, on_hand as stored, 0 as found
           from stock_lot_balance
         union all select product_id, warehouse_id, lot_id, 0, quantity from moved)
       group by product, warehouse, lot)
     select ${PLACE} || ': lot ' || (select number from stock_lot where id = lot) || ' on hand ' ||
       check_quantity(stored) || ', movements ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'stock-lots-total',
    'select count(*) from stock_balance b join product p on p.id = b.product_id where p.lot_tracked = 1',
    `select ${PLACE} || ': on hand ' || check_quantity(on_hand) || ', lots ' || check_quantity(lots) ||
       ', reserved ' || check_quantity(reserved) || ', lots ' || check_quantity(lots_reserved) ||
       ', frozen ' || check_quantity(frozen) || ', lots ' || check_quantity(lots_frozen)
     from (
       select b.product_id as product, b.warehouse_id as warehouse, b.on_hand, b.reserved, b.frozen,
         coalesce(sum(l.on_hand), 0) as lots, coalesce(sum(l.reserved), 0) as lots_reserved,
         coalesce(sum(case when s.frozen = 1 then l.on_hand - l.reserved end), 0) as lots_frozen
       from stock_balance b join product p on p.id = b.product_id and p.lot_tracked = 1
       left join stock_lot_balance l on l.product_id = b.product_id and l.warehouse_id = b.warehouse_id
       left join stock_lot s on s.id = l.lot_id
       group by b.product_id, b.warehouse_id)
     where on_hand <> lots or reserved <> lots_reserved or frozen <> lots_frozen`,
  ),
  sqlCheck(
    'stock-lots-kept',
    'select count(*) from order_lot',
    `with compared as (
       select product, warehouse, lot, sum(stored) as stored, sum(found) as found from (
         select product_id as product, warehouse_id as warehouse, lot_id as lot, reserved as stored, 0 as found
           from stock_lot_balance
         union all
         select s.product_id, k.warehouse_id, k.lot_id, 0, k.quantity
           from order_lot k join stock_lot s on s.id = k.lot_id)
       group by product, warehouse, lot)
     select ${PLACE} || ': lot ' || (select number from stock_lot where id = lot) || ' reserved ' ||
       check_quantity(stored) || ', kept for orders ' || check_quantity(found)
     from compared where stored <> found`,
  ),
]
