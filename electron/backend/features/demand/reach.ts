import { sql } from 'kysely'
import type { ActivityKind } from '../../../../shared/domain/crm/kinds.ts'
import type { Day } from '../../../../shared/day.ts'
import type { QueryContext } from '../../rpc/context.ts'

export interface Reach {
  contact: string
  phone: string
  lastContact: { day: Day; kind: ActivityKind; by: string } | null
}

const NOT_KNOWN: Reach = { contact: '', phone: '', lastContact: null }

/** How to reach customers: the first contact with its mobile or phone, and the last contact somebody wrote down. */
export async function reachOf(ctx: QueryContext, customerIds: readonly string[]): Promise<(id: string) => Reach> {
  const { rows } = await sql<{
    id: string
    contact: string | null
    phone: string | null
    day: Day | null
    kind: ActivityKind | null
    by: string | null
  }>`
    select c.id, k.name as contact, coalesce(nullif(k.mobile, ''), k.phone) as phone, a.day, a.kind, u.name as by
    from json_each(${JSON.stringify(customerIds)}) j join customer c on c.id = j.value
      left join customer_contact k on k.customer_id = c.id and k.no = 1
      left join activity a on a.id =
        (select x.id from activity x where x.customer_id = c.id order by x.day desc, x.id desc limit 1)
      left join user_account u on u.id = a.created_by`.execute(ctx.db)
  const known = new Map(
    rows.map(({ id, contact, phone, day, kind, by }): [string, Reach] => [
      id,
      {
        contact: contact ?? '',
        phone: phone ?? '',
        lastContact: day !== null && kind !== null ? { day, kind, by: by ?? '' } : null,
      },
    ]),
  )
  return (id) => known.get(id) ?? NOT_KNOWN
}
