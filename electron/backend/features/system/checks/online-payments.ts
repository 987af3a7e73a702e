import { sqlCheck, type Check } from './check.ts'

/** Money that came and went through payment services against the documents that booked it. */
export const ONLINE_PAYMENT_CHECKS: readonly Check[] = [
  sqlCheck(
    'online-payments',
    'select (select count(*) from online_payment) + (select count(*) from online_refund)',
    `with wanted as (
       select p.id, p.receipt_id as document, 'receipt' as kind, p.customer_id, p.paid_amount as amount, p.gateway
       from online_payment p where p.receipt_id is not null
       union all
       select r.id, r.document_id, 'refund', p.customer_id, r.amount, p.gateway
       from online_refund r join online_payment p on p.id = r.payment_id where r.document_id is not null),
     compared as (
       select w.id, w.kind, w.amount, d.id as found, d.status, d.kind as booked, d.customer_id = w.customer_id as same,
         coalesce((select sum(l.amount) from money_line l where l.document_id = d.id and l.method = w.gateway), 0) as money
       from wanted w left join money_document d on d.id = w.document)
     select kind || ' of ' || id || ': service ' || check_fen(amount) || ', booked ' || check_fen(money) ||
       coalesce(' (' || status || ')', ' (missing)')
     from compared where found is null or status <> 'posted' or booked <> kind or not same or money <> amount`,
  ),
  sqlCheck(
    'online-refunds',
    'select count(*) from online_refund',
    `with compared as (
       select p.id, p.state, p.paid_amount as paid,
         coalesce(sum(case r.state when 'done' then r.amount end), 0) as back,
         coalesce(sum(r.state = 'asked'), 0) as asked,
         coalesce(sum(case when r.state <> 'failed' then r.amount end), 0) as taken
       from online_payment p left join online_refund r on r.payment_id = p.id group by p.id)
     select id || ': ' || state || ', paid ' || check_fen(paid) || ', given back ' || check_fen(back)
     from compared
     where taken > coalesce(paid, 0) or (state = 'refunding') <> (asked > 0)
       or (state = 'refunded') <> (paid is not null and asked = 0 and back = paid)`,
  ),
]
