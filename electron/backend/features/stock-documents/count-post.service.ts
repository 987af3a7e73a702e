import type { CountView } from '../../../../shared/contract/counts.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { postMovements, reverseMovements, type Movement } from '../inventory/ledger.ts'
import { bookStock, type CountLineRecord } from './count-lines.ts'
import { countersOf, get } from './count.queries.ts'
import { claimOpen, countRecord } from './count.service.ts'

/** Movements written at once: SQLite takes 32,766 values in a statement. */
const MOVEMENTS_AT_ONCE = 1000

/**
 * Books the differences: what was counted less what the books said at the moment of counting, so that goods which came and
 * went since stay as they are. Dated today.
 * @throws CONFLICT when entries came after the reviewer looked; WRONG_STATE; RULE COUNT_OWN_REVIEW, COUNT_RECOUNT_OPEN,
 *   REASON_REQUIRED; SHORTAGE when goods that are missing are reserved for orders
 */
export async function post(ctx: CommandContext, input: Requests['counts']['post']): Promise<CountView> {
  const count = await claimOpen(ctx, input, 'post')
  const counters = await countersOf(ctx, count.id)
  const entries = counters.reduce((sum, counter) => sum + counter.entries, 0)
  if (entries !== input.seen) throw new AppError('CONFLICT', { entity: 'count', id: count.id })
  const isOwn = counters.some((counter) => counter.id === ctx.user.id)
  if (isOwn && !ctx.info.settings.countReviewOwn) throw ruleError('COUNT_OWN_REVIEW')
  const lines = await ctx.db.selectFrom('stock_count_line').selectAll().where('document_id', '=', count.id).execute()
  const waiting = lines.find((line) => line.counted === null && line.round > 1)
  if (waiting) throw ruleError('COUNT_RECOUNT_OPEN', { line: waiting.line_no })
  const differences: { line: CountLineRecord; movement: Movement }[] = []
  for (const line of lines) {
    const difference = await differenceOf(ctx, count.warehouse_id, line, input.uncounted)
    if (difference === 0) continue
    if (line.reason === '' && input.reason === '') throw ruleError('REASON_REQUIRED', { line: line.line_no })
    differences.push({
      line,
      movement: {
        productId: line.product_id,
        warehouseId: count.warehouse_id,
        lotId: line.lot_id,
        quantity: difference,
        documentType: 'count',
        documentId: count.id,
        documentNumber: count.number,
        lineNo: line.line_no,
        day: ctx.today,
      },
    })
  }
  for (let first = 0; first < differences.length; first += MOVEMENTS_AT_ONCE) {
    const part = differences.slice(first, first + MOVEMENTS_AT_ONCE)
    const posted = await postMovements(
      ctx,
      part.map((one) => one.movement),
    )
    for (const [i, { line, movement }] of part.entries()) await settleLine(ctx, line, movement, posted[i]!.value, input)
  }
  await ctx.db
    .updateTable('stock_document')
    .set({ status: 'posted', day: ctx.today, posted_by: ctx.user.id, posted_at: ctx.at })
    .where('id', '=', count.id)
    .execute()
  return get(ctx, { id: count.id })
}

/**
 * Drops a count that is being counted; takes a posted one back by opposite movements. The number is kept.
 * @throws CONFLICT, WRONG_STATE, FORBIDDEN for a posted one, SHORTAGE when a surplus has left
 */
async function voidCount(ctx: CommandContext, input: Requests['counts']['void']): Promise<CountView> {
  const count = await countRecord(ctx, input.id)
  if (count.status === 'void')
    throw new AppError('WRONG_STATE', { entity: 'count', id: count.id, action: 'void', state: count.status })
  if (count.status === 'posted' && !ctx.user.rights.includes('stock.void'))
    throw new AppError('FORBIDDEN', { right: 'stock.void' })
  await claim(
    ctx.db
      .updateTable('stock_document')
      .set({ status: 'void', void_reason: input.reason, version: input.version + 1 })
      .where('id', '=', count.id)
      .where('version', '=', input.version),
    'count',
    count.id,
  )
  if (count.status === 'posted') await reverseMovements(ctx, count.id, { day: ctx.today })
  return get(ctx, { id: count.id })
}
export { voidCount as void }

/** Thousandths of the base unit; lines nobody counted are as the books say, or nothing is there. */
async function differenceOf(
  ctx: CommandContext,
  warehouseId: string,
  line: CountLineRecord,
  uncounted: 'keep' | 'zero',
): Promise<number> {
  if (line.counted !== null) return line.counted - line.expected!
  if (uncounted === 'keep') return 0
  return -(await bookStock(ctx, { warehouseId, productId: line.product_id, lotId: line.lot_id })) + 0
}

async function settleLine(
  ctx: CommandContext,
  line: CountLineRecord,
  movement: Movement,
  value: number,
  input: { reason: string },
): Promise<void> {
  // a line nobody counted was booked to nothing: it stands there as counted zero
  const zero = line.counted === null ? { counted: 0, expected: -movement.quantity } : {}
  await ctx.db
    .updateTable('stock_count_line')
    .set({ value, reason: line.reason === '' ? input.reason : line.reason, ...zero })
    .where('document_id', '=', line.document_id)
    .where('line_no', '=', line.line_no)
    .execute()
}
