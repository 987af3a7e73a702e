import { sqlCheck, type Check } from './check.ts'

const EFFECTIVE = `o.review in ('auto', 'approved') and o.closed <> 'void'`
const NET = `case when o.closed = 'short' then check_share(l.net, l.shipped, l.quantity) else l.net end`
const QUANTITY = `case when o.closed = 'short' then l.shipped else l.quantity end`

/** Rows kept and rows computed that are not the same, each with the side it is on. */
function compare(kept: string, computed: string, describe: string): string {
  return `with kept as (${kept}), computed as materialized (${computed})
    select ${describe} || ' (kept)' from (select * from kept except select * from computed)
    union all
    select ${describe} || ' (orders say)' from (select * from computed except select * from kept)`
}

const CUSTOMER = `coalesce((select code from customer where id = customer_id), customer_id)`
const PRODUCT = `coalesce((select code from product where id = product_id), product_id)`

/** The daily sales, each customer's usual goods and the counts per state against the orders they are made of. */
export const ROLLUP_CHECKS: readonly Check[] = [
  sqlCheck(
    'sales-by-product',
    'select count(*) from sales_product_day',
    compare(
      `select day, product_id, warehouse_id, quantity, amount, lines from sales_product_day
       where lines <> 0 or quantity <> 0 or amount <> 0`,
      `select o.day, l.product_id, l.warehouse_id, sum(${QUANTITY}) as quantity, sum(${NET}) as amount, count(*) as lines
       from sales_order o join sales_order_line l on l.order_id = o.id
       where ${EFFECTIVE} group by +o.day, +l.product_id, +l.warehouse_id`,
      `day || ' ' || ${PRODUCT} || ': ' || check_fen(amount) || ' / ' || check_quantity(quantity) || ' / ' || lines`,
    ),
  ),
  sqlCheck(
    'sales-by-customer',
    'select count(*) from sales_customer_day',
    compare(
      `select day, customer_id, orders, amount from sales_customer_day where orders <> 0 or amount <> 0`,
      `select o.day, o.customer_id, count(*) as orders, sum(
         case when o.closed = 'short' then (
           select coalesce(sum(check_share(l.net, l.shipped, l.quantity)), 0)
           from sales_order_line l where l.order_id = o.id)
         else o.total end) as amount
       from sales_order o where ${EFFECTIVE} group by +o.day, +o.customer_id`,
      `day || ' ' || ${CUSTOMER} || ': ' || check_fen(amount) || ' / ' || orders`,
    ),
  ),
  sqlCheck(
    'customer-habits',
    'select count(*) from customer_product',
    compare(
      `select customer_id, product_id, times, quantity, last_day || last_order_id, last_day, last_unit, last_factor,
         last_quantity, last_price
       from customer_product`,
      // beside max(), SQLite takes the other columns from the row that holds the maximum: the newest line
      `select customer_id, product_id, times, quantity, substr(newest, 1, 36), last_day, last_unit, last_factor,
         last_quantity, last_price
       from (
         select o.customer_id, l.product_id, count(*) as times, sum(l.quantity) as quantity,
           max(o.day || o.id || printf('%09d', l.line_no)) as newest, o.day as last_day, l.unit as last_unit,
           l.factor as last_factor, l.quantity as last_quantity, l.price as last_price
         from sales_order o join sales_order_line l on l.order_id = o.id
         where ${EFFECTIVE} and l.gift = 0 group by +o.customer_id, +l.product_id)`,
      `${CUSTOMER} || ' ' || ${PRODUCT} || ': ' || times || ' × ' || check_quantity(quantity) || ', ' || last_day || ' ' ||
        check_quantity(last_quantity) || ' ' || last_unit || ' ' || (last_price / 10000.0)`,
    ),
  ),
  sqlCheck(
    'order-counts',
    'select count(*) from sales_order',
    compare(
      'select status, count from order_status_count where count <> 0',
      'select status, count(*) as count from sales_order group by +status',
      `status || ': ' || count`,
    ),
  ),
]
