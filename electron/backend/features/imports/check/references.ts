import type Database from 'better-sqlite3'
import type { PlanReferences } from '../plan.ts'

type TreeKind = 'region' | 'product-type'

/** Tree nodes, sales persons and warehouses that rows name: those there are, and those that will be made. */
export class References {
  readonly planned: PlanReferences = { regions: [], types: [], users: [] }
  readonly #newId: () => string
  readonly #nodes: Record<TreeKind, Map<string, string>>
  /** Nodes by their own name; null where several have it. */
  readonly #leaves: Record<TreeKind, Map<string, string | null>>
  readonly #users: Map<string, string>
  readonly #warehouses = new Map<string, { id: string; siteId: string }>()

  constructor(company: Database.Database, newId: () => string) {
    this.#newId = newId
    this.#nodes = { region: new Map(), 'product-type': new Map() }
    this.#leaves = { region: new Map(), 'product-type': new Map() }
    const nodes = company.prepare<[], { id: string; kind: TreeKind; name: string; path: string }>(
      'select id, kind, name, path from tree_node',
    )
    for (const { id, kind, name, path } of nodes.all()) {
      this.#nodes[kind].set(path, id)
      this.#leaves[kind].set(name, this.#leaves[kind].has(name) ? null : id)
    }
    const users = company.prepare<[], [string, string]>(
      `select name, id from user_account where status <> 'disabled' order by id desc`,
    )
    this.#users = new Map(users.raw().all())
    const warehouses = company.prepare<[], { id: string; siteId: string; code: string; name: string }>(
      'select id, site_id as siteId, code, name from warehouse where archived = 0',
    )
    for (const { id, siteId, code, name } of warehouses.all()) {
      for (const key of [id, code, name]) this.#warehouses.set(key, { id, siteId })
    }
  }

  /** The node at a path such as `华东/上海`; a single name also means the one node of that name anywhere in the tree. */
  node(kind: TreeKind, text: string): string | null {
    const names = text
      .split(/[/／]/)
      .map((name) => name.trim())
      .filter((name) => name !== '')
    if (names.length === 0) return null
    const nodes = this.#nodes[kind]
    const known = nodes.get(names.join('/')) ?? (names.length === 1 ? this.#leaves[kind].get(names[0]!) : undefined)
    if (known) return known
    let id = ''
    for (let depth = 1; depth <= names.length; depth++) {
      const path = names.slice(0, depth).join('/')
      id = nodes.get(path) ?? this.#newId()
      if (nodes.has(path)) continue
      nodes.set(path, id)
      this.planned[kind === 'region' ? 'regions' : 'types'].push({ id, path })
    }
    return id
  }

  /** The user of this name; a name nobody has will become a user without a login. */
  user(name: string): string {
    let id = this.#users.get(name)
    if (id === undefined) {
      id = this.#newId()
      this.#users.set(name, id)
      this.planned.users.push({ id, name })
    }
    return id
  }

  /** The warehouse with this name, code or id. */
  warehouse(name: string): { id: string; siteId: string } | undefined {
    return this.#warehouses.get(name)
  }
}
