import { sqlCheck, type Check } from './check.ts'
import { MONEY_DEBT } from './money.ts'

const SUPPLIER = 'coalesce((select code from supplier where id = supplier), supplier)'
const PLACE = `coalesce((select code from product where id = product), product) || ' @ ' ||
  coalesce((select code from warehouse where id = warehouse), warehouse)`

/** Payables against their entries and documents; what is on order, received, ordered and returned against the lines. */
export const PAYABLE_CHECKS: readonly Check[] = [
  sqlCheck(
    'payable-balance',
    'select count(*) from payable_entry',
    `with compared as (
       select supplier, sum(stored) as stored, sum(found) as found from (
         select supplier_id as supplier, balance as stored, 0 as found from payable_balance
         union all select supplier_id, 0, amount from payable_entry)
       group by supplier)
     select ${SUPPLIER} || ': balance ' || check_fen(stored) || ', entries ' || check_fen(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'payable-open',
    'select count(*) from payable_allocation',
    `with settled as materialized (
       select id, sum(amount) as amount from (
         select charge_id as id, -amount as amount from payable_allocation
         union all select credit_id, amount from payable_allocation)
       group by id),
     compared as (
       select e.document_number as number, e.supplier_id as supplier, coalesce(o.open, 0) as stored,
         e.amount + coalesce(s.amount, 0) as found, o.supplier_id as kept, o.due_day, e.due_day as due, o.held, e.amount
       from payable_entry e
       left join settled s on s.id = e.id
       left join payable_open o on o.entry_id = e.id)
     select number || ' ' || ${SUPPLIER} || ': open ' || check_fen(stored) || ', entry less allocations ' || check_fen(found)
     from compared
     where stored <> found or (stored <> 0 and (kept <> supplier or due_day <> due)) or stored * sign(amount) < 0
       or (held = 1 and amount > 0)`,
  ),
  sqlCheck(
    'payable-documents',
    `select (select count(*) from purchase_receipt) + (select count(*) from purchase_return) +
       (select count(*) from purchase_cost) + (select count(*) from money_document where supplier_id is not null)`,
    `with wanted as (
       select id, number, case status when 'posted' then total else 0 end as amount from purchase_receipt
       union all select id, number, case status when 'posted' then -total else 0 end from purchase_return
       union all select id, coalesce(number, id), case when status = 'posted' and supplier_id is not null then amount else 0 end
         from purchase_cost
       union all ${MONEY_DEBT} and supplier_id is not null),
     compared as (
       select w.number, w.amount,
         coalesce((select sum(e.amount) from payable_entry e where e.document_id = w.id), 0) as booked
       from wanted w)
     select number || ': document ' || check_fen(amount) || ', entries ' || check_fen(booked)
     from compared where amount <> booked`,
  ),
  sqlCheck(
    'purchase-on-order',
    'select count(*) from purchase_order_line',
    `with compared as (
       select product, warehouse, sum(stored) as stored, sum(found) as found from (
         select product_id as product, warehouse_id as warehouse, on_order as stored, 0 as found from stock_balance
           where on_order > 0
         union all
         select l.product_id, l.warehouse_id, 0, max(0, l.quantity - l.received)
         from purchase_order o join purchase_order_line l on l.order_id = o.id
         where o.review = 'approved' and o.closed = 'open')
       group by product, warehouse)
     select ${PLACE} || ': on order ' || check_quantity(stored) || ', open purchase lines ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'purchase-progress',
    `select (select count(*) from purchase_order_line) + (select count(*) from purchase_receipt_line) +
       (select count(*) from purchase_request_line)`,
    `with received as materialized (
       select r.order_id, l.order_line_no as line_no, sum(l.quantity) as quantity
       from purchase_receipt r join purchase_receipt_line l on l.receipt_id = r.id
       where r.status = 'posted' and r.order_id is not null and l.order_line_no is not null group by 1, 2),
     returned as materialized (
       select r.receipt_id, l.receipt_line_no as line_no, sum(l.quantity) as quantity
       from purchase_return r join purchase_return_line l on l.return_id = r.id
       where r.status = 'posted' and r.receipt_id is not null and l.receipt_line_no is not null group by 1, 2),
     ordered as materialized (
       select l.request_id, l.request_line_no as line_no,
         sum(case o.closed when 'short' then min(l.quantity, l.received) else l.quantity end) as quantity
       from purchase_order o join purchase_order_line l on l.order_id = o.id
       where l.request_id is not null and o.closed <> 'void' group by 1, 2),
     compared as (
       select o.number, l.line_no, l.received as stored, coalesce(x.quantity, 0) as found
       from purchase_order o join purchase_order_line l on l.order_id = o.id
       left join received x on x.order_id = o.id and x.line_no = l.line_no
       union all
       select r.number, l.line_no, l.returned, coalesce(x.quantity, 0)
       from purchase_receipt r join purchase_receipt_line l on l.receipt_id = r.id
       left join returned x on x.receipt_id = r.id and x.line_no = l.line_no
       union all
       select r.number, l.line_no, l.ordered, coalesce(x.quantity, 0)
       from purchase_request r join purchase_request_line l on l.request_id = r.id
       left join ordered x on x.request_id = r.id and x.line_no = l.line_no)
     select number || ' line ' || line_no || ': done ' || check_quantity(stored) || ', documents ' || check_quantity(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'purchase-stock',
    `select (select count(*) from purchase_receipt where posted_at is not null) +
       (select count(*) from purchase_return where posted_at is not null)`,
    `with wanted as (
       select r.id, r.number, case r.status when 'posted' then sum(l.quantity) else 0 end as quantity
       from purchase_receipt r join purchase_receipt_line l on l.receipt_id = r.id group by r.id
       union all
       select r.id, r.number, case r.status when 'posted' then -sum(l.quantity) else 0 end
       from purchase_return r join purchase_return_line l on l.return_id = r.id group by r.id),
     compared as (
       select w.number, w.quantity,
         coalesce((select sum(m.quantity) from stock_movement m where m.document_id = w.id), 0) as moved
       from wanted w)
     select number || ': lines ' || check_quantity(quantity) || ', movements ' || check_quantity(moved)
     from compared where quantity <> moved`,
  ),
  sqlCheck(
    'purchase-costs',
    "select count(*) from purchase_receipt_line l join purchase_receipt r on r.id = l.receipt_id where r.status = 'posted'",
    `with shares as materialized (
       select c.receipt_id, s.line_no, sum(s.value) as value from purchase_cost c
       join purchase_cost_share s on s.cost_id = c.id where c.status = 'posted' group by 1, 2),
     compared as (
       select r.number || ' line ' || l.line_no as number, l.landed as stored, coalesce(s.value, 0) as found
       from purchase_receipt r join purchase_receipt_line l on l.receipt_id = r.id
       left join shares s on s.receipt_id = r.id and s.line_no = l.line_no
       where r.status = 'posted'
       union all
       select r.number, sum(l.net), r.total from purchase_receipt r
       join purchase_receipt_line l on l.receipt_id = r.id where r.status = 'posted' group by r.id
       union all
       select r.number, sum(l.net), r.total from purchase_return r
       join purchase_return_line l on l.return_id = r.id where r.status = 'posted' group by r.id)
     select number || ': ' || stored || ', found ' || found from compared where stored <> found`,
  ),
  sqlCheck(
    'purchase-history',
    'select count(*) from supplier_history',
    `with found as (
       select supplier_id, product_id, count(*) as receipts, sum(days is not null) as times,
         coalesce(sum(days), 0) as days, coalesce(sum(days * days), 0) as squares
       from (
         select r.id, r.supplier_id, l.product_id,
           max(0, cast(julianday(r.day) - julianday(o.approved_day) as integer)) as days
         from purchase_receipt_line l join purchase_receipt r on r.id = l.receipt_id
         left join purchase_order o on o.id = r.order_id
         where r.status = 'posted' and l.quantity > 0 group by r.id, l.product_id)
       group by supplier_id, product_id),
     compared as (
       select supplier_id as supplier, product_id, sum(receipts) as receipts, sum(times) as times, sum(days) as days,
         sum(squares) as squares
       from (
         select supplier_id, product_id, receipts, lead_times as times, lead_days as days, lead_squares as squares
           from supplier_history
         union all select supplier_id, product_id, -receipts, -times, -days, -squares from found)
       group by supplier_id, product_id)
     select ${SUPPLIER} || ' ' || (select code from product where id = product_id) || ': receipts off by ' || receipts ||
       ', days off by ' || days
     from compared where receipts <> 0 or times <> 0 or days <> 0 or squares <> 0`,
  ),
]
