import { sqlCheck, type Check } from './check.ts'

/** Where leads stand against their history. */
export const LEAD_CHECKS: readonly Check[] = [
  sqlCheck(
    'leads',
    'select count(*) from lead',
    `with told as (
       select d.id, d.company, d.state, d.stage_id,
         (select e.to_id from lead_event e where e.lead_id = d.id and e.kind in ('created', 'stage')
          order by e.at desc, e.id desc limit 1) as stage,
         (select case e.kind when 'lost' then 'lost' when 'converted' then 'converted' else 'open' end
          from lead_event e where e.lead_id = d.id and e.kind in ('created', 'lost', 'reopened', 'converted')
          order by e.at desc, e.id desc limit 1) as came_to
       from lead d)
     select company || ': ' || state || ', by its history ' || coalesce(came_to, '-')
     from told where stage is not stage_id or came_to is not state`,
  ),
]
