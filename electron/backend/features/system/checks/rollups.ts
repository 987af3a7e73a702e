import { sqlCheck, type Check } from './check.ts'

const EFFECTIVE = `o.review in ('auto', 'approved') and o.closed <> 'void'`
const NET = `case when o.closed = 'short' then check_share(l.net, l.shipped, l.quantity) else l.net end`
const QUANTITY = `case when o.closed = 'short' then l.shipped else l.quantity end`

/** The daily sales, each customer's usual goods and the counts per state against the orders they are made of. */
export const ROLLUP_CHECKS: readonly Check[] = [
  sqlCheck(
    'sales-by-product',
    'select count(*) from sales_product_day',
    `with sums as materialized (
       select o.day, l.product_id, sum(${QUANTITY}) as quantity, sum(${NET}) as amount, count(*) as lines
       from sales_order o join sales_order_line l on l.order_id = o.id
       where ${EFFECTIVE} group by +o.day, +l.product_id)
     select coalesce(s.day, d.day) || ' ' ||
       coalesce((select code from product where id = coalesce(s.product_id, d.product_id)), '?') ||
       ': kept ' || check_fen(d.amount) || ' / ' || check_quantity(d.quantity) || ' / ' || coalesce(d.lines, 0) ||
       ', orders ' || check_fen(s.amount) || ' / ' || check_quantity(s.quantity) || ' / ' || coalesce(s.lines, 0)
     from sales_product_day d full join sums s on s.day = d.day and s.product_id = d.product_id
     where s.day is null or d.day is null or s.quantity <> d.quantity or s.amount <> d.amount or s.lines <> d.lines`,
  ),
  sqlCheck(
    'sales-by-customer',
    'select count(*) from sales_customer_day',
    `with sums as materialized (
       select o.day, o.customer_id, count(*) as orders, sum(
         case when o.closed = 'short' then (
           select coalesce(sum(check_share(l.net, l.shipped, l.quantity)), 0)
           from sales_order_line l where l.order_id = o.id)
         else o.total end) as amount
       from sales_order o where ${EFFECTIVE} group by +o.day, +o.customer_id)
     select coalesce(s.day, d.day) || ' ' ||
       coalesce((select code from customer where id = coalesce(s.customer_id, d.customer_id)), '?') ||
       ': kept ' || check_fen(d.amount) || ' / ' || coalesce(d.orders, 0) ||
       ', orders ' || check_fen(s.amount) || ' / ' || coalesce(s.orders, 0)
     from sales_customer_day d full join sums s on s.day = d.day and s.customer_id = d.customer_id
     where s.day is null or d.day is null or s.orders <> d.orders or s.amount <> d.amount`,
  ),
  sqlCheck(
    'customer-habits',
    'select count(*) from customer_product',
    // beside max(), SQLite takes the other columns from the row that holds the maximum: the newest line
    `with habits as materialized (
       select o.customer_id, l.product_id, count(*) as times, sum(l.quantity) as quantity,
         max(o.day || o.id || printf('%09d', l.line_no)), o.day as last_day, o.id as last_order_id, l.unit as last_unit,
         l.factor as last_factor, l.quantity as last_quantity, l.price as last_price
       from sales_order o join sales_order_line l on l.order_id = o.id
       where ${EFFECTIVE} group by +o.customer_id, +l.product_id)
     select coalesce((select code from customer where id = coalesce(h.customer_id, k.customer_id)), '?') || ' ' ||
       coalesce((select code from product where id = coalesce(h.product_id, k.product_id)), '?') ||
       ': kept ' || coalesce(k.times, 0) || ' × ' || check_quantity(k.quantity) || ' ' || coalesce(k.last_day, '-') ||
       ', orders ' || coalesce(h.times, 0) || ' × ' || check_quantity(h.quantity) || ' ' || coalesce(h.last_day, '-')
     from customer_product k
     full join habits h on h.customer_id = k.customer_id and h.product_id = k.product_id
     where h.customer_id is null or k.customer_id is null or h.times <> k.times or h.quantity <> k.quantity
       or h.last_day <> k.last_day or h.last_order_id <> k.last_order_id or h.last_unit <> k.last_unit
       or h.last_factor <> k.last_factor or h.last_quantity <> k.last_quantity or h.last_price <> k.last_price`,
  ),
  sqlCheck(
    'order-counts',
    'select count(*) from sales_order',
    `with sums as materialized (select status, count(*) as count from sales_order group by status)
     select coalesce(s.status, c.status) || ': kept ' || coalesce(c.count, 0) || ', orders ' || coalesce(s.count, 0)
     from order_status_count c full join sums s on s.status = c.status
     where coalesce(s.count, 0) <> coalesce(c.count, 0)`,
  ),
]
