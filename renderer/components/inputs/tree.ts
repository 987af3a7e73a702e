/** A node of a tree as the backend lists it: parents by id. */
export interface TreeOption {
  id: string
  parentId: string | null
  name: string
  /** Other texts that find it (initials). */
  search?: string
}

export interface TreeRow {
  node: TreeOption
  depth: number
  hasChildren: boolean
}

/**
 * The rows shown: with a search text the nodes that match and those above them, otherwise what hangs below unfolded
 * nodes. Children keep the order of `nodes`. A node whose parent is missing stands at the top.
 */
export function treeRows(nodes: readonly TreeOption[], unfolded: ReadonlySet<string>, text: string): TreeRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const children = new Map<string | null, TreeOption[]>()
  for (const node of nodes) {
    const parent = node.parentId !== null && byId.has(node.parentId) ? node.parentId : null
    const siblings = children.get(parent)
    if (siblings) siblings.push(node)
    else children.set(parent, [node])
  }
  const wanted = text === '' ? null : matchesAndAbove(nodes, byId, text.toLowerCase())
  const rows: TreeRow[] = []
  const walk = (parent: string | null, depth: number): void => {
    for (const node of children.get(parent) ?? []) {
      if (wanted && !wanted.has(node.id)) continue
      rows.push({ node, depth, hasChildren: children.has(node.id) })
      if (wanted || unfolded.has(node.id)) walk(node.id, depth + 1)
    }
  }
  walk(null, 0)
  return rows
}

/** `粮油 / 面粉`: the names from the top down to the node. */
export function treePath(nodes: readonly TreeOption[], id: string): string {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  return [...above(byId, id)]
    .map((node) => node.name)
    .reverse()
    .join(' / ')
}

function matchesAndAbove(nodes: readonly TreeOption[], byId: Map<string, TreeOption>, text: string): Set<string> {
  const wanted = new Set<string>()
  for (const node of nodes)
    if (node.name.toLowerCase().includes(text) || node.search?.toLowerCase().includes(text))
      for (const one of above(byId, node.id)) wanted.add(one.id)
  return wanted
}

/** The node and what stands above it, from below; stops at a loop. */
function* above(byId: Map<string, TreeOption>, id: string): Generator<TreeOption> {
  const seen = new Set<string>()
  for (let node = byId.get(id); node && !seen.has(node.id); node = byId.get(node.parentId ?? '')) {
    seen.add(node.id)
    yield node
  }
}
