import type Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CompanySettings } from '../../shared/contract/company.ts'
import { VALUE_RULES } from '../../shared/domain/analytics/customer-value.ts'
import { AppError } from '../../shared/errors.ts'
import { kyselyOn, type Db } from './db/dialect.ts'
import { migrate } from './db/migrate.ts'
import { openReader, openWriter } from './db/open.ts'
import { UnitOfWork, type Committed, type UnitInfo } from './db/unit-of-work.ts'
import { Analytics } from './features/analytics/analytics.ts'
import { SearchIndexes } from './features/search/search.ts'
import { TopicBus } from './jobs/topics.ts'
import type { Logger } from './log.ts'
import type { CompanyInfo, SessionUser } from './rpc/context.ts'
import { SecretStore } from './secret-store.ts'

/** One open company: its file, its one writer, its reader, its search index and who listens to it. */
export interface Company {
  readonly id: string
  readonly file: string
  /** Folder of the company: imports and other files beside the database. */
  readonly folder: string
  readonly units: UnitOfWork
  readonly reader: Db
  readonly search: SearchIndexes
  /** Reports over all sales and movements, on a thread of their own. */
  readonly analytics: Analytics
  readonly topics: TopicBus
  readonly log: Logger
  /** Keys of payment services, sealed outside the database. */
  readonly secrets: SecretStore
  /** Users by session, as read from their roles; emptied when users, roles or tokens change. */
  readonly signedIn: Map<string, SessionUser>
  forgetUsers(): void
  /** Company data and settings as of the last commit. */
  info(): CompanyInfo
  /** A consistent copy of the file while it is in use. */
  backup(to: string): Promise<void>
  /** Called after every commit with what changed. */
  onCommit(listener: (committed: Committed, info: UnitInfo) => void): void
  close(): Promise<void>
}

/**
 * Opens a company file (making it when new), brings it up to date and puts its parts together: the composition root.
 * @throws AppError FILE_TOO_NEW
 */
export async function createBackend(options: {
  file: string
  folder: string
  id: string
  /** Opens the secrets of every company of the home folder. */
  keyFile: string
  log: Logger
}): Promise<Company> {
  const { file, folder, id, keyFile, log } = options
  const unclean = existsSync(`${file}-wal`)
  const writer = openWriter(file)
  try {
    await migrate(writer)
    if (unclean) checkAfterCrash(writer)
  } catch (error) {
    writer.close()
    throw error
  }
  const readerConnection = openReader(file)
  const reader = kyselyOn(readerConnection)
  const topics = new TopicBus()
  const signedIn = new Map<string, SessionUser>()
  const search = new SearchIndexes(readerConnection)
  const analytics = new Analytics(file, join(folder, 'facts.cache'))
  const listeners: ((committed: Committed, info: UnitInfo) => void)[] = []
  let info: CompanyInfo | null = null
  let idleTimer: NodeJS.Timeout | null = null

  const units = new UnitOfWork(writer, (committed, unit) => {
    if (committed.owners.has('company')) info = null
    if (committed.owners.has('users')) signedIn.clear()
    search.apply(committed.changes)
    analytics.noteCommit(committed)
    topics.announce(committed)
    for (const listener of listeners) listener(committed, unit)
    checkpointWhenIdle()
  })

  /** Moves the write-ahead log into the file in a quiet moment, so that no commit has to. */
  function checkpointWhenIdle(): void {
    if (idleTimer) idleTimer.refresh()
    else {
      idleTimer = setTimeout(() => {
        idleTimer = null
        if (writer.open && !writer.inTransaction) writer.pragma('wal_checkpoint(PASSIVE)')
      }, 2000)
      idleTimer.unref()
    }
  }

  search.warm().catch((error: unknown) => log.error('search index', { id, error: String(error) }))

  return {
    id,
    file,
    folder,
    units,
    reader,
    search,
    analytics,
    topics,
    log,
    secrets: new SecretStore(join(folder, 'secrets.json'), keyFile),
    signedIn,
    forgetUsers: () => signedIn.clear(),
    info: () => (info ??= readInfo(readerConnection)),
    backup: async (to) => {
      await writer.backup(to)
    },
    onCommit: (listener) => listeners.push(listener),
    close: async () => {
      await units.idle()
      if (idleTimer) clearTimeout(idleTimer)
      topics.close()
      await analytics.close()
      search.close()
      readerConnection.close()
      writer.pragma('wal_checkpoint(TRUNCATE)')
      writer.close()
    },
  }
}

function readInfo(database: Database.Database): CompanyInfo {
  const row = database
    .prepare<[], { id: string; name: string; sample: number; time_zone: string; settings: string }>(
      'select id, name, sample, time_zone, settings from company',
    )
    .get()
  if (!row) throw new AppError('NOT_FOUND', { entity: 'company', id: '' })
  return {
    id: row.id,
    name: row.name,
    sample: row.sample === 1,
    timeZone: row.time_zone,
    settings: withValueRules(JSON.parse(row.settings) as StoredSettings),
  }
}

/** A write-ahead log left behind means the last run did not end cleanly: look at the file's structure before using it. */
function checkAfterCrash(database: Database.Database): void {
  const result = database.pragma('quick_check(5)', { simple: true })
  if (result !== 'ok') throw new Error(`the company file is damaged: ${String(result)}`)
}

/** Companies that have not touched the rules of customer value since they came have none of their own. */
type StoredSettings = Omit<CompanySettings, 'customerValue'> & Partial<Pick<CompanySettings, 'customerValue'>>
const withValueRules = (stored: StoredSettings): CompanySettings => ({ customerValue: VALUE_RULES, ...stored })
