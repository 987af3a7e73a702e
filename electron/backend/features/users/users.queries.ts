import type { RoleView, UserView } from '../../../../shared/contract/company.ts'
import type { Session } from '../../../../shared/contract/home.ts'
import type { Outputs } from '../../../../shared/contract/index.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** The session as the screens need it. */
export async function me(ctx: QueryContext): Promise<Session> {
  const { info, user } = ctx
  return {
    company: { id: info.id, name: info.name, sample: info.sample, timeZone: info.timeZone, today: ctx.today },
    user: {
      id: user.id,
      name: user.name,
      email: user.email,
      emailConfirmed: user.emailConfirmed,
      roles: user.roles,
    },
    rights: user.rights,
    scope: user.scope,
    mask: user.mask,
    idleLockMinutes: info.settings.idleLockMinutes,
    hasPin: user.hasPin,
  }
}

/** Everybody: people who sign in and sales persons who do not. */
export async function list(ctx: Pick<QueryContext, 'db'>): Promise<UserView[]> {
  const rows = await ctx.db
    .selectFrom('user_account as u')
    .leftJoin('login_state as l', 'l.user_id', 'u.id')
    .select([
      'u.id',
      'u.name',
      'u.email',
      'u.email_confirmed_at',
      'u.mobile',
      'u.status',
      'u.version',
      'l.last_login_at',
    ])
    .orderBy('u.id')
    .execute()
  const roles = await ctx.db
    .selectFrom('user_role')
    .innerJoin('role', 'role.id', 'user_role.role_id')
    .select(['user_role.user_id', 'role.id', 'role.name'])
    .execute()
  return rows.map((r) => {
    const own = roles.filter((role) => role.user_id === r.id)
    return {
      id: r.id,
      name: r.name,
      email: r.email,
      emailConfirmed: r.email_confirmed_at !== null,
      mobile: r.mobile,
      roleIds: own.map((role) => role.id),
      roleNames: own.map((role) => role.name),
      status: r.status,
      lastLoginAt: r.last_login_at,
      version: r.version,
    }
  })
}

/** Roles with rights, scope and mask. */
export async function roles(ctx: Pick<QueryContext, 'db'>): Promise<RoleView[]> {
  const rows = await ctx.db.selectFrom('role').selectAll().orderBy('id').execute()
  return rows.map((r) => ({
    id: r.id,
    code: r.code,
    name: r.name,
    rights: JSON.parse(r.rights) as string[],
    scope: r.scope,
    mask: JSON.parse(r.mask) as string[],
    version: r.version,
  }))
}

/** API tokens, without their secrets. */
export async function tokens(ctx: Pick<QueryContext, 'db'>): Promise<Outputs['users']['tokens']> {
  const rows = await ctx.db.selectFrom('api_token').selectAll().orderBy('id', 'desc').execute()
  return rows.map((r) => ({
    id: r.id,
    name: r.name,
    createdAt: r.created_at,
    lastUsedAt: r.last_used_at,
    revoked: r.revoked === 1,
  }))
}
