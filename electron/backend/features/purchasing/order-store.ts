import type { Selectable } from 'kysely'
import { purchaseOrderActions, type PurchaseOrderAction } from '../../../../shared/domain/purchasing/actions.ts'
import { openOf, progressOf, purchaseOrderStatus } from '../../../../shared/domain/purchasing/states.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import type { PurchaseOrderLineTable, PurchaseOrderTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { changeExpected } from '../inventory/balances.ts'
import { purchaseUser, requireAction } from './parties.ts'
import { noteOrdered } from './request-store.ts'

export type OrderRecord = Selectable<PurchaseOrderTable>
export type LineRecord = Selectable<PurchaseOrderLineTable>
type OrderPatch = Partial<Omit<OrderRecord, 'id' | 'number' | 'status' | 'version' | 'updated_at'>>

export async function orderRecord(ctx: Pick<QueryContext, 'db'>, id: string): Promise<OrderRecord> {
  return found(
    await ctx.db.selectFrom('purchase_order').selectAll().where('id', '=', id).executeTakeFirst(),
    'purchaseOrder',
    id,
  )
}

export function orderLines(ctx: Pick<QueryContext, 'db'>, orderId: string): Promise<LineRecord[]> {
  return ctx.db
    .selectFrom('purchase_order_line')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('line_no')
    .execute()
}

export function orderActions(ctx: QueryContext, order: OrderRecord): PurchaseOrderAction[] {
  return purchaseOrderActions({ ...order, createdBy: order.created_by }, purchaseUser(ctx))
}

/** @throws RULE OWN_ORDER_REVIEW, WRONG_STATE, CONFLICT */
export function requireOrder(
  ctx: QueryContext,
  order: OrderRecord,
  action: PurchaseOrderAction,
  version = order.version,
): void {
  const actions = orderActions(ctx, order)
  if (!actions.includes(action) && order.version === version) {
    const others = purchaseOrderActions(
      { ...order, createdBy: order.created_by },
      { ...purchaseUser(ctx), reviewOwn: true },
    )
    if (others.includes(action)) throw ruleError('OWN_ORDER_REVIEW')
  }
  requireAction('purchaseOrder', order, actions, action, version)
}

/** Writes a new draft order with its lines and tells the requests they came from. */
export async function insertOrder(
  ctx: CommandContext,
  order: OrderRecord,
  lines: readonly LineRecord[],
): Promise<void> {
  await insertRecords(ctx.db, 'purchase_order', [order])
  await insertRecords(ctx.db, 'purchase_order_line', lines)
  await noteOrdered(ctx, [], lines)
}

/** Replaces the lines of a draft and tells the requests what changed. */
export async function replaceLines(
  ctx: CommandContext,
  before: readonly LineRecord[],
  lines: readonly LineRecord[],
): Promise<void> {
  const orderId = (before[0] ?? lines[0])!.order_id
  await ctx.db.deleteFrom('purchase_order_line').where('order_id', '=', orderId).execute()
  await insertRecords(ctx.db, 'purchase_order_line', lines)
  await noteOrdered(ctx, before, lines)
}

/** The one way a written order changes: claims the version and derives the status. @throws CONFLICT */
export async function changeOrder(ctx: CommandContext, order: OrderRecord, patch: OrderPatch): Promise<OrderRecord> {
  const after: OrderRecord = { ...order, ...patch, updated_at: ctx.at, version: order.version + 1 }
  after.status = purchaseOrderStatus(after)
  await claim(
    ctx.db
      .updateTable('purchase_order')
      .set({ ...patch, status: after.status, updated_at: ctx.at, version: after.version })
      .where('id', '=', order.id)
      .where('version', '=', order.version),
    'purchaseOrder',
    order.id,
  )
  return after
}

/** What the warehouses wait for because of these lines: while the order is approved and open. */
export const expectedOf = (order: OrderRecord, lines: readonly LineRecord[]) =>
  order.review === 'approved' && order.closed === 'open'
    ? lines.map((line) => ({ ...line, open: openOf(line.quantity, line.received) }))
    : lines.map((line) => ({ ...line, open: 0 }))

/** Tells the stock how the order's expectation changed between two states of it. Lines in the same order. */
export async function moveExpected(
  ctx: CommandContext,
  before: ReturnType<typeof expectedOf>,
  after: ReturnType<typeof expectedOf>,
): Promise<void> {
  const sums = new Map<string, { productId: string; warehouseId: string; onOrder: number }>()
  const add = (lines: typeof before, sign: number) => {
    for (const { product_id: productId, warehouse_id: warehouseId, open } of lines) {
      const key = `${productId} ${warehouseId}`
      const sum = sums.get(key) ?? { productId, warehouseId, onOrder: 0 }
      sum.onOrder += sign * open
      sums.set(key, sum)
    }
  }
  add(before, -1)
  add(after, 1)
  await changeExpected(ctx, [...sums.values()])
}

/**
 * Adds received quantities (negative when a receipt is taken back) and the amount booked; what is expected shrinks by what
 * was still open of it.
 */
export async function noteReceived(
  ctx: CommandContext,
  order: OrderRecord,
  received: ReadonlyMap<number, number>,
  amount: number,
): Promise<OrderRecord> {
  const before = await orderLines(ctx, order.id)
  const after = before.map((line) => ({ ...line, received: line.received + (received.get(line.line_no) ?? 0) }))
  for (const line of after) {
    if (!received.get(line.line_no)) continue
    await ctx.db
      .updateTable('purchase_order_line')
      .set({ received: line.received })
      .where('order_id', '=', order.id)
      .where('line_no', '=', line.line_no)
      .execute()
  }
  await moveExpected(ctx, expectedOf(order, before), expectedOf(order, after))
  return changeOrder(ctx, order, {
    received: progressOf(after.map((line) => ({ quantity: line.quantity, done: line.received }))),
    received_amount: order.received_amount + amount,
  })
}
