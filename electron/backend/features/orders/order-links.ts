import { sql } from 'kysely'
import type { OrderView } from '../../../../shared/contract/orders.ts'
import { prepared } from '../../db/prepared.ts'
import type { QueryContext } from '../../rpc/context.ts'
import type { OrderRecord } from './order-store.ts'

/** What an order came from and went into. */
export type OrderLinks = Pick<OrderView, 'mergedInto' | 'mergedFrom' | 'splitFrom' | 'splitInto' | 'plan'>
/** Of an order just made: it has no relatives yet. */
export const NO_LINKS: OrderLinks = { mergedInto: null, mergedFrom: [], splitFrom: null, splitInto: [], plan: null }

interface Relative {
  kind: string
  id: string
  name: string | null
}
const relativesOf = prepared<{ id: string; mergedInto: string; splitFrom: string; planId: string }, Relative>(
  (db, value) =>
    db
      .selectFrom('sales_order')
      .select(['id', 'number as name', sql<string>`'mergedFrom'`.as('kind')])
      .where('merged_into', '=', value('id'))
      .unionAll((eb) =>
        eb
          .selectFrom('sales_order')
          .select(['id', 'number as name', sql<string>`'splitInto'`.as('kind')])
          .where('split_from', '=', value('id')),
      )
      .unionAll((eb) =>
        eb
          .selectFrom('sales_order')
          .select(['id', 'number as name', sql<string>`'mergedInto'`.as('kind')])
          .where('id', '=', value('mergedInto')),
      )
      .unionAll((eb) =>
        eb
          .selectFrom('sales_order')
          .select(['id', 'number as name', sql<string>`'splitFrom'`.as('kind')])
          .where('id', '=', value('splitFrom')),
      )
      .unionAll((eb) =>
        eb
          .selectFrom('order_plan')
          .select(['id', 'name', sql<string>`'plan'`.as('kind')])
          .where('id', '=', value('planId')),
      ),
)

/** The orders an order came from and went into, and the plan it was made from. */
export async function linksOf(ctx: QueryContext, order: OrderRecord): Promise<OrderLinks> {
  const found = await relativesOf.all(ctx.db, {
    id: order.id,
    mergedInto: order.merged_into ?? '',
    splitFrom: order.split_from ?? '',
    planId: order.plan_id ?? '',
  })
  if (found.length === 0) return NO_LINKS
  const all = (kind: string) => found.filter((one) => one.kind === kind)
  const links = (kind: string) => all(kind).map(({ id, name }) => ({ id, number: name ?? '' }))
  const [plan] = all('plan')
  return {
    mergedInto: links('mergedInto')[0] ?? null,
    mergedFrom: links('mergedFrom'),
    splitFrom: links('splitFrom')[0] ?? null,
    splitInto: links('splitInto'),
    plan: plan ? { id: plan.id, name: plan.name ?? '' } : null,
  }
}
