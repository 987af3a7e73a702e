import { sql, type Selectable } from 'kysely'
import type { SheetLine } from '../../../../shared/contract/counts.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import type { StockCountLineTable } from '../../db/schema.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { barcodesOf, packsOf } from '../inventory/packs.ts'
import { inIds } from '../search/find.ts'
import { branchOf } from '../trees/branch.ts'

export type CountLineRecord = Selectable<StockCountLineTable>
type Scope = Requests['counts']['start']['scope']

/** What the books say of a product, or of one of its lots, in a warehouse now; thousandths of the base unit. */
export async function bookStock(
  ctx: Pick<QueryContext, 'db'>,
  at: { warehouseId: string; productId: string; lotId: string | null },
): Promise<number> {
  const row = at.lotId
    ? await ctx.db
        .selectFrom('stock_lot_balance')
        .select('on_hand')
        .where('product_id', '=', at.productId)
        .where('warehouse_id', '=', at.warehouseId)
        .where('lot_id', '=', at.lotId)
        .executeTakeFirst()
    : await ctx.db
        .selectFrom('stock_balance')
        .select('on_hand')
        .where('product_id', '=', at.productId)
        .where('warehouse_id', '=', at.warehouseId)
        .executeTakeFirst()
  return row?.on_hand ?? 0
}

interface Wanted {
  productId: string
  lotId: string | null
  snapshot: number
}

/**
 * The lines of a count along the way through the warehouse. A whole warehouse or a type: what is there or has its place
 * there; bins: what has its place in them; chosen goods: each of them. Goods with lots have a line for each lot that is there.
 * @returns how many
 */
export async function makeLines(
  ctx: CommandContext,
  count: { id: string; warehouseId: string; scope: Scope },
): Promise<number> {
  const wanted = await wantedLines(ctx, count.warehouseId, count.scope)
  await insertRows(
    ctx.db,
    'stock_count_line',
    LINE_COLUMNS,
    wanted.map((line, i) => [count.id, i + 1, line.productId, line.lotId, line.snapshot]),
  )
  return wanted.length
}

const LINE_COLUMNS = ['document_id', 'line_no', 'product_id', 'lot_id', 'snapshot'] as const

async function wantedLines(ctx: CommandContext, warehouseId: string, scope: Scope): Promise<Wanted[]> {
  let query = ctx.db
    .selectFrom('product as p')
    .leftJoin('product_place as k', (join) =>
      join.onRef('k.product_id', '=', 'p.id').on('k.warehouse_id', '=', warehouseId),
    )
    .leftJoin('bin as b', 'b.id', 'k.bin_id')
    .leftJoin('stock_balance as s', (join) =>
      join.onRef('s.product_id', '=', 'p.id').on('s.warehouse_id', '=', warehouseId),
    )
    .select(['p.id', 'p.lot_tracked', 's.on_hand'])
    .orderBy(sql`b.sort is null`)
    .orderBy('b.sort')
    .orderBy('p.code')
  if (scope.kind === 'products') query = query.where(inIds('p.id', scope.productIds))
  else if (scope.kind === 'bins') query = query.where(inIds('k.bin_id', scope.binIds))
  else {
    query = query.where((eb) => eb.or([eb('s.on_hand', '<>', 0), eb('k.bin_id', 'is not', null)]))
    if (scope.kind === 'type') query = query.where('p.type_id', 'in', branchOf(scope.typeId))
  }
  const products = await query.execute()
  const lots = await lotsThere(
    ctx,
    warehouseId,
    products.filter((p) => p.lot_tracked === 1).map((p) => p.id),
  )
  return products.flatMap((product): Wanted[] => {
    if (product.lot_tracked === 0) return [{ productId: product.id, lotId: null, snapshot: product.on_hand ?? 0 }]
    return (lots.get(product.id) ?? []).map((lot) => ({ productId: product.id, ...lot }))
  })
}

