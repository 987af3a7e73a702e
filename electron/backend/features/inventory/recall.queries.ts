import { sql } from 'kysely'
import type { Outputs } from '../../../../shared/contract/index.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'

/**
 * Which customers got a lot, by posted notes, the newest first; and what left the stock otherwise. Complete, however many.
 * A sales person sees their own customers only. @throws NOT_FOUND
 */
export async function recall(ctx: QueryContext, input: { id: string }): Promise<Outputs['lots']['recall']> {
  const lot = await ctx.db.selectFrom('stock_lot').select('id').where('id', '=', input.id).executeTakeFirst()
  found(lot, 'lot', input.id)
  // what came back, or never arrived, is not with the customer any more
  const left = sql<number>`sum(k.quantity) - (select coalesce(sum(x.quantity), 0) from sales_return_line x
    cross join sales_return r on r.id = x.return_id
    where x.shipment_id = d.id and x.lot_id = ${input.id} and r.status = 'posted')`
  let query = ctx.db
    .selectFrom('shipment_line_lot as k')
    .innerJoin('shipment as d', 'd.id', 'k.shipment_id')
    .innerJoin('sales_order as o', 'o.id', 'd.order_id')
    .innerJoin('customer as c', 'c.id', 'd.customer_id')
    .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
    .leftJoin('customer_contact as p', (join) => join.onRef('p.customer_id', '=', 'c.id').on('p.no', '=', 1))
    .select([
      'c.id as customerId',
      'c.name as customer',
      sql<string>`coalesce(nullif(o.contact, ''), p.name, '')`.as('contact'),
      sql<string>`coalesce(nullif(o.phone, ''), nullif(p.mobile, ''), p.phone, '')`.as('phone'),
      'o.address',
      'o.id as orderId',
      sql<string>`coalesce(o.number, '')`.as('orderNumber'),
      'd.id as shipmentId',
      'd.number as shipmentNumber',
      'd.day',
      'w.name as warehouse',
      left.as('quantity'),
      'd.logistics',
    ])
    .where('k.lot_id', '=', input.id)
    .where('d.status', '=', 'posted')
    .groupBy('d.id')
    .having(left, '>', 0)
    .orderBy('d.day', 'desc')
    .orderBy('d.id', 'desc')
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  const others = await ctx.db
    .selectFrom('stock_movement')
    .select((eb) => [
      'document_number as documentNumber',
      sql<string>`replace(min(document_type), '-void', '')`.as('documentType'),
      eb.fn.min<string>('day').as('day'),
      sql<number>`-sum(quantity)`.as('quantity'),
    ])
    .where('lot_id', '=', input.id)
    .where('document_type', 'not in', ['shipment', 'shipment-void'])
    .groupBy('document_id')
    .having(sql<boolean>`sum(quantity) < 0`)
    .orderBy('day', 'desc')
    .execute()
  return { rows: await query.execute(), others }
}
