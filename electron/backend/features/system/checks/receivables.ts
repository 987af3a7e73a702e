import { sqlCheck, type Check } from './check.ts'
import { MONEY_DEBT } from './money.ts'

const CUSTOMER = 'coalesce((select code from customer where id = customer), customer)'

/** Balances and open items against entries and allocations, documents against their entries. */
export const RECEIVABLE_CHECKS: readonly Check[] = [
  sqlCheck(
    'receivable-balance',
    'select count(*) from receivable_entry',
    `with compared as (
       select customer, sum(stored) as stored, sum(found) as found from (
         select customer_id as customer, balance as stored, 0 as found from receivable_balance
         union all select customer_id, 0, amount from receivable_entry)
       group by customer)
     select ${CUSTOMER} || ': balance ' || check_fen(stored) || ', entries ' || check_fen(found)
     from compared where stored <> found`,
  ),
  sqlCheck(
    'receivable-open',
    'select count(*) from receivable_allocation',
    `with settled as materialized (
       select id, sum(amount) as amount from (
         select charge_id as id, -amount as amount from receivable_allocation
         union all select credit_id, amount from receivable_allocation)
       group by id),
     compared as (
       select e.id, e.document_number as number, e.customer_id as customer, coalesce(o.open, 0) as stored,
         e.amount + coalesce(s.amount, 0) as found, o.customer_id as kept, o.due_day, coalesce(e.due_day, e.day) as due,
         o.held, e.amount
       from receivable_entry e
       left join settled s on s.id = e.id
       left join receivable_open o on o.entry_id = e.id)
     select number || ' ' || ${CUSTOMER} || ': open ' || check_fen(stored) || ', entry less allocations ' || check_fen(found)
     from compared where stored <> found or (stored <> 0 and (kept <> customer or due_day <> due))
       or stored * sign(amount) < 0 or (held = 1 and amount > 0)`,
  ),
  sqlCheck(
    'merged-accounts',
    'select count(*) from customer where merged_into is not null',
    // what a merged customer owned is its other's, and each move took from the one what it gave the other
    `select c.code || ': merged, balance ' || check_fen(b.balance)
     from customer c join receivable_balance b on b.customer_id = c.id where c.merged_into is not null and b.balance <> 0
     union all
     select c.code || ': merged, open ' || check_fen(o.open)
     from customer c join receivable_open o on o.customer_id = c.id where c.merged_into is not null
     union all
     select c.code || ': merged into ' || w.code || ', which is merged'
     from customer c join customer w on w.id = c.merged_into where w.merged_into is not null or c.status <> 'archived'
     union all
     select c.code || ': merged, order ' || coalesce(o.number, o.id)
     from customer c join sales_order o on o.customer_id = c.id where c.merged_into is not null
     union all
     select c.code || ': merged, money ' || d.number
     from customer c join money_document d on d.customer_id = c.id where c.merged_into is not null
     union all
     select i.document_number || ': moved in ' || check_fen(i.amount) || ', out ' || check_fen(o.amount)
     from receivable_entry i join receivable_entry o on o.id = i.follows
     where i.kind = 'moved-in' and (o.kind <> 'moved-out' or i.amount + o.amount <> 0)`,
  ),
  sqlCheck(
    'receivable-documents',
    'select (select count(*) from shipment) + (select count(*) from money_document where customer_id is not null)',
    `with wanted as (
       select id, number, case status when 'posted' then total else 0 end as amount from shipment
       union all select id, number, case status when 'posted' then -total else 0 end from sales_return
       union all ${MONEY_DEBT} and customer_id is not null),
     compared as (
       select w.number, w.amount,
         coalesce((select sum(e.amount) from receivable_entry e where e.document_id = w.id), 0) as booked
       from wanted w)
     select number || ': document ' || check_fen(amount) || ', entries ' || check_fen(booked)
     from compared where amount <> booked`,
  ),
]
