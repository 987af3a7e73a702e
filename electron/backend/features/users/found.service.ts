import type { RolePreset } from '../../../../shared/access.ts'
import type { Db } from '../../db/dialect.ts'

/** Writes the preset roles and the first user, who holds the first of them. */
export async function insertOwner(
  db: Db,
  founding: { userId: string; contact: string; email: string; mobile?: string; passwordHash: string },
  presets: readonly RolePreset[],
  at: string,
  makeId: () => string,
): Promise<void> {
  await db
    .insertInto('user_account')
    .values({
      id: founding.userId,
      name: founding.contact,
      email: founding.email,
      mobile: founding.mobile ?? '',
      password_hash: founding.passwordHash,
      status: 'active',
      created_at: at,
    })
    .execute()
  for (const [index, preset] of presets.entries()) {
    const id = makeId()
    const { code, zh: name, scope } = preset
    const row = { id, code, name, scope, rights: JSON.stringify(preset.rights), mask: JSON.stringify(preset.mask) }
    await db.insertInto('role').values(row).execute()
    if (index === 0) await db.insertInto('user_role').values({ user_id: founding.userId, role_id: id }).execute()
  }
}
