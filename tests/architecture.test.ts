import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TABLES } from '../electron/backend/db/tables.ts'
import { schemaSource } from '../build/schema-types.ts'

const ROOT = resolve(import.meta.dirname, '..')
const FOLDERS = ['shared', 'electron', 'renderer', 'bench']
const MOST_LINES = 400

interface Source {
  path: string
  text: string
  /** What it imports: paths from the project's root, or package names. */
  imports: string[]
}

const sources = FOLDERS.flatMap((folder) => filesBelow(join(ROOT, folder))).map(read)

/** Who may import whom: a sentence for each broken rule (docs/architecture.md). */
const RULES: { sentence: string; from: RegExp; never: RegExp; except?: RegExp }[] = [
  {
    sentence: 'shared/domain is pure: it imports its own subjects and the small shared types, nothing else',
    from: /^shared\/domain\//,
    never: /.*/,
    except: /^shared\/(domain\/|money|quantity|day|ids|errors|access|numbering)/,
  },
  {
    sentence: 'shared/contract knows the rules, zod and oRPC’s contract package only',
    from: /^shared\/contract\//,
    never: /.*/,
    except: /^(shared\/|zod$|@orpc\/contract$)/,
  },
  {
    sentence: 'shared runs anywhere: no Node, no Electron, no Vue, no application code',
    from: /^shared\//,
    never: /^(node:|electron|vue|renderer\/|hub\/|kysely|better-sqlite3)/,
  },
  {
    sentence: 'the renderer never reaches into the backend',
    from: /^renderer\//,
    never: /^(electron|hub\/|kysely|better-sqlite3|node:)/,
  },
  {
    sentence: 'components make no calls',
    from: /^renderer\/components\//,
    never: /^renderer\/(features\/|app\/(api|transport|live))/,
  },
  {
    sentence: 'the backend is plain Node: it knows neither Electron nor the screens',
    from: /^electron\/backend\//,
    never: /^(electron$|electron\/(main|preload)|renderer\/|hub\/|vue)/,
    except: /^electron\/backend\//,
  },
  {
    sentence: 'main and preload start the backend by path and never import its code',
    from: /^electron\/(main|preload)\//,
    never: /^(electron\/backend\/|renderer\/)/,
  },
  {
    sentence: 'sheetjs-style only writes, in one folder',
    from: /^(?!electron\/backend\/files\/writer\/)/,
    never: /^sheetjs-style/,
  },
  { sentence: 'xlsx@0.18 is never used', from: /.*/, never: /^xlsx$/ },
]

describe('imports', () => {
  it.each(RULES)('$sentence', ({ from, never, except }) => {
    const broken = sources
      .filter((s) => from.test(s.path))
      .flatMap((s) => s.imports.filter((i) => never.test(i) && !except?.test(i)).map((i) => `${s.path} imports ${i}`))
    expect(broken).toEqual([])
  })

  it('features of the renderer do not reach into each other', () => {
    const broken = sources.flatMap((s) => {
      const own = /^renderer\/features\/([^/]+)\//.exec(s.path)?.[1]
      return own
        ? s.imports
            .filter((i) => foreignInside(i, own, /^renderer\/features\/([^/]+)\/(.+)$/))
            .map((i) => `${s.path} imports ${i}`)
        : []
    })
    expect(broken).toEqual([])
  })

  it('has no cycles between features of the backend', () => {
    const edges = new Map<string, Set<string>>()
    for (const source of sources) {
      const own = featureOf(source.path)
      if (!own) continue
      const others = edges.get(own) ?? new Set<string>()
      for (const i of source.imports) {
        const other = featureOf(i)
        if (other && other !== own) others.add(other)
      }
      edges.set(own, others)
    }
    expect(cycleIn(edges)).toBeNull()
  })
})

