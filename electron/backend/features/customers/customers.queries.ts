import { sql } from 'kysely'
import type { CustomerRow, CustomerView } from '../../../../shared/contract/customers.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds } from '../search/find.ts'
import { fieldRecords, ownOf, tagsOf } from './own-fields.ts'
import { filtered, scoped, withSegment } from './filter.ts'

/** One page of customers, in the order of a column, by keyset. */
export async function list(
  ctx: QueryContext,
  input: Requests['customers']['list'],
): Promise<Outputs['customers']['list']> {
  const { filter, sort, descending, limit } = input
  const column = sort === 'code' ? 'c.code' : sort === 'name' ? 'c.pinyin' : 'c.updated_at'
  const direction = descending ? 'desc' : 'asc'
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, await withSegment(ctx, filter))
    .leftJoin('tree_node as r', 'r.id', 'c.region_id')
    .leftJoin('user_account as u', 'u.id', 'c.sales_person_id')
    .leftJoin('receivable_balance as b', 'b.customer_id', 'c.id')
    .leftJoin('customer_contact as k', (join) => join.onRef('k.customer_id', '=', 'c.id').on('k.no', '=', 1))
    .leftJoin('customer_address as a', (join) => join.onRef('a.customer_id', '=', 'c.id').on('a.no', '=', 1))
    .select([
      'c.id',
      'c.code',
      'c.name',
      'c.pinyin',
      'c.short_name as shortName',
      'c.mnemonic',
      'c.grade',
      'c.industry',
      'r.path as region',
      'c.channel',
      'u.name as salesPerson',
      'k.name as contact',
      'k.mobile',
      'a.address',
      'c.settlement',
      'c.credit_limit as creditLimit',
      'c.credit_days as creditDays',
      'b.balance',
      'c.source',
      'c.tags',
      'c.own',
      'c.status',
      'c.updated_at as updatedAt',
    ])
    .orderBy(column, direction)
    .orderBy('c.id', direction)
    .limit(limit + 1)
  if (after) {
    const compare = sql.raw(descending ? '<' : '>')
    query = query.where(sql<boolean>`(${sql.ref(column)}, c.id) ${compare} (${after[0]}, ${after[1]})`)
  }
  const rows = await query.execute()
  return page(
    rows,
    limit,
    ({ pinyin: _, ...r }): CustomerRow => ({
      ...r,
      tags: tagsOf(r),
      own: ownOf(r),
      region: r.region ?? '',
      salesPerson: r.salesPerson ?? '',
      contact: r.contact ?? '',
      mobile: r.mobile ?? '',
      address: r.address ?? '',
      balance: r.balance ?? 0,
    }),
    (r) => [sort === 'code' ? r.code : sort === 'name' ? r.pinyin : r.updatedAt, r.id],
  )
}

/** Customers per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['customers']['counts'],
): Promise<Outputs['customers']['counts']> {
  const { status: _, ...filter } = input.filter
  const result = { active: 0, frozen: 0, archived: 0 }
  const rows = await filtered(ctx, await withSegment(ctx, filter))
    .select(['c.status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('c.status')
    .execute()
  for (const row of rows) result[row.status] = row.count
  return result
}

/** Search as you type by any part of name, code, phone, pinyin, initials. */
export async function suggest(
  ctx: QueryContext,
  input: Requests['customers']['suggest'],
): Promise<Outputs['customers']['suggest']> {
  const { limit } = input
  // an own-scope user sees few of many: ask for more, then keep what is theirs
  const hits = ctx.company.search.search('customer', input.text, {
    limit: ctx.user.scope === 'own' ? limit * 50 : limit,
  })
  if (hits.length === 0) return []
  const ids = hits.map((h) => h.id)
  const rows = await scoped(ctx)
    .leftJoin('customer_contact as k', (join) => join.onRef('k.customer_id', '=', 'c.id').on('k.no', '=', 1))
    .select(['c.id', 'c.code', 'c.name', 'c.mnemonic', 'c.status', 'k.name as contact', 'k.mobile'])
    .where(inIds('c.id', ids))
    .execute()
  const rowsById = new Map(rows.map((r) => [r.id, r]))
  return ids
    .flatMap((id) => rowsById.get(id) ?? [])
    .slice(0, limit)
    .map((r) => ({ ...r, contact: r.contact ?? '', mobile: r.mobile ?? '' }))
}

