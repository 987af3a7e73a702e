import { ACCOUNT_KINDS, type AccountKind } from '../../../../shared/domain/settlement/money.ts'
import type { Db } from '../../db/dialect.ts'

/** Writes the money accounts of a new company's sites: cash, bank, WeChat, Alipay, other. */
export async function insertAccounts(db: Db, names: Record<AccountKind, string>, makeId: () => string): Promise<void> {
  const sites = await db.selectFrom('site').select('id').execute()
  const accounts = sites.flatMap((site) =>
    ACCOUNT_KINDS.map((kind) => ({ id: makeId(), site_id: site.id, kind, name: names[kind] })),
  )
  await db.insertInto('money_account').values(accounts).execute()
}
