import type { LotPart } from '../../../../shared/domain/inventory/fefo.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { linesOf } from '../orders/order-store.ts'
import { writeLots } from './note-lots.ts'
import { changeNote, noteLinesOf, noteRecord, requireUnpicked, type ShipmentRecord } from './shipment-store.ts'
import { expectedTotal } from './shipments.service.ts'

/**
 * What picking tells a note: its goods are being collected, lie ready, or are none of picking's business any more. While they
 * are collected the note's quantities and lots stand still.
 */

/** Marks draft notes as being picked; each can be on one list only. @throws NOT_FOUND, WRONG_STATE, RULE NOTE_BEING_PICKED */
export async function startPicking(ctx: CommandContext, ids: readonly string[]): Promise<ShipmentRecord[]> {
  const notes: ShipmentRecord[] = []
  for (const id of ids) {
    const note = await noteRecord(ctx, id)
    if (note.status !== 'draft')
      throw new AppError('WRONG_STATE', { entity: 'shipment', id, action: 'pick', state: note.status })
    requireUnpicked(note)
    await changeNote(ctx, note, { picking: 'picking' })
    notes.push(note)
  }
  return notes
}

/** Takes a note out of picking; a draft can be changed again. */
export async function stopPicking(ctx: CommandContext, id: string): Promise<void> {
  await changeNote(ctx, await noteRecord(ctx, id), { picking: 'none' })
}

/** What was picked for a note's line, thousandths of the base unit; `lots`: of goods with lots, those in the tote. */
export interface PickedLine {
  lineNo: number
  quantity: number
  lots: LotPart[]
}
const NOTHING = { quantity: 0, lots: [] }

/**
 * The goods of a note lie ready: its lines become what was picked (0 where nothing was), with exactly the lots picked.
 * @throws RULE SHIP_MORE_THAN_OPEN when more was picked than the note wanted, WRONG_STATE
 */
export async function notePicked(ctx: CommandContext, id: string, picked: readonly PickedLine[]): Promise<void> {
  const note = await noteRecord(ctx, id)
  if (note.status !== 'draft' || note.picking !== 'picking')
    throw new AppError('WRONG_STATE', { entity: 'shipment', id, action: 'pick', state: note.status })
  for (const own of await noteLinesOf(ctx, id)) {
    const { quantity, lots } = picked.find((one) => one.lineNo === own.line_no) ?? NOTHING
    if (quantity === own.quantity) continue
    if (quantity > own.quantity) throw ruleError('SHIP_MORE_THAN_OPEN', { line: own.line_no })
    await ctx.db
      .updateTable('shipment_line')
      .set({ quantity })
      .where('shipment_id', '=', id)
      .where('line_no', '=', own.line_no)
      .execute()
    if (lots.length > 0 || quantity === 0) await writeLots(ctx, own, lots, own.lot_reason)
  }
  const total = await expectedTotal(ctx, note, await linesOf(ctx, note.order_id))
  await changeNote(ctx, note, { picking: 'picked', total })
}
