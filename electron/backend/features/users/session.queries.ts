import type { DataScope, PriceMask, Right } from '../../../../shared/access.ts'
import type { Day } from '../../../../shared/day.ts'
import type { Db } from '../../db/dialect.ts'
import type { Deputized, SessionUser } from '../../rpc/context.ts'

/** The active user behind a session, an API token or an operator, with the union of the roles' rights; null: no such one. */
export async function sessionUser(db: Db, by: { tokenHash: string } | { userId: string }): Promise<SessionUser | null> {
  const { userId, viaApi } = 'userId' in by ? { ...by, viaApi: false } : await userOfToken(db, by.tokenHash)
  if (!userId) return null
  const user = await db.selectFrom('user_account').selectAll().where('id', '=', userId).executeTakeFirst()
  if (!user || user.status !== 'active') return null
  const roles = await db
    .selectFrom('user_role')
    .innerJoin('role', 'role.id', 'user_role.role_id')
    .select(['role.id', 'role.name', 'role.rights', 'role.scope', 'role.mask'])
    .where('user_role.user_id', '=', userId)
    .execute()
  const masks = roles.map((r) => JSON.parse(r.mask) as PriceMask[])
  const ownRights = [...new Set(roles.flatMap((r) => JSON.parse(r.rights) as string[]))]
  return {
    id: user.id,
    name: user.name,
    email: user.email ?? '',
    emailConfirmed: user.email_confirmed_at !== null,
    roles: roles.map((r) => r.name),
    roleIds: roles.map((r) => r.id),
    rights: ownRights,
    ownRights,
    deputyFor: await deputizedBy(db, userId),
    scope: scopeOf(roles),
    // a price is hidden only when every role hides it
    mask: masks.length === 0 ? [] : masks.reduce((a, b) => a.filter((m) => b.includes(m))),
    hasPin: user.pin_hash !== null,
    viaApi,
  }
}

/** The user as they are on a day: acting for whoever named them for it, and then seeing and reviewing what those do. */
export function userOn(user: SessionUser, day: Day): SessionUser {
  if (user.deputyFor.length === 0) return user
  const deputyFor = user.deputyFor.filter((one) => one.fromDay <= day && day <= one.toDay)
  const reviewers = deputyFor.filter((one) => one.rights.includes('orders.review'))
  const lent = reviewers.length > 0 ? LENT_RIGHTS : []
  const scope = reviewers.some((one) => one.scope === 'all') ? 'all' : user.scope
  return { ...user, deputyFor, scope, rights: [...new Set([...user.ownRights, ...lent])] }
}

const scopeOf = (roles: readonly { scope: DataScope }[]): DataScope =>
  roles.length > 0 && roles.every((r) => r.scope === 'own') ? 'own' : 'all'

/** What a deputy may call for another; whose leave counts is asked order by order. */
const LENT_RIGHTS = ['orders.view', 'orders.review'] as const satisfies readonly Right[]

async function deputizedBy(db: Db, userId: string): Promise<Deputized[]> {
  const rows = await db
    .selectFrom('deputy as d')
    .innerJoin('user_account as u', 'u.id', 'd.user_id')
    .select(['u.id', 'u.name', 'd.from_day as fromDay', 'd.to_day as toDay'])
    .where('d.deputy_id', '=', userId)
    .where('u.status', '=', 'active')
    .execute()
  const found: Deputized[] = []
  for (const row of rows) {
    const roles = await db
      .selectFrom('user_role')
      .innerJoin('role', 'role.id', 'user_role.role_id')
      .select(['role.id', 'role.rights', 'role.scope'])
      .where('user_role.user_id', '=', row.id)
      .execute()
    const rights = [...new Set(roles.flatMap((r) => JSON.parse(r.rights) as string[]))]
    found.push({ ...row, roleIds: roles.map((r) => r.id), rights, scope: scopeOf(roles) })
  }
  return found
}

async function userOfToken(db: Db, hash: string): Promise<{ userId: string | null; viaApi: boolean }> {
  const session = await db.selectFrom('session').select('user_id').where('token_hash', '=', hash).executeTakeFirst()
  if (session) return { userId: session.user_id, viaApi: false }
  const token = await db
    .selectFrom('api_token')
    .select('user_id')
    .where('token_hash', '=', hash)
    .where('revoked', '=', 0)
    .executeTakeFirst()
  return { userId: token?.user_id ?? null, viaApi: true }
}
