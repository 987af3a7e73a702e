import { actionsFor, type ActionUser, type OrderAction } from '../../../../shared/domain/order/actions.ts'
import { isEffective, statusOf } from '../../../../shared/domain/order/states.ts'
import { approvalsOf, leaveOf, type Leave } from '../../../../shared/domain/review/approval.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import { prepared } from '../../db/prepared.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import type { Selectable } from 'kysely'
import type { SalesOrderLineTable, SalesOrderTable } from '../../db/schema.ts'
import { addHabits, countStatus, recountHabits, rollDay } from './rollups.ts'

export type OrderRecord = Selectable<SalesOrderTable>
export type LineRecord = Selectable<SalesOrderLineTable>

/** Columns a change of an order may set; status and version follow by themselves. */
export type OrderPatch = Partial<Omit<OrderRecord, 'id' | 'status' | 'version' | 'updated_at'>>

/** An order this user may see. @throws NOT_FOUND */
export async function orderRecord(ctx: QueryContext, id: string): Promise<OrderRecord> {
  const order = await orderById.first(ctx.db, { id })
  const seen = ctx.user.scope === 'all' || order?.sales_person_id === ctx.user.id
  return found(seen ? order : undefined, 'order', id)
}

/** An order whoever asks, or undefined. */
export const orderById = prepared<{ id: string }, OrderRecord>((db, value) =>
  db.selectFrom('sales_order').selectAll().where('id', '=', value('id')),
)

export function linesOf(ctx: Pick<QueryContext, 'db'>, orderId: string): Promise<LineRecord[]> {
  return ctx.db.selectFrom('sales_order_line').selectAll().where('order_id', '=', orderId).orderBy('line_no').execute()
}

/** The caller as the table of actions asks for them. */
export function actingUser({ user, info }: QueryContext): ActionUser {
  const { id, rights, ownRights, roleIds, deputyFor } = user
  const { reviewOwn, levels } = info.settings.review
  return { id, rights, ownRights, roleIds, deputyFor, reviewOwn, levels }
}

/** What this user may do with the order now: the same table as the buttons. */
export function actionsOf(ctx: QueryContext, order: OrderRecord): OrderAction[] {
  return actionsFor(factsOf(order), actingUser(ctx))
}

/**
 * Refuses an action the table does not allow: an old version, own order or another's level under review, wrong state.
 * @throws RULE OWN_ORDER_REVIEW, APPROVED_ALREADY, OTHER_LEVEL, WRONG_STATE, CONFLICT
 */
export function requireAction(ctx: QueryContext, order: OrderRecord, action: OrderAction, version: number): void {
  if (order.version !== version) throw new AppError('CONFLICT', { entity: 'order', id: order.id })
  const user = actingUser(ctx)
  if (actionsFor(factsOf(order), user).includes(action)) return
  const alone = { ...user, reviewOwn: true, levels: [], ownRights: user.rights }
  if (actionsFor(factsOf(order), alone).includes(action)) {
    if (order.created_by === ctx.user.id && !user.reviewOwn) throw ruleError('OWN_ORDER_REVIEW')
    const isInvolved = approvalsOf(order.approvals).some((step) => step.userId === user.id || step.forId === user.id)
    throw ruleError(isInvolved && !user.reviewOwn ? 'APPROVED_ALREADY' : 'OTHER_LEVEL')
  }
  throw new AppError('WRONG_STATE', { entity: 'order', id: order.id, action, state: order.status })
}

/** The leave this user could give for the order now; null: none. */
export const leaveFor = (ctx: QueryContext, order: OrderRecord): Leave | null =>
  leaveOf(factsOf(order), actingUser(ctx))

/** Whose deputy a reviewer is when their own rights do not let them decide; null: they decide themselves. */
export function decidesFor(ctx: QueryContext): string | null {
  if (ctx.user.ownRights.includes('orders.review')) return null
  return ctx.user.deputyFor.find((one) => one.rights.includes('orders.review'))?.id ?? null
}

