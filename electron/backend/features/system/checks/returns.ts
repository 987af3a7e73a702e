import { sqlCheck, type Check } from './check.ts'

const PRODUCT = `coalesce((select code from product where id = product_id), product_id)`
const CUSTOMER = `coalesce((select code from customer where id = customer_id), customer_id)`

/** Posted returns against the bills they take from, their movements and the sales they lower. */
export const RETURN_CHECKS: readonly Check[] = [
  sqlCheck(
    'returned-quantities',
    'select count(*) from sales_return_line',
    `with compared as (
       select shipment, line, sum(stored) as stored, sum(found) as found from (
         select shipment_id as shipment, line_no as line, returned as stored, 0 as found
         from shipment_line where returned <> 0
         union all
         select l.shipment_id, l.shipment_line_no, 0, l.quantity
         from sales_return_line l join sales_return r on r.id = l.return_id
         where r.status = 'posted' and r.kind <> 'allowance' and l.shipment_id is not null)
       group by shipment, line)
     select coalesce((select number from shipment where id = shipment), shipment) || ' #' || line || ': returned ' ||
       check_quantity(stored) || ', returns ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'returned-worth',
    'select count(*) from sales_return_line where shipment_id is not null',
    `select d.number || ' #' || b.line_no || ': bill ' || check_fen(b.amount) || ', credited ' || check_fen(sum(l.worth))
     from sales_return_line l
     join sales_return r on r.id = l.return_id and r.status = 'posted'
     join shipment d on d.id = l.shipment_id
     join shipment_line b on b.shipment_id = l.shipment_id and b.line_no = l.shipment_line_no
     group by l.shipment_id, l.shipment_line_no
     having d.status <> 'posted' or d.customer_id <> min(r.customer_id) or d.customer_id <> max(r.customer_id)
       or sum(l.worth) > max(b.amount, 0)`,
  ),
  sqlCheck(
    'return-amounts',
    'select count(*) from sales_return',
    `select r.number || ': total ' || check_fen(r.total) || ', tax ' || check_fen(r.tax) || '; lines ' ||
       check_fen(sum(l.amount)) || ', ' || check_fen(sum(l.tax))
     from sales_return r left join sales_return_line l on l.return_id = r.id group by r.id
     having r.total <> coalesce(sum(l.amount), 0) or r.tax <> coalesce(sum(l.tax), 0) or r.line_count <> count(l.line_no)
       or max(l.amount > l.worth and l.shipment_id is not null)`,
  ),
  sqlCheck(
    'return-stock',
    "select count(*) from sales_return where kind <> 'allowance'",
    // scrap and what never came back leave again at once
    `with wanted as (
       select r.id, r.number, sum(case when r.status = 'posted' and r.kind <> 'allowance'
         and l.disposition not in ('scrap', 'none') then l.quantity else 0 end) as quantity
       from sales_return r join sales_return_line l on l.return_id = r.id group by r.id),
     compared as (
       select w.number, w.quantity,
         coalesce((select sum(m.quantity) from stock_movement m where m.document_id = w.id), 0) as moved
       from wanted w)
     select number || ': lines ' || check_quantity(quantity) || ', movements ' || check_quantity(moved)
     from compared where quantity <> moved`,
  ),
  sqlCheck(
    'returns-by-day',
    `select count(*) from sales_product_day where returned_quantity <> 0 or returned_amount <> 0`,
    `with compared as (
       select day, product_id, warehouse_id, sum(q) as quantity, sum(a) as amount from (
         select day, product_id, warehouse_id, returned_quantity as q, returned_amount as a from sales_product_day
         where returned_quantity <> 0 or returned_amount <> 0
         union all
         select r.day, l.product_id, coalesce(d.warehouse_id, r.warehouse_id),
           case when r.kind = 'allowance' then 0 else -l.quantity end, -l.amount
         from sales_return r join sales_return_line l on l.return_id = r.id
         left join shipment d on d.id = l.shipment_id where r.status = 'posted')
       group by 1, 2, 3),
     customers as (
       select day, customer_id, sum(a) as amount from (
         select day, customer_id, returned_amount as a from sales_customer_day where returned_amount <> 0
         union all select day, customer_id, -total from sales_return where status = 'posted')
       group by 1, 2)
     select day || ' ' || ${PRODUCT} || ': returned ' || check_quantity(quantity) || ' / ' || check_fen(amount) || ' apart'
     from compared where quantity <> 0 or amount <> 0
     union all
     select day || ' ' || ${CUSTOMER} || ': returned ' || check_fen(amount) || ' apart' from customers where amount <> 0`,
  ),
]
