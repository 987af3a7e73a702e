import type { DataScope, PriceMask } from '../../../../shared/access.ts'
import type { Db } from '../../db/dialect.ts'
import type { SessionUser } from '../../rpc/context.ts'

/** The active user behind a session, an API token or an operator, with the union of the roles' rights; null: no such one. */
export async function sessionUser(db: Db, by: { tokenHash: string } | { userId: string }): Promise<SessionUser | null> {
  const { userId, viaApi } = 'userId' in by ? { ...by, viaApi: false } : await userOfToken(db, by.tokenHash)
  if (!userId) return null
  const user = await db.selectFrom('user_account').selectAll().where('id', '=', userId).executeTakeFirst()
  if (!user || user.status !== 'active') return null
  const roles = await db
    .selectFrom('user_role')
    .innerJoin('role', 'role.id', 'user_role.role_id')
    .select(['role.name', 'role.rights', 'role.scope', 'role.mask'])
    .where('user_role.user_id', '=', userId)
    .execute()
  const masks = roles.map((r) => JSON.parse(r.mask) as PriceMask[])
  const scope: DataScope = roles.length > 0 && roles.every((r) => r.scope === 'own') ? 'own' : 'all'
  return {
    id: user.id,
    name: user.name,
    email: user.email ?? '',
    roles: roles.map((r) => r.name),
    rights: [...new Set(roles.flatMap((r) => JSON.parse(r.rights) as string[]))],
    scope,
    // a price is hidden only when every role hides it
    mask: masks.length === 0 ? [] : masks.reduce((a, b) => a.filter((m) => b.includes(m))),
    hasPin: user.pin_hash !== null,
    viaApi,
  }
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
