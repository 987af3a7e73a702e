import { sqlCheck, type Check } from './check.ts'

/** Complaints and repeated reminders lead on to what somebody has to do next. */
export const CONTACT_CHECKS: readonly Check[] = [
  sqlCheck(
    'complaints',
    "select count(*) from activity where kind = 'complaint'",
    `select a.day || ' ' || a.id || ': a complaint nobody is reminded of' from activity a
     where a.kind = 'complaint' and not exists (
       select 1 from reminder m where m.activity_id = a.id and m.kind = 'complaint' and m.customer_id = a.customer_id)`,
  ),
  sqlCheck(
    'reminders',
    'select count(*) from reminder',
    `select m.due_day || ' ' || m.id || ': done, and does not come again' from reminder m
     where m.state = 'done' and m.repeat <> 'none' and not exists (select 1 from reminder n where n.follows = m.id)
     union all
     select m.due_day || ' ' || m.id || ': follows one that is not done' from reminder m
     join reminder b on b.id = m.follows where b.state = 'open'
     union all
     select m.due_day || ' ' || m.id || ': for a customer other than its activity''s' from reminder m
     join activity a on a.id = m.activity_id where m.customer_id is not a.customer_id`,
  ),
]
