import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Session } from '../../../../shared/contract/home.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { isId, newId } from '../../../../shared/ids.ts'
import { SCHEMA_VERSION } from '../../db/migrate.ts'
import type { HomeContext } from '../../rpc/context.ts'
import { queryContext } from '../../rpc/door.ts'
import { parseToken } from '../../rpc/session.ts'
import { reissueCompany } from '../company/reissue.ts'
import { makeSampleCompany, sampleProgress } from '../sample/sample.ts'
import { takeCode } from '../users/confirmation.service.ts'
import { checkSecret, closeSession, openSession } from '../users/login.service.ts'
import { hashPassword } from '../users/passwords.ts'
import { me } from '../users/users.queries.ts'
import { foundCompany } from '../founding/found-company.ts'

/** The program's version, from package.json at build time. */
export const VERSION = '0.1.0'

/** Companies of this home folder and who is signed in. A company that cannot be opened is left out, and logged. */
export async function status(ctx: HomeContext): Promise<Outputs['home']['status']> {
  // while it is being made it is not offered, even if its file lies in its place already
  const makingSample = sampleProgress(ctx.application)
  return {
    version: VERSION,
    desktop: ctx.connection.desktop,
    companies: makingSample === null ? await companyCards(ctx) : (await companyCards(ctx)).filter((one) => !one.sample),
    session: await session(ctx),
    makingSample,
  }
}

/** Makes a company with its first site, warehouse, roles and owner, and signs the owner in. Sent twice: signs in again. */
export async function register(ctx: HomeContext, input: Requests['home']['register']): Promise<Session> {
  requireLocal(ctx)
  const { application, now } = ctx
  const companyId = input.id
  if (!application.folder.companyIds().includes(companyId)) {
    const passwordHash = await hashPassword(input.password)
    await foundCompany(application, { ...input, companyId, passwordHash, sample: false, userId: newId(now.getTime()) })
  }
  return login(ctx, { companyId, email: input.email, password: input.password })
}

/** Opens the sample company, making it when it is not there yet, and signs in as its owner. */
export async function openSample(ctx: HomeContext): Promise<Session> {
  requireLocal(ctx)
  const { application } = ctx
  const sample = (await companyCards(ctx)).find((c) => c.sample)
  const companyId = sample?.id ?? (await makeSampleCompany(application))
  const company = await application.company(companyId)
  const owner = await company.reader.selectFrom('user_account').select('id').orderBy('id').executeTakeFirstOrThrow()
  await openSession(application, ctx.connection, company, owner.id, ctx.now)
  return (await session(ctx))!
}

/**
 * Brings a company back from a backup file. The file is opened and counted beside the others before it takes its place.
 * A company that is still here is kept: the backup comes back under a new id.
 * @throws RULE BACKUP_INVALID, FILE_TOO_NEW
 */
export async function restore(
  ctx: HomeContext,
  input: Requests['home']['restore'],
): Promise<Outputs['home']['restore']> {
  requireLocal(ctx)
  const { folder } = ctx.application
  const incoming = join(folder.path, 'companies', `.restoring-${newId()}`)
  await mkdir(incoming, { recursive: true })
  try {
    const file = join(incoming, 'company.sqlite')
    await writeFile(file, Buffer.from(await input.file.arrayBuffer()))
    const id = readBackup(file)
    const target = folder.companyIds().includes(id) ? reissueCompany(file, newId(ctx.now.getTime())) : id
    await rename(incoming, folder.companyFolder(target))
    return (await companyCards(ctx)).find((c) => c.id === target)!
  } finally {
    await rm(incoming, { recursive: true, force: true })
  }
}

/** Signs in by e-mail and password; without `companyId` the e-mail must be known in exactly one company. */
export async function login(ctx: HomeContext, input: Requests['home']['login']): Promise<Session> {
  const { application, now } = ctx
  const ids = input.companyId ? [input.companyId] : application.folder.companyIds()
  let failure = new AppError('LOGIN_FAILED', { left: 0 }) as AppError
  for (const id of ids) {
    if (!application.folder.companyIds().includes(id)) continue
    const company = await application.company(id)
    const user = await company.reader
      .selectFrom('user_account')
      .select('id')
      .where('email', '=', input.email)
      .executeTakeFirst()
    try {
      await checkSecret(company, user?.id ?? null, input.password, now)
      await openSession(application, ctx.connection, company, user!.id, now)
      return (await session(ctx))!
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (user) failure = error
    }
  }
  throw failure
}

/** Takes a code from an e-mail; without `companyId` every company here is asked for it. @throws RULE CONFIRMATION_INVALID, CONFIRMATION_EXPIRED */
export async function confirmEmail(
  ctx: HomeContext,
  input: Requests['home']['confirmEmail'],
): Promise<Outputs['home']['confirmEmail']> {
  const { application, now } = ctx
  const here = application.folder.companyIds()
  for (const id of input.companyId ? here.filter((one) => one === input.companyId) : here) {
    const company = await application.company(id)
    const taken = await takeCode(company, input.code, now)
    if (taken) return { ...taken, company: company.info().name }
  }
  throw ruleError('CONFIRMATION_INVALID', { field: 'code' })
}

/** Ends this connection's session. */
export async function logout(ctx: HomeContext): Promise<Outputs['home']['logout']> {
  const token = parseToken(ctx.connection.token)
  const found = await ctx.application.userOf(ctx.connection)
  if (found && token) await closeSession(found.company, found.user.id, token.hash, ctx.now)
  ctx.connection.signIn(null)
  return { ok: true }
}

/** Other machines of the network sign in to companies; they neither found nor restore any. @throws RULE ONLY_AT_HOST */
function requireLocal(ctx: HomeContext): void {
  if (!ctx.connection.local) throw ruleError('ONLY_AT_HOST')
}

async function session(ctx: HomeContext): Promise<Session | null> {
  const found = await ctx.application.userOf(ctx.connection)
  return found ? me(queryContext(found.company, found.user, ctx.now)) : null
}

async function companyCards(ctx: HomeContext): Promise<Outputs['home']['status']['companies']> {
  const cards: Outputs['home']['status']['companies'] = []
  for (const id of ctx.application.folder.companyIds()) {
    try {
      const company = await ctx.application.company(id)
      const row = await company.reader.selectFrom('company').selectAll().executeTakeFirstOrThrow()
      cards.push({ id, name: row.name, sample: row.sample === 1, createdAt: row.created_at })
    } catch (error) {
      ctx.application.log.error('company cannot be opened', { id, error: String(error) })
    }
  }
  return cards
}

/** Opens a would-be backup read-only, checks it and returns the company id in it. */
function readBackup(file: string): string {
  let database: Database.Database | null = null
  try {
    database = new Database(file, { readonly: true })
    const version = database.pragma('user_version', { simple: true }) as number
    if (version > SCHEMA_VERSION)
      throw new AppError('FILE_TOO_NEW', { file: 'backup', version, supported: SCHEMA_VERSION })
    const ok = database.pragma('quick_check(1)', { simple: true })
    const row = database.prepare<[], { id: string }>('select id from company').get()
    if (ok !== 'ok' || !row || !isId(row.id)) throw ruleError('BACKUP_INVALID')
    return row.id
  } catch (error) {
    throw error instanceof AppError ? error : ruleError('BACKUP_INVALID')
  } finally {
    database?.close()
  }
}
