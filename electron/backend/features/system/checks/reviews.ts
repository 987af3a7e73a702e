import { sqlCheck, type Check } from './check.ts'

/** Leave given for orders against the decisions that were kept, and what waits for one. */
export const REVIEW_CHECKS: readonly Check[] = [
  sqlCheck(
    'order-approvals',
    'select count(*) from order_decision',
    `with given as materialized (
       select o.id, coalesce(o.number, o.id) as name, o.approvals, group_concat(
         d.user_id || coalesce('/' || d.for_user_id, ''), ' ' order by d.no) as steps
       from sales_order o join order_decision d on d.order_id = o.id and d.run = o.review_run and d.kind = 'approve'
       where o.review = 'pending' group by o.id)
     select name || ': approved by ' || approvals || ', decisions ' || steps from given where approvals <> steps
     union all
     select coalesce(number, id) || ': approvals nobody gave' from sales_order
     where approvals <> '' and id not in (select id from given)`,
  ),
  sqlCheck(
    'shipment-reviews',
    'select count(*) from shipment_review',
    `select s.number || ': waits in run ' || r.run || ' of an earlier judgement' from shipment_review r
     join shipment s on s.id = r.shipment_id
     where r.waiting = 1 and exists (
       select 1 from shipment_review n where n.shipment_id = r.shipment_id and n.run > r.run)
     union all
     select s.number || ': posted though it was stopped' from shipment s join shipment_review r on r.shipment_id = s.id
     where s.status = 'posted' and r.outcome = 'stopped' and r.decided is null and not exists (
       select 1 from shipment_review n where n.shipment_id = r.shipment_id and n.run > r.run)`,
  ),
]
