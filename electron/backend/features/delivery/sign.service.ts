import type { NoteDelivery, ShortLine } from '../../../../shared/contract/delivery.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import type { EventSource } from '../../../../shared/domain/delivery/logistics.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { createShortage } from '../returns/shortage.service.ts'
import { lowerSigned, noteEvent, setSigned } from '../shipments/logistics.service.ts'
import { noteLinesOf, noteRecord, type ShipmentRecord } from '../shipments/shipment-store.ts'
import { note as noteDelivery } from './note.queries.ts'

/** What a customer did with a note at the door. */
export interface Signature {
  /** Id of the red note; absent: one is made when goods were not taken. */
  returnId?: string
  signedBy: string
  remark: string
  /** What was not taken; with `refused` and none given: all of it, undamaged. */
  lines: readonly ShortLine[]
  refused: boolean
  source: EventSource
}

/**
 * The customer signed for a note or refused it: milestone, signed quantities, and a red note for what was not taken, so
 * that stock and receivable are right at once. Nothing taken at all is a refusal.
 * @throws WRONG_STATE, RULE SHORT_MORE_THAN_SENT, and what a red note throws
 */
export async function signNote(
  ctx: CommandContext,
  note: ShipmentRecord,
  signature: Signature,
): Promise<'signed' | 'short' | 'refused'> {
  const sent = (await noteLinesOf(ctx, note.id)).filter((line) => line.quantity > 0)
  const lines =
    signature.refused && signature.lines.length === 0
      ? sent.map((line) => ({
          lineNo: line.line_no,
          quantity: line.quantity,
          cause: 'refused' as const,
          disposition: 'sellable' as const,
        }))
      : signature.lines
  const missing = sumByLine(lines)
  const refused = sent.every((line) => missing.get(line.line_no) === line.quantity)
  await noteEvent(ctx, note, {
    kind: refused ? 'refuse' : 'sign',
    source: signature.source,
    place: signature.signedBy,
    remark: signature.remark,
  })
  await setSigned(ctx, note.id, 'all')
  await takeOff(ctx, note, { ...signature, lines })
  return refused ? 'refused' : lines.length > 0 ? 'short' : 'signed'
}

/** Takes lines off what was signed for and books the red note. @throws RULE SHORT_MORE_THAN_SENT */
export async function takeOff(
  ctx: CommandContext,
  note: ShipmentRecord,
  { lines, returnId, remark }: Pick<Signature, 'lines' | 'returnId' | 'remark'>,
): Promise<void> {
  if (lines.length === 0) return
  await lowerSigned(ctx, note.id, sumByLine(lines))
  await createShortage(ctx, { id: returnId ?? ctx.newId(), shipmentId: note.id, reason: remark, lines: [...lines] })
}

/** Signing away from trip and desk: on the note itself. @throws CONFLICT, and what `signNote` throws */
export async function sign(ctx: CommandContext, input: Requests['delivery']['sign']): Promise<NoteDelivery> {
  const { shipmentId, version, ...signature } = input
  const note = await noteRecord(ctx, shipmentId)
  if (note.version !== version) throw new AppError('CONFLICT', { entity: 'shipment', id: note.id })
  await tripFollows(ctx, note.id, await signNote(ctx, note, { ...signature, refused: false, source: 'hand' }))
  return noteDelivery(ctx, { shipmentId })
}

/** A note signed elsewhere while it is on a trip needs no report any more. */
export async function tripFollows(
  ctx: CommandContext,
  shipmentId: string,
  result: 'signed' | 'short' | 'refused',
): Promise<void> {
  const live = await ctx.db
    .selectFrom('trip_note as n')
    .innerJoin('trip as t', 't.id', 'n.trip_id')
    .select(['n.trip_id', 't.status', 't.number'])
    .where('n.shipment_id', '=', shipmentId)
    .where('n.result', 'in', ['open', 'delivered'])
    .where('t.status', 'in', ['planned', 'underway'])
    .executeTakeFirst()
  if (!live) return
  if (live.status === 'planned') throw ruleError('NOTE_ON_TRIP', { value: live.number })
  await ctx.db
    .updateTable('trip_note')
    .set((eb) => ({ result, version: eb('version', '+', 1) }))
    .where('trip_id', '=', live.trip_id)
    .where('shipment_id', '=', shipmentId)
    .execute()
}

function sumByLine(lines: readonly ShortLine[]): Map<number, number> {
  const sums = new Map<number, number>()
  for (const { lineNo, quantity } of lines) sums.set(lineNo, (sums.get(lineNo) ?? 0) + quantity)
  return sums
}
