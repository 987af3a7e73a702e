import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { SupplierRow, SupplierView } from '../../../../shared/contract/suppliers.ts'
import { leadTime, type LeadTime } from '../../../../shared/domain/purchasing/supply.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds } from '../search/find.ts'

type Filter = Requests['suppliers']['list']['filter']

/** Suppliers matched by a search text at most. */
const MOST_MATCHES = 2000

const hidden = (ctx: Pick<QueryContext, 'user'>) => ctx.user.mask.includes('purchase')

/** One page of suppliers, in the order of a column, by keyset. */
export async function list(
  ctx: QueryContext,
  input: Requests['suppliers']['list'],
): Promise<Outputs['suppliers']['list']> {
  const { filter, sort, descending, limit } = input
  const column = sort === 'code' ? 's.code' : sort === 'name' ? 's.pinyin' : 's.updated_at'
  const direction = descending ? 'desc' : 'asc'
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, filter)
    .leftJoin('user_account as u', 'u.id', 's.buyer_id')
    .leftJoin('payable_balance as b', 'b.supplier_id', 's.id')
    .leftJoin('supplier_contact as k', (join) => join.onRef('k.supplier_id', '=', 's.id').on('k.no', '=', 1))
    .leftJoin('supplier_address as a', (join) => join.onRef('a.supplier_id', '=', 's.id').on('a.no', '=', 1))
    .select(['s.id', 's.code', 's.name', 's.pinyin', 's.short_name as shortName', 's.mnemonic', 's.category'])
    .select(['u.name as buyer', 'k.name as contact', 'k.mobile', 'a.address', 's.settlement'])
    .select(['s.credit_days as creditDays', 's.lead_days as leadDays', 'b.balance', 's.status'])
    .select('s.updated_at as updatedAt')
    .orderBy(column, direction)
    .orderBy('s.id', direction)
    .limit(limit + 1)
  if (after) {
    const compare = sql.raw(descending ? '<' : '>')
    query = query.where(sql<boolean>`(${sql.ref(column)}, s.id) ${compare} (${after[0]}, ${after[1]})`)
  }
  const rows = await query.execute()
  const learnt = await leadTimesOf(
    ctx,
    rows.map((row) => row.id),
  )
  return page(
    rows,
    limit,
    ({ pinyin: _, leadDays, ...row }): SupplierRow => ({
      ...row,
      buyer: row.buyer ?? '',
      contact: row.contact ?? '',
      mobile: row.mobile ?? '',
      address: row.address ?? '',
      leadTime: learnt(row.id, leadDays),
      balance: hidden(ctx) ? null : (row.balance ?? 0),
    }),
    (row) => [sort === 'code' ? row.code : sort === 'name' ? row.pinyin : row.updatedAt, row.id],
  )
}

/** Suppliers per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['suppliers']['counts'],
): Promise<Outputs['suppliers']['counts']> {
  const { status: _, ...filter } = input.filter
  const result = { active: 0, frozen: 0, archived: 0 }
  const rows = await filtered(ctx, filter)
    .select(['s.status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('s.status')
    .execute()
  for (const row of rows) result[row.status] = row.count
  return result
}

/** Search as you type by any part of name, code, phone, pinyin, initials. */
export async function suggest(
  ctx: QueryContext,
  input: Requests['suppliers']['suggest'],
): Promise<Outputs['suppliers']['suggest']> {
  const ids = ctx.company.search.search('supplier', input.text, { limit: input.limit }).map((hit) => hit.id)
  if (ids.length === 0) return []
  const rows = await ctx.db
    .selectFrom('supplier as s')
    .leftJoin('supplier_contact as k', (join) => join.onRef('k.supplier_id', '=', 's.id').on('k.no', '=', 1))
    .select(['s.id', 's.code', 's.name', 's.mnemonic', 's.status', 'k.name as contact', 'k.mobile'])
    .where(inIds('s.id', ids))
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids
    .flatMap((id) => byId.get(id) ?? [])
    .map((row) => ({ ...row, contact: row.contact ?? '', mobile: row.mobile ?? '' }))
}