async function lotsThere(
  ctx: CommandContext,
  warehouseId: string,
  productIds: readonly string[],
): Promise<Map<string, { lotId: string; snapshot: number }[]>> {
  const rows = await ctx.db
    .selectFrom('stock_lot_balance as b')
    .innerJoin('stock_lot as l', 'l.id', 'b.lot_id')
    .select(['b.product_id', 'b.lot_id', 'b.on_hand'])
    .where('b.warehouse_id', '=', warehouseId)
    .where(inIds('b.product_id', productIds))
    .where('b.on_hand', '<>', 0)
    .orderBy(sql`coalesce(l.expiry_day, '9999')`)
    .orderBy('l.number')
    .execute()
  const lots = new Map<string, { lotId: string; snapshot: number }[]>()
  for (const row of rows) {
    const list = lots.get(row.product_id) ?? []
    list.push({ lotId: row.lot_id, snapshot: row.on_hand })
    lots.set(row.product_id, list)
  }
  return lots
}

/**
 * Works a line out anew from its entries: the sum of the round, what the books said at the last of them, and whether goods
 * moved in between (then the reviewer is told). No entry left: not counted.
 */
export async function refreshLine(ctx: CommandContext, countId: string, lineNo: number, round: number): Promise<void> {
  const entries = await ctx.db
    .selectFrom('stock_count_entry')
    .select(['quantity', 'expected', 'counted_by', 'counted_at'])
    .where('document_id', '=', countId)
    .where('line_no', '=', lineNo)
    .where('round', '=', round)
    .where('undone', '=', 0)
    .orderBy('counted_at')
    .orderBy('id')
    .execute()
  const last = entries.at(-1)
  await ctx.db
    .updateTable('stock_count_line')
    .set({
      round,
      counted: last ? entries.reduce((sum, entry) => sum + entry.quantity, 0) : null,
      expected: last?.expected ?? null,
      moved: new Set(entries.map((entry) => entry.expected)).size > 1 ? 1 : 0,
      counted_by: last?.counted_by ?? null,
      counted_at: last?.counted_at ?? null,
    })
    .where('document_id', '=', countId)
    .where('line_no', '=', lineNo)
    .execute()
}

/** Lines as the counter sees them: all of a count, or one. Nothing of the books is in them. */
export async function sheetLines(
  ctx: Pick<QueryContext, 'db'>,
  countId: string,
  lineNo?: number,
): Promise<SheetLine[]> {
  let query = ctx.db
    .selectFrom('stock_count_line as l')
    .innerJoin('stock_document as d', 'd.id', 'l.document_id')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('stock_lot as t', 't.id', 'l.lot_id')
    .leftJoin('product_place as k', (join) =>
      join.onRef('k.product_id', '=', 'p.id').onRef('k.warehouse_id', '=', 'd.warehouse_id'),
    )
    .leftJoin('bin as b', 'b.id', 'k.bin_id')
    .select(['l.line_no as lineNo', 'p.id as productId', 'p.code', 'p.name', 'p.spec', 'p.base_unit as baseUnit'])
    .select(['b.code as bin', 'k.bin_id as binId', 'p.lot_tracked as lotTracked', 'l.lot_id as lotId'])
    .select(['t.number as lot', 't.expiry_day as expiryDay', 'l.round', 'l.counted'])
    .where('l.document_id', '=', countId)
    .orderBy('l.line_no')
  if (lineNo !== undefined) query = query.where('l.line_no', '=', lineNo)
  const rows = await query.execute()
  const ids = [...new Set(rows.map((row) => row.productId))]
  const packs = await packsOf(ctx, ids)
  const barcodes = await barcodesOf(ctx, ids)
  return rows.map(({ round, ...row }) => ({
    ...row,
    bin: row.bin ?? '',
    lot: row.lot ?? '',
    lotTracked: row.lotTracked === 1,
    packs: packs.get(row.productId) ?? [],
    barcodes: barcodes.get(row.productId) ?? [],
    state: row.counted !== null ? 'counted' : round > 1 ? 'recount' : 'open',
  }))
}
