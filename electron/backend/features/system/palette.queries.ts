import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { seriesOf, STOCK_DOCUMENT_KINDS } from '../../../../shared/domain/inventory/documents.ts'
import { DOCUMENT_PREFIXES } from '../../../../shared/numbering.ts'
import { formatFen } from '../../../../shared/money.ts'
import type { QueryContext } from '../../rpc/context.ts'

type Hit = Outputs['system']['palette'][number]

/** Hits of each kind. */
const MOST = 6

/**
 * Finds orders and notes by the front of their number (or the date in it), orders also by the front of the number they
 * had in the system they came from, customers and products by any part of name,
 * code, phone, barcode, pinyin. Only what the user may see.
 */
export async function palette(ctx: QueryContext, input: Requests['system']['palette']): Promise<Hit[]> {
  const text = input.text.trim()
  if (text === '') return []
  const may = (right: string) => ctx.user.rights.includes(right)
  return [
    ...(may('orders.view') ? await orders(ctx, text) : []),
    ...(may('shipments.view') ? await shipments(ctx, await rangesOf(ctx, text, DOCUMENT_PREFIXES.salesOutbound)) : []),
    ...(may('orders.view') ? await salesReturns(ctx, text) : []),
    ...(may('picking.view') ? await pickLists(ctx, await rangesOf(ctx, text, DOCUMENT_PREFIXES.pickList)) : []),
    ...(may('customers.view') ? await customers(ctx, text) : []),
    ...(may('products.view') ? await products(ctx, text) : []),
    ...(may('purchasing.view') ? await purchases(ctx, text) : []),
    ...(may('stock.view') ? await stockDocuments(ctx, text) : []),
  ]
}

/** Fronts of numbers that the text may stand for: itself, or digits as date and counter behind prefix and site. */
async function rangesOf(ctx: QueryContext, text: string, prefix: string): Promise<string[]> {
  const upper = text.toUpperCase()
  if (/^\d{4,6}(-\d*)?$/.test(text)) {
    const sites = await ctx.db.selectFrom('site').select('code').execute()
    return sites.map(({ code }) => `${prefix}-${code}-${text}`)
  }
  return /^[A-Z]/.test(upper) ? [upper] : []
}

async function orders(ctx: QueryContext, text: string): Promise<Hit[]> {
  const behind = (front: string) => `${front}\u{10FFFF}`
  const fronts = await rangesOf(ctx, text, DOCUMENT_PREFIXES.salesOrder)
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

async function shipments(ctx: QueryContext, fronts: readonly string[]): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const front of fronts) {
    let query = ctx.db
      .selectFrom('shipment as d')
      .innerJoin('customer as c', 'c.id', 'd.customer_id')
      .innerJoin('sales_order as o', 'o.id', 'd.order_id')
      .select(['d.id', 'd.number', 'd.day', 'c.name'])
      .where('d.number', '>=', front)
      .where('d.number', '<', `${front}\u{10FFFF}`)
      .orderBy('d.number', 'desc')
      .limit(MOST)
    if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
    for (const { id, number, day, name } of await query.execute()) {
      hits.push({ kind: 'shipment', id, title: number, detail: `${name} · ${day}` })
    }
  }
  return hits.slice(0, MOST)
}

/** A sales person sees the lists of which every note is of an own order. */
async function pickLists(ctx: QueryContext, fronts: readonly string[]): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const front of fronts) {
    let query = ctx.db
      .selectFrom('pick_list as p')
      .innerJoin('warehouse as w', 'w.id', 'p.warehouse_id')
      .select(['p.id', 'p.number', 'p.day', 'w.name'])
      .where('p.number', '>=', front)
      .where('p.number', '<', `${front}\u{10FFFF}`)
      .orderBy('p.number', 'desc')
      .limit(MOST)
    if (ctx.user.scope === 'own')
      query = query.where(
        sql<boolean>`not exists (
          select 1 from pick_note n join shipment d on d.id = n.shipment_id join sales_order o on o.id = d.order_id
          where n.list_id = p.id and o.sales_person_id is not ${ctx.user.id})`,
      )
    for (const { id, number, day, name } of await query.execute())
      hits.push({ kind: 'pickList', id, title: number, detail: `${name} · ${day}` })
  }
  return hits.slice(0, MOST)
}

