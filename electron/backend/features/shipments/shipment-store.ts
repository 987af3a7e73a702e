import type { Selectable } from 'kysely'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { ShipmentTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import type { LineRecord } from '../orders/order-store.ts'

export type ShipmentRecord = Selectable<ShipmentTable>

/** A note as it is written. @throws NOT_FOUND */
export async function noteRecord(ctx: CommandContext, id: string): Promise<ShipmentRecord> {
  return found(await ctx.db.selectFrom('shipment').selectAll().where('id', '=', id).executeTakeFirst(), 'shipment', id)
}

export function noteLinesOf(ctx: CommandContext, id: string) {
  return ctx.db.selectFrom('shipment_line').selectAll().where('shipment_id', '=', id).orderBy('line_no').execute()
}

export function lineOf(lines: readonly LineRecord[], lineNo: number): LineRecord {
  return lines.find((l) => l.line_no === lineNo)!
}

/** Refuses an old version and a wrong state. @throws CONFLICT, WRONG_STATE */
export function requireNote(
  note: ShipmentRecord,
  state: ShipmentRecord['status'],
  action: string,
  version: number,
): void {
  if (note.version !== version) throw new AppError('CONFLICT', { entity: 'shipment', id: note.id })
  if (note.status !== state)
    throw new AppError('WRONG_STATE', { entity: 'shipment', id: note.id, action, state: note.status })
}

/** Refuses what would pull a note from under the hands of who collects its goods. @throws RULE NOTE_BEING_PICKED */
export function requireUnpicked(note: Pick<ShipmentRecord, 'number' | 'picking'>): void {
  if (note.picking !== 'none') throw ruleError('NOTE_BEING_PICKED', { value: note.number })
}

/** The one way a note changes. @throws CONFLICT */
export async function changeNote(
  ctx: CommandContext,
  note: ShipmentRecord,
  patch: Partial<ShipmentRecord>,
): Promise<void> {
  await claim(
    ctx.db
      .updateTable('shipment')
      .set({ ...patch, version: note.version + 1 })
      .where('id', '=', note.id)
      .where('version', '=', note.version),
    'shipment',
    note.id,
  )
}

/** What posted notes have booked of each line of an order (分). */
export async function bookedAmounts(ctx: CommandContext, orderId: string): Promise<Map<number, number>> {
  const rows = await ctx.db
    .selectFrom('shipment as d')
    .innerJoin('shipment_line as l', 'l.shipment_id', 'd.id')
    .select(['l.order_line_no', (eb) => eb.fn.sum<number>('l.amount').as('amount')])
    .where('d.order_id', '=', orderId)
    .where('d.status', '=', 'posted')
    .groupBy('l.order_line_no')
    .execute()
  return new Map(rows.map((r) => [r.order_line_no, r.amount]))
}

/** What other draft notes of an order want of each of its lines. */
export async function draftQuantities(
  ctx: CommandContext,
  orderId: string,
  exceptId = '',
): Promise<Map<number, number>> {
  const rows = await ctx.db
    .selectFrom('shipment as d')
    .innerJoin('shipment_line as l', 'l.shipment_id', 'd.id')
    .select(['l.order_line_no', (eb) => eb.fn.sum<number>('l.quantity').as('quantity')])
    .where('d.order_id', '=', orderId)
    .where('d.status', '=', 'draft')
    .where('d.id', '<>', exceptId)
    .groupBy('l.order_line_no')
    .execute()
  return new Map(rows.map((r) => [r.order_line_no, r.quantity]))
}
