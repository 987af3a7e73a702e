import type { AllocationRun, WaitingLineView } from '../../../../shared/contract/allocation.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { planLotMoves, type LotMove } from '../../../../shared/domain/allocation/lots.ts'
import type { LotPart } from '../../../../shared/domain/inventory/fefo.ts'
import { AppError, ruleError, type ErrorData } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { dropLots, keepLots, lotsIn, trackedAmong } from '../inventory/order-lots.ts'
import { release, reserveOne, shortage } from '../inventory/reservations.ts'
import { orderRecord } from '../orders/order-store.ts'
import { noteReserved } from '../orders/shipping.service.ts'
import { fillDrafts } from '../shipments/note-lots.ts'
import { waitingLines } from './allocation.queries.ts'

type Place = { productId: string; warehouseId: string }
type Changed = NonNullable<ErrorData['CONFLICT']['changed']>

/** A line whose reservation changes; `lots`: exactly which lots it gives back and keeps, null for goods without lots. */
interface Change {
  line: WaitingLineView
  target: number
  lots: LotMove | null
}

/**
 * Moves reservations of one product in one warehouse between waiting lines: first what is given back, then what is kept,
 * lots first expired first. Never more than is on hand and not frozen, never less than draft notes hold.
 * @throws CONFLICT with the lines that changed since they were seen; RULE ALLOCATE_BELOW_NOTES, ALLOCATE_TOO_MUCH, LOT_SHORT
 * (no lot left that this customer accepts); SHORTAGE
 */
