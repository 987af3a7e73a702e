import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { claim } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { filtered, segmentFilter, withSegment } from './filter.ts'

/**
 * Ids of the customers in a segment that this user may see, as of now, by code. For reports, price lists and mailings: a
 * segment is a saved filter, so whoever fits is in it.
 * @throws NOT_FOUND
 */
export async function segmentMembers(ctx: QueryContext, segmentId: string): Promise<string[]> {
  const rows = await filtered(ctx, await withSegment(ctx, { segmentId }))
    .select('c.id')
    .orderBy('c.code')
    .execute()
  return rows.map((row) => row.id)
}

/** `segments.list`: by name, with how many customers are in each today. */
export async function list(ctx: QueryContext): Promise<Outputs['segments']['list']> {
  const rows = await ctx.db
    .selectFrom('segment as s')
    .innerJoin('user_account as u', 'u.id', 's.created_by')
    .select(['s.id', 's.name', 'u.name as by', 's.updated_at as updatedAt', 's.version'])
    .orderBy('s.name')
    .execute()
  const segments: Outputs['segments']['list'] = []
  for (const row of rows) {
    const { count } = await filtered(ctx, await withSegment(ctx, { segmentId: row.id }))
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    segments.push({ ...row, filter: await segmentFilter(ctx, row.id), count })
  }
  return segments
}

/** `segments.save`: makes one (version 0) or changes one. @throws CONFLICT, DUPLICATE name */
export async function save(
  ctx: CommandContext,
  { id, version, name, filter }: Requests['segments']['save'],
): Promise<Outputs['segments']['save']> {
  const others = await ctx.db.selectFrom('segment').select(['id', 'version']).where('name', '=', name).execute()
  if (others.some((one) => one.id !== id))
    throw new AppError('DUPLICATE', { entity: 'segment', field: 'name', value: name, id: others[0]!.id })
  const values = { name, filter: JSON.stringify(filter), updated_at: ctx.at }
  const known = await ctx.db.selectFrom('segment').select('version').where('id', '=', id).executeTakeFirst()
  if (!known) {
    await ctx.db
      .insertInto('segment')
      .values({ id, ...values, created_by: ctx.user.id, created_at: ctx.at })
      .execute()
  } else if (version !== 0 || known.version !== 1) {
    const update = ctx.db
      .updateTable('segment')
      .set({ ...values, version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version)
    await claim(update, 'segment', id)
  }
  return { id }
}

/** `segments.remove` @throws CONFLICT; gone already is fine */
export async function remove(
  ctx: CommandContext,
  { id, version }: Requests['segments']['remove'],
): Promise<Outputs['segments']['remove']> {
  const known = await ctx.db.selectFrom('segment').select('version').where('id', '=', id).executeTakeFirst()
  if (known && known.version !== version) throw new AppError('CONFLICT', { entity: 'segment', id })
  await ctx.db.deleteFrom('segment').where('id', '=', id).execute()
  return { ok: true }
}
