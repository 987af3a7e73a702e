import { sqlCheck, type Check } from './check.ts'

/** What was picked and packed against the notes it is for. */
export const PICKING_CHECKS: readonly Check[] = [
  sqlCheck(
    'picks-counted',
    'select count(*) from pick_task',
    `select l.number || ' ' || t.no || ': picked ' || check_quantity(t.picked) || ', entries ' ||
       check_quantity(coalesce(e.quantity, 0))
     from pick_task t join pick_list l on l.id = t.list_id
     left join (select list_id, task_no, sum(quantity) as quantity from pick_entry group by list_id, task_no) e
       on e.list_id = t.list_id and e.task_no = t.no
     where t.picked <> coalesce(e.quantity, 0)`,
  ),
  sqlCheck(
    'picks-of-notes',
    `select count(*) from shipment where picking <> 'none'`,
    `with picks as (
       select list_id, shipment_id, line_no, sum(picked) as picked, sum(quantity) as wanted
       from pick_task group by list_id, shipment_id, line_no)
     select d.number || ' line ' || n.line_no || ': ' || check_quantity(n.quantity) || ', picked ' ||
       check_quantity(k.picked)
     from pick_note p join pick_list l on l.id = p.list_id join shipment d on d.id = p.shipment_id
     join shipment_line n on n.shipment_id = d.id
     join picks k on k.list_id = p.list_id and k.shipment_id = d.id and k.line_no = n.line_no
     where l.status <> 'void' and d.status <> 'void' and
       (k.wanted < k.picked or case when l.status in ('picked', 'checked') then n.quantity <> k.picked
         else n.quantity < k.wanted end)`,
  ),
  sqlCheck(
    'notes-on-lists',
    'select count(*) from shipment',
    `select d.number || ': picking ' || d.picking || ', list ' || coalesce(l.number || ' ' || l.status, 'none')
     from shipment d
     left join (pick_note p join pick_list l on l.id = p.list_id and l.status <> 'void') on p.shipment_id = d.id
     where d.picking <> case when l.id is null then 'none' when l.status in ('open', 'picking') then 'picking'
       else 'picked' end`,
  ),
  sqlCheck(
    'cartons-of-notes',
    'select count(*) from carton',
    `with packed as (
       select c.shipment_id, k.line_no, sum(k.quantity) as quantity
       from carton c join carton_line k on k.carton_id = c.id group by c.shipment_id, k.line_no)
     select d.number || ' line ' || k.line_no || ': ships ' || check_quantity(coalesce(n.quantity, 0)) ||
       ', in cartons ' || check_quantity(k.quantity)
     from packed k join shipment d on d.id = k.shipment_id
     left join shipment_line n on n.shipment_id = k.shipment_id and n.line_no = k.line_no
     where k.quantity > coalesce(n.quantity, 0)`,
  ),
]
