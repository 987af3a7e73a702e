import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { RoleView, UserView } from '../../../../shared/contract/company.ts'
import type { Session } from '../../../../shared/contract/home.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, TaskContext } from '../../rpc/context.ts'
import { hashSecret } from '../../rpc/session.ts'
import { checkSecret } from './login.service.ts'
import { hashPassword } from './passwords.ts'
import * as queries from './users.queries.ts'

/** Makes (version 0) or changes a user; one made twice is there once. @throws DUPLICATE e-mail, CONFLICT, RULE LAST_ADMINISTRATOR */
export async function save(ctx: TaskContext, input: Requests['users']['save']): Promise<UserView> {
  const passwordHash = input.password === undefined ? undefined : await hashPassword(input.password)
  return ctx.unit(async (unit) => {
    const known = (await queries.list(unit)).find((user) => user.id === input.id)
    if (input.version === 0 && known) return known
    await refuseTakenEmail(unit, input.id, input.email)
    const fields = { name: input.name, email: input.email, mobile: input.mobile, status: input.status }
    if (input.version === 0) {
      await unit.db
        .insertInto('user_account')
        .values({ id: input.id, ...fields, password_hash: passwordHash ?? null, created_at: unit.at })
        .execute()
    } else {
      const update = unit.db
        .updateTable('user_account')
        .set({ ...fields, version: input.version + 1, ...(passwordHash ? { password_hash: passwordHash } : {}) })
        // another address is another mailbox
        .set({ email_confirmed_at: sql`iif(email is ${input.email}, email_confirmed_at, null)` })
        .where('id', '=', input.id)
        .where('version', '=', input.version)
      await claim(update, 'user', input.id)
      await unit.db.deleteFrom('user_role').where('user_id', '=', input.id).execute()
      // a disabled user or a new password ends what is open under the old one
      if (input.status !== 'active' || passwordHash)
        await unit.db.deleteFrom('session').where('user_id', '=', input.id).execute()
    }
    for (const role_id of new Set(input.roleIds)) {
      await unit.db.insertInto('user_role').values({ user_id: input.id, role_id }).execute()
    }
    await keepAdministrator(unit)
    return (await queries.list(unit)).find((u) => u.id === input.id)!
  })
}

/** Makes (version 0) or changes a role; one made twice is there once. @throws CONFLICT, RULE LAST_ADMINISTRATOR */
export async function saveRole(ctx: CommandContext, input: Requests['users']['saveRole']): Promise<RoleView> {
  const fields = {
    name: input.name,
    rights: JSON.stringify(input.rights),
    scope: input.scope,
    mask: JSON.stringify(input.mask),
  }
  const known = (await queries.roles(ctx)).find((role) => role.id === input.id)
  if (input.version === 0 && known) return known
  if (input.version === 0) {
    await ctx.db
      .insertInto('role')
      .values({ id: input.id, code: input.id, ...fields })
      .execute()
  } else {
    const update = ctx.db
      .updateTable('role')
      .set({ ...fields, version: input.version + 1 })
      .where('id', '=', input.id)
      .where('version', '=', input.version)
    await claim(update, 'role', input.id)
    await keepAdministrator(ctx)
  }
  return (await queries.roles(ctx)).find((r) => r.id === input.id)!
}

/** Makes an API token that acts as the caller. The secret is in this reply and nowhere else. */
export async function createToken(
  ctx: CommandContext,
  input: Requests['users']['createToken'],
): Promise<Outputs['users']['createToken']> {
  const secret = randomBytes(32).toString('base64url')
  await ctx.db
    .insertInto('api_token')
    .values({
      id: input.id,
      token_hash: hashSecret(secret),
      user_id: ctx.user.id,
      name: input.name,
      created_at: ctx.at,
    })
    .execute()
  const token = (await queries.tokens(ctx)).find((t) => t.id === input.id)!
  return { token, secret: `${ctx.info.id}.${secret}` }
}

/** Ends an API token for good. */
export async function revokeToken(
  ctx: CommandContext,
  input: Requests['users']['revokeToken'],
): Promise<Outputs['users']['revokeToken']> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('api_token')
    .set({ revoked: 1 })
    .where('id', '=', input.id)
    .executeTakeFirst()
  found(numUpdatedRows === 0n ? undefined : true, 'token', input.id)
  ctx.company.forgetUsers()
  return { ok: true }
}

/** Unlocks an idle-locked screen with the PIN or the password; counts wrong tries like a login. */
export async function unlock(
  ctx: TaskContext,
  input: Requests['users']['unlock'],
): Promise<Outputs['users']['unlock']> {
  await checkSecret(ctx.company, ctx.user.id, input.secret, ctx.now, { pin: true })
  return { ok: true }
}

/** Sets or removes (null) the caller's PIN. @throws LOGIN_FAILED, LOGIN_LOCKED */
export async function setPin(ctx: TaskContext, input: Requests['users']['setPin']): Promise<Session> {
  await checkSecret(ctx.company, ctx.user.id, input.password, ctx.now)
  const pin_hash = input.pin === null ? null : await hashPassword(input.pin)
  await ctx.unit(async (unit) => {
    await unit.db
      .updateTable('user_account')
      .set((eb) => ({ pin_hash, version: eb('version', '+', 1) }))
      .where('id', '=', ctx.user.id)
      .execute()
  })
  return queries.me({ ...ctx, user: { ...ctx.user, hasPin: pin_hash !== null } })
}

/** Changes the caller's password. @throws LOGIN_FAILED, LOGIN_LOCKED */
export async function changePassword(
  ctx: TaskContext,
  input: Requests['users']['changePassword'],
): Promise<Outputs['users']['changePassword']> {
  await checkSecret(ctx.company, ctx.user.id, input.current, ctx.now)
  const password_hash = await hashPassword(input.next)
  await ctx.unit(async (unit) => {
    await unit.db
      .updateTable('user_account')
      .set((eb) => ({ password_hash, version: eb('version', '+', 1) }))
      .where('id', '=', ctx.user.id)
      .execute()
  })
  return { ok: true }
}

async function refuseTakenEmail(ctx: CommandContext, id: string, email: string | null): Promise<void> {
  if (email === null) return
  const other = await ctx.db
    .selectFrom('user_account')
    .select('id')
    .where('email', '=', email)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'user', field: 'email', value: email, id: other.id })
}

/** A company must never lock itself out: somebody active must be able to manage users. */
async function keepAdministrator(ctx: CommandContext): Promise<void> {
  const rows = await ctx.db
    .selectFrom('user_account as u')
    .innerJoin('user_role as ur', 'ur.user_id', 'u.id')
    .innerJoin('role as r', 'r.id', 'ur.role_id')
    .select('r.rights')
    .where('u.status', '=', 'active')
    .where('u.password_hash', 'is not', null)
    .execute()
  if (!rows.some((r) => (JSON.parse(r.rights) as string[]).includes('users.manage')))
    throw ruleError('LAST_ADMINISTRATOR')
}
