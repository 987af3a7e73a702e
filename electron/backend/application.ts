import { existsSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { createBackend, type Company } from './backend.ts'
import { sessionUser } from './features/users/session.queries.ts'
import { HomeFolder } from './home-folder.ts'
import type { Logger } from './log.ts'
import type { SessionUser } from './rpc/context.ts'
import { Connection, parseToken } from './rpc/session.ts'

/** Everything that differs between a real run and a test. */
export interface ApplicationOptions {
  home: string
  now: () => Date
  /** That many unpredictable bytes. */
  random: (bytes: number) => Uint8Array
  log: Logger
}

/** The running program: the companies of one home folder, opened when first needed. */
export interface Application {
  readonly folder: HomeFolder
  readonly now: () => Date
  readonly random: (bytes: number) => Uint8Array
  readonly log: Logger
  connect(options?: {
    desktop?: boolean
    local?: boolean
    token?: string | null
    operator?: { companyId: string; userId: string }
  }): Connection
  company(id: string): Promise<Company>
  /** Calls `work` with every company that is open and founded, now and later: for jobs. */
  whenOpen(work: (company: Company) => void): void
  /** Forgets an open company after closing it (before its file is replaced). */
  closeCompany(id: string): Promise<void>
  /** Who is signed in on a connection, with rights as they are now; null when nobody is. */
  userOf(connection: Connection): Promise<{ company: Company; user: SessionUser } | null>
  close(): Promise<void>
}

/**
 * Takes the home folder (refused when another program holds it) and returns the program.
 * @throws AppError LOCKED_ELSEWHERE
 */
export async function createApplication(options: ApplicationOptions): Promise<Application> {
  const folder = new HomeFolder(options.home)
  folder.lock()
  const companies = new Map<string, Promise<Company>>()
  const opened = new Map<string, Company>()
  const openers: ((company: Company) => void)[] = []

  async function company(id: string): Promise<Company> {
    let opening = companies.get(id)
    if (!opening) {
      opening = open(id)
      companies.set(id, opening)
      opening.catch(() => companies.delete(id))
    }
    return opening
  }

  const open = async (id: string) => {
    const company = await createBackend({
      file: folder.companyFile(id),
      folder: folder.companyFolder(id),
      id,
      keyFile: folder.keyFile,
      log: options.log,
    })
    if (isFounded(company)) begin(id, company)
    else {
      company.onCommit(({ owners }) => {
        if (owners.has('company') && !opened.has(id) && isFounded(company)) begin(id, company)
      })
    }
    return company
  }

  /** From here on jobs work for the company. */
  function begin(id: string, company: Company): void {
    opened.set(id, company)
    for (const work of openers) work(company)
  }

  async function userOf(connection: Connection) {
    const token = parseToken(connection.token)
    const companyId = connection.operator?.companyId ?? token?.companyId
    if (!companyId || (!companies.has(companyId) && !existsSync(folder.companyFile(companyId)))) return null
    const own = await company(companyId)
    const key = connection.operator ? `operator ${connection.operator.userId}` : token!.hash
    const known = own.signedIn.get(key)
    if (known) return { company: own, user: known }
    const user = await sessionUser(
      own.reader,
      connection.operator ? { userId: connection.operator.userId } : { tokenHash: token!.hash },
    )
    if (!user) return null
    own.signedIn.set(key, user)
    return { company: own, user }
  }

  return {
    folder,
    now: options.now,
    random: options.random,
    log: options.log,
    connect: (how) => new Connection(how),
    company,
    whenOpen: (work) => {
      openers.push(work)
      for (const company of opened.values()) work(company)
    },
    closeCompany: async (id) => {
      const closing = await companies.get(id)
      companies.delete(id)
      opened.delete(id)
      await closing?.close()
    },
    userOf,
    close: async () => {
      for (const opening of companies.values()) await (await opening).close()
      companies.clear()
      opened.clear()
      folder.unlock()
    },
  }
}

/** False while the file of a new company is still empty: there is nobody in whose name anything could be done. */
function isFounded(company: Company): boolean {
  try {
    company.info()
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return false
    throw error
  }
}
