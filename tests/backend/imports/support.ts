import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ImportKind, ImportView } from '../../../shared/contract/imports.ts'
import { newId } from '../../../shared/ids.ts'
import { createApplication } from '../../../electron/backend/application.ts'
import { verifyDatabase } from '../../../electron/backend/features/system/verify.ts'
import { quietLogger } from '../../../electron/backend/log.ts'
import { createRouter } from '../../../electron/backend/rpc/door.ts'
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

/** The home folder as it would be found after the process was killed at this moment. */
export async function afterKill(
  company: TestCompany,
  work: (client: Client, verify: () => void) => Promise<void>,
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'huozhan-killed-'))
  cpSync(company.home, home, { recursive: true })
  const application = await createApplication({
    home,
    now: company.clock.now,
    random: (n) => crypto.getRandomValues(new Uint8Array(n)),
    log: quietLogger,
  })
  try {
    const operator = { companyId: company.companyId, userId: company.ownerId }
    const context = { connection: application.connect({ operator }) }
    const client = createRouterClient(createRouter(application), { context }) as unknown as Client
    await work(client, () => {
      const reader = openReader(application.folder.companyFile(company.companyId))
      const result = verifyDatabase(reader)
      reader.close()
      const faults = result.checks.filter((c) => !c.ok)
      if (faults.length > 0) throw new Error(JSON.stringify(faults))
    })
  } finally {
    await application.close()
    rmSync(home, { recursive: true, force: true })
  }
}
