import { sql, type Expression, type SqlBool } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { StockDocumentLine, StockDocumentView } from '../../../../shared/contract/stock-documents.ts'
import {
  STOCK_DOCUMENT_KINDS,
  STOCK_DOCUMENT_STATES,
  stockActionsFor,
  type StockDocumentKind,
  type StockDocumentState,
} from '../../../../shared/domain/inventory/documents.ts'
import { prepared } from '../../db/prepared.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds, inJsonIds } from '../search/find.ts'
import { documentRecord, withBookedValues, type DocumentRecord, type LineRecord } from './document-store.ts'

type Filter = Requests['stockDocuments']['list']['filter']

/** Products a search text may stand for in a list of documents. */
const MOST_PRODUCTS = 200
/** A tab's count stops here. */
const COUNT_LIMIT = 1000

/** What stock costs is hidden with the purchase price. */
export const hidesCost = (ctx: Pick<QueryContext, 'user'>): boolean => ctx.user.mask.includes('purchase')

/** One page of documents, newest day first, by keyset. */
export async function list(
  ctx: QueryContext,
  input: Requests['stockDocuments']['list'],
): Promise<Outputs['stockDocuments']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let matching = filtered(ctx, input.filter)
    .select('d.id')
    .orderBy('d.day', 'desc')
    .orderBy('d.id', 'desc')
    .limit(input.limit + 1)
  if (after) matching = matching.where(sql<boolean>`(d.day, d.id) < (${after[0]}, ${after[1]})`)
  const rows = await ctx.db
    .selectFrom(matching.as('p'))
    .innerJoin('stock_document as d', 'd.id', 'p.id')
    .select(['d.id', 'd.number', 'd.status', 'd.day', 'd.reason', 'd.remark'])
    .select(['d.created_at as createdAt', 'd.posted_at as postedAt'])
    .select((eb) => [
      eb.ref('d.kind').$castTo<StockDocumentKind>().as('kind'),
      eb
        .selectFrom('warehouse as w')
        .select('w.name')
        .whereRef('w.id', '=', 'd.warehouse_id')
        .$asScalar()
        .$notNull()
        .as('warehouse'),
      sql<string>`coalesce((select name from warehouse where id = d.to_warehouse_id), '')`.as('toWarehouse'),
      sql<string>`(select name from user_account where id = d.created_by)`.as('createdBy'),
      sql<number>`(select count(*) from stock_document_line where document_id = d.id)`.as('lineCount'),
      sql<number>`case when d.status in ('posted', 'in-transit')
        then case when d.kind in ('other-out', 'loss', 'transfer', 'disassembly') then -1 else 1 end * coalesce(
          (select sum(m.value) from stock_movement m
           join stock_document_line l on l.document_id = m.document_id and l.line_no = m.line_no and l.role <> 'part'
           where m.document_id = d.id and m.warehouse_id = d.warehouse_id), 0)
        else coalesce((select sum(value) from stock_document_line where document_id = d.id and role <> 'part'), 0)
        end`.as('value'),
    ])
    .orderBy('d.day', 'desc')
    .orderBy('d.id', 'desc')
    .execute()
  const hidden = hidesCost(ctx)
  return page(
    rows,
    input.limit,
    (row) => (hidden ? { ...row, value: null } : row),
    (row) => [row.day, row.id],
  )
}

/** Documents per state for the tabs, each counted up to a limit. */
export async function counts(
  ctx: QueryContext,
  input: Requests['stockDocuments']['counts'],
): Promise<Outputs['stockDocuments']['counts']> {
  const result = Object.fromEntries(STOCK_DOCUMENT_STATES.map((s) => [s, 0])) as Record<StockDocumentState, number>
  let more = false
  for (const status of STOCK_DOCUMENT_STATES) {
    const { count } = await ctx.db
      .selectFrom(
        filtered(ctx, { ...input.filter, status })
          .select('d.id')
          .limit(COUNT_LIMIT)
          .as('some'),
      )
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    result[status] = count
    more ||= count === COUNT_LIMIT
  }
  return { counts: result, more }
}

