import type { Compilable, CompiledQuery } from 'kysely'
import { runCompiled, type Db } from './dialect.ts'

/** Stands in a query for a value that is given when it runs. */
class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

export interface Prepared<Values, Row> {
  all(db: Db, values: Values): Promise<Row[]>
  first(db: Db, values: Values): Promise<Row | undefined>
  /** Runs a write and says how many rows it touched. */
  run(db: Db, values: Values): Promise<number>
}

/**
 * A Kysely query built and compiled once and run many times with other values. Building costs several times what SQLite
 * needs for a point read, so the statements of the hottest paths (submitting an order) are kept this way; everywhere
 * else plain Kysely is right.
 *
 *     const byId = prepared<{ id: string }, OrderRecord>((db, value) =>
 *       db.selectFrom('sales_order').selectAll().where('id', '=', value('id')))
 *     const order = await byId.first(ctx.db, { id })
 */
export function prepared<Values extends object, Row = unknown>(
  build: (db: Db, value: <Name extends keyof Values & string>(name: Name) => Values[Name]) => Compilable<Row>,
): Prepared<Values, Row> {
  let compiled: CompiledQuery<Row> | null = null
  const execute = (db: Db, values: Values) => {
    // a placeholder only has to survive until compile() puts it among the parameters
    compiled ??= build(db, (name) => new Placeholder(name) as unknown as Values[typeof name]).compile()
    const parameters = compiled.parameters.map((p) => (p instanceof Placeholder ? values[p.name as keyof Values] : p))
    return runCompiled<Row>(db, compiled.sql, parameters)
  }
  return {
    all: async (db, values) => execute(db, values).rows,
    first: async (db, values) => execute(db, values).rows[0],
    run: async (db, values) => execute(db, values).changes,
  }
}
