import { AppError } from '../../../../shared/errors.ts'
import type { Application } from '../../application.ts'
import type { Company } from '../../backend.ts'
import type { Connection } from '../../rpc/session.ts'
import { hashSecret } from '../../rpc/session.ts'
import { passwordFits } from './passwords.ts'

const TRIES = 5
/** Minutes locked after the fifth wrong try; doubles with every further one, up to a day. */
const LOCK_MINUTES = 5
const SESSION_DAYS = 30

/**
 * Checks a password (or PIN) and counts wrong tries. The hash is compared outside any transaction.
 * @throws LOGIN_FAILED with the tries left, LOGIN_LOCKED until an instant
 */
export async function checkSecret(
  company: Company,
  userId: string | null,
  secret: string,
  now: Date,
  options: { pin?: boolean } = {},
): Promise<void> {
  const user = userId
    ? await company.reader
        .selectFrom('user_account as u')
        .leftJoin('login_state as l', 'l.user_id', 'u.id')
        .select(['u.id', 'u.password_hash', 'u.pin_hash', 'u.status', 'l.failed', 'l.locked_until'])
        .where('u.id', '=', userId)
        .executeTakeFirst()
    : undefined
  if (user?.locked_until && user.locked_until > now.toISOString()) {
    throw new AppError('LOGIN_LOCKED', { until: user.locked_until })
  }
  const usable = user?.status === 'active' ? user : null
  const fits =
    (await passwordFits(usable?.password_hash ?? null, secret)) ||
    (options.pin === true && usable?.pin_hash != null && (await passwordFits(usable.pin_hash, secret)))
  if (fits) {
    if (user!.failed) await setLoginState(company, user!.id, { failed: 0, locked_until: null }, now)
    return
  }
  if (!user) throw new AppError('LOGIN_FAILED', { left: TRIES - 1 })
  const failed = (user.failed ?? 0) + 1
  const minutes = Math.min(LOCK_MINUTES * 2 ** (failed - TRIES), 1440)
  const locked_until = failed >= TRIES ? new Date(now.getTime() + minutes * 60_000).toISOString() : null
  await setLoginState(company, user.id, { failed, locked_until }, now)
  if (locked_until) throw new AppError('LOGIN_LOCKED', { until: locked_until })
  throw new AppError('LOGIN_FAILED', { left: TRIES - failed })
}

/** Opens a session on this connection for a user whose secret has been checked. */
export async function openSession(
  application: Application,
  connection: Connection,
  company: Company,
  userId: string,
  now: Date,
): Promise<void> {
  const secret = Buffer.from(application.random(32)).toString('base64url')
  const at = now.toISOString()
  const oldest = new Date(now.getTime() - SESSION_DAYS * 86_400_000).toISOString()
  await company.units.run({ command: 'home.login', userId, at }, async (db) => {
    await db.deleteFrom('session').where('seen_at', '<', oldest).execute()
    await db
      .insertInto('session')
      .values({ token_hash: hashSecret(secret), user_id: userId, created_at: at, seen_at: at })
      .execute()
    await db
      .insertInto('login_state')
      .values({ user_id: userId, last_login_at: at })
      .onConflict((oc) => oc.column('user_id').doUpdateSet({ last_login_at: at }))
      .execute()
  })
  connection.signIn(`${company.id}.${secret}`)
}

/** Ends a session for good. */
export async function closeSession(company: Company, userId: string, tokenHash: string, now: Date): Promise<void> {
  await company.units.run({ command: 'home.logout', userId, at: now.toISOString() }, (db) =>
    db.deleteFrom('session').where('token_hash', '=', tokenHash).execute(),
  )
  company.forgetUsers()
}

async function setLoginState(
  company: Company,
  userId: string,
  state: { failed: number; locked_until: string | null },
  now: Date,
): Promise<void> {
  await company.units.run({ command: 'home.login', userId, at: now.toISOString() }, (db) =>
    db
      .insertInto('login_state')
      .values({ user_id: userId, ...state })
      .onConflict((oc) => oc.column('user_id').doUpdateSet(state))
      .execute(),
  )
}
