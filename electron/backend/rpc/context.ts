import type { DataScope, PriceMask } from '../../../shared/access.ts'
import type { CompanySettings } from '../../../shared/contract/company.ts'
import type { Day, Instant } from '../../../shared/day.ts'
import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import type { Db } from '../db/dialect.ts'
import type { Connection } from './session.ts'

/** Somebody another user acts for on some days, with what that lets them decide. */
export interface Deputized {
  id: string
  name: string
  roleIds: string[]
  rights: string[]
  scope: DataScope
  fromDay: Day
  toDay: Day
}

/** The signed-in user as every service sees it. */
export interface SessionUser {
  id: string
  name: string
  email: string
  /** Somebody has shown that they read it. */
  emailConfirmed: boolean
  roles: string[]
  roleIds: string[]
  /** What the user may call: own rights, and the review of orders while acting for somebody who has it. */
  rights: string[]
  ownRights: string[]
  /** In a context: only those of its day. */
  deputyFor: Deputized[]
  /** `own`: sees only customers and orders whose sales person this user is. */
  scope: DataScope
  mask: PriceMask[]
  hasPin: boolean
  /** Signed in by an API token. */
  viaApi: boolean
}

export interface CompanyInfo {
  id: string
  name: string
  sample: boolean
  timeZone: string
  settings: CompanySettings
}

/** What a read gets: a handle that cannot write. */
export interface QueryContext {
  db: Db
  user: SessionUser
  info: CompanyInfo
  company: Company
  now: Date
  today: Day
  /** The caller is a program with an API token. */
  viaApi: boolean
  signal?: AbortSignal
}

/** What a write gets: the open unit of work. Everything it changes is committed together or not at all. */
export interface CommandContext extends QueryContext {
  at: Instant
  /** A new id at the command's time. */
  newId(): string
  /** Runs after the commit, outside the transaction (jobs, files); never for anything that must not be lost. */
  afterCommit(work: () => void): void
}

/** What long work gets: reads now, and as many units of work as it wants, one after the other. */
export interface TaskContext extends QueryContext {
  unit<T>(
    work: (ctx: CommandContext) => Promise<T>,
    options?: { command?: string; importId?: string; relaxed?: boolean },
  ): Promise<T>
}

/** Before anybody is signed in. */
export interface HomeContext {
  application: Application
  connection: Connection
  now: Date
}