/** One document with its lines and what this user may do. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<StockDocumentView> {
  return viewOf(ctx, await documentRecord(ctx, input.id))
}

/** A document as it is seen, from its record. */
export async function viewOf(ctx: QueryContext, document: DocumentRecord): Promise<StockDocumentView> {
  const names = (await namesOf.first(ctx.db, { id: document.id }))!
  const lines = await lineViews(ctx, document)
  const linked = await linkedTo.all(ctx.db, { id: document.id, sourceId: document.source_id ?? '' })
  const source = linked.find((one) => one.id === document.source_id)
  return {
    id: document.id,
    number: document.number,
    kind: document.kind,
    status: document.status,
    siteId: document.site_id,
    warehouseId: document.warehouse_id,
    warehouse: names.warehouse,
    toWarehouseId: document.to_warehouse_id,
    toWarehouse: names.toWarehouse ?? '',
    day: document.day,
    reason: document.reason,
    remark: document.remark,
    voidReason: document.void_reason,
    value: hidesCost(ctx) ? null : lines.reduce((sum, l) => sum + (l.role === 'part' ? 0 : (l.value ?? 0)), 0),
    lines,
    source: source ? { id: source.id, number: source.number } : null,
    followers: linked.filter((one) => one.id !== document.source_id),
    printed: document.printed,
    createdBy: names.createdBy,
    createdAt: document.created_at,
    postedBy: names.postedBy ?? '',
    postedAt: document.posted_at,
    receivedAt: document.received_at,
    actions: stockActionsFor(document, ctx.user.rights),
    version: document.version,
  }
}

/** What lines have to know of their products in a warehouse: stock, lots, value of the site. */
export async function lineFacts(
  ctx: QueryContext,
  input: Requests['stockDocuments']['lineFacts'],
): Promise<Outputs['stockDocuments']['lineFacts']> {
  if (input.productIds.length === 0) return []
  const { warehouseId } = input
  const ids = JSON.stringify([...new Set(input.productIds)])
  const rows = await factsOf.all(ctx.db, { warehouseId, ids })
  const lots = await lotsOf.all(ctx.db, { warehouseId, ids })
  const hidden = hidesCost(ctx)
  return rows.map((row) => {
    const known = row.quantity !== null && row.quantity > 0 && row.value !== null && row.value >= 0
    const unitCost = known ? Math.round((row.value! * 1000) / row.quantity!) : (row.lastCost ?? row.purchasePrice ?? 0)
    return {
      productId: row.productId,
      lotTracked: row.lotTracked === 1,
      shelfLifeDays: row.shelfLifeDays,
      available: row.available ?? 0,
      siteQuantity: row.quantity ?? 0,
      siteValue: hidden ? null : (row.value ?? 0),
      unitCost: hidden ? null : unitCost,
      lots: lots
        .filter((lot) => lot.productId === row.productId)
        .map(({ productId: _, frozen, ...lot }) => ({ ...lot, frozen: frozen === 1 })),
    }
  })
}

