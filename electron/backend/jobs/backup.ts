import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { dayNumber, type Day } from '../../../shared/day.ts'
import type { Application } from '../application.ts'
import { makeBackup, stampOf } from '../features/system/system.tasks.ts'

const TICK = 60_000
/** From this hour of the company's day on, the night's backup is made. */
const NIGHT_HOUR = 21

export interface BackupJob {
  /** Backs up what changed since the last backup, then stops. Call before the application closes. */
  stop(): Promise<void>
}

/**
 * Backs every company up once a night and when the program ends, into `backups/ID/auto-…`, and thins older ones out:
 * seven days, four weeks, twelve months stay. A failure is logged and tried again a minute later.
 */
export function startBackups(application: Application, options: { zone?: string } = {}): BackupJob {
  const zone = options.zone ?? 'Asia/Shanghai'
  let running: Promise<void> = Promise.resolve()
  const run = (onlyAtNight: boolean) => {
    running = running.then(() => backUpAll(application, zone, onlyAtNight))
    return running
  }
  const timer = setInterval(() => void run(true), TICK)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await run(false)
    },
  }
}

/** One round over all companies. @param onlyAtNight leaves companies alone before the evening or when today's is there */
export async function backUpAll(application: Application, zone: string, onlyAtNight: boolean): Promise<void> {
  const now = application.now()
  const stamp = stampOf(now, zone)
  if (onlyAtNight && Number(stamp.slice(9, 11)) < NIGHT_HOUR) return
  for (const id of application.folder.companyIds()) {
    const folder = join(application.folder.backups, id)
    const names = automaticBackups(folder)
    if (onlyAtNight && names.some((name) => name.startsWith(`auto-${stamp.slice(0, 8)}`))) continue
    const file = application.folder.companyFile(id)
    if (names.length > 0 && !changedSince(file, join(folder, names.at(-1)!))) continue
    try {
      await makeBackup(file, join(folder, `auto-${stamp}.sqlite`))
      for (const name of backupsToRemove(automaticBackups(folder))) rmSync(join(folder, name), { force: true })
    } catch (error) {
      application.log.error('backup failed', { id, error: String(error) })
    }
  }
}

/**
 * Which automatic backups to delete: all but the newest of each of the last seven days, four weeks and twelve months that
 * have one.
 * @param names `auto-YYYYMMDD-HHMM.sqlite`, oldest first
 */
export function backupsToRemove(names: readonly string[]): string[] {
  const kept = new Set<string>()
  const keepNewest = (count: number, periodOf: (day: Day) => string | number) => {
    const newest = new Map<string | number, string>()
    for (const name of names) newest.set(periodOf(dayOf(name)), name)
    for (const name of [...newest.values()].slice(-count)) kept.add(name)
  }
  keepNewest(7, (day) => day)
  // 1970-01-01 was a Thursday: weeks that begin on Monday
  keepNewest(4, (day) => Math.floor((dayNumber(day) + 3) / 7))
  keepNewest(12, (day) => day.slice(0, 7))
  return names.filter((name) => !kept.has(name))
}

const dayOf = (name: string): Day => name.replace(/^auto-(\d{4})(\d\d)(\d\d).*$/, '$1-$2-$3')

function automaticBackups(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^auto-\d{8}-\d{4}\.sqlite$/.test(name))
    .sort()
}

function changedSince(file: string, backup: string): boolean {
  const made = statSync(backup).mtimeMs
  return [file, `${file}-wal`].some((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > made)
}
