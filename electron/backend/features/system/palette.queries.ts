import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { formatFen } from '../../../../shared/money.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { frontsOf, MOST, numberedDocuments } from './palette-documents.ts'

type Hit = Outputs['system']['palette'][number]

/**
 * Finds documents of every kind by the front of their number (or the date in it), orders also by the front of the number
 * they had in the system they came from, customers, products and suppliers by any part of name, code, phone, barcode,
 * pinyin. Only what the user may see.
 */
export async function palette(ctx: QueryContext, input: Requests['system']['palette']): Promise<Hit[]> {
  const text = input.text.trim()
  if (text === '') return []
  const may = (right: string) => ctx.user.rights.includes(right)
  return [
    ...(may('orders.view') ? await orders(ctx, text) : []),
    ...(may('customers.view') ? await customers(ctx, text) : []),
    ...(may('products.view') ? await products(ctx, text) : []),
    ...(may('purchasing.view') ? await suppliers(ctx, text) : []),
    ...(await numberedDocuments(ctx, text)),
  ]
}

async function orders(ctx: QueryContext, text: string): Promise<Hit[]> {
  const behind = (front: string) => `${front}\u{10FFFF}`
  const fronts = await frontsOf(ctx, text, ['salesOrder'])
  const own = fronts.map((front) =>
    ordersOf(ctx).where('o.number', '>=', front).where('o.number', '<', behind(front)).orderBy('o.number', 'desc'),
  )
  const elsewhere = ordersOf(ctx)
    .where('o.source_number', '<>', '') // the condition of the index
    .where('o.source_number', '>=', text)
    .where('o.source_number', '<', behind(text))
    .orderBy('o.source_number', 'desc')
  const hits = new Map<string, Hit>()
  for (const query of [...own, elsewhere]) {
    for (const { id, number, source, day, total, name } of await query.limit(MOST).execute()) {
      const amount = ctx.user.mask.includes('sale') ? '' : ` · ${formatFen(total)}`
      hits.set(id, { kind: 'order', id, title: number ?? source, detail: `${name} · ${day}${amount}` })
    }
  }
  return [...hits.values()].slice(0, MOST)
}

/** Orders this user may see, as the palette shows them. */
function ordersOf(ctx: QueryContext) {
  const query = ctx.db
    .selectFrom('sales_order as o')
    .innerJoin('customer as c', 'c.id', 'o.customer_id')
    .select(['o.id', 'o.number', 'o.source_number as source', 'o.day', 'o.total', 'c.name'])
  return ctx.user.scope === 'own' ? query.where('o.sales_person_id', '=', ctx.user.id) : query
}

async function suppliers(ctx: QueryContext, text: string): Promise<Hit[]> {
  const ids = ctx.company.search.search('supplier', text, { limit: MOST }).map((h) => h.id)
  if (ids.length === 0) return []
  const rows = await ctx.db.selectFrom('supplier').select(['id', 'code', 'name']).where('id', 'in', ids).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids
    .flatMap((id) => byId.get(id) ?? [])
    .map(({ id, code, name }): Hit => ({ kind: 'supplier', id, title: name, detail: code }))
}

async function customers(ctx: QueryContext, text: string): Promise<Hit[]> {
  // an own-scope user sees few of many: ask for more, then keep what is theirs
  const limit = ctx.user.scope === 'own' ? MOST * 50 : MOST
  const ids = ctx.company.search.search('customer', text, { limit }).map((h) => h.id)
  if (ids.length === 0) return []
  let query = ctx.db.selectFrom('customer').select(['id', 'code', 'name']).where('id', 'in', ids)
  if (ctx.user.scope === 'own') query = query.where('sales_person_id', '=', ctx.user.id)
  const rows = new Map((await query.execute()).map((r) => [r.id, r]))
  return ids
    .flatMap((id) => rows.get(id) ?? [])
    .slice(0, MOST)
    .map(({ id, code, name }) => ({ kind: 'customer', id, title: name, detail: code }))
}

async function products(ctx: QueryContext, text: string): Promise<Hit[]> {
  const ids = ctx.company.search.search('product', text, { limit: MOST }).map((h) => h.id)
  if (ids.length === 0) return []
  const rows = await ctx.db
    .selectFrom('product')
    .select(['id', 'code', 'name', 'spec'])
    .where('id', 'in', ids)
    .execute()
  const rowsById = new Map(rows.map((r) => [r.id, r]))
  return ids
    .flatMap((id) => rowsById.get(id) ?? [])
    .map(({ id, code, name, spec }) => ({
      kind: 'product',
      id,
      title: name,
      detail: spec === '' ? code : `${code} · ${spec}`,
    }))
}
