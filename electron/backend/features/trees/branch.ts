import { sql, type RawBuilder } from 'kysely'
import type { TreeNode } from '../../../../shared/contract/products.ts'
import type { CommandContext } from '../../rpc/context.ts'

export type TreeKind = TreeNode['kind']

/** Ids of a tree node and of all nodes below it, as a subquery: `where type_id in ${branchOf(id)}`. */
export function branchOf(nodeId: string): RawBuilder<string> {
  return sql<string>`(with recursive branch (id) as (
    select ${nodeId} union select n.id from tree_node n join branch b on n.parent_id = b.id) select id from branch)`
}

/**
 * The node at a path such as `华东/上海`, made with all missing parents; null for an empty path. Also used by imports.
 * Blanks around names and empty names are passed over.
 */
export async function pathToNode(
  ctx: Pick<CommandContext, 'db' | 'newId'>,
  kind: TreeKind,
  path: string,
): Promise<string | null> {
  const names = path
    .split(/[/／]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  let parentId: string | null = null
  for (let depth = 1; depth <= names.length; depth++) {
    const nodePath = names.slice(0, depth).join('/')
    const known = await ctx.db
      .selectFrom('tree_node')
      .select('id')
      .where('kind', '=', kind)
      .where('path', '=', nodePath)
      .executeTakeFirst()
    const id: string = known?.id ?? ctx.newId()
    if (!known) {
      await ctx.db
        .insertInto('tree_node')
        .values({ id, kind, parent_id: parentId, name: names[depth - 1]!, path: nodePath })
        .execute()
    }
    parentId = id
  }
  return parentId
}