describe('tables', () => {
  it('are written by the files of the owning feature only', () => {
    const broken: string[] = []
    for (const source of sources.filter(
      (s) => s.path.startsWith('electron/backend/') && !s.path.includes('/migrations/'),
    )) {
      const feature = featureOf(source.path) ?? (source.path.startsWith('electron/backend/db/') ? 'db' : '')
      for (const table of writtenTables(source.text)) {
        const owner = TABLES[table as keyof typeof TABLES]?.owner
        if (owner && owner !== feature) broken.push(`${source.path} writes ${table}, which belongs to ${owner}`)
      }
    }
    expect(broken).toEqual([])
  })

  it('of stock, receivables and payables are written by one file each', () => {
    const writers = (tables: string[]) => [
      ...new Set(
        sources
          .filter(
            (s) =>
              s.path.startsWith('electron/backend/features/') && writtenTables(s.text).some((t) => tables.includes(t)),
          )
          .map((s) => s.path),
      ),
    ]
    expect(writers(['stock_movement'])).toEqual(['electron/backend/features/inventory/ledger.ts'])
    expect(writers(['stock_balance'])).toEqual([
      'electron/backend/features/inventory/balances.ts',
      'electron/backend/features/inventory/rebuild.ts',
      'electron/backend/features/inventory/reservations.ts',
    ])
    expect(writers(['receivable_entry', 'receivable_open', 'receivable_balance', 'receivable_allocation'])).toEqual([
      'electron/backend/features/settlement/debts.ts',
    ])
    // debts.ts writes them too, by the statements of the receivables with other names
    expect(writers(['payable_entry', 'payable_open', 'payable_balance', 'payable_allocation'])).toEqual([])
    expect(writers(['cash_entry', 'cash_balance'])).toEqual(['electron/backend/features/settlement/cash-ledger.ts'])
  })

  it('have the Kysely types the migrations make (npm run schema)', async () => {
    const committed = readFileSync(join(ROOT, 'electron/backend/db/schema.ts'), 'utf8')
    // the format breaks long unions with a bar at the front
    const plain = (text: string) => text.replace(/:\s*\|/g, ':').replace(/\s|,|;/g, '')
    expect(plain(committed)).toBe(plain(schemaSource()))
  })
})

describe('files', () => {
  it(`stay under ${MOST_LINES} lines`, () => {
    const long = sources
      .filter((s) => !/db\/(schema\.ts$|migrations\/)/.test(s.path) && s.text.split('\n').length > MOST_LINES)
      .map((s) => s.path)
    expect(long).toEqual([])
  })

  it('switch neither the type checker nor the linter off', () => {
    const loose = sources.filter((s) =>
      /@ts-(ignore|nocheck|expect-error)|eslint-disable|oxlint-disable|[:<|(,]\s*any\s*[,)>;=|&[\]]|\bas any(?=\s*[)\].,;}]|\s*$)/m.test(
        s.text,
      ),
    )
    expect(loose.map((s) => s.path)).toEqual([])
  })
})

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return /\.(ts|vue)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

function read(file: string): Source {
  const text = readFileSync(file, 'utf8')
  const statement =
    /^(?:import\s+(?:[^'"\n]*?from\s+)?|export\s[^'"=\n]*?from\s+|\}\s*from\s+)'([^']+)'|\bimport\('([^']+)'\)/gm
  const named = [...text.matchAll(statement)].map((m) => m[1] ?? m[2]!)
  const imports = named.map((name) =>
    name.startsWith('.') ? relative(ROOT, resolve(dirname(file), name)).replaceAll('\\', '/') : name,
  )
  return { path: relative(ROOT, file).replaceAll('\\', '/'), text, imports }
}

/** Inside of another feature; its `index.ts` and feature file are its front door. */
function foreignInside(path: string, own: string, pattern: RegExp): boolean {
  const match = pattern.exec(path)
  return match !== null && match[1] !== own && match[2] !== 'index.ts'
}

function featureOf(path: string): string | null {
  return /^electron\/backend\/features\/([^/]+)\//.exec(path)?.[1] ?? null
}

function writtenTables(text: string): string[] {
  const kysely = [...text.matchAll(/\.(?:insertInto|updateTable|deleteFrom)\(\s*'(\w+)/g)]
  const sql = [...text.matchAll(/\b(?:insert (?:or \w+ )?into|update|delete from)\s+"?([a-z_]+)"?\s/g)]
  const rows = [...text.matchAll(/\binsert(?:Rows|Records)\(\s*[\w.]+,\s*'(\w+)'/g)]
  return [...kysely, ...sql, ...rows].map((m) => m[1]!).filter((table) => table in TABLES)
}

function cycleIn(edges: Map<string, Set<string>>): string[] | null {
  const done = new Set<string>()
  const walk = (node: string, path: string[]): string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (done.has(node)) return null
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next, [...path, node])
      if (cycle) return cycle
    }
    done.add(node)
    return null
  }
  for (const node of edges.keys()) {
    const cycle = walk(node, [])
    if (cycle) return cycle
  }
  return null
}