/** One customer with contacts, addresses and balance. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<CustomerView> {
  const row = found(
    await scoped(ctx)
      .leftJoin('tree_node as r', 'r.id', 'c.region_id')
      .leftJoin('user_account as u', 'u.id', 'c.sales_person_id')
      .leftJoin('receivable_balance as b', 'b.customer_id', 'c.id')
      .selectAll('c')
      .select(['r.path as region', 'u.name as sales_person', 'b.balance'])
      .where('c.id', '=', input.id)
      .executeTakeFirst(),
    'customer',
    input.id,
  )
  const known = (await fieldRecords(ctx)).map((field) => field.id)
  const own = Object.fromEntries(Object.entries(ownOf(row)).filter(([fieldId]) => known.includes(fieldId)))
  const people = ctx.db.selectFrom('customer').select(['id', 'code', 'name'])
  const mergedInto = row.merged_into && (await people.where('id', '=', row.merged_into).executeTakeFirst())
  const merged = await people.where('merged_into', '=', input.id).orderBy('code').execute()
  const [contacts, addresses, opening] = await Promise.all([
    contactsOf(ctx, input.id),
    addressesOf(ctx, input.id),
    ctx.db
      .selectFrom('receivable_entry')
      .select((eb) => eb.fn.sum<number>('amount').as('amount'))
      .where('customer_id', '=', input.id)
      .where('kind', '=', 'opening')
      .executeTakeFirst(),
  ])
  return {
    id: row.id,
    version: row.version,
    code: row.code,
    name: row.name,
    shortName: row.short_name,
    mnemonic: row.mnemonic,
    grade: row.grade,
    industry: row.industry,
    regionId: row.region_id,
    region: row.region ?? '',
    channel: row.channel,
    salesPersonId: row.sales_person_id,
    salesPerson: row.sales_person ?? '',
    contacts,
    addresses,
    settlement: row.settlement,
    creditLimit: row.credit_limit,
    creditDays: row.credit_days,
    payMethod: row.pay_method,
    minLife: row.min_life,
    taxId: row.tax_id,
    invoiceTitle: row.invoice_title,
    bank: row.bank,
    bankAccount: row.bank_account,
    taxRate: row.tax_rate,
    fax: row.fax,
    source: row.source,
    tags: tagsOf(row),
    own,
    orderMail: row.order_mail,
    noMailings: row.no_mailings === 1,
    notes: row.notes,
    status: row.status,
    walkIn: row.walk_in === 1,
    openingBalance: opening?.amount ?? 0,
    balance: row.balance ?? 0,
    mergedInto: mergedInto || null,
    merged,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** Values in use for grade, industry, channel, source and tags. */
export async function choices(ctx: QueryContext): Promise<Outputs['customers']['choices']> {
  const values = async (column: 'grade' | 'industry' | 'channel' | 'source') =>
    (
      await ctx.db
        .selectFrom('customer')
        .select(column)
        .distinct()
        .where(column, '<>', '')
        .orderBy(column)
        .limit(200)
        .execute()
    ).map((r) => r[column])
  const tags = await sql<{ tag: string }>`select distinct t.value as tag from customer c, json_each(c.tags) t
    where c.tags <> '[]' order by 1 limit 500`.execute(ctx.db)
  return {
    grades: await values('grade'),
    industries: await values('industry'),
    channels: await values('channel'),
    sources: await values('source'),
    tags: tags.rows.map((row) => row.tag),
  }
}

/** Other customers with the same name, mobile or tax number: shown before saving, never merged silently. */
export async function duplicates(
  ctx: QueryContext,
  input: Requests['customers']['duplicates'],
): Promise<Outputs['customers']['duplicates']> {
  const base = ctx.db
    .selectFrom('customer as c')
    .select(['c.id', 'c.code', 'c.name'])
    .where('c.id', '<>', input.id ?? '')
    .where('c.merged_into', 'is', null)
    .limit(5)
  const hits: Outputs['customers']['duplicates'] = []
  if (input.name.trim()) {
    for (const r of await base.where('c.name', '=', input.name.trim()).execute()) hits.push({ ...r, field: 'name' })
  }
  if (input.mobile) {
    const byMobile = base
      .innerJoin('customer_contact as k', 'k.customer_id', 'c.id')
      .where('k.mobile', '=', input.mobile)
    for (const r of await byMobile.execute()) hits.push({ ...r, field: 'mobile' })
  }
  if (input.taxId) {
    for (const r of await base.where('c.tax_id', '=', input.taxId).execute()) hits.push({ ...r, field: 'taxId' })
  }
  return hits
}

export function contactsOf(ctx: Pick<QueryContext, 'db'>, id: string) {
  return ctx.db
    .selectFrom('customer_contact')
    .select(['name', 'title', 'mobile', 'phone', 'email'])
    .where('customer_id', '=', id)
    .orderBy('no')
    .execute()
}

export function addressesOf(ctx: Pick<QueryContext, 'db'>, id: string) {
  return ctx.db
    .selectFrom('customer_address')
    .select(['label', 'address', 'contact', 'phone'])
    .where('customer_id', '=', id)
    .orderBy('no')
    .execute()
}
