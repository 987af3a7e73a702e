import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { fileTypeOf } from '../../files/file-type.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext, TaskContext } from '../../rpc/context.ts'
import { scoped } from './filter.ts'

/** Papers one customer can have. */
const MOST_FILES = 30

/** `customerFiles.list`: newest first. @throws NOT_FOUND */
export async function list(
  ctx: QueryContext,
  { customerId }: Requests['customerFiles']['list'],
): Promise<Outputs['customerFiles']['list']> {
  await requireSeen(ctx, customerId)
  return ctx.db
    .selectFrom('customer_attachment as a')
    .innerJoin('user_account as u', 'u.id', 'a.created_by')
    .select(['a.id', 'a.name', 'a.mime', 'a.size', 'u.name as by', 'a.created_at as at'])
    .where('a.customer_id', '=', customerId)
    .orderBy('a.created_at', 'desc')
    .orderBy('a.id', 'desc')
    .execute()
}

/**
 * `customerFiles.add`: keeps a file in the company. What it is, its first bytes say, never its name. The same id again
 * changes nothing.
 * @throws NOT_FOUND, RULE FILE_TYPE_REFUSED, FILES_TOO_MANY
 */
export async function add(
  ctx: TaskContext,
  { id, customerId, file }: Requests['customerFiles']['add'],
): Promise<Outputs['customerFiles']['add']> {
  await requireSeen(ctx, customerId)
  const bytes = new Uint8Array(await file.arrayBuffer())
  const mime = fileTypeOf(bytes)
  if (mime === null) throw ruleError('FILE_TYPE_REFUSED', { field: 'file', value: file.name })
  return ctx.unit(async (unit) => {
    const here = await list(unit, { customerId })
    if (here.some((one) => one.id === id)) return here
    if (here.length >= MOST_FILES) throw ruleError('FILES_TOO_MANY', { field: 'file', value: String(MOST_FILES) })
    const name = file.name.replaceAll(/[/\\\p{Cc}]/gu, '_').slice(-150) || 'file'
    await unit.db
      .insertInto('customer_attachment')
      .values({
        id,
        customer_id: customerId,
        name,
        mime,
        size: bytes.length,
        bytes,
        created_by: unit.user.id,
        created_at: unit.at,
      })
      .execute()
    return list(unit, { customerId })
  })
}

/** `customerFiles.get` @throws NOT_FOUND */
export async function get(ctx: QueryContext, { id }: Requests['customerFiles']['get']): Promise<File> {
  const row = found(
    await ctx.db.selectFrom('customer_attachment').selectAll().where('id', '=', id).executeTakeFirst(),
    'attachment',
    id,
  )
  await requireSeen(ctx, row.customer_id)
  return new File([new Uint8Array(row.bytes)], row.name, { type: row.mime })
}

/** `customerFiles.remove` @throws NOT_FOUND when it is another's customer; gone already is fine */
export async function remove(
  ctx: CommandContext,
  { id }: Requests['customerFiles']['remove'],
): Promise<Outputs['customerFiles']['remove']> {
  const row = await ctx.db
    .selectFrom('customer_attachment')
    .select('customer_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (row) {
    await requireSeen(ctx, row.customer_id)
    await ctx.db.deleteFrom('customer_attachment').where('id', '=', id).execute()
  }
  return { ok: true }
}

async function requireSeen(ctx: QueryContext, customerId: string): Promise<void> {
  found(await scoped(ctx).select('c.id').where('c.id', '=', customerId).executeTakeFirst(), 'customer', customerId)
}