/** The parts of a product as its last document had them, for one base unit of the whole. */
export async function recipe(
  ctx: QueryContext,
  input: Requests['stockDocuments']['recipe'],
): Promise<Outputs['stockDocuments']['recipe']> {
  const last = await ctx.db
    .selectFrom('stock_document_line as l')
    .innerJoin('stock_document as d', 'd.id', 'l.document_id')
    .select('d.id')
    .where('l.product_id', '=', input.productId)
    .where('l.role', '=', 'whole')
    .where('d.status', '=', 'posted')
    .where('d.kind', 'in', ['assembly', 'disassembly'])
    .orderBy(sql`d.kind = ${input.kind}`, 'desc')
    .orderBy('d.posted_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!last) return []
  const lines = await lineViews(ctx, await documentRecord(ctx, last.id))
  const whole = lines.filter((l) => l.role === 'whole').reduce((sum, l) => sum + l.quantity, 0)
  const parts = new Map<string, Outputs['stockDocuments']['recipe'][number]>()
  for (const line of lines.filter((l) => l.role === 'part')) {
    const { productId, code, name, spec, baseUnit, packs, unit, factor, cost } = line
    const key = `${productId} ${unit}`
    const quantity = (parts.get(key)?.quantity ?? 0) + line.quantity
    parts.set(key, { productId, code, name, spec, baseUnit, packs, unit, factor, quantity, cost })
  }
  return [...parts.values()].map((part) => ({ ...part, quantity: Math.round((part.quantity * 1000) / whole) }))
}

function filtered(ctx: QueryContext, filter: Filter) {
  let query = ctx.db.selectFrom('stock_document as d')
  query = filter.kind ? query.where('d.kind', '=', filter.kind) : query.where('d.kind', 'in', [...STOCK_DOCUMENT_KINDS])
  if (filter.status) query = query.where('d.status', '=', filter.status)
  const { warehouseId } = filter
  if (warehouseId)
    query = query.where((eb) =>
      eb.or([eb('d.warehouse_id', '=', warehouseId), eb('d.to_warehouse_id', '=', warehouseId)]),
    )
  if (filter.fromDay) query = query.where('d.day', '>=', filter.fromDay)
  if (filter.toDay) query = query.where('d.day', '<=', filter.toDay)
  const text = filter.search?.trim()
  return text ? query.where(matchesText(ctx, text)) : query
}

/** Documents by the front of their number, by a part of their reason or remark, or by a product on them. */
function matchesText(ctx: QueryContext, text: string): Expression<SqlBool> {
  const upper = text.toUpperCase()
  const products = ctx.company.search.search('product', text, { limit: MOST_PRODUCTS }).map((hit) => hit.id)
  return sql<SqlBool>`((d.number >= ${upper} and d.number < ${`${upper}\u{10FFFF}`})
    or instr(d.reason, ${text}) > 0 or instr(d.remark, ${text}) > 0
    or d.id in (select l.document_id from stock_document_line l where ${inIds('l.product_id', products)}))`
}

interface Names {
  warehouse: string
  toWarehouse: string | null
  createdBy: string
  postedBy: string | null
}
const namesOf = prepared<{ id: string }, Names>((db, value) =>
  db
    .selectFrom('stock_document as d')
    .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'd.created_by')
    .leftJoin('warehouse as t', 't.id', 'd.to_warehouse_id')
    .leftJoin('user_account as p', 'p.id', 'd.posted_by')
    .select(['w.name as warehouse', 't.name as toWarehouse', 'u.name as createdBy', 'p.name as postedBy'])
    .where('d.id', '=', value('id')),
)

const linkedTo = prepared<{ id: string; sourceId: string }, StockDocumentView['followers'][number]>((db, value) =>
  db
    .selectFrom('stock_document')
    .select(['id', 'number', 'kind', 'status'])
    .where((eb) => eb.or([eb('source_id', '=', value('id')), eb('id', '=', value('sourceId'))]))
    .orderBy('id')
    .$castTo<StockDocumentView['followers'][number]>(),
)

