import type { Selectable } from 'kysely'
import type { CountView } from '../../../../shared/contract/counts.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { StockDocumentTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { lotFor } from '../inventory/lots.service.ts'
import { bookStock, makeLines, refreshLine, sheetLines, type CountLineRecord } from './count-lines.ts'
import { aboveLimits, get } from './count.queries.ts'

type CountRecord = Selectable<StockDocumentTable>

/** Lines of one count at most: a larger warehouse is counted by bins or types. */
const MOST_LINES = 20_000

/**
 * Takes the snapshot and gives the count its number. The same id again returns what is there.
 * @throws NOT_FOUND warehouse, RULE COUNT_EMPTY, RULE COUNT_TOO_LARGE
 */
export async function start(ctx: CommandContext, input: Requests['counts']['start']): Promise<CountView> {
  const { id, warehouseId, scope } = input
  const existing = await ctx.db.selectFrom('stock_document').select('id').where('id', '=', id).executeTakeFirst()
  if (existing) return get(ctx, { id })
  const warehouse = await ctx.db
    .selectFrom('warehouse')
    .select('site_id')
    .where('id', '=', warehouseId)
    .executeTakeFirst()
  const siteId = found(warehouse, 'warehouse', warehouseId).site_id
  await ctx.db
    .insertInto('stock_document')
    .values({
      id,
      number: await nextNumber(ctx, 'stockCount', siteId),
      kind: 'count',
      site_id: siteId,
      warehouse_id: warehouseId,
      day: ctx.today,
      status: 'draft',
      remark: input.remark,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  await ctx.db
    .insertInto('stock_count')
    .values({
      document_id: id,
      scope: JSON.stringify(scope),
      recount_quantity: input.recountQuantity,
      recount_value: input.recountValue,
    })
    .execute()
  const lines = await makeLines(ctx, { id, warehouseId, scope })
  if (lines === 0) throw ruleError('COUNT_EMPTY')
  if (lines > MOST_LINES) throw ruleError('COUNT_TOO_LARGE', { value: String(lines) })
  return get(ctx, { id })
}

/**
 * One scan of a counter: adds to the line of the product (and lot) and keeps what the books say now. Without a product the
 * barcode is noted. The same entry again changes nothing.
 * @throws NOT_FOUND, WRONG_STATE, RULE COUNT_NOT_ON_LIST, RULE LOT_REQUIRED, RULE LOT_NOT_KEPT, RULE LOT_DATES
 */
export async function record(
  ctx: CommandContext,
  input: Requests['counts']['record'],
): Promise<Outputs['counts']['record']> {
  const count = await countRecord(ctx, input.countId)
  const known = await ctx.db
    .selectFrom('stock_count_entry')
    .select('line_no')
    .where('id', '=', input.id)
    .executeTakeFirst()
  if (known) return { line: await lineView(ctx, count.id, known.line_no) }
  requireOpen(count, 'record')
  if (input.productId === null) {
    await insertEntry(ctx, count.id, { id: input.id, code: input.code, quantity: 0 })
    return { line: null }
  }
  const lotId = await lotOf(ctx, input, input.productId)
  const line = await lineFor(ctx, count, input.productId, lotId, input.found)
  const at = { warehouseId: count.warehouse_id, productId: input.productId, lotId }
  await insertEntry(ctx, count.id, {
    id: input.id,
    code: '',
    line_no: line.line_no,
    round: line.round,
    quantity: input.quantity,
    expected: await bookStock(ctx, at),
  })
  await refreshLine(ctx, count.id, line.line_no, line.round)
  return { line: await lineView(ctx, count.id, line.line_no) }
}

/** Takes one's own entry back; taken back already: nothing changes. @throws NOT_FOUND, WRONG_STATE */
export async function undo(ctx: CommandContext, input: Requests['counts']['undo']): Promise<Outputs['counts']['undo']> {
  const count = await countRecord(ctx, input.countId)
  requireOpen(count, 'undo')
  const entry = found(
    await ctx.db
      .selectFrom('stock_count_entry')
      .selectAll()
      .where('id', '=', input.entryId)
      .where('document_id', '=', count.id)
      .where('counted_by', '=', ctx.user.id)
      .executeTakeFirst(),
    'countEntry',
    input.entryId,
  )
  await ctx.db.updateTable('stock_count_entry').set({ undone: 1 }).where('id', '=', entry.id).execute()
  if (entry.line_no === null) return { line: null }
  const line = await lineRecord(ctx, count.id, entry.line_no)
  // an entry of an earlier round is history: the line counts what came after
  if (line.round === entry.round) await refreshLine(ctx, count.id, entry.line_no, entry.round)
  return { line: await lineView(ctx, count.id, entry.line_no) }
}

/** Puts lines on the recount list: those named, or all above the limits that were counted once. @throws CONFLICT, WRONG_STATE */
export async function recount(ctx: CommandContext, input: Requests['counts']['recount']): Promise<CountView> {
  const count = await claimOpen(ctx, input, 'recount')
  const lineNos = input.lineNos ?? (await aboveLimits(ctx, count.id))
  for (const lineNo of lineNos) {
    const line = await lineRecord(ctx, count.id, lineNo)
    if (line.counted === null) continue
    await ctx.db
      .updateTable('stock_count_line')
      .set({
        round: line.round + 1,
        first_counted: line.first_counted ?? line.counted,
        counted: null,
        expected: null,
        moved: 0,
        counted_by: null,
        counted_at: null,
      })
      .where('document_id', '=', count.id)
      .where('line_no', '=', lineNo)
      .execute()
  }
  return get(ctx, { id: count.id })
}

/** What was counted before holds, for lines that wait to be counted again. @throws CONFLICT, WRONG_STATE */
export async function cancelRecount(
  ctx: CommandContext,
  input: Requests['counts']['cancelRecount'],
): Promise<CountView> {
  const count = await claimOpen(ctx, input, 'recount')
  for (const lineNo of input.lineNos) {
    const line = await lineRecord(ctx, count.id, lineNo)
    if (line.counted !== null || line.round === 1) continue
    if (line.round === 2)
      await ctx.db
        .updateTable('stock_count_line')
        .set({ first_counted: null })
        .where('document_id', '=', count.id)
        .where('line_no', '=', lineNo)
        .execute()
    await refreshLine(ctx, count.id, lineNo, line.round - 1)
  }
  return get(ctx, { id: count.id })
}

/** The reason of differences: of the lines named, or of all that have none. @throws CONFLICT, WRONG_STATE */
export async function setReason(ctx: CommandContext, input: Requests['counts']['setReason']): Promise<CountView> {
  const count = await claimOpen(ctx, input, 'setReason')
  let update = ctx.db.updateTable('stock_count_line').set({ reason: input.reason }).where('document_id', '=', count.id)
  update =
    input.lineNos === null
      ? update.where('reason', '=', '').whereRef('counted', '<>', 'expected')
      : update.where('line_no', 'in', input.lineNos)
  await update.execute()
  return get(ctx, { id: count.id })
}

async function lotOf(
  ctx: CommandContext,
  input: Requests['counts']['record'],
  productId: string,
): Promise<string | null> {
  if (input.lot) return lotFor(ctx, { productId, ...input.lot })
  const product = found(
    await ctx.db.selectFrom('product').select('lot_tracked').where('id', '=', productId).executeTakeFirst(),
    'product',
    productId,
  )
  if (product.lot_tracked === 0) {
    if (input.lotId !== null) throw ruleError('LOT_NOT_KEPT')
    return null
  }
  if (input.lotId === null) throw ruleError('LOT_REQUIRED')
  const lot = await ctx.db
    .selectFrom('stock_lot')
    .select('id')
    .where('id', '=', input.lotId)
    .where('product_id', '=', productId)
    .executeTakeFirst()
  return found(lot, 'lot', input.lotId).id
}

/** The line of a product and lot; goods that turned up get one at the end. */
async function lineFor(
  ctx: CommandContext,
  count: CountRecord,
  productId: string,
  lotId: string | null,
  isFound: boolean,
): Promise<{ line_no: number; round: number }> {
  const known = await ctx.db
    .selectFrom('stock_count_line')
    .select(['line_no', 'round'])
    .where('document_id', '=', count.id)
    .where('product_id', '=', productId)
    .where('lot_id', lotId === null ? 'is' : '=', lotId)
    .executeTakeFirst()
  if (known) return known
  if (!isFound) {
    const product = await ctx.db
      .selectFrom('product')
      .select('name')
      .where('id', '=', productId)
      .executeTakeFirstOrThrow()
    throw ruleError('COUNT_NOT_ON_LIST', { value: product.name })
  }
  const last = await ctx.db
    .selectFrom('stock_count_line')
    .select((eb) => eb.fn.max<number>('line_no').as('no'))
    .where('document_id', '=', count.id)
    .executeTakeFirstOrThrow()
  const lineNo = last.no + 1
  await ctx.db
    .insertInto('stock_count_line')
    .values({
      document_id: count.id,
      line_no: lineNo,
      product_id: productId,
      lot_id: lotId,
      snapshot: await bookStock(ctx, { warehouseId: count.warehouse_id, productId, lotId }),
      found: 1,
    })
    .execute()
  return { line_no: lineNo, round: 1 }
}

async function insertEntry(
  ctx: CommandContext,
  countId: string,
  entry: { id: string; code: string; quantity: number; line_no?: number; round?: number; expected?: number },
): Promise<void> {
  await ctx.db
    .insertInto('stock_count_entry')
    .values({ ...entry, document_id: countId, counted_by: ctx.user.id, counted_at: ctx.at })
    .execute()
}

async function lineView(ctx: CommandContext, countId: string, lineNo: number | null) {
  return lineNo === null ? null : ((await sheetLines(ctx, countId, lineNo))[0] ?? null)
}

async function lineRecord(ctx: CommandContext, countId: string, lineNo: number): Promise<CountLineRecord> {
  const line = await ctx.db
    .selectFrom('stock_count_line')
    .selectAll()
    .where('document_id', '=', countId)
    .where('line_no', '=', lineNo)
    .executeTakeFirst()
  return found(line, 'countLine', String(lineNo))
}

/** The document of a count. @throws NOT_FOUND */
export async function countRecord(ctx: CommandContext, id: string): Promise<CountRecord> {
  const row = await ctx.db
    .selectFrom('stock_document')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', 'count')
    .executeTakeFirst()
  return found(row, 'count', id)
}

/** @throws WRONG_STATE unless counting goes on */
function requireOpen(count: CountRecord, action: string): void {
  if (count.status !== 'draft')
    throw new AppError('WRONG_STATE', { entity: 'count', id: count.id, action, state: count.status })
}

/** Claims a count that is being counted for a step of its reviewer. @throws NOT_FOUND, WRONG_STATE, CONFLICT */
export async function claimOpen(
  ctx: CommandContext,
  input: { id: string; version: number },
  action: string,
): Promise<CountRecord> {
  const count = await countRecord(ctx, input.id)
  requireOpen(count, action)
  await claim(
    ctx.db
      .updateTable('stock_document')
      .set({ version: input.version + 1 })
      .where('id', '=', count.id)
      .where('version', '=', input.version),
    'count',
    count.id,
  )
  return count
}
