/**
 * Writes electron/backend/db/schema.ts, the Kysely types, from the tables the migrations make.
 * `npm run schema` after a migration; a test fails when the file is out of date.
 */
import { writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { MIGRATIONS } from '../electron/backend/db/migrate.ts'

export function schemaSource(): string {
  const database = new Database(':memory:')
  for (const migration of MIGRATIONS) database.exec(migration.sql)
  const tables = database
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_schema where type = 'table' order by rowid",
    )
    .all()
  const interfaces = tables.map(({ name, sql }) => {
    const columns = database
      .prepare<[string], { name: string; type: string; notnull: number; dflt_value: string | null; pk: number }>(
        'select name, type, "notnull", dflt_value, pk from pragma_table_info(?) order by cid',
      )
      .all(name)
    const lines = columns.map((c) => {
      const union = new RegExp(`check \\(${c.name} in \\(('[^)]*')\\)\\)`).exec(sql)?.[1]
      const base =
        c.type === 'INTEGER'
          ? 'number'
          : c.type === 'BLOB'
            ? 'Uint8Array'
            : (union?.replaceAll(', ', ' | ') ?? 'string')
      const type = c.notnull || c.pk ? base : `${base} | null`
      return `  ${c.name}: ${c.dflt_value !== null ? `Generated<${type}>` : type}`
    })
    return `export interface ${pascal(name)}Table {\n${lines.join('\n')}\n}`
  })
  const schema = tables.map(({ name }) => `  ${name}: ${pascal(name)}Table`).join('\n')
  return `// Made by build/schema-types.ts from the migrations. Do not edit.\nimport type { Generated } from 'kysely'\n\n${interfaces.join('\n\n')}\n\nexport interface Schema {\n${schema}\n}\n`
}

const pascal = (name: string) => name.replace(/(^|_)([a-z])/g, (_, __, c: string) => c.toUpperCase())

if (import.meta.main) writeFileSync(new URL('../electron/backend/db/schema.ts', import.meta.url), schemaSource())