interface LineRow extends LineRecord {
  code: string
  name: string
  spec: string
  base_unit: string
  lot_tracked: number
  shelf_life_days: number | null
  known_number: string | null
  known_production: string | null
  known_expiry: string | null
}
const linesWithNames = prepared<{ id: string }, LineRow>((db, value) =>
  db
    .selectFrom('stock_document_line as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('stock_lot as s', 's.id', 'l.lot_id')
    .selectAll('l')
    .select(['p.code', 'p.name', 'p.spec', 'p.base_unit', 'p.lot_tracked', 'p.shelf_life_days'])
    .select(['s.number as known_number', 's.production_day as known_production', 's.expiry_day as known_expiry'])
    .where('l.document_id', '=', value('id'))
    .orderBy('l.line_no'),
)
const packsOf = prepared<{ id: string }, { product_id: string; unit: string; factor: number }>((db, value) =>
  db
    .selectFrom('product_pack')
    .select(['product_id', 'unit', 'factor'])
    .where('product_id', 'in', (eb) =>
      eb.selectFrom('stock_document_line').select('product_id').where('document_id', '=', value('id')),
    )
    .orderBy('product_id')
    .orderBy('no'),
)

async function lineViews(ctx: QueryContext, document: DocumentRecord): Promise<StockDocumentLine[]> {
  const rows = await withBookedValues(ctx, document, await linesWithNames.all(ctx.db, { id: document.id }))
  const packs = Map.groupBy(await packsOf.all(ctx.db, { id: document.id }), (pack) => pack.product_id)
  const hidden = hidesCost(ctx)
  return rows.map((row) => ({
    lineNo: row.line_no,
    role: row.role,
    productId: row.product_id,
    code: row.code,
    name: row.name,
    spec: row.spec,
    baseUnit: row.base_unit,
    packs: (packs.get(row.product_id) ?? []).map(({ unit, factor }) => ({ unit, factor })),
    lotTracked: row.lot_tracked === 1,
    shelfLifeDays: row.shelf_life_days,
    lotId: row.lot_id,
    lotNumber: row.known_number ?? row.lot_number,
    productionDay: row.known_number === null ? row.production_day : row.known_production,
    expiryDay: row.known_number === null ? row.expiry_day : row.known_expiry,
    unit: row.unit,
    factor: row.factor,
    quantity: row.quantity,
    cost: hidden ? null : row.cost,
    value: hidden ? null : row.value,
    received: row.received,
    remark: row.remark,
  }))
}

interface FactsRow {
  productId: string
  lotTracked: number
  shelfLifeDays: number | null
  purchasePrice: number | null
  available: number | null
  quantity: number | null
  value: number | null
  lastCost: number | null
}
const factsOf = prepared<{ warehouseId: string; ids: string }, FactsRow>((db, value) =>
  db
    .selectFrom('product as p')
    .leftJoin('warehouse as w', (join) => join.on('w.id', '=', value('warehouseId')))
    .leftJoin('stock_balance as b', (join) =>
      join.onRef('b.product_id', '=', 'p.id').onRef('b.warehouse_id', '=', 'w.id'),
    )
    .leftJoin('stock_value as v', (join) =>
      join.onRef('v.product_id', '=', 'p.id').onRef('v.site_id', '=', 'w.site_id'),
    )
    .select(['p.id as productId', 'p.lot_tracked as lotTracked', 'p.shelf_life_days as shelfLifeDays'])
    .select(['p.purchase_price as purchasePrice', 'v.quantity', 'v.value', 'v.last_cost as lastCost'])
    .select(sql<number | null>`b.on_hand - b.reserved - b.frozen`.as('available'))
    .where(inJsonIds('p.id', value('ids'))),
)

interface LotRow {
  productId: string
  lotId: string
  number: string
  productionDay: string | null
  expiryDay: string | null
  frozen: number
  free: number
}
const lotsOf = prepared<{ warehouseId: string; ids: string }, LotRow>((db, value) =>
  db
    .selectFrom('stock_lot_balance as b')
    .innerJoin('stock_lot as l', 'l.id', 'b.lot_id')
    .select(['b.product_id as productId', 'l.id as lotId', 'l.number'])
    .select(['l.production_day as productionDay', 'l.expiry_day as expiryDay', 'l.frozen'])
    .select((eb) => eb('b.on_hand', '-', eb.ref('b.reserved')).as('free'))
    .where(inJsonIds('b.product_id', value('ids')))
    .where('b.warehouse_id', '=', value('warehouseId'))
    .where('b.on_hand', '>', 0)
    .orderBy(sql`l.expiry_day is null`)
    .orderBy('l.expiry_day')
    .orderBy('l.number'),
)
