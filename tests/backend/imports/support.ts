import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ImportKind, ImportView } from '../../../shared/contract/imports.ts'
import { newId } from '../../../shared/ids.ts'
import { openReader } from '../../../electron/backend/db/open.ts'
import { TABLES } from '../../../electron/backend/db/tables.ts'
import type { Client } from '../../../shared/contract/index.ts'
import type { TestCompany } from '../../support/company.ts'
import { IMPORT_DATA } from '../files/support.ts'

/** A real file of the collection. */
export function sampleFile(name: string): File {
  const path = name.startsWith('/') ? name : join(IMPORT_DATA, name)
  return new File([readFileSync(path)], basename(path))
}

/** A small list as somebody would save it as CSV. */
export function csvFile(rows: readonly (readonly (string | number)[])[], name = 'list.csv'): File {
  return new File([rows.map((row) => row.join(',')).join('\r\n')], name)
}

/** Opens a file and waits until it is checked, or until somebody must say what its columns are. */
export async function openImport(client: Client, kind: ImportKind, file: File): Promise<ImportView> {
  const { id } = await client.imports.open({ id: newId(), kind, file })
  return settled(client, id)
}

/** Opens and writes a file. */
export async function runImport(client: Client, kind: ImportKind, file: File): Promise<ImportView> {
  const view = await openImport(client, kind, file)
  if (view.state !== 'ready') throw new Error(`the import is ${view.state}: ${JSON.stringify(view.missingFields)}`)
  await client.imports.commit({ id: view.id })
  return settled(client, view.id)
}

export async function undoImport(client: Client, id: string): Promise<ImportView> {
  await client.imports.undo({ id })
  return settled(client, id)
}

/** Waits until nothing is under way. */
export async function settled(client: Client, id: string): Promise<ImportView> {
  for (;;) {
    const view = await client.imports.get({ id })
    if (!['reading', 'checking', 'committing', 'undoing'].includes(view.state)) return view
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Reasons as `CODE field: count`. */
export const reasonsOf = (view: ImportView): string[] =>
  view.reasons.map((r) => `${r.code} ${r.field}: ${r.count}`).sort()

/** Every row of every table, but for what only this machine keeps and the log itself. */
export function booksOf(company: TestCompany): Record<string, unknown[]> {
  const reader = openReader(company.application.folder.companyFile(company.companyId))
  try {
    const tables = Object.entries(TABLES).filter(([, info]) => info.class !== 'local')
    return Object.fromEntries(
      tables.map(([table, info]) => [
        table,
        reader.prepare(`select * from "${table}" order by ${info.key.join(', ')}`).all(),
      ]),
    )
  } finally {
    reader.close()
  }
}