const factsOf = (order: OrderRecord) => ({ ...order, history: order.history === 1, createdBy: order.created_by })

/** An order not yet written: what a first save inserts. */
export type NewOrder = Omit<OrderRecord, 'status' | 'version' | 'updated_at'>

/**
 * Writes an order for the first time with its lines, in whatever state it starts.
 */
export async function insertOrder(
  ctx: CommandContext,
  order: NewOrder,
  lines: readonly LineRecord[],
): Promise<OrderRecord> {
  const record: OrderRecord = { ...order, status: statusOf(order), updated_at: ctx.at, version: 1 }
  await insertRecords(ctx.db, 'sales_order', [record])
  await insertLines(ctx, lines)
  await countStatus(ctx.db, null, record.status)
  if (isEffective(record)) {
    await rollDay(ctx.db, record, lines, 1)
    await addHabits(ctx.db, record, lines)
  }
  return record
}

/**
 * The one way a written order changes: claims the version, derives the status, moves the counts, replaces the lines when
 * new ones are given, and takes the order into or out of the rollups when it becomes or stops being effective.
 * @param former the lines as they are, of an order that was approved: they are changed one by one, so that notes keep their
 *   lines and the change log tells what changed
 * @throws CONFLICT
 */
export async function changeOrder(
  ctx: CommandContext,
  order: OrderRecord,
  patch: OrderPatch,
  newLines?: readonly LineRecord[],
  former?: readonly LineRecord[],
): Promise<OrderRecord> {
  const after: OrderRecord = { ...order, ...patch, updated_at: ctx.at, version: order.version + 1 }
  after.status = statusOf(after)
  await claim(
    ctx.db
      .updateTable('sales_order')
      .set({ ...patch, status: after.status, updated_at: ctx.at, version: after.version })
      .where('id', '=', order.id)
      .where('version', '=', order.version),
    'order',
    order.id,
  )
  await countStatus(ctx.db, order.status, after.status)
  const was = isEffective(order)
  const is = isEffective(after)
  const lines = newLines ?? (was || is ? await linesOf(ctx, order.id) : [])
  const before = former ?? lines
  if (newLines) {
    if (former) await changeLines(ctx, former, newLines)
    else {
      if (was) throw new Error('the lines of an approved order are changed one by one')
      await ctx.db.deleteFrom('sales_order_line').where('order_id', '=', order.id).execute()
      await insertLines(ctx, newLines)
    }
  }
  const rolls = was !== is || order.closed !== after.closed || former !== undefined
  if (was && rolls) await rollDay(ctx.db, order, before, -1)
  if (is && rolls) await rollDay(ctx.db, after, lines, 1)
  if (former || (was && !is)) await recountHabits(ctx.db, after, [...before, ...lines])
  else if (!was && is) await addHabits(ctx.db, after, lines)
  return after
}

async function changeLines(
  ctx: CommandContext,
  before: readonly LineRecord[],
  after: readonly LineRecord[],
): Promise<void> {
  const former = new Map(before.map((line) => [line.line_no, line]))
  const kept = new Set(after.map((line) => line.line_no))
  for (const { order_id, line_no } of before) {
    if (kept.has(line_no)) continue
    await ctx.db
      .deleteFrom('sales_order_line')
      .where('order_id', '=', order_id)
      .where('line_no', '=', line_no)
      .execute()
  }
  for (const line of after) {
    const was = former.get(line.line_no)
    const { order_id, line_no, ...columns } = line
    if (was && isSame(was, line)) continue
    if (was)
      await ctx.db
        .updateTable('sales_order_line')
        .set(columns)
        .where('order_id', '=', order_id)
        .where('line_no', '=', line_no)
        .execute()
    else await insertLines(ctx, [line])
  }
}

const isSame = (a: LineRecord, b: LineRecord): boolean =>
  (Object.keys(b) as (keyof LineRecord)[]).every((column) => a[column] === b[column])

async function insertLines(ctx: CommandContext, lines: readonly LineRecord[]): Promise<void> {
  await insertRecords(ctx.db, 'sales_order_line', lines)
}
