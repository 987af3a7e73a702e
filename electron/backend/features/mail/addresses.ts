import { isMailAddress } from '../../../../shared/domain/mail/address.ts'
import type { Db } from '../../db/dialect.ts'
import { inIds } from '../search/find.ts'

/** Which of some documents an e-mail was written about that was not taken back. */
export async function mailedAbout(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('mail_message')
    .select('about_id')
    .where(inIds('about_id', ids))
    .where('state', '<>', 'cancelled')
    .execute()
  return new Set(rows.map((row) => row.about_id!))
}

/** Where a customer gets e-mail: the first contact with an address; null: none has one. */
export async function mailAddressOf(db: Db, customerId: string): Promise<string | null> {
  const rows = await db
    .selectFrom('customer_contact')
    .select('email')
    .where('customer_id', '=', customerId)
    .where('email', '<>', '')
    .orderBy('no')
    .execute()
  return rows.find(({ email }) => isMailAddress(email))?.email ?? null
}
