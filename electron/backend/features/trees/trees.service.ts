import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { TreeNode } from '../../../../shared/contract/products.ts'
import { mayCall } from '../../../../shared/access.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { branchOf } from './branch.ts'
import * as queries from './trees.queries.ts'

/**
 * Makes (version 0), renames, moves or orders a node; the paths of all nodes below follow. A `/` in a name would read as
 * two levels and becomes `／`.
 * @throws FORBIDDEN, CONFLICT, NOT_FOUND parent, DUPLICATE name under one parent, RULE TREE_LOOP
 */
export async function save(ctx: CommandContext, input: Requests['trees']['save']): Promise<TreeNode> {
  const { id, kind, parentId, sort, version } = input
  requireRight(ctx, kind)
  const name = input.name.replaceAll('/', '／')
  const path = await pathBelow(ctx, kind, parentId, name)
  await refuseTakenPath(ctx, { id, kind, path, name })
  const columns = { parent_id: parentId, name, path, sort }
  if (version === 0) {
    const existing = await ctx.db.selectFrom('tree_node').select('id').where('id', '=', id).executeTakeFirst()
    if (!existing)
      await ctx.db
        .insertInto('tree_node')
        .values({ id, kind, ...columns })
        .execute()
    return queries.node(ctx, id)
  }
  const before = await queries.node(ctx, id)
  requireRight(ctx, before.kind)
  if (parentId !== null) await refuseLoop(ctx, id, parentId)
  const update = ctx.db
    .updateTable('tree_node')
    .set({ ...columns, version: version + 1 })
    .where('id', '=', id)
    .where('kind', '=', kind)
    .where('version', '=', version)
  await claim(update, 'tree', id)
  if (path !== before.path) await moveBelow(ctx, id, before.path, path)
  return queries.node(ctx, id)
}

/** Removes a node that nothing uses. @throws FORBIDDEN, CONFLICT, NOT_FOUND, RULE IN_USE with what uses it */
export async function remove(
  ctx: CommandContext,
  input: Requests['trees']['remove'],
): Promise<Outputs['trees']['remove']> {
  const { id, version } = input
  const { kind } = await queries.node(ctx, id)
  requireRight(ctx, kind)
  const user =
    (await ctx.db.selectFrom('tree_node').select('name').where('parent_id', '=', id).limit(1).executeTakeFirst()) ??
    (kind === 'region'
      ? await ctx.db.selectFrom('customer').select('name').where('region_id', '=', id).limit(1).executeTakeFirst()
      : await ctx.db.selectFrom('product').select('name').where('type_id', '=', id).limit(1).executeTakeFirst())
  if (user) throw ruleError('IN_USE', { value: user.name })
  const { numDeletedRows } = await ctx.db
    .deleteFrom('tree_node')
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numDeletedRows !== 1n) throw new AppError('CONFLICT', { entity: 'tree', id })
  return { ok: true }
}

/** Each tree belongs to those who keep what hangs on it. @throws FORBIDDEN */
function requireRight(ctx: CommandContext, kind: TreeNode['kind']): void {
  const right = kind === 'region' ? 'customers.edit' : 'products.edit'
  if (!mayCall(right, ctx.user.rights)) throw new AppError('FORBIDDEN', { right })
}

async function pathBelow(
  ctx: CommandContext,
  kind: TreeNode['kind'],
  parentId: string | null,
  name: string,
): Promise<string> {
  if (parentId === null) return name
  const parent = await queries.node(ctx, parentId)
  if (parent.kind !== kind) throw new AppError('NOT_FOUND', { entity: 'tree', id: parentId })
  return `${parent.path}/${name}`
}

async function refuseTakenPath(
  ctx: CommandContext,
  node: { id: string; kind: TreeNode['kind']; path: string; name: string },
): Promise<void> {
  const other = await ctx.db
    .selectFrom('tree_node')
    .select('id')
    .where('kind', '=', node.kind)
    .where('path', '=', node.path)
    .where('id', '<>', node.id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'tree', field: 'name', value: node.name, id: other.id })
}

async function refuseLoop(ctx: CommandContext, id: string, parentId: string): Promise<void> {
  const inside = await ctx.db
    .selectFrom('tree_node')
    .select('id')
    .where('id', '=', parentId)
    .where('id', 'in', branchOf(id))
    .executeTakeFirst()
  if (inside) throw ruleError('TREE_LOOP', { field: 'parentId' })
}

/** Gives the nodes below `id` their new paths: the same ends behind the new front. */
async function moveBelow(ctx: CommandContext, id: string, from: string, to: string): Promise<void> {
  await ctx.db
    .updateTable('tree_node')
    .set({ path: sql<string>`${to} || substr(path, length(${from}) + 1)` })
    .where('id', 'in', branchOf(id))
    .where('id', '<>', id)
    .execute()
}
