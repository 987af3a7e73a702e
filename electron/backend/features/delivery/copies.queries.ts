import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { daysBetween } from '../../../../shared/day.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds } from '../search/find.ts'

/** Notes whose signed copy has not come back, the oldest first. */
export async function missing(
  ctx: QueryContext,
  input: Requests['copies']['missing'],
): Promise<Outputs['copies']['missing']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = ctx.db
    .selectFrom('shipment as s')
    .innerJoin('customer as c', 'c.id', 's.customer_id')
    .select(['s.id as shipmentId', 's.number', 's.day', 'c.name as customer', 's.driver', 's.plate', 's.logistics'])
    .where('s.copy', '=', sql.lit('due'))
    .orderBy('s.day')
    .orderBy('s.id')
    .limit(input.limit + 1)
  if (ctx.user.scope === 'own')
    query = query.innerJoin('sales_order as o', 'o.id', 's.order_id').where('o.sales_person_id', '=', ctx.user.id)
  if (input.driver !== undefined) query = query.where('s.driver', '=', input.driver)
  const text = input.search?.trim()
  if (text) {
    const customers = ctx.company.search.search('customer', text, { limit: 200 }).map((hit) => hit.id)
    query = query.where((eb) =>
      eb.or([sql<boolean>`instr(s.number, ${text.toUpperCase()}) > 0`, inIds('s.customer_id', customers)]),
    )
  }
  if (after) query = query.where(sql<boolean>`(s.day, s.id) > (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    (row) => ({ ...row, age: daysBetween(row.day, ctx.today) }),
    (row) => [row.day, row.shipmentId],
  )
}

/** How many copies each driver still has, who has most first. */
export function drivers(ctx: QueryContext): Promise<Outputs['copies']['drivers']> {
  return ctx.db
    .selectFrom('shipment')
    .select((eb) => ['driver', eb.fn.countAll<number>().as('count'), eb.fn.min('day').as('oldestDay')])
    .where('copy', '=', sql.lit('due'))
    .groupBy('driver')
    .orderBy('count', 'desc')
    .orderBy('driver')
    .execute()
}

/** The posted note of a scanned or typed number. @throws NOT_FOUND */
export async function find(ctx: QueryContext, input: { number: string }): Promise<Outputs['copies']['find']> {
  const number = input.number.toUpperCase()
  const row = await ctx.db
    .selectFrom('shipment')
    .select('id as shipmentId')
    .where('number', '=', number)
    .where('status', '=', 'posted')
    .executeTakeFirst()
  return found(row, 'shipment', number)
}

/** A photograph of a signed copy. @throws NOT_FOUND */
export async function photo(ctx: QueryContext, input: { id: string }): Promise<Outputs['copies']['photo']> {
  let query = ctx.db
    .selectFrom('signed_copy_photo as p')
    .innerJoin('shipment as s', 's.id', 'p.shipment_id')
    .innerJoin('sales_order as o', 'o.id', 's.order_id')
    .select(['p.mime', 'p.bytes', 's.number'])
    .where('p.id', '=', input.id)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  const { mime, bytes, number } = found(await query.executeTakeFirst(), 'photo', input.id)
  const extension = mime === 'image/jpeg' ? 'jpg' : mime.slice('image/'.length)
  return new File([new Uint8Array(bytes)], `${number}.${extension}`, { type: mime })
}
