import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { TreeNode } from '../../../../shared/contract/products.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'

const COLUMNS = ['id', 'kind', 'parent_id as parentId', 'name', 'path', 'sort', 'version'] as const

/** All nodes of a tree; children of one parent stand in their order. */
export async function list(ctx: QueryContext, input: Requests['trees']['list']): Promise<Outputs['trees']['list']> {
  return ctx.db
    .selectFrom('tree_node')
    .select(COLUMNS)
    .where('kind', '=', input.kind)
    .orderBy('sort')
    .orderBy('path')
    .execute()
}

/** One node. @throws NOT_FOUND */
export async function node(ctx: Pick<QueryContext, 'db'>, id: string): Promise<TreeNode> {
  return found(await ctx.db.selectFrom('tree_node').select(COLUMNS).where('id', '=', id).executeTakeFirst(), 'tree', id)
}