export async function apply(ctx: CommandContext, input: Requests['allocation']['apply']): Promise<AllocationRun> {
  const before = await runView(ctx, input.id)
  if (before) return before
  const lines = await waitingLines(ctx, input)
  const wishes = input.lines.map((wish) => ({ wish, line: lineOf(lines, wish) }))
  const changed = wishes.flatMap(({ wish, line }): Changed =>
    (['reserved', 'open'] as const).flatMap((what) =>
      (line?.[what] ?? 0) === wish[what]
        ? []
        : [
            {
              orderNumber: line?.orderNumber ?? '',
              lineNo: wish.lineNo,
              what,
              was: wish[what],
              now: line?.[what] ?? 0,
            },
          ],
    ),
  )
  if (changed.length > 0) throw new AppError('CONFLICT', { entity: 'order', id: input.lines[0]!.orderId, changed })
  const moving = wishes
    .filter(({ wish }) => wish.quantity !== wish.reserved)
    .map(({ wish, line }) => ({ line: line!, target: wish.quantity }))
  for (const { line, target } of moving) {
    if (target > line.open) throw ruleError('ALLOCATE_TOO_MUCH', { value: line.orderNumber })
    if (target < line.onNotes) throw ruleError('ALLOCATE_BELOW_NOTES', { value: line.orderNumber })
  }
  await move(ctx, input, await withLots(ctx, input, moving))
  await ctx.db
    .insertInto('allocation_run')
    .values({
      id: input.id,
      product_id: input.productId,
      warehouse_id: input.warehouseId,
      rule: input.rule,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  for (const { line, target } of moving) {
    await ctx.db
      .insertInto('allocation_move')
      .values({
        run_id: input.id,
        order_id: line.orderId,
        line_no: line.lineNo,
        before: line.reserved,
        after: target,
        lots: JSON.stringify(line.kept.map(({ lotId, quantity }) => ({ lotId, quantity }))),
      })
      .execute()
  }
  return (await runView(ctx, input.id))!
}

/**
 * Takes a move back: every line reserves what it had, with the lots it had.
 * @throws NOT_FOUND; CONFLICT with the lines that changed since; RULE ALLOCATE_BELOW_NOTES when a note holds the goods by now;
 * SHORTAGE when they have gone elsewhere
 */
export async function undo(ctx: CommandContext, input: Requests['allocation']['undo']): Promise<AllocationRun> {
  const run = found(
    await ctx.db.selectFrom('allocation_run').selectAll().where('id', '=', input.id).executeTakeFirst(),
    'allocationRun',
    input.id,
  )
  if (run.undone_at !== null) return (await runView(ctx, run.id))!
  const place = { productId: run.product_id, warehouseId: run.warehouse_id }
  const tracked = (await trackedAmong(ctx, [place])).has(place.productId)
  const lines = await waitingLines(ctx, place)
  const moves = await ctx.db.selectFrom('allocation_move').selectAll().where('run_id', '=', run.id).execute()
  const changed: Changed = []
  const changes = moves.flatMap(({ order_id, line_no, before, after, lots }): Change[] => {
    const line = lineOf(lines, { orderId: order_id, lineNo: line_no })
    if (!line || line.reserved !== after || before > line.open) {
      const now = line?.reserved ?? 0
      changed.push({ orderNumber: line?.orderNumber ?? '', lineNo: line_no, what: 'reserved', was: after, now })
      return []
    }
    if (before < line.onNotes) throw ruleError('ALLOCATE_BELOW_NOTES', { value: line.orderNumber })
    return [{ line, target: before, lots: tracked ? backTo(line, JSON.parse(lots) as LotPart[]) : null }]
  })
  if (changed.length > 0) throw new AppError('CONFLICT', { entity: 'order', id: moves[0]!.order_id, changed })
  await move(ctx, place, changes)
  await claim(
    ctx.db
      .updateTable('allocation_run')
      .set({ undone_by: ctx.user.id, undone_at: ctx.at, version: run.version + 1 })
      .where('id', '=', run.id)
      .where('version', '=', run.version),
    'allocationRun',
    run.id,
  )
  return (await runView(ctx, run.id))!
}

/** Adds the lots to the lines of goods that keep lots. @throws RULE LOT_SHORT */
async function withLots(
  ctx: CommandContext,
  { productId, warehouseId }: Place,
  moving: readonly { line: WaitingLineView; target: number }[],
): Promise<Change[]> {
  if (!(await trackedAmong(ctx, [{ productId }])).has(productId)) return moving.map((one) => ({ ...one, lots: null }))
  const moves = planLotMoves(
    moving.map(({ line, target }) => ({ ...line, key: keyOf(line), target })),
    await lotsIn(ctx, productId, warehouseId),
  )
  return moving.map(({ line, target }) => {
    const lots = moves.get(keyOf(line))!
    if (lots.got === target) return { line, target, lots }
    throw ruleError(target < line.reserved ? 'ALLOCATE_BELOW_NOTES' : 'LOT_SHORT', { value: line.orderNumber })
  })
}

/** Which lots a line gives back and keeps to have exactly those of before. @throws RULE ALLOCATE_BELOW_NOTES */
function backTo(line: WaitingLineView, lots: readonly LotPart[]): LotMove {
  const before = new Map(lots.map((part) => [part.lotId, part.quantity]))
  const now = new Map(line.kept.map((part) => [part.lotId, part.quantity]))
  const more = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): LotPart[] =>
    [...a].flatMap(([lotId, quantity]) => {
      const part = quantity - (b.get(lotId) ?? 0)
      return part > 0 ? [{ lotId, quantity: part }] : []
    })
  for (const { lotId, onNotes } of line.kept)
    if ((before.get(lotId) ?? 0) < onNotes) throw ruleError('ALLOCATE_BELOW_NOTES', { value: line.orderNumber })
  return { drop: more(now, before), keep: more(before, now), got: lots.reduce((sum, part) => sum + part.quantity, 0) }
}

/** Gives back first, keeps then: each keeping is one conditional update, so never more is reserved than is there. */
async function move(ctx: CommandContext, { productId, warehouseId }: Place, changes: readonly Change[]): Promise<void> {
  const demandOf = ({ orderId, lineNo }: WaitingLineView, quantity: number) => {
    return { orderId, lineNo, productId, warehouseId, quantity }
  }
  const frozen = new Set(
    (await lotsIn(ctx, productId, warehouseId)).filter((lot) => lot.frozen).map((lot) => lot.lotId),
  )
  for (const { line, target, lots } of changes) {
    const less = line.reserved - target
    const drop = (lots?.drop ?? []).map((part) => ({ ...part, frozen: frozen.has(part.lotId) }))
    if (lots) await dropLots(ctx, demandOf(line, less), drop)
    else if (less > 0) await release(ctx, [demandOf(line, less)])
  }
  for (const { line, target, lots } of changes) {
    const demand = demandOf(line, target - line.reserved)
    if (lots) await keepLots(ctx, demand, lots.keep)
    else if (demand.quantity > 0 && !(await reserveOne(ctx, demand))) throw await shortage(ctx, [demand])
    await noteReserved(ctx, line, target - line.reserved)
  }
  for (const id of new Set(changes.filter(({ lots }) => lots !== null).map(({ line }) => line.orderId)))
    await fillDrafts(ctx, await orderRecord(ctx, id))
}

async function runView(ctx: CommandContext, id: string): Promise<AllocationRun | null> {
  const run = await ctx.db.selectFrom('allocation_run').selectAll().where('id', '=', id).executeTakeFirst()
  if (!run) return null
  const moves = await ctx.db
    .selectFrom('allocation_move')
    .select(['order_id as orderId', 'line_no as lineNo', 'before', 'after'])
    .where('run_id', '=', id)
    .execute()
  return { id, rule: run.rule, undone: run.undone_at !== null, moves }
}

const keyOf = ({ orderId, lineNo }: { orderId: string; lineNo: number }) => `${orderId} ${lineNo}`
const lineOf = (lines: readonly WaitingLineView[], wanted: { orderId: string; lineNo: number }) =>
  lines.find((line) => keyOf(line) === keyOf(wanted))
