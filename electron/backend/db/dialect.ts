import type Database from 'better-sqlite3'
import {
  CompiledQuery,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  ValueNode,
  type DatabaseConnection,
  type Driver,
  type LimitNode,
  type QueryResult,
} from 'kysely'
import type { Schema } from './schema.ts'

export type Db = Kysely<Schema>

const STATEMENTS_KEPT = 1000

/**
 * A Kysely handle on one better-sqlite3 connection. Differs from Kysely's own SQLite driver in two ways: statements are
 * prepared once and kept (its driver prepares on every execution), and there is no mutex and no transaction method
 * (only the unit of work opens transactions, so the root handle can never wait for itself).
 */
export function kyselyOn(database: Database.Database): Db {
  const connection = new CachedConnection(database)
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => {},
    destroy: async () => {},
  }
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SteadyCompiler(),
    },
  })
  connections.set(db, connection)
  return db
}

/**
 * Writes limits into the text: SQLite looks at the value of a bound limit while it plans, and so plans the statement anew
 * whenever one is bound, for 10 µs and more.
 */
export class SteadyCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const limit = ValueNode.is(node.limit) ? node.limit.value : undefined
    if (typeof limit === 'number' && Number.isInteger(limit)) this.append(`limit ${limit}`)
    else super.visitLimit(node)
  }
}

const connections = new WeakMap<Db, CachedConnection>()

/** Runs a compiled statement at once. Kysely's own way through its executor costs more than a point read does. */
export function runCompiled<Row>(
  db: Db,
  sql: string,
  parameters: readonly unknown[],
): { rows: Row[]; changes: number } {
  return connections.get(db)!.run<Row>(sql, parameters)
}

async function refuse(): Promise<void> {
  throw new Error('transactions are opened by the unit of work only')
}

class CachedConnection implements DatabaseConnection {
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement<unknown[], unknown>>()

  constructor(database: Database.Database) {
    this.#database = database
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = this.run<R>(query.sql, query.parameters)
    return { rows, numAffectedRows: BigInt(changes) }
  }

  run<Row>(sql: string, parameters: readonly unknown[]): { rows: Row[]; changes: number } {
    const statement = this.#prepare(sql)
    if (statement.reader) return { rows: statement.all(...parameters) as Row[], changes: 0 }
    return { rows: [], changes: statement.run(...parameters).changes }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    // a statement of its own: an open iterator must not block the kept one
    for (const row of this.#database.prepare(query.sql).iterate(...query.parameters)) yield { rows: [row as R] }
  }

  #prepare(sql: string) {
    let statement = this.#statements.get(sql)
    if (statement) {
      this.#statements.delete(sql)
    } else {
      statement = this.#database.prepare<unknown[], unknown>(sql)
      if (this.#statements.size >= STATEMENTS_KEPT) this.#statements.delete(this.#statements.keys().next().value!)
    }
    this.#statements.set(sql, statement)
    return statement
  }
}
