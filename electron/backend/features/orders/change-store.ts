import type { Selectable } from 'kysely'
import { outboundOf, paymentOf } from '../../../../shared/domain/order/states.ts'
import type { OrderChangeTable } from '../../db/schema.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { lineNotes } from './order-notes.ts'
import { releaseSurplus, setReserved, withReservation } from './order-reservation.ts'
import { changeOrder, linesOf, orderById, type LineRecord, type OrderRecord } from './order-store.ts'

export type ChangeRecord = Selectable<OrderChangeTable>

/** Columns of an order that a change may set: what is put back when it is refused. */
const HEAD = [
  'site_id',
  'warehouse_id',
  'sales_person_id',
  'delivery_day',
  'address',
  'contact',
  'phone',
  'pay_by',
  'remark',
  'amount',
  'promotion_off',
  'discount',
  'override_reason',
  'total',
  'tax',
  'line_count',
] as const satisfies readonly (keyof OrderRecord)[]

/** An order before a change. */
export interface Snapshot {
  head: Pick<OrderRecord, (typeof HEAD)[number]>
  lines: LineRecord[]
  promotions: { promotion_id: string; times: number; off: number }[]
  /** Orders the change took in: they come back when it is refused. */
  merged?: string[]
  /** The order waited for its first approval: refused, it is a draft again, and not approved as it was. */
  unapproved?: true
}

interface ChangeFacts {
  id: string
  reason: string
  waits: boolean
  merged: string[]
}

/** Writes down how an order was before a change, and whether the change has to wait for a person. */
export async function keepChange(
  ctx: CommandContext,
  order: OrderRecord,
  lines: readonly LineRecord[],
  { id, reason, waits, merged }: ChangeFacts,
): Promise<void> {
  const promotions = await ctx.db
    .selectFrom('sales_order_promotion')
    .select(['promotion_id', 'times', 'off'])
    .where('order_id', '=', order.id)
    .execute()
  const head = Object.fromEntries(HEAD.map((column) => [column, order[column]])) as Snapshot['head']
  const before: Snapshot = {
    head,
    lines: [...lines],
    promotions,
    ...(merged.length > 0 ? { merged } : {}),
    ...(order.review === 'pending' ? { unapproved: true } : {}),
  }
  await ctx.db
    .insertInto('order_change')
    .values({
      id,
      order_id: order.id,
      no: (await changesOf(ctx, order.id)).length + 1,
      reason,
      before: JSON.stringify(before),
      review: order.review === 'approved' ? 'approved' : 'auto',
      outcome: waits ? 'waiting' : 'applied',
      user_id: ctx.user.id,
      at: ctx.at,
    })
    .execute()
}

/** The changes of an order since its approval or since others were merged into it, the first first. */
export function changesOf(ctx: Pick<QueryContext, 'db'>, orderId: string): Promise<ChangeRecord[]> {
  return ctx.db.selectFrom('order_change').selectAll().where('order_id', '=', orderId).orderBy('no').execute()
}

export const snapshotOf = (change: ChangeRecord): Snapshot => JSON.parse(change.before) as Snapshot

/** The highest line number the order ever had: numbers of removed lines are not given again. */
export async function lastLineNo(
  ctx: CommandContext,
  orderId: string,
  lines: readonly { line_no: number }[],
): Promise<number> {
  const former = (await changesOf(ctx, orderId)).flatMap((change) => snapshotOf(change).lines)
  return Math.max(0, ...[...lines, ...former].map((line) => line.line_no))
}

/** The change of an order that waits for a person, if there is one. */
export function waitingChange(ctx: Pick<QueryContext, 'db'>, orderId: string): Promise<ChangeRecord | undefined> {
  return ctx.db
    .selectFrom('order_change')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('outcome', '=', 'waiting')
    .executeTakeFirst()
}

/** An order that waits for its first approval takes in more orders: refused, all of them come back. */
export async function addMerged(ctx: CommandContext, change: ChangeRecord, merged: readonly string[]): Promise<void> {
  const snapshot = snapshotOf(change)
  const before = JSON.stringify({ ...snapshot, merged: [...(snapshot.merged ?? []), ...merged] })
  await ctx.db.updateTable('order_change').set({ before }).where('id', '=', change.id).execute()
}

/** Writes down what became of a waiting change. */
export async function endChange(
  ctx: CommandContext,
  change: Pick<ChangeRecord, 'id'>,
  outcome: 'applied' | 'accepted' | 'refused',
): Promise<void> {
  await ctx.db.updateTable('order_change').set({ outcome }).where('id', '=', change.id).execute()
}

/**
 * A waiting change is refused or taken back: the order is approved again as it was before, and keeps of the stock what there
 * is for it, and so are the orders the change took in. What was shipped meanwhile taken back stays taken back.
 * @param decided what the order becomes when it was never approved: it only took in others while it waited
 */
export async function undoChange(
  ctx: CommandContext,
  order: OrderRecord,
  change: ChangeRecord,
  { reason, decided }: { reason: string; decided: 'rejected' | 'draft' },
): Promise<OrderRecord> {
  const { head, lines, promotions, merged = [], unapproved = false } = snapshotOf(change)
  const now = await linesOf(ctx, order.id)
  const current = new Map(now.map((line) => [line.line_no, line]))
  const former = lines.map((line) => ({ ...line, shipped: current.get(line.line_no)?.shipped ?? 0, reserved: 0 }))
  const stays = await releaseSurplus(ctx, now, former, await lineNotes(ctx, order.id))
  for (const line of former) line.reserved = stays.get(line.line_no) ?? 0
  const again = unapproved ? former : await withReservation(ctx, { ...order, ...head }, former)
  await endChange(ctx, change, 'refused')
  await ctx.db.deleteFrom('sales_order_promotion').where('order_id', '=', order.id).execute()
  if (promotions.length > 0)
    await ctx.db
      .insertInto('sales_order_promotion')
      .values(promotions.map((one) => ({ order_id: order.id, ...one })))
      .execute()
  const shipped = again.reduce((sum, line) => sum + line.shipped, 0)
  const outbound = outboundOf(Number.MAX_SAFE_INTEGER, shipped)
  const payment = paymentOf(head.total, order.paid)
  const undone = await changeOrder(
    ctx,
    order,
    { ...head, outbound, payment, review: unapproved ? decided : change.review, reason, approvals: '' },
    again,
    now,
  )
  for (const id of merged) await reopen(ctx, (await orderById.first(ctx.db, { id }))!)
  return undone
}

/** An order that ended in another one is what it was before: it waits for review, or for its goods as far as they are there. */
async function reopen(ctx: CommandContext, order: OrderRecord): Promise<void> {
  const lines = await linesOf(ctx, order.id)
  if (order.review !== 'pending') await setReserved(ctx, lines, await withReservation(ctx, order, lines))
  await changeOrder(ctx, order, { closed: 'open', merged_into: null })
}