/** One supplier with contacts, addresses, balance and learnt lead time. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<SupplierView> {
  const row = found(
    await ctx.db
      .selectFrom('supplier as s')
      .leftJoin('user_account as u', 'u.id', 's.buyer_id')
      .leftJoin('payable_balance as b', 'b.supplier_id', 's.id')
      .selectAll('s')
      .select(['u.name as buyer', 'b.balance'])
      .where('s.id', '=', input.id)
      .executeTakeFirst(),
    'supplier',
    input.id,
  )
  const [contacts, addresses, opening, overdue, learnt] = await Promise.all([
    ctx.db
      .selectFrom('supplier_contact')
      .select(['name', 'title', 'mobile', 'phone', 'email'])
      .where('supplier_id', '=', input.id)
      .orderBy('no')
      .execute(),
    ctx.db
      .selectFrom('supplier_address')
      .select(['label', 'address', 'contact', 'phone'])
      .where('supplier_id', '=', input.id)
      .orderBy('no')
      .execute(),
    ctx.db
      .selectFrom('payable_entry')
      .select((eb) => eb.fn.sum<number>('amount').as('amount'))
      .where('supplier_id', '=', input.id)
      .where('kind', '=', 'opening')
      .executeTakeFirst(),
    ctx.db
      .selectFrom('payable_open')
      .select((eb) => eb.fn.sum<number>('open').as('amount'))
      .where('supplier_id', '=', input.id)
      .where('open', '>', 0)
      .where('due_day', '<', ctx.today)
      .executeTakeFirst(),
    leadTimesOf(ctx, [input.id]),
  ])
  const money = (amount: number | null | undefined) => (hidden(ctx) ? null : (amount ?? 0))
  return {
    id: row.id,
    version: row.version,
    code: row.code,
    name: row.name,
    shortName: row.short_name,
    mnemonic: row.mnemonic,
    category: row.category,
    buyerId: row.buyer_id,
    buyer: row.buyer ?? '',
    contacts,
    addresses,
    settlement: row.settlement,
    creditDays: row.credit_days,
    taxId: row.tax_id,
    invoiceTitle: row.invoice_title,
    bank: row.bank,
    bankAccount: row.bank_account,
    taxRate: row.tax_rate,
    fax: row.fax,
    leadDays: row.lead_days,
    notes: row.notes,
    status: row.status,
    openingBalance: money(opening?.amount),
    balance: money(row.balance),
    overdue: money(overdue?.amount),
    leadTime: learnt(row.id, row.lead_days),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** Categories in use. */
export async function choices(ctx: QueryContext): Promise<Outputs['suppliers']['choices']> {
  const rows = await ctx.db
    .selectFrom('supplier')
    .select('category')
    .distinct()
    .where('category', '<>', '')
    .orderBy('category')
    .limit(200)
    .execute()
  return { categories: rows.map((row) => row.category) }
}

/** Other suppliers with the same name, mobile or tax number: shown before saving, never merged silently. */
export async function duplicates(
  ctx: QueryContext,
  input: Requests['suppliers']['duplicates'],
): Promise<Outputs['suppliers']['duplicates']> {
  const base = ctx.db
    .selectFrom('supplier as s')
    .select(['s.id', 's.code', 's.name'])
    .where('s.id', '<>', input.id ?? '')
    .limit(5)
  const hits: Outputs['suppliers']['duplicates'] = []
  if (input.name.trim()) {
    for (const row of await base.where('s.name', '=', input.name.trim()).execute()) hits.push({ ...row, field: 'name' })
  }
  if (input.mobile) {
    const byMobile = base
      .innerJoin('supplier_contact as k', 'k.supplier_id', 's.id')
      .where('k.mobile', '=', input.mobile)
    for (const row of await byMobile.execute()) hits.push({ ...row, field: 'mobile' })
  }
  if (input.taxId) {
    for (const row of await base.where('s.tax_id', '=', input.taxId).execute()) hits.push({ ...row, field: 'taxId' })
  }
  return hits
}

/** The lead time of suppliers over all their goods, as receipts taught it or as typed. */
async function leadTimesOf(
  ctx: Pick<QueryContext, 'db'>,
  ids: readonly string[],
): Promise<(supplierId: string, typedDays: number) => LeadTime> {
  const rows = await ctx.db
    .selectFrom('supplier_history')
    .select('supplier_id')
    .select((eb) => [
      eb.fn.sum<number>('lead_times').as('count'),
      eb.fn.sum<number>('lead_days').as('sum'),
      eb.fn.sum<number>('lead_squares').as('squares'),
    ])
    .where(inIds('supplier_id', ids))
    .groupBy('supplier_id')
    .execute()
  const seen = new Map(rows.map(({ supplier_id, ...times }) => [supplier_id, times]))
  const none = { count: 0, sum: 0, squares: 0 }
  return (supplierId, typedDays) => leadTime(none, seen.get(supplierId) ?? none, typedDays)
}

function filtered(ctx: QueryContext, filter: Filter) {
  let query = ctx.db.selectFrom('supplier as s')
  if (filter.status) query = query.where('s.status', '=', filter.status)
  if (filter.category) query = query.where('s.category', '=', filter.category)
  const text = filter.search?.trim()
  if (text) {
    const hits = ctx.company.search.search('supplier', text, { limit: MOST_MATCHES }).map((hit) => hit.id)
    // archived suppliers are not in the index: found by a part of the name or the code
    query = query.where((eb) =>
      eb.or([
        inIds('s.id', hits),
        eb.and([eb('s.status', '=', 'archived'), eb.or([eb('s.name', 'like', `%${text}%`), eb('s.code', '=', text)])]),
      ]),
    )
  }
  return query
}
