import { openAsBlob } from 'node:fs'
import { join, resolve } from 'node:path'
import type { VerifyResult } from '../../../../shared/contract/system.ts'
import { workerOf, type RunOptions } from '../../db/workers/run-on-worker.ts'
import type { TaskContext } from '../../rpc/context.ts'
import type { BackupFacts } from './backup-file.ts'
import type { SystemJobs } from './system.worker.ts'

const worker = workerOf<SystemJobs>(new URL('./system.worker.ts', import.meta.url))

/** Recomputes everything that is derived, on a worker; clerks go on meanwhile. @throws CANCELLED */
export function verify(ctx: TaskContext): Promise<VerifyResult> {
  return worker('verify', { file: ctx.company.file }, { signal: ctx.signal })
}

/** A backup made by hand: stays in the home folder's `backups/ID` and is handed out as a file. @throws CANCELLED */
export async function backup(ctx: TaskContext): Promise<File> {
  const folder = resolve(ctx.company.folder, '../../backups', ctx.company.id)
  const name = `hand-${stampOf(ctx.now, ctx.info.timeZone)}.sqlite`
  const { path } = await makeBackup(ctx.company.file, join(folder, name), { signal: ctx.signal })
  const fileName = `${ctx.info.name.replace(/[\\/:*?"<>|\s]+/g, '-')}-${stampOf(ctx.now, ctx.info.timeZone)}.sqlite`
  return new File([await openAsBlob(path)], fileName, { type: 'application/vnd.sqlite3' })
}

/** Copies a company file on a worker, checked and counted; also what the scheduled backups use. */
export function makeBackup(file: string, to: string, options: RunOptions = {}): Promise<BackupFacts> {
  return worker('copy', { file, to }, options)
}

/** The wall clock in a zone as `20261123-0930`. */
export function stampOf(instant: Date, zone: string): string {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
    instant,
  )
  return text.replace(/[-:]/g, '').replace(' ', '-')
}