async function salesReturns(ctx: QueryContext, text: string): Promise<Hit[]> {
  const { salesReturn, salesAllowance } = DOCUMENT_PREFIXES
  const fronts = [...(await rangesOf(ctx, text, salesReturn)), ...(await rangesOf(ctx, text, salesAllowance))]
  const hits: Hit[] = []
  for (const front of new Set(fronts)) {
    let query = ctx.db
      .selectFrom('sales_return as r')
      .innerJoin('customer as c', 'c.id', 'r.customer_id')
      .select(['r.id', 'r.number', 'r.day', 'c.name'])
      .where('r.number', '>=', front)
      .where('r.number', '<', `${front}\u{10FFFF}`)
      .orderBy('r.number', 'desc')
      .limit(MOST)
    if (ctx.user.scope === 'own') query = query.where('c.sales_person_id', '=', ctx.user.id)
    for (const { id, number, day, name } of await query.execute()) {
      hits.push({ kind: 'salesReturn', id, title: number, detail: `${name} · ${day}` })
    }
  }
  return hits.slice(0, MOST)
}

/** Suppliers by any part of what they are found by, purchase documents by the front of their number. */
async function purchases(ctx: QueryContext, text: string): Promise<Hit[]> {
  const ids = ctx.company.search.search('supplier', text, { limit: MOST }).map((h) => h.id)
  const rows =
    ids.length === 0
      ? []
      : await ctx.db.selectFrom('supplier').select(['id', 'code', 'name']).where('id', 'in', ids).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const suppliers = ids
    .flatMap((id) => byId.get(id) ?? [])
    .map(({ id, code, name }): Hit => ({ kind: 'supplier', id, title: name, detail: code }))
  const documents = [
    await purchaseHits(ctx, text, 'purchase_order', 'purchaseOrder', DOCUMENT_PREFIXES.purchaseOrder),
    await purchaseHits(ctx, text, 'purchase_receipt', 'purchaseReceipt', DOCUMENT_PREFIXES.purchaseInbound),
    await purchaseHits(ctx, text, 'purchase_return', 'purchaseReturn', DOCUMENT_PREFIXES.purchaseReturn),
  ]
  return [...suppliers, ...documents.flat()]
}

async function purchaseHits(
  ctx: QueryContext,
  text: string,
  table: 'purchase_order' | 'purchase_receipt' | 'purchase_return',
  kind: Hit['kind'],
  prefix: string,
): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const front of await rangesOf(ctx, text, prefix)) {
    const { rows } = await sql<{ id: string; number: string; day: string; name: string }>`
      select d.id, d.number, d.day, s.name from ${sql.table(table)} d join supplier s on s.id = d.supplier_id
      where d.number >= ${front} and d.number < ${`${front}\u{10FFFF}`} order by d.number desc limit ${MOST}`.execute(
      ctx.db,
    )
    for (const { id, number, day, name } of rows) hits.push({ kind, id, title: number, detail: `${name} · ${day}` })
  }
  return hits.slice(0, MOST)
}

/** Digits are the date of any kind of stock document. */
async function stockDocuments(ctx: QueryContext, text: string): Promise<Hit[]> {
  const prefixes = STOCK_DOCUMENT_KINDS.map((kind) => DOCUMENT_PREFIXES[seriesOf(kind)])
  const fronts = new Set<string>()
  for (const prefix of prefixes) for (const front of await rangesOf(ctx, text, prefix)) fronts.add(front)
  const hits: Hit[] = []
  for (const front of fronts) {
    const rows = await ctx.db
      .selectFrom('stock_document as d')
      .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
      .select(['d.id', 'd.number', 'd.day', 'w.name'])
      .where('d.number', '>=', front)
      .where('d.number', '<', `${front}\u{10FFFF}`)
      .where('d.kind', '<>', 'count')
      .orderBy('d.number', 'desc')
      .limit(MOST)
      .execute()
    for (const { id, number, day, name } of rows)
      hits.push({ kind: 'stockDocument', id, title: number, detail: `${name} · ${day}` })
  }
  return hits.slice(0, MOST)
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
