import type { Requests } from '../../../../shared/contract/index.ts'
import { isMailAddress } from '../../../../shared/domain/mail/address.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import { filtered, scoped, withSegment } from './filter.ts'

export interface Recipient {
  id: string
  name: string
  salesPerson: string
  /** Who reads the address; empty where no name was entered. */
  contact: string
  /** Of the first contact with one; empty: none. */
  email: string
  noMailings: boolean
}

/** The customers meant that this user may see, by code, each with an address; not those put away and not the walk-in customer. */
export async function mailRecipients(
  ctx: QueryContext,
  target: Requests['mailings']['send']['target'],
): Promise<Recipient[]> {
  const meant =
    'ids' in target
      ? scoped(ctx).where(inIds('c.id', target.ids))
      : filtered(ctx, await withSegment(ctx, target.filter))
  const rows = await meant
    .leftJoin('user_account as u', 'u.id', 'c.sales_person_id')
    .select(['c.id', 'c.name', 'c.no_mailings', 'u.name as salesPerson'])
    .where('c.status', '<>', 'archived')
    .where('c.walk_in', '=', 0)
    .orderBy('c.code')
    .execute()
  const contacts = await ctx.db
    .selectFrom('customer_contact')
    .select(['customer_id', 'name', 'email'])
    .where(
      inIds(
        'customer_id',
        rows.map((row) => row.id),
      ),
    )
    .where('email', '<>', '')
    .orderBy('customer_id')
    .orderBy('no', 'desc')
    .execute()
  // the first contact comes last and stays
  const known = new Map(contacts.filter(({ email }) => isMailAddress(email)).map((one) => [one.customer_id, one]))
  return rows.map(({ no_mailings, salesPerson, ...row }) => ({
    ...row,
    salesPerson: salesPerson ?? '',
    contact: known.get(row.id)?.name ?? '',
    email: known.get(row.id)?.email ?? '',
    noMailings: no_mailings === 1,
  }))
}
