import { sqlCheck, type Check } from './check.ts'

/** Notes on their way against what happened to them; trips against receipts; signed copies against their state. */
export const DELIVERY_CHECKS: readonly Check[] = [
  sqlCheck(
    'note-logistics',
    `select count(*) from shipment where status = 'posted'`,
    // the newest event that moved a note says where it is; without one it waits
    `with newest as materialized (
       select shipment_id, max(no) as no from shipment_event where state is not null group by shipment_id),
     found as (
       select s.id, s.number, s.logistics,
         case when s.status = 'posted' then coalesce(e.state, 'waiting') else 'none' end as expected
       from shipment s left join newest n on n.shipment_id = s.id
       left join shipment_event e on e.shipment_id = n.shipment_id and e.no = n.no),
     signed as materialized (
       select shipment_id as id, sum(signed is null) as unsigned, sum(coalesce(signed, 0)) as taken, count(*) as lines
       from shipment_line group by shipment_id),
     orders as materialized (
       select order_id as id, min(case logistics when 'waiting' then 1 when 'underway' then 2 when 'delivered' then 3
         when 'signed' then 4 else 5 end) as least
       from shipment where status = 'posted' group by order_id)
     select number || ': ' || logistics || ', events say ' || expected from found where logistics <> expected
     union all
     select f.number || ': ' || f.logistics || ', lines not signed ' || s.unsigned || ', taken ' || check_quantity(s.taken)
     from found f join signed s on s.id = f.id
     where case f.expected when 'signed' then s.unsigned > 0 when 'refused' then s.unsigned > 0 or s.taken > 0
       else s.unsigned < s.lines end
     union all
     select coalesce(o.number, o.id) || ': ' || o.logistics || ', notes differ'
     from sales_order o left join orders d on d.id = o.id
     where o.history = 0 and o.logistics <>
       case d.least when 1 then 'waiting' when 2 then 'underway' when 3 then 'delivered' when 4 then 'signed'
         when 5 then 'refused' else 'none' end`,
  ),
  sqlCheck(
    'trip-cash',
    'select count(*) from trip_money',
    `with cash as materialized (
       select t.id, t.number, t.status, t.handed_in,
         coalesce((select sum(amount) from trip_money m where m.trip_id = t.id and m.method = 'cash'), 0) as taken,
         coalesce((select sum(amount) from driver_entry e where e.trip_id = t.id), 0) as open
       from trip t),
     booked as materialized (
       select t.number, t.status, m.amount, d.amount as receipt, s.customer_id = d.customer_id as fits
       from trip_money m join trip t on t.id = m.trip_id join shipment s on s.id = m.shipment_id
       left join money_document d on d.id = m.id and d.kind = 'receipt')
     select number || ': cash ' || check_fen(taken) || ', handed in ' || check_fen(handed_in) || ', open ' || check_fen(open)
     from cash where case status when 'settled' then taken <> coalesce(handed_in, 0) + open else open <> 0 end
     union all
     select number || ': taken ' || check_fen(amount) || ', receipt ' || check_fen(receipt)
     from booked
     where case status when 'settled' then receipt is null or receipt <> amount or fits = 0 else receipt is not null end
     union all
     select v.name || ': difference ' || check_fen(e.amount) || ', cash book ' || check_fen(d.money)
     from driver_entry e join driver v on v.id = e.driver_id
     left join money_document d on d.id = e.id and d.kind = case when e.amount > 0 then 'expense' else 'income' end
     where d.money is null or d.money <> abs(e.amount)`,
  ),
  sqlCheck(
    'signed-copies',
    `select count(*) from shipment where copy <> 'none'`,
    `select s.number || ': ' || s.copy || ', kept ' ||
       case when c.shipment_id is null then 'none' when c.waived = 1 then 'waived' else 'returned' end
     from shipment s left join signed_copy c on c.shipment_id = s.id
     where s.status = 'posted' and case when c.shipment_id is null then s.copy in ('returned', 'waived')
       else s.copy <> case c.waived when 1 then 'waived' else 'returned' end end`,
  ),
]
